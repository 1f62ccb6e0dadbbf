"""What we write ourselves is no program for whoever opens it."""

from __future__ import annotations

import csv
import re

import pytest

from tests.support import ROOT

FORMULA = re.compile(r"[=+-]\s*(?:[A-Za-z.]+\s*\(|[A-Z]{1,3}\d|'|\||@|\w+!)")


@pytest.mark.parametrize(
    "path", sorted((ROOT / "data" / "reference").glob("*.csv")), ids=lambda path: path.name
)
def test_no_cell_of_a_shipped_table_is_a_formula(path: object) -> None:
    with open(str(path), encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            for cell in row:
                assert not cell.startswith(("@", "\t", "\r"))
                if cell[:1] in ("=", "+", "-"):  # a sign alone, that of a number, or a note
                    assert not FORMULA.match(cell), f"a cell begins with {cell[0]!r}"
