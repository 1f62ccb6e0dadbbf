"""Two numbers of people beside each other, and what may be said of the two together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.errors import CaselightError
from helpers.tables.made import require_made
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell, SafeTable, require_safe

COMPARABLE: Final = "comparable"
SIDE_BY_SIDE: Final = "side by side"
REFUSED: Final = "refused"

MULTIPLE_SYSTEMS: Final = "multiple systems estimation"
COUNTED: Final = "counted"

MOST_YEARS_APART: Final = 5
"""Numbers further apart than this do not stand beside each other."""


@dataclass(frozen=True)
class Stated:
    """One number with all that decides what it may be compared with.

    Args:
        table: A safe table with the number as its only cell, or with no cell.
        concept: What a person is counted as ("trafficking", "modern_slavery").
        area: ISO 3166-1 alpha-3, or ``WLD``.
        year: The year; None for lists of a period that their file does not state.
        frame: Which people could be counted: the same words only for the same people.
        method: How the number came about.
        level: Level of the interval, 0.95 for 95%; None where none is stated.

    Raises:
        CaselightError: The table is not safe, or holds several numbers. One number is compared at
            a time, so that nothing here can rank countries.
    """

    table: SafeTable
    concept: str
    area: str
    year: int | None
    frame: str
    method: str
    level: float | None = None

    def __post_init__(self) -> None:
        if len(require_safe(self.table, "Stated")) > 1:
            raise CaselightError(
                "One number is compared with one other.",
                f"a table of {len(self.table)} numbers",
                "Choose one with table.where(...).",
            )

    @property
    def cell(self) -> Cell | None:
        """The number; None where nothing is published or it is hidden."""
        cell = self.table.cells[0] if self.table.cells else None
        return cell if cell and (cell.value is not None or cell.upper is not None) else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the most that the number can be, as published.

        Raises:
            ValueError: There is no number.
        """
        if self.cell is None:
            raise ValueError("there is no number")
        low = self.cell.value if self.cell.lower is None else self.cell.lower
        high = self.cell.value if self.cell.upper is None else self.cell.upper
        return low or 0, high or 0

    @property
    def has_interval(self) -> bool:
        """Whether an uncertainty is published: limits around a value, or of a systems estimate.

        A bare range of another method, such as '<1,000', is a number printed coarsely.
        """
        if self.cell is None or self.bounds[0] == self.bounds[1]:
            return False
        return self.cell.value is not None or self.method == MULTIPLE_SYSTEMS


@dataclass(frozen=True)
class Ratio:
    """How many people are estimated for each one identified.

    Args:
        point: Of the estimate itself; None where only a range is published.
        lower: Lower limit; None where no uncertainty is published.
        upper: Upper limit.
        level: Level of the limits, carried from the estimate; None where it is not stated.
        n: People identified.
        method: How it was computed.
        warnings: What a reader must know.
    """

    point: float | None
    lower: float | None
    upper: float | None
    level: float | None
    n: float
    method: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """What may be said of an identified number and an estimate together.

    Args:
        outcome: ``comparable``, ``side by side`` or ``refused``.
        identified: The number identified.
        estimated: The estimate.
        reasons: Why it is not more than that, in words that end a sentence.
        ratio: For a comparable pair only.
        magnitude: For a pair side by side: the largest power of ten by which the estimate's lower
            bound exceeds the upper bound of the number identified; None where it does not reach
            the number itself, or where there is nothing to tell.
    """

    outcome: str
    identified: Stated
    estimated: Stated
    reasons: tuple[str, ...] = ()
    ratio: Ratio | None = None
    magnitude: int | None = None

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Every source that went in."""
        both = (*self.identified.table.provenance, *self.estimated.table.provenance)
        return tuple(dict.fromkeys(both))

    @property
    def policies(self) -> tuple[str, ...]:
        """The protection of both numbers."""
        both = (self.identified.table.policy, self.estimated.table.policy)
        return tuple(dict.fromkeys(both))


def require_comparison(comparison: object, wanted_by: str) -> Comparison:
    """Refuse everything that is not a comparison.

    Raises:
        CaselightError: Names ``compare_numbers`` as the mend.
    """
    mend = "Protect both numbers, and pass them through compare_numbers(...)."
    return require_made(comparison, Comparison, wanted_by, mend)
