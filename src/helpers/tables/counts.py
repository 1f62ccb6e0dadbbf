"""Counts on their way to protection: true numbers, how they add up, and no way to look at them.

A :class:`Counts` is what every ``count_`` function returns and what only ``disclosure.protect``
accepts. Its repr shows a shape and never a number, so that a notebook that ends a cell with it
gives nothing away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Protocol

import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.provenance import Provenance
from helpers.tables.regions import Region


class Sourced(Protocol):
    """Anything read from a source: a canonical table and where it comes from."""

    @property
    def table(self) -> pd.DataFrame:
        """The canonical table."""

    @property
    def provenance(self) -> Provenance:
        """Publisher, edition and terms."""


@dataclass(frozen=True)
class Relation:
    """One sum that a reader can check: a whole cell and the parts that add up to it."""

    whole: int
    parts: tuple[int, ...]


@dataclass(frozen=True)
class CountCell:
    """One true count: its labels, its bounds, and whether it may be printed at all.

    A cell with ``shown=False`` is a remainder that nobody prints but anybody can compute ('not
    recorded for labour'); protection has to guard it like the others.

    Where several cells could be hidden to guard a small one, those of higher ``rank`` go first:
    1 for a detail that splits another number (an exact combination of forms), -1 for a total on
    which shares rest, 0 for all else.

    ``region`` says whom it counts, for a comparison with other tables; None where nobody told.
    """

    key: tuple[str, ...]
    # No number in the repr: it stands in tracebacks, logs and the last line of a notebook's cell.
    persons: int | None = field(repr=False)
    lower: int | None = field(repr=False)
    upper: int | None = field(repr=False)
    status: str = v.OBSERVED
    shown: bool = True
    most: int | None = field(default=None, repr=False)
    rank: int = field(default=0, repr=False)
    region: Region | None = field(default=None, repr=False)


def counted_cell(
    key: Sequence[str],
    persons: int,
    *,
    shown: bool = True,
    most: int | None = None,
    rank: int = 0,
    region: Region | None = None,
) -> CountCell:
    """A cell with an observed number of persons.

    Args:
        key: Its labels.
        persons: The true count.
        shown: Whether it may be printed at all.
        most: The number of persons in its group, when that is published elsewhere: then the
            rest, ``most - persons``, can be computed too and is guarded like the count.
        rank: Which cells to hide first where several would do; the higher, the earlier.
        region: Whom it counts.
    """
    number = int(persons)
    return CountCell(tuple(key), number, number, number, v.OBSERVED, shown, most, rank, region)


def is_small(cell: CountCell, threshold: int) -> bool:
    """Whether a count, or the rest of its group where computable, is below the threshold."""
    number = cell.persons or 0
    return 0 < number < threshold or (cell.most is not None and 0 < cell.most - number < threshold)


def bounded_cell(key: Sequence[str], lower: int, upper: int) -> CountCell:
    """A cell known to lie between two bounds; observed where they meet."""
    if lower == upper:
        return counted_cell(key, lower)
    return CountCell(tuple(key), None, int(lower), int(upper), v.HIDDEN_AT_SOURCE)


def published_cell(key: Sequence[str], row: Any) -> CountCell:
    """A published row as it stands: a number, a range, a conflict or nothing."""
    numbers = (row.persons, row.lower, row.upper)
    persons, lower, upper = (None if pd.isna(number) else int(number) for number in numbers)
    return CountCell(tuple(key), persons, lower, upper, str(row.status))


@dataclass(frozen=True, repr=False)
class Counts:
    """True counts of persons (or States) before protection.

    Args:
        dimensions: Names of the labels in each cell's key.
        cells: The counts.
        provenance: Where they come from; its ``source`` chooses the policy.
        counted: What is counted, in words that stand in a subtitle ("people assisted, ...").
        unit: "people" or "States".
        relations: Which cells add up to which.
        words: For each dimension, what to print for a code.
        notes: Remarks that travel with the figure.
        empty: Whom the table tells to be nobody by leaving them out: a list of those countries
            that have anybody says that the others have none. Known to whoever reads the table.
    """

    dimensions: tuple[str, ...]
    cells: tuple[CountCell, ...]
    provenance: Provenance
    counted: str
    unit: str = "people"
    relations: tuple[Relation, ...] = ()
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    empty: tuple[Region, ...] = ()

    def __repr__(self) -> str:
        dims = " x ".join(self.dimensions)
        return f"<Counts: {len(self.cells)} cells by {dims}; show them through protect(...)>"


def relate_margins(
    keys: Sequence[tuple[str, ...]], totals: Mapping[int, str]
) -> tuple[Relation, ...]:
    """Sums of a crossed table: for every dimension with a total, total = its other labels.

    Args:
        keys: Cell keys in order.
        totals: For each summed dimension (by position), the label of its total.

    Returns:
        One relation for each line of the table that has both a total and parts.

    Example:
        >>> relate_margins([("f", "2019"), ("m", "2019"), ("all", "2019")], {0: "all"})
        (Relation(whole=2, parts=(0, 1)),)
    """
    found: list[Relation] = []
    for position, total in totals.items():
        lines: dict[tuple[str, ...], list[int]] = {}
        wholes: dict[tuple[str, ...], int] = {}
        for index, key in enumerate(keys):
            rest = key[:position] + key[position + 1 :]
            if key[position] == total:
                wholes[rest] = index
            else:
                lines.setdefault(rest, []).append(index)
        found += [Relation(wholes[k], tuple(p)) for k, p in lines.items() if k in wholes]
    return tuple(found)


def cross(
    frame: pd.DataFrame, columns: Sequence[str], order: Mapping[str, Sequence[str]]
) -> tuple[tuple[CountCell, ...], tuple[Relation, ...]]:
    """A crossed table of persons with a total in every dimension, zeros included.

    Args:
        frame: Rows with ``persons`` and the columns.
        columns: The dimensions.
        order: For each column, the labels to count, in reading order (without the total).

    Returns:
        Cells keyed by the columns, with ``all`` as each total, and the sums among them.
    """
    sums = frame.groupby(list(columns))["persons"].sum()
    parts: dict[tuple[str, ...], int] = {
        (key if isinstance(key, tuple) else (key,)): int(n) for key, n in sums.items()
    }
    keys = list(product(*([*order[column], v.ALL] for column in columns)))
    cells = tuple(counted_cell(key, _total(parts, key)) for key in keys)
    return cells, relate_margins(keys, dict.fromkeys(range(len(columns)), v.ALL))


def _total(parts: Mapping[tuple[Any, ...], int], key: tuple[str, ...]) -> int:
    wanted = [(i, label) for i, label in enumerate(key) if label != v.ALL]
    return sum(n for part, n in parts.items() if all(part[i] == label for i, label in wanted))
