"""When States bound themselves to the Protocol, and when they made trafficking a crime in full.

The list of parties ends in January 2014 and the coding of laws in 2014. What a State did later is
unknown here: it is no 'not yet', and no year after the end enters a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, bounded_cell, counted_cell

RATIFICATION, CRIMINALIZATION = "ratification", "criminalization"

LIST_ENDS = date(2013, 12, 31)
"""The list of parties was taken in January 2014: this is the last whole year that it covers."""

LAST_YEAR = {RATIFICATION: 2013, CRIMINALIZATION: 2014}
"""The last year for which it is known which States had not yet done it."""

NEVER = "not by the end"

STATES, UNION, UNKNOWN_AREA = "states", "european_union", "unknown"

# Areas that the coding of laws lists and that cannot join a treaty of the United Nations alone.
_NO_PARTIES = frozenset({"HKG", "MAC", "TWN", "XKX"})

_EU = "EU"
_PARTY_WORDS = {"party": {STATES: "States", UNION: "European Union"}}
_EVENT_WORDS = {
    "event": {RATIFICATION: "Bound by the Protocol", CRIMINALIZATION: "Criminalized in full"}
}


def count_ratified(treaties: Sourced, criminalization: Sourced) -> Counts:
    """For each State the year in which it consented to be bound by the Protocol.

    Args:
        treaties: ``read_reference("treaties")``.
        criminalization: ``read_reference("criminalization")``, for the States that are on no list
            of parties: they had not consented by January 2014.

    Returns:
        Counts keyed by event, country and year, one State each; the year is ``NEVER`` for a State
        that had not consented by then. The European Union is no State and is left out.
    """
    rows = treaties.table[treaties.table["country"] != _EU]
    dated = dict(zip(rows["country"], rows["consented"], strict=True))
    others = set(criminalization.table["country"]) - _NO_PARTIES - set(dated)
    years = {c: NEVER if pd.isna(day) else str(day)[:4] for c, day in dated.items()}
    return _to_counts(treaties, RATIFICATION, years | dict.fromkeys(others, NEVER))


def count_criminalized(criminalization: Sourced) -> Counts:
    """For each coded State the year in which its law first criminalized trafficking in full.

    Args:
        criminalization: ``read_reference("criminalization")``.

    Returns:
        Counts keyed by event, country and year, one State each; the year is ``NEVER`` for a State
        that is coded and not as full by 2014. A State that is not coded is left out.
    """
    rows = criminalization.table[criminalization.table["first_coded"].notna()]
    pairs = zip(rows["country"], rows["full_since"], strict=True)
    years = {country: NEVER if pd.isna(year) else str(year) for country, year in pairs}
    return _to_counts(criminalization, CRIMINALIZATION, years)


def _to_counts(source: Sourced, event: str, years: dict[str, str]) -> Counts:
    cells = tuple(counted_cell((event, country, years[country]), 1) for country in sorted(years))
    counted = "States by the year of the event"
    dimensions = ("event", "country", "year")
    return Counts(dimensions, cells, source.provenance, counted, unit="States", words=_EVENT_WORDS)


def count_parties_on(treaties: Sourced, *days: str) -> Counts:
    """States bound by the Protocol at the end of given days, and the European Union apart.

    Args:
        treaties: ``read_reference("treaties")``.
        *days: ISO 8601 dates, as '2008-09-26'.

    Returns:
        Counts keyed by party (``states`` or ``european_union``) and date. A day after 2013 has no
        number: the list ends there, and what came later is unknown.

    Raises:
        CaselightError: A day is no date.
    """
    wanted = [_to_date(day) for day in days]
    cells = [
        _count_on(treaties, party, day) for party in (STATES, UNION) for day in sorted(set(wanted))
    ]
    return _to_curve(treaties, cells)


def count_parties_daily(treaties: Sourced) -> Counts:
    """States bound by the Protocol on every day on which their number changed.

    Args:
        treaties: ``read_reference("treaties")``.

    Returns:
        Counts keyed by party and date: the day before the first consent, each day with one, the
        last day that the list covers, and the day after it, whose status is ``not_reported``:
        the curve ends there and does not go on flat.
    """
    dates = treaties.table["consented"].dropna()
    changes = sorted({date.fromisoformat(str(day)) for day in dates if str(day)})
    if not changes:
        return _to_curve(treaties, [])
    one = timedelta(days=1)
    days = [changes[0] - one, *changes, LIST_ENDS, LIST_ENDS + one]
    return count_parties_on(treaties, *(day.isoformat() for day in days))


def _count_on(treaties: Sourced, party: str, day: date) -> CountCell:
    key = (party, day.isoformat())
    if day > LIST_ENDS:
        return CountCell(key, None, None, None, v.NOT_REPORTED)
    rows = treaties.table[(treaties.table["country"] == _EU) == (party == UNION)]
    # ISO dates are compared as text; a State without consent has none.
    return counted_cell(key, int((rows["consented"].fillna("9999") <= day.isoformat()).sum()))


def _to_curve(treaties: Sourced, cells: Sequence[CountCell]) -> Counts:
    counted = "Parties to the Trafficking in Persons Protocol"
    dimensions = ("party", "date")
    return Counts(
        dimensions,
        tuple(cells),
        treaties.provenance,
        counted,
        unit="parties",
        words=_PARTY_WORDS,
    )


def _to_date(day: str) -> date:
    try:
        return date.fromisoformat(day)
    except ValueError:
        raise CaselightError(
            "A day is written as an ISO 8601 date.",
            f"{day!r}",
            "Write it as '2008-09-26'.",
        ) from None


def count_criminalized_by_year(coding: Sourced) -> Counts:
    """States coded as criminalizing trafficking in full by year, with the number coded at all.

    Args:
        coding: ``read_reference("criminalization_counts")``.

    Returns:
        Counts keyed by extent and year: ``full``, and ``coded``, which is none, partial and full
        together. Years after 2014 are not coded and have no cell.
    """
    sizes = coding.table.set_index(["year", "extent"])["states"]
    cells = []
    for extent, parts in (("full", ["full"]), ("coded", ["none", "partial", "full"])):
        sums = sizes[sizes.index.get_level_values("extent").isin(parts)].groupby("year").sum()
        cells += [counted_cell((extent, str(year)), int(n)) for year, n in sums.items()]
    words = {"extent": {"full": "Coded as full", "coded": "Coded at all"}}
    counted = "States by how far their law is coded as criminalizing trafficking"
    return Counts(
        ("extent", "year"), tuple(cells), coding.provenance, counted, unit="States", words=words
    )


def count_law_bounds(coding: Sourced) -> Counts:
    """States with a full law by year, as bounds: a State that is not coded may have one or not.

    Args:
        coding: ``read_reference("criminalization_counts")``.

    Returns:
        Counts keyed by year: at least the States coded as full, at most these and all that are
        not coded in that year.
    """
    sizes = coding.table.pivot_table(index="year", columns="extent", values="states", fill_value=0)
    sizes = sizes.reindex(columns=["full", "not_coded"], fill_value=0)
    cells = tuple(
        bounded_cell((str(row.Index),), row.full, row.full + row.not_coded)
        for row in sizes.itertuples()
    )
    counted = "States whose law is coded as making trafficking a crime in full"
    return Counts(("year",), cells, coding.provenance, counted, unit="States")
