"""Multiple systems estimation: how many people are on none of several overlapping lists.

See docs/hidden-population.md for the methods, and for where R, the papers and this differ.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

# Only a report with a file of lists estimates anything: the others wait for no compiler.
if TYPE_CHECKING:
    from helpers.hidden_population.captures import Captures, read_captures
    from helpers.hidden_population.estimation import estimate
    from helpers.hidden_population.intervals import Interval
    from helpers.hidden_population.released import estimate_lists
    from helpers.hidden_population.reported import (
        count_overlaps,
        estimate_changes,
        estimate_consistency,
        estimate_draws,
        estimate_methods,
        estimate_models,
    )
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
    from helpers.hidden_population.tabulated import tabulate_lists
    from helpers.hidden_population.union import interval_over_models
    from helpers.hidden_population.worked import Worked, work_lists

__all__ = [
    "Captures",
    "Changed",
    "Chao",
    "Consistency",
    "Interval",
    "Models",
    "Result",
    "Worked",
    "by_threshold",
    "count_overlaps",
    "estimate",
    "estimate_changes",
    "estimate_chao",
    "estimate_consistency",
    "estimate_draws",
    "estimate_lists",
    "estimate_methods",
    "estimate_models",
    "estimate_two_lists",
    "internal_consistency",
    "interval_over_models",
    "leave_one_out",
    "merge_lists",
    "read_captures",
    "tabulate_lists",
    "with_linkage_error",
    "work_lists",
]

_HOMES: Final = {
    "captures": (
        "Captures",
        "read_captures",
    ),
    "estimation": ("estimate",),
    "intervals": ("Interval",),
    "released": ("estimate_lists",),
    "reported": (
        "count_overlaps",
        "estimate_changes",
        "estimate_consistency",
        "estimate_draws",
        "estimate_methods",
        "estimate_models",
    ),
    "result": (
        "Models",
        "Result",
    ),
    "sensitivity": (
        "Changed",
        "Consistency",
        "by_threshold",
        "internal_consistency",
        "leave_one_out",
        "merge_lists",
        "with_linkage_error",
    ),
    "simple": (
        "Chao",
        "estimate_chao",
        "estimate_two_lists",
    ),
    "tabulated": ("tabulate_lists",),
    "union": ("interval_over_models",),
    "worked": ("Worked", "work_lists"),
}


def __getattr__(name: str) -> Any:
    """What is asked for, from the module that holds it, loaded now."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
