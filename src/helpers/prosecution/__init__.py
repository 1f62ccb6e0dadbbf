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

__all__ = [
    "compare_ends",
    "count_chain",
    "count_matched",
    "count_parties",
    "count_reporting",
    "find_consent",
    "find_window",
]
