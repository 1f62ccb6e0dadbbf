"""Bounds that show, before any fit, that a model cannot win.

A model in which list i has no term with any list of S is no better than the model that says only:
i is independent of S given the other lists. Its deviance has a closed form in sums of x log x over
margins of the table. The one cell that nobody can see, on no list, is kept out by leaving the
persons on i alone out of the stratum in which they would be its partner.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.hidden_population.lattice import jit, sum_subsets
from helpers.hidden_population.models import Catalogue


def strangers(catalogue: Catalogue) -> np.ndarray[Any, Any]:
    """For each model and list, the set of lists that share no term with it."""
    lists, everyone = catalogue.lists, (1 << catalogue.lists) - 1
    met = np.zeros((len(catalogue), lists), dtype=np.int64)
    for column in catalogue.terms.T:
        for i in range(lists):
            met[:, i] |= np.where(column >> i & 1, column, 0)
    return everyone & ~(met | 1 << np.arange(lists))


@jit
def _x_log_x(x: float) -> float:
    return x * np.log(x) if x > 0.0 else 0.0


@jit
def independence_bounds(counts: Any, lists: int, bounds: Any) -> None:
    """Fill ``bounds[i, S]`` with the deviance of 'i independent of S given the rest'."""
    size = 1 << lists
    below, margin, sums = counts.copy(), np.zeros(size), np.zeros(size)
    sum_subsets(below, lists)
    for kept in range(size):
        margin[:] = 0.0
        for cell in range(1, size):
            margin[cell & kept] += counts[cell]
        for cell in range(size):
            sums[kept] += _x_log_x(margin[cell])
    full = size - 1
    for i in range(lists):
        one = 1 << i
        for others in range(size):
            bounds[i, others] = 0.0
            if others == 0 or others & one:
                continue
            rest = full & ~(others | one)
            alone = counts[one]
            either = below[others | one]
            on_i = either - below[others]
            bounds[i, others] = 2.0 * (
                sums[full]
                - sums[rest | one]
                - sums[rest | others]
                + sums[rest]
                + _x_log_x(on_i)
                - _x_log_x(on_i - alone)
                - _x_log_x(either)
                + _x_log_x(either - alone)
            )
