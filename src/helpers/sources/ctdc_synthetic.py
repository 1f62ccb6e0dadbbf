"""CTDC's synthetic data: no record is a person, together they keep the people's statistics [1]_.

Flags are 1 or blank: blank is 'not recorded', never 'no'. The records do not say which
organisation they come from, so case management and hotline are one channel that cannot be split.

References:
    .. [1] CTDC (2024). The Global Synthetic Data Codebook, version 2, February 2024.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import pandas as pd

from helpers.sources import caseload
from helpers.sources.ctdc_codes import Strange, code_column, find_strange, is_missing, label_of
from helpers.sources.ctdc_columns import Columns, find_columns
from helpers.sources.ctdc_editions import Edition, describe_edition, find_edition
from helpers.sources.ctdc_persons import (
    FORM_FLAGS,
    REQUIRED,
    find_outside,
    require_columns,
    require_rows,
    to_persons,
)
from helpers.sources.layouts import Layout
from helpers.sources.peek import Peek
from helpers.sources.reading import Finding, Reading
from helpers.tables import vocabulary as v

_NAME: Final = "ctdc_synthetic"
_PAIRS: Final = "ctdc_victim_perpetrator"
_CHANNEL: Final = "mixed"
_MERGED: Final = "meansAbusePsyPhySex"
_PAIR_COLUMNS: Final = (
    "yearRegister",
    "gender",
    "majorityStatus",
    "isForcedLabour",
    "isSexualExploit",
    "UN_COO_Region",
    "UN_COE_Region",
    "IP_Exploiter",
)
_REGIONS: Final = {
    "UN_COE_Region": ("exploitation", "country"),
    "UN_COO_Region": ("citizenship", "citizenship"),
}
_SYNTHETIC: Final = (
    "The records are synthetic: none is a person, and together they keep the statistics of the "
    "people behind them, with noise.",
    "A blank flag says that nothing is recorded; it is not a 'no'.",
    "The file does not tell case management from hotline, so both are one channel here.",
)


def _is_synthetic(look: Peek) -> bool:
    columns = find_columns(look, *REQUIRED)
    if columns is None or "Datasource" in columns.names:
        return False
    # A k-anonymised file whose column of channels was taken out is no synthetic data.
    return "traffickMonths" in columns.names or "isSexAndLabour" not in columns.names


def _read_synthetic(look: Peek) -> Reading:
    columns = require_columns(look, *REQUIRED)
    texts = columns.read(look)
    require_rows(texts, look)
    persons, strange = to_persons(texts)
    edition = _name_columns(find_edition(_NAME, len(columns.names), persons["year"]), columns)
    place = "CTDC synthetic data"
    found = [*find_outside(persons, place), *columns.find_strange(place)]
    note = (
        "For IOM's records the country of exploitation is the country where a person was first "
        "assisted."
    )
    reading = _to_reading(_NAME, persons, strange, place, (note,))
    about = describe_edition(_NAME, edition)
    return replace(reading, provenance=about, findings=(*reading.findings, *found))


def _name_columns(edition: Edition, columns: Columns) -> Edition:
    """Which releases have these columns: the means of control were merged in 2024."""
    since = "of 2024 or later" if _MERGED in columns.names else "of 2021 to 2023"
    return replace(edition, name=f"{edition.name}, columns as in releases {since}")


def _read_pairs(look: Peek) -> Reading:
    columns = require_columns(look, *_PAIR_COLUMNS)
    texts = columns.read(look)
    require_rows(texts, look)
    persons, strange = to_persons(texts.rename(columns={"yearRegister": "yearOfRegistration"}))
    if "yearOfRegistration" in strange:
        strange["yearRegister"] = strange.pop("yearOfRegistration")
    ages, without = code_column(texts["majorityStatus"], label_of("child", "adult"))
    if without:
        strange["majorityStatus"] = without
    edition = find_edition(_PAIRS, len(columns.names), persons["year"])
    place = "CTDC victim-perpetrator data"
    notes = (
        "The file gives regions and no countries: country and citizenship are unknown here.",
        "A record is a victim together with the perpetrators in the case; what it says of the "
        "perpetrators is in no table yet.",
    )
    reading = _to_reading(_PAIRS, persons.assign(age_group=ages), strange, place, notes)
    found = (*_find_regions(texts, place), *_find_perpetrators(texts, place))
    return replace(
        reading,
        provenance=describe_edition(_PAIRS, edition),
        findings=(*reading.findings, *found, *columns.find_strange(place)),
    )


def _find_regions(texts: pd.DataFrame, place: str) -> list[Finding]:
    found = []
    for column, (what, unknown) in _REGIONS.items():
        regions = int((~texts[column].map(is_missing).astype(bool)).sum())
        rule = f"records with a region of {what} and no country"
        found.append(Finding("caseload", place, rule, regions, f"counted as {unknown} unknown"))
    return found


def _find_perpetrators(texts: pd.DataFrame, place: str) -> list[Finding]:
    columns = [name for name in texts.columns if name.startswith("IP_")]
    told = (~texts[columns].map(is_missing).astype(bool)).any(axis=1)
    rule = "records that say something of a perpetrator"
    return [Finding("caseload", place, rule, int(told.sum()), "not read into a table yet")]


def _to_reading(
    layout: str, persons: pd.DataFrame, strange: Strange, place: str, notes: tuple[str, ...]
) -> Reading:
    whole = caseload.complete(persons.assign(channel=_CHANNEL))
    asked = [f"form_{form}" for form in FORM_FLAGS if f"form_{form}" in persons]
    coverage = caseload.describe_coverage(whole)
    # A form that the file has no column for is told once, by the layout, and not as never filled.
    coverage = coverage[coverage["attribute"].isin(asked)]
    unknown = int((whole["year"] == v.UNKNOWN).sum())
    findings = (
        Finding("caseload", place, "records without a year of registration", unknown,
                "counted as year unknown"),
        *caseload.find_uncollected(coverage),
        *find_strange(strange, place),
    )  # fmt: skip
    return Reading(
        layout,
        caseload.tabulate(whole),
        describe_edition(layout, Edition("")),
        len(whole),
        len(whole),
        findings,
        (*_SYNTHETIC, *notes),
        caseload.count_missing(whole),
    )


LAYOUTS = (
    Layout(_NAME, "CTDC Global Synthetic Dataset", _is_synthetic, _read_synthetic),
    Layout(
        _PAIRS,
        "CTDC Global Victim-Perpetrator Synthetic Dataset",
        lambda look: find_columns(look, *_PAIR_COLUMNS) is not None,
        _read_pairs,
    ),
)
