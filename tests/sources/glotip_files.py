"""GLOTIP editions made by code, in every layout that dataUNODC and its users write."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import openpyxl

from tests.sources.shared_files import SHARED

HEADER = ["Iso3_code", "Country", "Region", "Subregion", "Indicator", "Dimension", "Category",
          "Sex", "Age", "Year", "Unit of measurement", "txtVALUE", "Source"]  # fmt: skip
PREAMBLE = [["UNODC", "unodc@example.org"], ["14/04/2025"]]
DETECTED = "Detected trafficking victims"
CONVICTED = "Persons convicted"
Row = list[str]


def row(code: str, year: object, value: object, **other: str) -> Row:
    """One row: a total of detected victims, unless said otherwise."""
    cells = {
        "Iso3_code": code, "Country": f"Land {code}", "Region": "R", "Subregion": "S",
        "Indicator": DETECTED, "Dimension": "Total", "Category": "Total", "Sex": "Total",
        "Age": "Total", "Year": str(year), "Unit of measurement": "Counts",
        "txtVALUE": str(value), "Source": "GLOTIP", **other,
    }  # fmt: skip
    return [cells[name] for name in HEADER]


def series(code: str, *values: object, first: int = 2010) -> list[Row]:
    """One total a year."""
    return [row(code, first + at, value) for at, value in enumerate(values)]


def write_csv(
    path: Path, rows: Sequence[Row], header: Sequence[str] = HEADER, preamble: bool = True
) -> Path:
    above = [line + [""] * (len(header) - len(line)) for line in PREAMBLE] if preamble else []
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*above, header, *rows])
    return path


def write_workbook(
    path: Path, rows: Sequence[Sequence[object]], header: Sequence[str] = HEADER,
    preamble: bool = True,
) -> Path:  # fmt: skip
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in [*(PREAMBLE if preamble else []), header, *rows]:
        sheet.append(list(line))
    book.save(path)
    return path


EDITION_2023 = SHARED / "unodc_glotip/data_glotip_2023-05-30.xlsx"


@cache
def real_lines() -> list[tuple[str, ...]]:
    """The rows of the 2023 edition as text, by openpyxl."""
    sheet = openpyxl.load_workbook(EDITION_2023, read_only=True).worksheets[0]
    lines = [tuple("" if c is None else str(c) for c in line) for line in sheet.values]
    assert lines[2] == tuple(HEADER)
    return lines[3:]
