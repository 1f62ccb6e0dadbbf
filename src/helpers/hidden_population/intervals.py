"""From replicates to intervals: BCa limits, and how far chance in the draws moves them."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, isfinite, log10, nan
from typing import Any

import numpy as np
from scipy.stats import norm

_RESAMPLES = 200


@dataclass(frozen=True)
class Interval:
    """An interval for the total.

    Args:
        level: Coverage that it aims at.
        lower: Lower limit.
        upper: Upper limit.
        lower_error: Monte Carlo standard error of the lower limit.
        upper_error: Monte Carlo standard error of the upper limit.
        method: "BCa" or "posterior".
    """

    level: float
    lower: float
    upper: float
    lower_error: float
    upper_error: float
    method: str = "BCa"

    def printed(self) -> tuple[float, float]:
        """The limits with no more digits than their Monte Carlo error allows."""
        return round_to(self.lower, self.lower_error), round_to(self.upper, self.upper_error)


def round_to(value: float, error: float) -> float:
    """Round to the place of the first digit of the error.

    Example:
        >>> round_to(9418.3, 71.0), round_to(15036.2, 640.0), round_to(12.3456, 0.0)
        (9420.0, 15000.0, 12.0)
    """
    unit = 10.0 ** floor(log10(error)) if error > 0 and isfinite(error) else 1.0
    return round(value / max(unit, 1.0)) * max(unit, 1.0)


def acceleration(counts: Any, left_out: Any) -> float:
    """BCa acceleration from delete-one estimates.

    Args:
        counts: Persons with each history.
        left_out: The estimate with one of these persons left out.

    Returns:
        sum(c r^3) / (6 sum(c r^2)^1.5), r the weighted mean less the delete-one estimate; 0 when
        all are equal, nan when one has no estimate.
    """
    counts, left_out = np.asarray(counts, float), np.asarray(left_out, float)
    gap = (counts * left_out).sum() / counts.sum() - left_out
    square = (counts * gap**2).sum()
    if square == 0:
        return 0.0
    return float((counts * gap**3).sum() / (6 * square**1.5))


def bca_limits(replicates: Any, estimate: float, accel: float, probabilities: Any) -> Any:
    """BCa limits at these probabilities (Efron 1987); quantiles are of type 8.

    The bias correction counts the replicates strictly below the estimate.
    """
    replicates = np.asarray(replicates, float)
    bias = norm.ppf((replicates < estimate).mean())
    if not (isfinite(bias) and isfinite(accel)):
        return np.full(len(probabilities), nan)
    return np.quantile(replicates, _adjusted(bias, accel, probabilities), method="median_unbiased")


def _adjusted(bias: Any, accel: float, probabilities: Any) -> Any:
    shifted = norm.ppf(np.asarray(probabilities, float)) + bias
    return norm.cdf(bias + shifted / (1 - accel * shifted))


def limit_errors(
    replicates: Any,
    estimate: float,
    accel: float,
    probabilities: Any,
    seed: int,
    draws: int | None = None,
) -> Any:
    """Monte Carlo standard error of each limit: the replicates drawn again, with replacement.

    Args:
        replicates: Totals of the bootstrap.
        estimate: The total on the data.
        accel: BCa acceleration.
        probabilities: Of the limits.
        seed: Start of the draws.
        draws: For the error at another number of draws; None for as many as there are.
    """
    rng = np.random.default_rng([seed, 2])
    replicates = np.sort(np.asarray(replicates, float))
    many = draws or len(replicates)
    found = []
    for _ in range(_RESAMPLES):
        again = replicates[rng.integers(0, len(replicates), many)]
        limits = bca_limits(again, estimate, accel, probabilities)
        if np.isfinite(limits).all():
            found.append(limits)
    return np.std(found, axis=0, ddof=1) if len(found) > 1 else np.full(len(probabilities), inf)


def bca_intervals(
    replicates: Any, estimate: float, accel: float, levels: tuple[float, ...], seed: int
) -> tuple[Interval, ...]:
    """One interval a level; none where the limits are not finite."""
    tails = [p for level in levels for p in (0.5 - level / 2, 0.5 + level / 2)]
    limits = bca_limits(replicates, estimate, accel, tails)
    if not np.isfinite(limits).all():
        return ()
    errors = limit_errors(replicates, estimate, accel, tails, seed)
    return tuple(
        Interval(
            level,
            float(limits[2 * i]),
            float(limits[2 * i + 1]),
            float(errors[2 * i]),
            float(errors[2 * i + 1]),
        )
        for i, level in enumerate(levels)
    )
