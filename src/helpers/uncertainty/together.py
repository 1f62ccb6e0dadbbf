"""Several shares with intervals that hold all at once, because a reader compares them."""

from __future__ import annotations

from collections.abc import Sequence

from statsmodels.stats.proportion import multinomial_proportions_confint, proportion_confint

from helpers.uncertainty.shares import Estimate, check_share, make_share


def estimate_shares(parts: Sequence[int], whole: int, level: float = 0.95) -> tuple[Estimate, ...]:
    """Shares of one whole that may overlap, with intervals that hold together.

    Each is Wilson's interval at alpha / k for k shares. By Bonferroni's inequality [1]_ the chance
    that one or more of them misses is at most the sum of k chances of alpha / k, however much the
    shares overlap.

    Args:
        parts: Persons with each attribute; one person may be in several.
        whole: Persons in the common denominator, 1 or more.
        level: Coverage of all intervals together, between 0 and 1.

    Returns:
        One estimate a part, in their order; ``level`` is that of all of them together.

    Raises:
        ValueError: As ``estimate_share``.

    References:
        .. [1] Dunn, O. J. (1961). Multiple comparisons among means. JASA 56, 52-64.

    Example:
        >>> labour, sexual = estimate_shares([60, 50], 100)
        >>> round(labour.lower, 4), round(labour.upper, 4), labour.method
        (0.488, 0.7025, 'Wilson score at alpha/2, two shares together')
    """
    method = f"Wilson score at alpha/{len(parts)}, {_NUMBERS.get(len(parts), len(parts))} shares"
    method = f"{method} together" if len(parts) > 1 else "Wilson score"
    found = []
    for part in parts:
        check_share(part, whole, level)
        low, high = proportion_confint(part, whole, alpha=(1 - level) / len(parts), method="wilson")
        found.append(make_share(part, whole, (float(low), float(high)), level, method))
    return tuple(found)


_NUMBERS = {2: "two", 3: "three", 4: "four"}


def estimate_combinations(counts: Sequence[int], level: float = 0.95) -> tuple[Estimate, ...]:
    """Shares of groups that exclude one another and make up a whole: Goodman's intervals [1]_.

    Each is the score interval at alpha / k for k groups, groups of nobody included, so that all k
    hold together. An interval depends on its own count, on the sum and on k, and not on how the
    rest is spread over the other groups.

    Args:
        counts: Persons in each group; every person is in one of them.
        level: Coverage of all intervals together, between 0 and 1.

    Returns:
        One estimate a group, in their order.

    Raises:
        ValueError: A count is negative, all are 0, or ``level`` is no coverage.

    References:
        .. [1] Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial
           proportions. Technometrics 7, 247-254.

    Example:
        >>> first = estimate_combinations([56, 72, 73, 59, 62, 87, 58])[0]
        >>> round(first.lower, 3), round(first.upper, 3)
        (0.085, 0.166)
    """
    whole = sum(counts)
    for count in counts:
        check_share(count, whole, level)
    limits = multinomial_proportions_confint(list(counts), alpha=1 - level, method="goodman")
    method = f"Goodman, {len(counts)} groups together"
    return tuple(
        make_share(count, whole, (float(low), float(high)), level, method)
        for count, (low, high) in zip(counts, limits, strict=True)
    )
