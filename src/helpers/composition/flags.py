"""Counts of a caseload by sector and by means of control, over all its years."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, counted_cell


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
    rows = source.table[source.table["channel"].isin(list(channels))]
    place = v.ALL if country == v.WORLD else country
    rows = rows[(rows["country"] == place) & (rows["year"] == v.ALL)]
    rows = rows.sort_values(["channel", "persons"], ascending=[True, False], kind="stable")
    everyone = _count_everyone(cases, country)
    cells = tuple(
        counted_cell((row.channel, getattr(row, column)), row.persons, most=everyone[row.channel])
        if row.status == v.OBSERVED
        else CountCell((row.channel, getattr(row, column)), None, None, None, row.status)
        for row in rows.itertuples()
    )
    words = {cell.key[1]: cell.key[1].replace("_", " ").capitalize() for cell in cells}
    return Counts(
        ("channel", column),
        cells,
        source.provenance,
        "people for whom it is recorded, over all years",
        words={"channel": v.CHANNELS, column: words},
        notes=("One person can be counted in several lines.",),
    )


def _count_everyone(cases: Sourced, country: str) -> dict[str, int]:
    rows = cases.table if country == v.WORLD else cases.table[cases.table["country"] == country]
    return {str(k): int(n) for k, n in rows.groupby("channel")["persons"].sum().items()}
