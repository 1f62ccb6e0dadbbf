"""What identifies a person or a machine in plain text. Numbers for readers are no finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from helpers.scan.numbers import find_numbers, find_travel_lines
from helpers.scan.secrets import find_secrets

_LOCAL: Final = frozenset(".+'-%")
_DOMAIN: Final = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}(?:xn--[a-z0-9]{2,20}|[^\W\d_]{2,24})(?![\w(])"
)
_PHONE: Final = re.compile(
    r"(?<![\w+./=#,-])(?:"
    r"\+[1-9](?:[ .()/\u00a0-]{0,2}\d){7,14}"
    r"|00[1-9](?:[ ./-]?\d){8,12}"
    r"|\((?!19|20)0?[1-9]\d{1,3}\)[ -]?\d{3,4}[ .-]?\d{3,4}"
    r"|0\d{1,4}([ ./-])\d{2,4}(?:\1\d{2,4}){1,4}"
    r"|0\d{4} \d{5,6}"
    r"|0\d{9,10}"
    r"|[2-9]\d\d([ .-])[2-9]\d\d\2\d{4}"
    r")(?!\w|[.,/-]\d)"
)
_THOUSANDS: Final = re.compile(r"\+\d{1,3}(?:[ .\u00a0]\d{3}){1,2}")
_CALLED: Final = re.compile(
    r"(?:phone|telephone|mobile|whatsapp|cell no|t[ée]l[ée]fono|t[ée]l[ée]phone|m[óo]vil|celular|"
    r"portable)s?\b[\"']?\W{0,4}(\+?\d(?:[ ./()-]{0,2}\d){6,14})(?!\w|[.,]\d)",
    re.IGNORECASE,
)
_PASSPORT: Final = re.compile(r"(?<![\w/.#=-])[A-Z]{1,2}\d{7}(?![\w-]|\.\d)")
_NAMED: Final = re.compile(
    r"(?:passport|passeport|pasaporte|reisepass|travel document|identity card|id card|national id|"
    r"carte d.identit[ée]|c[ée]dula)\D{0,30}?"
    r"(?<![A-Za-z0-9])([A-Z]{0,3} ?\d{6,10}[A-Z]?)(?!\w|[.,]\d)",
    re.IGNORECASE,
)
_CASE: Final = re.compile(
    r"\b(?:case|client|victim|survivor|person|beneficiary|file|dossier|expediente|caso)[ _-]?"
    r"(?:id|no\.?|number|ref(?:erence)?|n[°º]|num[ée]ro)[\"']?\s{0,2}[:=#]\s{0,2}[\"']?"
    r"(?=[A-Za-z_/-]{0,12}\d)[\w/-]{4,}",
    re.IGNORECASE,
)
_PATH: Final = re.compile(
    r"(?<![\w.~-])/(?:home|Users)/(?!\.)[\w.-]+|(?<![\w.~-])/root(?=[/\"'\s:]|$)"
    r"|\b[A-Za-z]:(?:\\{1,4}|/)(?:Users|Documents and Settings)(?:\\{1,4}|/)[^\s\\/\"'<>|]+"
    r"|\bfile:/{2,}[\w.~%-]*/?[\w.~%-]+|\\\\[\w.-]+\\(?:users|home)\$?\\\w+",
    re.IGNORECASE,
)
_TRACE: Final = re.compile(
    r"Traceback \(most recent call last\)|^ *File \"[^\"\n]+\", line \d+, in "
    r"|Cell In ?\[\d+\], line \d|^-{60,}\n\w*(?:Error|Exception|Interrupt|Exit)\b"
    r"|<ipython-input-\d+-",
    re.MULTILINE,
)
_MONTH: Final = (
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|f[ée]v|avr|mai|juin|juil|ao[uû]t|d[ée]c"
    r"|ene|abr|ago|dic)[a-zéûè]*\.?"
)
DATE: Final = re.compile(
    r"(?<!\d)(?:(?:19|20)\d\d[-/. ](?:0?[1-9]|1[0-2])[-/. ](?:0?[1-9]|[12]\d|3[01])"
    r"|(?:0?[1-9]|[12]\d|3[01])[-/. ](?:0?[1-9]|[12]\d|3[01])[-/. ](?:19|20)?\d\d"
    rf"|(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?(?: de)? {_MONTH},?(?: del?)? (?:19|20)\d\d"
    rf"|{_MONTH} (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
"""A day with its year, as people write it in English, French and Spanish."""

_BIRTH: Final = re.compile(
    r"birth|\bborn\b|\bdob\b|\bd\.o\.b|naissance|\bn(?:é|\u00c9)(?:e|\(e\)|s|es)?\b|nacimiento|\bnacid|"
    r"\bnaci[óo]\b",
    re.IGNORECASE,
)
_BIRTH_WORDS: Final = ("birth", "born", "dob", "d.o.b", "naissance", "né", "naci")
_NEAR: Final = 40
_YEAR: Final = re.compile(r"\d\d")
_CASE_WORDS: Final = ("case", "client", "victim", "survivor", "person", "beneficiary", "file",
                      "dossier", "expediente", "caso")  # fmt: skip
_PATH_MARKS: Final = ("/home/", "/users/", "/root", "file:/", ":\\users", ":\\\\users", ":/users",
                      "documents and settings", "\\users\\", "\\home\\")  # fmt: skip
_DENSE: Final = (re.compile(r"\d[\d ./()\u00a0-]{4,}\d"), re.compile(r"[A-Z]{2}\d\d"))
_MARGIN: Final = 48


@dataclass(frozen=True)
class Text:
    """A text with what every search would ask of it again.

    Args:
        whole: The text.
    """

    whole: str

    @cached_property
    def lower(self) -> str:
        """The text in lower case, letter for letter at the same place."""
        lower = self.whole.lower()
        same = len(lower) == len(self.whole)
        return (
            lower if same else "".join(c.lower() if len(c.lower()) == 1 else c for c in self.whole)
        )

    @cached_property
    def dense(self) -> list[tuple[int, int]]:
        """Where digits stand close enough for a number of a person; the rest has none."""
        spans = sorted(found.span() for pattern in _DENSE for found in pattern.finditer(self.whole))
        joined: list[tuple[int, int]] = []
        for start, end in spans:
            if joined and start - _MARGIN <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], end + _MARGIN))
            else:
                joined.append((max(0, start - _MARGIN), end + _MARGIN))
        return joined

    def places(self, *words: str) -> Iterator[int]:
        """Where one of these words stands, written small."""
        for word in words:
            at = self.lower.find(word)
            while at >= 0:
                yield at
                at = self.lower.find(word, at + 1)

    def has(self, *words: str) -> bool:
        """Whether one of these words is in it, written small."""
        return any(word in self.lower for word in words)


def find_patterns(
    text: str, skip: Callable[[str], bool] = lambda kind: False
) -> Iterator[tuple[str, int]]:
    """Kind and place of everything in a text that identifies a person or a machine.

    Args:
        text: Any text.
        skip: Says of a kind that nobody wants more of it.

    Example:
        >>> list(find_patterns("1,234,567 people in 2002-2021; write to a.b@example.org"))
        [('email', 40)]
    """
    asked = Text(text)
    for kind, search in _SEARCHES:
        if not skip(kind):
            for place in search(asked):
                yield kind, place
                if skip(kind):
                    break


def _mails(text: Text) -> Iterator[int]:
    whole = text.whole
    at = whole.find("@", 1)
    while at > 0:
        if (whole[at - 1].isalnum() or whole[at - 1] == "_") and _DOMAIN.match(whole, at + 1):
            start = at - 1
            while start > max(0, at - 64) and _is_local(whole[start - 1]):
                start -= 1
            yield start
        at = whole.find("@", at + 1)


def _is_local(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or letter in _LOCAL


def _phones(text: Text) -> Iterator[int]:
    called = text.has("phone", "mobil", "whats", "fono", "vil", "celular", "portable")
    for start, end in text.dense:
        for found in _PHONE.finditer(text.whole, start, end):
            digits = sum(letter.isdigit() for letter in found[0])
            if found[0][0] == "0" and not 9 <= digits <= 15:
                continue  # a date; a national number has at least nine digits
            if found[1] and digits > 11 and not found[0].startswith("00"):
                continue  # an ORCID, or another long number in groups
            if not _THOUSANDS.fullmatch(found[0]):
                yield found.start()
        if called:
            yield from (f.start(1) for f in _CALLED.finditer(text.whole, start, end))


def _passports(text: Text) -> Iterator[int]:
    named = text.has("pass", "pasa", "document", "identi", "id card", "nal id", "dula")
    for start, end in text.dense:
        yield from (found.start() for found in _PASSPORT.finditer(text.whole, start, end))
        if named:
            yield from (found.start(1) for found in _NAMED.finditer(text.whole, start, end))
    yield from find_travel_lines(text.whole)


def _cases(text: Text) -> Iterator[int]:
    for at in text.places(*_CASE_WORDS):
        if found := _CASE.match(text.whole, at):
            yield found.start()


def _births(text: Text) -> Iterator[int]:
    for at in text.places(*_BIRTH_WORDS):
        if _BIRTH.search(text.whole, max(0, at - 2), at + 14):
            start, end = max(0, at - 15), at + 12 + _NEAR
            date = _YEAR.search(text.whole, start, end) and DATE.search(text.whole, start, end)
            if date:
                yield date.start()


def _paths(text: Text) -> Iterator[int]:
    for at in text.places(*_PATH_MARKS):
        if found := _PATH.search(text.whole, max(0, at - 3), at + 120):
            yield found.start()


def _traces(text: Text) -> Iterator[int]:
    if any(m in text.whole for m in ("Traceback (", 'File "', "Cell In", "-" * 60, "<ipython-")):
        yield from (found.start() for found in _TRACE.finditer(text.whole))


_SEARCHES: Final[tuple[tuple[str, Callable[[Text], Iterator[int]]], ...]] = (
    ("email", _mails),
    ("phone", _phones),
    ("passport", _passports),
    ("identifier", _cases),
    ("national_id", lambda text: find_numbers(text.whole, text.dense)),
    ("birth_date", _births),
    ("machine_path", _paths),
    ("traceback", _traces),
    ("secret", lambda text: find_secrets(text.whole, text.lower)),
)
