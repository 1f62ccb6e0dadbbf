"""Cells of plain delimited text into codes, each different one once, and ids into keys."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from helpers.sources.kinds.bits import jit, load_word
from helpers.sources.kinds.plain import NOT_PLAIN

MOST_WORDS: Final = 1 << 15
"""Most different cells of a column in a piece."""

TABLE: Final = 2 * MOST_WORDS
LONGEST_ID: Final = 24
"""Ids of at most so many bytes are made into keys here; others are handed back."""

_ROWS: Final = 2048
"""Rows whose text stays near the processor while their columns are read one by one."""

_QUOTE = np.uint8(34)
_RETURN = np.uint8(13)
_HALF, _TOP = np.uint64(32), np.uint64(48)
_ZERO = np.uint64(0)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
# Those of ``people.Hasher``.
_FACTOR_1 = np.uint64(0xBF58476D1CE4E5B9)
_FACTOR_2 = np.uint64(0x94D049BB133111EB)
# In each byte of a word the lowest bit, the highest bit, a quotation mark.
_LOW = np.uint64(0x0101010101010101)
_HIGH = np.uint64(0x8080808080808080)
_QUOTES = np.uint64(0x2222222222222222)


@jit
def code_columns(
    data: Any, ends: Any, rows: int, width: int, columns: Any, turn: int,
    tables: Any, codes: Any, words: Any, counts: Any,
) -> bool:  # fmt: skip
    """Code the cells of some columns: each different one once, in the order of the rows.

    Args:
        data: The text, and ``PADDING`` zero bytes behind it.
        ends: What ``find_cells`` gave.
        rows: The number of rows.
        width: Cells of a row.
        columns: The places of the columns.
        turn: A number of this piece, above those that the tables have seen.
        tables: A table of words for each column; empty, or as the last piece left it.
        codes: Filled with the place of each row's cell among the words of its column.
        words: Filled with where each word stands, and how long it is.
        counts: Filled with how many words each column has.

    Returns:
        Whether no column has more than ``MOST_WORDS``.
    """
    counts[:] = 0
    for begin in range(0, rows, _ROWS):
        stop = min(begin + _ROWS, rows)
        for which in range(len(columns)):
            table, found = tables[which], words[which]
            last = columns[which] == width - 1
            count = counts[which]
            for row in range(begin, stop):
                first, end = find_cell(data, ends, row * width + columns[which], last)
                length = end - first
                head = first_bytes(data, first, length)
                tail = last_bytes(data, first, length)
                tag = np.uint64(turn) << _HALF | np.uint64(length)
                mixed = mix(data, first, length, head, tail)
                at = np.int64(mixed >> _TOP)
                while True:
                    same = table[at, 0] ^ head | table[at, 1] ^ tail | table[at, 2] ^ tag
                    number = np.int64(table[at, 3])
                    if not same and (
                        length <= 16 or is_same(data, first, found[number, 0], length)
                    ):
                        break
                    if table[at, 2] >> _HALF != np.uint64(turn):
                        if count == MOST_WORDS:
                            return False
                        number = count
                        count += 1
                        found[number, 0], found[number, 1] = first, length
                        table[at, 0], table[at, 1], table[at, 2] = head, tail, tag
                        table[at, 3] = np.uint64(number)
                        break
                    at = (at + 1) & (TABLE - 1)
                codes[which, row] = number
            counts[which] = count
    return True


@jit
def mix(data: Any, first: int, length: int, head: Any, tail: Any) -> Any:
    """A number whose highest bits depend on every bit of a word."""
    mixed = (head ^ np.uint64(length)) * _FACTOR ^ tail
    if length > 16:
        for at in range(first + 8, first + length - 8, 8):
            mixed = (mixed ^ mixed >> np.uint64(29)) * _FACTOR ^ load_word(data, at)
    return (mixed ^ mixed >> _HALF) * _FACTOR_1


@jit
def is_same(data: Any, first: int, other: int, length: int) -> bool:
    """Whether two words with the same ends have the same middle."""
    for at in range(8, length - 8, 8):
        if load_word(data, first + at) != load_word(data, other + at):
            return False
    return True


@jit
def last_bytes(data: Any, first: int, length: int) -> Any:
    """The last eight bytes of a word, zero where the first eight are all of it."""
    word = load_word(data, first + max(length - 8, 0))
    return word if length > 8 else _ZERO


@jit
def gather_words(data: Any, words: Any, count: int, texts: Any, ends: Any) -> int:
    """The words one after the other, a doubled quotation mark in them as one; bytes written."""
    filled = 0
    ends[0] = 0
    for number in range(count):
        at, stop = words[number, 0], words[number, 0] + words[number, 1]
        while at < stop:
            texts[filled] = data[at]
            filled += 1
            at += 2 if data[at] == _QUOTE else 1
        ends[number + 1] = filled
    return filled


@jit
def make_keys(
    data: Any, ends: Any, rows: int, width: int, column: int, seeds: Any, keys: Any, odd: Any
) -> int:
    """Make the keys of ids.

    Args:
        data: The text, and ``PADDING`` zero bytes behind it.
        ends: What ``find_cells`` gave.
        rows: The number of rows.
        width: Cells of a row.
        column: The place of the column.
        seeds: What keys begin with.
        keys: Filled with a key for each row.
        odd: Filled with row, place and length of each id that is not plain, and has no key.

    Returns:
        How many ids are odd; ``NOT_PLAIN`` where they are more than ``odd`` holds.
    """
    odds = 0
    for row in range(rows):
        first, end = find_cell(data, ends, row * width + column, column == width - 1)
        if not make_key(data, first, end - first, seeds, keys, row):
            if odds == len(odd):
                return NOT_PLAIN
            odd[odds, 0], odd[odds, 1], odd[odds, 2] = row, first, end - first
            odds += 1
    return odds


@jit
def make_key(data: Any, first: int, length: int, seeds: Any, keys: Any, row: int) -> bool:
    """The key of an id, as ``people.Hasher`` makes it; False for one that is not plain.

    Plain is one of at most ``LONGEST_ID`` ASCII bytes with no blank at its ends and no quotation
    mark in it.
    """
    if length == 0 or length > LONGEST_ID:
        return False
    if data[first] <= 32 or data[first + length - 1] <= 32:
        return False
    key = _ZERO
    for part in range(len(seeds)):
        left = length - 8 * part
        word = first_bytes(data, first + 8 * part, max(left, 0))
        marks = word ^ _QUOTES
        if word & _HIGH or (marks - _LOW) & ~marks & _HIGH:
            return False
        key ^= word ^ seeds[part]
        key ^= key >> np.uint64(30)
        key *= _FACTOR_1
        key ^= key >> np.uint64(27)
        key *= _FACTOR_2
        key ^= key >> np.uint64(31)
    keys[row] = key
    return True


@jit
def first_bytes(data: Any, first: int, length: int) -> Any:
    """The first eight bytes of a word, zero where it is shorter."""
    most = min(length, 8)
    # Two shifts, as one by all 64 bits is not defined.
    half = np.uint64(4 * (8 - most))
    return load_word(data, first) & (_ALL >> half >> half)


@jit
def find_cell(data: Any, ends: Any, at: int, last: bool) -> Any:
    """Where a cell begins and ends, without its quotation marks."""
    first, end = ends[at] + 1, np.int64(ends[at + 1])
    if last and end > first and data[end - 1] == _RETURN:
        end -= 1
    quoted = np.int64(end > first and data[first] == _QUOTE)
    return first + quoted, end - quoted
