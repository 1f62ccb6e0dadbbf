"""UNODC GLOTIP (dataUNODC): detected victims and the criminal justice chain, country by year.

'<5' stays a range of 0 to 4: the editions print neither 0 nor 1 to 4. Codes that are no country's
(regional groups among the countries) are kept out, because they count people twice. Cells that are
plainly no counts are quarantined (module ``quarantine``). Exact copies of a row count once. Where
one key has several values nothing in the file says which holds: some look like parts to be added,
some like revisions. Such a key keeps bounds that cover both readings, from the smallest value to
the sum of all.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.sources.codes import is_year, to_codes
from helpers.sources.countries import is_country_code
from helpers.sources.glotip_findings import find_issues, tell_quarantined
from helpers.sources.glotip_rows import NOT_STATED, Edition, is_glotip, read_edition
from helpers.sources.layouts import Layout
from helpers.sources.peek import Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.quarantine import find_large, find_no_counts
from helpers.sources.reading import Finding, Reading, count_values
from helpers.tables import vocabulary as v
from helpers.tables.provenance import Provenance

_KEY = ["country", "indicator", "dimension", "category", "sex", "age_group", "year"]
_CODES = ["country", "indicator", "form", "sex", "age_group", "year"]
_VALUES = ["persons", "lower", "upper", "status"]
_BY_FORM = "by_form"
_NOTES = (
    "Persons are the detected victims of all countries and years whose total is a number; totals "
    "that are ranges, conflicting or missing are not in it, so it is no sum of the world.",
    "A country that reports '<5' has reported. The last year of an edition is incomplete.",
    "Detected victims, persons prosecuted and convicted are in the tables; rows by citizenship and "
    "by country of repatriation, and offences, are read and not in them.",
)


@dataclass(frozen=True)
class _Sorted:
    """The rows of an edition, told apart: counts of countries, and what is none."""

    reasons: pd.Series
    is_country: pd.Series
    is_year: pd.Series

    @property
    def usable(self) -> pd.Series:
        return self.is_country & self.is_year & (self.reasons == "")


def read_glotip(look: Peek) -> Reading:
    """Read an edition, of any year and layout.

    Args:
        look: The first look at the file.

    Raises:
        CaselightError: It lacks a column or has no row.
    """
    edition = read_edition(look)
    rows = edition.rows
    areas = rows["country"].where(rows["country"] != "", rows["name"])
    told = _Sorted(
        find_no_counts(rows.assign(country=areas)),
        rows["country"].map(is_country_code).astype(bool),
        is_year(rows["year"]),
    )
    unique = _drop_empty(rows[told.usable].drop_duplicates())
    conflicts = _list_conflicts(unique)
    codes, strange = _resolve(unique, edition, look.path)
    identified, justice = _to_identified(codes), _to_justice(codes)
    large = find_large(rows, told.reasons)
    findings = find_issues(edition, told.is_country, told.is_year, told.reasons, large, conflicts)
    return Reading(
        "glotip",
        {
            "identified": identified,
            "justice": justice,
            "glotip_conflicts": conflicts,
            "glotip_quarantined": tell_quarantined(rows, told.reasons),
        },
        _tell_provenance(edition),
        len(rows) + edition.rates,
        _count_persons(identified),
        (*findings, *strange),
        _NOTES,
        _count_missing(rows),
    )


def _drop_empty(unique: pd.DataFrame) -> pd.DataFrame:
    """Without empty cells where the same key has a value too."""
    said = (unique["value"] != "").groupby([unique[name] for name in _KEY]).transform("any")
    return unique[(unique["value"] != "") | ~said]


def _list_conflicts(unique: pd.DataFrame) -> pd.DataFrame:
    several = unique[unique.duplicated(_KEY, keep=False)]
    listed = several.groupby(_KEY, sort=True)["value"].agg("; ".join).reset_index()
    return listed[["country", "year", "indicator", "category", "sex", "age_group", "value"]].rename(
        columns={"value": "values"}
    )


def _resolve(
    unique: pd.DataFrame, edition: Edition, path: Path
) -> tuple[pd.DataFrame, list[Finding]]:
    """One row a key with persons, bounds and status, in canonical codes."""
    codes, strange = _encode(unique, edition.place)
    codes = codes[codes["form"] != ""]
    # Two labels that both become 'unknown' are two groups of people, also with the same value.
    labels = unique.loc[codes.index, ["sex", "age_group"]].add_prefix("label_")
    counted = pd.concat([codes[_CODES], labels, count_values(codes["value"], path)], axis=1)
    counted = counted.drop_duplicates().drop(columns=labels.columns)
    several = counted.duplicated(_CODES, keep=False)
    merged = counted[several].groupby(_CODES, as_index=False).agg({"lower": "min", "upper": "sum"})
    merged["persons"] = pd.array([pd.NA] * len(merged), dtype="Int64")
    merged["status"] = v.CONFLICTING
    found = pd.concat([counted[~several], merged], ignore_index=True)
    found["year"] = found["year"].astype("Int64")
    return found, strange


def _encode(unique: pd.DataFrame, place: str) -> tuple[pd.DataFrame, list[Finding]]:
    """Canonical codes; ``form`` is empty for rows that no table of ours holds."""
    codes = unique.copy()
    strange: list[Finding] = []
    dones = {
        "indicator": "left out: no stage of ours; add it to labels/glotip.csv",
        "dimension": "left out: no breakdown of ours; add it to labels/glotip.csv",
        "sex": "counted as sex unknown; add it to labels/glotip.csv",
        "age_group": "counted as age unknown; add it to labels/glotip.csv",
    }
    for column, done in dones.items():
        coded = to_codes(unique[column], "glotip")
        codes[column] = coded.codes
        strange += coded.to_findings("identified", f"{place}, {column}", done)
    is_total, by_form = codes["dimension"] == v.TOTAL, codes["dimension"] == _BY_FORM
    forms = to_codes(unique.loc[by_form, "category"], "glotip")
    done = "counted as form unknown; add it to labels/glotip.csv"
    strange += forms.to_findings("identified", f"{place}, form of exploitation", done)
    codes["form"] = forms.codes.reindex(codes.index).mask(is_total, v.TOTAL).fillna("")
    return codes, strange


def _to_identified(codes: pd.DataFrame) -> pd.DataFrame:
    rows = codes[codes["indicator"] == "detected"]
    return rows[["country", "year", "sex", "age_group", "form", *_VALUES]].reset_index(drop=True)


def _to_justice(codes: pd.DataFrame) -> pd.DataFrame:
    rows = codes[(codes["form"] == v.TOTAL) & codes["indicator"].isin(v.STAGES)]
    rows = rows.rename(columns={"indicator": "stage"}).reset_index(drop=True)
    return rows[["country", "year", "stage", "sex", "age_group", *_VALUES]]


def _count_persons(identified: pd.DataFrame) -> int:
    is_total = (identified[["sex", "age_group", "form"]] == v.TOTAL).all(axis=1)
    return int(identified.loc[is_total, "persons"].sum())


def _count_missing(rows: pd.DataFrame) -> dict[str, int]:
    return {
        "value": int((rows["value"] == "").sum()),
        "country code": int((rows["country"] == "").sum()),
        "category": int((rows["category"] == "").sum()),
    }


def _tell_provenance(edition: Edition) -> Provenance:
    if edition.name == NOT_STATED:
        citation = "UNODC. Data on trafficking in persons (GLOTIP), dataUNODC, edition not stated."
    else:
        citation = (
            f"UNODC ({edition.date[:4]}). Data on trafficking in persons (GLOTIP), dataUNODC, "
            f"edition {edition.name}."
        )
    return provenance_of("glotip", edition=edition.name, date=edition.date, citation=citation)


LAYOUTS = (Layout("glotip", "UNODC GLOTIP (dataUNODC)", is_glotip, read_glotip),)
