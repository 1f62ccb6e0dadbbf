"""Caseload composition: who is assisted, for which forms of exploitation, and what is unknown."""

from __future__ import annotations

from helpers.composition.bounds import bound_forms
from helpers.composition.caseload import Caseload, select_caseload
from helpers.composition.combinations import count_combinations, share_combinations
from helpers.composition.counting import count_forms, count_people, count_unknown
from helpers.composition.coverage import count_coverage, count_withheld
from helpers.composition.decomposition import decompose_share
from helpers.composition.exposure import ILO_MEANS, count_crossed, count_sectors
from helpers.composition.flags import count_flags
from helpers.composition.hidden import bound_hidden
from helpers.composition.listed import count_citizenships, count_places
from helpers.composition.mix import count_mix, find_channels, find_ends
from helpers.composition.sectors import (
    bound_sectors,
    compare_with_all,
    select_value,
    share_crossed,
    share_sectors,
    split_sectors,
)
from helpers.composition.shares import (
    compare_with_world,
    share_forms,
    share_unknown,
)
from helpers.composition.standardisation import standardise_share
from helpers.composition.strata import count_strata
from helpers.composition.years import share_years

__all__ = [
    "ILO_MEANS",
    "Caseload",
    "bound_forms",
    "bound_hidden",
    "bound_sectors",
    "compare_with_all",
    "compare_with_world",
    "count_citizenships",
    "count_combinations",
    "count_coverage",
    "count_crossed",
    "count_flags",
    "count_forms",
    "count_mix",
    "count_people",
    "count_places",
    "count_sectors",
    "count_strata",
    "count_unknown",
    "count_withheld",
    "decompose_share",
    "find_channels",
    "find_ends",
    "select_caseload",
    "select_value",
    "share_combinations",
    "share_crossed",
    "share_forms",
    "share_sectors",
    "share_unknown",
    "share_years",
    "split_sectors",
    "standardise_share",
]
