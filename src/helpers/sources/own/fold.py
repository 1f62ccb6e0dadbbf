"""Rows into combinations of attributes with their number of persons, batch by batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa

from helpers.sources.own.cells import Coded, spread
from helpers.sources.own.people import FIRST, LARGEST, UNION

_MOST_ROWS = 2_000_000
_BITS: Final = 62

Packed = np.ndarray[tuple[int, int], np.dtype[np.int64]]


class Layer(NamedTuple):
    """What one column says of an attribute.

    Args:
        name: The attribute.
        coded: Its numbers.
        rule: What counts where a layer before says something else: ``FIRST``, the ``LARGEST``, or
            the bits of both (``UNION``).
    """

    name: str
    coded: Coded
    rule: str = FIRST


class Packer:
    """Small numbers of several columns as a few large ones: quicker to sort and to compare.

    Args:
        widths: For each column, how many bits its numbers need.
    """

    def __init__(self, widths: Mapping[str, int]) -> None:
        self.places: dict[str, tuple[int, int, int]] = {}
        word, used = 0, 0
        for name, width in widths.items():
            if used + width > _BITS:
                word, used = word + 1, 0
            self.places[name] = (word, used, width)
            used += width
        self.words = word + 1

    def pack(self, columns: Mapping[str, np.ndarray]) -> Packed:
        """The columns as one row a word.

        Args:
            columns: Numbers from zero that fit into their widths.

        Example:
            >>> packer = Packer({"sex": 3, "year": 12})
            >>> packed = packer.pack({"sex": np.array([2]), "year": np.array([2019])})
            >>> {name: numbers.tolist() for name, numbers in packer.unpack(packed).items()}
            {'sex': [2], 'year': [2019]}
        """
        size = len(next(iter(columns.values())))
        packed = np.zeros((self.words, size), dtype=np.int64)
        for name, (word, start, _) in self.places.items():
            packed[word] |= columns[name].astype(np.int64) << start
        return packed

    def lay(self, layers: Sequence[Layer], size: int) -> Packed:
        """Layers over one another, packed.

        Args:
            layers: In their order.
            size: How many rows there are.
        """
        firsts: dict[tuple[int, int], tuple[np.ndarray, Any]] = {}
        others: list[Layer] = []
        met: set[str] = set()
        for layer in layers:
            if layer.name in met:
                others.append(layer)
                continue
            met.add(layer.name)
            # What one column tells of several attributes is spread over its rows at once.
            word, places = self.places[layer.name][0], layer.coded.places
            numbers, _ = firsts.get((word, id(places)), (np.int64(0), places))
            firsts[word, id(places)] = (numbers | self._shift(layer), places)
        packed = np.zeros((self.words, size), dtype=np.int64)
        for (word, _), (numbers, places) in firsts.items():
            packed[word] |= spread(numbers, places)
        for layer in others:
            self._lay_over(packed, layer)
        return packed

    def _shift(self, layer: Layer) -> np.ndarray:
        return layer.coded.numbers.astype(np.int64) << self.places[layer.name][1]

    def _lay_over(self, packed: Packed, layer: Layer) -> None:
        word, start, width = self.places[layer.name]
        field = np.int64(((1 << width) - 1) << start)
        before = packed[word] & field
        rows = spread(self._shift(layer), layer.coded.places)
        if layer.rule == LARGEST:
            rows = np.maximum(before, rows) ^ before
        elif layer.rule == FIRST:
            rows = np.where(before != 0, 0, rows)
        packed[word] ^= rows if layer.rule != UNION else rows & ~before

    def take(self, packed: Packed, name: str) -> np.ndarray:
        """One column of packed words."""
        word, start, width = self.places[name]
        return packed[word] >> start & ((1 << width) - 1)

    def unpack(self, packed: Packed) -> dict[str, np.ndarray]:
        """The columns of packed words."""
        return {name: self.take(packed, name) for name in self.places}


class Folder:
    """Combinations seen so far; it grows with how many differ, not with how many rows there are.

    Args:
        packer: How the columns are packed.
    """

    def __init__(self, packer: Packer) -> None:
        self.packer = packer
        self._parts: list[pa.Table] = []
        self._fresh: list[pa.Table] = []
        self._rows = 0

    def add(self, packed: Packed, persons: np.ndarray | None = None) -> None:
        """Count rows.

        Args:
            packed: Their columns, packed.
            persons: How many persons each row counts; None for one.
        """
        counted = np.ones(packed.shape[1], dtype=np.int64) if persons is None else persons
        words = {f"word {place}": pa.array(word) for place, word in enumerate(packed)}
        self._fresh.append(pa.table({**words, "persons": pa.array(counted)}))
        self._rows += packed.shape[1]
        # The more rows are summed at a time, the fewer combinations are summed again.
        if self._rows > _MOST_ROWS:
            self._sum_up()

    def _sum_up(self) -> None:
        self._parts.append(_sum(pa.concat_tables(self._fresh)))
        self._fresh, self._rows = [], 0
        newest, before = self._parts[-1].num_rows, sum(t.num_rows for t in self._parts[:-1])
        # All parts only once they outweigh the first: else it would be summed again and again.
        if len(self._parts) > 1 and before + newest > 2 * self._parts[0].num_rows:
            self._parts = [_sum(pa.concat_tables(self._parts))]

    def finish(self) -> dict[str, np.ndarray] | None:
        """All combinations by column, with ``persons``; None when nothing was counted."""
        if self._fresh:
            self._sum_up()
        if not self._parts:
            return None
        table = _sum(pa.concat_tables(self._parts))
        words = np.stack([table[name].to_numpy() for name in _words(table.column_names)])
        return {**self.packer.unpack(words), "persons": table["persons"].to_numpy()}


def _words(names: Sequence[str]) -> list[str]:
    return [name for name in names if name != "persons"]


def _sum(table: pa.Table) -> pa.Table:
    keys = _words(table.column_names)
    summed = table.group_by(keys).aggregate([("persons", "sum")])
    return summed.rename_columns([*keys, "persons"]).select([*keys, "persons"])
