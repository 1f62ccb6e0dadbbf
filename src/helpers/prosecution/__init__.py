"""The criminal justice chain, what the same States show over time, and the Protocol."""

from helpers.prosecution.chain import (
    compare_ends,
    count_chain,
    count_matched,
    count_parties,
    count_reporting,
    find_consent,
    find_window,
)
from helpers.prosecution.panel import compare_panel, count_panel
from helpers.prosecution.single import estimate_state_trends
from helpers.prosecution.trend_model import (
    estimate_trend,
    estimate_trends,
    index_trends,
    rate_trends,
)

__all__ = [
    "compare_ends",
    "compare_panel",
    "count_chain",
    "count_matched",
    "count_panel",
    "count_parties",
    "count_reporting",
    "estimate_state_trends",
    "estimate_trend",
    "estimate_trends",
    "find_consent",
    "find_window",
    "index_trends",
    "rate_trends",
]
