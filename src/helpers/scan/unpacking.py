"""What a text says behind its escapes, its base64 and its gzip."""

from __future__ import annotations

import html
import re
import zlib
from base64 import b64decode
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

GZIP: Final = b"\x1f\x8b\x08"
_UNICODE: Final = re.compile(r"\\{1,2}(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY: Final = re.compile(r"&(?:#\d|#[xX][0-9A-Fa-f]|[A-Za-z]{2,8};)")
_PACKED: Final = re.compile(r"(?:[A-Za-z0-9+/_-]{20,}+(?:\\n|\r?\n)?)++[A-Za-z0-9+/_-]*={0,2}")
_IS_HEX: Final = re.compile(r"[0-9a-f]+\Z|[0-9A-F]+\Z")
_AROUND: Final = 160


def gunzip(data: bytes, most: int) -> tuple[bytes, bool]:
    """Data out of gzip.

    Args:
        data: One gzip member or several.
        most: Bytes that may come out.

    Returns:
        What came out, and whether that is all.
    """
    parts: list[bytes] = []
    while data.startswith(GZIP) and most > 0:
        engine = zlib.decompressobj(31)
        parts.append(engine.decompress(data, most))
        most -= len(parts[-1])
        if not engine.eof:
            return b"".join(parts), False
        data = engine.unused_data
    return b"".join(parts), not data.rstrip(b"\0")


def to_plain(data: bytes) -> str | None:
    """Bytes as text, where they are text."""
    if b"\0" in data[:4096]:
        for kind in ("utf-16-le", "utf-16-be"):
            high, low = data[kind == "utf-16-le" : 4096 : 2], data[kind == "utf-16-be" : 4096 : 2]
            if len(data) >= 8 and high.count(0) > len(high) * 0.7 and not low.count(0):
                return data.decode(kind, "replace")
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if sum(c < " " and c not in "\t\n\r\f\x1b" for c in text[:4096]) == 0 else None


def undo_escapes(text: str) -> Iterator[tuple[int, str]]:
    """Pieces of a text around escapes, with the escapes undone, each with its place."""
    starts = []
    if "%" in text:
        starts += [found.span() for found in _PERCENT.finditer(text)]
    if "&" in text:
        starts += [found.span() for found in _ENTITY.finditer(text)]
    if "\\" in text:
        starts += [found.span() for found in _UNICODE.finditer(text)]
    for start, end in _join_near(sorted(starts)):
        piece, undone = "", text[start:end]
        for _ in range(3):
            if piece == undone:
                break
            piece = undone
            undone = unquote(html.unescape(_UNICODE.sub(_to_letter, piece)))
        yield start, undone


def _join_near(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for first, last in spans:
        if start >= 0 and first - _AROUND > end:
            yield start, end
            start = -1
        if start < 0:
            start = max(0, first - _AROUND)
        end = last + _AROUND
    if start >= 0:
        yield start, end


def _to_letter(found: re.Match[str]) -> str:
    return chr(int(found[1] or found[2], 16))


def find_packed(text: str) -> Iterator[tuple[int, bytes]]:
    """Long base64 in a text that unpacks to text or to gzip, with its place."""
    for found in _PACKED.finditer(text):
        letters = found[0].replace("\\n", "").replace("\n", "").replace("\r", "").rstrip("=")
        if len(letters) < 24 or _IS_HEX.match(letters):
            continue
        letters = letters.replace("-", "+").replace("_", "/")
        whole = letters[: len(letters) // 4 * 4] if len(letters) % 4 == 1 else letters
        data = b64decode(whole + "=" * (-len(whole) % 4))
        if data.startswith(GZIP) or to_plain(data) is not None:
            yield found.start(), data
