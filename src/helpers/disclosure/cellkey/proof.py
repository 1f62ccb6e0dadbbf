"""Proof that perturbed figures leave every small count its interval: alternative counts that fit.

A reader who knows the noise table knows for each printed value from which counts it can come, for
a hidden cell how large it can be at most, and that a printed zero is zero. Alternative counts
('witnesses') that agree with all of this, one with a small and one with a large value of a cell,
prove that he cannot tell. They are looked for near each small count by whole-number programs;
cells that are far away keep their true value, which makes a search small and its answer no less
of a proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from helpers.disclosure.integer_program import OutOfTimeError, Program, solve_program

NO_BOUND: Final = 1 << 40
"""The largest count of a cell of which nothing is known."""

_NEAR: Final = (60, 400)
"""How many atoms a search may move, first and second try: more are slower, and miss less."""


@dataclass(repr=False)
class Search:
    """A release as a reader knows it, and what was proven about it so far.

    Args:
        sums: Cells by atoms.
        equalities: Links by atoms; each row is zero.
        truth: Persons in each atom, int64.
        lower: For each cell the smallest count that fits what is printed.
        upper: For each cell the largest; a large number where nothing bounds it.
        floor: Persons that the reader knows of in each atom: his own cases.
        threshold: Smallest count of persons that may be known.
    """

    sums: csr_matrix
    equalities: csr_matrix
    truth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    floor: np.ndarray
    threshold: int
    witnesses: list[np.ndarray] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts = self.sums @ self.truth
        self.own = self.sums @ self.floor
        self.least, self.most = self.counts.copy(), self.counts.copy()
        rest = self.counts - self.own
        self.targets = np.flatnonzero((rest > 0) & (rest < self.threshold))
        self._columns, self._links = self.sums.tocsc(), self.equalities.tocsc()

    def is_proven(self, cells: np.ndarray) -> np.ndarray:
        """For each cell, whether its interval is wide enough and reaches the threshold."""
        wide = self.most[cells] - self.least[cells] >= self.threshold - 1
        return wide & (self.most[cells] - self.own[cells] >= self.threshold)

    @property
    def unproven(self) -> np.ndarray:
        """The small counts for which no proof was found."""
        return self.targets[~self.is_proven(self.targets)]

    def hide(self, cells: Sequence[int]) -> None:
        """Cells that are hidden for another count's sake: at least 1, and nothing more is known."""
        self.lower[cells], self.upper[cells] = 1, NO_BOUND

    def run(self, time_limit: float | None = None) -> None:
        """Look for a proof of each small count."""
        for near, cell in ((n, int(c)) for n in _NEAR for c in self.unproven):
            atoms = self._neighbourhood(cell, near)
            for sign in (1, -1):
                if not self.is_proven(np.array([cell]))[0]:
                    self._try(cell, sign, atoms, time_limit)

    def _try(self, cell: int, sign: int, atoms: np.ndarray, time_limit: float | None) -> None:
        move = self._solve(cell, sign, atoms, time_limit)
        if move is None:
            return
        witness = self.truth.copy()
        witness[atoms] += move
        if not self._fits(witness):
            return
        values = self.sums @ witness
        self.least, self.most = np.minimum(self.least, values), np.maximum(self.most, values)
        self.witnesses.append(witness)

    def _neighbourhood(self, cell: int, near: int) -> np.ndarray:
        """Atoms of the cell, then of the smallest cells and links that share one, while few."""
        found = set(self._atoms_of(self.sums, cell))
        linked = self._links.indptr, self._links.indices
        for row in {r for atom in found for r in linked[1][linked[0][atom] : linked[0][atom + 1]]}:
            found |= set(self._atoms_of(self.equalities, row))
        touching = np.unique(self._columns[:, sorted(found)].indices)
        sizes = np.diff(self.sums.indptr)[touching]
        for other in touching[np.argsort(sizes, kind="stable")]:
            more = found.union(self._atoms_of(self.sums, other))
            if len(more) > max(near, len(found)):
                break
            found = more
        return np.array(sorted(found))

    @staticmethod
    def _atoms_of(matrix: csr_matrix, row: int) -> list[int]:
        atoms: list[int] = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].tolist()
        return atoms

    def _solve(
        self, cell: int, sign: int, atoms: np.ndarray, time_limit: float | None
    ) -> np.ndarray | None:
        """Moves of the atoms that bring as many small counts as possible up (or down)."""
        touched = np.unique(self._columns[:, atoms].indices)
        rows = self.sums[touched][:, atoms]
        links = self.equalities[:, atoms]
        links = links[np.diff(links.tocsr().indptr) > 0]
        small = np.array([t for t in np.intersect1d(self.targets, touched) if t != cell])
        small = np.concatenate([[cell], small[~self.is_proven(small)]] if len(small) else [[cell]])
        small = small.astype(int)
        goal = np.maximum(self.own[small] + self.threshold, self.least[small] + self.threshold - 1)
        goal = goal if sign > 0 else np.zeros(len(small))
        # Unknowns: the moves, then for each small count how far it falls short of its goal.
        aim = self.sums[small][:, atoms] * sign
        short = identity(len(small), format="csr")
        none = csr_matrix((rows.shape[0] + links.shape[0], len(small)))
        matrix = vstack([hstack([vstack([rows, links]), none]), hstack([aim, short])]).tocsr()
        zeros, far = np.zeros(links.shape[0]), np.full(len(small), np.inf)
        counts, open_ = self.counts[touched], self.upper[touched] == NO_BOUND
        cost = np.concatenate([np.zeros(len(atoms)), [10.0], np.ones(len(small) - 1)])
        program = Program(
            cost,
            matrix,
            np.concatenate(
                [self.lower[touched] - counts, zeros, sign * (goal - self.counts[small])]
            ),
            np.concatenate([np.where(open_, np.inf, self.upper[touched] - counts), zeros, far]),
            np.concatenate([self.floor[atoms] - self.truth[atoms], np.zeros(len(small))]),
            np.full(len(cost), np.inf),
            np.arange(len(cost)) < len(atoms),
        )
        try:
            found = solve_program(program, time_limit=time_limit)
        except OutOfTimeError:
            return None  # without a proof the cell counts as unsafe
        return None if found is None else found[: len(atoms)].astype(np.int64)

    def _fits(self, witness: np.ndarray) -> bool:
        """Whether a witness agrees with everything, checked in whole numbers."""
        values = self.sums @ witness
        inside = (values >= self.lower).all() and (values <= self.upper).all()
        linked = not np.any(self.equalities @ witness)
        return bool(inside and linked and (witness >= self.floor).all())


def cover(searches: Sequence[Search]) -> np.ndarray:
    """All witnesses of some searches, one a row (int64)."""
    found = [witness for search in searches for witness in search.witnesses]
    width = searches[0].sums.shape[1] if searches else 0
    return np.array(found, dtype=np.int64).reshape(len(found), width)
