"""Flags of which a person can have several: their counts add up to at least the people with any.

'No sector recorded' tells how many have some. Each sector is a part of these, and all sectors
together cover them; how often somebody is counted again is an atom of its own, that nobody prints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from helpers.disclosure.building.assemble import Blocks, Equal
from helpers.disclosure.building.block import NOBODY, Array
from helpers.disclosure.building.space import SOME, Sets


@dataclass(repr=False)
class Cover:
    """What the flags of a family add to a system.

    Args:
        links: Sums of flags, each equal to the people with any and the atom of those counted again.
        again: Those atoms.
        atoms: How many there are.
    """

    links: list[Equal] = field(default_factory=list)
    again: list[int] = field(default_factory=list)

    @property
    def atoms(self) -> int:
        """How many atoms are added."""
        return len(self.again)


def cover_families(blocks: Blocks, empty: Sequence[Sets]) -> Cover:
    """The sums of every family of flags.

    Args:
        blocks: The blocks of a system.
        empty: Regions of nobody, such as a flag that a channel never records.
    """
    found = Cover()
    for (family, rest), flags in sorted(_find_families(blocks).items()):
        space = blocks.blocks[0].space
        members = [space.axis_of.get(name) for name in space.axes[family].members]
        missing = [axis for axis in members if axis not in flags]
        for parts, whole in _match(blocks, family, rest, flags, missing, empty):
            if len(parts) == 1:
                found.links.append((parts[0], whole))
            elif parts:
                atom = blocks.atoms + len(found.again)
                found.again.append(atom)
                found.links.append(([a for part in parts for a in part], [*whole, atom]))
    return found


_Families = dict[tuple[int, tuple[int, ...]], dict[int, int]]


def _find_families(blocks: Blocks) -> _Families:
    """For each family and each set of other axes, the block of each flag."""
    found: _Families = {}
    for at, block in enumerate(blocks.blocks):
        for family in (a for a in block.axes if block.space.axes[a].members):
            members = block.space.axes[family].members
            flags = [a for a in block.axes if block.space.axes[a].names[0] in members]
            if len(flags) == 1:
                rest = tuple(a for a in block.axes if a not in (family, *flags))
                found.setdefault((family, rest), {})[flags[0]] = at
    return found


def _match(
    blocks: Blocks,
    family: int,
    rest: tuple[int, ...],
    flags: dict[int, int],
    missing: Sequence[int | None],
    empty: Sequence[Sets],
) -> Iterator[tuple[list[list[int]], list[int]]]:
    """For each group of persons: the atoms of each flag, and of everybody with any."""
    space = blocks.blocks[0].space
    points = [_refine([blocks.blocks[at].classes[axis] for at in flags.values()]) for axis in rest]
    some = space.axes[family].bits((SOME,))
    yes = {flag: space.axes[flag].bits(("yes",)) for flag in flags}
    arrays = [_take(blocks, at, {flag: yes[flag]}, rest, points) for flag, at in flags.items()]
    first = next(iter(flags.values()))
    with_any = _take(blocks, first, {family: some}, rest, points)
    group = _connect([*arrays, with_any])
    sound = np.ones(len(group), dtype=bool)
    for flag in missing:
        sound &= _is_nobody(blocks, flag, rest, points, empty)
    for number in np.unique(group):
        mine = group == number
        if sound[mine].all():
            parts = [_list(array, mine) for array in arrays]
            whole = _list(with_any, mine)
            if whole or any(parts):
                yield [part for part in parts if part], whole


def _refine(classes: Sequence[Array]) -> list[int]:
    """One point for each class that no block of the family divides."""
    keys = zip(*(each.tolist() for each in classes), strict=True)
    return list({key: at for at, key in enumerate(keys)}.values())


def _take(
    blocks: Blocks, at: int, sets: Sets, rest: tuple[int, ...], points: Sequence[list[int]]
) -> Array:
    """Atoms of a region of a block: one row a combination of points of the other axes."""
    block = blocks.blocks[at]
    index, places = [], []
    for place, axis in enumerate(block.axes):
        if axis in rest:
            index.append(block.classes[axis][points[rest.index(axis)]])
            places.append(place)
        else:
            index.append(block.find_classes(axis, sets.get(axis, -1)))
    ids = block.ids[np.ix_(*index)]
    others = [place for place in range(len(block.axes)) if place not in places]
    size = int(np.prod([len(p) for p in points], dtype=np.int64))
    found = ids.transpose([*places, *others]).reshape(size, -1)
    return np.where(found == NOBODY, NOBODY, found + blocks.starts[at])


def _connect(arrays: Sequence[Array]) -> Array:
    """Rows in groups, so that no atom lies in two groups."""
    rows, atoms = [], []
    for array in arrays:
        row, column = np.nonzero(array != NOBODY)
        rows.append(row)
        atoms.append(array[row, column])
    size, row, atom = len(arrays[0]), np.concatenate(rows), np.concatenate(atoms)
    known, column = np.unique(atom, return_inverse=True)
    width = size + len(known)
    graph = coo_array((np.ones(len(row)), (row, size + column)), shape=(width, width))
    return np.asarray(connected_components(graph, directed=False)[1][:size])


def _is_nobody(
    blocks: Blocks,
    flag: int | None,
    rest: tuple[int, ...],
    points: Sequence[list[int]],
    empty: Sequence[Sets],
) -> Array:
    """Where nobody has a flag that no block counts."""
    size = int(np.prod([len(p) for p in points], dtype=np.int64))
    found = np.zeros([len(p) for p in points], dtype=bool)
    if flag is None:
        return np.zeros(size, dtype=bool)
    space = blocks.blocks[0].space
    yes = space.axes[flag].bits(("yes",))
    for sets in empty:
        if sets.get(flag) == yes and set(sets) <= {flag, *rest}:
            index = [
                [k for k, point in enumerate(p) if sets.get(axis, -1) >> point & 1]
                for axis, p in zip(rest, points, strict=True)
            ]
            found[np.ix_(*index)] = True
    return found.reshape(size)


def _list(array: Array, mine: Array) -> list[int]:
    atoms = np.unique(array[mine])
    return [int(atom) for atom in atoms if atom != NOBODY]
