"""Das Gupta's decomposition of a difference, as arithmetic on arrays.

The effect of a factor is the change in the rate when that factor moves from the first population
to the last, averaged over every order in which the factors could move [1]_. So no factor comes
first, the effects add up to the difference exactly, and swapping the populations flips each sign.
With two factors it is Kitagawa's decomposition [2]_.

References:
    .. [1] Das Gupta, P. (1993). Standardization and Decomposition of Rates: A User's Manual. US
       Bureau of the Census, Current Population Reports P23-186, chapters 2 to 5.
    .. [2] Kitagawa, E. M. (1955). Components of a difference between two rates. JASA 50,
       1168-1194.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from math import comb
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def split_effects(
    rate: Callable[[Sequence[Array]], Array], first: Sequence[Array], last: Sequence[Array]
) -> tuple[Array, ...]:
    """The effect of each factor on the difference between two populations.

    Args:
        rate: Gives the rate of a population from its factors. It may sum over groups (the last
            axis) and may keep leading axes, such as resamples.
        first: The factors in the first population.
        last: The same factors in the last population, in the same shapes.

    Returns:
        One effect a factor, in the factors' order; together they are
        ``rate(last) - rate(first)``.

    Example:
        >>> product = lambda factors: factors[0] * factors[1]
        >>> first, last = [np.array(10930.0), np.array(0.717892)], [16591.0, 0.825974]
        >>> [round(float(e)) for e in split_effects(product, first, last)]
        [4370, 1487]
    """
    known: dict[frozenset[int], Array] = {}

    def mixed(moved: frozenset[int]) -> Array:
        if moved not in known:
            known[moved] = rate([(last if i in moved else first)[i] for i in range(len(first))])
        return known[moved]

    return tuple(
        np.sum([w * (mixed(others | {i}) - mixed(others)) for others, w in orders], axis=0)
        for i in range(len(first))
        for orders in [list(_orders(i, len(first)))]
    )


def _orders(factor: int, count: int) -> Iterator[tuple[frozenset[int], float]]:
    """Which other factors may have moved before, with the part of all orders in which they have."""
    rest = [i for i in range(count) if i != factor]
    for size in range(count):
        for others in combinations(rest, size):
            yield frozenset(others), 1 / (count * comb(count - 1, size))


def split_structure(sizes: Array, labels: Sequence[Sequence[str]]) -> tuple[Array, ...]:
    """The share of each group in its population as a product, one factor a variable [1]_.

    For two variables the factor of the first is
    ``(N_ij / N_.j)^(1/2) * (N_i. / N_..)^(1/2)``; for more, the same average over orders.

    Args:
        sizes: Persons by group on the last axis; a group of nobody gets 0.
        labels: For each group, its label of every variable.

    Returns:
        One array a variable in the shape of ``sizes``. Their product is ``sizes / total``.

    References:
        .. [1] Das Gupta (1993), equations 5.9, 5.24 and 5.36.

    Example:
        >>> a, b = split_structure(np.array([30.0, 20.0, 50.0]), ["fx", "fy", "mx"])
        >>> [float(round(share, 3)) for share in a * b]
        [0.3, 0.2, 0.5]
    """
    count = len(labels[0]) if len(labels) else 0
    empty = sizes <= 0
    logs: dict[frozenset[int], Array] = {}

    def margin(kept: frozenset[int]) -> Array:
        if kept not in logs:
            total = sizes @ _same(labels, kept)
            logs[kept] = np.log(np.where(empty, 1.0, total))
        return logs[kept]

    return tuple(
        np.where(
            empty,
            0.0,
            np.exp(
                sum(w * (margin(others | {i}) - margin(others)) for others, w in _orders(i, count))
            ),
        )
        for i in range(count)
    )


def split_crossed(
    sizes: tuple[Array, Array], rates: tuple[Array, Array], labels: Sequence[Sequence[str]]
) -> tuple[Array, ...]:
    """The effects on a rate of crossed groups: the mix of each variable, then the rates within.

    Structure and rates are split first, each at the mean of the other; then the structure is
    split among its variables at the mean rates [1]_. So the effect of the rates does not depend
    on how many variables make the groups.

    Args:
        sizes: Persons by group (the last axis) in the first and in the last population.
        rates: The rate within each group, in the same shapes.
        labels: For each group, its label of every variable.

    Returns:
        One effect a variable, then that of the rates; together the difference of the two rates.

    References:
        .. [1] Das Gupta (1993), chapter 5.
    """
    first, last = (split_structure(size, labels) for size in sizes)
    mean = (rates[0] + rates[1]) / 2
    mixes = split_effects(
        lambda factors: np.asarray((np.prod(np.stack(factors), axis=0) * mean).sum(axis=-1)),
        first,
        last,
    )
    with np.errstate(invalid="ignore"):  # a resample of nobody has no rate
        shares = [size / size.sum(axis=-1)[..., None] for size in sizes]
    within = ((shares[0] + shares[1]) / 2 * (rates[1] - rates[0])).sum(axis=-1)
    return (*mixes, within)


def _same(labels: Sequence[Sequence[str]], kept: frozenset[int]) -> Array:
    """For each pair of groups, 1 where they have the same labels of the kept variables."""
    names = [tuple(label[i] for i in sorted(kept)) for label in labels]
    codes = np.unique([repr(name) for name in names], return_inverse=True)[1]
    return (codes[:, None] == codes[None, :]).astype(float)
