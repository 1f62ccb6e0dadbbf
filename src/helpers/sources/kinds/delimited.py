"""Delimited text (CSV and its relatives): its encoding, its delimiter, its first rows."""

from __future__ import annotations

import csv
import gzip
import io
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from helpers.errors import CaselightError

LOOK: Final = 1024 * 1024
"""Bytes of the first look; a longer line is no row of a table."""

MOST_COLUMNS: Final = 16_384
"""Widest table: what a spreadsheet can hold."""

_DELIMITERS: Final = ",;\t|"


@dataclass(frozen=True)
class Dialect:
    """How a text is written.

    Args:
        encoding: Its encoding, as Python names it.
        delimiter: What stands between cells.
        compressed: Whether it is packed with gzip.
    """

    encoding: str
    delimiter: str
    compressed: bool


def look_at_delimited(path: Path, rows: int) -> tuple[Dialect, list[list[str]]]:
    """Encoding, delimiter and first rows.

    Args:
        path: The file.
        rows: How many rows.

    Raises:
        CaselightError: It is no text, or its lines are longer or wider than a table's.
    """
    compressed = _is_gzip(path)
    start = _read_start(path, compressed)
    encoding = find_encoding(path, start, compressed)
    text = start.decode(encoding, errors="ignore")
    if "\n" not in text and "\r" not in text and len(start) >= LOOK:
        raise CaselightError(
            "A row of a table is shorter than 1 MB.",
            f"{path.name}, line 1: longer",
            "Export the table again, one row a line.",
        )
    lines = text.splitlines(keepends=True)
    # The last line of a look that broke off may be half a line.
    whole = lines[:-1] if len(start) >= LOOK and len(lines) > 1 else lines
    delimiter = find_delimiter("".join(whole[:rows]))
    found = list(csv.reader(io.StringIO("".join(whole)), delimiter=delimiter))[:rows]
    if max(map(len, found), default=0) > MOST_COLUMNS:
        raise CaselightError(
            f"A table has at most {MOST_COLUMNS:,} columns.",
            f"{path.name}: {max(map(len, found)):,}",
            "Export the columns that are needed.",
        )
    return Dialect(encoding, delimiter, compressed), found


def open_text(path: Path, dialect: Dialect) -> IO[str]:
    """Open a delimited text for reading.

    Args:
        path: The file.
        dialect: What the first look found.
    """
    if dialect.compressed:
        return gzip.open(path, "rt", encoding=dialect.encoding, newline="")
    return path.open(encoding=dialect.encoding, newline="")


def find_encoding(path: Path, start: bytes, compressed: bool) -> str:
    """The encoding: by its mark, else UTF-8 when every byte fits, else the likeliest legacy one.

    Args:
        path: The file.
        start: Its first bytes.
        compressed: Whether it is packed with gzip.
    """
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if _is_utf8(path, compressed):
        return "utf-8"
    return "cp1252"


def find_delimiter(text: str) -> str:
    """The delimiter that splits the first line into most cells, outside of quotes."""
    sizes = {d: _width(text, d) for d in _DELIMITERS}
    return max(_DELIMITERS, key=lambda d: sizes[d])


def _width(text: str, delimiter: str) -> int:
    return max(map(len, csv.reader(io.StringIO(text), delimiter=delimiter)), default=0)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def _read_start(path: Path, compressed: bool) -> bytes:
    try:
        with gzip.open(path) if compressed else path.open("rb") as file:
            return file.read(LOOK)
    except (OSError, EOFError):
        raise CaselightError(
            "A packed file can be unpacked.", f"{path.name}: damaged", "Download it again."
        ) from None


def _is_utf8(path: Path, compressed: bool) -> bool:
    import codecs

    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        with gzip.open(path) if compressed else path.open("rb") as file:
            while block := file.read(4 * LOOK):
                decoder.decode(block)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
