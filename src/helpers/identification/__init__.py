"""The identification gap: people identified, beside estimates of how many there are."""

from helpers.identification.arrivals import count_arrival_outcomes, count_arrivals, share_referred
from helpers.identification.backlog import estimate_backlog, estimate_wait
from helpers.identification.compared import (
    compare_listed,
    compare_numbers,
    state_detected,
    state_estimate,
)
from helpers.identification.detected import (
    count_identified,
    count_profile,
    count_reporting,
    select_newest,
)
from helpers.identification.estimates import count_estimates, select_estimates
from helpers.identification.funnel import count_funnel, select_steps, share_positive, within_years
from helpers.identification.rates import rate_identified
from helpers.identification.responders import (
    count_organisations,
    count_responder_forms,
    count_responders,
    share_combined,
    share_responders,
)
from helpers.identification.worked import compare_worked, count_worked

__all__ = [
    "compare_listed",
    "compare_numbers",
    "compare_worked",
    "count_arrival_outcomes",
    "count_arrivals",
    "count_estimates",
    "count_funnel",
    "count_identified",
    "count_organisations",
    "count_profile",
    "count_reporting",
    "count_responder_forms",
    "count_responders",
    "count_worked",
    "estimate_backlog",
    "estimate_wait",
    "rate_identified",
    "select_estimates",
    "select_newest",
    "select_steps",
    "share_combined",
    "share_positive",
    "share_referred",
    "share_responders",
    "state_detected",
    "state_estimate",
    "within_years",
]
