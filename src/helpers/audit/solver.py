"""One linear program in HiGHS, kept and solved again for each objective.

After a change of the objective the last solution still fits, so the primal simplex goes on from
there. Reference: Huangfu and Hall, *Parallelizing the dual revised simplex method*, Mathematical
Programming Computation 10 (2018).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.statements import NO_LIMIT

TOLERANCE = 1e-6
"""HiGHS solves to a tolerance: a bound within this distance of a whole number is that number."""

_PRIMAL_SIMPLEX = 4


@dataclass(frozen=True)
class Answer:
    """What the solver found.

    Args:
        status: ``solved``, ``infeasible`` or ``stopped`` (no time left, or gave up).
        bound: No solution has a smaller objective than this.
        atoms: A solution, where there is one.
        duals: The multiplier of each row in the proof of the bound.
    """

    status: str
    bound: float = -math.inf
    atoms: np.ndarray | None = field(default=None, repr=False)
    duals: np.ndarray | None = field(default=None, repr=False)


class _Quiet(highspy.Highs):
    """HiGHS without its banner, which would stand between the lines of a report."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the name is HiGHS's
        self.setOptionValue("output_flag", False)


class Program:
    """Rows of whole numbers, and unknowns of at least zero.

    Args:
        matrix: Rows by unknowns.
        lower: The least of each row.
        upper: The most of each row; ``NO_LIMIT`` for none.
        least: Lower bounds of the unknowns.
        most: Upper bounds of the unknowns.
        whole: Whether they must be whole numbers.
    """

    def __init__(
        self,
        matrix: csr_matrix,
        lower: np.ndarray,
        upper: np.ndarray,
        least: np.ndarray,
        most: np.ndarray,
        *,
        whole: bool = False,
    ) -> None:
        self._width = matrix.shape[1]
        self._whole = whole
        self._solver = _Quiet()
        self._solver.setOptionValue("threads", 1)
        self._solver.setOptionValue("random_seed", 1)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = matrix.shape[1], matrix.shape[0]
        program.col_cost_ = np.zeros(self._width)
        program.col_lower_, program.col_upper_ = _floats(least), _floats(most)
        program.row_lower_, program.row_upper_ = _floats(lower), _floats(upper)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = matrix.indptr
        program.a_matrix_.index_ = matrix.indices
        program.a_matrix_.value_ = matrix.data.astype(float)
        if whole:
            self._solver.setOptionValue("mip_rel_gap", 0.0)
            self._solver.setOptionValue("mip_abs_gap", 0.9)
            program.integrality_ = [highspy.HighsVarType.kInteger] * self._width
        self._solver.passModel(program)
        self._started = False

    def minimise(self, cost: np.ndarray, seconds: float, enough: float | None = None) -> Answer:
        """Solve for the smallest ``cost`` times the unknowns.

        Args:
            cost: One factor an unknown.
            seconds: When to stop.
            enough: With whole numbers: a solution this small ends the search.
        """
        self._solver.changeColsCost(self._width, np.arange(self._width, dtype=np.int32), cost)
        # The clock of a model goes on over all its solutions.
        limit = self._solver.getRunTime() + max(seconds, 0.01)
        self._solver.setOptionValue("time_limit", limit)
        if self._whole:
            target = -math.inf if enough is None else enough + 0.5
            self._solver.setOptionValue("objective_target", target)
        elif self._started:
            self._solver.setOptionValue("simplex_strategy", _PRIMAL_SIMPLEX)
        self._solver.run()
        return self._answer()

    def _answer(self) -> Answer:
        status = self._solver.getModelStatus()
        kinds = highspy.HighsModelStatus
        if status in (kinds.kInfeasible, kinds.kUnboundedOrInfeasible):
            return Answer("infeasible")
        info, solution = self._solver.getInfo(), self._solver.getSolution()
        feasible = info.primal_solution_status == int(
            highspy.SolutionStatus.kSolutionStatusFeasible
        )
        atoms = np.array(solution.col_value) if feasible else None
        if self._whole:
            solved = "solved" if atoms is not None else "stopped"
            return Answer(solved, info.mip_dual_bound, atoms)
        if status != kinds.kOptimal:
            return Answer("stopped", atoms=atoms)
        self._started = True
        return Answer("solved", info.objective_function_value, atoms, np.array(solution.row_dual))

    def contradiction(self) -> np.ndarray:
        """The rows of a proof that nothing fits (after :meth:`minimise` said so)."""
        self._solver.setOptionValue("presolve", "off")
        self._solver.run()
        found = self._solver.getDualRay()  # type: ignore[attr-defined]
        ray = np.abs(np.asarray(found[-1])) if len(found) > 1 else np.zeros(0)
        return np.flatnonzero(ray > TOLERANCE)


def _floats(numbers: np.ndarray) -> np.ndarray:
    floats = np.asarray(numbers, dtype=float).copy()
    floats[np.asarray(numbers) >= NO_LIMIT] = highspy.kHighsInf
    return floats
