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

_NEAR: Final = 60
"""How many atoms one search of a pass may move: more make it slower, fewer make it miss more."""

_FAR: Final = 150
"""The same for a count that is left after the passes."""

_PASSES: Final = (1, -1, 1, -1)
"""Up or down; later passes find little that the first ones missed."""


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
        """Look for a proof of each small count.

        First for all at once, in passes: a pass goes from one small count to the next and moves
        the same counts on, up in one pass and down in the next. Then for each one that is left.
        """
        for sign in _PASSES:
            self._keep(self._pass(sign, time_limit))
        for cell in map(int, self.unproven):
            atoms = self._neighbourhood(cell, _FAR)
            for sign in (1, -1):
                if not self.is_proven(np.array([cell]))[0]:
                    self._keep(self._move(self.truth, cell, sign, atoms, time_limit))

    def _pass(self, sign: int, time_limit: float | None) -> np.ndarray:
        witness, values = self.truth, self.counts
        for cell in map(int, self.unproven):
            goal = self._goals(np.array([cell]), sign)[0]
            if sign * values[cell] < sign * goal:
                atoms = self._neighbourhood(cell, _NEAR)
                witness = self._move(witness, cell, sign, atoms, time_limit)
                values = self.sums @ witness
        return witness

    def _goals(self, cells: np.ndarray, sign: int) -> np.ndarray:
        """How large (or small) each count should become to be proven."""
        high = np.maximum(self.own[cells] + self.threshold, self.least[cells] + self.threshold - 1)
        low = np.maximum(self.own[cells], self.lower[cells])
        return high if sign > 0 else low

    def _keep(self, witness: np.ndarray) -> None:
        """Take a witness for what it proves, if it agrees with everything in whole numbers."""
        values = self.sums @ witness
        inside = (values >= self.lower).all() and (values <= self.upper).all()
        fits = inside and (witness >= self.floor).all() and not np.any(self.equalities @ witness)
        better = (values < self.least) | (values > self.most)
        if fits and better[self.targets].any():
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

    def _move(
        self,
        witness: np.ndarray,
        cell: int,
        sign: int,
        atoms: np.ndarray,
        time_limit: float | None,
    ) -> np.ndarray:
        """The witness with some atoms moved so that the cell, and others near it, go up (down)."""
        near = self._columns[:, atoms]
        touched = np.unique(near.indices)
        rows, values = near.tocsr()[touched], self.sums[touched] @ witness
        links = self._links[:, atoms].tocsr()
        links = links[np.diff(links.indptr) > 0]
        small = np.flatnonzero(np.isin(touched, self.unproven))
        wanted = sign * (self._goals(touched[small], sign) - values[small])
        # Unknowns: the moves, then for each small count how far it falls short of its goal.
        none = csr_matrix((rows.shape[0] + links.shape[0], len(small)))
        both = hstack([vstack([rows, links]), none])
        aim = hstack([sign * rows[small], identity(len(small), format="csr")])
        zeros, far = np.zeros(links.shape[0]), np.full(len(small), np.inf)
        upper = np.where(self.upper[touched] == NO_BOUND, np.inf, self.upper[touched] - values)
        cost = np.where(touched[small] == cell, 10.0, 1.0)
        program = Program(
            np.concatenate([np.zeros(len(atoms)), cost]),
            vstack([both, aim]).tocsr(),
            np.concatenate([self.lower[touched] - values, zeros, wanted]),
            np.concatenate([upper, zeros, far]),
            np.concatenate([self.floor[atoms] - witness[atoms], np.zeros(len(small))]),
            np.full(len(atoms) + len(small), np.inf),
            np.arange(len(atoms) + len(small)) < len(atoms),
        )
        try:
            found = solve_program(program, time_limit=time_limit)
        except OutOfTimeError:
            return witness  # without a proof the cell counts as unsafe
        if found is None:
            return witness
        moved = witness.copy()
        moved[atoms] += found[: len(atoms)].astype(np.int64)
        return moved


def cover(searches: Sequence[Search]) -> np.ndarray:
    """All witnesses of some searches, one a row (int64)."""
    found = [witness for search in searches for witness in search.witnesses]
    width = searches[0].sums.shape[1] if searches else 0
    return np.array(found, dtype=np.int64).reshape(len(found), width)
