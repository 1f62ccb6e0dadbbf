"""Formulas in a workbook: how many cells hold one, and whether each has a computed value."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL: Final = re.compile(
    rb'<c [^>]*?r="([A-Z]+\d+)"[^>]*>((?:(?!</c>).){0,20000}?)</c>', re.DOTALL
)
_BLOCK: Final = 4 * 1024 * 1024


@dataclass(frozen=True)
class Formulas:
    """Formulas of a workbook.

    Args:
        cells: How many cells hold one.
        empty: The first cell whose formula has no computed value; empty when each has one.
    """

    cells: int
    empty: str = ""


def count_formulas(path: Path) -> Formulas:
    """Count the formulas of a workbook; none in one that is no .xlsx.

    Args:
        path: The workbook.
    """
    if not zipfile.is_zipfile(path):
        return Formulas(0)
    about = path.stat()
    return _count(path, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8)
def _count(path: Path, _changed: int, _size: int) -> Formulas:
    """The same file is asked about by its reader and by its notes: it is gone through once."""
    cells, empty = 0, ""
    with zipfile.ZipFile(path) as packed:
        for name in filter(_SHEET.fullmatch, packed.namelist()):
            for place, content in _formula_cells(packed, name):
                cells += 1
                empty = empty or ("" if b"<v>" in content else place)
    return Formulas(cells, empty)


def _formula_cells(packed: zipfile.ZipFile, name: str) -> Iterator[tuple[str, bytes]]:
    rest = b""
    with packed.open(name) as sheet:
        while block := sheet.read(_BLOCK):
            text = rest + block
            end = text.rfind(b"</c>") + len(b"</c>")
            rest = text[end:] if end >= len(b"</c>") else text
            part = text[:end]
            if b"<f" not in part:
                continue
            for cell in _CELL.finditer(part):
                if b"<f>" in cell[2] or b"<f " in cell[2]:
                    yield cell[1].decode("ascii"), cell[2]
