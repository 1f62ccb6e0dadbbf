"""Every release that agrees with what is published, by trying them all. No code of ours is in it.

A world is one number of persons for each combination of values. What is published about it is
written down as sums over combinations, worked out person by person from the labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

Test = Mapping[str, tuple[str, ...]]
"""A box: for some variables the values that a person may have. Several boxes: in any of them."""


@dataclass(frozen=True)
class Said:
    """Least and most of a sum of combinations, each with a factor."""

    factors: tuple[Fraction, ...]
    lower: Fraction
    upper: Fraction | None


def combinations_of(variables: Mapping[str, Sequence[str]]) -> list[dict[str, str]]:
    """One person of each kind."""
    return [dict(zip(variables, values, strict=True)) for values in product(*variables.values())]


def inside(people: Sequence[Mapping[str, str]], boxes: Sequence[Test]) -> tuple[Fraction, ...]:
    """1 for each kind of person that is in any of the boxes, else 0."""
    return tuple(
        Fraction(any(all(one[name] in values for name, values in box.items()) for box in boxes))
        for one in people
    )


def worlds(kinds: int, said: Sequence[Said], total: int) -> Iterator[tuple[int, ...]]:
    """Every world of ``total`` persons in which everything that is said holds."""
    for numbers in _split(total, kinds):
        for one in said:
            value = sum(f * n for f, n in zip(one.factors, numbers, strict=True))
            if value < one.lower or (one.upper is not None and value > one.upper):
                break
        else:
            yield numbers


def _split(total: int, kinds: int) -> Iterator[tuple[int, ...]]:
    if kinds == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _split(total - first, kinds - 1):
            yield (first, *rest)


def interval(
    kinds: int, said: Sequence[Said], total: int, target: Sequence[Fraction]
) -> tuple[int, int] | None:
    """Smallest and largest value of a sum over all worlds; None where there is no world."""
    values = [
        int(sum(f * n for f, n in zip(target, numbers, strict=True)))
        for numbers in worlds(kinds, said, total)
    ]
    return (min(values), max(values)) if values else None


def breaks_rule(found: tuple[int, int], threshold: int) -> bool:
    """Whether an interval tells too much about a count that may be small."""
    low, high = found
    return low < threshold and (high < threshold or high - low < threshold - 1)
