"""Atoms that follow from what is known: one equation with one unknown after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

UNTOLD = -1

MOST_COMPLETED = 50_000
"""More unknown atoms than this are not filled in."""

Equation = tuple[Sequence[int], Sequence[int], int]
"""Atoms that are added, atoms that are taken off, and what is left, in persons."""


def tell_atoms(known: np.ndarray, equations: Sequence[Equation]) -> np.ndarray | None:
    """Work out unknown atoms.

    Args:
        known: Persons in each atom, ``UNTOLD`` where nobody told.
        equations: What holds among them.

    Returns:
        The atoms, ``UNTOLD`` where they do not follow; None where the equations contradict.

    Example:
        >>> tell_atoms(np.array([UNTOLD, 4, UNTOLD]), [([0, 1], [], 10), ([0], [2], 1)]).tolist()
        [6, 4, 5]
    """
    told = known.astype(np.int64).copy()
    open_at = _find_open(told, equations)
    if open_at is None:
        return None
    uses: dict[int, list[int]] = {}
    for at in open_at:
        for atom in (*equations[at][0], *equations[at][1]):
            if told[atom] == UNTOLD:
                uses.setdefault(atom, []).append(at)
    waiting = list(open_at)
    while waiting:
        plus, minus, total = equations[waiting.pop()]
        signs: dict[int, int] = {}
        for atoms, sign in ((plus, 1), (minus, -1)):
            mine = np.asarray(atoms, dtype=np.int64)
            is_open = told[mine] == UNTOLD
            total -= sign * int(told[mine[~is_open]].sum())
            for atom in mine[is_open].tolist():
                signs[atom] = signs.get(atom, 0) + sign
        open_ones = [(atom, sign) for atom, sign in signs.items() if sign]
        if not open_ones and total:
            return None
        if len(open_ones) == 1:
            atom, sign = open_ones[0]
            if total * sign < 0 or abs(sign) != 1:
                return None
            told[atom] = total * sign
            waiting += uses[atom]
        elif total == 0 and len({sign for _, sign in open_ones}) == 1:
            for atom, _ in open_ones:  # counts that add up to nobody are all nobody
                told[atom] = 0
                waiting += uses[atom]
    return told


def complete(told: np.ndarray, equations: Sequence[Equation]) -> np.ndarray | None:
    """Whole numbers for the atoms that nothing tells, so that every equation holds.

    Args:
        told: What ``tell_atoms`` gave.
        equations: What holds among the atoms.

    Returns:
        One of the populations that agree with all counts; None where none was found in time.
    """
    unknown = np.flatnonzero(told == UNTOLD)
    if not unknown.size or unknown.size > MOST_COMPLETED:
        return None if unknown.size else told
    column = {int(atom): at for at, atom in enumerate(unknown)}
    rows, columns, signs = [], [], []
    totals: list[int] = []
    for plus, minus, total in equations:
        if not column.keys() & {*plus, *minus}:
            continue
        for atoms, sign in ((plus, 1), (minus, -1)):
            for atom in atoms:
                if atom in column:
                    rows.append(len(totals))
                    columns.append(column[atom])
                    signs.append(sign)
                else:
                    total -= sign * int(told[atom])
        totals.append(total)
    shape = (len(totals), len(unknown))
    fixed = LinearConstraint(csr_matrix((signs, (rows, columns)), shape=shape), totals, totals)
    found = milp(np.zeros(len(unknown)), constraints=fixed, integrality=np.ones(len(unknown)),
                 bounds=Bounds(0, np.inf), options={"time_limit": 30.0})  # fmt: skip
    if not found.success:
        return None
    whole = told.copy()
    whole[unknown] = np.rint(found.x).astype(np.int64)
    return whole


def _find_open(told: np.ndarray, equations: Sequence[Equation]) -> list[int] | None:
    """Equations with an unknown atom; None where one without contradicts."""
    found = []
    for at, (plus, minus, total) in enumerate(equations):
        one, two = (told[np.asarray(atoms, dtype=np.int64)] for atoms in (plus, minus))
        if (one == UNTOLD).any() or (two == UNTOLD).any():
            found.append(at)
        elif int(one.sum()) - int(two.sum()) != total:
            return None
    return found
