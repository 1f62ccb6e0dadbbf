"""A mapping as a reader needs it, each of its rules checked and each error with its line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helpers.sources.own.about import About, read_about
from helpers.sources.own.dates import DateFormat, compile_formats
from helpers.sources.own.document import Document, read_document, suggest
from helpers.sources.own.rules import (
    COLUMNS,
    LISTS,
    TABLES,
    read_flags,
    read_left_out,
    read_unknown,
    read_values,
)
from helpers.sources.own.whole import PERSON, ROWS, find_breaches
from helpers.sources.own.words import CODES, LANGUAGES
from helpers.sources.peek import Peek

_DATA: Final = ("file", "sheet", "header", "rows", "channel", "separator", "dates", "labels",
                "not_listed")  # fmt: skip


@dataclass(frozen=True, repr=False)
class CaseMapping:
    """What a mapping says.

    Args:
        place: Name of the file it came from, for the ledger.
        file: The case file.
        about: Whose it is, and the threshold of its counts.
        rows: ``person``, ``person_and_form`` or ``person_and_list``.
        channel: How its persons came to be counted; empty where a column says it.
        columns: Attribute to the one column that records it.
        lists: ``form``, ``sector``, ``means``: columns whose cells list what applies.
        flags: The same kinds: columns that say yes or no to one code.
        values: For each kind, folded label to codes.
        unknown: For each attribute, folded words that mean unknown; under ``all`` those of all.
        languages: Label lists that may fill in what ``values`` does not name.
        left_out: Column to the folded values whose rows are not counted.
        not_read: Columns that are never read.
        dates: Formats of dates, tried in order.
        separators: What stands between several values of a cell.
        not_listed: What a form is that a filled-in list does not name: ``unknown`` or ``no``.
        sheet: Sheet of a workbook; empty for the first that fits.
        header: Line of the headings, counted from 1; 0 to look for it.
        document: Its text, for the line of an error; None where our own code made the mapping.
        label_row: Cells by column of a row of labels below the headings, which is no person.
        untold: Attributes of which no strange label is told, however many persons have it.
    """

    place: str
    file: Path
    about: About
    rows: str
    channel: str
    columns: Mapping[str, str]
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    flags: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    unknown: Mapping[str, frozenset[str]] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    left_out: Mapping[str, frozenset[str]] = field(default_factory=dict)
    not_read: tuple[str, ...] = ()
    dates: tuple[DateFormat, ...] = ()
    separators: tuple[str, ...] = (";",)
    not_listed: str = "unknown"
    sheet: str = ""
    header: int = 0
    document: Document | None = None
    label_row: Mapping[str, str] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return f"<CaseMapping of {self.file.name}>"

    @property
    def threshold(self) -> int:
        """Fewest persons whose label may be told in the ledger."""
        return self.about.threshold or DEFAULT_THRESHOLD

    @property
    def wanted(self) -> tuple[str, ...]:
        """Every column that is read, once."""
        lists = [name for names in self.lists.values() for name in names]
        flags = [name for names in self.flags.values() for name in names]
        return tuple(dict.fromkeys([*self.columns.values(), *lists, *flags, *self.left_out]))

    def tell_place(self, column: str) -> str:
        """Where the mapping names a column, for an error about it."""
        if self.document is None:
            return f"{self.place}, column '{column}'"
        return f"{self.place}, line {self.document.line(*self.find_key(column))}: column '{column}'"

    def find_key(self, column: str) -> tuple[str, str]:
        """Table and key of the mapping that name a column, for the line of an error."""
        if self.document is not None:
            for table in ("columns", "flags.form", "flags.sector", "flags.means", "left_out"):
                for key, value in self.document.table(table).items():
                    named = value if table == "columns" else key
                    if column == named or (isinstance(named, list) and column in named):
                        return table, key
        return "columns", ""


DEFAULT_THRESHOLD: Final = 10
"""As in ``helpers.disclosure``, which knows the canonical tables only."""


def read_mapping(path: Path) -> CaseMapping:
    """Read and check a mapping.

    Args:
        path: The TOML file.

    Raises:
        CaselightError: It breaks a rule; the message has the line and the mend.
    """
    document = read_document(path)
    document.require_known("", TABLES)
    document.require_known("data", _DATA)
    document.require_known("columns", (*COLUMNS, "list"))
    kinds = {kind: document.words("columns", kind) for kind in LISTS}
    columns = {
        name: document.word("columns", name) for name in document.table("columns") if name not in
        LISTS
    }  # fmt: skip
    formats = document.words("data", "dates")
    mapping = CaseMapping(
        place=path.name,
        file=path.parent / document.word("data", "file"),
        about=read_about(document),
        rows=_one_of(document, "rows", ROWS, PERSON),
        channel=_one_of(document, "channel", CODES["channel"], ""),
        columns=columns,
        lists={kind: names for kind, names in kinds.items() if names},
        flags=read_flags(document),
        values=read_values(document),
        unknown=read_unknown(document),
        languages=_languages(document),
        left_out=read_left_out(document),
        not_read=document.words("not_read", "columns"),
        dates=compile_formats(document, formats),
        separators=_separators(document),
        not_listed=_one_of(document, "not_listed", ("unknown", "no"), "unknown"),
        sheet=document.word("data", "sheet"),
        header=document.number("data", "header", 0, 0),
        document=document,
    )
    for breach in find_breaches(mapping, document):
        raise document.error(*breach)
    return mapping


def find_data_file(look: Peek) -> tuple[Path, ...]:
    """The case file that a mapping describes, as a part of what is read."""
    return (read_mapping(look.path).file,)


def _one_of(document: Document, key: str, allowed: tuple[str, ...], default: str) -> str:
    value = document.word("data", key, default)
    if value not in (*allowed, default):
        rule = f"'{key}' is one of {', '.join(allowed)}."
        raise document.error(rule, "data", key, f"{value!r}", suggest(value, allowed))
    return value


def _separators(document: Document) -> tuple[str, ...]:
    given = document.table("data").get("separator", ";")
    found = tuple([given] if isinstance(given, str) else document.words("data", "separator"))
    if not all(found) or any(letter.isalnum() for each in found for letter in each):
        rule = "A separator is a mark such as ';' that no value holds."
        raise document.error(rule, "data", "separator", "letters, digits or nothing", "Write ';'.")
    return found


def _languages(document: Document) -> tuple[str, ...]:
    found = document.words("data", "labels")
    for name in found:
        if name not in LANGUAGES:
            rule = f"'labels' lists languages: {', '.join(LANGUAGES)}."
            mend = "Take it out, and write the labels under [values...]."
            raise document.error(rule, "data", "labels", f"{name!r}", mend)
    return found
