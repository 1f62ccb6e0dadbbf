"""Tier placements of the US Trafficking in Persons Report: three codings of the same reports.

``map_tiers.csv`` [1]_ numbers its map colours: 1 tier 1, 2 tier 2, 3 tier 2 watch list, 4 tier 3.
The policy index [2]_ writes 2.5 for the watch list, 555 for 'not rated' and 666 for a special
case. The Human Trafficking Indicators [3]_ do not tell tier 2 from its watch list. A tier is the
judgement of one government and no count of anything.

References:
    .. [1] Kelley, J. (2017). Scorecard Diplomacy. Cambridge University Press.
    .. [2] Cho, S.-Y., Dreher, A. and Neumayer, E. (2014). Scandinavian Journal of Economics 116.
    .. [3] Frank, R. W. (2013). Human Trafficking Indicators, 2000-2011.
"""

from __future__ import annotations

import pandas as pd

from helpers.sources.countries import to_alpha3
from helpers.sources.layouts import Layout
from helpers.sources.peek import Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Finding, Reading, read_labels
from helpers.sources.texts import read_rows

_MAP = ("countryname", "iso", "year", "tier")
_INDEX = ("name", "year", "tierupdated", "prosecution", "protection", "prevention")
_HTI = ("country", "ccode", "year", "tier", "minstand", "TRAFFICKING_FLOWS")
_PLACE = {
    "tiers_map": "map_tiers",
    "tiers_index": "3P index",
    "hti": "Human Trafficking Indicators",
}


def _read(look: Peek, layout: str, names: tuple[str, ...], source: str) -> Reading:
    """One coding as the canonical table of ratings.

    Args:
        look: The first look at the file.
        layout: Name of the layout.
        names: Columns of country, year and tier.
        source: Name of the source.
    """
    rows = read_rows(look, *names).set_axis(["name", "year", "tier"], axis=1)
    codes = rows["tier"].map(read_labels(layout))
    countries = rows["name"].map(to_alpha3)
    table, findings = _to_ratings(rows, codes, countries, layout)
    return Reading(
        layout,
        {"ratings": table},
        provenance_of(source),
        len(rows),
        None,
        tuple(findings),
        ("A tier is the judgement of one government on another; it counts nobody.",),
        {"tier": int((codes == "not_rated").sum())},
    )


def _to_ratings(
    rows: pd.DataFrame, codes: pd.Series, countries: pd.Series, layout: str
) -> tuple[pd.DataFrame, list[Finding]]:
    place = _PLACE[layout]
    found = []
    for label, size in rows.loc[codes.isna(), "tier"].value_counts().items():
        done = "left out; add it to the label map"
        found.append(Finding("ratings", place, f"label {label!r} without a code", size, done, True))
    for name, size in rows.loc[countries.isna(), "name"].value_counts().items():
        done = "left out: no country of today, or no name that ISO 3166-1 knows"
        found.append(Finding("ratings", place, f"rows of {name!r}", size, done))
    kept = codes.notna() & countries.notna()
    table = pd.DataFrame(
        {
            "country": countries[kept].astype("string"),
            "year": rows.loc[kept, "year"].astype("Int64"),
            "tier": codes[kept].astype("string"),
        }
    )
    several = table.duplicated(["country", "year"], keep=False)
    if several.any():
        done = "left out: two names stand for one country, with different placements or the same"
        rule = "countries and years that stand more than once"
        found.append(Finding("ratings", place, rule, int(several.sum()), done))
    return table[~several].reset_index(drop=True), found


def _read_map(look: Peek) -> Reading:
    return _read(look, "tiers_map", ("iso", "year", "tier"), "tip_tiers")


def _read_index(look: Peek) -> Reading:
    return _read(look, "tiers_index", ("name", "year", "tierupdated"), "tip_tiers")


def _read_hti(look: Peek) -> Reading:
    return _read(look, "hti", ("country", "year", "tier"), "hti")


LAYOUTS = (
    Layout("hti", "Human Trafficking Indicators (R. W. Frank)", lambda p: p.has(*_HTI), _read_hti),
    Layout("tiers_index", "TIP tiers with the 3P index", lambda p: p.has(*_INDEX), _read_index),
    Layout("tiers_map", "TIP tier placements", lambda p: p.has(*_MAP), _read_map),
)
