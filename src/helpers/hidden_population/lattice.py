"""Sums over the lattice of subsets: the kernels under every fit.

A capture history and a model term are both a set of lists, written as the bits of a number. The
design matrix has a 1 where the term is a subset of the history, so a product with it is a sum over
subsets, and a product with its transpose is a sum over supersets. Both take t 2^(t-1) additions.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

# nogil: replicates are shared out among threads. cache: compiled once for a machine.
jit = numba.njit(cache=True, nogil=True, error_model="numpy")


@jit
def sum_supersets(values: Any, lists: int) -> None:
    """Replace each entry by the sum over all sets that contain its set (in place)."""
    for bit in range(lists):
        step = 1 << bit
        for start in range(0, 1 << lists, 2 * step):
            for i in range(start, start + step):
                values[i] += values[i + step]


@jit
def sum_subsets(values: Any, lists: int) -> None:
    """Replace each entry by the sum over all subsets of its set (in place)."""
    for bit in range(lists):
        step = 1 << bit
        for start in range(0, 1 << lists, 2 * step):
            for i in range(start, start + step):
                values[i + step] += values[i]


@jit
def split_terms(margins: Any, terms: Any, count: int, lists: int, kept: Any, free: Any) -> int:
    """Take out the terms at minus infinity, with the cells that contain them.

    Args:
        margins: Persons on all lists of a set, for each set.
        terms: The model's terms; the first is the intercept, 0.
        count: How many terms the model has.
        lists: Number of lists.
        kept: Filled with 1 for each history that stays in the fit, 0 for the others.
        free: Filled with the terms that are left.

    Returns:
        How many terms are left.
    """
    size = 1 << lists
    for cell in range(size):
        kept[cell] = 1
    kept[0] = 0
    left = 0
    for k in range(count):
        if margins[terms[k]] > 0:
            free[left] = terms[k]
            left += 1
        else:
            for cell in range(size):
                if cell & terms[k] == terms[k]:
                    kept[cell] = 0
    return left


@jit
def add_margins(counts: Any, margins: Any, lists: int) -> None:
    """Fill ``margins`` with the persons on all lists of each set."""
    margins[:] = counts
    sum_supersets(margins, lists)


def margins_of(counts: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Persons found on all lists of each set, whatever other lists they are on.

    Example:
        >>> margins_of(np.array([0.0, 5.0, 7.0, 2.0])).tolist()
        [14.0, 7.0, 9.0, 2.0]
    """
    margins = np.array(counts, dtype=float)
    add_margins(np.asarray(counts, dtype=float), margins, int(np.log2(len(counts))))
    return margins
