"""The tables of a mapping that say what values mean, checked line by line."""

from __future__ import annotations

from typing import Final

from helpers.sources.own.countries import find_country
from helpers.sources.own.document import Document, suggest
from helpers.sources.own.words import CODES, fold
from helpers.tables import vocabulary as v

LISTS: Final = ("form", "sector", "means")
COLUMNS: Final = ("person", "persons", "channel", "year", "registered", "country", "citizenship",
                  "sex", "age", "age_group", "birthdate", "contributor", *LISTS)  # fmt: skip
TABLES: Final = ("data", "organisation", "protection", "columns", "flags", "values", "unknown",
                 "left_out", "not_read")  # fmt: skip
PLACES: Final = ("country", "citizenship")
_KINDS: Final = (*CODES, *PLACES, "list")


def read_flags(document: Document) -> dict[str, dict[str, str]]:
    """Columns that say yes or no to one form, sector or means of control.

    Args:
        document: The mapping.

    Raises:
        CaselightError: A code is none.
    """
    document.require_known("flags", LISTS)
    found = {}
    for kind in document.table("flags"):
        table = f"flags.{kind}"
        columns = {key: document.word(table, key) for key in document.table(table)}
        for column, code in columns.items():
            _require_code(document, table, column, kind, code)
        found[kind] = {column: code for column, code in columns.items() if code != v.UNKNOWN}
    return found


def read_values(document: Document) -> dict[str, dict[str, tuple[str, ...]]]:
    """What each value means: kind to folded label to codes.

    Args:
        document: The mapping.

    Raises:
        CaselightError: A code is none, one label means two things, or several codes stand where
            there is room for one.
    """
    document.require_known("values", _KINDS)
    return {kind: _read_kind(document, kind) for kind in document.table("values")}


def _read_kind(document: Document, kind: str) -> dict[str, tuple[str, ...]]:
    table = f"values.{kind}"
    found: dict[str, tuple[str, ...]] = {}
    for label in document.table(table):
        codes = document.words(table, label)
        for code in codes:
            _require_code(document, table, label, kind, code)
        if len(codes) != 1 and kind not in LISTS:
            rule = f"A value of '{kind}' means one thing."
            raise document.error(rule, table, label, f"{len(codes)} codes", "Write one.")
        if found.setdefault(fold(label), codes) != codes:
            rule = "A label means one thing, whatever its capitals."
            mend = "Take one of the lines out."
            raise document.error(rule, table, label, "written twice with two meanings", mend)
    return found


def _require_code(document: Document, table: str, key: str, kind: str, code: str) -> None:
    if code == v.UNKNOWN or kind == "list" or code in CODES.get(kind, ()):
        return
    if kind in PLACES:
        if code.isupper() and len(code) == 3 and find_country(code) == code:
            return
        rule = "A country is an ISO 3166-1 alpha-3 code such as CIV, or 'unknown'."
        near = find_country(code)
        mend = f"Did you mean {near}?" if near else "Write its code of three capitals."
    else:
        rule = f"A value of '{kind}' is one of {', '.join(CODES[kind])}, unknown."
        mend = suggest(code, CODES[kind])
    raise document.error(rule, table, key, f"{code!r}", mend)


def read_unknown(document: Document) -> dict[str, frozenset[str]]:
    """Words that mean unknown, for all columns and for single attributes.

    Args:
        document: The mapping.
    """
    document.require_known("unknown", ("all", "flag", *COLUMNS))
    return {
        key: frozenset(fold(word) for word in document.words("unknown", key))
        for key in document.table("unknown")
    }


def read_left_out(document: Document) -> dict[str, frozenset[str]]:
    """Columns with the values whose rows are not counted (a case that was no trafficking).

    Args:
        document: The mapping.
    """
    return {
        column: frozenset(fold(word) for word in document.words("left_out", column))
        for column in document.table("left_out")
    }
