"""Which counts share a block: together while that makes no more atoms than apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

from helpers.disclosure.building.graph import (
    Axes,
    Link,
    Merged,
    join_axes,
    link_blocks,
    merge_cycles,
    order_blocks,
)
from helpers.disclosure.building.space import Sets, Space
from helpers.errors import CaselightError

MOST_MERGED = 50_000
"""Largest block, in combinations of classes, that is made to break a cycle."""

MOST_CUT = 20_000_000
"""Largest block that is cut at all."""

_WORTH = 1_000_000
"""Terms of sums that a smaller block of its own has to save."""

_ROOTS = 12
"""How many blocks are tried as the last one, which all others refine."""

Masks = Mapping[int, frozenset[int]]


@dataclass(frozen=True)
class Chosen:
    """Blocks, their links, and the order in which they are cut.

    Args:
        blocks: The blocks, each by the sets of axes that are counted in it.
        links: Pairs that are held together.
        order: Positions of the blocks; each is refined by those before it.
        exact: Whether the blocks form a tree.
    """

    blocks: list[Merged]
    links: list[Link]
    order: list[int]
    exact: bool


class _Sizes:
    """How many combinations of classes a block has."""

    def __init__(self, space: Space, cells: Sequence[Sets]) -> None:
        self.space = space
        self.uses: dict[Axes, int] = {}
        found: dict[Axes, dict[int, set[int]]] = {}
        for sets in cells:
            axes = frozenset(sets)
            self.uses[axes] = self.uses.get(axes, 0) + 1
            for axis, bits in sets.items():
                found.setdefault(axes, {}).setdefault(axis, set()).add(bits)
        self._masks = {
            axes: {axis: frozenset(bits) for axis, bits in found.get(axes, {}).items()}
            for axes in self.uses
        }
        self._classes: dict[tuple[int, frozenset[int]], int] = {}
        self._sizes: dict[Merged, int] = {}

    def __call__(self, block: Merged) -> int:
        if block not in self._sizes:
            self._sizes[block] = self.measure(self.join(block))
        return self._sizes[block]

    def join(self, block: Merged) -> dict[int, frozenset[int]]:
        """For each axis the sets of points that the counts of a block use."""
        found: dict[int, frozenset[int]] = {}
        for axes in block:
            for axis, bits in self._masks[axes].items():
                found[axis] = found.get(axis, frozenset()) | bits
        return found

    def measure(self, masks: Masks) -> int:
        """How many combinations of classes these sets of points make."""
        return prod(self._count(axis, bits) for axis, bits in masks.items())

    def _count(self, axis: int, masks: frozenset[int]) -> int:
        if (axis, masks) not in self._classes:
            points = range(len(self.space.axes[axis].points))
            kinds = {tuple(bits >> point & 1 for bits in masks) for point in points}
            self._classes[axis, masks] = len(kinds)
        return self._classes[axis, masks]


def choose_blocks(space: Space, cells: Sequence[Sets]) -> Chosen:
    """The blocks of a release.

    Args:
        space: The axes.
        cells: The counts.

    Raises:
        CaselightError: A block would be too large.
    """
    size = _Sizes(space, cells)
    blocks, exact = merge_cycles(_absorb(size), size, MOST_MERGED)
    axes = [join_axes(block) for block in blocks]
    links = link_blocks(axes)
    largest = sorted(range(len(blocks)), key=lambda at: (-size(blocks[at]), at))[:_ROOTS]
    tried = [(_simulate(blocks, links, root, size), root) for root in largest]
    total, root = min(tried, default=(0, 0))
    if total > MOST_CUT:
        raise CaselightError(
            f"Tables are protected together up to {MOST_CUT:,} combinations of their labels.",
            f"{total:,}",
            "Report fewer countries or years together, or count fewer attributes at once.",
        )
    return Chosen(blocks, links, order_blocks(len(blocks), links, root), exact)


def _absorb(size: _Sizes) -> list[Merged]:
    """Sets of axes in the smallest block that has them, where that costs nothing."""
    blocks: list[Merged] = []
    for axes in sorted(size.uses, key=lambda a: (-len(a), sorted(a))):
        alone = frozenset({axes})
        fits = [block for block in blocks if axes <= join_axes(block)]
        joined = min(((size(block | alone), sorted(map(sorted, block)), block) for block in fits),
                     default=None)  # fmt: skip
        if joined is not None:
            total, _, block = joined
            worth = size.uses[axes] * total > _WORTH and size(alone) * 4 < total
            if total <= size(block) + size(alone) and not worth:
                blocks[blocks.index(block)] = block | alone
                continue
        blocks.append(alone)
    return blocks


def _simulate(blocks: Sequence[Merged], links: Sequence[Link], root: int, size: _Sizes) -> int:
    """How many combinations of classes all blocks have when each refines the one above it."""
    order = order_blocks(len(blocks), links, root)
    rank = {at: place for place, at in enumerate(order)}
    masks = {at: size.join(block) for at, block in enumerate(blocks)}
    total = 0
    for at in order:
        total += size.measure(masks[at])
        for one, two in links:
            other = one + two - at
            if at in (one, two) and rank[other] > rank[at]:
                for axis in masks[at].keys() & masks[other].keys():
                    masks[other][axis] = masks[other][axis] | masks[at][axis]
    return total
