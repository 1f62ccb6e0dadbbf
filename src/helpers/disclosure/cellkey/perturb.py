"""Noise looked up by the cell's key, and the threshold on top.

A count of zero stays zero and is printed. A count is hidden if it, or its perturbed value, is
below the threshold: so no count below the threshold is ever printed, a printed zero is a zero,
and what is hidden may be a count above the threshold too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from helpers.disclosure.cellkey.noise import PARTS, NoiseTable, make_noise_table
from helpers.errors import CaselightError

VARIANCE: Final = 3.0
"""Variance of the default noise (persons squared), as in ptable's own examples (D=5, V=3)."""

_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64((1 << 32) - 1)


@dataclass(frozen=True, repr=False)
class Perturbed:
    """Counts as they may be printed.

    Args:
        values: The perturbed counts, int64; -1 where hidden, so that no true count is in it.
        hidden: Which are hidden.
    """

    values: np.ndarray
    hidden: np.ndarray

    def __repr__(self) -> str:
        return f"<Perturbed: {len(self.values)} counts, {int(self.hidden.sum())} hidden>"


def default_noise(threshold: int, variance: float = VARIANCE) -> NoiseTable:
    """The noise for a threshold: a printed count can be any of ``threshold`` or more.

    The largest change is half the threshold, rounded up, so that 2 D + 1 is above the threshold.

    Args:
        threshold: Smallest count of persons that may be printed.
        variance: Largest variance of a change.

    Example:
        >>> default_noise(10).most
        5
    """
    return make_noise_table(max(2, (threshold + 1) // 2), variance)


def look_up_changes(counts: np.ndarray, keys: np.ndarray, table: NoiseTable) -> np.ndarray:
    """The change of each count: where its key falls among the probabilities in a row.

    Args:
        counts: True counts, whole numbers of at least 0.
        keys: Keys of the cells, uint64.
        table: The perturbation table.

    Returns:
        Changes in persons, int64.
    """
    numbers = np.asarray(counts, dtype=np.int64)
    slots = _to_slots(np.asarray(keys, dtype=np.uint64))
    found = np.zeros(len(numbers), dtype=np.int64)
    sizes = np.minimum(numbers, len(table.rows) - 1)
    for size in np.unique(sizes):
        row, here = table.rows[size], sizes == size
        ends = np.cumsum(row.parts)
        found[here] = np.array(row.changes)[np.searchsorted(ends, slots[here], side="right")]
    return found


def _to_slots(keys: np.ndarray) -> np.ndarray:
    """Each key's place among 720,720 equal parts of the range of keys: floor(key * parts / 2**64).

    In two halves, since the product does not fit into 64 bits.
    """
    parts = np.uint64(PARTS)
    carried = ((keys & _LOW) * parts) >> _HALF
    return (((keys >> _HALF) * parts + carried) >> _HALF).astype(np.int64)


def perturb(counts: np.ndarray, keys: np.ndarray, table: NoiseTable, threshold: int) -> Perturbed:
    """Perturb counts, and hide those below the threshold.

    Args:
        counts: True counts of persons.
        keys: Keys of the cells (``cell_keys``), uint64, as many.
        table: The perturbation table.
        threshold: Smallest count of persons that may be printed.

    Raises:
        CaselightError: The noise is too small for the threshold.
        ValueError: Counts and keys differ in number, or a count is below zero.

    Example:
        >>> keys = np.array([0, 2**63, 2**63], dtype=np.uint64)
        >>> perturb(np.array([0, 4, 40]), keys, default_noise(10), 10).values.tolist()
        [0, -1, 40]
    """
    numbers = np.asarray(counts, dtype=np.int64)
    if len(numbers) != len(keys) or (len(numbers) and numbers.min() < 0):
        raise ValueError("a key for each count, and no count below zero")
    if 2 * table.most < threshold - 1:
        raise CaselightError(
            "The noise leaves at least as many counts possible as the threshold.",
            f"a largest change of {table.most} under a threshold of {threshold}",
            f"Make the table with most={threshold // 2} or more.",
        )
    noisy = numbers + look_up_changes(numbers, keys, table)
    hidden = (numbers > 0) & ((numbers < threshold) | (noisy < threshold))
    return Perturbed(np.where(hidden, -1, noisy), hidden)
