"""The identification gap: people identified, beside estimates of how many there are."""

from helpers.identification.arrivals import (
    count_arrival_outcomes,
    count_arrivals,
    share_referred,
)
from helpers.identification.backlog import estimate_backlog, estimate_wait
from helpers.identification.detected import (
    count_estimates,
    count_identified,
    count_profile,
    count_reporting,
    rate_identified,
    select_newest,
)
from helpers.identification.funnel import (
    count_funnel,
    select_steps,
    share_positive,
    within_years,
)
from helpers.identification.responders import (
    count_organisations,
    count_responder_forms,
    count_responders,
    share_combined,
    share_responders,
)

__all__ = [
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
    "estimate_backlog",
    "estimate_wait",
    "rate_identified",
    "select_newest",
    "select_steps",
    "share_combined",
    "share_positive",
    "share_referred",
    "share_responders",
    "within_years",
]
