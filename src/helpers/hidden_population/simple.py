"""Estimators that need no model of which lists go together: Chao's bound, and two lists."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, nan, sqrt

import numpy as np
from scipy.stats import norm

from helpers.hidden_population.captures import Captures
from helpers.uncertainty import Estimate

CHAO_FORMULA = "N = n + (t-1)/t f1^2 / (2 f2)"


@dataclass(frozen=True)
class Chao:
    """Chao's estimate. A lower bound only if lists are not negatively dependent.

    Args:
        total: Estimated persons, those on lists included; nan when nobody is on just two lists.
        formula: How it is computed: t lists, n persons, f1 on one list, f2 on two.
        reading: What it is, in words.
    """

    total: float
    formula: str = CHAO_FORMULA
    reading: str = "lower bound only if lists are not negatively dependent"


def estimate_chao(captures: Captures) -> Chao:
    """Chao (1987), Biometrics 43, 783-791, for a fixed number of lists.

    Example:
        >>> from helpers.hidden_population.captures import make_captures
        >>> estimate_chao(make_captures(("A", "B"), np.array([0, 30.0, 20.0, 10.0]))).total
        122.5
    """
    on = np.array([h.bit_count() for h in range(len(captures.counts))])
    once, twice = captures.counts[on == 1].sum(), captures.counts[on == 2].sum()
    if twice == 0:
        return Chao(nan)
    extra = (captures.lists - 1) / captures.lists * once**2 / (2 * twice)
    return Chao(float(captures.persons + extra))


def estimate_two_lists(captures: Captures, level: float = 0.95) -> Estimate:
    """Chapman's estimator with the transformed-logit interval [1]_.

    Args:
        captures: Two lists.
        level: Coverage, between 0 and 1.

    References:
        .. [1] Sadinle, M. (2009). Transformed logit confidence intervals for small populations in
           single capture-recapture estimation. Communications in Statistics 38, 1909-1924.

    Example:
        Ten marked, fifteen caught, five of them marked:

        >>> from helpers.hidden_population.captures import make_captures
        >>> both = make_captures(("A", "B"), np.array([0, 5.0, 10.0, 5.0]))
        >>> found = estimate_two_lists(both)
        >>> round(found.point, 2), round(found.lower), round(found.upper)
        (28.33, 22, 65)
    """
    first, second, both = (float(captures.counts[h]) for h in (1, 2, 3))
    point = (first + both + 1) * (second + both + 1) / (both + 1) - 1
    a, b, c = first + 0.5, second + 0.5, both + 0.5
    spread = norm.ppf(0.5 + level / 2) * sqrt(1 / a + 1 / b + 1 / c + c / (a * b))
    seen = captures.persons - 0.5
    return Estimate(
        point,
        seen + a * b / c * exp(-spread),
        seen + a * b / c * exp(spread),
        level,
        captures.persons,
        "Chapman, transformed-logit interval",
    )
