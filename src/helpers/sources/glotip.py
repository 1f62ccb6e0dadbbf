"""UNODC GLOTIP (dataUNODC): detected victims and the criminal justice chain, country by year.

'<5' stays a range of 0 to 4: the edition prints neither 0 nor 1 to 4. Codes that are no country's
(regional groups among the countries) are kept out, because they count people twice. Exact copies
of a row count once. Where one key has several values nothing in the file says which holds: some
look like parts to be added, some like revisions. Such a key keeps bounds that cover both readings,
from the smallest value to the sum of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.sources.countries import is_country_code
from helpers.sources.reading import (
    Finding,
    apply_labels,
    count_values,
    read_raw,
    require_columns,
    to_whole,
)
from helpers.tables import vocabulary as v

_COLUMNS = {
    "Iso3_code": "country",
    "Country": "name",
    "Indicator": "indicator",
    "Dimension": "dimension",
    "Category": "category",
    "Sex": "sex",
    "Age": "age_group",
    "Year": "year",
    "txtVALUE": "value",
}
_KEY = ["country", "indicator", "dimension", "category", "sex", "age_group", "year"]


@dataclass(frozen=True)
class Glotip:
    """What the edition holds, sorted out.

    Args:
        identified: Canonical table of detected victims.
        justice: Canonical table of the justice chain.
        conflicts: One row a key with several values.
        findings: The data-quality ledger.
    """

    identified: pd.DataFrame
    justice: pd.DataFrame
    conflicts: pd.DataFrame
    findings: tuple[Finding, ...]


def read_glotip(path: Path) -> Glotip:
    """Read the workbook of an edition.

    Args:
        path: The .xlsx file as dataUNODC offers it, with its two preamble rows.

    Raises:
        CaselightError: The file is missing, damaged, or holds a label without a code.
    """
    raw = read_raw(path, _read_sheet)
    rows = require_columns(raw, _COLUMNS, path)[list(_COLUMNS)].rename(columns=_COLUMNS)
    is_country = rows["country"].map(is_country_code).astype(bool)
    countries = rows[is_country]
    unique = countries.drop_duplicates()
    conflicts = _list_conflicts(unique)
    findings = _find_issues(rows, is_country, conflicts)
    codes = _resolve(unique, path)
    return Glotip(_to_identified(codes), _to_justice(codes), conflicts, findings)


def _read_sheet(path: Path) -> pd.DataFrame:
    options = {"engine": "calamine", "dtype": str, "keep_default_na": False}
    head = pd.read_excel(path, header=None, nrows=10, **options)
    starts = head.index[head.iloc[:, 0] == "Iso3_code"]
    return pd.read_excel(path, header=int(starts[0]) if len(starts) else 0, **options)


def _list_conflicts(unique: pd.DataFrame) -> pd.DataFrame:
    several = unique[unique.duplicated(_KEY, keep=False)]
    listed = several.groupby(_KEY, sort=True)["value"].agg("; ".join).reset_index()
    return listed[["country", "year", "indicator", "category", "sex", "age_group", "value"]].rename(
        columns={"value": "values"}
    )


def _resolve(unique: pd.DataFrame, path: Path) -> pd.DataFrame:
    """One row a key with persons, bounds and status; canonical codes."""
    counted = pd.concat([unique[_KEY], count_values(unique["value"], path)], axis=1)
    counted["year"] = to_whole(counted["year"], path)
    several = counted.duplicated(_KEY, keep=False)
    merged = counted[several].groupby(_KEY, as_index=False).agg({"lower": "min", "upper": "sum"})
    merged["persons"] = pd.array([pd.NA] * len(merged), dtype="Int64")
    merged["status"] = v.CONFLICTING
    codes = pd.concat([counted[~several], merged], ignore_index=True)
    for column in ("indicator", "sex", "age_group"):
        codes[column] = apply_labels(codes[column], "glotip", f"{path.name}, {column}")
    codes["dimension"] = apply_labels(codes["dimension"], "glotip_dimensions", path.name)
    return codes


def _to_identified(codes: pd.DataFrame) -> pd.DataFrame:
    wanted = codes["dimension"].isin([v.TOTAL, "form"]) & (codes["indicator"] == "detected")
    rows = codes[wanted].copy()
    rows["form"] = apply_labels(rows["category"], "glotip", "Category")
    return rows[["country", "year", "sex", "age_group", "form", *_VALUES]]


def _to_justice(codes: pd.DataFrame) -> pd.DataFrame:
    rows = codes[(codes["dimension"] == v.TOTAL) & codes["indicator"].isin(v.STAGES)]
    rows = rows.rename(columns={"indicator": "stage"})
    return rows[["country", "year", "stage", "sex", "age_group", *_VALUES]]


_VALUES = ["persons", "lower", "upper", "status"]


def _find_issues(
    rows: pd.DataFrame, is_country: pd.Series, conflicts: pd.DataFrame
) -> tuple[Finding, ...]:
    place = "UNODC GLOTIP, 30 May 2023"
    copies = int(rows.duplicated().sum())
    ranges = int(rows["value"].str.startswith("<").sum())
    found = [
        Finding("identified", place, "rows equal to an earlier one", copies, "counted once"),
        Finding(
            "identified",
            place,
            "keys with several values",
            len(conflicts),
            "kept as a range from the smallest value to the sum; listed in glotip_conflicts",
        ),
        Finding("identified", place, "values printed as '<5'", ranges, "kept as 0 to 4"),
    ]
    strange = rows[~is_country]
    for (code, name), group in strange.groupby(["country", "name"]):
        label = f"rows of '{code or name}', which is no country's code"
        found.append(Finding("identified", place, label, len(group), "kept out of every figure"))
    offences = int((rows["indicator"] == "Offences of trafficking in persons").sum())
    found.append(
        Finding(
            "justice",
            place,
            "rows that count offences, not persons",
            offences,
            "left out of the justice chain",
        )
    )
    found.append(
        Finding(
            "justice",
            place,
            "stages 'investigated' and 'sentenced'",
            0,
            "not in this source, so not in the chain",
        )
    )
    return tuple(found)
