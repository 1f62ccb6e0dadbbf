"""One file under scan: what was found in it, what is looked for, and how much may be unpacked."""

from __future__ import annotations

import html
import re
import zlib
from base64 import b64decode
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from helpers.scan.canaries import Canaries
from helpers.scan.findings import UNREADABLE, Findings
from helpers.scan.patterns import find_patterns

UNPACKED: Final = 256 * 1024 * 1024
"""Bytes that may be unpacked out of one file."""
DEEPEST: Final = 4
"""Packings within packings that are followed."""
LONGEST_LINE: Final = 16 * 1024 * 1024
"""Letters of the longest line that is read."""
GZIP: Final = b"\x1f\x8b\x08"

_UNICODE: Final = re.compile(r"\\{1,2}(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")
_PERCENT: Final = re.compile(r"%[0-9A-Fa-f]{2}")
_ENTITY: Final = re.compile(r"&(?:#\d|#[xX][0-9A-Fa-f]|[A-Za-z]{2,8};)")
_PACKED: Final = re.compile(r"(?:[A-Za-z0-9+/_-]{20,}+(?:\\n|\r?\n)?)++[A-Za-z0-9+/_-]*={0,2}")
_IS_HEX: Final = re.compile(r"[0-9a-f]+\Z|[0-9A-F]+\Z")
_AROUND: Final = 160
_GATHERED: Final = 1024 * 1024
_BETWEEN: Final = "\n\x1e\n"

Where = Callable[[int], str]
"""A place in a text, counted from 0, in words."""


@dataclass(eq=False)
class Scope:
    """One file, or one thing packed into it.

    Args:
        found: Findings of the file.
        canaries: Planted values; None for none.
        depth: How many packings deep.
        left: Bytes that may still be unpacked, shared by all that is packed into one file.
        waiting: Texts that have been gathered, shared as well.
        size: Their letters.
    """

    found: Findings
    canaries: Canaries | None = None
    depth: int = 0
    left: list[int] = field(default_factory=lambda: [UNPACKED])
    waiting: list[tuple[Scope, str, Where]] = field(default_factory=list)
    size: list[int] = field(default_factory=lambda: [0])

    def add(self, kind: str, place: str = "") -> None:
        """Note a finding."""
        self.found.add(kind, place)

    def deeper(self, size: int) -> Scope | None:
        """The scope of something unpacked; None, and a finding, where that is too much.

        Args:
            size: Its bytes.
        """
        self.left[0] -= size
        if self.depth >= DEEPEST or self.left[0] < 0:
            self.add(UNREADABLE)
            return None
        return Scope(self.found, self.canaries, self.depth + 1, self.left, self.waiting, self.size)

    def data(self, data: bytes, where: Where) -> None:
        """Look for planted values in bytes as they are."""
        if self.canaries is not None:
            for place, number in self.canaries.find(data):
                self.add("canary", _join(where(place), f"value {number}"))

    def text(self, text: str, where: Where) -> None:
        """Look through a text as it stands, with its escapes undone, and with what it packs.

        Texts are gathered and looked through together: many short ones take as long as one.

        Args:
            text: The text.
            where: Tells a place in it.
        """
        self.waiting.append((self, text, where))
        self.size[0] += len(text)
        if self.size[0] > _GATHERED:
            self.settle()

    def settle(self) -> None:
        """Look through what has been gathered."""
        while self.waiting:
            for scope in dict.fromkeys(id(scope) for scope, _, _ in self.waiting):
                theirs = [item for item in self.waiting if id(item[0]) == scope]
                self.waiting[:] = [item for item in self.waiting if id(item[0]) != scope]
                self.size[0] = sum(len(text) for _, text, _ in self.waiting)
                theirs[0][0]._search([(text, where) for _, text, where in theirs])

    def _search(self, texts: list[tuple[str, Where]]) -> None:
        starts, length = [], 0
        for text, _ in texts:
            starts.append(length)
            length += len(text) + len(_BETWEEN)

        def where(at: int) -> str:
            number = bisect_right(starts, at) - 1
            return texts[number][1](at - starts[number])

        whole = _BETWEEN.join(text for text, _ in texts)
        self._plain(whole, where)
        for start, undone in undo_escapes(whole):
            self._plain(undone, lambda _, start=start: where(start))  # type: ignore[misc]
        for start, data in find_packed(whole):
            self.unpacked(data, f"{where(start)}, in base64")

    def _plain(self, text: str, where: Where) -> None:
        for kind, place in find_patterns(text, self.found.is_full):
            self.add(kind, where(place))
        if self.canaries is not None:
            for at, number in self.canaries.find(text.encode("utf-8", "surrogatepass")):
                self.add("canary", _join(where(min(at, len(text) - 1)), f"value {number}"))

    def unpacked(self, data: bytes, place: str) -> None:
        """Look through something that was packed: text, or packed once more.

        Args:
            data: Its bytes.
            place: Where it lay.
        """
        if data.startswith(GZIP):
            self.gunzip(data, place)
            return
        text = to_plain(data)
        if text is not None and (scope := self.deeper(len(data))):
            scope.text(text, lambda _: place)
        else:
            self.data(data, lambda _: place)

    def gunzip(self, data: bytes, place: str) -> None:
        """Look through gzip data; what is damaged is a finding."""
        scope = self.deeper(0)
        if scope is None:
            return
        try:
            inner, whole = gunzip(data, self.left[0])
        except zlib.error:
            self.add(UNREADABLE, place)
            return
        self.left[0] -= len(inner)
        if not whole:
            self.add(UNREADABLE, place)
        text = to_plain(inner)
        if text is not None:
            scope.text(text, lambda _: f"{place}, in gzip")
        else:
            scope.unpacked(inner, f"{place}, in gzip")


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


def to_lines(text: str, place: str = "", first: int = 1) -> Where:
    """Tells a place in a text as its line.

    Args:
        text: The text.
        place: Words before the line.
        first: Number of its first line.
    """
    starts: list[int] = []

    def tell(at: int) -> str:
        if not starts:
            starts.extend(found.end() for found in re.finditer("\n", text))
            starts.append(len(text) + 1)
        return _join(place, f"line {first + bisect_right(starts, at)}")

    return tell


def _join(*words: str) -> str:
    return ", ".join(filter(None, words))
