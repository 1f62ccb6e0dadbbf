"""What a system of equations is made of: rows, cells, and the atoms of each block."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.blocks import Blocks
from helpers.audit.statements import NO_LIMIT, Population, Secret, in_words
from helpers.tables.regions import Region

SHOWN, HIDDEN, SHARE, LINK, OWN = "shown", "hidden", "share", "link", "own"


@dataclass(frozen=True)
class Row:
    """Where a row of the system comes from.

    Args:
        kind: What it says: a count is shown or hidden, a share, the same people in two tables.
        where: Where it is printed.
        regions: Whom it counts; for a share the part and the whole.
        plain: Words instead, where it is about no region.
    """

    kind: str
    where: str
    regions: tuple[Region, ...] = ()
    plain: str = ""

    @property
    def words(self) -> str:
        """Whom it counts, for a reader."""
        return self.plain or " as a share of ".join(in_words(region) for region in self.regions)


@dataclass(frozen=True)
class Cell:
    """One published count, with all that the pages say about it.

    Args:
        region: Whom it counts.
        block: The block that it is expressed in.
        columns: Its atoms, sorted.
        lower: Least persons.
        upper: Most persons, ``NO_LIMIT`` for none.
        hidden: Whether a page prints it as hidden.
        where: The places where it stands.
    """

    region: Region
    block: int
    columns: np.ndarray = field(repr=False)
    lower: int = 0
    upper: int = NO_LIMIT
    hidden: bool = False
    where: tuple[str, ...] = ()

    @property
    def value(self) -> int | None:
        """Its number, where the pages tell it exactly."""
        return self.lower if self.lower == self.upper else None


@dataclass(frozen=True, repr=False)
class Frame:
    """The unknowns of one population.

    Args:
        population: Which one.
        grid: The blocks.
        merged: For each block the atom of each cell of its product, from 0.
        starts: First atom of each block, and the number of all.
    """

    population: Population
    grid: Blocks
    merged: tuple[np.ndarray, ...]
    starts: tuple[int, ...]

    def columns(self, region: Region, block: int) -> np.ndarray:
        """The atoms of a region in one block, sorted."""
        places = self.merged[block][self.grid.blocks[block].places(region)]
        return self.starts[block] + np.unique(places)


@dataclass(frozen=True, repr=False)
class Equations:
    """What the pages say about one population.

    Args:
        frame: The unknowns.
        matrix: Rows by atoms, int64.
        lower: The least of each row, int64.
        upper: The most of each row, int64; ``NO_LIMIT`` for none.
        rows: Where each row comes from.
        cells: The published counts.
        too_large: Hidden counts that no block within the limit can express.
    """

    frame: Frame
    matrix: csr_matrix
    lower: np.ndarray
    upper: np.ndarray
    rows: tuple[Row, ...]
    cells: tuple[Cell, ...]
    too_large: tuple[Secret, ...] = ()

    def __repr__(self) -> str:
        return f"<Equations: {len(self.rows)} rows, {self.matrix.shape[1]} atoms>"

    @cached_property
    def by_atom(self) -> csr_matrix:
        """Atoms by rows."""
        return csr_matrix(self.matrix.T)

    def fits(self, atoms: np.ndarray) -> np.ndarray:
        """For each row whether these whole numbers of persons agree with it."""
        sums = self.matrix @ atoms
        return (sums >= self.lower) & (sums <= self.upper)
