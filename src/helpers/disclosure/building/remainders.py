"""Counts that nobody prints and anybody can work out: guarded like those that are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from helpers.disclosure.building.asked import Asked, Key
from helpers.disclosure.building.assemble import Blocks
from helpers.disclosure.building.block import Array
from helpers.disclosure.building.lines import (
    Overlap,
    Rest,
    compare,
    find_lines,
    tells_attribute,
)
from helpers.disclosure.building.solve import UNTOLD
from helpers.disclosure.building.space import Sets

MOST_SINGLE = 2_000
"""In a block with more atoms than this, single atoms are not guarded one by one."""

Named = tuple[str, Array, int]
"""What to call a remainder, its atoms, and its persons."""


@dataclass(frozen=True, repr=False)
class Apart:
    """A remainder of counts that stand in different blocks: an atom of its own, held by a link.

    Args:
        name: What to call it.
        whole: The whole.
        parts: What is taken off.
        persons: What is left.
        tells: The count that equals its total, where nothing is left and that is sensitive.
    """

    name: str
    whole: Asked
    parts: tuple[Asked, ...]
    persons: int
    tells: Asked | None = None


@dataclass(repr=False)
class Remainders:
    """What follows from the counts of a release.

    Args:
        small: Remainders below the threshold.
        apart: Those whose whole and parts are in no block together.
        rests: Remainders that hold nobody, so that everybody of a group has an attribute; each
            with the key of the count that tells it.
    """

    small: list[Named] = field(default_factory=list)
    apart: list[Apart] = field(default_factory=list)
    rests: list[tuple[Named, Asked]] = field(default_factory=list)


class _Finder:
    def __init__(self, blocks: Blocks, truth: Array, threshold: int) -> None:
        self.blocks, self.truth, self.threshold = blocks, truth, threshold
        self.cells = [a for held in blocks.holds for a in held if a.asked]
        self._sizes = [block.ids.size for block in blocks.blocks]
        self._told: dict[tuple[int, Key], bool] = {}
        self._atoms: dict[tuple[int, int], Array] = {}

    def is_small(self, persons: int) -> bool:
        return 0 < persons < self.threshold

    def find_block(self, sets: Sequence[Sets]) -> int | None:
        """The smallest block in which all of these are sums of atoms."""
        order = sorted(range(len(self._sizes)), key=lambda at: (self._sizes[at], at))
        return next((at for at in order if all(self._tells(at, each) for each in sets)), None)

    def _tells(self, at: int, sets: Sets) -> bool:
        key = (at, frozenset(sets.items()))
        if key not in self._told:
            self._told[key] = self.blocks.blocks[at].tells(sets)
        return self._told[key]

    def write(self, at: int, cell: int) -> Array:
        """The atoms of a count in a block."""
        if (at, cell) not in self._atoms:
            self._atoms[at, cell] = self.blocks.find(at, self.cells[cell].sets)
        return self._atoms[at, cell]

    def subtract(self, rest: Rest) -> Named | Apart | None:
        """The atoms that are left of a whole; none where nobody can be left."""
        whole, parts = self.cells[rest.whole], [self.cells[p] for p in rest.parts]
        at = self.find_block([whole.sets, *(part.sets for part in parts)])
        if at is None:
            name = " less ".join([whole.text, *(part.text for part in parts)])
            left = whole.persons - sum(part.persons for part in parts)
            return Apart(name, whole, tuple(parts), left)
        taken = np.concatenate([self.write(at, p) for p in rest.parts])
        atoms = np.setdiff1d(self.write(at, rest.whole), taken)
        less = " less ".join([whole.text, *(part.text for part in parts)])
        persons = whole.persons - sum(part.persons for part in parts)
        return (less, atoms, persons) if atoms.size else None

    def overlap(self, found: Overlap) -> Iterator[Named]:
        """Persons in two of some parts, and in several of them, where the atoms tell them."""
        cells = [self.cells[p] for p in found.parts]
        at = self.find_block([cell.sets for cell in cells])
        if at is None:
            return
        arrays = [self.write(at, p) for p in found.parts]
        for one, first in enumerate(arrays):
            for two in range(one + 1, len(arrays)):
                atoms = np.intersect1d(first, arrays[two])
                name = f"{cells[one].text} and {cells[two].text}"
                yield from self._tell(name, atoms)
        if found.covers:
            atoms, times = np.unique(np.concatenate(arrays), return_counts=True)
            yield from self._tell(f"in several parts of {self.cells[found.whole].text}",
                                  atoms[times > 1])  # fmt: skip

    def _tell(self, name: str, atoms: Array) -> Iterator[Named]:
        persons = self.truth[atoms]
        if atoms.size and (persons != UNTOLD).all() and self.is_small(int(persons.sum())):
            yield name, atoms, int(persons.sum())


def find_remainders(
    blocks: Blocks, truth: Array, threshold: int, *, group_disclosure: bool
) -> Remainders:
    """What can be subtracted among the counts that are asked for.

    Args:
        blocks: The blocks of the system.
        truth: Persons in each atom, ``UNTOLD`` where nobody told.
        threshold: Smallest count that may be known.
        group_disclosure: Whether a count that equals its total is sensitive.
    """
    finder, found = _Finder(blocks, truth, threshold), Remainders()
    for axis, line in find_lines([cell.sets for cell in finder.cells]):
        whole = blocks.blocks[0].space.axes[axis]
        for step in compare(line, whole.whole):
            if isinstance(step, Overlap):
                found.small += finder.overlap(step)
                continue
            left = finder.cells[step.whole].persons - sum(
                finder.cells[p].persons for p in step.parts
            )
            if finder.is_small(left):
                rest = finder.subtract(step)
                if isinstance(rest, Apart):
                    found.apart.append(rest)
                elif rest is not None:
                    found.small.append(rest)
            elif group_disclosure and left == 0 and len(step.parts) == 1:
                part, group = finder.cells[step.parts[0]], finder.cells[step.whole]
                bits, around = part.sets[axis], group.sets.get(axis, -1)
                if part.persons and tells_attribute(whole, bits, around):
                    rest = finder.subtract(step)
                    if isinstance(rest, Apart):
                        found.apart.append(replace(rest, tells=part))
                    elif rest is not None:
                        found.rests.append((rest, part))
    found.small += _list_singles(blocks, truth, finder)
    return found


def _list_singles(blocks: Blocks, truth: Array, finder: _Finder) -> Iterator[Named]:
    """Small atoms: whatever of several atoms is small has a small one in it."""
    for number, (block, start) in enumerate(zip(blocks.blocks, blocks.starts, strict=True)):
        if block.atoms <= MOST_SINGLE:
            for atom in range(start, start + block.atoms):
                persons = int(truth[atom])
                if persons != UNTOLD and finder.is_small(persons):
                    yield f"atom {atom - start} of block {number}", np.array([atom]), persons
