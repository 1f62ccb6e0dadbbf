"""A weighted sum of independent shares with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from helpers.uncertainty.shares import Estimate, estimate_share


def estimate_combination(
    parts: Sequence[int], wholes: Sequence[int], weights: Sequence[float], level: float = 0.95
) -> Estimate:
    """A weighted sum of independent shares, with the interval of Zou, Huang and Zhang [1]_.

    Each share's Wilson limits carry over: the distance from the sum to its limit is the root of
    the summed squares of ``weight * distance``. With one share of weight 1 it is Wilson's
    interval, with two of weight 1 and -1 Newcombe's for a difference [2]_, with weights that add
    up to 1 a directly standardised share. It stays between 0 and 1 there, and does not collapse
    where every share is 0 or 1, as the delta method's does. The gamma interval of Fay and Feuer
    is for rates of events and is not used: as an interval of a share it can pass 100%.

    Args:
        parts: Persons with the attribute, by stratum.
        wholes: Persons, by stratum, 1 or more each.
        weights: The fixed weight of each stratum.
        level: Coverage, between 0 and 1.

    Returns:
        The sum and its limits, as fractions of 1 for weights that add up to 1.

    Raises:
        ValueError: The three differ in length or are empty, or a share is none.

    References:
        .. [1] Zou, G. Y., Huang, W. and Zhang, X. (2009). A note on confidence interval
           estimation for a linear function of binomial proportions. Computational Statistics and
           Data Analysis 53, 1080-1085.
        .. [2] Newcombe, R. G. (1998). Interval estimation for the difference between independent
           proportions. Statistics in Medicine 17, 873-890, method 10.

    Example:
        >>> gap = estimate_combination([56, 48], [70, 80], [1, -1])
        >>> round(gap.point, 4), round(gap.lower, 4), round(gap.upper, 4)
        (0.2, 0.0524, 0.3339)
    """
    if not parts or not len(parts) == len(wholes) == len(weights):
        raise ValueError("a weighted sum needs a part, a whole and a weight for each stratum")
    point = below = above = 0.0
    for part, whole, weight in zip(parts, wholes, weights, strict=True):
        share = estimate_share(part, whole, level)
        low, high = sorted((weight * share.lower, weight * share.upper))
        point += weight * share.point
        below += (weight * share.point - low) ** 2
        above += (high - weight * share.point) ** 2
    limits = (point - sqrt(below), point + sqrt(above))
    return Estimate(point, *limits, level, sum(wholes), "Zou, Huang and Zhang, from Wilson limits")
