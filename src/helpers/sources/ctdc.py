"""CTDC Global k-anonymised dataset, any edition: one row a person, counted and let go.

Exact copies of rows are expected under k-anonymity and all count. Missing is blank, ``-99`` or
``NULL``. The country of exploitation of IOM's records is the country of first assistance.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.sources import caseload
from helpers.sources.ctdc_codes import Strange, find_strange, is_missing
from helpers.sources.ctdc_columns import find_columns
from helpers.sources.ctdc_editions import Edition, describe_edition, find_edition
from helpers.sources.ctdc_persons import (
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

_NAME: Final = "ctdc_kanon"
_PARTNERS: Final = " IOM, Polaris, Liberty Shared, A21, OTSH."
_NOTES: Final = (
    "Rows that equal another are expected under k-anonymity; each is a person and is counted.",
    "Case management and hotline count different people in different ways; they are never added.",
    "For IOM's records the country of exploitation is the country where a person was first "
    "assisted.",
)


@dataclass(frozen=True, repr=False)
class Cases:
    """The persons of a file under canonical names; the frame never leaves the reader.

    Args:
        persons: One row a person: the grid's columns, one ``form_`` column a form, the flags, and
            ``copy``: whether the row equals an earlier one.
        edition: Which edition the file is, as far as its content tells.
        strange: Texts without a code.
        findings: What else was found.
        ages: Persons without an age group for whom the file gives adult or minor.
    """

    persons: pd.DataFrame
    edition: Edition
    strange: Strange
    findings: tuple[Finding, ...]
    ages: int

    def __repr__(self) -> str:
        return f"<Cases: {len(self.persons)} persons>"

    @property
    def place(self) -> str:
        """What the file is called in the ledger."""
        return f"CTDC k-anonymised {self.edition.year}".strip()


def read_cases(look: Peek) -> Cases:
    """Read the persons with canonical columns.

    Args:
        look: The first look at a file of any edition.

    Raises:
        CaselightError: It has another layout, or no rows.
    """
    columns = require_columns(look, "Datasource", *REQUIRED)
    texts = columns.read(look)
    blank = (texts == "").all(axis=1)
    texts = texts[~blank]
    require_rows(texts, look)
    persons, strange = to_persons(texts)
    edition = find_edition(_NAME, len(columns.names), persons["year"])
    place = f"CTDC k-anonymised {edition.year}".strip()
    found = columns.find_strange(place)
    if blank.any():
        found.append(Finding("caseload", place, "empty rows", int(blank.sum()), "left out"))
    persons = persons.assign(copy=texts.duplicated())
    ages = _count_ages(texts, persons)
    return Cases(persons, edition, strange, tuple(found), ages)


def _count_ages(texts: pd.DataFrame, persons: pd.DataFrame) -> int:
    if "majorityStatus" not in texts:
        return 0
    known = ~texts["majorityStatus"].map(is_missing).astype(bool)
    return int((known & (persons["age_group"] == v.UNKNOWN)).sum())


def find_issues(cases: Cases, coverage: pd.DataFrame) -> list[Finding]:
    """The ledger of the caseload: copies, unknowns and what a channel does not collect.

    Args:
        cases: What ``read_cases`` gave.
        coverage: What ``describe_coverage`` gave for its persons.
    """
    persons, place = cases.persons, cases.place
    told = [
        ("records equal to an earlier one", persons["copy"].sum(),
         "counted: copies are expected in k-anonymised data"),
        ("records without a year of registration", (persons["year"] == v.UNKNOWN).sum(),
         "counted as year unknown"),
        ("records without a country of exploitation", (persons["country"] == v.UNKNOWN).sum(),
         "counted as country unknown"),
    ]  # fmt: skip
    return [
        *(Finding("caseload", place, rule, int(count), done) for rule, count, done in told),
        *caseload.find_uncollected(coverage),
        *find_outside(persons, place),
        *find_strange(cases.strange, place),
        *cases.findings,
    ]


def _read(look: Peek) -> Reading:
    cases = read_cases(look)
    whole = caseload.complete(cases.persons)
    coverage = caseload.describe_coverage(whole)
    return Reading(
        _NAME,
        caseload.tabulate(whole),
        describe_edition("ctdc", cases.edition, _PARTNERS),
        len(whole),
        len(whole),
        tuple(find_issues(cases, coverage)),
        (*_NOTES, *_note_ages(cases.ages)),
        caseload.count_missing(whole),
    )


def _note_ages(ages: int) -> tuple[str, ...]:
    words = f"For {ages:,} people without an age group the file says only adult or minor."
    return (f"{words} They are counted as age not recorded.",) if ages else ()


LAYOUTS = (
    Layout(
        _NAME,
        "CTDC Global k-anonymised dataset",
        lambda look: find_columns(look, "Datasource", *REQUIRED) is not None,
        _read,
    ),
)
