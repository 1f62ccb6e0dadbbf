"""Which published counts contain which: found from their atoms, not from their labels."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from helpers.audit.models import Equations
from helpers.audit.rows import to_indicators

SAMPLE = 24
"""So many atoms of a count are looked up first; what survives is compared in full."""

Held = tuple[int, np.ndarray]
"""The number of a published count, and its atoms in the block where it is compared."""


@dataclass(frozen=True)
class Nest:
    """A count with the counts that contain it, smallest first, all in the atoms of one block.

    Args:
        part: The count that is contained.
        wholes: The counts that contain it.
    """

    part: Held = field(repr=False)
    wholes: tuple[Held, ...] = field(repr=False)


def find_nests(equations: Equations) -> Iterator[Nest]:
    """Every published count with those that contain it; a pair is told in one block only."""
    frame = equations.frame
    homes: dict[int, list[Held]] = {at: [] for at in range(len(frame.merged))}
    for number, cell in enumerate(equations.cells):
        for at in frame.grid.all_homes(cell.region):
            here = cell.columns if at == cell.block else frame.columns(cell.region, at)
            homes[at].append((number, here))
    for at in sorted(homes, key=lambda at: frame.grid.blocks[at].cells):
        held = [one for one in homes[at] if len(one[1])]
        yield from _nests_of_block(held, equations.matrix.shape[1], _belongs(equations, at))


def _nests_of_block(
    held: list[Held], width: int, belongs: Callable[[int, int], bool]
) -> Iterator[Nest]:
    holders = to_indicators([columns for _, columns in held], width).tocsc()
    starts, rows = holders.indptr, holders.indices
    for number, (part, columns) in enumerate(held):
        step = -(-len(columns) // SAMPLE)
        found: set[int] | None = None
        for column in columns[::step].tolist():
            holding = rows[starts[column] : starts[column + 1]].tolist()
            found = set(holding) if found is None else found.intersection(holding)
        wholes = [
            held[one]
            for one in sorted((found or set()) - {number}, key=lambda one: len(held[one][1]))
            if len(held[one][1]) > len(columns)
            and belongs(part, held[one][0])
            and (step == 1 or _contains(held[one][1], columns))
        ]
        if wholes:
            yield Nest((part, columns), tuple(wholes))


def _contains(whole: np.ndarray, part: np.ndarray) -> bool:
    at = whole.searchsorted(part)
    return bool(at[-1] < len(whole) and (whole[at] == part).all())


def _belongs(equations: Equations, block: int) -> Callable[[int, int], bool]:
    """Whether this is the block where two counts are compared: the smallest that has both."""
    names = [cell.region.variables for cell in equations.cells]
    known: dict[frozenset[str], bool] = {}

    def belongs(one: int, other: int) -> bool:
        both = names[one] | names[other]
        if both not in known:
            known[both] = equations.frame.grid.home_of(both) == block
        return known[both]

    return belongs
