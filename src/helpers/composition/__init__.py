"""Caseload composition: who is assisted, for which forms of exploitation, and what is unknown."""

from __future__ import annotations

from helpers.composition.caseload import Caseload, select_caseload
from helpers.composition.counting import (
    count_citizenships,
    count_flags,
    count_forms,
    count_people,
    count_places,
    count_unknown,
)
from helpers.composition.shares import bound_forms, largest_year, share_forms, share_unknown

__all__ = [
    "Caseload",
    "bound_forms",
    "count_citizenships",
    "count_flags",
    "count_forms",
    "count_people",
    "count_places",
    "count_unknown",
    "largest_year",
    "select_caseload",
    "share_forms",
    "share_unknown",
]
