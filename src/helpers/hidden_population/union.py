"""One interval over every model that the data do not tell apart from the best.

A BCa interval with the choice repeated starts from the model that was chosen on the data. Here each
model within 2 BIC of the best gets a BCa interval as well, as if it had been fixed beforehand, and
the limits are the least and the most of all of them: never narrower than the interval after the
choice by BIC. It is a named method of its own and never takes the place of another.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from helpers.errors import CaselightError
from helpers.hidden_population.captures import Captures, read_captures
from helpers.hidden_population.intervals import Interval
from helpers.hidden_population.models import MOST_LISTS_FOR_BIC, catalogue, check_order, words_of
from helpers.hidden_population.selection import fit_all

METHOD: Final = "union of BCa"


def interval_over_models(
    captures: Any,
    *,
    within: float = 2.0,
    level: float = 0.95,
    bootstraps: int | None = None,
    max_order: int | None = None,
    seed: int = 1,
    jobs: int | None = None,
) -> Interval:
    """The union of the BCa interval after a choice by BIC and of those of all models near the best.

    Args:
        captures: As for ``estimate``.
        within: How far from the best BIC a model may be.
        level: Level of each model's own interval, between 0 and 1. The union covers more often
            where the true model is among them, and less often where none is.
        bootstraps: Draws for each interval; None for as many as ``estimate`` takes.
        max_order: Lists in the largest interaction; None for the default of ``estimate``.
        seed: Start of the random draws, the same for each model.
        jobs: Threads.

    Returns:
        The interval. Its errors are those of the two limits that it takes.

    Raises:
        CaselightError: There are more lists than all models can be compared for, or no model has
            an interval.
    """
    # Loaded here because it brings a compiler.
    from helpers.hidden_population.estimation import estimate

    table = read_captures(captures)
    asked: dict[str, Any] = {
        "bootstraps": bootstraps,
        "level": level,
        "seed": seed,
        "jobs": jobs,
    }
    results = [estimate(table, method="bic", max_order=max_order, **asked)]
    for model in near_models(table, within, max_order):
        results.append(estimate(table, method="fixed", model=model, **asked))
    found = [interval for result in results for interval in result.intervals]
    if not found:
        raise CaselightError(
            "A union of intervals has a model with an interval.",
            "no model near the best has one",
            "Use more draws, or read the range of the models' estimates instead.",
        )
    low, high = min(found, key=lambda i: i.lower), max(found, key=lambda i: i.upper)
    return Interval(level, low.lower, high.upper, low.lower_error, high.upper_error, METHOD)


def near_models(
    table: Captures, within: float = 2.0, max_order: int | None = None
) -> list[tuple[tuple[str, ...], ...]]:
    """The models this close to the best BIC, the best first, in the names of the lists.

    Raises:
        CaselightError: There are too many lists for all models to be compared.
    """
    if table.lists > MOST_LISTS_FOR_BIC:
        raise CaselightError(
            f"All models are compared for up to {MOST_LISTS_FOR_BIC} lists.",
            f"{table.lists} lists",
            "Merge lists, or read the interval of the chosen model.",
        )
    models = catalogue(table.lists, check_order(table.lists, max_order))
    fits = fit_all(table.counts, models, "persons", float("inf"))
    if not np.isfinite(fits.criterion).any():
        return []
    most = float(np.nanmin(fits.criterion)) + within
    near = [int(m) for m in fits.ranking if fits.criterion[m] <= most]
    return [words_of(fits.catalogue.row(m), table.names) for m in near]
