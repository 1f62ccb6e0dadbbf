"""Few witnesses instead of many: moves that do not meet are made in one release."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from helpers.disclosure.choose.part import Part
from helpers.disclosure.choose.prover import Witness


def pack(part: Part, witnesses: Sequence[Witness]) -> np.ndarray:
    """Releases (rows x atoms of the part) that prove what the single witnesses prove.

    Two moves that change no common cell and no common atom can be made at once: every cell then
    has the value that it has in one of them, so that each proof stands.

    Args:
        part: The connected part.
        witnesses: Moves that prove its guards.

    Returns:
        The releases, int64; the first one is the base in which nothing moves.
    """
    rows = [part.base]
    taken: list[tuple[np.ndarray, bytes]] = []
    for witness in witnesses:
        touched = np.concatenate([witness.cells != 0, witness.atoms != 0])
        kind = witness.fits.tobytes()
        for at, (busy, other) in enumerate(taken):
            if other == kind and not (busy & touched).any():
                busy |= touched
                rows[at + 1] = rows[at + 1] + witness.atoms
                break
        else:
            taken.append((touched, kind))
            rows.append(part.base + witness.atoms)
    return np.array(rows, dtype=np.int64)
