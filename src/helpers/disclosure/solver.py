"""HiGHS, always set up the same way: silent, one thread, the same answer each time."""

from __future__ import annotations

import highspy
import numpy as np
from scipy.sparse import csc_matrix

# A value this near to a whole number is one; every witness is checked in whole numbers anyway.
TOLERANCE = 1e-6


class _Silent(highspy.Highs):
    """A solver that prints nothing; HiGHS prints its name as soon as callbacks are set up."""

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


def make_solver(seed: int = 0, time_limit: float | None = None) -> highspy.Highs:
    """A solver without output or threads, so that a plan made twice is the same plan."""
    solver = _Silent()
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("random_seed", seed)
    if time_limit is not None:
        solver.setOptionValue("time_limit", max(time_limit, 0.01))
    return solver


def to_lp(
    matrix: csc_matrix,
    cost: np.ndarray,
    lower: np.ndarray,
    upper: np.ndarray,
    row_lower: np.ndarray,
    row_upper: np.ndarray,
) -> highspy.HighsLp:
    """A linear program in the solver's own form: rows by columns, minimised."""
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = (
        np.asarray(column, dtype=float) for column in (cost, lower, upper)
    )
    lp.row_lower_ = np.asarray(row_lower, dtype=float)
    lp.row_upper_ = np.asarray(row_upper, dtype=float)
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_ = matrix.indptr
    lp.a_matrix_.index_ = matrix.indices
    lp.a_matrix_.value_ = matrix.data.astype(float)
    return lp
