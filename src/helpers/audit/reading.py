"""From the addresses of a file of witnesses to persons in each atom of the attacker's system.

Three ways, in this order: boxes that lie within one atom are added up, block by block; a count of
exactly one atom is taken as it is; then a row with one atom left tells it (a total less its other
parts). What is still open afterwards is not told by the witness.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix, vstack

from helpers.audit.models import Equations, Frame
from helpers.audit.rows import to_indicators
from helpers.audit.witnesses import Witnesses
from helpers.errors import CaselightError
from helpers.tables.regions import Region


@dataclass(frozen=True)
class _Reading:
    """How one block is read: which witness columns are added into which atoms.

    Args:
        columns: Positions of witness columns.
        atoms: The atom that each goes into.
    """

    columns: np.ndarray = field(repr=False)
    atoms: np.ndarray = field(repr=False)


def read_atoms(equations: Equations, witnesses: Witnesses) -> Iterator[tuple[np.ndarray, int]]:
    """For each witness its persons in each atom, and how many atoms it does not tell (taken as 0).

    Raises:
        CaselightError: An address of the file is no region.
    """
    frame = equations.frame
    regions = [_parse(text) for text in witnesses.addresses]
    readings = [_read_block(frame, block, regions) for block in range(len(frame.merged))]
    chain = _Chain.of(equations, witnesses)
    for row in witnesses.matrix:
        atoms = np.zeros(frame.starts[-1], dtype=np.int64)
        told = np.zeros(len(atoms), dtype=bool)
        for reading in readings:
            np.add.at(atoms, reading.atoms, row[reading.columns])
            told[reading.atoms] = True
        chain.fill(atoms, told, row)
        yield atoms, int((~told).sum())


def _parse(text: str) -> Region:
    try:
        return Region.parse(text)
    except ValueError:
        raise CaselightError(
            "Each column of a file of witnesses has the address of a region.",
            f"an address of {len(text)} characters that is none",
            "Make the release again; it writes its witnesses.",
        ) from None


def _read_block(frame: Frame, block: int, regions: Sequence[Region]) -> _Reading:
    """The set of variables whose boxes tell most atoms of the block, each box within one atom."""
    needed = set(frame.grid.blocks[block].variables)
    groups: dict[frozenset[str], tuple[list[int], list[int]]] = {}
    start, merged = frame.starts[block], frame.merged[block]
    for number, region in enumerate(regions):
        if len(region.boxes) != 1 or not needed <= region.variables:
            continue
        places = frame.grid.blocks[block].places(region)
        within = np.unique(merged[places])
        if len(within) == 1:
            columns, atoms = groups.setdefault(region.variables, ([], []))
            columns.append(number)
            atoms.append(start + int(within[0]))
    if not groups:
        return _Reading(np.zeros(0, np.int64), np.zeros(0, np.int64))
    best = max(groups.values(), key=lambda group: len(set(group[1])))
    return _Reading(np.array(best[0], np.int64), np.array(best[1], np.int64))


@dataclass(frozen=True, repr=False)
class _Chain:
    """Sums of atoms that are known in a witness: exact rows, and published counts it has.

    Args:
        matrix: Sums by atoms.
        shape: The same with ones.
        exact: The numbers of the exact rows, which come first.
        columns: The witness columns of the others.
    """

    matrix: csr_matrix
    shape: csr_matrix
    exact: np.ndarray
    columns: np.ndarray

    @classmethod
    def of(cls, equations: Equations, witnesses: Witnesses) -> _Chain:
        at = {text: number for number, text in enumerate(witnesses.addresses)}
        cells = [cell for cell in equations.cells if cell.region.text in at]
        columns = np.array([at[cell.region.text] for cell in cells], dtype=np.int64)
        width = equations.matrix.shape[1]
        counts = to_indicators([cell.columns for cell in cells], width).astype(np.int64)
        exact = equations.lower == equations.upper
        matrix = csr_matrix(vstack([equations.matrix[exact], counts], format="csr"))
        ones = np.ones(matrix.nnz, np.int64)
        shape = csr_matrix((ones, matrix.indices, matrix.indptr), matrix.shape)
        return cls(matrix, shape, equations.lower[exact], columns)

    def fill(self, atoms: np.ndarray, told: np.ndarray, row: np.ndarray) -> None:
        """A sum with a single atom that is not told yet tells it, again and again."""
        sums = np.concatenate([self.exact, row[self.columns]])
        while not told.all():
            single = np.flatnonzero(self.shape @ (~told).astype(np.int64) == 1)
            if not len(single):
                return
            rest = sums[single] - self.matrix[single] @ np.where(told, atoms, 0)
            part = csr_matrix(self.matrix[single].multiply(~told))
            part.eliminate_zeros()
            part = part.tocoo()
            atoms[part.col] = rest[part.row] * np.sign(part.data)
            told[part.col] = True
