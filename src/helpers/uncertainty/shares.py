"""One share of a whole with its interval, and what every estimate carries."""

from __future__ import annotations

from dataclasses import dataclass

from statsmodels.stats.proportion import proportion_confint


@dataclass(frozen=True)
class Estimate:
    """A number with its uncertainty.

    Args:
        point: The estimate.
        lower: Lower limit.
        upper: Upper limit.
        level: Coverage that the interval aims at, 0.95 for 95%.
        n: Persons that the estimate rests on.
        method: Name of the method.
    """

    point: float
    lower: float
    upper: float
    level: float
    n: int
    method: str


def estimate_share(part: int, whole: int, level: float = 0.95) -> Estimate:
    """A share with its Wilson score interval [1]_.

    It covers chance in who happened to be recorded, as if each person had come independently.
    It does not cover the choice of whom an organisation assists: a caseload is no random sample.

    Args:
        part: Persons with the attribute.
        whole: Persons in the denominator, 1 or more.
        level: Coverage, between 0 and 1.

    Returns:
        The share and its limits as fractions of 1.

    Raises:
        ValueError: ``part`` is not between 0 and ``whole``, ``whole`` is 0, or ``level`` is no
            coverage (95 instead of 0.95).

    References:
        .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
           inference. JASA 22, 209-212.

    Example:
        >>> share = estimate_share(81, 263)
        >>> round(share.lower, 4), round(share.upper, 4)
        (0.2553, 0.3662)
    """
    if not 0 <= part <= whole or whole == 0:
        raise ValueError("a share needs a part between 0 and a whole of 1 or more")
    if not 0 < level < 1:
        raise ValueError("the level of an interval lies between 0 and 1, as 0.95 for 95%")
    limits = proportion_confint(part, whole, alpha=1 - level, method="wilson")
    point = part / whole
    # At 0 and at 1 the limit is the share itself; rounding must not push it past the share.
    lower, upper = min(float(limits[0]), point), max(float(limits[1]), point)
    return Estimate(point, lower, upper, level, whole, "Wilson score")
