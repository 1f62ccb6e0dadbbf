"""The first draft of a mapping: what is recognised, and what a person has to decide.

A draft never puts a value into a category that no list of labels puts it into, and shows no value
that is rare or looks like somebody's. What it leaves open says DECIDE, and a mapping with a DECIDE
is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from helpers.errors import CaselightError
from helpers.sources.layouts import find_layout
from helpers.sources.own.countries import find_country
from helpers.sources.own.document import DECIDE
from helpers.sources.own.guess import guess_formats, guess_separator, mostly
from helpers.sources.own.profile import Profile, is_flag, look_at_cases
from helpers.sources.own.rules import LISTS, PLACES
from helpers.sources.own.words import CODES, LANGUAGES, fold, known_labels, language_of
from helpers.sources.peek import peek
from helpers.tables import vocabulary as v

_HEAD: Final = """\
# A mapping for {file}, drafted by Caselight.
# It is a draft: settle each line marked DECIDE, look at the others, and take out what is wrong.
# 'caselight inspect' of this mapping then says how many persons it counts, and what it does not
# know. docs/own-data.md explains every line.
"""
_SINGLE: Final = ("person", "persons", "year", "registered", "sex", "age", "age_group", "country",
                  "citizenship", "channel")  # fmt: skip


def draft_mapping(path: Path) -> str:
    """Write the first draft of a mapping, as text.

    Args:
        path: An organisation's case file, CSV or a workbook.

    Raises:
        CaselightError: The file is damaged, has no headings that we know, or needs no mapping.
    """
    look = peek(Path(path))
    layout = find_layout(look)
    if layout is not None:
        raise CaselightError(
            "A mapping is for a file that has no layout of its own.",
            f"{look.path.name}: {layout.title}",
            f"It needs none: 'caselight inspect {look.path.name}' reads it.",
        )
    return _Draft(look.path, look_at_cases(look)).write()


class _Draft:
    def __init__(self, path: Path, profile: Profile) -> None:
        self.path, self.profile = path, profile
        self.columns: dict[str, str] = {}
        self.lists: dict[str, list[str]] = {kind: [] for kind in LISTS}
        self.flags: dict[str, dict[str, str]] = {kind: {} for kind in LISTS}
        self.not_read: list[tuple[str, str]] = []
        self.languages: set[str] = set()
        for name in profile.attributes:
            self._place(name)
        self.separator = guess_separator(
            (kind, str(value))
            for kind, names in self.lists.items()
            for name in names
            for value in profile.cells[name].unique()
        )

    def write(self) -> str:
        """The draft as TOML."""
        values = list(self._values())
        parts = [[_HEAD.format(file=self.path.name)], self._data(), self._organisation(),
                 self._columns(), self._flags(), values, self._not_read()]  # fmt: skip
        return "\n".join(line for part in parts for line in part) + "\n"

    def _place(self, name: str) -> None:
        """Put a column where its heading says that it belongs."""
        attribute = self.profile.attributes[name]
        counts = self.profile.cells[name].value_counts()
        values = [value for value in counts.index if value]
        if attribute == "age" and not mostly(values, str.isdigit):
            attribute = "age_group"
        if attribute in _SINGLE and attribute not in self.columns:
            self.columns[attribute] = name
        elif attribute in LISTS:
            self.lists[attribute].append(name)
        elif attribute == "contributor":
            note = f"{DECIDE}: who contributed the case? Name it below [columns] as 'contributor'"
            self.not_read.append((name, f"{note}, or leave it here"))
        elif attribute == "private":
            self.not_read.append((name, "names, contacts and notes are never read"))
        elif attribute == "birthdate":
            note = "a birthdate; name it below [columns] only where no age is recorded"
            self.not_read.append((name, note))
        elif attribute:
            self.not_read.append((name, f"{DECIDE}: another column for '{attribute}'?"))
        else:
            self._place_flag(name, values)

    def _place_flag(self, name: str, values: list[str]) -> None:
        kind = next((kind for kind in LISTS if fold(name) in known_labels(kind)), "")
        code = known_labels(kind).get(fold(name), "") if kind else ""
        if values and is_flag(values):
            if code and code != v.UNKNOWN:
                self.flags[kind][name] = code
                self.languages.add(language_of(kind, name))
                return
            note = f"{DECIDE}: a column of yes and no; move it to [flags.form] if it is a form"
        else:
            note = f"{DECIDE}: not recognised"
        self.not_read.append((name, note))

    def _data(self) -> Iterator[str]:
        yield "[data]"
        yield f"file = {_quote(self.path.name)}"
        if self.profile.header.table:
            yield f"sheet = {_quote(self.profile.header.table)}"
        if self.profile.header.row:
            yield f"header = {self.profile.header.row + 1}"
        person = self.columns.get("person")
        repeated = (
            person and self.profile.cells[person].replace("", None).dropna().duplicated().any()
        )
        if repeated and self.lists["form"]:
            yield 'rows = "person_and_form"  # several rows of a person become one'
        else:
            yield 'rows = "person"'
        if "channel" not in self.columns:
            yield _decide("channel", f"{', '.join(CODES['channel'])}")
        if any(self.lists.values()):
            yield f"separator = {_quote(self.separator)}"
            yield 'not_listed = "unknown"  # or "no", if a list that is filled in is complete'
        if "registered" in self.columns:
            yield _tell_dates(self.profile.cells[self.columns["registered"]].unique())
        languages = [name for name in LANGUAGES if name in self.languages]
        if languages:
            yield (
                f"labels = [{', '.join(map(_quote, languages))}]  # their lists also name rare "
                "values, which a draft does not show"
            )

    def _organisation(self) -> Iterator[str]:
        yield "\n[organisation]"
        yield _decide("name", "it stands under every chart")
        yield 'title = "Case file"'
        yield _decide("edition", "which export this is, such as its date")
        yield "\n# Counts of fewer than 10 persons are hidden. Another limit, with its reason:"
        yield "# [protection]"
        yield "# threshold = 20"
        yield '# reason = "..."'

    def _columns(self) -> Iterator[str]:
        yield "\n[columns]"
        for attribute, name in self.columns.items():
            yield f"{attribute} = {_quote(name)}"
        for kind, names in self.lists.items():
            if len(names) == 1:
                yield f"{kind} = {_quote(names[0])}"
            elif names:
                yield f"{kind} = [{', '.join(map(_quote, names))}]"

    def _flags(self) -> Iterator[str]:
        for kind, columns in self.flags.items():
            if columns:
                yield f"\n[flags.{kind}]"
                yield from (f"{_quote(name)} = {_quote(code)}" for name, code in columns.items())
        names = [name for columns in self.flags.values() for name in columns]
        if names:
            found = {value for name in names for value in self.profile.cells[name].unique()}
            yield "\n[values.flag]"
            labels = known_labels("flag")
            yield from (f"{_quote(value)} = {_quote(labels[fold(value)])}"
                        for value in sorted(found - {""}))  # fmt: skip

    def _values(self) -> Iterator[str]:
        for kind in ("channel", "sex", "age_group"):
            if kind in self.columns:
                yield from self._kind(kind, [self.columns[kind]], "")
        for kind in PLACES:
            if kind in self.columns:
                yield from self._places(kind)
        for kind, names in self.lists.items():
            if names:
                yield from self._kind(kind, names, self.separator)

    def _kind(self, kind: str, names: list[str], separator: str) -> Iterator[str]:
        known = known_labels(kind)
        yield f"\n[values.{kind}]"
        told, kept, seen = [], 0, set()
        for name in names:
            values, rest = self.profile.tell(self.profile.count(name, separator))
            told += [value for value in values if fold(value) not in seen]
            seen |= {fold(value) for value in values}
            kept += rest
        for value in told:
            code = known.get(fold(value))
            if code is None:
                allowed = ", ".join((*CODES[kind], v.UNKNOWN))
                yield _decide(_quote(value), allowed)
            else:
                self.languages.add(language_of(kind, value))
                yield f"{_quote(value)} = {_quote(code)}"
        yield from _tell_kept(kept)

    def _places(self, kind: str) -> Iterator[str]:
        told, _ = self.profile.tell(self.profile.count(self.columns[kind]))
        strange = [value for value in told if find_country(value) is None]
        if strange:
            yield f"\n[values.{kind}]"
            for value in strange:
                yield _decide(_quote(value), "an ISO code such as CIV, or unknown")

    def _not_read(self) -> Iterator[str]:
        if self.not_read:
            yield "\n[not_read]"
            yield "columns = ["
            yield from (f"  {_quote(name)},  # {note}" for name, note in self.not_read)
            yield "]"


def _tell_dates(cells: Iterable[str]) -> str:
    fits = guess_formats(cells)
    if not fits:
        return "dates = []  # all are written as 2024-12-31"
    if len(fits) == 1 and fits[0]:
        return f"dates = [{_quote(fits[0])}]"
    found = f"which of {', '.join(fits)}" if fits[0] else "such as DD/MM/YYYY"
    return f'dates = ["{DECIDE}"]  # {DECIDE}: how dates are written, {found}'


def _tell_kept(kept: int) -> Iterator[str]:
    if kept:
        yield "# Values of fewer than 10 persons, and what looks like a name, a number or an"
        yield "# address, are not shown: they count as unknown unless named here or in 'labels'."


def _decide(key: str, what: str) -> str:
    return f'{key} = "{DECIDE}"  # {DECIDE}: {what}'


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
