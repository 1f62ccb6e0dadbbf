"""Thousands of tables, kept small and worked on in chunks."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

Progress = Callable[[int, int], None]
_CHUNK = 25


class Tables(Protocol):
    """Tables in rows, entry h of a row the persons with history h; an array is one."""

    def __len__(self) -> int: ...

    def __getitem__(self, rows: slice, /) -> np.ndarray[Any, Any]: ...


@dataclass(frozen=True)
class SparseTables:
    """Tables that keep only the histories somebody has; a slice of them is filled up.

    Args:
        histories: The histories.
        persons: One row a table, one column a history.
        size: Entries of a full table, 2^t.
    """

    histories: np.ndarray[Any, Any]
    persons: np.ndarray[Any, Any]
    size: int

    def __len__(self) -> int:
        return len(self.persons)

    def __getitem__(self, rows: slice, /) -> np.ndarray[Any, Any]:
        """The full tables of these rows."""
        part = self.persons[rows]
        full = np.zeros((len(part), self.size))
        full[:, self.histories] = part
        return full


def in_chunks(
    work: Callable[[slice], None], total: int, jobs: int | None, progress: Progress | None
) -> None:
    """Do the work in chunks, on threads. Which thread takes a chunk changes nothing."""
    chunks = [slice(i, min(i + _CHUNK, total)) for i in range(0, total, _CHUNK)]
    with ThreadPoolExecutor(jobs or os.cpu_count() or 1) as pool:
        done = 0
        for chunk, _ in zip(chunks, pool.map(work, chunks), strict=True):
            done += chunk.stop - chunk.start
            if progress is not None:
                progress(done, total)
