"""Counts of persons by a publisher's flags (sectors, means of control), with protection.

A flag is counted by country and year, with the total of each country and of everything. Unlike
the main variables, these cells can be small. What is hidden is chosen against an attacker who
knows every shown number, that absent rows are zero, and how many persons each country and year
has in the other tables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helpers.disclosure.suppression import choose_hidden
from helpers.sources.caseload import with_totals
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Relation, counted_cell, is_small, relate_margins

_VALUES = ["persons", "lower", "upper", "status"]


def derive_flags(persons: pd.DataFrame, prefix: str, column: str, threshold: int) -> pd.DataFrame:
    """Persons for whom a flag is *yes*, by channel, country and year.

    Args:
        persons: One row a person, with ``channel``, ``country``, ``year`` and flags as booleans.
        prefix: How the columns of these flags begin.
        column: Name of the canonical column.
        threshold: Smallest count that may be known.

    Returns:
        Rows of ``channel, country, year, {column}`` with persons, bounds and status; ``all`` marks
        totals. A row that is absent is zero. A hidden count has no number and no bounds.
    """
    rows = []
    for channel, group in persons.groupby("channel"):
        bases = _count_with_totals(group)
        for flag in (name for name in group.columns if name.startswith(prefix)):
            counts = _count_with_totals(group[group[flag]])
            rows += [
                (channel, *key[:2], flag.removeprefix(prefix), *values)
                for key, values in _protect(counts, bases, threshold)
            ]
    return pd.DataFrame(rows, columns=["channel", "country", "year", column, *_VALUES])


def _count_with_totals(persons: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Persons by country and year, by country over all years, and in all."""
    if persons.empty:
        return {}
    sizes = with_totals(persons[["country", "year"]]).groupby(["country", "year"]).size()
    return {(str(country), str(year)): int(n) for (country, year), n in sizes.items()}


def _protect(
    counts: Mapping[tuple[str, str], int], bases: Mapping[tuple[str, str], int], threshold: int
) -> list[tuple[tuple[str, ...], tuple[object, ...]]]:
    keys = sorted(counts)
    cells: list[CountCell] = [counted_cell(k, counts[k], most=bases[k]) for k in keys]
    relations = relate_margins(keys, {0: v.ALL, 1: v.ALL})
    chosen = choose_hidden(cells, relations, threshold)
    hidden = give_back(chosen, cells, relations, threshold)
    return [
        (cell.key, _shown(cell) if index not in hidden else (pd.NA, pd.NA, pd.NA, v.HIDDEN))
        for index, cell in enumerate(cells)
    ]


def give_back(
    hidden: frozenset[int],
    cells: Sequence[CountCell],
    relations: Sequence[Relation],
    threshold: int,
) -> frozenset[int]:
    """Show again a large count that anybody can work out: it stands alone in a sum.

    Args:
        hidden: Positions of the cells that were chosen to be hidden.
        cells: True counts.
        relations: Every sum that a reader can check.
        threshold: Smallest count that may be known.

    Returns:
        Positions of the cells that stay hidden. Nothing more can be worked out than before.

    Example:
        >>> cells = [counted_cell([k], n) for k, n in (("a", 30), ("b", 40), ("all", 70))]
        >>> give_back(frozenset({0}), cells, [Relation(2, (0, 1))], threshold=10)
        frozenset()
    """
    for relation in relations:
        alone = hidden & {relation.whole, *relation.parts}
        if len(alone) == 1 and not any(is_small(cells[i], threshold) for i in alone):
            return give_back(hidden - alone, cells, relations, threshold)
    return hidden


def _shown(cell: CountCell) -> tuple[object, ...]:
    return cell.persons, cell.persons, cell.persons, v.OBSERVED
