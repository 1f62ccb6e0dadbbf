"""Counts of a caseload by sector and by means of control, over all its years."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, counted_cell
from helpers.tables.exposed import sum_contributors
from helpers.tables.regions import Region


def count_flags(
    source: Sourced, cases: Sourced, country: str, column: str, channels: Sequence[str]
) -> Counts:
    """Persons by sector or means of control; shipped ones were protected when they were derived.

    Both are counted over all years, whatever period a report speaks of. Who lacks a flag can be
    computed from how many persons there are, so that rest is guarded like the count.

    Args:
        source: The canonical ``caseload_sectors`` or ``caseload_means``.
        cases: The canonical ``caseload_forms`` of the same people.
        country: ISO 3166-1 alpha-3, or ``WLD``.
        column: ``sector`` or ``means_of_control``.
        channels: The channels that the report speaks of.
    """
    table = sum_contributors(source.table)
    rows = table[table["channel"].isin(list(channels))]
    place = v.ALL if country == v.WORLD else country
    rows = rows[(rows["country"] == place) & (rows["year"] == v.ALL)]
    rows = rows.sort_values(["channel", "persons"], ascending=[True, False], kind="stable")
    everyone = _count_everyone(cases, country)
    keys = [(str(row.channel), str(getattr(row, column))) for row in rows.itertuples()]
    regions = {key: _flag_region(key, column, country) for key in keys}
    cells = tuple(
        counted_cell(key, row.persons, most=everyone[key[0]], region=regions[key])
        if row.status == v.OBSERVED
        else CountCell(key, None, None, None, row.status, region=regions[key])
        for key, row in zip(keys, rows.itertuples(), strict=True)
    )
    unlisted = [
        (channel, str(flag))
        for channel in channels
        for flag in sorted(source.table[column].unique())
        if (channel, flag) not in regions
    ]
    words = {cell.key[1]: cell.key[1].replace("_", " ").capitalize() for cell in cells}
    return Counts(
        ("channel", column),
        cells,
        source.provenance,
        "people for whom it is recorded, over all years",
        words={"channel": v.CHANNELS, column: words},
        notes=("One person can be counted in several lines.",),
        empty=tuple(_flag_region(key, column, country) for key in unlisted),
    )


_PREFIXES: Final = {"sector": "sector_", "means_of_control": "means_"}


def _flag_region(key: tuple[str, str], column: str, country: str) -> Region:
    """Persons of a channel for whom a flag is set."""
    channel, flag = key
    place = Region.of() if country == v.WORLD else Region.of(country=country)
    return Region.of(channel=channel, **{f"{_PREFIXES[column]}{flag}": "yes"}) & place


def _count_everyone(cases: Sourced, country: str) -> dict[str, int]:
    rows = cases.table if country == v.WORLD else cases.table[cases.table["country"] == country]
    return {str(k): int(n) for k, n in rows.groupby("channel")["persons"].sum().items()}
