"""Multiple systems estimation: how many people are on none of several overlapping lists.

See docs/hidden-population.md for the methods, and for where R, the papers and this differ.
"""

from helpers.hidden_population.captures import Captures, read_captures
from helpers.hidden_population.estimation import estimate
from helpers.hidden_population.intervals import Interval
from helpers.hidden_population.result import Models, Result
from helpers.hidden_population.sensitivity import (
    Changed,
    Consistency,
    by_threshold,
    internal_consistency,
    leave_one_out,
    merge_lists,
    with_linkage_error,
)
from helpers.hidden_population.simple import Chao, estimate_chao, estimate_two_lists

__all__ = [
    "Captures",
    "Changed",
    "Chao",
    "Consistency",
    "Interval",
    "Models",
    "Result",
    "by_threshold",
    "estimate",
    "estimate_chao",
    "estimate_two_lists",
    "internal_consistency",
    "leave_one_out",
    "merge_lists",
    "read_captures",
    "with_linkage_error",
]
