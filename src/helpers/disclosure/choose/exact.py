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
from dataclasses import replace

import numpy as np

from helpers.disclosure.choose.attacker import Attacker, Reach
from helpers.disclosure.choose.master import Cut, Master
from helpers.disclosure.choose.part import Part
from helpers.disclosure.choose.prover import Prover
from helpers.disclosure.choose.tidy import tidy
from helpers.disclosure.solver import TOLERANCE

RELAXED, WHOLE = 25, 1
"""Most turns between master and attacker, first in parts of cells, then in whole ones: counts,
not times, so that the same counts of persons always give the same plan."""

GAIN = 0.5
"""What another choice has to save, in cells, to be looked for."""


def improve(prover: Prover, keep: np.ndarray, deadline: float, seed: int = 0) -> Prover:
    """A prover with fewer hidden cells where there is one, else the one that came.

    Args:
        prover: A part in which everything is proven.
        keep: One entry a cell: what stays hidden in any case.
        deadline: Monotonic time at which to stop.
        seed: For the solver.
    """
    part = prover.part
    extra = prover.hidden & ~keep & part.rules.asked
    if not extra.any():
        return prover
    gain = GAIN * float(part.rules.cost[extra].min())
    master, attacker = Master(part, keep, seed), Attacker(part, seed)
    left, whole = RELAXED, False
    while left:
        left -= 1
        chosen = master.solve(_price(prover, keep) - gain, whole, deadline - time.monotonic())
        if chosen is None or time.monotonic() > deadline:
            break
        new = _find_cuts(attacker, chosen, keep)
        if new is None:
            break
        if whole:
            prover = _better(prover, _repair(part, chosen > 0.5, keep, deadline, seed), keep)
            # Whole numbers may need more than the relaxation says; then this choice is barred.
            new = new or [Cut((part.rules.may & (chosen < 0.5)).astype(float), 1.0)]
        elif not new or not left:
            prover = _better(prover, _follow(part, keep, chosen, deadline, seed), keep)
            left, whole = WHOLE, True
        master.add(new)
    return prover


def _prove_all(part: Part, hidden: np.ndarray, seed: int) -> Prover | None:
    other = Prover(part, hidden, seed)
    for guard in range(len(other.guard[0])):
        if not other.prove(guard):
            return None
    return other


def _repair(
    part: Part, hidden: np.ndarray, keep: np.ndarray, deadline: float, seed: int
) -> Prover | None:
    """The choice with what it lacks, and without what it does not need then."""
    other = _prove_all(part, hidden, seed)
    if other is not None:
        tidy(other, keep, deadline)
    return other


def _follow(
    part: Part, keep: np.ndarray, chosen: np.ndarray, deadline: float, seed: int
) -> Prover | None:
    """Choose once more, with the cells cheap that the relaxation has in part."""
    cost = part.rules.cost * np.maximum(1 - chosen, 0.02)
    other = _prove_all(replace(part, rules=replace(part.rules, cost=cost)), keep, seed)
    return None if other is None else _repair(part, other.hidden, keep, deadline, seed)


def _better(prover: Prover, other: Prover | None, keep: np.ndarray) -> Prover:
    if other is None or len(other.open):
        return prover
    return other if _price(other, keep) < _price(prover, keep) - TOLERANCE else prover


def _price(prover: Prover, keep: np.ndarray) -> float:
    part = prover.part
    return float(part.rules.cost[prover.hidden & part.rules.asked & ~keep].sum())


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
            if cut.weight @ chosen < cut.least - 1e-4:
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
