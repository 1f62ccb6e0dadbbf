"""A move in whole numbers near one that is not whole: a small problem of its own."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_matrix, csr_matrix, vstack

from helpers.disclosure.choose.part import Part
from helpers.disclosure.solver import TOLERANCE, make_solver, to_lp

WIDE = 60
"""Sums of more atoms than this bring no further atoms into the problem."""

NODES = 200
"""Most branches: a count, not a time, so that plans repeat."""


def find_near(
    part: Part,
    near: np.ndarray,
    free: np.ndarray,
    room: np.ndarray,
    low: np.ndarray,
    target: tuple[int, int],
    seed: int = 0,
) -> np.ndarray | None:
    """Whole numbers for a move, with atoms that stand in small sums with those that it moves.

    Args:
        part: The connected part.
        near: A move that does what is wanted, and is not whole.
        free: Cells that move free of charge.
        room: How far each cell may go down.
        low: How far each atom may go down, as a bound of zero or below.
        target: A cell and by how much it has to move, down where negative.
        seed: For the solver.

    Returns:
        A move that changes no cell but free ones and those that ``near`` changes, or None.
    """
    moves = np.abs(near) > TOLERANCE
    change = np.asarray(part.sums @ near)
    loose = free | (np.abs(change) > TOLERANCE)
    size = np.diff(part.sums.indptr)
    touched = (np.asarray(part.sums @ moves.astype(float)) > 0) & (size <= WIDE)
    allowed = moves | (np.asarray(touched.astype(float) @ part.sums) > 0)
    stuck = ~loose & (size == 1)
    allowed &= np.asarray(stuck.astype(float) @ part.sums) == 0
    atoms = np.flatnonzero(allowed)
    rows = csr_matrix(vstack([part.sums, part.links]))[:, atoms]
    least = np.zeros(rows.shape[0])
    most = np.zeros(rows.shape[0])
    cells = len(part.cells)
    least[:cells] = np.where(loose, -room, 0.0)
    most[:cells] = np.where(loose, np.inf, 0.0)
    cell, by = target
    least[cell], most[cell] = (by, np.inf) if by > 0 else (least[cell], by)
    used = np.diff(rows.indptr) > 0
    used[cell] = True
    far = float(np.ceil(np.abs(near).max()) + 2 * part.threshold)
    lp = to_lp(
        csc_matrix(rows[used]),
        np.zeros(len(atoms)),
        np.maximum(low[atoms], -far),
        np.full(len(atoms), far),
        least[used],
        most[used],
    )
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(atoms)
    solver = make_solver(seed)
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.passModel(lp)
    solver.run()
    if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return None
    move = np.zeros(len(near), dtype=np.int64)
    move[atoms] = np.rint(solver.getSolution().col_value).astype(np.int64)
    return move
