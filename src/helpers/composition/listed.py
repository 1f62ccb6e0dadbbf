"""Counts of a caseload by one label, the largest first: countries, citizenships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helpers.composition import regions as whom
from helpers.composition.caseload import Caseload, list_labels
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, Sourced, counted_cell
from helpers.tables.regions import EVERYBODY, Region


def count_places(caseload: Caseload, names: Mapping[str, str]) -> Counts:
    """Persons by country of exploitation, for each channel, with people of unknown country."""
    known = caseload.labels.get("country", list_labels(caseload.table["country"]))
    return _count_labels(
        caseload, caseload.table, "country", "people registered", names, caseload.region, known
    )


def count_citizenships(
    source: Sourced, country: str, names: Mapping[str, str], channels: Sequence[str]
) -> Counts:
    """Persons by citizenship, for each channel, in one country of exploitation or in all."""
    rows = source.table[source.table["channel"].isin(list(channels))]
    base, known = EVERYBODY, list_labels(source.table["citizenship"])
    if country != v.WORLD:
        rows, base = rows[rows["country"] == country], Region.of(country=country)
    counted = "people registered, over all years"
    return _count_labels(source, rows, "citizenship", counted, names, base, known)


def _count_labels(
    source: Sourced,
    rows: pd.DataFrame,
    column: str,
    counted: str,
    names: Mapping[str, str],
    base: Region,
    known: Sequence[str],
) -> Counts:
    """Persons by one label and channel, largest first, with each channel's total."""
    sums = rows.groupby(["channel", column])["persons"].sum().sort_values(ascending=False)
    cells: list[CountCell] = []
    relations: list[Relation] = []
    empty: list[Region] = []
    for channel in v.CHANNELS:
        mine = base & Region.of(channel=channel)
        parts = [
            counted_cell(key, n, region=mine & Region.of(**{column: key[1]}))
            for key, n in sums.items()
            if key[0] == channel
        ]
        if parts:
            start, total = len(cells), sum(c.persons or 0 for c in parts)
            cells += [*parts, counted_cell((channel, v.ALL), total, region=mine)]
            relations.append(Relation(len(cells) - 1, tuple(range(start, len(cells) - 1))))
            empty.append(whom.left_out(mine, column, known, {cell.key[1] for cell in parts}))
    words = {**names, v.UNKNOWN: "Not recorded", v.ALL: "All"}
    return Counts(
        ("channel", column),
        tuple(cells),
        source.provenance,
        counted,
        relations=tuple(relations),
        words={"channel": v.CHANNELS, column: words},
        empty=tuple(empty),
    )
