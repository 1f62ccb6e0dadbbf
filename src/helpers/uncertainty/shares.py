"""One share of a whole with its interval, and what every estimate carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from statsmodels.stats.proportion import proportion_confint

FEW: Final = 5
"""Persons on one side below which Wilson's interval can cover clearly less than it aims at."""

FEW_PEOPLE: Final = (
    "A share rests on fewer than five people on one side, where its interval can hold less often "
    "than it aims to."
)


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
        warnings: What a reader of the interval has to know besides, in sentences.
    """

    point: float
    lower: float
    upper: float
    level: float
    n: int
    method: str
    warnings: tuple[str, ...] = ()


def estimate_share(part: int, whole: int, level: float = 0.95) -> Estimate:
    """A share with its Wilson score interval [1]_.

    It covers chance in who happened to be recorded, as if each person had come independently.
    It does not cover the choice of whom an organisation assists: a caseload is no random sample.

    Args:
        part: Persons with the attribute.
        whole: Persons in the denominator, 1 or more.
        level: Coverage, between 0 and 1.

    Returns:
        The share and its limits as fractions of 1; with a warning where one to four persons have,
        or lack, the attribute: there the interval holds less often than it aims to [2]_.

    Raises:
        ValueError: ``part`` is not between 0 and ``whole``, ``whole`` is 0, or ``level`` is no
            coverage (95 instead of 0.95).

    References:
        .. [1] Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
           inference. JASA 22, 209-212.
        .. [2] Brown, L. D., Cai, T. T. and DasGupta, A. (2001). Interval estimation for a binomial
           proportion. Statistical Science 16, 101-133.

    Example:
        >>> share = estimate_share(81, 263)
        >>> round(share.lower, 4), round(share.upper, 4)
        (0.2553, 0.3662)
    """
    check_share(part, whole, level)
    limits = proportion_confint(part, whole, alpha=1 - level, method="wilson")
    return make_share(part, whole, (float(limits[0]), float(limits[1])), level, "Wilson score")


def check_share(part: int, whole: int, level: float) -> None:
    """Refuse a share of nobody, of more than all, and a level that is no coverage."""
    if not 0 <= part <= whole or whole == 0:
        raise ValueError("a share needs a part between 0 and a whole of 1 or more")
    if not 0 < level < 1:
        raise ValueError("the level of an interval lies between 0 and 1, as 0.95 for 95%")


def make_share(
    part: int, whole: int, limits: tuple[float, float], level: float, method: str
) -> Estimate:
    """A share with limits that a method gave.

    At 0 and at 1 the limit is the share itself; rounding must not push it past the share. There
    the other limit is close to the exact one, so that only shares next to 0 and 1 are warned of.
    """
    point = part / whole
    lower, upper = min(limits[0], point), max(limits[1], point)
    warnings = (FEW_PEOPLE,) if 0 < min(part, whole - part) < FEW else ()
    return Estimate(point, lower, upper, level, whole, method, warnings)
