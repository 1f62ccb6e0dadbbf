"""Files to look through, made by code. Nobody in them exists."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from helpers.scan import check_bytes
from helpers.scan.canaries import Canaries

NAME = "Katarzyna Wzorówna"
MAIL = "katarzyna@example.org"
PHONE = "+48 601 234 567"


def found(name: str, data: bytes | str, canaries: Canaries | None = None) -> set[tuple[str, str]]:
    """Place and kind of each finding."""
    content = data.encode("utf-8") if isinstance(data, str) else data
    return {(f.place, f.kind) for f in check_bytes(name, content, canaries)}


def kinds(name: str, data: bytes | str, canaries: Canaries | None = None) -> set[str]:
    return {kind for _, kind in found(name, data, canaries)}


def png(*chunks: tuple[bytes, bytes], tail: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    pieces = [(b"IHDR", head), *chunks, (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in pieces
    )
    return b"\x89PNG\r\n\x1a\n" + body + tail


def jpeg(*segments: tuple[int, bytes]) -> bytes:
    body = b"".join(
        bytes((0xFF, mark)) + struct.pack(">H", len(data) + 2) + data for mark, data in segments
    )
    return b"\xff\xd8" + body + b"\xff\xda\0\2\xff\xd9"


def packed(members: Mapping[str, bytes | str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def workbook(rows: Sequence[Sequence[Any]], **properties: str) -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(list(row))
    for key, value in properties.items():
        setattr(book.properties, key, value)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def to_gzip64(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode("utf-8"))).decode("ascii")


def cell(source: str = "", *outputs: dict[str, Any], **more: Any) -> dict[str, Any]:
    base = {"cell_type": "code", "execution_count": 1, "metadata": {}, "id": "a"}
    return base | {"source": source, "outputs": list(outputs)} | more


def shown(**data: Any) -> dict[str, Any]:
    named = {key.replace("__", "/"): value for key, value in data.items()}
    return {"output_type": "display_data", "metadata": {}, "data": named}


def book(*cells: dict[str, Any], **metadata: Any) -> str:
    base = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": base | metadata, "cells": cells}
    return json.dumps(content)


def write(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return path
