"""Show again what turned out not to be needed, and keep every proof."""

from __future__ import annotations

import time

import numpy as np

from helpers.disclosure.choose.prover import Prover

EFFORT = 600_000
"""Programs to solve, times the size of each: a count, not a time, so that plans repeat."""


def tidy(prover: Prover, keep: np.ndarray, deadline: float = np.inf) -> None:
    """Show cells again, the dearest first, as long as each guard can be proven without them.

    Args:
        prover: A part in which everything is proven; changed in place.
        keep: One entry a cell: what stays hidden in any case.
        deadline: Monotonic time at which to stop.
    """
    part, model = prover.part, prover.model
    most = model.solved + EFFORT // sum(part.sums.shape)
    extra = np.flatnonzero(prover.hidden & ~keep)
    uses = sum((w.cells[extra] != 0 for w in prover.witnesses), np.zeros(len(extra), dtype=int))
    price = np.round(part.rules.cost[extra], 1)
    for at in np.lexsort((extra, -part.persons[extra], uses, -price)):
        if time.monotonic() > deadline or model.solved > most:
            return
        if prover.hidden[extra[at]]:
            _try_without(prover, int(extra[at]), keep, most)


def _try_without(prover: Prover, cell: int, keep: np.ndarray, most: int) -> None:
    """Show one cell if the proofs can do without, at less than it costs."""
    hidden, witnesses, guard = prover.hidden.copy(), prover.witnesses.copy(), prover.guard
    prover.drop_where(cell)
    _show(prover, np.array([cell]))
    if _prove_within(prover, hidden, cell, most):
        _show_unused(prover, keep)
        return
    _show(prover, np.flatnonzero(prover.hidden & ~hidden))
    prover.hidden = hidden
    prover.model.hide(np.array([cell]))
    prover.witnesses, prover.guard = witnesses, guard
    prover.recount()


def _show(prover: Prover, cells: np.ndarray) -> None:
    for cell in cells:
        prover.hidden[cell] = False
        prover.model.show(int(cell))
        if not prover.part.persons[cell]:
            prover.unguard(int(cell))


def _prove_within(prover: Prover, before: np.ndarray, without: int, most: int) -> bool:
    """Prove what lost its proof, with other cells that cost less than the one shown."""
    cost = prover.part.rules.cost
    while len(missing := prover.open):
        if prover.model.solved > most or not prover.prove(int(missing[0]), near_only=True):
            return False
        new = prover.hidden & ~before
        if prover.hidden[without] or cost[new].sum() > cost[without] - 1e-9:
            return False
    return True


def _show_unused(prover: Prover, keep: np.ndarray) -> None:
    """Cells that no witness changes are not needed by any proof."""
    used = np.zeros(len(prover.hidden), dtype=bool)
    for witness in prover.witnesses:
        used |= witness.cells != 0
    _show(prover, np.flatnonzero(prover.hidden & ~keep & ~used))
