"""A large plain text read by guess: what nearly all case files are, held to it while it is read.

The careful way looks at all of a file before it reads the first row: whether it is UTF-8, whether
its quotation marks are in pairs. Here rows are read at once, several pieces at a time, and each
piece is checked in the same pass. The first thing that is not as guessed ends the reading with
``NotPlainError``, and the file is read again in the careful way, which says what is wrong with it.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
import pyarrow as pa

from helpers.sources.kinds.delimited import count_quotes, is_gzip
from helpers.sources.kinds.encoding import is_utf8
from helpers.sources.own.people import Hasher
from helpers.sources.own.pieces import Bytes, NotPlainError, Shape, find_row_end

if TYPE_CHECKING:
    from helpers.sources.own.coding import Coder

LARGE: Final = 256 * 1024 * 1024
"""From this size on the compiled readers are worth the second that loading them takes."""

PIECE: Final = 16 * 1024 * 1024
_TAIL: Final = 64 * 1024
_MOST: Final = 4
"""A piece has at most so many times its size before a row ends."""

THREADS: Final = min(4, max(2, os.cpu_count() or 1))


def is_large(path: Path) -> bool:
    """Whether a file is worth the guess.

    Args:
        path: A file of any kind.
    """
    known = sys.byteorder == "little" and path.is_file()
    return known and path.stat().st_size >= LARGE and not is_gzip(path)


def read_quickly(
    path: Path,
    shape: Shape,
    read_carefully: Callable[[Bytes, bool], list[pa.Table]],
    hasher: Hasher | None,
) -> Iterator[list[pa.Array]]:
    """The rows in order, piece by piece, as one array a column.

    Args:
        path: A text in UTF-8 by its first look.
        shape: What its rows are.
        read_carefully: Reads a piece that is not plain, and the first one, which has headings.
        hasher: Makes keys of ids.

    Raises:
        NotPlainError: It is no UTF-8, or its rows do not end where they seem to.
    """
    own = threading.local()

    def read(place: int, size: int) -> list[list[pa.Array]]:
        # The first piece has headings; it is read while what is compiled is being loaded.
        found = None
        if place:
            if not hasattr(own, "coder"):
                own.coder = _load_coder()(shape, hasher)
            found = own.coder.read(path, place, size)
        if found is not None:
            return [found]
        return _read_one(_load(path, place, size), place == 0, read_carefully, hasher)

    waiting: deque[Future[list[list[pa.Array]]]] = deque()
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            for place, size in find_pieces(path, shape, PIECE):
                waiting.append(pool.submit(read, place, size))
                if len(waiting) > THREADS:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for each in waiting:
                each.cancel()


def find_pieces(path: Path, shape: Shape, size: int) -> Iterator[tuple[int, int]]:
    """Where pieces begin, and how long they are; each ends where a row seems to end.

    Args:
        path: A text without compression.
        shape: What its rows are.
        size: About how many bytes a piece has.

    Raises:
        NotPlainError: No row ends for long.
    """
    begin, goal, whole = 0, size, path.stat().st_size
    with path.open("rb", buffering=0) as file:
        while begin < whole:
            if goal >= whole:
                yield begin, whole - begin
                return
            start = max(begin, goal - _TAIL)
            tail = os.pread(file.fileno(), goal - start, start)
            end = start + find_row_end(tail, shape.delimiter, shape.width)
            if end > start:
                yield begin, end - begin
                begin = end
            elif goal - begin > _MOST * size:
                raise NotPlainError
            goal += size


def _load_coder() -> type[Coder]:
    try:
        from helpers.sources.own.coding import Coder
    except (ImportError, RuntimeError):  # nothing can be compiled, or kept when it is
        raise NotPlainError from None
    return Coder


def _load(path: Path, place: int, size: int) -> Bytes:
    with path.open("rb", buffering=0) as file:
        file.seek(place)
        return np.fromfile(file, dtype=np.uint8, count=size)


def _read_one(
    piece: Bytes,
    first: bool,
    read_carefully: Callable[[Bytes, bool], list[pa.Table]],
    hasher: Hasher | None,
) -> list[list[pa.Array]]:
    if count_quotes(piece) % 2 or not is_utf8([piece.tobytes()])[0]:
        raise NotPlainError

    def finish(cells: pa.Array) -> pa.Array:
        is_coded = pa.types.is_dictionary(cells.type)
        return cells if is_coded or hasher is None else hasher.key(cells)

    tables = read_carefully(piece, first)
    return [[finish(column.combine_chunks()) for column in table.columns] for table in tables]
