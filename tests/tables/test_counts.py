"""Counts show no number, and say which cells add up to which."""

from __future__ import annotations

import re
from itertools import product

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.tables.counts import (
    Counts,
    Relation,
    bounded_cell,
    counted_cell,
    cross,
    is_small,
    published_cell,
    relate_margins,
)
from helpers.tables.provenance import Provenance

CASES = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")


def test_the_repr_of_counts_shows_a_shape_and_no_count() -> None:
    cells = tuple(counted_cell([name], size) for name, size in (("a", 7919), ("b", 104729)))
    counts = Counts(("group",), cells, CASES, "people", relations=(Relation(1, (0,)),))
    for text in (repr(counts), str(counts), f"{counts}"):
        assert re.findall(r"\d+", text) == ["2"], "the number of cells and nothing else"
        assert "protect(" in text


def test_the_repr_of_a_count_shows_its_labels_and_no_count() -> None:
    cell = counted_cell(["women", "2020"], 7919, most=104729)
    assert "women" in repr(cell)
    assert re.findall(r"\d+", repr(cell)) == ["2020"]
    assert re.findall(r"\d+", repr(bounded_cell(["women"], 7907, 7919))) == []


def test_a_bounded_cell_is_observed_where_its_bounds_meet() -> None:
    met, open_ = bounded_cell(["a"], 12, 12), bounded_cell(["a"], 12, 16)
    assert (met.persons, met.status) == (12, "observed")
    assert (open_.persons, open_.lower, open_.upper) == (None, 12, 16)
    assert open_.status == "hidden_at_source"


@pytest.mark.parametrize(
    ("status", "persons", "lower", "upper"),
    [
        ("observed", 7, 7, 7),
        ("hidden_at_source", pd.NA, 0, 4),
        ("conflicting", pd.NA, 5, 27),
        ("not_reported", pd.NA, pd.NA, pd.NA),
    ],
)
def test_a_published_row_stays_as_it_stands(
    status: str, persons: object, lower: object, upper: object
) -> None:
    row = pd.DataFrame(
        {"persons": [persons], "lower": [lower], "upper": [upper], "status": [status]}
    )
    cell = published_cell(["2020"], next(row.itertuples()))
    expected = tuple(None if number is pd.NA else number for number in (persons, lower, upper))
    assert (cell.persons, cell.lower, cell.upper) == expected
    assert (cell.status, cell.shown) == (status, True)


@pytest.mark.parametrize(
    ("persons", "most", "small"),
    [
        (0, None, False),
        (1, None, True),
        (9, None, True),
        (10, None, False),
        (95, 100, True),  # the other 5 can be computed
        (90, 100, False),
        (100, 100, False),
        (0, 9, True),
    ],
)
def test_a_count_is_small_when_it_or_its_rest_is_below_the_threshold(
    persons: int, most: int | None, small: bool
) -> None:
    assert is_small(counted_cell(["a"], persons, most=most), 10) is small


def test_a_line_without_a_total_gives_no_sum() -> None:
    keys = [("f", "2019"), ("m", "2019"), ("f", "2020"), ("m", "2020"), ("all", "2020")]
    assert relate_margins(keys, {0: "all"}) == (Relation(4, (2, 3)),)


rows = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("xyz"), st.integers(0, 50)))


@given(rows)
@settings(max_examples=50, deadline=None)
def test_a_crossed_table_counts_every_person_once_and_its_sums_hold(
    people: list[tuple[str, str, int]],
) -> None:
    frame = pd.DataFrame(people, columns=["group", "place", "persons"])
    cells, relations = cross(frame, ["group", "place"], {"group": "abcd", "place": "xyz"})
    found = {cell.key: cell.persons for cell in cells}
    assert set(found) == set(product([*"abcd", "all"], [*"xyz", "all"]))
    for (group, place), size in found.items():
        # Counted by hand: every row whose labels fit.
        assert size == sum(n for g, p, n in people if group in (g, "all") and place in (p, "all"))
    # One sum for each of 5 rows and 4 columns, and every one of them holds.
    assert len(relations) == 5 + 4
    for relation in relations:
        assert cells[relation.whole].persons == sum(cells[i].persons or 0 for i in relation.parts)
