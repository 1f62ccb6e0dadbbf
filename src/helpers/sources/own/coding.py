"""A piece of a large plain text into codes and keys, with memory that is used again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa

from helpers.sources.kinds import coded, plain
from helpers.sources.kinds.bits import PADDING
from helpers.sources.own.people import Hasher
from helpers.sources.own.pieces import NotPlainError, Shape

_MOST_ODD: Final = 1 << 15


class Coder:
    """Codes pieces, one after the other; for one thread.

    Args:
        shape: What the rows are.
        hasher: Makes keys of ids.
    """

    def __init__(self, shape: Shape, hasher: Hasher | None) -> None:
        self.delimiter, self.width, self.hasher = ord(shape.delimiter), shape.width, hasher
        self.columns, self.person = shape.columns, shape.person
        self._coded = np.array([at for at in self.columns if at != self.person], dtype=np.int64)
        many = len(self._coded)
        self._tables = np.zeros((many, coded.TABLE, 4), dtype=np.uint64)
        self._words = np.empty((many, coded.MOST_WORDS, 2), dtype=np.int64)
        self._counts = np.zeros(many, dtype=np.int64)
        self._odd = np.empty((_MOST_ODD, 3), dtype=np.int64)
        self._turn = 0
        self._make_room(0)

    def _make_room(self, size: int) -> None:
        self._data = np.zeros(size + PADDING, dtype=np.uint8)
        self._ends = np.empty(size + PADDING, dtype=np.int32)
        rows = size // self.width + 1
        self._codes = np.empty((len(self._coded), rows), dtype=np.int16)
        self._keys = np.empty(rows if self.person is not None else 0, dtype=np.uint64)

    def read(self, path: Path, place: int, size: int) -> list[pa.Array] | None:
        """The columns of a piece; None where it is not plain.

        Args:
            path: A text without compression.
            place: Where the piece begins.
            size: How many bytes it has.

        Raises:
            NotPlainError: It is no UTF-8.
        """
        if size + PADDING > len(self._data):
            self._make_room(size + size // 8)
        with path.open("rb", buffering=0) as file:
            file.seek(place)
            if file.readinto(self._data[:size].data) != size:
                raise NotPlainError  # it changes while it is read
        self._data[size : size + PADDING] = 0
        return self._code(size)

    def _code(self, size: int) -> list[pa.Array] | None:
        rows = plain.find_cells(self._data, size, self.delimiter, self.width, self._ends)
        if rows == plain.NOT_UTF8:
            raise NotPlainError
        if rows < 0:
            return None
        self._turn += 1
        if not coded.code_columns(
            self._data, self._ends, rows, self.width, self._coded, self._turn,
            self._tables, self._codes, self._words, self._counts,
        ):  # fmt: skip
            return None
        arrays = iter([self._gather(which, rows) for which in range(len(self._coded))])
        found = [None if at == self.person else next(arrays) for at in self.columns]
        if self.person is None:
            return found
        keys = self._find_keys(rows)
        if keys is None:
            return None
        return [keys if cells is None else cells for cells in found]

    def _gather(self, which: int, rows: int) -> pa.DictionaryArray:
        words, count = self._words[which], int(self._counts[which])
        texts = np.empty(int(words[:count, 1].sum()), dtype=np.uint8)
        ends = np.empty(count + 1, dtype=np.int32)
        coded.gather_words(self._data, words, count, texts, ends)
        found = pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(texts))
        # A copy, as the codes of the next piece are written to the same place.
        return pa.DictionaryArray.from_arrays(pa.array(self._codes[which, :rows].copy()), found)

    def _find_keys(self, rows: int) -> pa.UInt64Array | None:
        assert self.hasher is not None
        assert self.person is not None
        odds = coded.make_keys(
            self._data, self._ends, rows, self.width, self.person, self.hasher.seeds,
            self._keys, self._odd,
        )  # fmt: skip
        if odds < 0:
            return None
        keys, odd = self._keys[:rows].copy(), self._odd[:odds]
        nameless = np.zeros(rows, dtype=bool)
        if odds:
            texts = [self._data[at : at + size].tobytes() for _, at, size in odd.tolist()]
            ids = [text.replace(b'""', b'"').decode("utf-8") for text in texts]
            some = self.hasher.key(pa.array(ids, pa.string()))
            keys[odd[:, 0]] = some.fill_null(0).to_numpy()
            nameless[odd[:, 0]] = some.is_null().to_numpy(zero_copy_only=False)
        return pa.array(keys, mask=nameless if odds else None)
