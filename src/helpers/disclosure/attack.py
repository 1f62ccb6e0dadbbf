"""What an attacker can work out about hidden counts from the figures shown beside them.

The attacker knows every shown total, and that counts of persons are whole numbers of at least
zero. Each hidden cell is an unknown; each shown total over hidden and shown cells is an equation.
The smallest and largest value of an unknown that fit all equations are its *attainable interval*:
the standard audit of cell suppression (Hundepool et al., *Statistical Disclosure Control*, 2012,
section 4.3.2). A hidden cell is protected only if its interval is wide enough.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

Equation = tuple[Sequence[tuple[int, int]], int]

# HiGHS solves to a tolerance: a bound within this distance of a whole number is that number.
TOLERANCE = 1e-6

_INFEASIBLE = 2
_UNBOUNDED = 3


@dataclass(frozen=True)
class Interval:
    """Every whole number that a hidden count can be; ``upper`` is None where nothing bounds it."""

    lower: int
    upper: int | None

    @property
    def width(self) -> float:
        """Largest minus smallest attainable value; infinite where nothing bounds the count."""
        return math.inf if self.upper is None else self.upper - self.lower


def attainable(
    unknowns: int,
    equations: Sequence[Equation],
    upper: Sequence[int | None],
    lower: Sequence[int],
    only: Sequence[int] | None = None,
) -> list[Interval]:
    """Return for each hidden count the interval that the shown figures leave it.

    The linear relaxation is solved and its bounds are rounded inwards to whole numbers. For one
    table with margins in two dimensions, and for nested totals, the relaxation is exact; for
    other systems the true interval may be narrower, never wider.

    Args:
        unknowns: How many hidden counts there are; they are numbered from 0.
        equations: What is shown: ``([(index, coefficient), ...], total)`` each, in persons.
        upper: For each unknown the largest value known from outside, None for no bound.
        lower: For each unknown the smallest value known from outside, in persons.
        only: The unknowns to answer for, in the order of the answer; all when None.

    Raises:
        ValueError: The equations contradict each other or the bounds, or name an unknown
            that does not exist. A contradiction is never reported as 'protected'.

    >>> attainable(2, [([(0, 1), (1, 1)], 12)], [None, None], [0, 0])
    [Interval(lower=0, upper=12), Interval(lower=0, upper=12)]
    >>> attainable(1, [([(0, 1)], 3)], [None], [0])
    [Interval(lower=3, upper=3)]
    """
    _check_shape(unknowns, equations, upper, lower)
    matrix, totals = _to_matrix(unknowns, equations)
    bounds = list(zip(lower, upper, strict=True))
    intervals = []
    for index in range(unknowns) if only is None else only:
        smallest = _extreme(index, 1, matrix, totals, bounds)
        largest = _extreme(index, -1, matrix, totals, bounds)
        intervals.append(_to_interval(index, smallest, largest))
    if unknowns == 0 and any(total != 0 for total in totals):
        raise ValueError("a shown total differs from the sum of its shown cells")
    return intervals


def _check_shape(
    unknowns: int,
    equations: Sequence[Equation],
    upper: Sequence[int | None],
    lower: Sequence[int],
) -> None:
    if len(upper) != unknowns or len(lower) != unknowns:
        raise ValueError(f"{unknowns} unknowns need as many upper and lower bounds")
    indices = [index for terms, _ in equations for index, _ in terms]
    if any(index < 0 or index >= unknowns for index in indices):
        raise ValueError("an equation names an unknown that does not exist")


def _to_matrix(
    unknowns: int, equations: Sequence[Equation]
) -> tuple[csr_matrix | None, np.ndarray]:
    rows, columns, values = [], [], []
    for row, (terms, _) in enumerate(equations):
        for index, coefficient in terms:
            rows.append(row)
            columns.append(index)
            values.append(float(coefficient))
    totals = np.array([float(total) for _, total in equations])
    if not equations or not unknowns:
        return None, totals
    # Repeated (row, column) pairs add up, as a term named twice should.
    return csr_matrix((values, (rows, columns)), shape=(len(equations), unknowns)), totals


def _extreme(
    index: int,
    sign: int,
    matrix: csr_matrix | None,
    totals: np.ndarray,
    bounds: list[tuple[int, int | None]],
) -> float | None:
    """Minimise (sign 1) or maximise (sign -1) one unknown; None where it is unbounded."""
    if matrix is None:
        low, high = bounds[index]
        if high is not None and high < low:
            raise ValueError("the bounds of an unknown contradict each other")
        return low if sign == 1 else high
    objective = np.zeros(len(bounds))
    objective[index] = sign
    found = linprog(objective, A_eq=matrix, b_eq=totals, bounds=bounds, method="highs")
    if found.status == _UNBOUNDED:
        return None
    if found.status == _INFEASIBLE:
        raise ValueError("the shown figures contradict each other: no counts fit them")
    if not found.success:
        raise ValueError(f"the solver gave up: {found.message}")
    return float(found.x[index])


def _to_interval(index: int, smallest: float | None, largest: float | None) -> Interval:
    if smallest is None:
        raise ValueError(f"unknown {index} has no lower bound")
    low = math.ceil(smallest - TOLERANCE)
    if largest is None:
        return Interval(low, None)
    high = math.floor(largest + TOLERANCE)
    if high < low:
        raise ValueError("the shown figures contradict each other: no whole counts fit them")
    return Interval(low, high)
