"""The closed vocabularies of the canonical tables.

Names follow the standards of the field: the forms of exploitation of article 3 of the United
Nations Trafficking in Persons Protocol [1]_, the stages of the criminal justice chain as UNODC
publishes them [2]_, and the categories of IC-TIP [3]_.

References:
    .. [1] United Nations (2000). Protocol to Prevent, Suppress and Punish Trafficking in Persons.
    .. [2] UNODC (2023). Global Report on Trafficking in Persons, dataUNODC edition 30 May 2023.
    .. [3] IOM and UNODC (2025). International Classification Standard for Administrative Data on
       Trafficking in Persons (IC-TIP).
"""

from __future__ import annotations

from typing import Final

OBSERVED: Final = "observed"
NOT_REPORTED: Final = "not_reported"
HIDDEN_AT_SOURCE: Final = "hidden_at_source"
HIDDEN: Final = "hidden"
CONFLICTING: Final = "conflicting"
NOT_COLLECTED: Final = "not_collected"

STATUSES: Final = (
    OBSERVED,
    NOT_REPORTED,
    HIDDEN_AT_SOURCE,
    HIDDEN,
    CONFLICTING,
    NOT_COLLECTED,
)
"""What a count can be, never left empty.

``observed`` is a published or counted number. ``not_reported`` is nobody's number: not zero.
``hidden_at_source`` was published as a range ('<5', bounds 0 to 4). ``hidden`` is withheld by our
own protection; whether it is small or protects a neighbour is itself secret. ``conflicting`` was
published with several values, of which the bounds cover each. ``not_collected`` means that the
channel never asks.
"""

STATUS_WORDS: Final = {
    NOT_REPORTED: "not reported",
    HIDDEN_AT_SOURCE: "published as a range",
    HIDDEN: "hidden",
    CONFLICTING: "published with conflicting values",
    NOT_COLLECTED: "not collected",
}

LIST_PARTS: Final = (
    "observed", "size", "overlap", "chosen", "method", "near", "chao", "model", "threshold",
    "without", "merged", "linkage", "consistency", "quantile",
)  # fmt: skip
"""What a row of results for lists tells: see ``hidden_population.tabulated``."""

CHANNELS: Final = {
    "case_management": "Case management",
    "hotline": "Hotline",
    "referral": "Referral",
    "mixed": "Case management and hotline together",
    "unknown": "Channel not recorded",
}
"""How a person came to be counted: assisted by an organisation, or reported to a hotline."""

MAIN_FORMS: Final = ("labour", "sexual", "other")
RARER_FORMS: Final = ("marriage", "slavery_like")
FORM_WORDS: Final = {
    "labour": "labour exploitation",
    "sexual": "sexual exploitation",
    "other": "other forms of exploitation",
    "marriage": "forced marriage",
    "slavery_like": "slavery or similar practices",
}

SEXES: Final = ("female", "male", "transgender_nonconforming", "other", "unknown", "total")
SEX_WORDS: Final = {
    "female": "Women and girls",
    "male": "Men and boys",
    "transgender_nonconforming": "Transgender or nonconforming people",
    "other": "Other",
    "unknown": "Sex not recorded",
}

CASE_AGE_GROUPS: Final = (
    "0-8",
    "9-17",
    "18-20",
    "21-23",
    "24-26",
    "27-29",
    "30-38",
    "39-47",
    "48+",
    "child",
    "adult",
    "unknown",
)
"""Age at registration in the bands of CTDC's files; only a broad group where a file has no more."""

BROAD_AGE_GROUPS: Final = ("child", "adult", "unknown", "total")

STAGES: Final = ("formal_contact", "prosecuted", "convicted")
STAGE_WORDS: Final = {
    "formal_contact": "brought into formal contact",
    "prosecuted": "prosecuted",
    "convicted": "convicted",
}

CHAIN: Final = ("investigated", *STAGES, "sentenced")
"""Every stage of the justice chain; a source may publish only some, and the page says which."""

CHAIN_WORDS: Final = {"investigated": "investigated", **STAGE_WORDS, "sentenced": "sentenced"}

DECISION_STAGES: Final = ("notified", "referred", "reasonable_grounds", "conclusive_grounds")
DECISION_OUTCOMES: Final = ("positive", "negative", "total")
RESPONDER_TYPES: Final = (
    "government_agency",
    "ngo",
    "police",
    "local_authority",
    "unknown",
    "total",
)
"""Who refers a potential victim in the United Kingdom; of HTCDS's organisations that decide."""

REFERRAL_FORMS: Final = ("criminal", "domestic", "labour", "organ_removal", "sexual")
"""Forms of the UK's referrals, joined by '+' where a person has several."""

ARRIVAL_STAGES: Final = (
    "not_referred",
    "referred",
    "reasonable_grounds",
    "conclusive_grounds",
    "unknown",
)
ARRIVAL_OUTCOMES: Final = (
    "positive",
    "negative",
    "awaited",
    "reconsidered",
    "closed",
    "unknown",
    "total",
)
ARRIVAL_AGES: Final = ("child", "18-24", "25-39", "40+", "unknown", "total")
LEVELS: Final = ("part", "total")
"""Rows that together hold each person once, and sums of them."""
CONCEPTS: Final = ("trafficking", "forced_labour", "forced_marriage", "modern_slavery")
"""What an estimate is about. They overlap and are never divided by one another."""

CONSENT_KINDS: Final = ("ratification", "acceptance", "approval", "accession", "succession")

TOTAL: Final = "total"
UNKNOWN: Final = "unknown"
ALL: Final = "all"
WORLD: Final = "WLD"

TIERS: Final = (
    "tier_1",
    "tier_2",
    "watch_list",
    "tier_2_or_watch_list",
    "tier_3",
    "special_case",
    "not_rated",
)
"""Placements of the US Trafficking in Persons Report, as its codings tell them apart."""
