"""Lines of the tables: counts that differ on one axis only, and what can be subtracted among them.

Whoever reads the tables subtracts: a count from the next larger one that holds it, all parts from
their whole, forms from the people in them. What is left over is a count as well, though nobody
prints it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import xor
from random import Random

from helpers.disclosure.building.space import Axis, Sets

_SEED = 20261124

MOST_PARTS = 12
"""Of more parts that overlap, the pairs are not looked at."""

FRAME = frozenset({"channel", "country", "year"})
"""Where and when: they say which group is spoken of, and are no attribute of a person."""


@dataclass(frozen=True)
class Rest:
    """What is left of a whole.

    Args:
        whole: Position of the whole.
        parts: Positions of what is taken off; none of it overlaps.
    """

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class Overlap:
    """Parts of a whole that overlap.

    Args:
        whole: Position of the whole.
        parts: Positions of the parts.
        covers: Whether everybody of the whole is in a part, so that the sum of the parts less the
            whole tells how many are in several.
    """

    whole: int
    parts: tuple[int, ...]
    covers: bool


def find_lines(cells: Sequence[Sets]) -> Iterator[tuple[int, dict[int, int]]]:
    """Lines with at least two counts.

    Args:
        cells: The counts of a release, each set of persons once.

    Yields:
        The axis of a line, and for each set of points on it the position of its count; -1 stands
        for all points.

    Example:
        >>> list(find_lines([{}, {0: 1}, {0: 2}, {0: 1, 3: 1}]))
        [(0, {1: 1, 2: 2, -1: 0}), (3, {1: 3, -1: 1})]
    """
    # One number for each cell: that of the cell without one axis follows from it. The numbers are
    # drawn, because Python's own hash is the same for many large sets of points.
    chance = Random(_SEED)
    numbers: defaultdict[tuple[int, int], int] = defaultdict(lambda: chance.getrandbits(128))
    names = [reduce(xor, (numbers[item] for item in sets.items()), 0) for sets in cells]
    wholes = {name: at for at, name in enumerate(names)}
    lines: dict[tuple[int, int], dict[int, int]] = {}
    for at, (sets, name) in enumerate(zip(cells, names, strict=True)):
        for axis, bits in sets.items():
            lines.setdefault((axis, name ^ numbers[axis, bits]), {})[bits] = at
    for (axis, rest), line in lines.items():
        if rest in wholes:
            line[-1] = wholes[rest]
        if len(line) > 1:
            yield axis, line


def compare(line: Mapping[int, int], whole: int) -> Iterator[Rest | Overlap]:
    """What can be subtracted along a line.

    Args:
        line: For each set of points, as bits (-1 for all), the position of its count.
        whole: All points of the axis.

    Example:
        >>> list(compare({-1: 0, 0b001: 1, 0b110: 2}, 0b111))
        [Rest(whole=0, parts=(1,)), Rest(whole=0, parts=(2,)), Rest(whole=0, parts=(1, 2))]
        >>> list(compare({-1: 0, 0b011: 1, 0b110: 2}, 0b111))[-1]
        Overlap(whole=0, parts=(1, 2), covers=True)
    """
    sets = {bits & whole: at for bits, at in line.items()}
    order = sorted(sets, key=lambda bits: (bits.bit_count(), bits))
    below: dict[int, list[int]] = {}
    for at, bits in enumerate(order):
        least: list[int] = []
        for wider in order[at + 1 :]:
            if bits & wider == bits and not any(near & wider == near for near in least):
                least.append(wider)
                yield Rest(sets[wider], (sets[bits],))
        for wider in least:
            below.setdefault(wider, []).append(bits)
    for wider, parts in below.items():
        if len(parts) < 2:
            continue
        places = tuple(sets[bits] for bits in parts)
        if sum(bits.bit_count() for bits in parts) == _join(parts).bit_count():
            yield Rest(sets[wider], places)
        elif len(parts) <= MOST_PARTS:
            yield Overlap(sets[wider], places, _join(parts) == wider)


def _join(parts: Sequence[int]) -> int:
    found = 0
    for bits in parts:
        found |= bits
    return found


def tells_attribute(axis: Axis, part: int, whole: int) -> bool:
    """Whether 'everybody of the whole is in the part' says something about each of them.

    It does where the part is recorded (not unknown, not 'no'), and the rest is recorded too: that
    everybody's sex was written down says nothing of anybody.

    Args:
        axis: The axis on which both differ.
        part: Points of the part.
        whole: Points of the whole.

    Example:
        >>> sex = Axis(("sex",), (("female",), ("male",), ("unknown",)))
        >>> tells_attribute(sex, 0b001, 0b111), tells_attribute(sex, 0b011, 0b111)
        (True, False)
    """
    if set(axis.names) & FRAME:
        return False
    inside = _points(axis, part)
    outside = _points(axis, axis.whole & whole & ~part)
    if len(axis.names) > 1 or axis.names[0].startswith("form_"):
        # Forms overlap: everybody has a form where nobody without it is in the group.
        return any(
            all(point[at] == "yes" for point in inside)
            and any(p[at] == "no" or (p[at] != "yes" and "yes" in p) for p in outside)
            for at in range(len(axis.names))
        )
    blank = {("unknown",), ("no",), ("none",)}
    return not blank & set(inside) and (bool(set(outside) - blank) or ("no",) in outside)


def _points(axis: Axis, bits: int) -> list[tuple[str, ...]]:
    return [point for at, point in enumerate(axis.points) if bits >> at & 1]
