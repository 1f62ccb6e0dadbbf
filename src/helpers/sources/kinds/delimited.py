"""Delimited text (CSV and its relatives): its encoding, its delimiter, its first rows."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np

from helpers.errors import CaselightError
from helpers.sources.kinds.encoding import UTF_8, find_letter_end, find_mark, guess_legacy, is_utf8

LOOK: Final = 1024 * 1024
"""Bytes of the first look; a longer line is no row of a table."""

MOST_COLUMNS: Final = 16_384
"""Widest table: what a spreadsheet can hold."""

MOST_UNPACKED: Final = 16 * 1024**3
MOST_RATIO: Final = 1100
"""Most bytes that a packed file may hold, and how many times its size: gzip reaches 1,030."""

_DELIMITERS: Final = ",;\t|"
_QUOTE: Final = ord('"')
_BLOCK: Final = 64 * 1024


@dataclass(frozen=True)
class Dialect:
    """How a text is written.

    Args:
        encoding: Its encoding, as Python names it.
        delimiter: What stands between cells.
        compressed: Whether it is packed with gzip.
        guessed: Whether nothing in the file confirms the encoding.
    """

    encoding: str
    delimiter: str
    compressed: bool
    guessed: bool = False


def look_at_delimited(
    path: Path, rows: int, *, whole: bool = True
) -> tuple[Dialect, list[list[str]]]:
    """Encoding, delimiter and first rows.

    Args:
        path: The file.
        rows: How many rows.
        whole: Whether all of the file is looked at to tell its encoding; else its start, and
            whoever reads the rest finds out.

    Raises:
        CaselightError: It is no text, or its lines are longer or wider than a table's.
    """
    compressed = is_gzip(path)
    start = next(read_blocks(path, compressed), b"")
    encoding, guessed = find_encoding(path, start, compressed, whole=whole)
    text = start.decode(encoding, errors="ignore")
    _check_text(path, text, len(start))
    lines = text.splitlines(keepends=True)
    # The last line of a look that broke off may be half a line.
    ended = lines[:-1] if len(start) >= LOOK and len(lines) > 1 else lines
    delimiter = find_delimiter("".join(ended[:rows]))
    found = _first_rows("".join(ended), delimiter, rows)
    if max(map(len, found), default=0) > MOST_COLUMNS:
        raise CaselightError(
            f"A table has at most {MOST_COLUMNS:,} columns.",
            f"{path.name}: {max(map(len, found)):,}",
            "Export the columns that are needed.",
        )
    return Dialect(encoding, delimiter, compressed, guessed), found


def _check_text(path: Path, text: str, size: int) -> None:
    if "\x00" in text:
        raise CaselightError(
            "A file of figures is delimited text, a workbook, Feather, Parquet or Stata.",
            f"{path.name}: bytes that are no text",
            "Open it in the program that made it, and export it as CSV or .xlsx.",
        )
    if "\n" not in text and "\r" not in text and size >= LOOK:
        raise CaselightError(
            "A row of a table is shorter than 1 MB.",
            f"{path.name}, line 1: longer",
            "Export the table again, one row a line.",
        )


def _first_rows(text: str, delimiter: str, rows: int) -> list[list[str]]:
    found = []
    previous = csv.field_size_limit(LOOK)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            found.append(row)
            if len(found) == rows:
                break
    except csv.Error:  # a cell longer than the look: the rows before it are the look
        pass
    finally:
        csv.field_size_limit(previous)
    return found


def open_text(path: Path, dialect: Dialect) -> IO[str]:
    """Open a delimited text for reading.

    Args:
        path: The file.
        dialect: What the first look found.
    """
    if dialect.compressed:
        return gzip.open(path, "rt", encoding=dialect.encoding, newline="")
    return path.open(encoding=dialect.encoding, newline="")


def find_encoding(
    path: Path, start: bytes, compressed: bool, *, whole: bool = True
) -> tuple[str, bool]:
    """The encoding, and whether it is only guessed.

    Args:
        path: The file.
        start: Its first bytes.
        compressed: Whether it is packed with gzip.
        whole: Whether UTF-8 is to fit all of the file, or its first bytes.
    """
    mark = find_mark(start)
    if mark is not None:
        return mark, False
    if not whole and is_utf8([start[: find_letter_end(start)]])[0]:
        return UTF_8, False
    fits, sample = is_utf8(read_blocks(path, compressed))
    return (UTF_8, False) if fits else (guess_legacy(sample), True)


def find_delimiter(text: str) -> str:
    """The delimiter that splits most rows into the same number of cells, outside of quotes.

    A cell may list more values, joined by another mark, than there are columns.
    """
    return max(_DELIMITERS, key=lambda delimiter: _regularity(text, delimiter))


def _regularity(text: str, delimiter: str) -> tuple[int, int]:
    """How many rows have the commonest width of more than one cell, and that width."""
    widths = Counter(len(row) for row in _first_rows(text, delimiter, 100) if len(row) > 1)
    return max(((rows, width) for width, rows in widths.items()), default=(0, 0))


def is_gzip(path: Path) -> bool:
    """Whether a file is packed with gzip, by its first bytes."""
    with path.open("rb") as file:
        return file.read(2) == b"\x1f\x8b"


def read_blocks(path: Path, compressed: bool) -> Iterator[bytes]:
    """The bytes of a file, unpacked, in blocks of the size of a first look.

    Args:
        path: The file.
        compressed: Whether it is packed with gzip.

    Raises:
        CaselightError: It is damaged, or unpacks to more than a table can be.
    """
    most = min(MOST_UNPACKED, MOST_RATIO * path.stat().st_size) if compressed else None
    size = 0
    try:
        with gzip.open(path) if compressed else path.open("rb") as file:
            while block := file.read(LOOK):
                size += len(block)
                if most is not None and size > most:
                    raise CaselightError(
                        "A packed file unpacks to at most 16 GB.",
                        f"{path.name}: more",
                        "Do not unpack it: it may be made to fill a computer. Ask whoever sent it.",
                    )
                yield block
    except (OSError, EOFError):
        raise CaselightError(
            "A file can be read to its end.",
            f"{path.name}: damaged or cut off",
            "Download it again.",
        ) from None


def count_quotes(piece: np.ndarray) -> int:
    """How many quotation marks there are.

    Args:
        piece: Bytes.

    Example:
        >>> count_quotes(np.frombuffer(b'a,"b"', np.uint8))
        2
    """
    # Block by block into the same few bytes: fresh memory would take longer than the counting.
    found, same = 0, np.empty(_BLOCK, dtype=bool)
    for start in range(0, len(piece), _BLOCK):
        block = piece[start : start + _BLOCK]
        found += int(np.count_nonzero(np.equal(block, _QUOTE, out=same[: len(block)])))
    return found
