"""A linear program over whole numbers, solved by HiGHS: one way in and out for what needs one."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from helpers.disclosure.solver import make_solver, to_lp
from helpers.errors import CaselightError


class OutOfTimeError(CaselightError):
    """The solver found no answer within the time that it was given: never 'safe', never 'none'."""


@dataclass(frozen=True)
class Program:
    """Minimise ``cost @ x`` where ``least <= rows @ x <= most`` and ``lower <= x <= upper``.

    Args:
        cost: One number for each unknown.
        rows: Sums of unknowns, one a row.
        least: Smallest value of each sum.
        most: Largest value of each sum; infinite for no bound.
        lower: Smallest value of each unknown.
        upper: Largest value of each unknown; infinite for no bound.
        whole: Which unknowns are whole numbers.
    """

    cost: np.ndarray
    rows: csr_matrix
    least: np.ndarray
    most: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    whole: np.ndarray


def solve_program(
    program: Program, *, time_limit: float | None = None, seed: int = 0
) -> np.ndarray | None:
    """The best unknowns, or None where none fit.

    Whole unknowns come back as exact whole numbers; the caller checks the sums himself, since a
    solver works to a tolerance.

    Args:
        program: What is to be solved.
        time_limit: Seconds that it may take; None for no limit.
        seed: The solver's random seed, so that a run can be repeated.

    Raises:
        OutOfTimeError: The best answer was not proven within the time.
        ValueError: The program has no least cost, or the solver failed.

    Example:
        >>> one = np.array([1.0])
        >>> rows = csr_matrix([[2.0]])
        >>> high = np.array([np.inf])
        >>> solve_program(Program(one, rows, np.array([3.0]), high, 0 * one, high, one > 0))
        array([2.])
    """
    solver = make_solver(seed, time_limit)
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(_to_model(program))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status == highspy.HighsModelStatus.kTimeLimit:
        raise OutOfTimeError(
            "A protection is used only when it was found within its time.",
            f"{len(program.cost)} unknowns, and no answer in {time_limit:g} seconds",
            "Allow more time, or ask for fewer and coarser tables.",
        )
    if status != highspy.HighsModelStatus.kOptimal:
        raise ValueError(f"the solver ended with {solver.modelStatusToString(status)}")
    found = np.array(solver.getSolution().col_value)
    return np.where(program.whole, np.round(found), found)


def _to_model(program: Program) -> highspy.HighsLp:
    model = to_lp(
        program.rows.tocsc(),
        program.cost,
        program.lower,
        program.upper,
        program.least,
        program.most,
    )
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(w)] for w in program.whole]
    return model
