"""A large file, piece by piece: as text, each piece with the end of the one before."""

from __future__ import annotations

import codecs
from typing import BinaryIO, Final

from helpers.scan.delimited import check_rows
from helpers.scan.findings import UNREADABLE
from helpers.scan.scope import LONGEST_LINE, Scope
from helpers.scan.texts import find_encoding
from helpers.scan.unpacking import GZIP

PIECE: Final = 8 * 1024 * 1024
OVERLAP: Final = 64 * 1024
"""Letters of a piece that are read again with the next: longer than anything looked for."""


def check_stream(scope: Scope, file: BinaryIO) -> None:
    """Look through a file that is too large to be held.

    What is packed in it is not unpacked, and binary content is a finding.

    Args:
        scope: Where findings go.
        file: The file, at its beginning.
    """
    head = file.read(PIECE)
    name = find_encoding(head[:65536])
    if name is None or head.startswith((GZIP, b"PK\x03\x04")):
        scope.add(UNREADABLE)
    decoder = codecs.getincrementaldecoder(name or "latin-1")("replace")
    data, tail, rest, place, line, longest = head, "", b"", 0, 1, 0
    first = True
    while data:
        raw = rest + data
        start = place - len(rest)
        scope.data(raw, lambda at, start=start: f"byte {start + at}")  # type: ignore[misc]
        text = decoder.decode(data)
        if first:
            check_rows(scope, text[: text.rfind("\n") + 1])
            first = False
        whole = tail + text
        begin = line - tail.count("\n")
        scope.text(whole, lambda at, t=whole, b=begin: f"line {b + t.count(chr(10), 0, at)}")  # type: ignore[misc]
        scope.settle()
        longest = max(longest + text.find("\n"), 0) if "\n" in text else longest + len(text)
        if longest > LONGEST_LINE:
            scope.add(UNREADABLE)  # one line of this length is no text that anybody reads
        longest = longest if "\n" not in text else len(text) - text.rfind("\n")
        line += text.count("\n")
        place += len(data)
        tail, rest = whole[-OVERLAP:], raw[-OVERLAP:]
        data = file.read(PIECE)
