"""What remains to be solved: atoms that rows fix at once are put in, the rest falls apart.

A count shown as zero empties its atoms; a row with one free atom tells it. Parts that share no row
are attacked one after the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import connected_components

from helpers.audit.models import Equations
from helpers.audit.statements import NO_LIMIT
from helpers.audit.targets import Targets


@dataclass(frozen=True, repr=False)
class Part:
    """Rows, atoms and targets that hang together, without what is fixed.

    Args:
        matrix: Rows by free atoms, int64.
        lower: The least of each row, less what is fixed.
        upper: The most of each row, less what is fixed.
        ceiling: No atom is larger.
        chosen: Numbers of the targets.
        targets: Targets by free atoms.
        offset: What is fixed in each target, less a contributor's own persons.
    """

    matrix: csr_matrix
    lower: np.ndarray
    upper: np.ndarray
    ceiling: int
    chosen: np.ndarray = field(repr=False)
    targets: csr_matrix = field(repr=False)
    offset: np.ndarray = field(repr=False)

    @property
    def most(self) -> np.ndarray:
        """The upper bound of each atom."""
        return np.full(self.matrix.shape[1], self.ceiling, dtype=np.int64)

    def fits(self, atoms: np.ndarray) -> bool:
        """Whether these whole numbers are possible."""
        sums = self.matrix @ atoms
        return bool(
            (atoms >= 0).all() and (sums >= self.lower).all() and (sums <= self.upper).all()
        )


def find_ceiling(equations: Equations) -> int:
    """A number beyond every count of the population: no atom needs to be larger."""
    finite = equations.upper[equations.upper < NO_LIMIT]
    largest = max(int(finite.max(initial=0)), int(equations.lower.max(initial=0)))
    return 4 * largest + 100 * equations.frame.population.threshold


def fix_atoms(equations: Equations) -> tuple[np.ndarray, np.ndarray]:
    """Atoms that single rows fix: their values, and which they are."""
    matrix, width = equations.matrix, equations.matrix.shape[1]
    values, fixed = np.zeros(width, dtype=np.int64), np.zeros(width, dtype=bool)
    counting = np.ones(matrix.shape[0], dtype=bool)
    counting[np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[matrix.data < 0]] = False
    shape = csr_matrix((np.ones(matrix.nnz, np.int64), matrix.indices, matrix.indptr), matrix.shape)
    limited = equations.upper < NO_LIMIT
    exact = equations.lower == equations.upper
    while True:
        free = shape @ (~fixed).astype(np.int64)
        sums = matrix @ values
        empty = counting & limited & (equations.upper == sums) & (free > 0)
        single = exact & counting & (free == 1) & (equations.lower >= sums) & ~empty
        if not (empty.any() or single.any()):
            return values, fixed
        emptied = matrix[np.flatnonzero(empty)].indices
        rows = np.flatnonzero(single)
        open_ = csr_matrix(matrix[rows].multiply(~fixed)).tocoo()
        fixed[emptied] = True
        for row, column, factor in zip(open_.row, open_.col, open_.data, strict=True):
            if not fixed[column]:
                rest = equations.lower[rows[row]] - sums[rows[row]]
                values[column], fixed[column] = rest // factor, True


def find_parts(equations: Equations, targets: Targets, open_: np.ndarray) -> Iterator[Part]:
    """The parts that hold open targets, smallest first.

    Args:
        equations: The system.
        targets: All targets.
        open_: Numbers of those that are not decided.
    """
    values, fixed = fix_atoms(equations)
    free = np.flatnonzero(~fixed)
    matrix = csr_matrix(equations.matrix[:, free])
    wanted = csr_matrix(targets.matrix[open_][:, free])
    sums = equations.matrix @ values
    lower, upper = (
        equations.lower - sums,
        equations.upper - np.where(equations.upper < NO_LIMIT, sums, 0),
    )
    offset = targets.values(values)[open_]
    of_column, of_row = _components(csr_matrix(vstack([matrix, wanted], format="csr")))
    members = _members(of_column)
    of_rows, of_targets = _members(of_row[: len(lower)]), _members(of_row[len(lower) :])
    place = np.zeros(len(free), dtype=np.int64)
    for at in sorted(of_targets.keys() - {-1}, key=lambda at: len(members[at])):
        columns, mine = members[at], of_targets[at]
        rows = of_rows.get(at, np.zeros(0, dtype=np.int64))
        place[columns] = np.arange(len(columns))
        yield Part(
            _renumber(matrix[rows], place, len(columns)),
            lower[rows],
            upper[rows],
            find_ceiling(equations),
            open_[mine],
            _renumber(wanted[mine], place, len(columns)),
            offset[mine],
        )


def fixed_targets(equations: Equations, targets: Targets) -> tuple[np.ndarray, np.ndarray]:
    """The targets that single rows tell one after the other: their numbers, and their values."""
    values, fixed = fix_atoms(equations)
    free = csr_matrix(targets.matrix != 0).astype(np.int64) @ (~fixed).astype(np.int64)
    told = np.flatnonzero(free == 0)
    return told, targets.values(values)[told]


def _members(labels: np.ndarray) -> dict[int, np.ndarray]:
    """For each label the positions that have it, sorted."""
    if not len(labels):
        return {}
    order = np.argsort(labels, kind="stable")
    found, starts = np.unique(labels[order], return_index=True)
    return dict(zip(found.tolist(), np.split(order, starts[1:]), strict=True))


def _renumber(matrix: csr_matrix, place: np.ndarray, width: int) -> csr_matrix:
    return csr_matrix(
        (matrix.data, place[matrix.indices], matrix.indptr), shape=(matrix.shape[0], width)
    )


def _components(matrix: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """The component of each column and of each row; -1 for a row without columns."""
    rows, columns = matrix.shape
    pairs = matrix.tocoo()
    links = csr_matrix(
        (np.ones(matrix.nnz, dtype=np.int8), (pairs.row, rows + pairs.col)),
        shape=(rows + columns, rows + columns),
    )
    _, labels = connected_components(links, directed=False)
    of_row = np.where(np.diff(matrix.indptr) > 0, labels[:rows], -1)
    return labels[rows:], of_row
