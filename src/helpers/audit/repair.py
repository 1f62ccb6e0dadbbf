"""From a solution of the linear program to whole numbers that are possible.

Most corners of these systems are whole already. Otherwise the atoms that are not, and those that
share rows with them, are solved again as whole numbers near the solution; all others stay.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.reduction import Part
from helpers.audit.solver import TOLERANCE, Program
from helpers.audit.statements import NO_LIMIT

_TRIES = ((0, 1), (1, 2), (2, 10))
"""How far around the broken atoms, in rows, and how far from the solution, in persons."""


def make_whole(part: Part, atoms: np.ndarray, seconds: float) -> np.ndarray | None:
    """Whole numbers near a solution that agree with every row; None where none were found.

    Args:
        part: The rows.
        atoms: The solution, in fractions.
        seconds: For each try.
    """
    near = np.rint(atoms).astype(np.int64)
    broken = np.abs(atoms - near) > TOLERANCE
    if not broken.any():
        return near if part.fits(near) else None
    if seconds <= 0:
        return None
    ones = csr_matrix(
        (np.ones(part.matrix.nnz, np.int64), part.matrix.indices, part.matrix.indptr),
        part.matrix.shape,
    )
    for hops, spread in _TRIES:
        loose = broken
        for _ in range(hops):
            touched = ones @ loose.astype(np.int64) > 0
            loose = loose | (ones.T @ touched.astype(np.int64) > 0)
        found = _solve_near(part, atoms, near, loose, spread, seconds)
        if found is not None and part.fits(found):
            return found
    return None


def _solve_near(
    part: Part,
    atoms: np.ndarray,
    near: np.ndarray,
    loose: np.ndarray,
    spread: int,
    seconds: float,
) -> np.ndarray | None:
    columns = np.flatnonzero(loose)
    kept = np.where(loose, 0, near)
    narrow = csr_matrix(part.matrix[:, columns])
    rows = np.flatnonzero(np.diff(narrow.indptr))
    sums = (part.matrix @ kept)[rows]
    upper = part.upper[rows]
    program = Program(
        csr_matrix(narrow[rows]),
        part.lower[rows] - sums,
        upper - np.where(upper < NO_LIMIT, sums, 0),
        np.maximum(0, np.floor(atoms[columns]) - spread + 1),
        np.ceil(atoms[columns]) + spread - 1,
        whole=True,
    )
    answer = program.minimise(np.zeros(len(columns)), seconds)
    if answer.atoms is None:
        return None
    found = near.copy()
    found[columns] = np.rint(answer.atoms).astype(np.int64)
    return found
