"""Detected victims per 100,000 inhabitants: the detected part of SDG indicator 16.2.2."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import Sourced
from helpers.tables.safe import Cell, SafeTable, require_safe

__all__ = ["rate_identified"]

PER: Final = 100_000
"""Detected victims are given per this number of inhabitants."""

_GROUPS: Final = ("sex", "age_group")
_WHOLE: Final = (
    "Each rate is over the whole population of the year, also that of one sex or age group: the "
    "rates of the groups add up to the rate of all of them together."
)


def rate_identified(
    identified: SafeTable, population: Sourced, country: str, *, of_group: bool = False
) -> SafeTable:
    """Detected victims per 100,000 inhabitants: the detected part of SDG indicator 16.2.2 [1]_.

    The indicator speaks of all victims, detected and not; only the detected ones are counted.

    Args:
        identified: The protected ``count_identified`` of one country, keyed by year, or its
            ``count_profile``, keyed by year, sex and age group.
        population: Inhabitants by country and year, and for ``of_group`` by sex and age group.
        country: ISO 3166-1 alpha-3. There is no rate for the world: the States that report are
            not its inhabitants.
        of_group: False: every rate is over the total population, also where victims are of one
            sex or age group. True: over the people of that sex and age group.

    Returns:
        A rate for each cell, with the bounds that its count was published with. No sampling
        interval belongs to it: nobody was sampled.

    Raises:
        CaselightError: ``of_group`` is asked for, and the population or the victims are not by
            sex and age group.

    References:
        .. [1] United Nations Statistics Division. SDG indicator metadata 16.2.2.
    """
    identified = require_safe(identified, "rate_identified")
    if of_group:
        _require_groups(identified, population)
    groups = _GROUPS if of_group else ()
    inhabitants = {} if country == v.WORLD else _count_inhabitants(population, country, groups)
    keys = [identified.dimensions.index(name) for name in ("year", *groups)]
    by_group = bool(set(_GROUPS) & set(identified.dimensions))
    notes = [f"Inhabitants: {population.provenance.publisher}."]
    rates = identified.derive(
        identified.map_cells(lambda c: _rate(c, inhabitants, tuple(c.key[i] for i in keys))),
        unit="per 100,000",
        counted=_name_rate(by_group, of_group),
        notes=[*notes, *([_WHOLE] if by_group and not of_group else [])],
    )
    # Inhabitants are published and no cell of their own here: their source is named all the same.
    return replace(rates, provenance=(*rates.provenance, population.provenance))


def _name_rate(by_group: bool, of_group: bool) -> str:
    if of_group:
        return "detected victims per 100,000 inhabitants of their own sex and age group"
    whole = " of the whole population" if by_group else ""
    return f"detected victims per 100,000 inhabitants{whole}"


def _require_groups(identified: SafeTable, population: Sourced) -> None:
    lacking = [name for name in _GROUPS if name not in population.table.columns]
    unkeyed = [name for name in _GROUPS if name not in identified.dimensions]
    if lacking or unkeyed:
        where = "the population" if lacking else "the table of victims"
        raise CaselightError(
            "A rate of one sex or age group is over the inhabitants of that sex and age group.",
            f"{where} has no {' and no '.join(lacking or unkeyed)}",
            "Give a population by sex and age_group, or leave of_group out: the rate is then over "
            "the whole population, and says so.",
        )


def _count_inhabitants(
    population: Sourced, country: str, groups: tuple[str, ...]
) -> Mapping[tuple[str, ...], int]:
    """Inhabitants by year, or by year, sex and age group; of the whole where it is given apart."""
    rows = population.table[population.table["country"] == country]
    if not groups:
        rows = _take_whole(rows)
    sums = rows.groupby(["year", *groups])["persons"].sum()
    return {
        tuple(map(str, key if isinstance(key, tuple) else (key,))): int(persons)
        for key, persons in sums.items()
    }


def _take_whole(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows that together hold each inhabitant once: the total, or the parts where it is missing."""
    for name in _GROUPS:
        if name in rows.columns:
            totals = rows[rows[name] == v.TOTAL]
            rows = totals if len(totals) else rows
    return rows


def _rate(cell: Cell, inhabitants: Mapping[tuple[str, ...], int], key: tuple[str, ...]) -> Cell:
    if cell.status == v.HIDDEN:
        return Cell(cell.key, None, status=v.HIDDEN)
    people = inhabitants.get(key)
    if not people:
        return Cell(cell.key, None, status=v.NOT_REPORTED)
    value, lower, upper = (
        None if number is None else PER * number / people
        for number in (cell.value, cell.lower, cell.upper)
    )
    return Cell(cell.key, value, lower, upper, cell.status, people)
