"""Printed figures and claims as counts, and the States bound by the Protocol on a day."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, counted_cell
from helpers.tables.safe import SafeTable, require_safe

LIST_ENDS: Final = "2014-01-01"
"""The list of parties was drawn up in January 2014; a later day is unknown there, not absent."""

PRINTED: Final = ("topic", "area", "year", "measure", "unit", "url")


def count_published(source: Sourced) -> Counts:
    """Figures as publications print them, each with its page.

    Args:
        source: ``read_reference("published")``.

    Returns:
        Counts keyed by topic, area, year, measure, unit and address. The same thing printed twice
        with different numbers is two cells.

    Raises:
        CaselightError: A figure is not a whole number.
    """
    rows = source.table
    cells = tuple(
        counted_cell([str(getattr(row, name)) for name in PRINTED], _to_whole(row.value, row.topic))
        for row in rows.itertuples()
    )
    return Counts(PRINTED, cells, source.provenance, "figures as printed", unit="as printed")


def count_claims(source: Sourced) -> Counts:
    """The figures that a speech gave, with the claim that each belongs to.

    A claim without a number ('have increased') is a cell without one.

    Args:
        source: ``read_reference("claims")``.
    """
    rows = source.table
    rows = rows.assign(order=rows["claim"].str.extract(r"(\d+)", expand=False).astype("Int64"))
    rows = rows.sort_values(["order", "claim"], kind="stable")
    cells = tuple(_to_claim(row) for row in rows.itertuples())
    words = {"claim": dict(zip(rows["claim"], rows["statement"], strict=True))}
    dimensions = ("claim", "year", "unit")
    counted = "figures that the speech gave"
    return Counts(dimensions, cells, source.provenance, counted, unit="as said", words=words)


def _to_claim(row: Any) -> CountCell:
    key = (str(row.claim), str(row.year), str(row.unit))
    if pd.isna(row.value):
        return CountCell(key, None, None, None, v.NOT_REPORTED)
    return counted_cell(key, _to_whole(row.value, row.claim))


def _to_whole(value: str, where: str) -> int:
    try:
        return int(value)
    except ValueError:
        raise CaselightError(
            "A printed figure is a whole number in its unit.",
            f"{where}: something else",
            "Write 35 and 'percent', or 1600000 and 'count'.",
        ) from None


def count_bound(treaties: Sourced, published: SafeTable) -> Counts:
    """States bound by the Protocol on each day for which a number of parties was printed.

    Args:
        treaties: ``read_reference("treaties")``.
        published: The protected ``count_published``.

    Returns:
        Counts keyed by day and group: ``States``, and ``parties``, which are the States and the
        European Union. Days after the list ends, and years without a day, are left out.
    """
    printed = require_safe(published, "count_bound").where(measure="parties")
    days = [day for day in printed.labels("year") if len(day) == len(LIST_ENDS) and day < LIST_ENDS]
    consented = treaties.table[treaties.table["consented"].notna()]
    dates, union = consented["consented"].astype(str).str[:10], consented["country"] == "EU"
    cells = []
    for day in sorted(days):
        bound = dates <= day
        cells.append(counted_cell((day, "States"), int((bound & ~union).sum())))
        cells.append(counted_cell((day, "parties"), int(bound.sum())))
    words = {"group": {"parties": "States and the European Union"}}
    counted = "States bound by the Protocol on the day"
    return Counts(
        ("day", "group"), tuple(cells), treaties.provenance, counted, unit="States", words=words
    )
