"""The publishers' files, read once with plain libraries, and the shipped figures with plain csv."""

from __future__ import annotations

import csv
import warnings
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import feather

from helpers.sources.reference import reference_folder
from tests.support import shared_data

Rows = list[dict[str, str]]


def read_csv(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="session")
def raw() -> Callable[[str], Rows]:
    """A publisher's CSV by its place; skips where the files are not at hand."""
    folder = shared_data()
    return lambda place: read_csv(folder / place)


@pytest.fixture(scope="session")
def shipped() -> Callable[[str], Rows]:
    return lambda name: read_csv(reference_folder() / f"{name}.csv")


@pytest.fixture(scope="session")
def glotip() -> Rows:
    """The workbook's rows as text, by openpyxl; our reader uses another library."""
    path = shared_data() / "unodc_glotip/data_glotip_2023-05-30.xlsx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        lines = book.worksheets[0].iter_rows(values_only=True)
        table = [["" if cell is None else str(cell) for cell in line] for line in lines]
    start = next(i for i, line in enumerate(table) if line[0] == "Iso3_code")
    return [dict(zip(table[start], line, strict=True)) for line in table[start + 1 :]]


@pytest.fixture(scope="session")
def persons() -> pa.Table:
    """The case records as Arrow columns; only counts of them are compared."""
    table: pa.Table = feather.read_table(
        shared_data() / "ctdc_kanon_2021/ctdc_kanon_2021-07-15.feather"
    )
    return table
