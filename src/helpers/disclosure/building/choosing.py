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
)
from helpers.disclosure.building.space import Sets, Space
from helpers.errors import CaselightError

MOST_MERGED = 50_000
"""Largest block, in combinations of classes, that is made to break a cycle."""

MOST_CUT = 20_000_000
"""Largest block that is cut at all."""

_WORTH = 1_000_000
"""Terms of sums that a smaller block of its own has to save."""

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
    total, order = _order(blocks, links, size, is_leaf_first=exact)
    if total > MOST_CUT:
        raise CaselightError(
            f"Tables are protected together up to {MOST_CUT:,} combinations of their labels.",
            f"{total:,}",
            "Report fewer countries or years together, or count fewer attributes at once.",
        )
    return Chosen(blocks, links, order, exact)


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


def _order(
    blocks: Sequence[Merged], links: Sequence[Link], size: _Sizes, *, is_leaf_first: bool
) -> tuple[int, list[int]]:
    """The order in which blocks are cut, and how many combinations all of them then have.

    A block refines those that it is linked with and that come later. The one that makes them
    grow least comes first; in a tree only a leaf may, so that nothing is lost.
    """
    near: dict[int, set[int]] = {at: set() for at in range(len(blocks))}
    for one, two in links:
        near[one].add(two)
        near[two].add(one)
    masks = {at: size.join(block) for at, block in enumerate(blocks)}
    left, order, total = set(near), [], 0
    while left:
        ready = [at for at in left if not is_leaf_first or len(near[at] & left) <= 1]
        costs = {
            at: sum(
                size.measure(_refine(masks[other], masks[at])) - size.measure(masks[other])
                for other in near[at] & left
            )
            for at in ready
        }
        chosen = min(ready, key=lambda at: (costs[at], size.measure(masks[at]), at))
        left.remove(chosen)
        order.append(chosen)
        total += size.measure(masks[chosen])
        for other in near[chosen] & left:
            masks[other] = _refine(masks[other], masks[chosen])
    return total, order


def _refine(upper: Masks, lower: Masks) -> dict[int, frozenset[int]]:
    return {axis: bits | lower.get(axis, frozenset()) for axis, bits in upper.items()}
