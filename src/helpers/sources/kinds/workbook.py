"""Workbooks (.xlsx, .xlsb, .ods): their cells as text, by calamine."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
from python_calamine import CalamineSheet, CalamineWorkbook

from helpers.errors import CaselightError
from helpers.sources.kinds.formulas import count_formulas

MOST_BYTES: Final = 2 * 1024**3
"""Longest content of a workbook, unpacked."""

MOST_RATIO: Final = 1000
"""A workbook that unpacks to more than this many times its size is a bomb, not a table."""


def look_at_workbook(
    path: Path, rows: int
) -> tuple[dict[str, list[list[str]]], dict[str, CalamineSheet]]:
    """The first rows of each sheet as text, and the sheets, so that none is unpacked twice.

    Args:
        path: The workbook.
        rows: How many.

    Raises:
        CaselightError: It is damaged, locked, or unpacks to more than a table can be.
    """
    book = _open_workbook(path)
    with ThreadPoolExecutor(1) as pool:
        # Formulas are asked for later; they are looked for while calamine unpacks, on its own core.
        pool.submit(count_formulas, path)
        sheets = {name: _open_sheet(book, name, path) for name in book.sheet_names}
    heads = {name: sheet.to_python(skip_empty_area=False, nrows=rows)
             for name, sheet in sheets.items()}  # fmt: skip
    return {name: [to_texts(row) for row in head] for name, head in heads.items()}, sheets


def read_places(sheet: CalamineSheet, first: int, places: Sequence[int]) -> list[pa.Array]:
    """Columns of a sheet as text, without blanks around it; no other column is converted.

    Args:
        sheet: From ``look_at_workbook``.
        first: First row, counted from 0.
        places: The columns, counted from 0.
    """
    rows = sheet.to_python(skip_empty_area=False)[first:]
    if not rows:
        return [pa.array([], pa.string()) for _ in places]
    cells = np.empty((len(rows), len(rows[0])), dtype=object)
    cells[:] = rows
    return [_to_column(cells[:, place].tolist()) for place in places]


def _to_column(cells: list[Any]) -> pa.Array:
    # Cells repeat: each distinct one is converted once, and no text is made twice.
    places = {cell: place for place, cell in enumerate({*cells})}
    texts = pa.array([text.strip() for text in to_texts(places)], pa.string())
    codes = np.fromiter(map(places.__getitem__, cells), dtype=np.int32, count=len(cells))
    return pa.DictionaryArray.from_arrays(codes, texts).cast(pa.string())


def _open_workbook(path: Path) -> CalamineWorkbook:
    _check_size(path)
    try:
        return CalamineWorkbook.from_path(str(path))
    except Exception as broken:  # calamine raises many kinds, none of them for a user
        raise _damaged(path, type(broken).__name__) from None


def _open_sheet(book: CalamineWorkbook, name: str, path: Path) -> CalamineSheet:
    try:
        return book.get_sheet_by_name(name)
    except Exception as broken:
        raise _damaged(path, f"sheet '{name}': {type(broken).__name__}") from None


def to_texts(cells: Iterable[Any]) -> list[str]:
    """Cells as text: whole numbers without a fraction, dates in ISO 8601."""
    return [cell if isinstance(cell, str) else _to_text(cell) for cell in cells]


def _to_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _check_size(path: Path) -> None:
    with path.open("rb") as file:
        if file.read(2) != b"PK":  # .xls is not packed
            return
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile:
        raise _damaged(path, "its end is missing") from None
    if unpacked > MOST_BYTES or unpacked > MOST_RATIO * max(path.stat().st_size, 1024):
        raise CaselightError(
            "A workbook unpacks to at most 2 GB, and to no more than 1,000 times its size.",
            f"{path.name}: {unpacked:,} bytes unpacked",
            "Do not open it: it may be made to fill a computer. Ask whoever sent it.",
        )


def _damaged(path: Path, what: str) -> CaselightError:
    return CaselightError(
        "A workbook can be opened and read to its end.",
        f"{path.name}: damaged, cut off or locked ({what})",
        "Download it again, or save it anew without a password as .xlsx.",
    )
