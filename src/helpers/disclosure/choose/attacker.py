"""How far a count can be from the truth, given what is hidden: the attacker's linear program."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_matrix, vstack

from helpers.disclosure.choose.part import Part
from helpers.disclosure.solver import TOLERANCE, make_solver, to_lp


@dataclass(frozen=True)
class Reach:
    """How far a count can move, and why not further.

    Args:
        far: Persons.
        dual: For each cell what one person more of room would add: above 0 where it cannot go up,
            below 0 where it cannot go down.
        given: What the atoms alone allow for, whatever is hidden.
    """

    far: float
    dual: np.ndarray
    given: float


class Attacker:
    """The linear program of one part; only bounds and the objective change."""

    def __init__(self, part: Part, seed: int = 0) -> None:
        self.part = part
        cells, atoms = part.sums.shape
        self.room = np.where(
            part.rules.asked, np.maximum(part.persons - part.rules.least, 0), np.inf
        ).astype(float)
        matrix = csc_matrix(vstack([part.sums, part.links]))
        low = (part.attackers[0] - part.base).astype(float)
        nothing = np.zeros(matrix.shape[0])
        lp = to_lp(matrix, np.zeros(atoms), low, np.full(atoms, np.inf), nothing, nothing)
        self.solver = make_solver(seed)
        self.solver.passModel(lp)
        self.low, self.who = low, 0
        self.hidden = np.zeros(cells)
        self.set_hidden(np.zeros(cells))

    def set_hidden(self, hidden: np.ndarray) -> None:
        """How far each cell is hidden, 0 to 1; a cell that nobody asked for may be anything.

        A cell that is hidden in part has that part of its room; this is not what an attacker
        meets, but where the master program's relaxation finds its inequalities.
        """
        hidden = np.where(self.part.rules.asked, hidden.astype(float), 1.0)
        for cell in np.flatnonzero(hidden != self.hidden):
            self.solver.changeRowBounds(int(cell), *self._bounds(float(hidden[cell]), int(cell)))
        self.hidden = hidden

    def _bounds(self, hidden: float, cell: int) -> tuple[float, float]:
        if hidden >= 1:
            return -self.room[cell], np.inf
        return -self.room[cell] * hidden, 2.0 * self.part.threshold * hidden

    def reach(self, guard: int, way: int) -> Reach:
        """How far a guard goes up (1) or down (-1), up to twice the threshold."""
        part, guards = self.part, self.part.guards
        cell, limit = int(guards.cell[guard]), 2.0 * self.part.threshold
        self._set_attacker(int(guards.who[guard]))
        low, high = (-self.room[cell], limit) if way > 0 else (-min(self.room[cell], limit), np.inf)
        self.solver.changeRowBounds(cell, low, high)
        atoms = part.sums.indices[part.sums.indptr[cell] : part.sums.indptr[cell + 1]]
        for atom in atoms:
            self.solver.changeColCost(int(atom), -float(way))
        self.solver.run()
        solution, info = self.solver.getSolution(), self.solver.getInfo()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ValueError("the counts contradict each other: no release fits what is shown")
        dual = -np.asarray(solution.row_dual)[: len(part.cells)]
        pull = np.asarray(solution.col_dual)
        far = -float(info.objective_function_value)
        for atom in atoms:
            self.solver.changeColCost(int(atom), 0.0)
        self.solver.changeRowBounds(cell, *self._bounds(float(self.hidden[cell]), cell))
        given = float(np.sum(np.where(np.abs(pull) > TOLERANCE, np.abs(pull) * -self.low, 0.0)))
        if abs(dual[cell]) > TOLERANCE and way > 0 and dual[cell] > 0:
            given = limit  # the stated limit holds it, not a cell: it goes far enough
        return Reach(far, dual, given)

    def _set_attacker(self, who: int) -> None:
        low = (self.part.attackers[who] - self.part.base).astype(float)
        for atom in np.flatnonzero(low != self.low):
            self.solver.changeColBounds(int(atom), low[atom], np.inf)
        self.low, self.who = low, who
