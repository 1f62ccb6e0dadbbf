"""What identifies a person or a machine in plain text. Numbers for readers are no finding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from helpers.scan.numbers import find_numbers, find_travel_lines
from helpers.scan.secrets import find_secrets

_MAIL: Final = re.compile(
    r"[\w.+'-]{0,63}\w@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,5}(?:xn--[a-z0-9]{2,20}|[^\W\d_]{2,24})(?![\w(])"
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
_THOUSANDS: Final = re.compile(r"\+\d{1,3}(?:[ .\u00a0]\d{3})+")
_CALLED: Final = re.compile(
    r"(?:phone|telephone|mobile|whatsapp|cell no|t[ée]l[ée]fono|t[ée]l[ée]phone|m[óo]vil|celular|"
    r"portable)s?\b[\"']?\W{0,4}(\+?\d(?:[ ./()-]{0,2}\d){6,14})(?![\w,])",
    re.IGNORECASE,
)
_PASSPORT: Final = re.compile(r"(?<![\w/.#=-])[A-Z]{1,2}\d{7}(?![\w-]|\.\d)")
_NAMED: Final = re.compile(
    r"(?:passport|passeport|pasaporte|reisepass|travel document|identity card|id card|national id|"
    r"carte d.identit[ée]|c[ée]dula)\D{0,30}?(?<![A-Za-z0-9])([A-Z]{0,3} ?\d{6,10}[A-Z]?)(?![\w.,])",
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
    r"Traceback \(most recent call last\)|^ *File \"[^\"\n]+\", line \d+, in |Cell In ?\[\d+\], line \d"
    r"|^-{60,}\n\w*(?:Error|Exception|Interrupt|Exit)\b|<ipython-input-\d+-",
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


def find_patterns(text: str, skip: Callable[[str], bool] = lambda kind: False) -> Iterator[
    tuple[str, int]
]:  # fmt: skip
    """Kind and place of everything in a text that identifies a person or a machine.

    Args:
        text: Any text.
        skip: Says of a kind that nobody wants more of it.

    Example:
        >>> list(find_patterns("1,234,567 people in 2002-2021; write to a.b@example.org"))
        [('email', 40)]
    """
    lower = text.lower()
    for kind, search in _SEARCHES:
        if not skip(kind):
            for place in search(text, lower):
                yield kind, place
                if skip(kind):
                    break


def _mails(text: str, lower: str) -> Iterator[int]:
    at = text.find("@")
    done = 0
    while at >= 0:
        start = max(done, at - 64)
        found = _MAIL.search(text, start, at + 280)
        if found and found.start() <= at:
            yield found.start()
            done = found.end()
        at = text.find("@", max(at + 1, done))


def _phones(text: str, lower: str) -> Iterator[int]:
    for found in _PHONE.finditer(text):
        digits = sum(letter.isdigit() for letter in found[0])
        if found[0][0] == "0" and not 9 <= digits <= 15:
            continue  # a date; a national number has at least nine digits
        if found[1] and digits > 11 and not found[0].startswith("00"):
            continue  # an ORCID, or another long number in groups
        if not _THOUSANDS.fullmatch(found[0]):
            yield found.start()
    if any(word in lower for word in ("phone", "mobil", "whats", "fono", "vil", "celular", "port")):
        yield from (found.start(1) for found in _CALLED.finditer(text))


def _passports(text: str, lower: str) -> Iterator[int]:
    yield from (found.start() for found in _PASSPORT.finditer(text))
    if any(w in lower for w in ("pass", "pasa", "document", "identi", "id card", "nal id", "dula")):
        yield from (found.start(1) for found in _NAMED.finditer(text))
    yield from find_travel_lines(text)


def _cases(text: str, lower: str) -> Iterator[int]:
    words = ("case", "client", "victim", "surviv", "person", "benefi", "file", "dossier", "caso")
    if any(word in lower for word in (*words, "expediente")):
        yield from (found.start() for found in _CASE.finditer(text))


def _births(text: str, lower: str) -> Iterator[int]:
    if not any(word in lower for word in _BIRTH_WORDS):
        return
    for found in _BIRTH.finditer(text):
        near = text[max(0, found.start() - 15) : found.end() + _NEAR]
        if date := DATE.search(near):
            yield max(0, found.start() - 15) + date.start()


def _paths(text: str, lower: str) -> Iterator[int]:
    marks = ("/home/", "/users/", "/root", "file:/", ":\\", ":/users", "\\users", "\\home")
    if any(mark in lower for mark in (*marks, ":/documents")):
        yield from (found.start() for found in _PATH.finditer(text))


def _traces(text: str, lower: str) -> Iterator[int]:
    if any(mark in text for mark in ("Traceback (", 'File "', "Cell In", "-" * 60, "<ipython-")):
        yield from (found.start() for found in _TRACE.finditer(text))


_SEARCHES: Final[tuple[tuple[str, Callable[[str, str], Iterator[int]]], ...]] = (
    ("email", _mails),
    ("phone", _phones),
    ("passport", _passports),
    ("identifier", _cases),
    ("national_id", lambda text, lower: find_numbers(text)),
    ("birth_date", _births),
    ("machine_path", _paths),
    ("traceback", _traces),
    ("secret", find_secrets),
)
