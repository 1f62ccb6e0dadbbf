"""What we write ourselves is no program for whoever opens it."""

from __future__ import annotations

import csv

import pytest

from tests.support import ROOT

NUMBER = "0123456789."


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "reference").glob("*.csv")), ids=lambda path: path.name
)
def test_no_cell_of_a_shipped_table_is_a_formula(path: object) -> None:
    with open(str(path), encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                if cell.startswith(("=", "+", "@", "\t", "\r")):
                    pytest.fail(f"a cell begins with {cell[0]!r}")
                if cell.startswith("-"):
                    assert cell == "-" or cell[1] in NUMBER
