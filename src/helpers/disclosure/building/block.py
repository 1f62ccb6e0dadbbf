"""One block: a product of axes, cut into atoms that no count and no link of it divides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from helpers.disclosure.building.space import NONE, Sets, Space

Array = np.ndarray

NOBODY = -1
_SEED = 20261124


@dataclass(repr=False)
class Joint:
    """What a block and one above it have in common.

    Args:
        axes: The axes of both, in order.
        groups: For each combination of classes of the lower block on these axes, the group that
            it belongs to; ``NOBODY`` where there is no atom.
    """

    axes: tuple[int, ...]
    groups: Array
    lower: Block
    upper: int


@dataclass(repr=False)
class Block:
    """Atoms over some axes.

    Args:
        space: All axes.
        axes: Its own, in order.
        classes: For each axis, the class of each point: points that nothing tells apart are one.
        ids: For each combination of classes its atom, counted from 0; ``NOBODY`` where a table
            tells that there is nobody, or nobody can be.
        atoms: How many atoms there are.
    """

    space: Space
    axes: tuple[int, ...]
    classes: dict[int, Array]
    ids: Array
    atoms: int = 0
    _sizes: Array | None = None
    _places: dict[tuple[int, int], Array] = field(default_factory=dict)

    def find(self, sets: Sets) -> Array:
        """The atoms of a region, sorted."""
        found = np.unique(self.ids[np.ix_(*self._index(sets))] if self.axes else self.ids)
        return found[found != NOBODY]

    def tells(self, sets: Sets) -> bool:
        """Whether a region is a sum of the block's atoms: no atom lies half in it."""
        if not sets.keys() <= set(self.axes):
            return False
        for axis, bits in sets.items():
            points = self.classes[axis].tolist()
            outside = {c for point, c in enumerate(points) if not bits >> point & 1}
            if outside & set(self.find_classes(axis, bits).tolist()):
                return False
        ids = self.ids[np.ix_(*self._index(sets))] if self.axes else self.ids
        if self._sizes is None:
            self._sizes = np.bincount(self.ids[self.ids != NOBODY].ravel(), minlength=self.atoms)
        found = np.bincount(ids[ids != NOBODY].ravel(), minlength=self.atoms)
        return bool(((found == 0) | (found == self._sizes)).all())

    def _index(self, sets: Sets) -> list[Array]:
        return [self.find_classes(axis, sets.get(axis, -1)) for axis in self.axes]

    def find_classes(self, axis: int, bits: int) -> Array:
        """The classes of an axis with points among these; -1 stands for all points."""
        if (axis, bits) not in self._places:
            chosen = [c for point, c in enumerate(self.classes[axis].tolist()) if bits >> point & 1]
            self._places[axis, bits] = np.unique(np.array(chosen, dtype=np.int64))
        return self._places[axis, bits]

    def spread(self, axes: Sequence[int], values: Array) -> Array:
        """Values over some axes of the block as an array that fits all of its axes."""
        shape = [values.shape[axes.index(a)] if a in axes else 1 for a in self.axes]
        return values.reshape(shape)

    def locate(self, table: pd.DataFrame) -> Array:
        """The atom of each row of a table that has the block's variables."""
        index = []
        for axis in self.axes:
            names, points = self.space.axes[axis].names, self.space.axes[axis].points
            place = {point: at for at, point in enumerate(points)}
            rows = zip(*(table[name].astype("str") for name in names), strict=True)
            index.append(self.classes[axis][[place[row] for row in rows]])
        return np.asarray(self.ids[tuple(index)])


def make_block(
    space: Space,
    axes: Iterable[int],
    cells: Sequence[Sets],
    empty: Sequence[Sets],
    below: Sequence[Joint],
    above: Sequence[tuple[int, tuple[int, ...]]],
) -> tuple[Block, list[Joint]]:
    """Cut a block.

    Args:
        space: All axes.
        axes: Those of the block.
        cells: The counts that it holds.
        empty: Regions of nobody.
        below: What blocks that are cut already have in common with it.
        above: Blocks that are cut later, each with the axes that both have.

    Returns:
        The block, and what it has in common with each of the later ones.
    """
    order = tuple(sorted(axes))
    classes = {a: _cut_axis(a, space, [*cells, *empty], below) for a in order}
    shape = tuple(int(classes[a].max()) + 1 for a in order)
    block = Block(space, order, classes, np.zeros(shape, dtype=np.int64))
    numbers = np.random.default_rng([_SEED, *order])
    marks = np.zeros(shape, dtype=np.uint64)
    for sets in cells:
        marks[np.ix_(*block._index(sets))] += _draw(numbers)
    dead = _find_dead(block, empty)
    for joint in below:
        found = _take_groups(block, joint)
        names = numbers.integers(1, 2**63, size=int(found.max(initial=0)) + 1, dtype=np.uint64)
        marks += np.where(found == NOBODY, np.uint64(0), names[found])
        dead |= found == NOBODY
    joints = []
    for upper, shared in above:
        groups = _group(block, marks, dead, shared, numbers)
        names = numbers.integers(1, 2**63, size=int(groups.max(initial=0)) + 1, dtype=np.uint64)
        marks = marks + block.spread(shared, names[groups])
        joints.append(Joint(shared, groups, block, upper))
    kinds, ids = np.unique(marks[~dead], return_inverse=True)
    block.ids = np.full(shape, NOBODY, dtype=np.int64)
    block.ids[~dead] = ids
    block.atoms = len(kinds)
    return block, joints


