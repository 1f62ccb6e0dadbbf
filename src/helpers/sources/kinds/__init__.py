"""The kinds of file that figures come in, told apart by their first bytes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from helpers.errors import CaselightError

_RULE: Final = "A file of figures is delimited text, a workbook, Feather, Parquet or Stata."
_STARTS: Final = (
    (b"PK\x03\x04", "workbook"),
    (b"\xd0\xcf\x11\xe0", "workbook"),  # .xls, and .xlsx under a password
    (b"ARROW1", "feather"),
    (b"FEA1", "feather"),
    (b"PAR1", "parquet"),
    (b"<stata_dta>", "stata"),
    (b"%PDF", "document"),
)
# A mapping is TOML; its tables stand on lines of their own, which no row of a table does.
_MAPPING: Final = re.compile(rb"^[ \t]*\[(data|columns)\][ \t]*(#.*)?\r?$", re.MULTILINE)
# Versions 113 to 115 of Stata's format begin with their number, a byte order and a 1.
_OLD_STATA: Final = (113, 114, 115)


def find_kind(path: Path) -> str:
    """Tell the kind of a file by its content.

    Args:
        path: Any file.

    Raises:
        CaselightError: It is missing, empty, a folder, or of no kind that we read.
    """
    start = _read_start(path)
    for magic, kind in _STARTS:
        if start.startswith(magic):
            return kind
    if start[0] in _OLD_STATA and start[1:2] in (b"\x01", b"\x02") and start[2:3] == b"\x01":
        return "stata"
    if _is_page(start):
        raise CaselightError(
            _RULE,
            f"{path.name}: a web page, whatever its name says",
            "Open it in a browser: it may be a log-in or an error page. Download the file again.",
        )
    return "mapping" if _MAPPING.search(start) else "delimited"


def _read_start(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise CaselightError(_RULE, f"{path.name}: no file", "Name a file, not a folder.")
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        found = f"{path.name}: {error.strerror or 'cannot be read'}"
        raise CaselightError(_RULE, found, "Name a file that is there and can be read.") from None
    if not start.strip(b"\x00 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise CaselightError(_RULE, f"{path.name}: empty", "Download it again; it holds nothing.")
    return start


def _is_page(start: bytes) -> bool:
    text = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    return text.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<table"))
