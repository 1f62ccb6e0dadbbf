"""Zip files: workbooks by their sheets, other members each as a file of its own.

Reference:
    1. ECMA-376, Office Open XML File Formats, 5th ed., 2021, part 1, section 18.3.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Final
from xml.etree import ElementTree

from helpers.scan.findings import UNREADABLE
from helpers.scan.markup import check_markup
from helpers.scan.records import split_heading
from helpers.scan.scope import Scope
from helpers.scan.tables import MOST_ROWS, check_table

MOST_MEMBERS: Final = 5_000
"""Members of a zip file that are read."""
STEEPEST: Final = 500
"""Packed more densely than this, a member of 4 MB or more is taken for a bomb."""
_BIG: Final = 4 * 1024 * 1024
_SHEET: Final = re.compile(r"xl/worksheets/[^/]+\.xml")
_PEOPLE: Final = re.compile(
    r"<(?:dc:creator|cp:lastModifiedBy|Manager|Company|meta:initial-creator)\b[^<>]*>([^<>]+)<"
)
_MAKERS: Final = ("openpyxl", "xlsxwriter", "microsoft office user", "unknown")
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError, OSError,
    NotImplementedError, ElementTree.ParseError, KeyError, IndexError,
)  # fmt: skip

Check = Callable[[Scope, str, bytes], None]


def check_zip(scope: Scope, data: bytes, check: Check) -> None:
    """Look through a zip file, within limits.

    Args:
        scope: Where findings go.
        data: The file.
        check: Looks through one member, given its name.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > MOST_MEMBERS:
                scope.add(UNREADABLE)
                members = members[:MOST_MEMBERS]
            shared: list[str] = []
            for member in sorted(members, key=lambda m: m.filename != "xl/sharedStrings.xml"):
                _check_member(scope, packed, member, shared, check)
    except _BROKEN:
        scope.add(UNREADABLE)


def _check_member(
    scope: Scope, packed: zipfile.ZipFile, member: zipfile.ZipInfo, shared: list[str], check: Check
) -> None:
    name = member.filename
    size = member.file_size
    if member.is_dir():
        return
    is_bomb = size > _BIG and size > STEEPEST * max(1, member.compress_size)
    inner = None if is_bomb else scope.deeper(size)
    if inner is None or member.flag_bits & 1:
        scope.add(UNREADABLE)
        return
    try:
        data = packed.read(member)
        if name == "xl/sharedStrings.xml":
            shared.extend(_shared(data))
        if _SHEET.fullmatch(name):
            check_sheet(inner, data, shared, _sheet_place(name))
        elif name.startswith("docProps/") or name == "meta.xml":
            _check_properties(inner, data)
        elif name.endswith((".xml", ".rels", ".vml")):
            check_markup(inner, data.decode("utf-8"), lambda _: _member_place(name))
        else:
            check(inner, name, data)
    except _BROKEN:
        scope.add(UNREADABLE, _member_place(name))


def check_sheet(scope: Scope, data: bytes, shared: list[str], place: str) -> None:
    """Look through one sheet of a workbook.

    Args:
        scope: Where findings go.
        data: Its XML.
        shared: The texts that its cells name by number.
        place: Which sheet it is.
    """
    first: list[list[str]] = []
    lines: list[str] = []
    number = 0
    for number, row in read_rows(data, shared):
        if len(first) < MOST_ROWS:
            first.append([cell[:200] for cell in row])
        lines.append(" | ".join(cell for cell in row if cell))
        if len(lines) >= 2000:
            _check_lines(scope, lines, place, number)
            lines = []
    _check_lines(scope, lines, place, number)
    check_table(scope, *split_heading(first), place)


def _check_lines(scope: Scope, lines: list[str], place: str, last: int) -> None:
    text = "\n".join(lines)
    start = last - len(lines) + 1
    scope.text(text, lambda at: f"{place}, row {start + text.count(chr(10), 0, at)}")


def read_rows(data: bytes, shared: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet with their numbers; a row that is left out is not counted.

    Args:
        data: The sheet's XML.
        shared: The texts that its cells name by number.

    Raises:
        ValueError: The XML declares entities, which no workbook does.
    """
    for number, element in enumerate(_elements(data, "row"), start=1):
        cells: list[str] = []
        for cell in element:
            texts = "".join(t for part in cell if _local(part) != "f" for t in part.itertext())
            if cell.get("t") == "s":
                texts = shared[int(texts)]
            at = _column(cell.get("r", ""), len(cells))
            cells.extend([""] * min(at - len(cells), 500))
            cells.append(texts)
        yield number, cells


def _shared(data: bytes) -> Iterator[str]:
    for element in _elements(data, "si"):
        yield "".join(t.text or "" for t in element.iter() if _local(t) == "t")


def _elements(data: bytes, name: str) -> Iterator[ElementTree.Element]:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"\0" in data[:64]:
        raise ValueError("a document type is declared, or the encoding is unusual")
    for _, element in ElementTree.iterparse(BytesIO(data)):
        if _local(element) == name:
            yield element
            element.clear()


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _column(reference: str, default: int) -> int:
    letters = "".join(c for c in reference if c.isalpha())[:3].upper()
    if not letters:
        return default
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _check_properties(scope: Scope, data: bytes) -> None:
    text = data.decode("utf-8")
    if any(found[1].strip().lower() not in _MAKERS for found in _PEOPLE.finditer(text)):
        scope.add("metadata", "document properties")
    check_markup(scope, text, lambda _: "document properties")


def _sheet_place(name: str) -> str:
    return f"sheet {''.join(c for c in name if c.isdigit()) or '?'}"


def _member_place(name: str) -> str:
    known = re.fullmatch(r"(xl|word|ppt|customXml|_rels)/[a-zA-Z0-9_./]{1,60}", name)
    return f"member {name}" if known else "a member"
