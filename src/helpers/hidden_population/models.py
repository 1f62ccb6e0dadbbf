"""Hierarchical models: which there are, and their names.

A model is a set of terms; a term is a set of lists, written as bits (0 is the intercept). It is
hierarchical when every part of a term is a term as well, so its largest terms name it:
"[123,25,34]" in the numbering of the lists, as R's MultipleSystemsEstimation writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np

from helpers.errors import CaselightError

# Highest interaction by number of lists, as in R; beyond six lists the models are too many.
DEFAULT_ORDER = {2: 1, 3: 2, 4: 3, 5: 3, 6: 2}
MOST_LISTS_FOR_BIC = 6


def order_of(term: int) -> int:
    """How many lists a term has."""
    return term.bit_count()


def pairs_of(lists: int) -> list[int]:
    """The two-list terms in list order: 12, 13, ..., 23, ..."""
    return [1 << i | 1 << j for i, j in combinations(range(lists), 2)]


def main_effects(lists: int) -> tuple[int, ...]:
    """The intercept and one term a list: lists that are independent of one another."""
    return (0, *(1 << i for i in range(lists)))


def close(lists: int, generators: Iterable[int]) -> tuple[int, ...]:
    """The hierarchical model with these terms: all their parts, and every main effect.

    Example:
        >>> close(3, [0b011])
        (0, 1, 2, 4, 3)
    """
    terms = set(main_effects(lists))
    for generator in generators:
        part = generator
        while part:
            terms.add(part)
            part = (part - 1) & generator
    return tuple(sorted(terms, key=lambda term: (order_of(term), lists_of(term))))


def lists_of(term: int) -> tuple[int, ...]:
    """The positions of a term's lists."""
    return tuple(i for i in range(term.bit_length()) if term >> i & 1)


def largest(terms: Sequence[int]) -> list[int]:
    """The terms that are part of no other: the model's name in bits."""
    tops = [a for a in terms if a and not any(a != b and a & b == a for b in terms)]
    return sorted(tops, key=lambda term: (-order_of(term), lists_of(term)))


def name_of(terms: Sequence[int]) -> str:
    """The name in numbers.

    Example:
        >>> name_of(close(5, [0b00111, 0b10010, 0b01100]))
        '[123,25,34]'
    """
    tops = [[i + 1 for i in lists_of(term)] for term in largest(terms)]
    wide = any(number > 9 for top in tops for number in top)
    return "[" + ",".join((":" if wide else "").join(map(str, top)) for top in tops) + "]"


def words_of(terms: Sequence[int], names: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The name in the names of the lists, one tuple for each of the largest terms."""
    return tuple(tuple(names[i] for i in lists_of(term)) for term in largest(terms))


def parse(model: str | Iterable[Iterable[str]] | None, names: Sequence[str]) -> tuple[int, ...]:
    """Terms of a model given as '[12,3]' or as tuples of list names; None is main effects.

    Raises:
        CaselightError: It names a list that there is not.
    """
    if model is None:
        return main_effects(len(names))
    if isinstance(model, str):
        body = re.sub(r"[\[\]\s]", "", model)
        parts = [p.split(":") if ":" in p or len(names) > 9 else list(p) for p in body.split(",")]
        known = {str(i + 1): i for i in range(len(names))}
    else:
        parts = [[top] if isinstance(top, str) else list(top) for top in model]
        known = {name: i for i, name in enumerate(names)}
    unknown = [word for part in parts for word in part if word not in known]
    if unknown or not any(parts):
        raise CaselightError(
            "A model names lists, as in '[12,3]' or [('A', 'B'), ('C',)].",
            f"{unknown[:3] or model!r} is not a list of this table",
            f"The lists are {', '.join(f'{i + 1} {n}' for i, n in enumerate(names))}.",
        )
    return close(len(names), [sum(1 << known[word] for word in set(part)) for part in parts])


def hierarchical(lists: int, max_order: int) -> Iterator[tuple[int, ...]]:
    """Every hierarchical model with all main effects and no term above ``max_order``.

    Example:
        >>> len(list(hierarchical(3, 2))), len(list(hierarchical(4, 3)))
        (8, 113)
    """
    by_order = {
        r: [sum(1 << i for i in c) for c in combinations(range(lists), r)]
        for r in range(2, max_order + 1)
    }

    def grow(chosen: tuple[int, ...], below: frozenset[int], r: int) -> Iterator[tuple[int, ...]]:
        if r > max_order:
            yield chosen
            return
        fit = [t for t in by_order[r] if r == 2 or all(t & ~(1 << i) in below for i in lists_of(t))]
        if not fit:
            yield chosen
            return
        for k in range(len(fit) + 1):
            for added in combinations(fit, k):
                yield from grow((*chosen, *added), frozenset(added), r + 1)

    yield from grow(main_effects(lists), frozenset(), 2)


@dataclass(frozen=True)
class Catalogue:
    """Models in rows, as the compiled code reads them.

    Args:
        lists: Number of lists.
        terms: One row a model, its terms as bits, the intercept first, padded with 0.
        sizes: Number of terms of each model.
    """

    lists: int
    terms: np.ndarray[Any, Any]
    sizes: np.ndarray[Any, Any]

    def __len__(self) -> int:
        return len(self.sizes)

    def row(self, index: int) -> tuple[int, ...]:
        """The terms of one model."""
        return tuple(int(term) for term in self.terms[index, : self.sizes[index]])


@lru_cache(maxsize=8)
def catalogue(lists: int, max_order: int) -> Catalogue:
    """All hierarchical models up to an order, the smaller ones first."""
    return tabulate(lists, sorted(hierarchical(lists, max_order), key=len))


def tabulate(lists: int, models: Sequence[tuple[int, ...]]) -> Catalogue:
    """Given models in rows."""
    sizes = np.array([len(model) for model in models], dtype=np.int64)
    terms = np.zeros((len(models), int(sizes.max())), dtype=np.int32)
    for i, model in enumerate(models):
        terms[i, : len(model)] = model
    return Catalogue(lists, terms, sizes)


def check_order(lists: int, max_order: int | None) -> int:
    """The highest interaction to use: the one asked for, or the default.

    Raises:
        CaselightError: It is not between 1 and one less than the number of lists.
    """
    if max_order is None:
        return DEFAULT_ORDER.get(lists, 2)
    if isinstance(max_order, int) and 1 <= max_order < lists:
        return max_order
    raise CaselightError(
        "The highest interaction has at least 1 list and fewer lists than the table.",
        f"max_order is {max_order!r}, with {lists} lists",
        f"Give a whole number from 1 to {lists - 1}: an interaction of all lists cannot be seen.",
    )
