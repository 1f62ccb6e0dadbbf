"""The identification gap: people identified, beside estimates of how many there are.

Two concepts meet here and are never divided by one another: *detected victims* are people whom a
State identified in one year; *people in modern slavery* is an estimated stock at a point in time
that also holds forced marriage and forced labour outside trafficking.
"""

from __future__ import annotations

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.change import find_complete_year
from helpers.tables.counts import (
    Counts,
    Sourced,
    bounded_cell,
    counted_cell,
    published_cell,
)
from helpers.tables.safe import SafeTable, require_safe

__all__ = [
    "count_identified",
    "count_profile",
    "count_reporting",
    "select_newest",
]

_DETECTED = "victims of trafficking detected by States, as reported to UNODC"


def _national_totals(source: Sourced, first_year: int, last_year: int) -> pd.DataFrame:
    if last_year and first_year > last_year:
        raise CaselightError(
            "The first year comes before the last year.",
            f"first_year = {first_year}, last_year = {last_year}",
            "Exchange them, or write 0 to leave one open.",
        )
    rows = source.table
    total = (rows["sex"] == v.TOTAL) & (rows["age_group"] == v.TOTAL) & (rows["form"] == v.TOTAL)
    return rows[total & (rows["year"] >= first_year) & (rows["year"] <= (last_year or 9999))]


def count_identified(
    source: Sourced, country: str, first_year: int = 0, last_year: int = 0
) -> Counts:
    """Detected victims by year: a country's own figures, or the sum over the States that reported.

    Args:
        source: ``read_reference("identified")``.
        country: ISO 3166-1 alpha-3, or ``WLD`` for the sum. The sum changes with the States that
            report, so it is no trend; ``count_reporting`` says how many they were. '<5' enters a
            sum with its bounds 0 and 4.
        first_year: First year; 0 leaves it open.
        last_year: Last year; 0 leaves it open.

    Raises:
        CaselightError: The years are in the wrong order.
    """
    rows = _national_totals(source, first_year, last_year)
    if country == v.WORLD:
        sums = rows.groupby("year")[["lower", "upper"]].sum()
        cells = [bounded_cell((str(r.Index),), r.lower, r.upper) for r in sums.itertuples()]
    else:
        rows = rows[rows["country"] == country].sort_values("year")
        cells = [published_cell((str(row.year),), row) for row in rows.itertuples()]
    return Counts(("year",), tuple(cells), source.provenance, _DETECTED)


def count_reporting(source: Sourced, first_year: int = 0, last_year: int = 0) -> Counts:
    """How many States reported detected victims for each year; '<5' is a report as well."""
    rows = _national_totals(source, first_year, last_year)
    sizes = rows.groupby("year")["country"].nunique()
    cells = tuple(counted_cell((str(year),), n) for year, n in sizes.items())
    counted = "States that reported a number of detected victims"
    return Counts(("year",), cells, source.provenance, counted, unit="States")


def select_newest(identified: SafeTable, reporting: SafeTable, country: str) -> SafeTable:
    """The year to speak of: a State's newest, for the world the newest complete one.

    Args:
        identified: The protected ``count_identified``.
        reporting: The protected ``count_reporting``.
        country: ISO 3166-1 alpha-3, or ``WLD``.
    """
    identified = require_safe(identified, "select_newest")
    if country == v.WORLD and len(reporting):
        year = find_complete_year(require_safe(reporting, "select_newest"))
        return identified.where(year=str(year))
    told = [c.key[0] for c in identified.cells if c.value is not None or c.upper is not None]
    return identified.where(year=max(told, default=""))


def count_profile(source: Sourced, country: str, first_year: int = 0, last_year: int = 0) -> Counts:
    """Detected victims by sex and age group in the newest year that a State published them.

    Args:
        source: ``read_reference("identified")``.
        country: ISO 3166-1 alpha-3.
        first_year: First year; 0 leaves it open.
        last_year: Last year; 0 leaves it open.

    Returns:
        Counts keyed by year, sex and age group, of one year.
    """
    rows = source.table
    rows = rows[(rows["year"] >= first_year) & (rows["year"] <= (last_year or 9999))]
    rows = rows[(rows["country"] == country) & (rows["form"] == v.TOTAL)]
    rows = rows[(rows["sex"] != v.TOTAL) & (rows["age_group"].isin(["child", "adult"]))]
    rows = rows[rows["year"] == rows["year"].max()]
    rows = rows.sort_values(["sex", "age_group"])
    cells = tuple(
        published_cell((str(row.year), row.sex, row.age_group), row) for row in rows.itertuples()
    )
    words = {
        "sex": v.SEX_WORDS | {"female": "Female", "male": "Male"},
        "age_group": {"child": "Under 18", "adult": "18 or over"},
    }
    dimensions = ("year", "sex", "age_group")
    return Counts(dimensions, cells, source.provenance, _DETECTED, words=words)
