"""Published pairs of numbers that show what may be compared: one of each kind.

The United Kingdom in 2013 is *comparable*: the Home Office estimated, from the lists on which
2,744 people were known, how many were on none [1]_. The world in 2009 stands *side by side*: the
United States' report of 2010 put victims identified in a year beside an estimated stock of people
in forced labour [2]_.

References:
    .. [1] Silverman, B. (2014). Modern slavery: an application of multiple systems estimation.
       UK Home Office.
    .. [2] US Department of State (2010). Trafficking in Persons Report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pandas as pd

from helpers.identification.compared import compare_numbers
from helpers.tables.compared import COUNTED, MULTIPLE_SYSTEMS, Comparison, Stated
from helpers.tables.counts import CountCell, Counts, Sourced, bounded_cell
from helpers.tables.safe import SafeTable, require_safe

__all__ = ["compare_worked", "count_worked"]

_LISTS: Final = "potential victims whom the lists of the UK's strategic assessment could reach"


@dataclass(frozen=True)
class _Case:
    """A published pair: where its numbers stand, and what they are."""

    area: str
    figures: Mapping[str, tuple[str, int, tuple[str, ...]]]
    words: Mapping[str, str]
    stated: Mapping[str, tuple[str, str, str]]
    about: Mapping[str, Any]
    note: str


_CASES: Final = (
    _Case(
        "United Kingdom",
        {
            "identified": ("MSE", 2013, ("known_cases",)),
            "estimated": ("MSE", 2013, ("estimate_low", "estimate_high")),
        },
        {
            "identified": "Known: on at least one list",
            "estimated": "Estimated in all, those on no list included",
        },
        {
            "identified": ("potential victims", _LISTS, COUNTED),
            "estimated": ("potential victims", _LISTS, MULTIPLE_SYSTEMS),
        },
        {
            "publisher": "UK Home Office",
            "title": "Modern slavery: an application of multiple systems estimation",
            "edition": "2014",
            "date": "2014",
            "citation": "Silverman, B. (2014). Modern slavery: an application of multiple systems "
            "estimation. UK Home Office.",
        },
        "The range is the publisher's, and its level is not stated in this source. It rests on one "
        "of several models that the data do not tell apart.",
    ),
    _Case(
        "World",
        {
            "identified": ("TIP global law enforcement", 2009, ("victims_identified",)),
            "estimated": ("ILO estimate", 2005, ("forced_labour",)),
            "convictions": ("TIP global law enforcement", 2009, ("convictions",)),
        },
        {
            "identified": "Victims identified, as known to the US government",
            "estimated": "People in forced labour, estimated by the International Labour Office",
            "convictions": "Convictions of traffickers, as known to the US government",
        },
        {
            "identified": ("trafficking", "people identified as trafficked in the year", COUNTED),
            "estimated": ("forced_labour", "everybody at one point in time", "extrapolation"),
        },
        {
            "publisher": "US Department of State",
            "title": "Trafficking in Persons Report, with an estimate of the International Labour "
            "Office",
            "edition": "2010",
            "date": "2010",
            "citation": "US Department of State (2010). Trafficking in Persons Report; "
            "International Labour Office (2005). A global alliance against forced labour.",
        },
        "The estimate is of 2005 and by an older method.",
    ),
)


def count_worked(source: Sourced, place: str) -> Counts:
    """A published pair of numbers for a place, where there is one.

    Args:
        source: ``read_reference("published")``.
        place: Name of the country, or 'World'.

    Returns:
        Counts keyed by figure (identified, estimated, convictions) and year; none for a place
        without such a pair, or where one of its numbers is missing.
    """
    case = next((one for one in _CASES if one.area == place), None)
    cells = _read(source.table, case) if case else []
    about = replace(source.provenance, **case.about) if case and cells else source.provenance
    return Counts(
        ("figure", "year"),
        tuple(cells),
        about,
        "people, as published, by what they were counted as",
        words={"figure": dict(case.words)} if case else {},
        notes=(case.note,) if case and cells else (),
    )


def _read(rows: pd.DataFrame, case: _Case) -> list[CountCell]:
    """The pair as published; a range from its two ends. Nothing where a number is missing."""
    cells = []
    for figure, (topic, year, measures) in case.figures.items():
        own = rows[(rows["topic"] == topic) & (rows["area"] == case.area)]
        own = own[(own["year"] == str(year)) & own["measure"].isin(measures)]
        if set(own["measure"]) != set(measures):
            return []
        values = [int(value) for value in own["value"]]
        cells.append(bounded_cell((figure, str(year)), min(values), max(values)))
    return cells


def compare_worked(worked: SafeTable, country: str, place: str) -> Comparison:
    """The two numbers of a published pair, and what may be said of them together.

    Args:
        worked: The protected ``count_worked``.
        country: ISO 3166-1 alpha-3, or ``WLD``.
        place: Name of the country, or 'World'.
    """
    worked = require_safe(worked, "compare_worked")
    case = next((one for one in _CASES if one.area == place), _CASES[0])
    return compare_numbers(
        *(
            _state(worked.where(figure=figure), country, *case.stated[figure])
            for figure in ("identified", "estimated")
        )
    )


def _state(table: SafeTable, country: str, concept: str, frame: str, method: str) -> Stated:
    year = int(table.cells[0].key[1]) if table.cells else None
    return Stated(table, concept, country, year, frame, method)
