"""The rules that hold between the parts of a mapping."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from helpers.sources.own.words import CODES

if TYPE_CHECKING:
    from helpers.sources.own.document import Document
    from helpers.sources.own.mapping import CaseMapping

PERSON, PERSON_AND_FORM, PERSON_AND_LIST = "person", "person_and_form", "person_and_list"
ROWS: Final = (PERSON, PERSON_AND_FORM, PERSON_AND_LIST)
"""What a row of the file is."""

Breach = tuple[str, str, str, str, str]
"""A broken rule as ``Document.error`` takes it: rule, table, key, what was found, the mend."""


def find_breaches(mapping: CaseMapping, document: Document) -> Iterator[Breach]:
    """The rules that a mapping breaks as a whole.

    Args:
        mapping: Its parts, each of them sound.
        document: Its text.
    """
    yield from _check_file(mapping, document)
    yield from _check_rows(mapping)
    if not mapping.wanted:
        rule, mend = "A mapping names at least one column.", 'Write sex = "Gender", for instance.'
        yield rule, "columns", "", "none below [columns]", mend
    for column in sorted(set(mapping.not_read) & set(mapping.wanted)):
        table, key = mapping.find_key(column)
        mend = "Take it out of [not_read], or out of where it is read."
        yield "A column is read, or it is not read.", table, key, f"{column!r} is both", mend


def _check_file(mapping: CaseMapping, document: Document) -> Iterator[Breach]:
    if not document.word("data", "file"):
        rule = "A mapping names the file that it describes."
        mend = 'Write file = "cases.csv" below [data]; it lies beside the mapping.'
        yield rule, "data", "file", "no 'file'", mend
    elif not mapping.file.is_file():
        rule = "The file that a mapping names is there."
        mend = "Correct the name; it is looked for from the mapping's folder."
        yield rule, "data", "file", f"no file {mapping.file.name!r} beside the mapping", mend


def _check_rows(mapping: CaseMapping) -> Iterator[Breach]:
    columns, rows = mapping.columns, mapping.rows
    if rows != PERSON_AND_LIST and not mapping.channel and "channel" not in columns:
        rule = "A mapping says how its persons came to be counted."
        mend = f"Write one of {', '.join(CODES['channel'])}, or name a column under [columns]."
        yield rule, "data", "channel", "no 'channel'", mend
    if rows != PERSON and "person" not in columns:
        rule = f"rows = '{rows}' needs the column of the person's id."
        mend = 'Write person = "..." below [columns].'
        yield rule, "data", "rows", "no 'person' under [columns]", mend
    if rows == PERSON_AND_LIST and "list" not in columns:
        rule = f"rows = '{rows}' needs the column that names the list."
        yield rule, "data", "rows", "no 'list'", 'Write list = "..." below [columns].'
    if rows != PERSON_AND_LIST and "list" in columns:
        rule, mend = "'list' is for capture lists.", 'Write rows = "person_and_list" below [data].'
        yield rule, "columns", "list", f"rows = '{rows}'", mend
    if {"person", "persons"} <= set(columns):
        rule = "A row is one person, or a number of persons."
        yield rule, "columns", "persons", "both 'person' and 'persons'", "Take one of them out."
