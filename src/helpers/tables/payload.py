"""The cells of a safe table as an audit reads them: numbers as numbers, and whom they count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from helpers.tables import vocabulary as v
from helpers.tables.provenance import Provenance
from helpers.tables.regions import mark_of
from helpers.tables.safe import Cell, SafeTable

SHIPPED: Final = " (shipped)"
"""After the name of a source whose figures are in everybody's copy of the program."""


def to_cells(table: SafeTable) -> dict[str, Any]:
    """What a display carries of a table beside its text, small: what is left out is the usual.

    Args:
        table: A safe table.

    Returns:
        ``cells``, ``dimensions``, ``unit`` and ``sources``. A cell has its ``key``; ``value``
        unless there is none; ``lower`` and ``upper`` where they differ from it; ``status`` unless
        it is observed; ``of``; ``bounds`` as least, most and of whom; ``at`` and ``in``, the marks
        of the regions that it counts and that it is a share of.
    """
    return {
        "cells": [_to_cell(cell) for cell in table.cells],
        "dimensions": list(table.dimensions),
        "unit": table.unit,
        "sources": name_sources(table.provenance),
    }


def name_sources(provenance: Iterable[Provenance]) -> list[str]:
    """Short names of sources, each once; what ships with the program, and is public, says so.

    Args:
        provenance: Where figures come from.
    """
    names = (f"{p.source}{SHIPPED if getattr(p, 'shipped', False) else ''}" for p in provenance)
    return list(dict.fromkeys(names))


def _to_cell(cell: Cell) -> dict[str, Any]:
    told: dict[str, Any] = {"key": list(cell.key)}
    if cell.value is not None:
        told["value"] = _plain(cell.value)
    limits = {"lower": cell.lower, "upper": cell.upper}
    told |= {k: _plain(n) for k, n in limits.items() if n is not None and n != cell.value}
    if cell.status != v.OBSERVED:
        told["status"] = cell.status
    if cell.of is not None:
        told["of"] = _plain(cell.of)
    if cell.bounds is not None:
        told["bounds"] = [cell.bounds.least, cell.bounds.most, cell.bounds.of]
    marks = {"at": cell.region, "in": cell.whole}
    return told | {name: mark_of(text) for name, text in marks.items() if text}


def _plain(number: float) -> float | int:
    """A whole number without its '.0', and never one of numpy's."""
    return int(number) if float(number).is_integer() else float(number)
