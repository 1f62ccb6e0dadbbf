"""Several rows of one person into one, by a rule that does not depend on chance.

A person is known by a key, 64 bits of a keyed hash of the id: the id itself is let go at once,
and the secret of the hash lives as long as the reading. Two of ten million ids share a key with a
chance of three in a million. Rows are brought together by sorting, with no table of ids.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

Array = np.ndarray[tuple[int], np.dtype[np.int64]]
Keys = np.ndarray[tuple[int], np.dtype[np.uint64]]

LARGEST: Final = "largest"
UNION: Final = "union"
FIRST: Final = "first"


_ENDS: Final = 22
_SHORT: Final = 24
_WORDS: Final = _SHORT // 8
# The finalizer of SplitMix64: each bit of a number changes half of the bits of its key.
_FACTORS: Final = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Hasher:
    """Ids into keys with a secret of its own."""

    def __init__(self) -> None:
        self._secret = secrets.token_hex(8)
        self.seeds = np.array([secrets.randbits(64) for _ in range(_WORDS)], dtype=np.uint64)

    def hash(self, ids: pa.Array) -> Keys:
        """A key for each id.

        Args:
            ids: Texts without blanks around them.
        """
        # Short ids in ASCII, the usual ones, are mixed as whole columns; others one by one.
        short = pc.and_(pc.less_equal(pc.binary_length(ids), _SHORT), pc.string_is_ascii(ids))
        if pc.all(short).as_py():
            return self._mix(ids)
        texts = np.asarray(ids.to_numpy(zero_copy_only=False), dtype=object)
        keys = pd.util.hash_array(texts, hash_key=self._secret, categorize=False)
        if pc.any(short).as_py():
            keys[short.to_numpy(zero_copy_only=False)] = self._mix(ids.filter(short))
        return keys

    def key(self, ids: pa.StringArray) -> pa.UInt64Array:
        """A key for each id; null for an empty one.

        Args:
            ids: Texts, maybe with blanks around them.
        """
        trimmed = pc.utf8_trim_whitespace(ids)
        empty = pc.equal(trimmed, "").to_numpy(zero_copy_only=False)
        return pa.array(self.hash(trimmed), mask=empty if empty.any() else None)

    def _mix(self, ids: pa.Array) -> Keys:
        """Keys of short ids: their bytes as numbers, multiplied and folded with the seeds."""
        padded = pc.ascii_rpad(ids, width=_SHORT, padding="\0")
        # The text of all ids lies in one piece, each of the same length now.
        data = np.frombuffer(padded.buffers()[2], dtype=np.uint64, count=_WORDS * len(ids))
        words = data.reshape(-1, _WORDS)
        keys = np.zeros(len(ids), dtype=np.uint64)
        for place, seed in enumerate(self.seeds):
            keys ^= words[:, place] ^ seed
            for shift, factor in ((30, _FACTORS[0]), (27, _FACTORS[1])):
                keys ^= keys >> np.uint64(shift)
                keys *= factor
            keys ^= keys >> np.uint64(31)
        return keys


@dataclass(frozen=True)
class Merged:
    """Rows of persons brought together.

    Args:
        columns: Attributes, one entry a person.
        repeated: Rows beyond the first of each person.
        conflicts: For each attribute, persons whose rows record different values.
    """

    columns: dict[str, Array]
    repeated: int
    conflicts: dict[str, int]


def merge_rows(columns: Mapping[str, Array], keys: Keys, rules: Mapping[str, str]) -> Merged:
    """One entry a person: the largest, the union, or the first that is known.

    Args:
        columns: Numbers a row; zero is unknown.
        keys: Whom each row is about, in the order of the file.
        rules: For each column ``LARGEST``, ``UNION`` or ``FIRST``.

    Example:
        >>> merged = merge_rows({"form": np.array([1, 2, 0]), "sex": np.array([0, 1, 2])},
        ...                     np.array([7, 7, 9], dtype=np.uint64),
        ...                     {"form": "largest", "sex": "first"})
        >>> merged.columns["form"].tolist(), merged.columns["sex"].tolist(), merged.repeated
        ([2, 0], [1, 2], 1)
    """
    if not len(keys):
        return Merged(dict(columns), 0, {})
    order = np.argsort(keys)
    ordered = keys[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    merged: dict[str, Array] = {}
    conflicts: dict[str, int] = {}
    for name, numbers in columns.items():
        entries = numbers[order]
        if rules[name] == LARGEST:
            found = np.maximum.reduceat(entries, starts)
        elif rules[name] == UNION:
            found = np.bitwise_or.reduceat(entries, starts)
        else:
            found, conflicts[name] = _take_first(entries, order, starts, numbers)
        merged[name] = found
    differ = {name: persons for name, persons in conflicts.items() if persons}
    return Merged(merged, len(order) - len(starts), differ)


def find_repeated(keys: Keys) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """For each row, whether another one has its key.

    Args:
        keys: Whom each row is about.
    """
    ordered = np.sort(keys)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not twice.size:
        return np.zeros(len(keys), dtype=bool)
    # Nearly all rows are told by the last bits of their key, which costs no search.
    ends = np.zeros(1 << _ENDS, dtype=bool)
    last = np.uint64((1 << _ENDS) - 1)
    ends[twice & last] = True
    found = ends[keys & last]
    likely = np.flatnonzero(found)
    places = np.searchsorted(twice, keys[likely])
    found[likely] = twice[np.minimum(places, twice.size - 1)] == keys[likely]
    return found


def _take_first(entries: Array, order: Array, starts: Array, numbers: Array) -> tuple[Array, int]:
    """The first known entry of each person in the order of the file, and how many have several."""
    known = entries != 0
    nowhere = len(numbers)
    first = np.minimum.reduceat(np.where(known, order, nowhere), starts)
    found = numbers[np.minimum(first, nowhere - 1)]
    found[first == nowhere] = 0
    largest = np.maximum.reduceat(entries, starts)
    top = np.iinfo(entries.dtype).max
    smallest = np.minimum.reduceat(np.where(known, entries, top), starts)
    return found, int(np.sum((largest != 0) & (largest != smallest)))
