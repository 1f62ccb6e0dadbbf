"""Atoms that follow from what is known: one equation with one unknown after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

UNTOLD = -1

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
            for atom in atoms:
                if told[atom] == UNTOLD:
                    signs[atom] = signs.get(atom, 0) + sign
                else:
                    total -= sign * int(told[atom])
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
