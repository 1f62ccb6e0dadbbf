"""Of whom a computed cell speaks: it follows from the cells that it was computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # A safe table traces its own cells, so it must not be needed to load this.
    from helpers.tables.safe import Cell


def trace(cells: Iterable[Cell], origin: Iterable[Cell]) -> tuple[Cell, ...]:
    """Computed cells with the regions of the cells that they were computed from, where that shows.

    A share has the key of its numerator, and its denominator is the cell of that value in the same
    group. An audit of the pages recognises by it of whom a share speaks.
    """
    regions = {cell.key: cell.region for cell in origin if cell.region}
    if not regions:
        return tuple(cells)
    wholes = {(c.key[:-1], c.value): c.region for c in origin if c.region and c.value is not None}
    return tuple(
        replace(
            cell,
            region=cell.region or regions.get(cell.key, ""),
            whole=cell.whole or wholes.get((cell.key[:-1], cell.of), ""),
        )
        for cell in cells
    )
