"""Negative binomial counts of which some are known as a range only.

A count has mean mu = exp(eta) and variance mu + alpha mu^2 (NB2). A value printed as '<5' says
that it lies between 0 and 4, so it enters with the probability of that range, P(Y <= 4), and with
no number put in its place. statsmodels has the regression for counts that are all known, and none
for ranges; a test holds the two against one another where nothing is hidden.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

Array = NDArray[np.float64]

_LARGEST_LOG_MEAN = 25.0
"""exp(25) persons are more than there are: a step that goes beyond is a wild one."""


_NARROW = 25


@dataclass(frozen=True)
class Terms:
    """The likelihood of each count at each value of its linear predictor.

    Args:
        log: Log-probability of what is known of the count.
        score: Its derivative by eta.
        curvature: Its second derivative by eta.
        by_log_alpha: Its derivative by log(alpha).
    """

    log: Array
    score: Array
    curvature: Array
    by_log_alpha: Array


@dataclass(frozen=True)
class Ranges:
    """Counts known between two whole numbers, split once so that each fit is quick.

    Args:
        known: Positions of the counts that are known.
        numbers: Those counts.
        groups: For each range that occurs: positions of its counts, and the whole numbers in it.
        size: How many counts there are.
    """

    known: NDArray[np.intp]
    numbers: Array
    groups: tuple[tuple[NDArray[np.intp], Array], ...]
    size: int


def make_ranges(lower: Sequence[int] | Array, upper: Sequence[int] | Array) -> Ranges:
    """Split counts into those that are known and those that are known as a range.

    Args:
        lower: Smallest number that each count can be.
        upper: Largest number that it can be.

    Raises:
        ValueError: A range ends below where it begins, or begins below 0.
    """
    low, high = np.asarray(lower, dtype=int), np.asarray(upper, dtype=int)
    if (low < 0).any() or (high < low).any():
        raise ValueError("a range of counts begins at 0 or more and does not end before it begins")
    known = np.flatnonzero(low == high)
    spans = sorted({(a, b) for a, b in zip(low, high, strict=True) if a < b})
    groups = tuple(
        (np.flatnonzero((low == a) & (high == b)), np.arange(a, b + 1, dtype=float))
        for a, b in spans
    )
    return Ranges(known, low[known].astype(float), groups, len(low))


def compute_terms(ranges: Ranges, eta: Array, log_alpha: float) -> Terms:
    """Log-probabilities and derivatives of counts [1]_.

    With w_k the probability of k within the range, the score of a range is that of its expected
    count sum(w_k k), and its curvature gains the variance of k within the range.

    Args:
        ranges: n counts.
        eta: Log of the mean, n rows and any number of columns (nodes of an integral).
        log_alpha: Log of the overdispersion; -infinity would be Poisson.

    References:
        .. [1] Cameron, A. C. and Trivedi, P. K. (2013). Regression Analysis of Count Data, 2nd
           edition, Cambridge University Press, sections 3.3.1 (NB2) and 4.3 (incomplete counts).
    """
    eta = np.minimum(eta, _LARGEST_LOG_MEAN)
    alpha, mu = np.exp(log_alpha), np.exp(eta)
    size, grown = 1 / alpha, 1 + alpha * mu
    log_grown = np.log1p(alpha * mu)
    log_p = log_alpha + eta - log_grown
    count, spread = np.empty_like(eta), np.zeros_like(eta)
    log, by_alpha = np.empty_like(eta), np.empty_like(eta)
    at, numbers = ranges.known, ranges.numbers[:, None]
    weight, slope = _find_weights(ranges.numbers, size)
    count[at] = numbers
    log[at] = weight[:, None] + numbers * log_p[at]
    by_alpha[at] = slope[:, None]
    for at, numbers in ranges.groups:
        add_up = _add_narrow if len(numbers) <= _NARROW else _add_wide
        log[at], count[at], spread[at], by_alpha[at] = add_up(numbers, size, log_p[at])
    return Terms(
        log - size * log_grown,
        (count - mu) / grown,
        (spread - mu * (1 + alpha * count)) / grown**2,
        by_alpha + count + size * log_grown - (count + size) * (grown - 1) / grown,
    )


def _find_weights(numbers: Array, size: float) -> tuple[Array, Array]:
    """The log of Gamma(k + size) / (Gamma(size) k!), and its derivative by log(alpha)."""
    weight = gammaln(numbers + size) - gammaln(size) - gammaln(numbers + 1)
    return weight, -size * (digamma(numbers + size) - digamma(size))


def _add_narrow(numbers: Array, size: float, log_p: Array) -> tuple[Array, Array, Array, Array]:
    """A range of a few numbers: log of its sum, and mean, variance and slope within it.

    Each term is the one before times p (k + size) / (k + 1), so that one exponential is enough;
    with so few terms and means below exp(25) none can overflow.
    """
    weight, slope = _find_weights(numbers, size)
    p, term = np.exp(log_p), np.ones_like(log_p)
    total, first, second, by_alpha = (np.zeros_like(log_p) for _ in range(4))
    for k, tilt in zip(numbers, slope, strict=True):
        total += term
        first += k * term
        second += k**2 * term
        by_alpha += tilt * term
        term = term * p * ((k + size) / (k + 1))
    mean = first / total
    log = weight[0] + numbers[0] * log_p + np.log(total)
    return log, mean, second / total - mean**2, by_alpha / total


def _add_wide(numbers: Array, size: float, log_p: Array) -> tuple[Array, Array, Array, Array]:
    """The same for a range of many numbers, on the log scale throughout."""
    weight, slope = _find_weights(numbers, size)
    terms = weight + numbers * log_p[..., None]
    top = terms.max(axis=-1, keepdims=True)
    parts = np.exp(terms - top)
    total = parts.sum(axis=-1)
    mean = (parts * numbers).sum(axis=-1) / total
    spread = (parts * numbers**2).sum(axis=-1) / total - mean**2
    return top[..., 0] + np.log(total), mean, spread, (parts * slope).sum(axis=-1) / total
