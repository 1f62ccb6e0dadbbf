"""The safe table: the only thing that figures, sentences, files and displays accept.

``disclosure.protect`` makes one from counts. It holds no true value of a hidden cell, so neither
its repr nor its pickle can give one away.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.made import require_made
from helpers.tables.provenance import Provenance
from helpers.tables.traced import trace
from helpers.wording import format_cell

_SEAL: Final = "made by protect"

AS_PUBLISHED: Final = "Shown as published."
"""How the policy of official figures begins: nothing in their table is hidden by us."""


@dataclass(frozen=True)
class Bounds:
    """What the people without a record could make of a share: least and most among everybody.

    Args:
        least: The share in per cent when each of them counts as no.
        most: The share in per cent when each of them counts as yes.
        of: Everybody registered; None where that number is hidden.
    """

    least: float
    most: float
    of: int | None = None


@dataclass(frozen=True)
class Cell:
    """One published cell.

    Args:
        key: Its labels, one for each dimension of the table.
        value: The number to print; None where ``status`` says why there is none.
        lower: Lower bound of the count, or lower limit of the interval of a share.
        upper: Upper bound or limit.
        status: One word of the closed vocabulary.
        of: Denominator in persons, for shares and rates.
        bounds: What the people without a record could make of a share of the known. It travels
            with the share, so that nobody can print the one without the other.
        region: Whom it counts (text of a region); for a share, whom its numerator counts.
        whole: Whom the denominator of a share counts.
    """

    key: tuple[str, ...]
    value: float | None
    lower: float | None = None
    upper: float | None = None
    status: str = v.OBSERVED
    of: int | None = None
    bounds: Bounds | None = None
    region: str = field(default="", compare=False, repr=False)
    whole: str = field(default="", compare=False, repr=False)

    @property
    def is_shown(self) -> bool:
        """Whether there is a number to print."""
        return self.value is not None


@dataclass(frozen=True)
class SafeTable:
    """Cells that may be shown, with where they come from and how they were protected.

    Args:
        dimensions: Names of the labels in each cell's key.
        cells: The cells, in reading order.
        unit: "people", "States", "%" or "per 100,000".
        counted: What is counted, of how many, in words for a subtitle.
        provenance: Every source that went in.
        policy: The protection applied, in one sentence that is printed on the page.
        words: For each dimension, what to print for a code.
        notes: Remarks that are printed with the figure.

    Raises:
        TypeError: When made by hand. Use ``helpers.disclosure.protect``.
    """

    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    unit: str
    counted: str
    provenance: tuple[Provenance, ...]
    policy: str
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    notes: tuple[str, ...] = ()
    _seal: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._seal != _SEAL:
            raise TypeError("A SafeTable is made from counts by helpers.disclosure.protect(...).")

    def __len__(self) -> int:
        return len(self.cells)

    def labels(self, dimension: str) -> tuple[str, ...]:
        """The codes of a dimension, in reading order."""
        at = self.dimensions.index(dimension)
        return tuple(dict.fromkeys(cell.key[at] for cell in self.cells))

    def word(self, dimension: str, code: str) -> str:
        """What a reader sees for a code."""
        return self.words.get(dimension, {}).get(code, code)

    def where(self, **labels: str | Sequence[str]) -> SafeTable:
        """The part of the table with these labels; a label may be one code or several."""
        wanted = {self.dimensions.index(name): _codes(code) for name, code in labels.items()}
        kept = tuple(c for c in self.cells if all(c.key[i] in ok for i, ok in wanted.items()))
        return replace(self, cells=kept)

    def cell(self, **labels: str) -> Cell:
        """The one cell with these labels.

        Raises:
            KeyError: There is none, or more than one.
        """
        found = self.where(**labels).cells
        if len(found) != 1:
            raise KeyError(f"{len(found)} cells have the labels {labels}")
        return found[0]

    def derive(
        self,
        cells: Iterable[Cell],
        *,
        unit: str | None = None,
        counted: str | None = None,
        dimensions: tuple[str, ...] | None = None,
        notes: Iterable[str] = (),
        also: SafeTable | None = None,
    ) -> SafeTable:
        """A table computed from this one (shares, rates): same protection, same sources.

        Args:
            cells: The new cells, computed from cells of this table and of ``also`` only.
            unit: The new unit, when it changes.
            counted: What the new table counts, when that changes.
            dimensions: The new dimensions, when they change.
            notes: Remarks to add.
            also: A second safe table that went in; its sources are named as well.

        Raises:
            ValueError: A cell that is hidden here has a number or bounds in the new table.
        """
        cells = tuple(cells)
        if dimensions in (None, self.dimensions):
            self._keep_hidden(cells)
        sources = self.provenance + (also.provenance if also else ())
        return replace(
            self,
            cells=trace(cells, self.cells if self._is_alike(dimensions) else ()),
            unit=unit or self.unit,
            counted=counted or self.counted,
            dimensions=dimensions or self.dimensions,
            notes=tuple(dict.fromkeys((*self.notes, *notes))),
            provenance=tuple(dict.fromkeys(sources)),
        )

    def _is_alike(self, dimensions: tuple[str, ...] | None) -> bool:
        """Whether the same labels mean the same people in a table of these dimensions."""
        return dimensions in (None, self.dimensions, (*self.dimensions[:-1], "share"))

    def _keep_hidden(self, cells: Iterable[Cell]) -> None:
        """Refuse a number for a hidden cell: it can only come from somewhere it must not."""
        hidden = {cell.key for cell in self.cells if cell.status == v.HIDDEN}
        numbers = [(c.value, c.lower, c.upper, c.bounds) for c in cells if c.key in hidden]
        if any(told != (None,) * 4 for told in numbers):
            raise ValueError("a derived table tells a number for a cell that is hidden")

    def map_cells(self, change: Callable[[Cell], Cell | None]) -> tuple[Cell, ...]:
        """Each cell through ``change``; cells for which it gives None are left out."""
        return tuple(new for cell in self.cells if (new := change(cell)) is not None)

    @property
    def is_empty(self) -> bool:
        """Whether no cell has anything to say: neither a number nor bounds."""
        return not any(c.is_shown or c.upper is not None for c in self.cells)

    @property
    def is_published(self) -> bool:
        """Whether these are official figures, shown as their publisher printed them."""
        return self.policy.startswith(AS_PUBLISHED)

    @property
    def hidden(self) -> int:
        """How many cells are hidden by our own protection."""
        return sum(cell.status == v.HIDDEN for cell in self.cells)

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(d)}</th>" for d in (*self.dimensions, self.unit))
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(t)}</td>" for t in self._row(c)) + "</tr>"
            for c in self.cells
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _row(self, cell: Cell) -> tuple[str, ...]:
        labels = [self.word(d, k) for d, k in zip(self.dimensions, cell.key, strict=True)]
        return (*labels, format_cell(cell, self.unit))


def seal(
    dimensions: tuple[str, ...],
    cells: Iterable[Cell],
    *,
    unit: str,
    counted: str,
    provenance: tuple[Provenance, ...],
    policy: str,
    words: Mapping[str, Mapping[str, str]],
    notes: tuple[str, ...] = (),
) -> SafeTable:
    """Make a safe table. For ``helpers.disclosure`` alone; import-linter and a test hold that."""
    return SafeTable(
        dimensions, tuple(cells), unit, counted, provenance, policy, words, notes, _SEAL
    )


def require_safe(table: object, wanted_by: str) -> SafeTable:
    """Refuse everything that is not a safe table, and name ``protect`` as the mend.

    Example:
        >>> require_safe([1, 2], "plot_shares")
        Traceback (most recent call last):
        ...
        helpers.errors.CaselightError: plot_shares accepts a SafeTable only.
          found: a list
          mend:  Pass counts through helpers.disclosure.protect(...) first.
    """
    mend = "Pass counts through helpers.disclosure.protect(...) first."
    return require_made(table, SafeTable, wanted_by, mend)


def _codes(code: str | Sequence[str]) -> frozenset[str]:
    return frozenset({code} if isinstance(code, str) else code)
