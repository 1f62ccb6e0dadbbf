"""One file under scan: what was found in it, what is looked for, and how much may be unpacked."""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from helpers.scan.canaries import Canaries
from helpers.scan.findings import UNREADABLE, Findings
from helpers.scan.patterns import find_patterns
from helpers.scan.unpacking import GZIP, find_packed, gunzip, to_plain, undo_escapes

UNPACKED: Final = 256 * 1024 * 1024
"""Bytes that may be unpacked out of one file."""
DEEPEST: Final = 4
"""Packings within packings that are followed."""
LONGEST_LINE: Final = 16 * 1024 * 1024
"""Letters of the longest line that is read."""

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
