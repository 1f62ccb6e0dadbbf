"""The fewest cells that can protect a part: Benders' decomposition after Fischetti and Salazar.

A master program chooses what to hide; for each guard an attacker's linear program says how far
its interval reaches; where that is too short, the dual tells which cells could have helped, and
that inequality goes into the master [1]_. Unlike there, a guard may move up or down ('sliding
protection'): its interval has to be wide enough and to reach the threshold. The optimum of the
master is then proven by witnesses in whole numbers like any other choice.

References:
    .. [1] Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on tabular
       data with linear constraints. Management Science 47, 1008-1027.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csr_matrix

from helpers.disclosure.choose.attacker import Attacker, Reach
from helpers.disclosure.choose.part import Part
from helpers.disclosure.choose.prover import Prover
from helpers.disclosure.choose.solver import TOLERANCE, make_solver, to_lp

ROUNDS = 60
NODES = 20_000
"""Most turns between master and attacker, and most branches of one master: counts, not times, so
that the same counts of persons always give the same plan."""


@dataclass(frozen=True)
class Cut:
    """At least ``least`` has to come from these cells."""

    weight: np.ndarray
    least: float


def improve(prover: Prover, keep: np.ndarray, deadline: float, seed: int = 0) -> Prover:
    """A prover with fewer hidden cells where there is one, else the one that came.

    Args:
        prover: A part in which everything is proven.
        keep: One entry a cell: what stays hidden in any case.
        deadline: Monotonic time at which to stop.
        seed: For the solver.
    """
    part = prover.part
    if not (prover.hidden & ~keep & part.rules.asked).any():
        return prover
    best = _price(part, prover.hidden, keep)
    attacker, cuts = Attacker(part, seed), list[Cut]()
    for _ in range(ROUNDS):
        chosen = _solve_master(part, keep, cuts, best, seed, deadline - time.monotonic())
        if chosen is None or time.monotonic() > deadline:
            return prover
        new = _find_cuts(attacker, chosen, keep)
        if new is None:
            return prover
        if not new:
            other = Prover(part, chosen, seed)
            proven = all(other.prove(int(guard)) for guard in range(len(other.guard[0])))
            if proven and _price(part, other.hidden, keep) < best - TOLERANCE:
                prover, best = other, _price(part, other.hidden, keep)
            # Whole numbers may need more than the relaxation says; then this choice is barred.
            new = [Cut((part.rules.may & ~chosen).astype(float), 1.0)]
        cuts += new
    return prover


def _price(part: Part, hidden: np.ndarray, keep: np.ndarray) -> float:
    return float(part.rules.cost[hidden & part.rules.asked & ~keep].sum())


def _solve_master(
    part: Part, keep: np.ndarray, cuts: list[Cut], best: float, seed: int, seconds: float
) -> np.ndarray | None:
    """The cheapest choice that meets all inequalities, None where none is cheaper than the best."""
    choice = np.flatnonzero(part.rules.may & ~keep)
    chosen = keep.copy()
    if not cuts:
        return chosen
    rows = np.array([cut.weight[choice] for cut in cuts] + [part.rules.cost[choice]])
    low = np.array([cut.least - TOLERANCE for cut in cuts] + [-np.inf])
    high = np.full(len(low), np.inf)
    high[-1] = best - TOLERANCE
    none, one = np.zeros(len(choice)), np.ones(len(choice))
    lp = to_lp(csr_matrix(rows).tocsc(), part.rules.cost[choice], none, one, low, high)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(choice)
    solver = make_solver(seed, None if np.isinf(seconds) else seconds)
    solver.setOptionValue("mip_max_nodes", NODES)
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    chosen[choice[np.asarray(solver.getSolution().col_value) > 0.5]] = True
    return chosen


def _find_cuts(attacker: Attacker, chosen: np.ndarray, keep: np.ndarray) -> list[Cut] | None:
    """What the choice lacks, in inequalities; None where nothing could help."""
    part, cuts = attacker.part, list[Cut]()
    attacker.set_hidden(chosen)
    guards, limit = part.guards, part.threshold
    for guard in range(len(guards)):
        rest = int(part.persons[guards.cell[guard]] - guards.own[guard])
        up = attacker.reach(guard, 1)
        down = attacker.reach(guard, -1)
        for parts, needed in (((up,), limit - rest), ((up, down), limit - 1)):
            if sum(np.floor(one.far + TOLERANCE) for one in parts) >= needed:
                continue
            if sum(one.far for one in parts) >= needed - TOLERANCE:
                continue  # only whole numbers fall short: the proof will tell
            cut = _to_cut(part, parts, needed, keep)
            if cut is None:
                return None
            cuts.append(cut)
    return cuts


def _to_cut(part: Part, reaches: tuple[Reach, ...], needed: float, keep: np.ndarray) -> Cut | None:
    """The dual of the attacker's program as an inequality over what is hidden."""
    room = np.maximum(part.persons - part.rules.least, 0)
    weight = np.zeros(len(part.cells))
    least = float(needed)
    helps = np.zeros(len(part.cells), dtype=bool)
    for one in reaches:
        least -= one.given
        weight += np.where(one.dual < -TOLERANCE, -one.dual * room, 0.0)
        helps |= one.dual > TOLERANCE
    asked = part.rules.asked
    least -= float(weight[keep & asked].sum())
    weight = np.where(helps, np.inf, weight)
    weight = np.where(part.rules.may & ~keep, np.minimum(weight, least), 0.0)
    if least <= TOLERANCE or not (weight > TOLERANCE).any():
        return None
    return Cut(weight / least, 1.0)
