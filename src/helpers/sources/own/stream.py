"""A case file in batches: only the columns that are read, each different cell once a batch."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pyarrow as pa
import pyarrow.csv

from helpers.sources.kinds.delimited import Dialect
from helpers.sources.own.headings import find_headings
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.people import Hasher
from helpers.sources.own.pieces import PIECE, Bytes, NotPlainError, Shape, read_pieces
from helpers.sources.own.quick import read_quickly
from helpers.sources.peek import Header, Peek, peek
from helpers.sources.texts import broken_row, check_once, check_quotes, read_texts

_UTF_8 = ("utf-8", "utf-8-sig")
_BLOCK = 8 * 1024 * 1024
_PIECE = PIECE
_THREADS = min(4, max(2, os.cpu_count() or 1))

Batch = dict[str, pa.Array]
"""Cells by column: each different cell once, except the ids of persons, which hardly repeat."""


def open_batches(mapping: CaseMapping, look: Peek | None = None) -> tuple[int, Iterator[Batch]]:
    """The rows of a case file, in order.

    Args:
        mapping: What it is.
        look: A first look at the file, where one was taken.

    Returns:
        The number of the first row below the headings, counted from 1, and the batches.

    Raises:
        CaselightError: The file is damaged, or lacks a column of the mapping.
    """
    look = look or peek(mapping.file)
    header = find_headings(mapping, look)
    columns = mapping.wanted
    check_once(look, header, columns)
    if look.kind == "delimited":
        return header.row + 2, _stream(look, header, columns, mapping.columns.get("person"))
    frame = read_texts(look, header, columns)
    first = int(frame.index[0]) if len(frame) else 1
    cells = {name: pa.array(frame[name], pa.string()) for name in frame.columns}
    whole = {
        name: texts if name == mapping.columns.get("person") else texts.dictionary_encode()
        for name, texts in cells.items()
    }
    return first, iter([whole] if len(frame) else [])


def open_quickly(
    mapping: CaseMapping, look: Peek, hasher: Hasher | None
) -> tuple[int, Iterator[Batch]]:
    """The rows of a large case file, by the guess that it is plain.

    Args:
        mapping: What it is.
        look: A first look at its start.
        hasher: Makes keys of ids, which come as keys, null where there is no id.

    Raises:
        NotPlainError: It is not plain, also while its batches are taken.
        CaselightError: It lacks a column of the mapping.
    """
    if look.dialect is None or look.dialect.encoding not in _UTF_8:
        raise NotPlainError
    header = find_headings(mapping, look)
    check_once(look, header, mapping.wanted)
    if len(header.columns) == 1:
        raise NotPlainError  # an empty line is no row, but looks like one
    return header.row + 2, _stream_quickly(look, header, mapping, hasher)


def _stream_quickly(
    look: Peek, header: Header, mapping: CaseMapping, hasher: Hasher | None
) -> Iterator[Batch]:
    dialect, columns, person = look.dialect, mapping.wanted, mapping.columns.get("person")
    assert dialect is not None

    def read(piece: Bytes, first: bool) -> list[pa.Table]:
        return _read_piece(
            piece, _options(dialect, header, columns, person, len(piece), first=first)
        )

    places = {name: header.columns.index(name) for name in columns}
    at = tuple(places.values())
    shape = Shape(dialect.delimiter, len(header.columns), at, places.get(person or ""))
    try:
        yield from (
            dict(zip(columns, arrays, strict=True))
            for arrays in read_quickly(look.path, shape, read, hasher)
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError):
        raise NotPlainError from None


def _stream(
    look: Peek, header: Header, columns: Sequence[str], person: str | None
) -> Iterator[Batch]:
    try:
        for table in _read_tables(look, header, columns, person):
            for batch in table.to_batches():
                yield dict(zip(columns, batch.columns, strict=True))
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError) as broken:
        raise broken_row(look, header, broken) from None


def _read_tables(
    look: Peek, header: Header, columns: Sequence[str], person: str | None
) -> Iterator[pa.Table]:
    """The rows in order; several pieces of a plain text are read at a time."""
    dialect = look.dialect
    assert dialect is not None
    if dialect.compressed or dialect.encoding not in _UTF_8:
        check_quotes(look)
        source = pa.input_stream(str(look.path), compression=_packing(look))
        options = _options(dialect, header, columns, person)
        yield from _unless_empty(lambda: _read_batches(source, options))
        return
    marks, left = 0, None
    waiting: deque[Future[list[pa.Table]]] = deque()
    with ThreadPoolExecutor(_THREADS) as pool:
        pieces = read_pieces(look.path, dialect.delimiter, len(header.columns), _PIECE)
        for place, piece, quotes in pieces:
            if piece is None:
                left = place
                break
            marks += quotes
            options = _options(dialect, header, columns, person, len(piece), first=place == 0)
            waiting.append(pool.submit(_read_piece, piece, options))
            if len(waiting) > _THREADS:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    if left is not None or marks % 2:
        check_quotes(look)
    if left is not None:
        with look.path.open("rb") as file:
            file.seek(left)
            options = _options(dialect, header, columns, person, first=left == 0)
            yield from _unless_empty(lambda: _read_batches(pa.PythonFile(file, "r"), options))


def _read_batches(source: pa.NativeFile, options: dict[str, Any]) -> Iterator[pa.Table]:
    with pa.csv.open_csv(source, **options) as file:
        for batch in file:
            yield pa.Table.from_batches([batch])


def _read_piece(piece: Bytes, options: dict[str, Any]) -> list[pa.Table]:
    options["read_options"].use_threads = False
    source = pa.BufferReader(pa.py_buffer(piece))
    return [_to_text(table) for table in _unless_empty(lambda: _read_whole(source, options))]


def _read_whole(source: pa.NativeFile, options: dict[str, Any]) -> Iterator[pa.Table]:
    yield pa.csv.read_csv(source, **options).combine_chunks()


def _to_text(table: pa.Table) -> pa.Table:
    """Bytes as the text that they are, where the first look has found all of it to be UTF-8."""
    columns = []
    for column in table.columns:
        cells = column.chunk(0) if column.num_chunks else pa.array([], column.type)
        if pa.types.is_dictionary(cells.type):
            words = cells.dictionary.view(pa.string())
            columns.append(pa.DictionaryArray.from_arrays(cells.indices, words))
        else:
            columns.append(cells.view(pa.string()))
    return pa.table(columns, names=table.column_names)


def _unless_empty(read: Callable[[], Iterator[pa.Table]]) -> Iterator[pa.Table]:
    """What is read; nothing of a text that ends with its headings, which Arrow refuses."""
    try:
        yield from read()
    except pa.ArrowInvalid as broken:
        if "Empty CSV" not in str(broken):
            raise


def _options(
    dialect: Dialect,
    header: Header,
    columns: Sequence[str],
    person: str | None,
    size: int = 0,
    *,
    first: bool = True,
) -> dict[str, Any]:
    names = [f"column {number}" for number in range(len(header.columns))]
    chosen = [names[header.columns.index(name)] for name in columns]
    # Without a mark all of a piece is known to be UTF-8; its cells need no second look.
    text = pa.binary() if size and dialect.encoding == "utf-8" else pa.string()
    kinds = [text if name == person else pa.dictionary(pa.int32(), text) for name in columns]
    # Arrow drops a byte order mark of UTF-8 itself, and reads 'utf8' without a detour.
    encoding = "utf8" if dialect.encoding in _UTF_8 else dialect.encoding
    return {
        "read_options": pa.csv.ReadOptions(
            column_names=names,
            skip_rows=header.row + 1 if first else 0,
            encoding=encoding,
            block_size=max(size, _BLOCK) + 1,
        ),
        "parse_options": pa.csv.ParseOptions(
            delimiter=dialect.delimiter, newlines_in_values=True, ignore_empty_lines=True
        ),
        "convert_options": pa.csv.ConvertOptions(
            include_columns=chosen,
            column_types=dict(zip(chosen, kinds, strict=True)),
            strings_can_be_null=False,
        ),
    }


def _packing(look: Peek) -> str | None:
    return "gzip" if look.dialect is not None and look.dialect.compressed else None
