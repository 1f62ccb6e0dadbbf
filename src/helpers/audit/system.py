"""One system of equations per population, from what is published and nothing else.

The unknowns (*atoms*) are the finest cells of each block, merged where no statement tells them
apart: whole numbers of persons, none below zero. Each statement is a row with a least and a most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from helpers.audit.blocks import MOST_CELLS, Blocks, find_blocks
from helpers.audit.models import Cell, Equations, Frame
from helpers.audit.rows import count_rows, link_rows, own_rows, share_rows, to_matrix
from helpers.audit.statements import Population, Ratio, Said, Secret, Statement, whole_bounds
from helpers.tables.regions import Region


def build_equations(
    population: Population,
    said: Sequence[Said],
    known: Sequence[Statement] = (),
    most: int = MOST_CELLS,
) -> Equations:
    """The system of one population.

    Args:
        population: Whose figures these are.
        said: Everything published about it.
        known: A contributor's own persons: counts of groups that do not overlap.
        most: Cells that a block may have before merging.

    Raises:
        CaselightError: A count depends on a variable whose values are not told.
    """
    grid = find_blocks(_regions(said), population.variables, most)
    merged = _merge(grid, said, known)
    sizes = [1 + int(labels.max()) for labels in merged]
    starts = (0, *np.cumsum(sizes).tolist())
    frame = Frame(population, grid, merged, starts)
    cells = _find_cells(frame, said)
    rows = [*count_rows(frame, cells), *share_rows(frame, said)]
    rows += [*own_rows(frame, known), *link_rows(frame, cells)]
    lost = tuple(s for s in said if isinstance(s, Secret) and grid.home(s.region) is None)
    return Equations(
        frame,
        matrix=to_matrix(rows, starts[-1]),
        lower=np.array([row[2] for row in rows], dtype=np.int64),
        upper=np.array([row[3] for row in rows], dtype=np.int64),
        rows=tuple(row[4] for row in rows),
        cells=tuple(cells),
        too_large=lost,
    )


def _regions(said: Iterable[Said]) -> list[Region]:
    """Every region, and for a share also both together, so that one block expresses it."""
    found: list[Region] = []
    for one in said:
        if isinstance(one, Ratio):
            found += [one.part, one.whole, one.part | one.whole]
        else:
            found.append(one.region)
    return found


def _merge(
    grid: Blocks, said: Sequence[Said], known: Sequence[Statement]
) -> tuple[np.ndarray, ...]:
    """For each block the atom of each product cell: cells are one where nothing tells them apart.

    Cells are compared by a random 64-bit sum over the regions that hold them.
    """
    draw = np.random.default_rng(20261124)
    marks = [np.zeros(block.cells, dtype=np.uint64) for block in grid.blocks]
    for region in dict.fromkeys(_regions(said)):
        for at in grid.all_homes(region):
            marks[at][grid.blocks[at].places(region)] += draw.integers(1, 2**63, dtype=np.uint64)
    for own in known:
        for at, block in enumerate(grid.blocks):
            marks[at][block.places(own.region)] += draw.integers(1, 2**63, dtype=np.uint64)
    for one, two, names in grid.links:
        for at in (one, two):
            labels = grid.blocks[at].labels(names)
            marks[at] += draw.integers(1, 2**63, labels.max() + 1, dtype=np.uint64)[labels]
    return tuple(np.unique(mark, return_inverse=True)[1] for mark in marks)


def _find_cells(frame: Frame, said: Iterable[Said]) -> list[Cell]:
    """One cell for each set of persons that is counted, however often it is printed."""
    found: dict[tuple[int, bytes], Cell] = {}
    places: dict[Region, tuple[int, bytes] | None] = {}
    for one in said:
        if isinstance(one, Ratio):
            continue
        if one.region not in places:
            home = frame.grid.home(one.region)
            if home is not None:
                columns = frame.columns(one.region, home)
                key = (home, columns.tobytes())
                found.setdefault(key, Cell(one.region, home, columns))
            places[one.region] = None if home is None else key
        at = places[one.region]
        if at is not None:
            found[at] = _told(found[at], one)
    return list(found.values())


def _told(cell: Cell, one: Statement | Secret) -> Cell:
    where = cell.where if one.where in cell.where else (*cell.where, one.where)
    if isinstance(one, Secret):
        return replace(cell, hidden=True, where=where)
    low, high = whole_bounds(one.lower, one.upper)
    return replace(cell, lower=max(cell.lower, low), upper=min(cell.upper, high), where=where)
