"""Which counts of a system have to be guarded, and against whom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from helpers.disclosure.system import System


@dataclass(frozen=True)
class Guards:
    """Counts that an attacker must not learn, one a row.

    Args:
        cell: Position of the cell.
        who: Which attacker: 0 for a reader, 1 and up for the contributors in their order.
        own: What that attacker knows to be his own of the cell; the rest is guarded.
    """

    cell: np.ndarray
    who: np.ndarray
    own: np.ndarray

    def __len__(self) -> int:
        return len(self.cell)

    def take(self, rows: np.ndarray) -> Guards:
        """Only some of them."""
        return Guards(self.cell[rows], self.who[rows], self.own[rows])


def list_attackers(system: System) -> list[np.ndarray]:
    """Persons in each atom that each attacker knows to be there: nobody, then each contributor's.

    Raises:
        ValueError: A contributor has a negative count or a wrong number of atoms.
    """
    known = [np.zeros(system.atoms, dtype=np.int64)]
    for own in system.contributors.values():
        array = np.asarray(own, dtype=np.int64)
        if array.shape != (system.atoms,) or (array < 0).any():
            raise ValueError("a contributor's own persons are one count from zero for each atom")
        known.append(array)
    return known


def list_guards(
    sums: csr_matrix, persons: np.ndarray, attackers: list[np.ndarray], threshold: int
) -> Guards:
    """Counts of 1 to ``threshold - 1``, and rests of that size after a contributor's own.

    Args:
        sums: Cells by atoms.
        persons: True count of each cell.
        attackers: See :func:`list_attackers`.
        threshold: Smallest count of persons that may be known.
    """
    found = []
    for who, own in enumerate(attackers):
        known = np.asarray(sums @ own)
        small = np.flatnonzero((persons - known > 0) & (persons - known < threshold))
        found.append((small, np.full(len(small), who), known[small]))
    cell, who_of, known_of = (np.concatenate(column) for column in zip(*found, strict=True))
    return Guards(cell, who_of, known_of)


def add_zeros(guards: Guards, zeros: np.ndarray) -> Guards:
    """Hidden zeros are guarded like small counts, against a reader."""
    nothing = np.zeros(len(zeros), dtype=np.int64)
    return Guards(
        np.concatenate([guards.cell, zeros]).astype(np.int64),
        np.concatenate([guards.who, nothing]).astype(np.int64),
        np.concatenate([guards.own, nothing]).astype(np.int64),
    )
