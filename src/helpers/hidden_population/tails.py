"""Poisson tails on the log scale: the stepwise choice compares them far below 1e-308."""

from __future__ import annotations

from math import lgamma
from typing import Any

import numpy as np

from helpers.hidden_population.lattice import jit

_HALF_LOG_TAU = 0.9189385332046727


@jit
def _stirling_error(n: float) -> float:
    """The log of n! less Stirling's formula."""
    if n < 16.0:
        return lgamma(n + 1.0) - (n + 0.5) * np.log(n) + n - _HALF_LOG_TAU
    square = n * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / n


@jit
def _log_pmf(n: float, mean: float) -> float:
    """Poisson log-probability, without the cancellation of n log(mean) - mean - log n!."""
    if n == 0.0:
        return -mean
    r = (mean - n) / n
    if abs(r) < 1e-3:
        # r - log(1 + r) by its series.
        gap = n * r * r * (0.5 - r / 3 + r * r / 4 - r * r * r / 5)
    else:
        gap = n * (r - np.log(1.0 + r))
    return -gap - _stirling_error(n) - _HALF_LOG_TAU - 0.5 * np.log(n)


@jit
def log_smaller_tail(n: float, mean: float) -> float:
    """The log of the smaller of P(X <= n) and P(X >= n), X Poisson with this mean."""
    if mean <= 0.0:
        return 0.0 if n == 0.0 else -np.inf
    centre = _log_pmf(n, mean)
    total, term, k = 1.0, 1.0, n
    below = n <= mean
    while term > 1e-17 * total:
        if below:
            term *= k / mean
            k -= 1.0
        else:
            k += 1.0
            term *= mean / k
        total += term
    near = centre + np.log(total)
    if near < -0.7:
        return near
    # Around the middle either tail may be the smaller one.
    far = 1.0 - np.exp(near) + np.exp(centre)
    return min(near, np.log(far)) if far > 0.0 else near


def log_smaller_tails(counts: Any, means: Any) -> np.ndarray[Any, Any]:
    """The same for arrays.

    Example:
        >>> np.round(np.exp(log_smaller_tails([0, 5], [1.0, 1.0])), 6).tolist()
        [0.367879, 0.00366]
    """
    pairs = zip(np.asarray(counts, float), np.asarray(means, float), strict=True)
    return np.array([log_smaller_tail(n, mean) for n, mean in pairs])


def log_saturated(counts: Any) -> float:
    """The log-likelihood of the fit that repeats the table: nothing can be higher.

    Example:
        >>> round(log_saturated([0, 1, 1]), 6)
        -2.0
    """
    return float(sum(_log_pmf(y, y) for y in np.asarray(counts, float) if y > 0))
