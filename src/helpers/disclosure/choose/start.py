"""A first release that agrees with every true count: where each proof starts from."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_matrix, vstack

from helpers.disclosure.solver import make_solver, to_lp
from helpers.disclosure.system import System


def find_base(
    system: System, attackers: list[np.ndarray], time_limit: float | None = None
) -> np.ndarray:
    """Whole numbers of persons in each atom that give every cell and every link.

    The truth where it is known; otherwise any that fits, found by MILP.

    Args:
        system: Counts, links, and the truth if known.
        attackers: Persons that somebody knows to be in each atom; lower bounds.
        time_limit: Seconds for the search, None for no limit.

    Raises:
        ValueError: Nothing fits: the counts contradict each other. Never read as 'protected'.
    """
    floor = np.maximum.reduce(attackers)
    if system.truth is not None:
        base = np.asarray(system.truth, dtype=np.int64)
        if base.shape != (system.atoms,) or (base < floor).any():
            raise ValueError("the truth has one count for each atom, none below what is known")
    else:
        base = _search(system, floor, time_limit)
    if (system.sums() @ base != system.persons).any() or (system.equalities() @ base).any():
        raise ValueError("the counts contradict each other: no atoms give all of them")
    return base


def _search(system: System, floor: np.ndarray, time_limit: float | None) -> np.ndarray:
    if not system.atoms:
        return np.zeros(0, dtype=np.int64)
    rows = csc_matrix(vstack([system.sums(), system.equalities()]))
    values = np.concatenate([system.persons, np.zeros(len(system.links))])
    no_cost = np.zeros(system.atoms)
    lp = to_lp(rows, no_cost, floor, np.full(system.atoms, np.inf), values, values)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * system.atoms
    solver = make_solver(time_limit=time_limit)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise ValueError("the counts contradict each other, or no atoms were found in time")
    return np.rint(solver.getSolution().col_value).astype(np.int64)
