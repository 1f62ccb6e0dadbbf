"""Dates in the formats that a mapping names, as whole numbers such as 20190305.

A date that only tells a year or a month is kept as what it can be: from its first to its last
day. A year such as 9999 or '20 19' is no date: it is told and counted as unknown.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from helpers.sources.own.document import Document

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100
"""Years outside are slips of the pen; births reach back to the first."""

EXCEL: Final = "excel"
_DAY_ZERO: Final = datetime.date(1899, 12, 30)
_PARTS: Final = {"YYYY": r"(?P<y>\d{4})", "MMM": r"(?P<b>[^\W\d_]{3,12})\.?",
                 "MM": r"(?P<m>\d{1,2})", "DD": r"(?P<d>\d{1,2})"}  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}.*)?")
# Three first letters tell the months apart in these languages, except where four are needed.
_MONTHS: Final = (
    ("jan", "ene"), ("feb", "fev"), ("mar",), ("apr", "avr", "abr"), ("may", "mai"),
    ("jun", "juin"), ("jul", "juil"), ("aug", "aou", "ago"), ("sep",), ("oct",), ("nov",),
    ("dec", "dic"),
)  # fmt: skip

Days = tuple[int, int]
"""First and last day that a date can be, as numbers such as 20190305."""


@dataclass(frozen=True)
class DateFormat:
    """One format: ``DD/MM/YYYY``, ``MMM YYYY``, ``YYYY``, or ``excel`` for a serial number."""

    text: str

    def read(self, cell: str) -> Days | None:
        """The days that a cell means; None when it has another format or is no date.

        Example:
            >>> DateFormat("DD/MM/YYYY").read("5/3/2019")
            (20190305, 20190305)
            >>> DateFormat("YYYY").read("2019"), DateFormat("excel").read("43529")
            ((20190101, 20191231), (20190305, 20190305))
            >>> DateFormat("YYYY").read("9999"), DateFormat("YYYY").read("20 19")
            (None, None)
        """
        if self.text == EXCEL:
            return _read_serial(cell)
        found = _compile(self.text).fullmatch(cell)
        if found is None:
            return None
        parts = found.groupdict()
        month = _read_month(parts["b"]) if parts.get("b") else _number(parts.get("m"))
        return _to_days(int(parts["y"]), month, _number(parts.get("d")))


@cache
def _compile(text: str) -> re.Pattern[str]:
    pieces = re.split("(YYYY|MMM|MM|DD)", text)
    time = r"(?:[T ]\d{1,2}:\d{2}.*)?" if "DD" in text else ""
    return re.compile("".join(_PARTS.get(piece) or re.escape(piece) for piece in pieces) + time)


def read_date(cell: str, formats: Sequence[DateFormat]) -> Days | None:
    """The days that a cell means by the first format that fits; ISO 8601 always fits.

    Args:
        cell: A text without blanks around it.
        formats: As the mapping lists them.
    """
    if found := _ISO.fullmatch(cell):
        year, month, day = (int(part) for part in found.groups())
        return _to_days(year, month, day)
    for each in formats:
        if (days := each.read(cell)) is not None:
            return days
    return None


def compile_formats(document: Document, texts: Iterable[str]) -> tuple[DateFormat, ...]:
    """Formats from their text.

    Args:
        document: The mapping, for the line of an error.
        texts: As the mapping lists them.

    Raises:
        CaselightError: A format has no year of four digits, holds something else, or reads the
            same text as another day than one before it.
    """
    formats: list[DateFormat] = []
    for text in texts:
        rest = re.sub("YYYY|MMM|MM|DD", "", text)
        parts = [text.count("YYYY"), len(re.findall("MMM|MM", text)), text.count("DD")]
        whole = parts[0] == 1 and max(parts) == 1 and not (parts[2] and not parts[1])
        if text != EXCEL and (not whole or any(letter.isalnum() for letter in rest)):
            raise document.error(
                "A date is written with YYYY, MM (or MMM for a name) and DD: 'DD/MM/YYYY'; "
                "'excel' is a serial number.",
                "data", "dates", f"{text!r}", "Write the format of the column.",
            )  # fmt: skip
        each = DateFormat(text)
        if any(_differ(each, other) for other in formats):
            raise document.error(
                "One text is one day.", "data", "dates",
                f"{text!r} reads some texts as another day than a format before it",
                "Keep the one that the file uses; split a file that uses both.",
            )  # fmt: skip
        formats.append(each)
    return tuple(formats)


def _differ(one: DateFormat, other: DateFormat) -> bool:
    """Whether two formats read the same text as two days."""
    if EXCEL in (one.text, other.text):
        return False
    sample = other.text.replace("YYYY", "2019").replace("MM", "05").replace("DD", "06")
    read = one.read(sample) if "MMM" not in other.text else None
    return read is not None and read != other.read(sample)


def _to_days(year: int, month: int | None, day: int | None) -> Days | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        first = datetime.date(year, month or 1, day or 1)
    except ValueError:
        return None
    if day:
        last = first
    elif month:
        last = datetime.date(year + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)
    else:
        last = datetime.date(year, 12, 31)
    return _to_number(first), _to_number(last)


def _read_serial(cell: str) -> Days | None:
    # Five digits: a serial of four would be a year as well.
    if re.fullmatch(r"\d{5}(\.\d+)?", cell) is None:
        return None
    day = _DAY_ZERO + datetime.timedelta(days=int(float(cell)))
    return (_to_number(day), _to_number(day)) if day.year <= LAST_YEAR else None


def _read_month(name: str) -> int:
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in plain if letter.isalpha())
    for number, starts in enumerate(_MONTHS, start=1):
        if letters.startswith(starts):
            return number
    return 13  # no month: no date either


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _to_number(day: datetime.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
