"""A linear program over whole numbers, solved by HiGHS: one way in and out for what needs one."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_matrix

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
    solver = _Silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("random_seed", seed)
    solver.setOptionValue("mip_rel_gap", 0.0)
    if time_limit is not None:
        solver.setOptionValue("time_limit", float(time_limit))
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


class _Silent(highspy.Highs):
    """A solver that prints nothing; HiGHS prints its name as soon as callbacks are set up."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def _to_model(program: Program) -> highspy.HighsLp:
    rows = program.rows.tocsr()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.cost), rows.shape[0]
    model.col_cost_ = program.cost.astype(float)
    model.col_lower_, model.col_upper_ = program.lower.astype(float), program.upper.astype(float)
    model.row_lower_, model.row_upper_ = program.least.astype(float), program.most.astype(float)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = rows.indptr
    model.a_matrix_.index_ = rows.indices
    model.a_matrix_.value_ = rows.data.astype(float)
    if program.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(w)] for w in program.whole]
    return model
