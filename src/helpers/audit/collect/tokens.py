"""Numbers within text: how they are written, and what is no number though it has digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final, NamedTuple


class Token(NamedTuple):
    """A number as a text writes it.

    Args:
        text: As written, without sign and separators: '1842', '40.3'.
        value: The number, without its sign.
        places: Decimals that are written.
        percent: Whether a per cent sign follows.
        people: Whether the next words say that people are counted.
        things: Whether the next word says that something else is: rows, countries, shares.
    """

    text: str
    value: float
    places: int
    percent: bool
    people: bool
    things: bool = False


_DATE: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d-[01]\d(?:-[0-3]\d)?(?!\d)(?:[T ][\d:.]+Z?)?")
_VERSION: Final = re.compile(r"(?<![\d.])\d+(?:\.\d+){2,}(?:[a-z]+\d*)?(?![\d.])")
_TEMPLATE: Final = re.compile(r"%\{[^}]*\}")
_NUMBER: Final = re.compile(
    r"(?<![A-Za-z0-9_#])(\d[\d,]*(?:\.\d+)?|\.\d+)(\s?%)?(\s(?:m|b)illion)?"
)
_NOUNS: Final = (
    "people|persons?|victims?|men|women|boys|girls|children|adults|males?|females?|cases"
)
_PEOPLE: Final = re.compile(rf"^\s?(?:[a-z'-]+\s){{0,2}}?(?:{_NOUNS})\b", re.IGNORECASE)
_SPELLED_OUT: Final = "two three four five six seven eight nine ten eleven twelve"
_WORDS: Final = {word: n for n, word in enumerate(_SPELLED_OUT.split(), start=2)}
_THINGS: Final = re.compile(
    r"^\s?(?:(?:other|more|further|of the|largest|smallest|such|different)\s)?"
    r"(?:shares?|rows?|counts?|figures?|sectors?|countries|country|channels?|years?|reports?"
    r"|groups?|states?|sources?|forms?|lists?|numbers?|lines?|columns?|labels?|months?|quarters?"
    r"|claims?|combinations?|means|citizenships?|places?|outputs?|editions?|files?|tables?"
    r"|recruiters?)\b",
    re.IGNORECASE,
)
_SPELLED: Final = re.compile(rf"\b({'|'.join(_WORDS)})\s(?:{_NOUNS})\b", re.IGNORECASE)
_SCALES: Final = {"m": 1e6, "b": 1e9}
_LONG: Final = 30
"""More digits than this are no count of anybody."""


def read_tokens(text: str) -> Iterator[Token]:
    """The numbers of a text, also those spelled out before a word for people.

    Dates, versions and the placeholders of a template are no numbers here.

    Args:
        text: Any text.

    Example:
        >>> [(t.text, t.percent, t.people) for t in read_tokens("40.3% of 1,842 people in 2016")]
        [('40.3', True, False), ('1842', False, True), ('2016', False, False)]
        >>> [(t.text, t.people) for t in read_tokens("three women; version 3.11.7, 2016-05-01")]
        [('3', True)]
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    for mute in (_DATE, _VERSION, _TEMPLATE):
        text = mute.sub(" ", text)
    for found in _NUMBER.finditer(text):
        digits = found[1].replace(",", "").rstrip(".")
        if len(digits) > _LONG:
            continue
        places = len(digits.partition(".")[2])
        scale = _SCALES[found[3].strip()[0]] if found[3] else 1.0
        after = text[found.end() : found.end() + 60]
        people = bool(_PEOPLE.match(after))
        things = not people and bool(_THINGS.match(after))
        yield Token(digits, float(digits) * scale, places, bool(found[2]), people, things)
    for found in _SPELLED.finditer(text):
        number = _WORDS[found[1].lower()]
        yield Token(str(number), float(number), 0, False, True)
