"""Planted values, looked for in every form in which a program may have written them."""

from __future__ import annotations

import base64
import html
import json
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, quote_plus

from helpers.errors import CaselightError

SHORTEST: Final = 4
"""Letters of the shortest planted value: less occurs by chance."""
_RULE: Final = "A file of planted values is UTF-8 text, one value a line, of 4 letters or more."
_STEP: Final = 1 << 20
_HASH: Final = 2654435761


def read_canaries(path: Path) -> Canaries:
    """Read planted values.

    Args:
        path: One value a line; empty lines do not count.

    Raises:
        CaselightError: It cannot be read, holds no value, or one that is too short.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise CaselightError(_RULE, f"{path}: {error.strerror}", "Name another file.") from None
    except UnicodeDecodeError:
        raise CaselightError(_RULE, f"{path}: not UTF-8", "Save it as UTF-8.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip() and len(line.strip()) < SHORTEST:
            raise CaselightError(_RULE, f"{path}, line {number}: too short", "Take it out.")
    if not any(map(str.strip, lines)):
        raise CaselightError(_RULE, f"{path}: no value", "Write one value a line.")
    return Canaries([line.strip() for line in lines])


class Canaries:
    """Planted values with all their forms.

    Args:
        values: The values; an empty one keeps its number and is not looked for.

    Example:
        >>> planted = Canaries(["Katarzyna Wzorowa"])
        >>> list(planted.find(b"name=Katarzyna%20Wzorowa"))
        [(5, 1)]
    """

    def __init__(self, values: Sequence[str]) -> None:
        self._values = tuple(values)

    def __repr__(self) -> str:
        return f"<Canaries: {len(self._values)}>"

    def find(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Place and number of each value found, in any form.

        Args:
            data: What to look through.

        Returns:
            Pairs of a byte place and the number of the value, counted from 1.
        """
        needles, _ = self._needles
        for place in self._candidates(data):
            for needle, number in needles.get(data[place : place + SHORTEST], ()):
                if data.startswith(needle, place):
                    yield place, number

    def _candidates(self, data: bytes) -> Iterator[int]:
        """Places where four bytes are those with which a value may begin."""
        import numpy as np

        _, table = self._needles
        for start in range(0, len(data), _STEP):
            piece = np.frombuffer(data[start : start + _STEP + 3], np.uint8).astype(np.uint32)
            if len(piece) >= SHORTEST:
                four = piece[:-3] | piece[1:-2] << 8 | piece[2:-1] << 16 | piece[3:] << 24
                hits = np.flatnonzero(table[(four * np.uint32(_HASH)) >> np.uint32(12)])
                yield from (start + int(hit) for hit in hits)

    @cached_property
    def _needles(self) -> tuple[dict[bytes, list[tuple[bytes, int]]], Any]:
        import numpy as np

        found: dict[bytes, dict[tuple[bytes, int], None]] = {}
        for number, value in enumerate(self._values, start=1):
            for needle in to_forms(value) if value else ():
                found.setdefault(needle[:SHORTEST], {})[needle, number] = None
        heads = np.array([int.from_bytes(head, "little") for head in found], np.uint32)
        table = np.zeros(1 << 20, bool)
        table[(heads * np.uint32(_HASH)) >> np.uint32(12)] = True
        return {head: list(needles) for head, needles in found.items()}, table


def to_forms(value: str) -> set[bytes]:
    """A value as it may stand in a file: encodings, escapes, base64 at any alignment, hex.

    Args:
        value: A planted value.
    """
    spellings = {form(value) for form in (str, str.lower, str.upper)}
    spellings |= {
        unicodedata.normalize(kind, text) for kind in ("NFC", "NFD") for text in spellings
    }
    digits = "".join(c for c in value if c.isdigit())
    if len(digits) >= 7 and not any(c.isalpha() for c in value):
        spellings.add(digits)  # a telephone number without its blanks
    texts = {form for text in spellings for form in _escape(text)}
    plain = {text.encode("utf-8") for text in texts}
    wide = {text.encode(kind) for text in spellings for kind in ("utf-16-le", "utf-16-be")}
    narrow = {text.encode("cp1252", "ignore") for text in spellings if _is_narrow(text)}
    raw = {text.encode("utf-8") for text in spellings} | wide | narrow
    packed = {form for data in raw for form in (*_to_base64(data), *_to_hex(data))}
    return {form for form in plain | raw | packed if len(form) >= SHORTEST}


def _escape(text: str) -> Iterator[str]:
    yield text
    yield json.dumps(text)[1:-1]
    yield json.dumps(text, ensure_ascii=False)[1:-1]
    yield text.encode("unicode_escape").decode("ascii")
    yield html.escape(text)
    yield html.escape(text, quote=False)
    yield text.encode("ascii", "xmlcharrefreplace").decode("ascii")
    for each in (quote, quote_plus):
        yield each(text, safe="")
        yield each(text)
    data = text.encode("utf-8")
    for style in ("02x", "02X"):
        yield "".join(f"%{byte:{style}}" for byte in data)
    for style in ("04x", "04X"):
        yield "".join(f"\\u{ord(c):{style}}" for c in text)
    yield "".join(f"&#{ord(c)};" for c in text)
    yield "".join(f"&#x{ord(c):x};" for c in text)
    yield "".join(f"&#x{ord(c):X};" for c in text)


def _is_narrow(text: str) -> bool:
    try:
        return bool(text.encode("cp1252"))
    except UnicodeEncodeError:
        return False


def _to_base64(data: bytes) -> Iterator[bytes]:
    """The letters that are sure, whatever stands before and behind."""
    for shift, first in ((0, 0), (1, 2), (2, 3)):
        letters = base64.b64encode(bytes(shift) + data + bytes(2))
        sure = letters[first : (shift + len(data)) * 8 // 6]
        if len(sure) >= SHORTEST + 2:
            yield sure
            yield sure.translate(bytes.maketrans(b"+/", b"-_"))


def _to_hex(data: bytes) -> Iterator[bytes]:
    yield data.hex().encode("ascii")
    yield data.hex().upper().encode("ascii")
