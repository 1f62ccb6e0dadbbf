"""The counts of a release as sums of atoms: what protection decides on, whole.

An *atom* is a set of persons that no count of the release divides. Every count is a sum of atoms,
whichever notebook asked for it. Atoms whose joint distribution nobody counts stand in blocks of
their own; a *link* says that two sums of different blocks count the same persons.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix

Atoms = tuple[int, ...]


@dataclass(frozen=True)
class SumCell:
    """One count of a release.

    Args:
        address: Text of its region; the same count asked for twice is one cell.
        atoms: Positions of its atoms.
        persons: The true count.
        asked: Whether a notebook wants to show it. A cell that is not asked for is a remainder
            that nobody prints and that is guarded all the same.
        rank: Which cells to hide first where several would do; the higher, the earlier.
    """

    address: str
    atoms: Atoms
    persons: int = field(repr=False)
    asked: bool = True
    rank: int = 0


@dataclass(frozen=True, repr=False)
class System:
    """Counts that are protected together.

    Args:
        atoms: How many atoms there are.
        cells: The counts.
        links: Pairs of sums that are equal because they count the same persons.
        truth: Persons in each atom, where the data tell it for all atoms; None where only the
            cells are known.
        contributors: For each contributing organisation its own persons in each atom. It can
            subtract them from everything that is shown.
    """

    atoms: int
    cells: tuple[SumCell, ...]
    links: tuple[tuple[Atoms, Atoms], ...] = ()
    truth: np.ndarray | None = None
    contributors: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<System: {len(self.cells)} cells of {self.atoms} atoms>"

    @property
    def persons(self) -> np.ndarray:
        """The true count of each cell, int64."""
        return np.array([cell.persons for cell in self.cells], dtype=np.int64)

    def sums(self) -> csr_matrix:
        """Cells by atoms: 1 where the atom is part of the cell."""
        return _to_matrix([[(atom, 1) for atom in cell.atoms] for cell in self.cells], self.atoms)

    def equalities(self) -> csr_matrix:
        """Links by atoms: each row times the atoms is zero."""
        rows = [[*((a, 1) for a in one), *((a, -1) for a in two)] for one, two in self.links]
        return _to_matrix(rows, self.atoms)


@dataclass(frozen=True, repr=False)
class Pattern:
    """What is shown of a system and what is not, with the proof.

    Args:
        hidden: Positions of the cells that are asked for and hidden.
        witnesses: Alternative atoms, one release a row (releases x atoms, int64), that agree with
            every shown cell and every link. They prove the interval of each hidden count.
        zeros_hidden: Whether a hidden cell may be a zero; an attacker then knows no lower bound.
        rounds: How often the attacker sent the pattern back.
        coarsened: Addresses of cells that had to be hidden because no proof was found in time.
    """

    hidden: frozenset[int]
    witnesses: np.ndarray
    zeros_hidden: bool = False
    rounds: int = 0
    coarsened: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Pattern: {len(self.hidden)} cells hidden, {len(self.witnesses)} witnesses>"


def _to_matrix(rows: Sequence[Sequence[tuple[int, int]]], width: int) -> csr_matrix:
    places = [(at, atom, sign) for at, row in enumerate(rows) for atom, sign in row]
    row, column, value = zip(*places, strict=True) if places else ((), (), ())
    return csr_matrix((value, (row, column)), shape=(len(rows), width), dtype=np.int64)
