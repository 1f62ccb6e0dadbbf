"""Sentences. Every one is generated from safe tables; its verb follows the evidence."""

from __future__ import annotations

from helpers.prose.caseload import (
    describe_beside_world,
    describe_caseload,
    describe_form_trend,
    describe_forms,
)
from helpers.prose.closing import (
    describe_citations,
    describe_hidden,
    describe_ledger,
    describe_versions,
    describe_withheld,
)
from helpers.prose.crossed import describe_groups, describe_sector_sex, describe_sector_value
from helpers.prose.exposure import (
    describe_buyers,
    describe_exposure,
    describe_sections,
    describe_sectors,
)
from helpers.prose.gap import (
    describe_detected,
    describe_gap,
    describe_rate,
    describe_side_by_side,
)
from helpers.prose.justice import (
    describe_chain,
    describe_justice,
    describe_matched,
)
from helpers.prose.registered import describe_people, describe_ranking, describe_unknown
from helpers.prose.sentence import Headline, Passage, Sentence
from helpers.prose.treaty import describe_parties
from helpers.prose.victims import describe_funnel, describe_profile

__all__ = [
    "Headline",
    "Passage",
    "Sentence",
    "describe_beside_world",
    "describe_buyers",
    "describe_caseload",
    "describe_chain",
    "describe_citations",
    "describe_detected",
    "describe_exposure",
    "describe_form_trend",
    "describe_forms",
    "describe_funnel",
    "describe_gap",
    "describe_groups",
    "describe_hidden",
    "describe_justice",
    "describe_ledger",
    "describe_matched",
    "describe_parties",
    "describe_people",
    "describe_profile",
    "describe_ranking",
    "describe_rate",
    "describe_sections",
    "describe_sector_sex",
    "describe_sector_value",
    "describe_sectors",
    "describe_side_by_side",
    "describe_unknown",
    "describe_versions",
    "describe_withheld",
]
