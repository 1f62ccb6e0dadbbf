"""An attacker on counts by country and year, written without a look at Caselight's own audit.

He has the printed numbers, knows that a row that is absent is zero and one that is hidden is not,
and knows from other tables how many persons a country and year has. Two ways to the same answer:
sums of intervals going up and down the tree of totals, which is exact for nested totals, and a
linear program over all unknowns at once.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.optimize import linprog

Key = tuple[str, str]
Interval = tuple[int, int]
ALL = "all"


def parent(key: Key) -> Key | None:
    """The total that a cell adds to: a year to its country, a country to everything."""
    country, year = key
    if year != ALL:
        return country, ALL
    return (ALL, ALL) if country != ALL else None


def work_out(printed: Mapping[Key, int | None], most: Mapping[Key, int]) -> dict[Key, Interval]:
    """For each cell the smallest and largest number that fit everything that is printed."""
    children: dict[Key, list[Key]] = {key: [] for key in printed}
    for key in printed:
        above = parent(key)
        if above is not None:
            children[above].append(key)
    known = {key: (1, most[key]) if n is None else (n, n) for key, n in printed.items()}
    # Leaves first, then countries, then everything; and back.
    order = sorted(printed, key=lambda key: (key[1] == ALL) + (key[0] == ALL))
    for key in order:
        if children[key]:
            low = sum(known[child][0] for child in children[key])
            high = sum(known[child][1] for child in children[key])
            known[key] = max(known[key][0], low), min(known[key][1], high)
    for key in reversed(order):
        lows = sum(known[child][0] for child in children[key])
        highs = sum(known[child][1] for child in children[key])
        low, high = known[key]
        narrowed = {}
        for child in children[key]:
            least, greatest = known[child]
            narrowed[child] = (
                max(least, low - (highs - greatest)),
                min(greatest, high - (lows - least)),
            )
        known.update(narrowed)
    assert all(low <= high for low, high in known.values()), "the printed numbers do not add up"
    return known


def solve(printed: Mapping[Key, int | None], most: Mapping[Key, int], key: Key) -> Interval:
    """The same for one cell, by linear programming."""
    keys = sorted(printed)
    place = {k: i for i, k in enumerate(keys)}
    matrix, right = [], []
    for total in keys:
        parts = [k for k in keys if parent(k) == total]
        if parts:
            line = np.zeros(len(keys))
            line[place[total]] = -1
            line[[place[k] for k in parts]] = 1
            matrix.append(line)
            right.append(0)
    bounds = [(1, most[k]) if printed[k] is None else (printed[k], printed[k]) for k in keys]
    ends = []
    for sign in (1, -1):
        objective = np.zeros(len(keys))
        objective[place[key]] = sign
        found = linprog(objective, A_eq=np.array(matrix), b_eq=right, bounds=bounds)
        assert found.success
        ends.append(round(sign * found.fun, 6))
    return int(np.ceil(ends[0])), int(np.floor(ends[1]))
