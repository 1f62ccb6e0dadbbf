"""Caseload composition: who is assisted, for which forms of exploitation, and what is unknown."""

from __future__ import annotations

from helpers.composition.caseload import Caseload, select_caseload
from helpers.composition.counting import (
    count_citizenships,
    count_forms,
    count_people,
    count_places,
    count_unknown,
)
from helpers.composition.coverage import count_coverage, count_withheld
from helpers.composition.exposure import ILO_MEANS, count_crossed, count_sectors
from helpers.composition.flags import count_flags
from helpers.composition.sectors import (
    bound_sectors,
    compare_with_all,
    select_value,
    share_crossed,
    share_sectors,
    split_sectors,
)
from helpers.composition.shares import (
    bound_forms,
    compare_with_world,
    largest_year,
    share_forms,
    share_unknown,
)

__all__ = [
    "ILO_MEANS",
    "Caseload",
    "bound_forms",
    "bound_sectors",
    "compare_with_all",
    "compare_with_world",
    "count_citizenships",
    "count_coverage",
    "count_crossed",
    "count_flags",
    "count_forms",
    "count_people",
    "count_places",
    "count_sectors",
    "count_unknown",
    "count_withheld",
    "largest_year",
    "select_caseload",
    "select_value",
    "share_crossed",
    "share_forms",
    "share_sectors",
    "share_unknown",
    "split_sectors",
]
