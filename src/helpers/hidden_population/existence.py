"""Does a fit exist, and is it the only one? Decided in whole numbers.

The estimate exists when some table with no empty cell among those in the fit has the same
sufficient statistics (Fienberg and Rinaldo 2012). With A the design, S the observed cells and Z the
empty ones that is: some z with A z = 0 and z >= 1 on Z. Only the pattern of zeros matters. The
cells of S are eliminated first, which leaves one equation for each combination c of terms that
vanishes on S; usually there is none, and the estimate exists. What is left is a small linear
programme, solved by the simplex method in integers (Edmonds' exact pivots, Bland's rule), so no
tolerance is ever compared with anything.
"""

from __future__ import annotations

from functools import lru_cache
from types import FunctionType
from typing import Any

import numpy as np

from helpers.hidden_population.lattice import jit, split_terms, sum_subsets

# The compiled arithmetic gives up beyond this, and Python's long integers take over.
LIMIT = 2**30
_OVERFLOW = -1


@jit
def _eliminate(rows: Any, height: int, columns: int, width: int, limit: Any) -> int:
    """Bring the first ``columns`` columns to echelon form; the rank, or -1 past the limit."""
    rank = 0
    for column in range(columns):
        pivot = -1
        for i in range(rank, height):
            if rows[i, column] != 0 and (
                pivot < 0 or abs(rows[i, column]) < abs(rows[pivot, column])
            ):
                pivot = i
        if pivot < 0:
            continue
        for j in range(width):
            rows[rank, j], rows[pivot, j] = rows[pivot, j], rows[rank, j]
        lead = rows[rank, column]
        for i in range(rank + 1, height):
            factor = rows[i, column]
            if factor == 0:
                continue
            shared = 0
            for j in range(width):
                value = rows[i, j] * lead - rows[rank, j] * factor
                rows[i, j] = value
                value = abs(value)
                while value != 0:
                    shared, value = value, shared % value
            if shared > 1:
                for j in range(width):
                    rows[i, j] //= shared
            for j in range(width):
                if abs(rows[i, j]) > limit:
                    return -1
        rank += 1
        if rank == height:
            break
    return rank


@jit
def _can_be_positive(table: Any, height: int, width: int, limit: Any) -> int:
    """Whether B z = 0 has a solution with every z >= 1: 1 yes, 0 no, -1 past the limit.

    With z = 1 + m this is B m = -B 1, m >= 0: phase one of the simplex method. ``table`` is
    (height + 1) x (width + 1), with B in it.
    """
    for i in range(height):
        total = table[i, 0] * 0
        for j in range(width):
            total += table[i, j]
        table[i, width] = -total
        if -total < 0:
            for j in range(width + 1):
                table[i, j] = -table[i, j]
    for j in range(width + 1):
        table[height, j] = table[0, j] * 0
        for i in range(height):
            table[height, j] += table[i, j]
    basis = np.full(height, -1)
    last = 1
    while table[height, width] > 0:
        enter = -1
        for j in range(width):
            if table[height, j] > 0:
                enter = j
                break
        if enter < 0:
            return 0
        leave = -1
        for i in range(height):
            if table[i, enter] > 0:
                if leave < 0:
                    leave = i
                    continue
                here = table[i, width] * table[leave, enter]
                best = table[leave, width] * table[i, enter]
                # An artificial variable leaves first: it never comes back.
                if here < best or (here == best and basis[i] < basis[leave]):
                    leave = i
        pivot = table[leave, enter]
        for i in range(height + 1):
            if i == leave:
                continue
            factor = table[i, enter]
            for j in range(width + 1):
                value = (table[i, j] * pivot - factor * table[leave, j]) // last
                table[i, j] = value
                if abs(value) > limit:
                    return -1
        last = pivot
        basis[leave] = enter
    return 1


@jit
def fit_status(
    observed: Any, kept: Any, terms: Any, count: int, lists: int, rows: Any, limit: Any
) -> int:
    """0 fine, 1 no estimate, 2 not identifiable, 3 both; -1 past the limit.

    Args:
        observed: 1 for each history with somebody in it.
        kept: 1 for each history in the fit.
        terms: Terms that are not at minus infinity.
        count: How many.
        lists: Number of lists.
        rows: Room for whole numbers, (count + 1) x (2^t + count + 1).
        limit: Largest number that may occur.
    """
    size = 1 << lists
    # Not the literal 0: the compiler would make a second copy of what it is handed to.
    support, empty = count - count, count - count
    for cell in range(1, size):
        if kept[cell] and observed[cell]:
            for k in range(count):
                rows[k, support] = 1 if cell & terms[k] == terms[k] else 0
            support += 1
    for k in range(count):
        for j in range(count):
            rows[k, support + j] = 1 if j == k else 0
    rank = _eliminate(rows, count, support, support + count, limit)
    if rank == count or rank < 0:
        return 0 if rank == count else -1
    left = count - rank
    values = np.zeros((left, size), rows.dtype)
    for i in range(left):
        for k in range(count):
            values[i, terms[k]] = rows[rank + i, support + k]
        sum_subsets(values[i], lists)
    for cell in range(1, size):
        if kept[cell] and not observed[cell]:
            for i in range(left):
                rows[i, empty] = values[i, cell]
            empty += 1
    free = _eliminate(rows, left, empty, empty, limit)
    if free < 0:
        return -1
    lost = 2 if free < left else 0
    if free == 0:
        return lost
    found = _can_be_positive(rows, free, empty, limit)
    return -1 if found < 0 else lost + 1 - found


@lru_cache(maxsize=65536)
def status_of(lists: int, support: int, terms: tuple[int, ...]) -> int:
    """The status of a model for a pattern of zeros, exact, remembered.

    Args:
        lists: Number of lists.
        support: Bit h is set when somebody has the history h.
        terms: The model's terms as bits, the intercept 0 first.

    Example:
        >>> pattern = sum(1 << history for history in (0b001, 0b010, 0b100, 0b011))
        >>> status_of(3, pattern, (0, 1, 2, 4, 3, 5, 6)), status_of(3, pattern, (0, 1, 2, 4, 3))
        (2, 1)
    """
    size = 1 << lists
    observed = np.array([support >> cell & 1 for cell in range(size)], dtype=float)
    margins = observed.copy()
    for bit in range(lists):
        for cell in range(size):
            if not cell >> bit & 1:
                margins[cell] += margins[cell | 1 << bit]
    kept, free = np.zeros(size, np.int64), np.zeros(len(terms), np.int64)
    count = split_terms(margins, np.array(terms, np.int64), len(terms), lists, kept, free)
    shape = (count + 1, size + count + 1)
    found = fit_status(observed, kept, free, count, lists, np.zeros(shape, np.int64), LIMIT)
    if found != _OVERFLOW:
        return int(found)
    return exact_status(observed, kept, free[:count], lists)


def exact_status(observed: Any, kept: Any, free: Any, lists: int) -> int:
    """The same in Python's integers, which never run over: the same lines, not compiled."""
    count = len(free)
    rows = np.zeros((count + 1, (1 << lists) + count + 1), dtype=object)
    plain = {
        "_eliminate": _eliminate.py_func,
        "_can_be_positive": _can_be_positive.py_func,
        "sum_subsets": sum_subsets.py_func,
    }
    run = FunctionType(fit_status.py_func.__code__, {**globals(), **plain})
    return int(run(observed, kept, free, count, lists, rows, float("inf")))
