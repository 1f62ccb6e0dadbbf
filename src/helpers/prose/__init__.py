"""Sentences. Every one is generated from safe tables; its verb follows the evidence."""

from __future__ import annotations

from helpers.prose.adoption import describe_criminalized, describe_ratified
from helpers.prose.caseload import (
    describe_beside_world,
    describe_caseload,
    describe_forms,
)
from helpers.prose.claims import describe_addresses, describe_claims, describe_verdicts
from helpers.prose.closing import (
    describe_citations,
    describe_hidden,
    describe_ledger,
    describe_versions,
    describe_withheld,
)
from helpers.prose.combined import describe_combinations
from helpers.prose.compared import describe_compared, describe_listed, describe_worked
from helpers.prose.crossed import describe_groups, describe_sector_sex, describe_sector_value
from helpers.prose.decomposition import describe_decomposition, describe_pooled
from helpers.prose.doubt import (
    describe_assumptions,
    describe_chao,
    describe_consistency,
    describe_sensitivity,
)
from helpers.prose.exposure import (
    describe_buyers,
    describe_exposure,
    describe_sections,
    describe_sectors,
)
from helpers.prose.form_trend import describe_form_trend
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
from helpers.prose.hidden_shares import describe_hidden_shares
from helpers.prose.justice import (
    describe_chain,
    describe_justice,
    describe_matched,
)
from helpers.prose.lags import describe_lags
from helpers.prose.listing import Listing, show_claims, show_slips
from helpers.prose.mechanism import describe_funnel, describe_positive
from helpers.prose.mechanism_answer import describe_mechanism
from helpers.prose.printed import (
    describe_comparisons,
    describe_files,
    describe_shares,
    describe_slips,
)
from helpers.prose.ratification import describe_association, describe_law, describe_ratification
from helpers.prose.registered import describe_people, describe_ranking, describe_unknown
from helpers.prose.responders import (
    describe_arrival_outcomes,
    describe_arrivals,
    describe_combined,
    describe_responders,
)
from helpers.prose.sentence import Headline, Passage, Sentence
from helpers.prose.standardised import describe_standardised
from helpers.prose.treaty import describe_parties
from helpers.prose.trend import describe_matched_panel, describe_trends
from helpers.prose.victims import describe_profile
from helpers.prose.waiting import describe_backlog, describe_wait

__all__ = [
    "Headline",
    "Listing",
    "Passage",
    "Sentence",
    "describe_addresses",
    "describe_arrival_outcomes",
    "describe_arrivals",
    "describe_association",
    "describe_assumptions",
    "describe_backlog",
    "describe_beside_world",
    "describe_bootstrap",
    "describe_buyers",
    "describe_caseload",
    "describe_chain",
    "describe_chao",
    "describe_citations",
    "describe_claims",
    "describe_combinations",
    "describe_combined",
    "describe_compared",
    "describe_comparisons",
    "describe_consistency",
    "describe_criminalized",
    "describe_decomposition",
    "describe_detected",
    "describe_exposure",
    "describe_files",
    "describe_form_trend",
    "describe_forms",
    "describe_funnel",
    "describe_gap",
    "describe_groups",
    "describe_hidden",
    "describe_hidden_population",
    "describe_hidden_shares",
    "describe_justice",
    "describe_lags",
    "describe_law",
    "describe_ledger",
    "describe_listed",
    "describe_matched",
    "describe_matched_panel",
    "describe_mechanism",
    "describe_methods",
    "describe_models",
    "describe_overlaps",
    "describe_parties",
    "describe_people",
    "describe_pooled",
    "describe_positive",
    "describe_profile",
    "describe_ranking",
    "describe_rate",
    "describe_ratification",
    "describe_ratified",
    "describe_responders",
    "describe_sections",
    "describe_sector_sex",
    "describe_sector_value",
    "describe_sectors",
    "describe_sensitivity",
    "describe_shares",
    "describe_slips",
    "describe_standardised",
    "describe_trends",
    "describe_unknown",
    "describe_verdicts",
    "describe_versions",
    "describe_wait",
    "describe_withheld",
    "describe_worked",
    "show_claims",
    "show_slips",
]
