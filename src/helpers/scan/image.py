"""Pictures: what is written beside the pixels. The pixels themselves are not read.

References:
    1. W3C, Portable Network Graphics (PNG) Specification, 3rd ed., 2025, sections 5 and 11.3.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

from helpers.scan.findings import UNREADABLE
from helpers.scan.scope import Scope

PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8\xff"
_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")
_DRAWN: Final = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
     b"pHYs", b"hIST", b"acTL", b"fcTL", b"fdAT", b"iCCP", b"cICP", b"mDCV", b"cLLI")
)  # fmt: skip
_LONGEST: Final = 4 * 1024 * 1024
_USUAL: Final = (b"Software", b"Creation Time")


def check_image(scope: Scope, data: bytes, place: str = "") -> None:
    """Look through what a picture carries beside its pixels.

    Args:
        scope: Where findings go.
        data: The file.
        place: Where it lies.
    """
    if data.startswith(PNG):
        _check_png(scope, data, place)
    elif data.startswith(JPEG):
        _check_jpeg(scope, data, place)
    else:
        scope.add(UNREADABLE, place)


def _check_png(scope: Scope, data: bytes, place: str) -> None:
    end = len(PNG)
    name = b""
    for name, body, end in _chunks(data):
        at = ", ".join(filter(None, (place, f"byte {end - len(body) - 12}")))
        if name in _TEXTS:
            _check_text(scope, name, body, at)
        elif name not in _DRAWN:  # eXIf: device, place, time; tIME; anything of a program's own
            scope.add("metadata", at)
            scope.text(body.decode("latin-1"), lambda _, at=at: at)  # type: ignore[misc]
    if name != b"IEND":
        scope.add(UNREADABLE, place)
    elif data[end:].strip(b"\0"):
        scope.add("metadata", ", ".join(filter(None, (place, f"byte {end}"))))
        scope.text(data[end:].decode("latin-1"), lambda _: place)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, int]]:
    start = len(PNG)
    while start + 12 <= len(data):
        size = int.from_bytes(data[start : start + 4], "big")
        end = start + 12 + size
        if end > len(data):
            return
        name = data[start + 4 : start + 8]
        yield name, data[start + 8 : start + 8 + size], end
        if name == b"IEND":
            return
        start = end


def _check_text(scope: Scope, name: bytes, body: bytes, place: str) -> None:
    key, _, rest = body.partition(b"\0")
    packed = rest[1:] if name == b"zTXt" else b""
    if name == b"iTXt":
        flag, rest = rest[:1], rest[2:]
        rest = rest.split(b"\0", 2)[-1]
        packed = rest if flag == b"\1" else b""
    if packed:
        engine = zlib.decompressobj()
        try:
            rest = engine.decompress(packed, _LONGEST)
        except zlib.error:
            scope.add(UNREADABLE, place)
            return
        if engine.unconsumed_tail:
            scope.add(UNREADABLE, place)
    if key not in _USUAL:
        scope.add("metadata", place)
    text = rest.decode("utf-8", "replace" if name == b"iTXt" else "surrogateescape")
    scope.text(
        f"{key.decode('latin-1')}: {text}".encode("utf-8", "replace").decode(), lambda _: place
    )


def _check_jpeg(scope: Scope, data: bytes, place: str) -> None:
    start = 2
    while start + 4 <= len(data) and data[start] == 0xFF:
        mark, size = data[start + 1], int.from_bytes(data[start + 2 : start + 4], "big")
        if mark == 0xDA:  # from here on there are pixels
            return
        body = data[start + 4 : start + 2 + size]
        if mark == 0xFE or (0xE1 <= mark <= 0xEF and mark not in (0xE2, 0xEE)):
            scope.add("metadata", ", ".join(filter(None, (place, f"byte {start}"))))
            scope.text(body.decode("latin-1"), lambda _: place)
        start += 2 + max(size, 2)
    scope.add(UNREADABLE, place)
