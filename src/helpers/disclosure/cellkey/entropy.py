"""The distribution of largest entropy with mean zero, a limited variance and a rising left side.

Its dual is smooth, convex and small: one multiplier for the mean, one for the variance, one for
each step that has to rise. The multipliers of the inequalities are at least zero.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog, minimize
from scipy.special import logsumexp


def spread_most(changes: np.ndarray, variance: float, monotone: bool) -> np.ndarray | None:
    """Probabilities of the changes, of largest entropy; None where no probabilities fit.

    Args:
        changes: Possible changes in rising order, whole numbers.
        variance: Largest variance.
        monotone: Whether probabilities may not fall on the way from the lowest change up to 0.

    Example:
        >>> spread_most(np.array([-1, 2]), 3.0, True).round(6)
        array([0.666667, 0.333333])
        >>> spread_most(np.array([1, 2]), 3.0, True) is None
        True
    """
    low, high = int(changes.min()), int(changes.max())
    if not low < 0 < high:  # only 'no change' has a mean of zero then
        return (changes == 0).astype(float) if 0 in changes else None
    rows = _conditions(changes, monotone)
    limits = np.array([variance, *[0.0] * (len(rows) - 1)])
    ones = np.vstack([np.ones(len(changes)), changes])
    # How far inside the limits one can be: at the edge the multipliers would be without bound.
    inside = linprog(
        np.zeros(len(changes)), A_ub=rows, b_ub=limits, A_eq=ones, b_eq=[1, 0], method="highs"
    )
    if not inside.success:
        return None
    if len(changes) == 2:
        return np.array([high, -low]) / (high - low)
    return _solve_dual(changes, rows, limits)


def _conditions(changes: np.ndarray, monotone: bool) -> np.ndarray:
    rows = [changes.astype(float) ** 2]
    for at in range(int(np.searchsorted(changes, 0))):
        if monotone and 0 in changes:
            rows.append(np.eye(len(changes))[at] - np.eye(len(changes))[at + 1])
    return np.array(rows)


def _solve_dual(changes: np.ndarray, rows: np.ndarray, limits: np.ndarray) -> np.ndarray | None:
    every = np.vstack([changes.astype(float), rows])
    right = np.concatenate([[0.0], limits])

    def loss(multipliers: np.ndarray) -> tuple[float, np.ndarray]:
        exponents = -multipliers @ every
        total = logsumexp(exponents)
        chances = np.exp(exponents - total)
        return float(total + multipliers @ right), right - every @ chances

    found = minimize(
        loss,
        np.zeros(len(right)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(None, None), *[(0, None)] * len(rows)],
        options={"maxiter": 20_000, "maxfun": 50_000, "ftol": 1e-16, "gtol": 1e-11},
    )
    exponents = -found.x @ every
    chances = np.exp(exponents - logsumexp(exponents))
    slack = right - every @ chances
    fits = abs(slack[0]) < 1e-6 and slack[1:].min() > -1e-6
    return chances if fits else None
