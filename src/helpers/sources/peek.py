"""A first look at a file: what kind it is, and the first rows of each table in it.

A file is recognised by its content. The look reads the start of the file only, refuses what is
plainly no table of figures, and shows no value to anybody: only readers see the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from python_calamine import CalamineSheet

from helpers.sources.kinds import find_kind
from helpers.sources.kinds.delimited import Dialect, look_at_delimited
from helpers.sources.kinds.workbook import look_at_workbook

HEADER_ROWS = 12
"""A header stands within the first rows of a table; publishers write up to three lines above it."""

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Header:
    """Where the header of a table stands.

    Args:
        table: Name of the sheet; empty where the file is one table.
        row: Row of the header, counted from 0.
        columns: Its cells, blanks around them taken off.
    """

    table: str
    row: int
    columns: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Peek:
    """What a first look shows.

    Args:
        path: The file.
        kind: ``delimited``, ``workbook``, ``feather``, ``parquet``, ``stata``, ``document`` or
            ``mapping`` (a TOML file that describes a case file).
        heads: First rows of each table by its name (a sheet; empty for a file of one table).
        dialect: For delimited text its encoding, delimiter and compression.
        sheets: For a workbook its sheets, unpacked.
    """

    path: Path
    kind: str
    heads: Mapping[str, Rows] = field(default_factory=dict)
    dialect: Dialect | None = None
    sheets: Mapping[str, CalamineSheet] = field(default_factory=dict, compare=False)

    def __repr__(self) -> str:
        return f"<Peek: a {self.kind} of {len(self.heads)} tables>"

    def find_header(self, *names: str) -> Header | None:
        """The first row that holds all of these names as cells, in any order; None without one."""
        wanted = set(names)
        for table, rows in self.heads.items():
            for number, row in enumerate(rows):
                if wanted <= set(row):
                    return Header(table, number, row)
        return None

    def has(self, *names: str) -> bool:
        """Whether some table has a header with all of these names."""
        return self.find_header(*names) is not None

    @property
    def first_header(self) -> Header:
        """The first row of the first table, for a file without a layout of its own."""
        table, rows = next(iter(self.heads.items()))
        return Header(table, 0, rows[0] if rows else ())


def peek(path: Path, *, whole: bool = True) -> Peek:
    """Look at the start of a file.

    Args:
        path: Any file.
        whole: Whether all of a text is looked at to tell its encoding.

    Raises:
        CaselightError: It is missing, empty, damaged, or a kind that holds no figures for us.
    """
    kind = find_kind(path)
    if kind == "delimited":
        dialect, rows = look_at_delimited(path, HEADER_ROWS, whole=whole)
        return Peek(path, kind, {"": _strip(rows)}, dialect)
    if kind == "workbook":
        heads, sheets = look_at_workbook(path, HEADER_ROWS)
        cells = {name: _strip(rows) for name, rows in heads.items()}
        return Peek(path, kind, cells, sheets=sheets)
    if kind in ("document", "mapping"):
        return Peek(path, kind)
    return Peek(path, kind, {"": (_columns_of(path, kind),)})


def _strip(rows: Iterable[Iterable[str]]) -> Rows:
    return tuple(tuple(cell.strip() for cell in row) for row in rows)


def _columns_of(path: Path, kind: str) -> tuple[str, ...]:
    from helpers.sources.kinds.binary import read_columns

    return read_columns(path, kind)
