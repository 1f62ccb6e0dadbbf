"""Regions as products of sets of points on axes: what blocks of atoms are built on.

An *axis* is a variable, or several that some region joins by 'or' (at least one main form). Its
points are their values. Flags that a person can have several of (sectors) would make 2^n points
where a region says 'none of them'; such a region gets an axis of its own, 'some' or 'none'.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.regions import Region

FLAGS: Final = ("sector_", "means_", "recruiter_")
"""How the names of variables begin of which a person can have several."""

SOME, NONE = "some", "none"
ELSE: Final = "(another)"
"""A value that nobody named, where no table tells all the values of a variable."""

MOST_POINTS: Final = 20_000
_SUMS: Final = (v.ALL, v.TOTAL)

Sets = Mapping[int, int]
"""For each axis that a region depends on, its points as the bits of a number."""


@dataclass(frozen=True)
class Axis:
    """Variables that are told apart together.

    Args:
        names: The variables.
        points: Their values, one tuple a point.
        members: Of an axis of some or none: the flags of which it tells.
    """

    names: tuple[str, ...]
    points: tuple[tuple[str, ...], ...]
    members: tuple[str, ...] = ()

    @property
    def whole(self) -> int:
        """All points, as bits."""
        return (1 << len(self.points)) - 1

    def bits(self, point: tuple[str, ...]) -> int:
        """One point, as bits; none where the axis does not have it."""
        return 1 << self.points.index(point) if point in self.points else 0


class Space:
    """The axes of a release.

    Args:
        regions: All regions that are asked for or told to be empty.
        tables: Canonical tables, whose columns tell the values of their variables.
    """

    def __init__(self, regions: Sequence[Region], tables: Iterable[pd.DataFrame]) -> None:
        boxes = {region: [_tell_none(dict(box)) for box in region.boxes] for region in regions}
        values = _list_values([box for found in boxes.values() for box in found], tables)
        self.axes = [_make_axis(names, values) for names in _join(boxes.values(), values)]
        self.axis_of = {name: at for at, axis in enumerate(self.axes) for name in axis.names}
        self._families: dict[str, list[int]] = {}
        for at, axis in enumerate(self.axes):
            for name in axis.members:
                self._families.setdefault(name, []).append(at)
        self._placed: dict[Region, Sets | None] = {}
        self._found: dict[tuple[int, tuple[tuple[str, ...], ...]], int] = {}

    def place(self, region: Region) -> Sets | None:
        """The points of a region on each axis that it depends on; None for nobody."""
        if region not in self._placed:
            self._placed[region] = self._place([_tell_none(dict(box)) for box in region.boxes])
        return self._placed[region]

    def widen(self, sets: Sets) -> Sets:
        """The same region with what a flag implies: who has one of some flags has some.

        So that a block that counts the flag tells it apart among those who have any.
        """
        found = dict(sets)
        for axis, bits in sets.items():
            flag = self.axes[axis]
            if len(flag.names) == 1 and bits == flag.bits(("yes",)):
                for family in self._families.get(flag.names[0], ()):
                    found[family] = self.axes[family].bits((SOME,))
        return found

    def _place(self, boxes: Sequence[Mapping[str, tuple[str, ...]]]) -> Sets | None:
        found: dict[int, int] = {}
        for axis in sorted({self.axis_of[name] for box in boxes for name in box}):
            names = self.axes[axis].names
            bits = 0
            for box in {tuple(box.get(name, ()) for name in names) for box in boxes}:
                bits |= self._find_points(axis, box)
            if not bits:
                return None
            if bits != self.axes[axis].whole:
                found[axis] = bits
        return found if boxes else None

    def _find_points(self, axis: int, box: tuple[tuple[str, ...], ...]) -> int:
        if (axis, box) not in self._found:
            wanted = [set(values) for values in box]
            inside = (
                all(not want or value in want for want, value in zip(wanted, point, strict=True))
                for point in self.axes[axis].points
            )
            self._found[axis, box] = sum(1 << at for at, is_in in enumerate(inside) if is_in)
        return self._found[axis, box]


def _tell_none(box: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """A box with 'none of these flags' as one condition on an axis of its own."""
    found = dict(box)
    for prefix in FLAGS:
        mine = {name: values for name, values in box.items() if name.startswith(prefix)}
        if len(mine) > 1 and set(mine.values()) == {("no",)}:
            for name in mine:
                del found[name]
            found["|".join(sorted(mine))] = (NONE,)
    return found


def _list_values(
    boxes: Sequence[Mapping[str, tuple[str, ...]]], tables: Iterable[pd.DataFrame]
) -> dict[str, tuple[str, ...]]:
    found: dict[str, set[str]] = {}
    for box in boxes:
        for name, values in box.items():
            found.setdefault(name, set()).update(values)
    told: set[str] = set()
    for table in tables:
        for name in set(table.columns) & set(found):
            found[name] |= set(map(str, table[name].unique())) - set(_SUMS)
            told.add(name)
    for name, known in found.items():
        if "|" in name:
            known |= {SOME, NONE}
        elif name.startswith(FLAGS):
            known |= {"yes", "no"}
        elif name.startswith("form_"):
            known |= {"yes", "no", v.UNKNOWN}
        elif name not in told:
            known.add(ELSE)
    return {name: tuple(sorted(known)) for name, known in found.items()}


def _join(
    regions: Iterable[Sequence[Mapping[str, tuple[str, ...]]]],
    values: Mapping[str, tuple[str, ...]],
) -> list[tuple[str, ...]]:
    """Variables in groups: together where a region's boxes differ in more than one of them."""
    group = {name: {name} for name in values}
    for boxes in regions:
        names = {name for box in boxes for name in box}
        differ = [n for n in names if len({box.get(n, ()) for box in boxes}) > 1]
        joined = {name for variable in differ for name in group[variable]}
        for name in joined:
            group[name] = joined
    return sorted({tuple(sorted(names)) for names in group.values()})


def _make_axis(names: tuple[str, ...], values: Mapping[str, tuple[str, ...]]) -> Axis:
    size = prod(len(values[name]) for name in names)
    if size > MOST_POINTS:
        raise CaselightError(
            f"Counts join at most {MOST_POINTS:,} combinations of values by 'or'.",
            f"{size:,} of {', '.join(names)}",
            "Count fewer attributes together.",
        )
    members = tuple(names[0].split("|")) if "|" in names[0] else ()
    return Axis(names, tuple(product(*(values[name] for name in names))), members)
