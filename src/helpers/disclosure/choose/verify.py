"""Whether stored witnesses prove every guarded count: whole numbers and matrix products only.

Nothing is taken over from the search: the check starts from the system, the pattern and the
threshold, and what it cannot confirm is not proven.
"""

from __future__ import annotations

import numpy as np

from helpers.disclosure.choose.guards import add_zeros, list_attackers, list_guards
from helpers.disclosure.system import Pattern, System


def find_unproven(
    system: System,
    pattern: Pattern,
    threshold: int,
    fixed_hidden: frozenset[int] = frozenset(),
) -> tuple[int, ...]:
    """Positions of guarded cells that the pattern's witnesses do not prove.

    A count is proven for an attacker when, among the witnesses in which he can believe, its
    values lie at least ``threshold - 1`` apart and one of them is ``threshold`` or more. Where
    zeros are hidden, a hidden zero is a count to guard.

    Args:
        system: Counts, links, contributors.
        pattern: What is hidden, with its witnesses (releases x atoms).
        threshold: Smallest count of persons that may be known.
        fixed_hidden: Cells that had to be hidden, also such as nobody asked for.

    Returns:
        Positions of cells, each once, in order. A guarded cell that is shown is one of them.
    """
    persons = system.persons
    asked = np.array([cell.asked for cell in system.cells], dtype=bool)
    hidden = np.zeros(len(persons), dtype=bool)
    hidden[list(pattern.hidden)] = True
    attackers = list_attackers(system)
    sums = system.sums()
    guards = list_guards(sums, persons, attackers, threshold)
    if pattern.zeros_hidden:
        fixed = np.zeros(len(persons), dtype=bool)
        fixed[list(fixed_hidden)] = True
        zeros = np.flatnonzero((persons == 0) & (hidden | (fixed & ~asked)))
        guards = add_zeros(guards, zeros)
    rows = np.asarray(pattern.witnesses, dtype=np.int64).reshape(-1, system.atoms)
    values = np.asarray(sums @ rows.T)
    least = 0 if pattern.zeros_hidden else 1
    agrees = (
        (rows >= 0).all(axis=1)
        & (values == persons[:, None])[asked & ~hidden].all(axis=0)
        & (values >= least)[asked & hidden].all(axis=0)
        & (np.asarray(system.equalities() @ rows.T) == 0).all(axis=0)
    )
    believed = [agrees & (rows >= own).all(axis=1) for own in attackers]
    unproven = {int(cell) for cell in guards.cell if asked[cell] and not hidden[cell]}
    for who, fits in enumerate(believed):
        at = np.flatnonzero(guards.who == who)
        rest = values[guards.cell[at]][:, fits] - guards.own[at][:, None]
        if not fits.any():
            unproven |= {int(cell) for cell in guards.cell[at]}
            continue
        most, low = rest.max(axis=1), rest.min(axis=1)
        weak = (most < threshold) | (most - low < threshold - 1)
        unproven |= {int(cell) for cell in guards.cell[at][weak]}
    return tuple(sorted(unproven))
