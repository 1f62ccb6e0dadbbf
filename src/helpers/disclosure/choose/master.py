"""The master program: the cheapest choice of cells that meets the inequalities found so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_matrix

from helpers.disclosure.choose.part import Part
from helpers.disclosure.solver import TOLERANCE, make_solver, to_lp

NODES = 10
"""Most branches of one search: a count, not a time, so that plans repeat."""


@dataclass(frozen=True)
class Cut:
    """At least ``least`` has to come from these cells, each hidden from 0 to 1."""

    weight: np.ndarray
    least: float


class Master:
    """Which cells to hide beside those that stay hidden in any case.

    Args:
        part: The connected part.
        keep: One entry a cell: what stays hidden in any case.
        seed: For the solver.
    """

    def __init__(self, part: Part, keep: np.ndarray, seed: int = 0) -> None:
        self.part, self.keep, self.seed = part, keep, seed
        self.choice = np.flatnonzero(part.rules.may & ~keep)
        self.cost = part.rules.cost[self.choice]
        self.cuts: list[Cut] = []
        self.chosen = keep.astype(float)

    def add(self, cuts: Sequence[Cut]) -> None:
        """Further inequalities; some that have long been met with room to spare are dropped."""
        if len(self.cuts) > 400:
            slack = [cut.weight @ self.chosen - cut.least for cut in self.cuts]
            self.cuts = [c for c, over in zip(self.cuts, slack, strict=True) if over < 0.5]
        self.cuts += cuts

    def solve(self, best: float, whole: bool, seconds: float = np.inf) -> np.ndarray | None:
        """How far to hide each cell, 0 to 1; None where nothing costs ``best`` or less.

        Args:
            best: Most that the choice may cost.
            whole: Whether a cell is hidden or not, and nothing between.
            seconds: Time limit.
        """
        if not self.cuts:
            return self.chosen
        rows = np.array([cut.weight[self.choice] for cut in self.cuts] + [self.cost])
        low = np.array([cut.least - TOLERANCE for cut in self.cuts] + [-np.inf])
        high = np.full(len(low), np.inf)
        high[-1] = best
        none, one = np.zeros(len(self.choice)), np.ones(len(self.choice))
        lp = to_lp(csc_matrix(rows), self.cost, none, one, low, high)
        if whole:
            lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.choice)
        solver = make_solver(self.seed, None if np.isinf(seconds) else seconds)
        solver.setOptionValue("mip_max_nodes", NODES)
        solver.passModel(lp)
        solver.run()
        found = solver.getInfo().primal_solution_status
        if found != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        value = np.clip(np.asarray(solver.getSolution().col_value), 0.0, 1.0)
        self.chosen = self.keep.astype(float)
        self.chosen[self.choice] = np.rint(value) if whole else value
        return self.chosen
