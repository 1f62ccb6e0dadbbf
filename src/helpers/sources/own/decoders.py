"""What a cell of a column means, by the mapping: functions from a text to a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from helpers.sources.own.cells import Decoded, Trouble
from helpers.sources.own.countries import find_country
from helpers.sources.own.dates import DateFormat, read_date
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.words import NO, YES, fold, known_labels
from helpers.tables import vocabulary as v

Decoder = Callable[[str], Decoded]

YES_NUMBER: Final = 2
NO_NUMBER: Final = 1
"""Yes is more than no, and no is more than unknown: the largest of several rows is kept."""

OLDEST: Final = 120
WHOLE: Final = 1 << 30
"""Set in a list whose every entry is known, so that what it does not name is not in it."""

DATE_SHIFT: Final = 10**8
"""A date is one number: its first possible day times this, and its last."""

_STRANGE: Final = "label that the mapping does not have"
_YEAR: Final = re.compile(r"((?:19[5-9]|20)\d{2}|2100)(?:\.0)?")
_COUNT: Final = re.compile(r"\d{1,9}(?:\.0+)?")
_AGE: Final = re.compile(r"-?\d{1,4}(?:[.,]\d+)?")


class Codebook:
    """The words of one attribute in the order in which they were met; the first is unknown."""

    def __init__(self) -> None:
        self.words = [v.UNKNOWN]
        self._numbers = {v.UNKNOWN: 0}

    def number(self, word: str) -> int:
        """The number of a word."""
        if word not in self._numbers:
            self._numbers[word] = len(self.words)
            self.words.append(word)
        return self._numbers[word]


def decode_label(mapping: CaseMapping, kind: str, book: Codebook) -> Decoder:
    """Cells of one category each: sex, age group, channel."""
    return partial(_decode_one, _lookup(mapping, kind), find_unknowns(mapping, kind), book)


def _decode_one(
    labels: Mapping[str, tuple[str, ...]], unknown: frozenset[str], book: Codebook, cell: str
) -> Decoded:
    if not cell or fold(cell) in unknown:
        return Decoded()
    codes = labels.get(fold(cell))
    if codes is None:
        return Decoded(0, (Trouble(_STRANGE, cell),))
    return Decoded(book.number(codes[0]))


def decode_place(mapping: CaseMapping, kind: str, book: Codebook) -> Decoder:
    """Cells with a country; of several, the first that is one."""
    own = {**mapping.values.get("country", {}), **mapping.values.get(kind, {})}
    stated = mapping.unknown.get(kind, frozenset())
    general = mapping.unknown.get("all", frozenset())
    return partial(_decode_place, mapping, kind, own, stated, general | stated, book)


def _decode_place(
    mapping: CaseMapping,
    kind: str,
    own: Mapping[str, tuple[str, ...]],
    stated: frozenset[str],
    words: frozenset[str],
    book: Codebook,
    cell: str,
) -> Decoded:
    if not cell or fold(cell) in stated:
        return Decoded()
    parts = split_cell(cell, mapping.separators, lambda part: _find_place(own, part) is not None)
    named = [(part, _find_place(own, part)) for part in parts]
    codes = [code for _, code in named if code and code != v.UNKNOWN]
    strange = [part for part, code in named if code is None and fold(part) not in words]
    if strange and kind in mapping.untold:
        troubles = [Trouble("entry that is no country")]
    else:
        troubles = [Trouble(_STRANGE, part) for part in strange]
    if len(set(codes)) > 1:
        troubles.append(Trouble("several countries in a cell", done="the first one counts"))
    return Decoded(book.number(codes[0]) if codes else 0, tuple(troubles))


def _find_place(own: Mapping[str, tuple[str, ...]], name: str) -> str | None:
    if fold(name) in own:
        return own[fold(name)][0]
    # A word that means unknown everywhere else can be a country here: 'NA' is Namibia.
    return find_country(name)


def decode_list(mapping: CaseMapping, kind: str, order: tuple[str, ...]) -> Decoder:
    """Cells that list what applies, as bits in the order of the codes."""
    labels, unknown = _lookup(mapping, kind), find_unknowns(mapping, kind)
    return partial(_decode_list, mapping, labels, unknown, order)


def _decode_list(
    mapping: CaseMapping,
    labels: Mapping[str, tuple[str, ...]],
    unknown: frozenset[str],
    order: tuple[str, ...],
    cell: str,
) -> Decoded:
    if not cell or fold(cell) in unknown:
        return Decoded()
    parts = split_cell(cell, mapping.separators, lambda part: fold(part) in labels)
    bits, troubles = 0, []
    for part in (part for part in parts if fold(part) not in unknown):
        codes = labels.get(fold(part))
        if codes is None:
            troubles.append(Trouble(_STRANGE, part))
        for code in codes or ():
            bits |= 1 << order.index(code) if code != v.UNKNOWN else 0
    return Decoded(bits | WHOLE if bits and not troubles else bits, tuple(troubles))


def split_cell(
    cell: str, separators: tuple[str, ...], is_known: Callable[[str], bool]
) -> list[str]:
    """The values of a cell; one that holds a separator itself stays whole when it is known.

    Args:
        cell: A text without blanks around it.
        separators: What can stand between two values.
        is_known: Whether a text is a value.

    Example:
        >>> split_cell("Farming, forestry; Sewing, Other", (";", ","), "Farming, forestry".__eq__)
        ['Farming, forestry', 'Sewing', 'Other']
    """
    pieces = re.split("(" + "|".join(map(re.escape, separators)) + ")", cell)
    found: list[str] = []
    start = 0
    while start < len(pieces):
        # The longest run of pieces that is a value; else the piece alone.
        stops = range(len(pieces), start + 1, -2)
        texts = ((stop, "".join(pieces[start:stop]).strip()) for stop in stops)
        known = next(((stop, text) for stop, text in texts if text and is_known(text)), None)
        stop, text = known or (start + 1, pieces[start].strip())
        words = text.split()
        # Survey programs put a blank between the names of values, which hold none.
        several = known is None and len(words) > 1 and all(map(is_known, words))
        found += words if several else [text]
        start = stop + 1
    return [text for text in found if text]


def decode_flag(mapping: CaseMapping) -> Decoder:
    """Cells that say yes or no."""
    labels = _lookup(mapping, "flag") or {"1": (YES,), "0": (NO,)}
    numbers = {YES: YES_NUMBER, NO: NO_NUMBER, v.UNKNOWN: 0}
    return partial(_decode_flag, labels, find_unknowns(mapping, "flag"), numbers)


def _decode_flag(
    labels: Mapping[str, tuple[str, ...]],
    unknown: frozenset[str],
    numbers: Mapping[str, int],
    cell: str,
) -> Decoded:
    if not cell or fold(cell) in unknown:
        return Decoded()
    codes = labels.get(fold(cell.removesuffix(".0")))
    if codes is None:
        return Decoded(0, (Trouble(_STRANGE, cell),))
    return Decoded(numbers[codes[0]])


def decode_age(mapping: CaseMapping) -> Decoder:
    """Cells with an age in years, as the age plus one."""
    return partial(_decode_age, find_unknowns(mapping, "age"))


def _decode_age(unknown: frozenset[str], cell: str) -> Decoded:
    if not cell or fold(cell) in unknown:
        return Decoded()
    age = float(cell.replace(",", ".")) if _AGE.fullmatch(cell) else -1.0
    if not 0 <= age <= OLDEST:
        return Decoded(0, (Trouble(f"entry that is no age from 0 to {OLDEST}"),))
    return Decoded(int(age) + 1)


def decode_year(mapping: CaseMapping) -> Decoder:
    """Cells with a year, as the year."""
    return partial(_decode_year, find_unknowns(mapping, "year"))


def _decode_year(unknown: frozenset[str], cell: str) -> Decoded:
    if not cell or fold(cell) in unknown:
        return Decoded()
    found = _YEAR.fullmatch(cell)
    if found is None:
        return Decoded(0, (Trouble("entry that is no year from 1950 to 2100"),))
    return Decoded(int(found[1]))


def decode_date(mapping: CaseMapping, attribute: str) -> Decoder:
    """Cells with a date, as one number of its first and last possible day."""
    return partial(_decode_date, find_unknowns(mapping, attribute), mapping.dates)


def _decode_date(unknown: frozenset[str], formats: tuple[DateFormat, ...], cell: str) -> Decoded:
    if not cell or fold(cell) in unknown:
        return Decoded()
    days = read_date(cell, formats)
    if days is None:
        return Decoded(0, (Trouble("entry that is no date in a format of the mapping"),))
    return Decoded(days[0] * DATE_SHIFT + days[1])


def decode_persons(cell: str) -> Decoded:
    """Cells with a number of persons; -1 for one that is none, which is refused."""
    return Decoded(int(float(cell)) if _COUNT.fullmatch(cell) else -1)


def decode_match(values: frozenset[str]) -> Decoder:
    """Cells that are one of these values."""
    return lambda cell: Decoded(int(fold(cell) in values))


def _lookup(mapping: CaseMapping, kind: str) -> dict[str, tuple[str, ...]]:
    known = known_labels(kind, mapping.languages) if mapping.languages else {}
    return {label: (code,) for label, code in known.items()} | dict(mapping.values.get(kind, {}))


def find_unknowns(mapping: CaseMapping, attribute: str) -> frozenset[str]:
    """The folded words that mean unknown in the column of an attribute."""
    words = mapping.unknown.get("all", frozenset()) | mapping.unknown.get(attribute, frozenset())
    return words - set(mapping.values.get(attribute, {}))
