"""The identification gap: people identified, beside estimates of how many there are."""

from helpers.identification.compared import (
    compare_listed,
    compare_numbers,
    state_detected,
    state_estimate,
)
from helpers.identification.detected import (
    count_funnel,
    count_identified,
    count_profile,
    count_reporting,
    select_newest,
)
from helpers.identification.estimates import count_estimates, select_estimates
from helpers.identification.rates import rate_identified
from helpers.identification.worked import compare_worked, count_worked

__all__ = [
    "compare_listed",
    "compare_numbers",
    "compare_worked",
    "count_estimates",
    "count_funnel",
    "count_identified",
    "count_profile",
    "count_reporting",
    "count_worked",
    "rate_identified",
    "select_estimates",
    "select_newest",
    "state_detected",
    "state_estimate",
]
