"""Walk Free, Global Slavery Index: estimated people in modern slavery, editions 2018 and 2023.

The editions refer to 2016 and 2021. Neither file carries an interval. '<1,000' stays a range, '-'
and blanks are not reported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.countries import to_alpha3
from helpers.sources.layouts import Layout
from helpers.sources.peek import Peek, peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Finding, Reading, count_values
from helpers.sources.texts import read_rows

_COLUMNS = ["source", "edition", "area", "year", "concept", "persons", "lower", "upper",
            "per_1000", "status", "method"]  # fmt: skip


@dataclass(frozen=True)
class _Edition:
    """How an edition is laid out: its columns of country, number and rate per 1,000."""

    name: str
    date: str
    year: int
    decimals: int
    columns: tuple[str, str, str]


_2018 = _Edition(
    "2018",
    "2018-07-19",
    2016,
    4,
    (
        "Country",
        "Est. number of people in modern slavery",
        "Est. prevalence of population in modern slavery (victims per 1,000 population)",
    ),
)
_2023 = _Edition(
    "2023",
    "2023-05-24",
    2021,
    1,
    (
        "Country",
        "Estimated number of people in modern slavery",
        "Estimated prevalence of modern slavery per 1,000 population",
    ),
)


def read_estimates(path_2018: Path, path_2023: Path) -> pd.DataFrame:
    """Both editions as the canonical table of estimates.

    Args:
        path_2018: The workbook of the 2018 edition.
        path_2023: The country table of the 2023 edition.

    Raises:
        CaselightError: A file is missing or damaged, or a country has no code.
    """
    tables = [
        _read(peek(path), edition).tables["estimates"]
        for path, edition in ((path_2018, _2018), (path_2023, _2023))
    ]
    return pd.concat(tables, ignore_index=True)


def _read(look: Peek, edition: _Edition) -> Reading:
    rows = read_rows(look, *edition.columns).set_axis(["name", "number", "rate"], axis=1)
    rows = rows[rows["name"] != ""]
    table = _to_table(rows, edition, look)
    citation = f"Walk Free ({edition.name}). Global Slavery Index."
    return Reading(
        f"gsi_{edition.name}",
        {"estimates": table},
        provenance_of("gsi", edition=edition.name, date=edition.date, citation=citation),
        len(rows),
        None,
        tuple(_find_issues(table, edition)),
        (
            "People in modern slavery is a wider concept than victims of trafficking, and an "
            "estimate at one point in time; it is never divided by a count of identified victims.",
        ),
        {"estimate": int((table["status"] == "not_reported").sum())},
    )


def _to_table(rows: pd.DataFrame, edition: _Edition, look: Peek) -> pd.DataFrame:
    areas = rows["name"].map(to_alpha3)
    if areas.isna().any():
        raise CaselightError(
            "Every country name has a code in labels/country_aliases.csv.",
            f"{look.path.name}, row {areas.index[areas.isna()][0]}: "
            f"{rows.loc[areas.isna(), 'name'].iloc[0]!r}",
            "Add a line for it.",
        )
    rates = _to_rates(rows["rate"], look).round(edition.decimals)
    table = count_values(rows["number"], look.path).assign(
        source="gsi", edition=edition.name, area=areas, year=edition.year,
        concept="modern_slavery", per_1000=rates,
        method="survey-based model; no interval in this file",
    )  # fmt: skip
    return table[_COLUMNS].reset_index(drop=True)


def _to_rates(values: pd.Series, look: Peek) -> pd.Series:
    text = values.replace("-", "")
    rates = pd.to_numeric(text, errors="coerce")
    wrong = (rates.isna() & (text != "")) | (rates < 0)
    if wrong.any():
        raise CaselightError(
            "A rate is a number from zero, '-' or blank.",
            f"{look.path.name}, row {values.index[wrong][0]}",
            "Correct the cell, or download the file again.",
        )
    return rates


def _find_issues(table: pd.DataFrame, edition: _Edition) -> list[Finding]:
    place = f"Global Slavery Index {edition.name}"
    ranges = int((table["status"] == "hidden_at_source").sum())
    missing = int((table["status"] == "not_reported").sum())
    return [
        Finding("estimates", place, "numbers printed as '<1,000'", ranges, "kept as a range"),
        Finding("estimates", place, "countries without a number", missing, "not reported"),
    ]


LAYOUTS = (
    Layout(
        "gsi_2018",
        "Global Slavery Index, data workbook of 2018",
        lambda look: look.has(*_2018.columns),
        lambda look: _read(look, _2018),
    ),
    Layout(
        "gsi_2023",
        "Global Slavery Index, country table of 2023",
        lambda look: look.has(*_2023.columns),
        lambda look: _read(look, _2023),
    ),
)
