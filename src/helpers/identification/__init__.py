"""The identification gap: people identified, beside estimates of how many there are."""

from helpers.identification.detected import (
    count_estimates,
    count_funnel,
    count_identified,
    count_profile,
    count_reporting,
    rate_identified,
    select_newest,
)

__all__ = [
    "count_estimates",
    "count_funnel",
    "count_identified",
    "count_profile",
    "count_reporting",
    "rate_identified",
    "select_newest",
]
