"""``protect`` takes counts and nothing else, hides without a trace, and leaves official figures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import helpers
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.tables.counts import CountCell, Counts, Relation, counted_cell, published_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell, SafeTable
from helpers.wording import format_cell


def source(name: str) -> Provenance:
    return Provenance(name, "A publisher", "Figures", "2023", "", "", "", "")


def count(name: str, cells: Sequence[CountCell], *sums: Relation) -> Counts:
    return Counts(("group",), tuple(cells), source(name), "people", relations=sums)


def published(status: str, persons: Any, lower: Any, upper: Any) -> CountCell:
    row = pd.DataFrame(
        {"persons": [persons], "lower": [lower], "upper": [upper], "status": [status]}
    )
    return published_cell(["2020"], next(row.itertuples()))


def shown_table() -> SafeTable:
    return protect(count("ctdc", [counted_cell(["a"], 7919)]))


@pytest.mark.parametrize(
    "thing",
    [
        pd.DataFrame({"persons": [7919]}),
        pd.Series([7919]),
        [counted_cell(["a"], 7919)],
        {"a": 7919},
        shown_table(),
        counted_cell(["a"], 7919),
        Cell(("a",), 7919.0),
        None,
        7919,
    ],
    ids=lambda thing: type(thing).__name__,
)
def test_protect_refuses_everything_but_counts_and_says_what_to_do(thing: Any) -> None:
    with pytest.raises(CaselightError) as refused:
        protect(thing)
    error = refused.value
    assert error.rule == "protect accepts Counts only."
    assert error.found == f"a {type(thing).__name__}"
    assert "count_forms(" in error.mend
    assert "7919" not in str(error)


def test_a_hidden_cell_has_one_status_and_neither_number_nor_bounds() -> None:
    cells = [counted_cell([name], n) for name, n in (("a", 3), ("b", 12), ("c", 40), ("all", 55))]
    table = protect(count("own_cases", cells, Relation(3, (0, 1, 2))))
    hidden = [cell for cell in table.cells if not cell.is_shown]
    # The small one and the one that protects it cannot be told apart.
    assert [cell.key[0] for cell in hidden] == ["a", "b"]
    assert {replace(cell, key=()) for cell in hidden} == {Cell((), None, status="hidden")}
    assert [format_cell(cell, "people") for cell in hidden] == ["hidden", "hidden"]


def test_the_example_of_the_documentation_is_what_happens() -> None:
    text = (Path(helpers.__file__).parents[2] / "docs/disclosure.md").read_text("utf-8")
    rows = re.findall(r"^\| (A|B|C|all) \| (\d+) \| (\w+) \| (\w+) \|$", text, re.MULTILINE)
    assert len(rows) == 4
    cells = [counted_cell([name], int(true)) for name, true, _, _ in rows]
    table = protect(count("own_cases", cells, Relation(3, (0, 1, 2))))
    assert [format_cell(cell, "people") for cell in table.cells] == [row[3] for row in rows]
    assert [row[2] for row in rows] == [t if int(t) >= 10 else "hidden" for _, t, _, _ in rows]


def test_a_shown_cell_has_its_number_as_both_bounds() -> None:
    table = shown_table()
    assert table.cells == (Cell(("a",), 7919, 7919, 7919, "observed"),)


def test_a_remainder_that_is_not_for_showing_is_in_no_safe_table() -> None:
    cells = [
        counted_cell(["yes"], 60),
        counted_cell(["rest"], 40, shown=False),
        counted_cell(["all"], 100),
    ]
    for name in ("ctdc", "glotip"):
        table = protect(count(name, cells, Relation(2, (0, 1))))
        assert [cell.key[0] for cell in table.cells] == ["yes", "all"]


def test_the_counts_labels_words_and_notes_travel_with_the_table() -> None:
    counts = replace(
        count("ctdc", [counted_cell(["a"], 50)]),
        words={"group": {"a": "Group A"}},
        notes=("A remark.",),
        unit="States",
    )
    table = protect(counts)
    assert (table.dimensions, table.counted, table.unit) == (("group",), "people", "States")
    assert (table.word("group", "a"), table.notes) == ("Group A", ("A remark.",))
    assert table.provenance == (source("ctdc"),)


@pytest.mark.parametrize(
    ("cell", "printed"),
    [
        (published("observed", 3, 3, 3), "3"),
        (published("observed", 0, 0, 0), "0"),
        (published("hidden_at_source", pd.NA, 0, 4), "0 to 4"),
        (published("conflicting", pd.NA, 5, 27), "5 to 27"),
        (published("not_reported", pd.NA, pd.NA, pd.NA), "not reported"),
    ],
)
def test_an_official_figure_stays_as_published(cell: CountCell, printed: str) -> None:
    (safe,) = protect(count("glotip", [cell])).cells
    assert (safe.value, safe.lower, safe.upper) == (cell.persons, cell.lower, cell.upper)
    assert safe.status == cell.status
    assert format_cell(safe, "people") == printed


def test_a_value_published_as_a_range_gets_no_number_of_ours() -> None:
    table = protect(count("glotip", [published("hidden_at_source", pd.NA, 0, 4)]))
    assert table.cells[0].value is None
    assert (table.cells[0].lower, table.cells[0].upper) == (0, 4)
    assert "0 to 4" in table._repr_html_()


@pytest.mark.parametrize("status", ["hidden_at_source", "conflicting", "not_reported"])
def test_a_source_under_a_threshold_is_protected_from_exact_counts_only(status: str) -> None:
    cells = [CountCell(("a",), None, 7, 9, status), counted_cell(["all"], 7919)]
    with pytest.raises(CaselightError, match="exact counts") as refused:
        protect(count("ctdc", cells))
    assert status in refused.value.found
    assert not [number for number in ("7919", "7", "9") if number in refused.value.found]


@pytest.mark.parametrize("status", ["hidden", "not_collected"])
def test_a_cell_without_a_number_stays_without_one(status: str) -> None:
    cells = [CountCell(("a",), None, None, None, status), counted_cell(["b"], 4)]
    table = protect(count("ctdc", cells))
    assert table.cells[0] == Cell(("a",), None, None, None, status)
    assert not table.cells[1].is_shown


def test_a_table_of_no_counts_is_a_safe_table_of_no_cells() -> None:
    assert len(protect(count("ctdc", []))) == 0
