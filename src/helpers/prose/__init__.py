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
from helpers.prose.compared import describe_compared, describe_listed, describe_worked
from helpers.prose.doubt import (
    describe_assumptions,
    describe_chao,
    describe_consistency,
    describe_sensitivity,
)
from helpers.prose.gap import (
    describe_detected,
    describe_gap,
    describe_rate,
)
from helpers.prose.hidden import (
    describe_bootstrap,
    describe_hidden_population,
    describe_methods,
    describe_models,
    describe_overlaps,
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
    "describe_assumptions",
    "describe_beside_world",
    "describe_bootstrap",
    "describe_caseload",
    "describe_chain",
    "describe_chao",
    "describe_citations",
    "describe_compared",
    "describe_consistency",
    "describe_detected",
    "describe_form_trend",
    "describe_forms",
    "describe_funnel",
    "describe_gap",
    "describe_hidden",
    "describe_hidden_population",
    "describe_justice",
    "describe_ledger",
    "describe_listed",
    "describe_matched",
    "describe_methods",
    "describe_models",
    "describe_overlaps",
    "describe_parties",
    "describe_people",
    "describe_profile",
    "describe_ranking",
    "describe_rate",
    "describe_sensitivity",
    "describe_unknown",
    "describe_versions",
    "describe_withheld",
    "describe_worked",
]
