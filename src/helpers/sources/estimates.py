"""Walk Free, Global Slavery Index: estimated people in modern slavery, editions 2018 and 2023.

The editions refer to 2016 and 2021. Neither file carries an interval.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.countries import to_alpha3
from helpers.sources.reading import count_values, read_raw, require_columns

_SHEET = "Global prev, vuln, govt table"
_NUMBER_2018 = "Est. number of people in modern slavery"
_RATE_2018 = "Est. prevalence of population in modern slavery (victims per 1,000 population)"
_COLUMNS = ["source", "edition", "area", "year", "concept", "persons", "lower", "upper",
            "per_1000", "status", "method"]  # fmt: skip


def read_estimates(path_2018: Path, path_2023: Path) -> pd.DataFrame:
    """Both editions as the canonical table of estimates.

    Args:
        path_2018: The workbook of the 2018 edition.
        path_2023: The country table of the 2023 edition.

    Raises:
        CaselightError: A file is missing or damaged, or a country has no code.
    """
    first = read_raw(path_2018, _read_2018)
    require_columns(first, ["Country", _NUMBER_2018, _RATE_2018], path_2018)
    second = read_raw(path_2023, lambda path: pd.read_csv(path, dtype=str, keep_default_na=False))
    second.columns = second.columns.str.strip()
    prevalence = "Estimated prevalence of modern slavery per 1,000 population"
    number = "Estimated number of people in modern slavery"
    require_columns(second, ["Country", prevalence, number], path_2023)
    tables = [
        _to_table(first, _NUMBER_2018, _RATE_2018, path_2018, "2018", 2016, 4),
        _to_table(second, number, prevalence, path_2023, "2023", 2021, 1),
    ]
    return pd.concat(tables, ignore_index=True)


def _read_2018(path: Path) -> pd.DataFrame:
    options = {"engine": "calamine", "dtype": str, "keep_default_na": False}
    sheet = pd.read_excel(path, sheet_name=_SHEET, header=None, **options)
    start = sheet.index[sheet.iloc[:, 0].str.strip() == "Country"][0]
    body = sheet.iloc[start + 1 :].set_axis(sheet.iloc[start].str.strip().to_list(), axis=1)
    return body[body["Country"].str.strip() != ""].reset_index(drop=True)


def _to_table(
    rows: pd.DataFrame,
    number: str,
    prevalence: str,
    path: Path,
    edition: str,
    year: int,
    decimals: int,
) -> pd.DataFrame:
    names = rows["Country"]
    areas = names.map(to_alpha3)
    if areas.isna().any():
        raise CaselightError(
            "Every country name has a code in labels/country_aliases.csv.",
            f"Global Slavery Index {edition}: {names[areas.isna()].iloc[0].strip()!r}",
            "Add a line for it.",
        )
    table = count_values(rows[number], path).assign(
        source="gsi", edition=edition, area=areas, year=year, concept="modern_slavery",
        per_1000=_to_rates(rows[prevalence], path).round(decimals),
        method="survey-based model; no interval in this file",
    )  # fmt: skip
    return table[_COLUMNS]


def _to_rates(values: pd.Series, path: Path) -> pd.Series:
    text = values.str.strip().replace("-", "")
    rates = pd.to_numeric(text, errors="coerce")
    wrong = ((rates.isna() & (text != "")) | (rates < 0)).to_numpy()
    if wrong.any():
        raise CaselightError(
            "A prevalence is a number from zero, '-' or blank.",
            f"{path.parent.name}/{path.name}: data row {int(wrong.argmax()) + 1}",
            "Correct the cell, or download the file again.",
        )
    return rates
