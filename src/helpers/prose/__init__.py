"""Sentences. Every one is generated from safe tables; its verb follows the evidence."""

from __future__ import annotations

from helpers.prose.caseload import (
    describe_caseload,
    describe_form_trend,
    describe_forms,
    describe_people,
    describe_ranking,
    describe_unknown,
)
from helpers.prose.closing import (
    describe_citations,
    describe_hidden,
    describe_ledger,
    describe_versions,
)
from helpers.prose.gap import (
    describe_detected,
    describe_funnel,
    describe_gap,
    describe_profile,
    describe_rate,
    describe_side_by_side,
)
from helpers.prose.justice import (
    describe_chain,
    describe_justice,
    describe_matched,
    describe_parties,
)
from helpers.prose.sentence import Headline, Passage, Sentence

__all__ = [
    "Headline",
    "Passage",
    "Sentence",
    "describe_caseload",
    "describe_chain",
    "describe_citations",
    "describe_detected",
    "describe_form_trend",
    "describe_forms",
    "describe_funnel",
    "describe_gap",
    "describe_hidden",
    "describe_justice",
    "describe_ledger",
    "describe_matched",
    "describe_parties",
    "describe_people",
    "describe_profile",
    "describe_ranking",
    "describe_rate",
    "describe_side_by_side",
    "describe_unknown",
    "describe_versions",
]
