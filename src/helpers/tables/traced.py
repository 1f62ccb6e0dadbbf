"""Of whom a cell speaks: what was counted, and for a computed cell what it was computed from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from helpers.tables.regions import Region

if TYPE_CHECKING:  # A safe table traces its own cells, so it must not be needed to load this.
    from helpers.tables.safe import Cell


class Counted(Protocol):
    """A count with its labels, and whom it counts."""

    @property
    def key(self) -> tuple[str, ...]:
        """Its labels."""

    @property
    def region(self) -> Region | None:
        """Whom it counts; None where nobody told."""


def tag(cells: Iterable[Cell], counted: Iterable[Counted]) -> tuple[Cell, ...]:
    """Protected cells with the regions of the counts that they were made from.

    Args:
        cells: What may be shown of a table.
        counted: The table's counts.
    """
    regions = {one.key: one.region.text for one in counted if one.region is not None}
    return tuple(replace(c, region=regions[c.key]) if c.key in regions else c for c in cells)


def trace(cells: Iterable[Cell], origin: Iterable[Cell]) -> tuple[Cell, ...]:
    """Computed cells with the regions of the cells that they were computed from, where that shows.

    A share has the key of its numerator, and its denominator is the cell of that value in the same
    group. An audit of the pages recognises by it of whom a share speaks.

    Args:
        cells: The computed cells.
        origin: The cells that went in.
    """
    regions = {cell.key: cell.region for cell in origin if cell.region}
    if not regions:
        return tuple(cells)
    wholes: dict[tuple[tuple[str, ...], float | None], str] = {
        (c.key[:-1], c.value): c.region for c in origin if c.region and c.value is not None
    }
    return tuple(
        replace(
            cell,
            region=cell.region or regions.get(cell.key, ""),
            whole=cell.whole or wholes.get((cell.key[:-1], cell.of), ""),
        )
        for cell in cells
    )
