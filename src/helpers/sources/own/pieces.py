"""A large text in pieces that end where a row ends, so that several can be read at a time."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from helpers.sources.kinds.delimited import count_quotes

PIECE: Final = 16 * 1024 * 1024
"""Memory of this size is used again; larger pieces would be given back and asked for each time."""

_MOST: Final = 4
"""A piece without an end of a row in so many times its size has a quotation mark left open."""

_TAIL: Final = 64 * 1024


@dataclass(frozen=True)
class Shape:
    """What the rows of a text are.

    Args:
        delimiter: What stands between cells.
        width: How many cells a row has.
        columns: The places of the columns that are read.
        person: The place of the column of ids, if there is one.
    """

    delimiter: str
    width: int
    columns: tuple[int, ...]
    person: int | None = None


class NotPlainError(Exception):
    """A file that was read by guess is not as it was guessed to be."""


Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]


def read_pieces(
    path: Path, delimiter: str, width: int, size: int = PIECE
) -> Iterator[tuple[int, Bytes | None, int]]:
    """The bytes of a file in pieces of whole rows, each with its place and its quotation marks.

    A row ends at a line feed outside of quotes: where an even number of quotation marks stands
    before it in its piece, and the next line has as many cells as the headings. Where no row ends
    by this rule, the last piece is None: the file is to be read in one go from there on.

    Args:
        path: A text without compression, in UTF-8.
        delimiter: What stands between cells.
        width: How many cells a row has.
        size: About how many bytes a piece has.
    """
    rest = np.empty(0, dtype=np.uint8)
    place = 0
    with path.open("rb", buffering=0) as file:
        while True:
            # The rest of the piece before is copied, and the file is read in behind it.
            piece = np.empty(len(rest) + size, dtype=np.uint8)
            piece[: len(rest)] = rest
            got = file.readinto(piece[len(rest) :].data) or 0
            piece = piece[: len(rest) + got]
            end, marks = _find_end(piece, delimiter, width) if got else _count_all(piece)
            if not end and len(piece) > _MOST * size:
                yield place, None, 0
                return
            if end:
                yield place, piece[:end], marks
            if not got:
                return
            place, rest = place + end, piece[end:]


def _count_all(piece: Bytes) -> tuple[int, int]:
    return len(piece), count_quotes(piece)


def _find_end(piece: Bytes, delimiter: str, width: int) -> tuple[int, int]:
    """Where the last whole row of a piece ends, 0 where its last part tells none; and the marks."""
    start = max(0, len(piece) - _TAIL)
    tail = piece[start:].tobytes()
    next_end = len(tail)
    marks = count_quotes(piece)
    end = tail.rfind(b"\n")
    while end >= 0:
        marks -= tail.count(b'"', end, next_end)
        if marks % 2 == 0 and _is_row(tail[end + 1 : next_end], delimiter, width):
            return start + end + 1, marks
        next_end = end
        end = tail.rfind(b"\n", 0, end)
    return 0, 0


def _is_row(line: bytes, delimiter: str, width: int) -> bool:
    """Whether a line has as many cells as a row; the half row at the end of a piece has not."""
    text = line.decode("latin-1").rstrip("\r")
    try:
        return len(next(csv.reader([text], delimiter=delimiter), [])) == width
    except csv.Error:  # a carriage return in the middle: the line is part of a cell
        return False


def find_row_end(tail: bytes, delimiter: str, width: int) -> int:
    """Where the last whole row of a text seems to end, 0 where none does.

    Whether quotation marks are open there is not looked at: whoever reads the text tells.

    Args:
        tail: The end of a piece.
        delimiter: What stands between cells.
        width: How many cells a row has.
    """
    next_end = len(tail)
    end = tail.rfind(b"\n")
    while end >= 0:
        if _is_row(tail[end + 1 : next_end], delimiter, width):
            return end + 1
        next_end = end
        end = tail.rfind(b"\n", 0, end)
    return 0
