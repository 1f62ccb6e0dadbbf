"""Bytes to text, by their mark or by what they are; None where they are no text."""

from __future__ import annotations

import codecs
from typing import Final

from helpers.scan.unpacking import to_plain

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROLS: Final = bytes(byte for byte in range(32) if byte not in b"\t\n\r\f\x1b\b")


def find_encoding(head: bytes) -> str | None:
    """The encoding of a text by its first bytes; None where they are no text.

    Args:
        head: Its first bytes.

    Example:
        >>> find_encoding("é".encode("utf-8")), find_encoding(b"a" + bytes(9) + b"b")
        ('utf-8', None)
    """
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if b"\0" in head:
        if to_plain(head) is None:
            return None
        return "utf-16-le" if head[1::2].count(0) >= head[::2].count(0) else "utf-16-be"
    if len(head) - len(head.translate(None, _CONTROLS)) > len(head) * 0.02:
        return None
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def to_text(data: bytes) -> str | None:
    """A whole file as text; None where it is none.

    Args:
        data: Its content.
    """
    name = find_encoding(data[:65536])
    return None if name is None else data.decode(name, "replace")
