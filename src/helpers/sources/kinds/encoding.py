"""The encoding of a text: by its mark, else UTF-8 when every byte fits, else the likeliest other.

Without a mark nothing in a file names its encoding. Where UTF-8 does not fit, the text is read as
Windows-1252 and as Mac Roman, the two that spreadsheets write, and the reading whose letters stand
where letters can stand is kept. It remains a guess, so it is told.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

import pyarrow as pa

UTF_8: Final = "utf-8"
_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_LEGACY: Final = ("cp1252", "mac_roman")
WORDS: Final = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}
"""Names of the encodings that are only guessed, as people know them."""

_PUNCTUATION: Final = frozenset("’‘“”«»–—…·€£°ºª§©®™•\u00a0¿¡")


def find_mark(start: bytes) -> str | None:
    """The encoding that a byte order mark, or a pattern of zero bytes, gives away.

    Args:
        start: First bytes of the file.
    """
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    even, odd = start[0:2048:2], start[1:2048:2]
    if len(odd) > 8 and odd.count(0) > 0.6 * len(odd):
        return "utf-16-le"
    if len(even) > 8 and even.count(0) > 0.6 * len(even):
        return "utf-16-be"
    return None


def is_utf8(blocks: Iterable[bytes]) -> tuple[bool, bytes]:
    """Whether all blocks together are UTF-8; else also a sample around what is not.

    Args:
        blocks: The file in order.
    """
    rest = b""
    for block in blocks:
        text = rest + block
        # Arrow validates ten times as fast as Python decodes; a letter may go on in the next block.
        end = find_letter_end(text)
        if not _is_valid(text[:end]):
            try:
                text[:end].decode(UTF_8)
            except UnicodeDecodeError as error:
                return False, text[max(0, error.start - 2000) : error.start + 60_000]
        rest = text[end:]
    return not rest, b""


def _is_valid(text: bytes) -> bool:
    ends = pa.py_buffer(struct.pack("=ii", 0, len(text)))
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def find_letter_end(text: bytes) -> int:
    """Where the last whole letter of a block can end: its first byte is among the last four."""
    for back in range(1, min(4, len(text)) + 1):
        first = text[-back]
        if first >= 0xC0:
            size = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            return len(text) if size <= back else len(text) - back
        if first < 0x80:
            break
    return len(text)


def guess_legacy(sample: bytes) -> str:
    r"""The likeliest of the encodings without a mark.

    Args:
        sample: Bytes that are not UTF-8.

    Example:
        >>> guess_legacy("País;Año\nEspaña;niño".encode("mac_roman"))
        'mac_roman'
        >>> guess_legacy("País;Año\nEspaña;niño".encode("cp1252"))
        'cp1252'
    """
    return max(_LEGACY, key=lambda encoding: _score(sample, encoding))


def _score(sample: bytes, encoding: str) -> int:
    text = sample.decode(encoding, errors="replace")
    return sum(
        1 if _fits(text[at - 1 : at], letter, text[at + 1 : at + 2]) else -1
        for at, letter in enumerate(text)
        if ord(letter) > 127
    )


def _fits(before: str, letter: str, after: str) -> bool:
    """Whether a letter beyond ASCII stands where such a letter can stand in a word."""
    if letter in _PUNCTUATION:
        return letter in "’·" or not (before.isalpha() and after.isalpha())
    if not letter.isalpha():
        return False
    if letter.isupper():
        return not before.islower() and not before.isdigit()
    return before.isalpha() or after.isalpha()
