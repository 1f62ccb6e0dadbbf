"""When no proof is found: hide what overlaps, then everything that hangs together."""

from __future__ import annotations

import numpy as np

from helpers.disclosure.choose.part import Part
from helpers.disclosure.choose.prover import Prover


def hide_overlapping(prover: Prover, guard: int) -> np.ndarray:
    """Hide every cell that shares an atom with a guard, and try again.

    Args:
        prover: The part; changed in place.
        guard: The guard that could not be proven.

    Returns:
        One entry a cell: what was hidden for it. Whether the guard is proven now is for the
        prover to say.
    """
    part = prover.part
    mine = part.sums[int(prover.guard[0][guard])]
    overlap = np.asarray((part.sums @ mine.T).todense()).ravel() > 0
    new = overlap & part.rules.may & ~prover.hidden
    prover.hide(np.flatnonzero(new))
    prover.prove(guard)
    return new


def hide_all(part: Part, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Hide the whole part, with the witnesses that prove it where nothing was shown before.

    With everything hidden but the zeros, all counts can be ``threshold`` times as large: that
    keeps every link and every zero, takes nobody's own away, and makes every rest larger. Where
    something was shown before, this is no witness, and the final check refuses.

    Returns:
        What is hidden (one entry a cell), and releases (rows x atoms of the part).
    """
    hidden = (part.rules.must | part.rules.may) & ((part.persons > 0) | part.rules.must)
    prover = Prover(part, hidden, seed)
    prover.add((part.threshold - 1) * part.base)
    for guard in prover.open:  # hidden zeros, and what an earlier release holds fast
        prover.prove(int(guard))
    found = [part.base, *(part.base + witness.atoms for witness in prover.witnesses)]
    return prover.hidden & part.rules.asked, np.array(found, dtype=np.int64)
