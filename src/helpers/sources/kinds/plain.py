"""Where the cells of a piece of plain delimited text end, and whether it is plain, in one pass.

Text is plain where quotation marks stand only where a cell begins, where it ends, or doubled
inside of one; where every row has as many cells as the headings; and where rows end with a line
feed. Nearly all files are. Of plain text this pass gives what Arrow gives, in a quarter of the
time; of any other it gives nothing, and Arrow reads that piece.

The way to find cells sixty-four bytes at a time is that of G. Langdale and D. Lemire (2019),
'Parsing gigabytes of JSON per second', The VLDB Journal 28, 941-960,
https://doi.org/10.1007/s00778-019-00578-5.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from helpers.sources.kinds.bits import (
    BLOCK,
    count_bits,
    find_lowest,
    jit,
    match,
    match_high,
    spread_quotes,
)

NOT_PLAIN: Final = -1
NOT_UTF8: Final = -2

_QUOTE = np.uint8(34)
_FEED = np.uint8(10)
_RETURN = np.uint8(13)
_LAST = np.uint64(63)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


@jit
def find_cells(data: Any, size: int, delimiter: int, width: int, ends: Any) -> int:
    """Find where the cells of a piece end.

    Args:
        data: The text, and ``PADDING`` zero bytes behind it.
        size: Bytes of the text.
        delimiter: What stands between cells.
        width: Cells of a row.
        ends: Filled with -1, and then with the place behind each cell.

    Returns:
        The number of rows, ``NOT_PLAIN`` or ``NOT_UTF8``.
    """
    inside, closed, fresh, returned = _ZERO, _ZERO, _ONE, _ZERO
    letter, rows, found = 0, 0, 1
    most = len(ends) - BLOCK
    ends[0] = -1
    for base in range(0, size, BLOCK):
        high = match_high(data, base)
        while high:
            place = base + find_lowest(high)
            high &= high - _ONE
            if place >= letter:
                letter = find_letter_end(data, place)
                if letter == 0:
                    return NOT_UTF8
        quotes, feeds = match(data, base, _QUOTE), match(data, base, _FEED)
        within = spread_quotes(quotes) ^ inside
        inside = _ALL if within >> _LAST else _ZERO
        feeds &= ~within
        marks = feeds | match(data, base, np.uint8(delimiter)) & ~within
        returns = match(data, base, _RETURN) & ~within
        opening, closing = quotes & within, quotes & ~within
        # What may stand before a mark that opens, behind one that closes, behind a return.
        wrong = opening & ~((marks | closing) << _ONE | fresh)
        wrong |= (closing << _ONE | closed) & ~(marks | returns | opening)
        wrong |= (returns << _ONE | returned) & ~feeds
        if wrong or found > most:
            return NOT_PLAIN
        fresh = (marks | closing) >> _LAST
        closed, returned = closing >> _LAST, returns >> _LAST
        rows += count_bits(feeds)
        while marks:
            ends[found] = base + find_lowest(marks)
            marks &= marks - _ONE
            found += 1
    # As many line feeds as rows, and one behind each row: then none stands anywhere else.
    if inside or found != rows * width + 1 or ends[found - 1] != size - 1:
        return NOT_PLAIN
    for row in range(rows):
        if data[ends[(row + 1) * width]] != _FEED:
            return NOT_PLAIN
    return rows


@jit
def find_letter_end(data: Any, at: int) -> int:
    """Where a letter beyond ASCII ends; 0 where its bytes are not UTF-8 (Unicode, table 3-7)."""
    lead, second = data[at], data[at + 1]
    low, high = 0x80, 0xBF
    if 0xC2 <= lead <= 0xDF:
        size = 2
    elif 0xE0 <= lead <= 0xEF:
        size = 3
        low = 0xA0 if lead == 0xE0 else low
        high = 0x9F if lead == 0xED else high
    elif 0xF0 <= lead <= 0xF4:
        size = 4
        low = 0x90 if lead == 0xF0 else low
        high = 0x8F if lead == 0xF4 else high
    else:
        return 0
    if not low <= second <= high:
        return 0
    for more in range(at + 2, at + size):
        if data[more] & 0xC0 != 0x80:
            return 0
    return at + size
