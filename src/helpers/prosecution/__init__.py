"""The criminal justice chain, what the same States show over time, and the Protocol."""

from helpers.prosecution.adoption import (
    count_criminalized,
    count_criminalized_by_year,
    count_law_bounds,
    count_parties_daily,
    count_parties_on,
    count_ratified,
)
from helpers.prosecution.association import compare_departures, estimate_association
from helpers.prosecution.chain import (
    compare_ends,
    count_chain,
    count_matched,
    count_parties,
    count_reporting,
    find_consent,
    find_window,
)
from helpers.prosecution.lags import rate_lags
from helpers.prosecution.panel import compare_panel, count_panel
from helpers.prosecution.ratification import align_events, count_sides
from helpers.prosecution.reports import count_reports, find_unreported_stages
from helpers.prosecution.single import estimate_state_trends
from helpers.prosecution.trend_model import (
    estimate_trend,
    estimate_trends,
    index_trends,
    rate_trends,
)

__all__ = [
    "align_events",
    "compare_departures",
    "compare_ends",
    "compare_panel",
    "count_chain",
    "count_criminalized",
    "count_criminalized_by_year",
    "count_law_bounds",
    "count_matched",
    "count_panel",
    "count_parties",
    "count_parties_daily",
    "count_parties_on",
    "count_ratified",
    "count_reporting",
    "count_reports",
    "count_sides",
    "estimate_association",
    "estimate_state_trends",
    "estimate_trend",
    "estimate_trends",
    "find_consent",
    "find_unreported_stages",
    "find_window",
    "index_trends",
    "rate_lags",
    "rate_trends",
]
