"""The cheapest other release in which one count differs by so much.

Columns: the move of each atom, and for each cell how far it goes up and how far down. A cell that
is hidden already moves free of charge down to the least value that an attacker allows for; one
that is shown pays for each person, and stays where it is when it must not be hidden. This is the
network heuristic of Kelly, Golden and Assad [1]_ with any sums in place of rows and columns; the
solver starts each time from the basis in which nothing moves, a few pivots from the answer.

References:
    .. [1] Kelly, J. P., Golden, B. L. and Assad, A. A. (1990). Cell suppression: disclosure
       protection for sensitive tabular data. Networks 22, 397-417.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import bmat, csc_matrix, identity

from helpers.disclosure.choose.near import find_near
from helpers.disclosure.choose.part import Part
from helpers.disclosure.solver import TOLERANCE, make_solver, to_lp

NODES = 2_000
"""Most branches of a search for whole numbers: a count, not a time, so that plans repeat."""

SHORT = 1e-3
"""What a person costs in a cell that is hidden already: next to nothing, so that a move is short
and meets few others."""


@dataclass(frozen=True)
class Target:
    """One cell is to move by ``by`` persons or more; down where negative."""

    cell: int
    by: int
    who: int


class Model:
    """Moves of a part that agree with every shown count, cheapest first."""

    def __init__(self, part: Part, seed: int = 0) -> None:
        cells, atoms = part.sums.shape
        self.part, self.seed, self.solved = part, seed, 0
        self.atoms, self.cells = atoms, cells
        eye = identity(cells, format="csc")
        empty = csc_matrix((part.links.shape[0], cells))
        blocks = [[part.sums, -eye, eye], [part.links, empty, empty]]
        self.matrix = csc_matrix(bmat(blocks))
        self.cost = np.concatenate([np.zeros(atoms), part.rules.cost, part.rules.cost])
        self.price = self.cost[atoms : atoms + cells]
        room = np.maximum(part.persons - part.rules.least, 0).astype(float)
        self.room = np.where(part.rules.asked, room, np.inf)
        movable = part.rules.may
        self.lower = np.concatenate([np.zeros(atoms), np.zeros(2 * cells)])
        self.upper = np.concatenate(
            [
                np.full(atoms, np.inf),
                np.where(movable, np.inf, 0.0),
                np.where(movable, self.room, 0.0),
            ]
        )
        self.who = 0
        self.lower[:atoms] = part.attackers[0] - part.base
        for cell in np.flatnonzero(~part.rules.asked):
            self._set_free(int(cell))
        nothing = np.zeros(self.matrix.shape[0])
        lp = to_lp(self.matrix, self.cost, self.lower, self.upper, nothing, nothing)
        self.solver = make_solver(seed)
        self.solver.passModel(lp)
        self.home = self._go_home()

    def hide(self, cells: np.ndarray) -> None:
        """The cells move free of charge from now on."""
        for cell in cells:
            self._set_free(int(cell))
            self._send(int(cell))
        self.away = True

    def show(self, cell: int) -> None:
        """The cell pays again when it moves."""
        up, down = self.atoms + cell, self.atoms + self.cells + cell
        self.cost[[up, down]] = self.part.rules.cost[cell]
        self._send(cell)
        self.away = True

    def solve(self, target: Target) -> tuple[float, np.ndarray] | None:
        """The cheapest move and its cost; None where no move does it.

        The move is in whole numbers where the linear answer is; see :meth:`solve_whole`.
        """
        if -target.by > self.room[target.cell]:
            return None
        if target.who != self.who:
            self._set_attacker(target.who)
        if self.away:
            self.home = self._go_home()
        self._aim(target)
        self.solver.setBasis(self.home)
        found = self._run(self.solver)
        self._release(target)
        return found

    def solve_whole(
        self, target: Target, near: np.ndarray | None = None, time_limit: float | None = None
    ) -> tuple[float, np.ndarray] | None:
        """The same in whole numbers, by branch and bound within stated limits.

        With ``near``, a move that is not whole, no cell may change but those that it changes and
        those that are free; that is a small problem.
        """
        if target.who != self.who:
            self._set_attacker(target.who)
        self._aim(target)
        nothing = np.zeros(self.matrix.shape[0])
        lower, upper, cost = self.lower.copy(), self.upper.copy(), self.cost
        self._release(target)
        if near is not None:
            still = np.abs(np.asarray(self.part.sums @ near)) < TOLERANCE
            paid = np.flatnonzero(still & (self.price > SHORT))
            upper[self.atoms + paid] = upper[self.atoms + self.cells + paid] = 0.0
        lp = to_lp(self.matrix, cost, lower, upper, nothing, nothing)
        whole, real = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        lp.integrality_ = [whole] * self.atoms + [real] * (2 * self.cells)
        solver = make_solver(self.seed, time_limit)
        solver.setOptionValue("mip_max_nodes", NODES)
        solver.setOptionValue("mip_rel_gap", 0.05)
        solver.passModel(lp)
        return self._run(solver)

    def solve_near(self, target: Target, near: np.ndarray) -> tuple[float, np.ndarray] | None:
        """A whole move among the atoms about one that is not whole, with what it costs."""
        if target.who != self.who:
            self._set_attacker(target.who)
        self.solved += 1
        aim, low = (target.cell, target.by), self.lower[: self.atoms]
        free = self.price <= SHORT
        move = find_near(self.part, near, free, self.room, low, aim, self.seed)
        return None if move is None else (self._paid(move), move)

    def _paid(self, move: np.ndarray) -> float:
        paid = np.where(self.price > SHORT, self.price, 0.0)
        return float(paid @ np.abs(np.asarray(self.part.sums @ move)))

    def _go_home(self) -> highspy.HighsBasis:
        """The basis in which nothing moves: the best one while nothing is asked for."""
        self.solver.run()
        self.away = False
        return self.solver.getBasis()

    def _run(self, solver: highspy.Highs) -> tuple[float, np.ndarray] | None:
        solver.run()
        self.solved += 1
        if (
            solver.getInfo().primal_solution_status
            != highspy.SolutionStatus.kSolutionStatusFeasible
        ):
            return None
        move = np.asarray(solver.getSolution().col_value)[: self.atoms]
        return self._paid(move), move

    def _aim(self, target: Target) -> None:
        """One way is barred and the other begins at the target."""
        ways = [self.atoms + target.cell, self.atoms + self.cells + target.cell]
        self._kept = (self.lower[ways], self.upper[ways])
        ahead, back = ways if target.by > 0 else ways[::-1]
        self.lower[ahead] = abs(target.by)
        self.upper[back] = 0.0
        self._send_bounds(ways)

    def _release(self, target: Target) -> None:
        ways = [self.atoms + target.cell, self.atoms + self.cells + target.cell]
        self.lower[ways], self.upper[ways] = self._kept
        self._send_bounds(ways)

    def _set_attacker(self, who: int) -> None:
        """The atoms keep what the attacker knows to be in them; -1: what any of them knows."""
        known = self.part.attackers
        floor = np.maximum.reduce(known) if who < 0 else known[who]
        lower = (floor - self.part.base).astype(float)
        for atom in np.flatnonzero(lower != self.lower[: self.atoms]):
            self.solver.changeColBounds(int(atom), lower[atom], np.inf)
        self.lower[: self.atoms] = lower
        self.who, self.away = who, True

    def _set_free(self, cell: int) -> None:
        up, down = self.atoms + cell, self.atoms + self.cells + cell
        self.lower[[up, down]] = 0.0
        self.upper[up], self.upper[down] = np.inf, self.room[cell]
        self.cost[[up, down]] = SHORT

    def _send(self, cell: int) -> None:
        ways = [self.atoms + cell, self.atoms + self.cells + cell]
        self._send_bounds(ways)
        for column in ways:
            self.solver.changeColCost(column, self.cost[column])

    def _send_bounds(self, columns: list[int]) -> None:
        for column in columns:
            self.solver.changeColBounds(column, self.lower[column], self.upper[column])


def to_whole(move: np.ndarray) -> np.ndarray | None:
    """The move in whole numbers, None where it is not that near to one."""
    whole = np.rint(move)
    if np.abs(move - whole).max(initial=0.0) > TOLERANCE:
        return None
    return whole.astype(np.int64)
