"""Attacks on a choice, for every attacker that the rule names, by ``fast_attacker``."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from helpers.disclosure.system import System
from tests.disclosure.fast_attacker import Attacker


def find_broken(
    system: System,
    hidden: Collection[int],
    threshold: int,
    zeros_hidden: bool = False,
    zeros: Collection[int] = (),
) -> list[str]:
    """Counts that somebody works out nearer than the rule allows, said in words."""
    assert system.truth is not None
    sums = [frozenset(cell.atoms) for cell in system.cells]
    true = [int(system.truth[list(cell.atoms)].sum()) for cell in system.cells]
    asked = [at for at, cell in enumerate(system.cells) if cell.asked]
    printed = {sums[at]: true[at] for at in asked if at not in hidden}
    dark = [sums[at] for at in asked if at in hidden]
    owns = {"a reader": np.zeros(system.atoms, dtype=int), **system.contributors}
    broken = []
    for name, own in owns.items():
        attacker = Attacker(system.atoms, printed, dark, not zeros_hidden, own.tolist())
        for at, groups in enumerate(sums):
            known = int(own[list(groups)].sum())
            guarded = 0 < true[at] - known < threshold
            if not guarded and not (at in zeros and name == "a reader"):
                continue
            if groups in printed or attacker.breaks_rule(groups, threshold, known):
                broken.append(f"{name} knows {system.cells[at].address}")
    return broken
