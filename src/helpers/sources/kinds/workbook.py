"""Workbooks (.xlsx, .xlsb, .ods): their cells as text, by calamine."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

import python_calamine

from helpers.errors import CaselightError

MOST_BYTES: Final = 2 * 1024**3
"""Longest content of a workbook, unpacked."""

MOST_RATIO: Final = 1000
"""A workbook that unpacks to more than this many times its size is a bomb, not a table."""


def look_at_workbook(path: Path, rows: int) -> dict[str, list[list[str]]]:
    """The first rows of each sheet, as text.

    Args:
        path: The workbook.
        rows: How many.

    Raises:
        CaselightError: It is damaged, locked, or unpacks to more than a table can be.
    """
    book = open_workbook(path)
    return {name: read_sheet(book, name, path, rows) for name in book.sheet_names}


def open_workbook(path: Path) -> python_calamine.CalamineWorkbook:
    """Open a workbook once its size is known to be sound.

    Args:
        path: The workbook.

    Raises:
        CaselightError: As for ``look_at_workbook``.
    """
    _check_size(path)
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except Exception as broken:  # calamine raises many kinds, none of them for a user
        raise _damaged(path, type(broken).__name__) from None


def read_sheet(
    book: python_calamine.CalamineWorkbook, name: str, path: Path, rows: int | None = None
) -> list[list[str]]:
    """The cells of a sheet as text; an empty cell is an empty text.

    Args:
        book: From ``open_workbook``.
        name: Name of the sheet.
        path: The workbook, for the words of an error.
        rows: Only so many rows.

    Raises:
        CaselightError: The sheet is damaged.
    """
    try:
        cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=rows)
    except Exception as broken:
        raise _damaged(path, f"sheet '{name}': {type(broken).__name__}") from None
    return [to_texts(row) for row in cells]


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
