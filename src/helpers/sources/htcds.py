"""Case files in IOM's Human Trafficking Case Data Standard 2.0 [1]_.

They are known by the names of their fields, whatever the labels below say: in the published
spreadsheets the labels of the mailing fields are shifted against their names, and one name is
misspelt. Only fields that are counted are read; names, contacts and notes are not, and a birthdate
only to the age group that it gives.

References:
    .. [1] IOM (2023). Human Trafficking Case Data Standard 2.0. https://github.com/UNMigration/HTCDS
"""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Final

from helpers.sources.documents import read_document
from helpers.sources.layouts import Layout
from helpers.sources.own.about import About
from helpers.sources.own.counting import count_cases
from helpers.sources.own.dates import EXCEL, DateFormat
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.reader import to_reading
from helpers.sources.own.whole import PERSON
from helpers.sources.own.words import NO, YES, fold
from helpers.sources.peek import Header, Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Reading, read_labels
from helpers.tables.schemas import make_empty

FEWEST_FIELDS: Final = 3
"""A header with so many fields of the standard is one of its files."""

_LISTS: Final = ("form", "sector", "means")
_SINGLE: Final = ("sex", "birthdate", "citizenship", "registered", "country")
_VALUES: Final = {"sex": "htcds_sex", "form": "htcds_forms", "sector": "htcds_sectors",
                  "means": "htcds_means"}  # fmt: skip
_LEFT_OUT: Final = {
    "status": frozenset(("notavictimoftrafficking", "not a victim of trafficking")),
    "consent": frozenset(("false", NO, "0")),
}
# Day and month cannot be told apart in '05/03/2019', so only what has one meaning is read.
_DATES: Final = tuple(map(DateFormat, (EXCEL, "DD MMM YYYY", "DD-MMM-YYYY", "YYYY/MM/DD")))
_TABLES: Final = ("caseload_forms", "caseload_citizenship", "caseload_sectors", "caseload_means",
                  "caseload_exposure")  # fmt: skip

_NOTES: Final = (
    "Names, contacts and free text are not read; a birthdate is read only to an age group, at the "
    "date of the incoming referral.",
    "A person is a row with an entry in a field that is read. Who is recorded as not a victim of "
    "trafficking, or as not consenting, is not counted.",
    "A form that a cell does not name is counted as unknown, not as 'no': one of the published "
    "spreadsheets takes only one entry a cell.",
    "The year is that of the incoming referral.",
)
_EMPTY: Final = "No row is filled in: this is the empty spreadsheet, and there is nobody to count."


def _find_fields(look: Peek) -> tuple[Header, dict[str, str]] | None:
    """The header, and for each column that is read what its field is; None without one."""
    for table, rows in look.heads.items():
        for number, row in enumerate(rows):
            fields = {name: _fields()[_plain(name)] for name in row if _plain(name) in _fields()}
            counted = [code for code in fields.values() if code != "present"]
            if len(counted) >= FEWEST_FIELDS:
                return Header(table, number, row), fields
    return None


def read_cases(look: Peek) -> Reading:
    """A spreadsheet of the standard, or an export with its field names.

    Args:
        look: A first look at the file.

    Raises:
        CaselightError: The file is damaged, or a field stands twice.
    """
    found = _find_fields(look)
    assert found is not None
    header, fields = found
    counted = count_cases(_to_mapping(look, header, fields), look)
    if counted.persons:
        mapping = _to_mapping(look, header, fields)
        return to_reading("htcds", mapping, counted, _NOTES)
    tables = {name: make_empty(name) for name in _TABLES}
    notes = _NOTES if counted.rows else (_EMPTY,)
    about = provenance_of("htcds")
    return Reading("htcds", tables, about, counted.rows, 0, counted.findings, notes)


def _to_mapping(look: Peek, header: Header, fields: dict[str, str]) -> CaseMapping:
    columns = {code: name for name, code in fields.items() if code in _SINGLE}
    codes = {kind: read_labels(name) for kind, name in _VALUES.items()}
    values = {
        kind: {fold(label): (code,) for label, code in labels.items()}
        for kind, labels in codes.items()
    }
    yes = {"true": (YES,), "yes": (YES,), "1": (YES,)}
    return CaseMapping(
        place=look.path.name,
        file=look.path,
        about=About(provenance_of("htcds")),
        rows=PERSON,
        channel="case_management",
        columns=columns,
        lists={kind: tuple(n for n, code in fields.items() if code == kind) for kind in _LISTS},
        values={**values, "flag": yes},
        left_out={n: _LEFT_OUT.get(code, frozenset()) for n, code in fields.items()
                  if code in _LEFT_OUT or code == "present"},
        dates=_DATES,
        separators=(";", ","),
        sheet=header.table,
        header=header.row + 1,
        untold=frozenset(("country",)),
        label_row={name: _headings()[_plain(name)] for name in fields},
    )  # fmt: skip


@cache
def _fields() -> dict[str, str]:
    return {_plain(name): code for name, code in read_labels("htcds_fields").items()}


@cache
def _headings() -> dict[str, str]:
    text = resources.files("helpers.sources").joinpath("labels", "htcds_fields.csv")
    with text.open(encoding="utf-8") as file:
        return {_plain(row["label"]): row["heading"] for row in csv.DictReader(file)}


def _plain(name: str) -> str:
    # The survey form writes vic_Methods_of_Control for vic_MethodsOfControl.
    return name.replace("_", "").strip().casefold()


def _is_standard(look: Peek) -> bool:
    return look.has("Field Name including Prefix", "Field Type", "Value Names (if picklist)")


def _is_form(look: Peek) -> bool:
    return look.has("list_name", "name", "label") and look.has("type", "name", "label")


def _read_standard(look: Peek) -> Reading:
    words = "The field standards of HTCDS 2.0: names and values, no persons."
    return replace(read_document(look, words), layout="htcds_document")


def _read_form(look: Peek) -> Reading:
    words = "A survey form (XLSForm) with the fields of HTCDS 2.0: questions, no persons."
    return replace(read_document(look, words), layout="htcds_document")


LAYOUTS = (
    Layout("htcds_standard", "HTCDS 2.0: field standards", _is_standard, _read_standard),
    Layout("htcds_form", "HTCDS 2.0: survey form", _is_form, _read_form),
    Layout("htcds", "Case file in IOM's HTCDS 2.0", lambda look: _find_fields(look) is not None,
           read_cases),
)  # fmt: skip