def _draw(numbers: np.random.Generator) -> np.uint64:
    return np.uint64(numbers.integers(1, 2**63, dtype=np.uint64))


def _cut_axis(axis: int, space: Space, regions: Sequence[Sets], below: Sequence[Joint]) -> Array:
    """Points in classes: one class where no region and no block below tells them apart."""
    masks = sorted({sets[axis] for sets in regions if axis in sets})
    told = [joint.lower.classes[axis] for joint in below if axis in joint.axes]
    size = len(space.axes[axis].points)
    keys = [
        (*(mask >> point & 1 for mask in masks), *(int(each[point]) for each in told))
        for point in range(size)
    ]
    order = {key: at for at, key in enumerate(dict.fromkeys(keys))}
    return np.array([order[key] for key in keys], dtype=np.int64)


def _find_dead(block: Block, empty: Sequence[Sets]) -> Array:
    dead = np.zeros(block.ids.shape, dtype=bool)
    for sets in empty:
        dead[np.ix_(*block._index(sets))] = True
    axes = {axis: block.space.axes[axis] for axis in block.axes}
    for axis, whole in axes.items():
        for other, flag in axes.items():
            if flag.names[0] in whole.members and len(flag.names) == 1:
                # Nobody has a flag and none of the flags.
                both = {axis: whole.bits((NONE,)), other: flag.bits(("yes",))}
                dead[np.ix_(*block._index(both))] = True
    return dead


def _take_groups(block: Block, joint: Joint) -> Array:
    """The groups of a lower block for each combination of classes of this one."""
    index = []
    for axis in joint.axes:
        size = int(block.classes[axis].max()) + 1
        first = [int(np.argmax(block.classes[axis] == c)) for c in range(size)]
        index.append(joint.lower.classes[axis][first])
    groups = joint.groups[np.ix_(*index)] if index else joint.groups
    shape = [groups.shape[joint.axes.index(a)] if a in joint.axes else 1 for a in block.axes]
    return np.broadcast_to(groups.reshape(shape), block.ids.shape)


def _group(
    block: Block, marks: Array, dead: Array, shared: tuple[int, ...], numbers: np.random.Generator
) -> Array:
    """Combinations of the shared classes in groups: together where the block sees no difference."""
    places = [block.axes.index(axis) for axis in shared]
    rest = [at for at in range(len(block.axes)) if at not in places]
    seen = np.where(dead, np.uint64(0), marks + np.uint64(1))
    width = int(np.prod([block.ids.shape[at] for at in rest], dtype=np.int64))
    rows = seen.transpose([*places, *rest]).reshape(-1, width)
    factors = numbers.integers(1, 2**63, size=width, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    sums = (rows * factors).sum(axis=1, dtype=np.uint64)
    nobody = dead.transpose([*places, *rest]).reshape(-1, width).all(axis=1)
    groups = np.full(len(sums), NOBODY, dtype=np.int64)
    groups[~nobody] = np.unique(sums[~nobody], return_inverse=True)[1]
    return groups.reshape([block.ids.shape[at] for at in places])


def list_groups(block: Block, joint: Joint, size: int) -> list[Array]:
    """The atoms of a block in each group of a joint.

    Args:
        block: The lower block of the joint, or the upper one.
        joint: The joint.
        size: How many groups there are.
    """
    groups = _take_groups(block, joint)
    alive = (block.ids != NOBODY) & (groups != NOBODY)
    pairs = np.unique(np.stack([groups[alive], block.ids[alive]], axis=1), axis=0)
    ends = np.searchsorted(pairs[:, 0], np.arange(size + 1))
    return [pairs[ends[g] : ends[g + 1], 1] for g in range(size)]
