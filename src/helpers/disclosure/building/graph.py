"""Which variables make a block, and which blocks are held together.

Tables of the same persons that share variables agree on what they share. Where the sets of
variables form a junction tree [1]_, agreement between neighbours is all that there is to know:
numbers that agree come from some population. Where they form a cycle this is only necessary, so
blocks of a cycle become one while that stays small.

References:
    .. [1] Lauritzen, S. L. (1996). Graphical Models. Oxford University Press, section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

Axes = frozenset[int]
Link = tuple[int, int]
Merged = frozenset[Axes]
"""A block, as the sets of axes that are counted in it; its own axes are all of these."""

MOST_MERGED = 24
"""With more blocks than this in all, cycles stay: they come from crossing many flags."""


def join_axes(block: Merged) -> Axes:
    """All axes of a block."""
    return frozenset().union(*block)


def link_blocks(blocks: Sequence[Axes]) -> list[Link]:
    """Pairs of blocks so that all blocks with some axes in common are held together by them.

    Args:
        blocks: Sets of axes.

    Returns:
        One pair less than there are blocks where they form a tree; more in a cycle.

    Example:
        >>> triangle = [frozenset({0, 1}), frozenset({1, 2}), frozenset({0, 2})]
        >>> len(link_blocks(triangle)), len(link_blocks(triangle[:2]))
        (3, 1)
    """
    shared = {one & two for one, two in combinations(blocks, 2)}
    links: list[Link] = []
    for axes in sorted(shared, key=lambda a: (-len(a), sorted(a))):
        inside = [at for at, block in enumerate(blocks) if axes <= block]
        parts = _find_parts(inside, [(a, b) for a, b in links if axes <= blocks[a] & blocks[b]])
        hubs = [min(part, key=lambda at: (len(blocks[at]), at)) for part in parts]
        centre = min(hubs, key=lambda at: (len(blocks[at]), at))
        links += [(hub, centre) for hub in hubs if hub != centre]
    return links


def _find_parts(nodes: Sequence[int], links: Iterable[Link]) -> list[set[int]]:
    part = {node: {node} for node in nodes}
    for one, two in links:
        if one in part and two in part and part[one] is not part[two]:
            joined = part[one] | part[two]
            for node in joined:
                part[node] = joined
    return list({id(nodes): nodes for nodes in part.values()}.values())


def is_tree(blocks: Sequence[Axes], links: Sequence[Link]) -> bool:
    """Whether agreement of the linked blocks is all that there is to know."""
    return len(links) == max(len(blocks) - 1, 0)


def merge_cycles(
    blocks: list[Merged], size: Callable[[Merged], int], most: int
) -> tuple[list[Merged], bool]:
    """Blocks of cycles made one, smallest first, until a tree is left.

    Args:
        blocks: Blocks, each by the sets of axes that were counted in it.
        size: How many atoms a block can have.
        most: The largest block that may be made.

    Returns:
        The blocks, and whether they form a tree; those that were given where a tree would need
        too large a block.
    """
    tried = list(blocks)
    while not is_tree(axes := [join_axes(b) for b in tried], links := link_blocks(axes)):
        pairs = _find_cyclic(len(tried), links)
        unions = sorted((size(tried[a] | tried[b]), a, b) for a, b in pairs)
        if len(tried) > MOST_MERGED or not unions or unions[0][0] > most:
            return blocks, False
        _, one, two = unions[0]
        merged = tried[one] | tried[two]
        tried = [block for at, block in enumerate(tried) if at not in (one, two)] + [merged]
    return tried, True


def _find_cyclic(count: int, links: Sequence[Link]) -> list[Link]:
    """Linked pairs that are left when ends of the graph are taken off again and again."""
    left = set(links)
    while True:
        degree = [sum(at in link for link in left) for at in range(count)]
        ends = {link for link in left if degree[link[0]] == 1 or degree[link[1]] == 1}
        if not ends:
            return sorted(left)
        left -= ends
