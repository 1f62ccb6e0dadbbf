"""Combinations of attributes counted row by row, in a table that grows with how many differ.

What ``fold.Folder`` does by sorting batches, this does in one pass; it is worth loading what is
compiled only where there are many rows.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from helpers.sources.kinds.bits import jit
from helpers.sources.own.fold import Packed

_FIRST: Final = 1 << 14
_GROWTH: Final = 4
_EMPTY: Final = -1
"""No packed word is below zero."""

_SHIFT = np.uint64(29)
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MASK_SHIFT = np.uint64(32)


class Tally:
    """Combinations seen so far, each with its number of persons; for one thread.

    Args:
        words: How many words a packed row has.
    """

    def __init__(self, words: int) -> None:
        self.words, self._filled = words, 0
        self._table = self._make(_FIRST)

    def _make(self, size: int) -> np.ndarray:
        table = np.empty((size, self.words + 1), dtype=np.int64)
        table[:, 0] = _EMPTY
        return table

    def add(self, packed: Packed, persons: np.ndarray | None = None) -> None:
        """Count rows.

        Args:
            packed: Their columns, packed.
            persons: How many persons each row counts; None for one.
        """
        counted = np.ones(1, dtype=np.int64) if persons is None else persons
        done = 0
        while done < packed.shape[1]:
            done, self._filled = count_rows(packed, counted, done, self._table, self._filled)
            if done < packed.shape[1]:
                self._grow()

    def _grow(self) -> None:
        packed, persons = self.give()
        self._table = self._make(_GROWTH * len(self._table))
        _, self._filled = count_rows(packed, persons, 0, self._table, 0)

    def give(self) -> tuple[Packed, np.ndarray]:
        """All combinations, packed, and the persons of each."""
        full = self._table[self._table[:, 0] != _EMPTY]
        return np.ascontiguousarray(full[:, :-1].T), np.ascontiguousarray(full[:, -1])


@jit
def count_rows(packed: Any, persons: Any, begin: int, table: Any, filled: int) -> Any:
    """Count rows into a table until it is half full; how many were counted, and entries."""
    words, rows = packed.shape
    last = len(table) - 1
    most = len(table) // 2
    for row in range(begin, rows):
        if filled >= most:
            return row, filled
        mixed = np.uint64(0)
        for word in range(words):
            mixed = (mixed ^ np.uint64(packed[word, row])) * _FACTOR
            mixed ^= mixed >> _SHIFT
        at = np.int64(mixed * _FACTOR >> _MASK_SHIFT) & last
        while True:
            same = True
            for word in range(words):
                same &= table[at, word] == packed[word, row]
            if same:
                break
            if table[at, 0] == _EMPTY:
                for word in range(words):
                    table[at, word] = packed[word, row]
                table[at, words] = 0
                filled += 1
                break
            at = (at + 1) & last
        table[at, words] += persons[row] if len(persons) > 1 else persons[0]
    return rows, filled
