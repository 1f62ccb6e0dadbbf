"""Many tables through all models, compiled: the choice by criterion."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import int64

from helpers.hidden_population.existence import LIMIT, fit_status
from helpers.hidden_population.lattice import add_margins, jit, split_terms
from helpers.hidden_population.newton import newton_fit
from helpers.hidden_population.screening import independence_bounds

# A model must beat the one before it by more than rounding; otherwise the first in order stays.
TIE = 1e-9
STEPS = 60
# What a table's choice may say besides the number of a model.
NONE, UNSURE = -1, -2


@jit
def _entropy(counts: Any) -> tuple[float, float]:
    """Sum of y log y, and the persons."""
    total, persons = 0.0, 0.0
    for y in counts:
        if y > 0:
            total += y * np.log(y)
            persons += y
    return total, persons


@jit
def start_from(counts: Any, eta: Any) -> None:
    """A start for a fit that has none: the table itself, a little filled up."""
    for i in range(counts.size):
        eta[i] = np.log(counts[i] + 0.1)


@jit
def _find_least(bounds: Any, apart: Any, lists: int) -> float:
    """The least deviance that a model can reach, by the lists that it holds apart."""
    least = 0.0
    for i in range(lists):
        least = max(least, bounds[i, apart[i]])
    return least


@jit
def fit_each(
    counts: Any,
    terms: Any,
    sizes: Any,
    lists: int,
    hidden: Any,
    deviance: Any,
    status: Any,
    etas: Any,
    apart: Any,
    price: float,
    most: float,
) -> None:
    """Fit every model to one table, to the end, unless it is shown to be worse than ``most``."""
    size, width = 1 << lists, terms.shape[1]
    kept, free = np.zeros(size, np.int64), np.zeros(width, np.int64)
    rows = np.zeros((width + 1, size + width + 1), np.int64)
    beta, gram, work = np.zeros(width), np.zeros((width + 1, width + 1)), np.zeros((4, size))
    margins, eta = np.zeros(size), np.zeros(size)
    add_margins(counts, margins, lists)
    base, _ = _entropy(counts)
    bounds = np.zeros((lists, size))
    independence_bounds(counts, lists, bounds)
    for m in range(sizes.size):
        ceiling = most - sizes[m] * price
        if most < np.inf:
            hidden[m], deviance[m] = np.nan, np.nan
            if _find_least(bounds, apart[m], lists) > ceiling:
                continue
        count = split_terms(margins, terms[m], sizes[m], lists, kept, free)
        if status[m] < 0:
            status[m] = fit_status(counts, kept, free, count, lists, rows, LIMIT)
        start_from(counts, eta)
        hidden[m], deviance[m] = np.nan, np.nan
        if status[m] == 0:
            found = newton_fit(
                counts, free, count, kept, lists, eta, beta, gram, work, ceiling, base, int64(STEPS)
            )
            if found >= 0.0:
                hidden[m], deviance[m] = np.exp(eta[0]), found
        if etas.shape[0] > 1:
            if np.isnan(hidden[m]):
                start_from(counts, eta)
            etas[m] = eta


@jit
def select_each(
    tables: Any,
    terms: Any,
    sizes: Any,
    order: Any,
    etas: Any,
    apart: Any,
    cells: bool,
    known: Any,
    lists: int,
    chosen: Any,
    hidden: Any,
    fits: Any,
) -> None:
    """For each table the model with the smallest criterion among all, exactly.

    Models are tried in ``order``, the best on the data first, so that the first few give a
    criterion which nearly all others are shown not to reach, most of them by their number of
    terms and by what they leave out, most of the rest by the bound of their first step.
    """
    size, width = 1 << lists, terms.shape[1]
    kept, free = np.zeros(size, np.int64), np.zeros(width, np.int64)
    rows = np.zeros((width + 1, size + width + 1), np.int64)
    beta, gram, work = np.zeros(width), np.zeros((width + 1, width + 1)), np.zeros((4, size))
    margins, eta, bounds = np.zeros(size), np.zeros(size), np.zeros((lists, size))
    for r in range(tables.shape[0]):
        counts = tables[r]
        add_margins(counts, margins, lists)
        base, persons = _entropy(counts)
        price = np.log(size - 1.0) if cells else np.log(persons)
        slack = 1e-7 + 1e-13 * base
        independence_bounds(counts, lists, bounds)
        best = np.inf
        chosen[r], hidden[r], fits[r] = NONE, np.nan, 0
        for m in order:
            if sizes[m] * price >= best:
                continue
            ceiling = best - sizes[m] * price + slack
            if _find_least(bounds, apart[m], lists) > ceiling:
                continue
            count = split_terms(margins, terms[m], sizes[m], lists, kept, free)
            eta[:] = etas[m] if etas.shape[0] > 1 else etas[0]
            fits[r] += 1
            if best < np.inf:
                # One step for the bound alone: the existence of a loser need not be decided.
                found = newton_fit(
                    counts, free, count, kept, lists, eta, beta, gram, work, ceiling, base, int64(1)
                )
                if found == -1.0:
                    continue
            status = known[r, m] if known.shape[0] > 0 else -1
            if status < 0:
                status = fit_status(counts, kept, free, count, lists, rows, LIMIT)
            if status < 0:
                chosen[r], hidden[r] = UNSURE, m
                break
            if status > 0:
                continue
            eta[:] = etas[m] if etas.shape[0] > 1 else etas[0]
            found = newton_fit(
                counts, free, count, kept, lists, eta, beta, gram, work, ceiling, base, int64(STEPS)
            )
            if found == -2.0:
                start_from(counts, eta)
                ceiling = np.inf
                found = newton_fit(
                    counts,
                    free,
                    count,
                    kept,
                    lists,
                    eta,
                    beta,
                    gram,
                    work,
                    ceiling,
                    base,
                    int64(STEPS),
                )
            if found < 0.0:
                continue
            if found + sizes[m] * price < best - TIE * (1.0 + 1e-6 * base):
                best = found + sizes[m] * price
                chosen[r], hidden[r] = m, np.exp(eta[0])
