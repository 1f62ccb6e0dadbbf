"""Numbers that belong to one person and carry a check digit, so that a match is no accident.

References:
    1. ISO 13616-1:2020, IBAN; ISO/IEC 7064:2003, MOD 97-10.
    2. ICAO Doc 9303, Machine Readable Travel Documents, 8th ed., 2021, part 3, section 4.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

_LENGTHS: Final = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 24, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "XK": 20,
}  # fmt: skip
_LETTERS: Final = "TRWAGMYFPDXBNJZSQVHLCKE"
_IBAN: Final = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d\d(?: ?[A-Z0-9]){11,27}(?![A-Za-z0-9])")
_SPANISH: Final = re.compile(r"(?<![\w./-])([XYZ]?)-?(\d{7,8})[ -]?([A-Z])(?![\w-])")
_FRENCH: Final = re.compile(
    r"(?<![\w.])([12]) ?(\d\d) ?(0[1-9]|1[0-2]|[2-9]\d) ?(\d\d|2[AB]) ?(\d{3}) ?(\d{3}) ?(\d\d)"
    r"(?![\w.])"
)
_ITALIAN: Final = re.compile(r"(?<!\w)([A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3})([A-Z])(?!\w)")
_ELEVEN: Final = re.compile(r"(?<![\w.])\d{11}(?![\w.])")
_THIRTEEN: Final = re.compile(r"(?<![\w.])\d{13}(?![\w.])")
_EIGHTEEN: Final = re.compile(r"(?<![\w.])\d{17}[\dX](?![\w.])")
_BRAZILIAN: Final = re.compile(r"(?<![\w.])\d{3}\.\d{3}\.\d{3}-\d\d(?!\w)")
_SWEDISH: Final = re.compile(r"(?<![\w.-])(?:19|20)?(\d{6})[-+](\d{4})(?![\w-])")
_FINNISH: Final = re.compile(r"(?<!\w)(\d{6})[-+A](\d{3})([0-9A-Y])(?!\w)")
_ODD: Final = dict(
    zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
         6, 8, 12, 14, 16, 10, 22, 25, 24, 23], strict=True)
)  # fmt: skip
_LINE: Final = re.compile(r"(?<![A-Z0-9<])[A-Z0-9<]{28,48}(?![A-Z0-9<])")
_NAMES: Final = re.compile(r"[PIAVC][A-Z<][A-Z<]{3}(?=[A-Z<]*<<)[A-Z<]{20,}")
_CARD: Final = re.compile(r"[IAC][A-Z<]{4}[A-Z0-9<]{9}[\d<][A-Z0-9<]{15}")
_DATED: Final = re.compile(r"\d{6}\d[MFX<]\d{6}\d|\d{7}[MFX<]\d{7}")


def find_numbers(text: str, spans: Sequence[tuple[int, int]] | None = None) -> Iterator[int]:
    """Where a number with a valid check digit begins.

    Args:
        text: Any text.
        spans: Start and end of the pieces to look at; the whole text when None.

    Example:
        >>> list(find_numbers("paid to GB82 WEST 1234 5698 7654 32"))
        [8]
    """
    for start, end in [(0, len(text))] if spans is None else spans:
        for pattern, holds in _CHECKS:
            for found in pattern.finditer(text, start, end):
                if holds(found):
                    yield found.start()


def find_travel_lines(text: str) -> Iterator[int]:
    """Where a line of a travel document's machine readable zone begins.

    Args:
        text: Any text.
    """
    if "<<" not in text:
        return
    for found in _LINE.finditer(text):
        line = found[0]
        if (
            _NAMES.fullmatch(line)
            or _CARD.fullmatch(line)
            or (_DATED.search(line) and ("<" in line or len(line) in (30, 36, 44)))
        ):
            yield found.start()


def _digits(text: str) -> list[int]:
    return [int(letter) for letter in text if letter.isdigit()]


def _is_iban(found: re.Match[str]) -> bool:
    text = found[0].replace(" ", "")
    length = _LENGTHS.get(text[:2], 0)
    if not length or len(text) < length:
        return False
    text = text[:length]  # words in capitals may follow
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def _is_spanish(found: re.Match[str]) -> bool:
    first, number, letter = found.groups()
    if len(number) != (7 if first else 8):
        return False
    return _LETTERS[int(f"{'XYZ'.find(first) if first else ''}{number}") % 23] == letter


def _is_french(found: re.Match[str]) -> bool:
    body = "".join(found.groups()[:-1]).replace("2A", "19").replace("2B", "18")
    return 97 - int(body) % 97 == int(found[7])


def _is_italian(found: re.Match[str]) -> bool:
    total = sum(
        _ODD[c] if place % 2 == 0 else int(c) if c.isdigit() else ord(c) - 65
        for place, c in enumerate(found[1])
    )
    return chr(65 + total % 26) == found[2]


def _is_eleven(found: re.Match[str]) -> bool:
    return _is_polish(_digits(found[0])) or _is_turkish(_digits(found[0]))


def _is_polish(d: list[int]) -> bool:
    month, day = (d[2] * 10 + d[3]) % 20, d[4] * 10 + d[5]
    total = sum(a * b for a, b in zip(d, (1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1), strict=True))
    return 1 <= month <= 12 and 1 <= day <= 31 and total % 10 == 0 and any(d[6:])


def _is_turkish(d: list[int]) -> bool:
    tenth = (7 * sum(d[0:9:2]) - sum(d[1:8:2])) % 10
    return d[0] > 0 and d[9] == tenth and d[10] == sum(d[:10]) % 10 and len(set(d)) > 2


def _is_romanian(found: re.Match[str]) -> bool:
    d = _digits(found[0])
    month, day = d[3] * 10 + d[4], d[5] * 10 + d[6]
    rest = sum(a * b for a, b in zip(d, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9), strict=False)) % 11
    return d[0] > 0 and 1 <= month <= 12 and 1 <= day <= 31 and d[12] == (1 if rest == 10 else rest)


def _is_chinese(found: re.Match[str]) -> bool:
    text = found[0]
    if text[6:8] not in ("19", "20") or not "01" <= text[10:12] <= "12":
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(c) * w for c, w in zip(text, weights, strict=False))
    return "10X98765432"[total % 11] == text[17]


def _is_brazilian(found: re.Match[str]) -> bool:
    d = _digits(found[0])
    for size in (9, 10):
        rest = sum(a * b for a, b in zip(d, range(size + 1, 1, -1), strict=False)) * 10 % 11 % 10
        if rest != d[size]:
            return False
    return len(set(d)) > 1


def _is_swedish(found: re.Match[str]) -> bool:
    text = found[1] + found[2]
    if not ("01" <= text[2:4] <= "12" and 1 <= int(text[4:6]) % 60 <= 31):
        return False
    total = sum(sum(divmod(int(c) * (2 - n % 2), 10)) for n, c in enumerate(text))
    return total % 10 == 0


def _is_finnish(found: re.Match[str]) -> bool:
    day, month = found[1][:2], found[1][2:4]
    if not ("01" <= day <= "31" and "01" <= month <= "12"):
        return False
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(found[1] + found[2]) % 31] == found[3]


_CHECKS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], bool]], ...]] = (
    (_IBAN, _is_iban),
    (_SPANISH, _is_spanish),
    (_FRENCH, _is_french),
    (_ITALIAN, _is_italian),
    (_ELEVEN, _is_eleven),
    (_THIRTEEN, _is_romanian),
    (_EIGHTEEN, _is_chinese),
    (_BRAZILIAN, _is_brazilian),
    (_SWEDISH, _is_swedish),
    (_FINNISH, _is_finnish),
)
