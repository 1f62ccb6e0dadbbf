"""The criminal justice chain: brought into formal contact, prosecuted, convicted.

The stages are counts of persons in a year as States reported them to UNODC. They are not one
cohort: a person can be prosecuted in one year and convicted in a later one, so convictions of a
year can exceed its prosecutions, and neither is a rate of the other.
"""

from __future__ import annotations

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.change import Change, find_complete_year, find_verb
from helpers.tables.counts import (
    CountCell,
    Counts,
    Sourced,
    bounded_cell,
    counted_cell,
    published_cell,
)
from helpers.tables.safe import SafeTable, require_safe

__all__ = [
    "compare_ends",
    "count_chain",
    "count_matched",
    "count_parties",
    "count_reporting",
    "find_consent",
    "find_window",
]

LAST_TREATY_YEAR = 2013
"""The list of parties ends in January 2014; later status is unknown, not absent."""

PERSONS = "persons in the criminal justice chain, as States reported them to UNODC"
STAGE_LABELS = {"stage": {code: word.capitalize() for code, word in v.STAGE_WORDS.items()}}


def select_totals(source: Sourced, first_year: int, last_year: int) -> pd.DataFrame:
    """National totals of the years between two, both included; 0 leaves an end open."""
    rows = source.table
    rows = rows[(rows["sex"] == v.TOTAL) & (rows["age_group"] == v.TOTAL)]
    return rows[(rows["year"] >= first_year) & (rows["year"] <= (last_year or 9999))]


def count_chain(source: Sourced, country: str, first_year: int = 0, last_year: int = 0) -> Counts:
    """Persons by stage and year: one State's figures, or the sum over those that reported.

    Args:
        source: ``read_reference("justice")``.
        country: ISO 3166-1 alpha-3, or ``WLD`` for the sum. The sum follows how many States
            report, so it is no trend. '<5' enters it with its bounds 0 and 4.
        first_year: First year; 0 leaves it open.
        last_year: Last year; 0 leaves it open.
    """
    rows = select_totals(source, first_year, last_year)
    if country == v.WORLD:
        sums = rows.groupby(["stage", "year"])[["lower", "upper"]].sum()
        found = {key: (row.lower, row.upper) for key, row in sums.iterrows()}
        cells = [
            bounded_cell((stage, str(year)), *bounds)
            for stage in v.STAGES
            for (name, year), bounds in sorted(found.items())
            if name == stage
        ]
    else:
        rows = rows[rows["country"] == country].sort_values("year")
        cells = [
            published_cell((stage, str(row.year)), row)
            for stage in v.STAGES
            for row in rows[rows["stage"] == stage].itertuples()
        ]
    return Counts(("stage", "year"), tuple(cells), source.provenance, PERSONS, words=STAGE_LABELS)


def count_reporting(source: Sourced, first_year: int = 0, last_year: int = 0) -> Counts:
    """How many States reported each stage in each year; '<5' is a report as well."""
    rows = select_totals(source, first_year, last_year)
    sizes = rows.groupby(["stage", "year"])["country"].nunique()
    cells = tuple(
        counted_cell((stage, str(year)), n)
        for stage in v.STAGES
        for (name, year), n in sizes.items()
        if name == stage
    )
    counted = "States that reported a number"
    return Counts(
        ("stage", "year"), cells, source.provenance, counted, unit="States", words=STAGE_LABELS
    )


def count_matched(source: Sourced, first_year: int, last_year: int) -> Counts:
    """The same States at both ends of a window, beside everybody who reported.

    Args:
        source: ``read_reference("justice")``.
        first_year: First year of the window.
        last_year: Last year of the window.

    Returns:
        Counts keyed by stage, group (``matched``: States that reported this stage in both
        years; ``all``: every State that reported in the year) and year. How many States are
        matched stands in the key ``states``.
    """
    rows = select_totals(source, first_year, last_year)
    ends = rows[rows["year"].isin([first_year, last_year])]
    cells: list[CountCell] = []
    for stage in v.STAGES:
        here = ends[ends["stage"] == stage]
        both = here.groupby("country")["year"].nunique() == 2
        matched = here[here["country"].isin(both.index[both])]
        for group, part in (("matched", matched), (v.ALL, here)):
            for year, g in part.groupby("year"):
                bounds = (g["lower"].sum(), g["upper"].sum())
                cells.append(bounded_cell((stage, group, str(year), str(len(g))), *bounds))
    words = {"group": {"matched": "States that reported in both years", v.ALL: "All that reported"}}
    return Counts(
        ("stage", "group", "year", "states"),
        tuple(cells),
        source.provenance,
        PERSONS,
        words=STAGE_LABELS | words,
    )


def compare_ends(matched: SafeTable) -> tuple[Change, ...]:
    """For each stage, whether the matched States' count rose or fell between the two years."""
    matched = require_safe(matched, "compare_ends")
    changes = []
    for stage in matched.labels("stage"):
        ends = sorted(
            matched.where(stage=stage, group="matched").cells, key=lambda cell: cell.key[2]
        )
        if len(ends) == 2:
            first, last = ((int(c.lower or 0), int(c.upper or 0)) for c in ends)
            changes.append(Change(stage, int(ends[0].key[3]), first, last, find_verb(first, last)))
    return tuple(changes)


def find_window(reporting: SafeTable, first_year: int, last_year: int) -> tuple[int, int]:
    """The years to compare; an open last year becomes the newest complete one.

    Args:
        reporting: Number of reporting States by stage and year.
        first_year: First year; 0 for the oldest that anybody reported.
        last_year: Last year; 0 for the newest year for which at least half as many States
            reported convictions as for the fullest. The newest year of an edition is always
            incomplete, and a trend that ends in it falls for want of reports.

    Raises:
        CaselightError: The window would end before it begins.
    """
    convicted = require_safe(reporting, "find_window").where(stage="convicted")
    first = first_year or min(int(year) for year in convicted.labels("year"))
    last = last_year or find_complete_year(convicted)
    if first >= last:
        raise CaselightError(
            "A window of years begins before it ends.",
            f"first_year = {first}, last_year = {last}",
            "Take an earlier first year, or a later last one.",
        )
    return first, last


def count_parties(source: Sourced) -> Counts:
    """States bound by the Trafficking in Persons Protocol at the end of each year.

    The European Union is a party and no State, so it is not counted. The list ends in January
    2014: years after 2013 are not counted.

    Args:
        source: ``read_reference("treaties")``.
    """
    rows = source.table[source.table["country"] != "EU"]
    years = pd.to_datetime(rows["consented"]).dt.year.dropna()
    span = range(2000, LAST_TREATY_YEAR + 1)
    cells = tuple(counted_cell((str(year),), int((years <= year).sum())) for year in span)
    return Counts(
        ("year",), cells, source.provenance, "States bound by the Protocol", unit="States"
    )


def find_consent(source: Sourced, country: str) -> tuple[str, str] | None:
    """Date (ISO 8601) and kind of a State's consent to the Protocol; None if none by 2014."""
    rows = source.table[source.table["country"] == country]
    rows = rows[rows["consented"].notna()]
    if rows.empty:
        return None
    return str(rows["consented"].iloc[0])[:10], str(rows["kind"].iloc[0])
