"""Blocks cut and numbered, their links, and what each atom holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.disclosure.building.asked import Asked
from helpers.disclosure.building.block import NOBODY, Array, Block, Joint, list_groups, make_block
from helpers.disclosure.building.choosing import choose_blocks
from helpers.disclosure.building.graph import join_axes
from helpers.disclosure.building.solve import UNTOLD
from helpers.disclosure.building.space import Sets, Space
from helpers.errors import CaselightError

Equal = tuple[list[int], list[int]]


@dataclass(repr=False)
class Blocks:
    """The blocks of a system.

    Args:
        blocks: The blocks.
        starts: Position of the first atom of each.
        atoms: How many atoms there are.
        holds: For each block, the counts that are written in its atoms.
        links: Sums that count the same persons.
        exact: Whether numbers that agree on the links always come from some population.
    """

    blocks: list[Block]
    starts: list[int]
    atoms: int
    holds: list[list[Asked]]
    links: list[Equal]
    exact: bool

    def find(self, at: int, sets: Sets) -> Array:
        """The atoms of a region, from a block that has its axes."""
        return np.asarray(self.blocks[at].find(sets) + self.starts[at])


def cut_blocks(space: Space, cells: Sequence[Asked], empty: Sequence[Sets]) -> Blocks:
    """Everything from regions to atoms and links.

    Args:
        space: The axes.
        cells: The counts.
        empty: Regions of nobody.

    Raises:
        CaselightError: A block would be too large.
    """
    wide = {cell.key: space.widen(cell.sets) for cell in cells}
    chosen = choose_blocks(space, list(wide.values()))
    sets = [join_axes(block) for block in chosen.blocks]
    home = {axes: at for at, block in enumerate(chosen.blocks) for axes in block}
    holds: list[list[Asked]] = [[] for _ in sets]
    for cell in cells:
        holds[home[frozenset(wide[cell.key])]].append(cell)
    rank = {at: place for place, at in enumerate(chosen.order)}
    made: dict[int, Block] = {}
    joints: list[Joint] = []
    for at in chosen.order:
        mine = [link for link in chosen.links if at in link]
        above = [a + b - at for a, b in mine if rank[a + b - at] > rank[at]]
        common = [(upper, tuple(sorted(sets[at] & sets[upper]))) for upper in above]
        inside = [e for e in empty if frozenset(e) <= sets[at]]
        regions = [wide[cell.key] for cell in holds[at]]
        below = [joint for joint in joints if joint.upper == at]
        made[at], found = make_block(space, sets[at], regions, inside, below, common)
        joints += found
    blocks = [made[at] for at in range(len(sets))]
    starts = [0, *np.cumsum([block.atoms for block in blocks]).tolist()]
    place = {id(block): starts[at] for at, block in enumerate(blocks)}
    equal = [pair for joint in joints for pair in _write_links(joint, blocks, starts, place)]
    return Blocks(blocks, starts[:-1], starts[-1], holds, equal, chosen.exact)


def _write_links(
    joint: Joint, blocks: Sequence[Block], starts: Sequence[int], place: Mapping[int, int]
) -> list[Equal]:
    size = int(joint.groups.max(initial=NOBODY)) + 1
    upper = list_groups(blocks[joint.upper], joint, size)
    lower = list_groups(joint.lower, joint, size)
    first, second = place[id(joint.lower)], starts[joint.upper]
    return [
        ((one + first).tolist(), (two + second).tolist())
        for one, two in zip(lower, upper, strict=True)
    ]


def count_atoms(found: Blocks, tables: Mapping[str, pd.DataFrame]) -> Array:
    """Persons in each atom whose block a canonical table tells; ``UNTOLD`` in the others.

    Args:
        found: The blocks.
        tables: Canonical tables, with the variables of a person as columns.

    Raises:
        CaselightError: A table has somebody where a count tells that there is nobody.
    """
    told = np.full(found.atoms, UNTOLD, dtype=np.int64)
    for block, start in zip(found.blocks, found.starts, strict=True):
        names = {name for axis in block.axes for name in block.space.axes[axis].names}
        table = next((t for t in tables.values() if names <= set(t.columns)), None)
        if table is None:
            continue
        rows = block.locate(table)
        persons = table["persons"].to_numpy(dtype=np.int64)
        if persons[rows == NOBODY].any():
            raise CaselightError(
                "Whom a table leaves out is nobody.",
                "somebody of the caseload is in no cell that can hold them",
                "Count all tables of a release from the same reading of one file.",
            )
        inside = rows != NOBODY
        sums = np.bincount(rows[inside], weights=persons[inside], minlength=block.atoms)
        told[start : start + block.atoms] = sums.astype(np.int64)
    return told
