"""Packed rows of all batches into combinations, and the rows of one person into one."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from helpers.sources.own.fold import Folder, Packed, Packer
from helpers.sources.own.people import Keys, Merged, find_repeated, merge_rows

if TYPE_CHECKING:
    from helpers.sources.own.tally import Tally

_THREADS: Final = 2
_MOST_WAITING: Final = 4


class Lot(NamedTuple):
    """The rows of a batch.

    Args:
        packed: Their attributes.
        persons: How many persons each counts; None for one.
        keys: Whom each is about; None where rows are persons.
    """

    packed: Packed
    persons: np.ndarray | None = None
    keys: Keys | None = None


class Gatherer:
    """Takes rows batch by batch.

    Args:
        packer: How attributes are packed.
        rules: How several rows of a person become one.
    """

    def __init__(self, packer: Packer, rules: Mapping[str, str]) -> None:
        self.packer, self.rules = packer, rules
        self._folder = Folder(packer)
        self._kept: list[tuple[Keys, Packed]] = []

    def add(self, make: Callable[[], Lot]) -> None:
        """Take the rows of a batch.

        Args:
            make: Packs them.
        """
        self._take(make())

    def _take(self, lot: Lot) -> None:
        if lot.keys is None:
            self._fold(lot.packed, lot.persons)
        else:
            self._kept.append((lot.keys, lot.packed))

    def _fold(self, packed: Packed, persons: np.ndarray | None = None) -> None:
        self._folder.add(packed, persons)

    def _fold_single(self, packed: Packed, again: np.ndarray) -> None:
        self._fold(packed[:, ~again])

    def finish(self) -> tuple[dict[str, np.ndarray] | None, Merged | None]:
        """All combinations by column with ``persons``, and what was brought together.

        Both are None where there was nothing, or nobody, to bring together.
        """
        merged = self._merge() if self._kept else None
        return self._folder.finish(), merged

    def close(self) -> None:
        """Nothing is to be let go."""

    def _merge(self) -> Merged:
        again = find_repeated(np.concatenate([keys for keys, _ in self._kept]))
        ends = np.cumsum([len(keys) for keys, _ in self._kept])[:-1]
        repeated: list[tuple[Keys, Packed]] = []
        for (keys, packed), twice in zip(self._kept, np.split(again, ends), strict=True):
            self._fold_single(packed, twice)
            repeated.append((keys[twice], packed[:, twice]))
        self._kept.clear()
        whole = np.concatenate([packed for _, packed in repeated], axis=1)
        keys = np.concatenate([keys for keys, _ in repeated])
        merged = merge_rows(self.packer.unpack(whole), keys, self.rules)
        self._fold(self.packer.pack(merged.columns))
        return merged


class Threaded(Gatherer):
    """Packs and counts on threads, each with a table of its own; batches stay in their order.

    Args:
        packer: How attributes are packed.
        rules: How several rows of a person become one.
    """

    def __init__(self, packer: Packer, rules: Mapping[str, str]) -> None:
        super().__init__(packer, rules)
        self._own = threading.local()
        self._tallies: list[Tally] = []
        self._waiting: deque[Future[Lot | None]] = deque()
        self._pool = ThreadPoolExecutor(_THREADS)

    def add(self, make: Callable[[], Lot]) -> None:
        """Take the rows of a batch, packed on a thread."""
        self._waiting.append(self._pool.submit(self._make, make))
        if len(self._waiting) > _MOST_WAITING:
            self._end_one()

    def _make(self, make: Callable[[], Lot]) -> Lot | None:
        lot = make()
        if lot.keys is not None:
            return lot
        self._fold(lot.packed, lot.persons)
        return None

    def _fold(self, packed: Packed, persons: np.ndarray | None = None) -> None:
        from helpers.sources.own.tally import Tally

        if not hasattr(self._own, "tally"):
            self._own.tally = Tally(self.packer.words)
            self._tallies.append(self._own.tally)
        self._own.tally.add(packed, persons)

    def _fold_single(self, packed: Packed, again: np.ndarray) -> None:
        def make() -> Lot:
            return Lot(packed[:, ~again])

        self.add(make)

    def _end_one(self) -> None:
        lot = self._waiting.popleft().result()
        if lot is not None:
            self._take(lot)

    def finish(self) -> tuple[dict[str, np.ndarray] | None, Merged | None]:
        """All combinations, once every thread has ended."""
        self._end_all()
        merged = self._merge() if self._kept else None
        self._end_all()
        self.close()
        if not self._tallies:
            return None, merged
        first, *others = self._tallies
        for tally in others:
            first.add(*tally.give())
        packed, persons = first.give()
        return {**self.packer.unpack(packed), "persons": persons}, merged

    def _end_all(self) -> None:
        while self._waiting:
            self._end_one()

    def close(self) -> None:
        """Let the threads go, also where the reading was broken off."""
        self._pool.shutdown(cancel_futures=True)
