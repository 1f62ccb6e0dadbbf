"""Published estimates of people in modern slavery, edition by edition."""

from __future__ import annotations

import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.compared import MOST_YEARS_APART
from helpers.tables.counts import Counts, Sourced, bounded_cell, published_cell
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import pluralise

__all__ = ["count_estimates", "select_estimates"]

_METHODS = "The editions differ in method: their difference is not a change over time."
_COUNTED = {
    "modern_slavery": "people in modern slavery at one point in time, estimated",
    "forced_labour": "people in forced labour at one point in time, estimated",
    "forced_marriage": "people in forced marriage at one point in time, estimated",
    "trafficking": "victims of trafficking at one point in time, estimated",
}


def count_estimates(source: Sourced, area: str, concept: str = "modern_slavery") -> Counts:
    """Published estimates of one concept for a country, one for each edition.

    The publisher gives no interval in the shipped editions, so none is drawn. '<1,000' stays a
    range.

    Args:
        source: ``read_reference("estimates")``.
        area: ISO 3166-1 alpha-3, or ``WLD`` for the sum over the countries that the edition
            covers.
        concept: A word of the vocabulary of estimates; concepts overlap and are never added up.
    """
    rows = source.table[source.table["concept"] == concept]
    if area == v.WORLD:
        grouped = rows.assign(
            low=rows["persons"].fillna(rows["lower"]), high=rows["persons"].fillna(rows["upper"])
        ).groupby(["edition", "year"])[["low", "high"]]
        cells = [
            bounded_cell((str(edition), str(year)), sums.low, sums.high)
            for (edition, year), sums in grouped.sum().iterrows()
        ]
    else:
        rows = rows[rows["area"] == area].sort_values("year")
        cells = [published_cell((str(r.edition), str(r.year)), r) for r in rows.itertuples()]
    return Counts(
        ("edition", "year"),
        tuple(cells),
        source.provenance,
        _COUNTED[concept]
        + (", summed over the countries of each edition" if area == v.WORLD else ""),
        notes=(_METHODS, *([_tell_coverage(rows)] if area == v.WORLD and cells else [])),
    )


def _tell_coverage(rows: pd.DataFrame) -> str:
    """How many countries stand behind each edition's sum: not those whose number is missing."""
    told = rows[rows["upper"].notna()].groupby("edition", sort=True)["area"].nunique()
    each = [
        f"{pluralise(states, 'country', 'countries')} in edition {edition}"
        for edition, states in told.items()
    ]
    return f"The sums are over {' and '.join(each)}."


def select_estimates(estimates: SafeTable, identified: SafeTable) -> SafeTable:
    """The estimates that may stand beside a number of detected victims: five years away at most.

    Args:
        estimates: The protected ``count_estimates``.
        identified: Detected victims of one year; without a number, every estimate is kept.
    """
    estimates = require_safe(estimates, "select_estimates")
    years = [int(c.key[0]) for c in require_safe(identified, "select_estimates").cells if _told(c)]
    at = estimates.dimensions.index("year")
    near = [
        c.key[at]
        for c in estimates.cells
        if not years or abs(int(c.key[at]) - max(years)) <= MOST_YEARS_APART
    ]
    return estimates.where(year=near)


def _told(cell: Cell) -> bool:
    return cell.value is not None or cell.upper is not None
