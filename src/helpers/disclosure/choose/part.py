"""One connected part of a system, in arrays: what the search for witnesses works on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import connected_components

from helpers.disclosure.choose.guards import Guards
from helpers.disclosure.system import System


@dataclass(frozen=True)
class Rules:
    """What may happen to each cell of a system, one entry a cell.

    Args:
        asked: Whether somebody wants to show it.
        must: Hidden in any case.
        may: May be hidden so that others stay hidden.
        least: Smallest value that an attacker allows for once the cell is hidden.
        cost: What hiding it costs; 1 for a common cell.
    """

    asked: np.ndarray
    must: np.ndarray
    may: np.ndarray
    least: np.ndarray
    cost: np.ndarray

    def take(self, cells: np.ndarray) -> Rules:
        """Only some cells."""
        fields = (self.asked, self.must, self.may, self.least, self.cost)
        return Rules(*(field[cells] for field in fields))


@dataclass(frozen=True)
class Part:
    """Cells that hang together by shared atoms or links.

    Args:
        cells: Position of each cell in the system.
        atoms: Position of each atom in the system; atoms of shown zeros are left out.
        sums: Cells by atoms.
        links: Links by atoms; each row times the atoms is zero.
        base: Persons in each atom in the first release.
        persons: True count of each cell.
        rules: What may happen to each cell.
        attackers: For each attacker what he knows to be in each atom.
        guards: Counts to guard; cells are numbered within the part.
        threshold: Smallest count of persons that may be known.
        zeros_hidden: Whether a zero may be hidden.
    """

    cells: np.ndarray
    atoms: np.ndarray
    sums: csr_matrix
    links: csr_matrix
    base: np.ndarray
    persons: np.ndarray
    rules: Rules
    attackers: list[np.ndarray]
    guards: Guards
    threshold: int
    zeros_hidden: bool


def fixed_atoms(sums: csr_matrix, persons: np.ndarray, rules: Rules) -> np.ndarray:
    """Atoms that everybody knows to be empty: they stand in a zero that is shown."""
    told = rules.asked & ~rules.must & ~rules.may & (persons == 0)
    return np.asarray(told.astype(np.int64) @ sums) > 0


def split_parts(
    system: System,
    base: np.ndarray,
    rules: Rules,
    attackers: list[np.ndarray],
    guards: Guards,
    threshold: int,
    zeros_hidden: bool,
) -> Iterator[Part]:
    """The connected parts that hold a count to guard; the others need nothing."""
    sums, links, persons = system.sums(), system.equalities(), system.persons
    free = np.flatnonzero(~fixed_atoms(sums, persons, rules))
    sums, links = csr_matrix(sums[:, free]), csr_matrix(links[:, free])
    of_row, of_atom = _connect(vstack([sums, links]).tocsr())
    cells = len(persons)
    needed = rules.asked.copy()
    needed[guards.cell] = True
    for part in np.unique(of_row[guards.cell]):
        rows = np.flatnonzero((of_row[:cells] == part) & needed)
        atoms = np.flatnonzero(of_atom == part)
        mine = guards.take(np.flatnonzero(of_row[guards.cell] == part))
        yield Part(
            cells=rows,
            atoms=free[atoms],
            sums=csr_matrix(sums[rows][:, atoms]),
            links=csr_matrix(links[of_row[cells:] == part][:, atoms]),
            base=base[free[atoms]],
            persons=persons[rows],
            rules=rules.take(rows),
            attackers=[own[free[atoms]] for own in attackers],
            guards=Guards(np.searchsorted(rows, mine.cell), mine.who, mine.own),
            threshold=threshold,
            zeros_hidden=zeros_hidden,
        )


def _connect(incidence: csr_matrix) -> tuple[np.ndarray, np.ndarray]:
    """The number of the part of each row and of each atom."""
    rows, atoms = incidence.shape
    places = incidence.tocoo()
    graph = csr_matrix(
        (np.ones(len(places.row)), (places.row, places.col + rows)),
        shape=(rows + atoms, rows + atoms),
    )
    _, labels = connected_components(graph, directed=False)
    return labels[:rows], labels[rows:]
