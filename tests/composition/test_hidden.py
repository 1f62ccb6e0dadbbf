"""Hidden counts as ranges: from shown figures only, and always around the truth."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.composition import bound_hidden, count_forms
from helpers.disclosure import protect
from helpers.prose import describe_hidden_shares
from helpers.tables.safe import SafeTable
from tests.composition.cases import caseload, group


def rows_of(labour: int, sexual: int, other: int, blank: int, year: str = "2015") -> list[Any]:
    """People with one form each, and people with no flag at all."""
    return [
        row
        for row in (
            group(labour, year=year, labour="yes", sexual="no", other="no"),
            group(sexual, year=year, labour="no", sexual="yes", other="no"),
            group(other, year=year, labour="no", sexual="no", other="yes"),
            group(blank, year=year),
        )
        if row["persons"]
    ]


def bounds_of(*rows: Any, source: str = "ctdc") -> SafeTable:
    return bound_hidden(protect(count_forms(caseload(*rows, source=source), by="year")))


@settings(max_examples=8, deadline=None)
@given(*[st.integers(1, 40)] * 4)
def test_whatever_is_hidden_the_range_holds_the_share(
    labour: int, sexual: int, other: int, blank: int
) -> None:
    found = bounds_of(*rows_of(labour, sexual, other, blank))
    known = labour + sexual + other
    for form, size in (("labour", labour), ("sexual", sexual), ("other", other)):
        cell = found.cell(share=form)
        assert (cell.lower or 0) - 1e-9 <= 100 * size / known <= (cell.upper or 0) + 1e-9
        if cell.value is not None:
            assert cell.value == pytest.approx(100 * size / known)


def test_the_range_depends_on_nothing_that_is_hidden() -> None:
    """Two files that differ in hidden counts only, and show the same, have the same ranges."""
    one, two = (
        protect(count_forms(caseload(*rows_of(a, b, 90, 200), source="ctdc"), by="year"))
        for a, b in ((4, 6), (6, 4))
    )
    shown = [[(c.key, c.value, c.status) for c in table.cells] for table in (one, two)]
    assert shown[0] == shown[1]
    assert bound_hidden(one).cells == bound_hidden(two).cells


def test_what_nothing_limits_is_anything() -> None:
    """All cells of a channel with 5 people are hidden."""
    found = bounds_of(*rows_of(2, 2, 1, 0))
    cell = found.cell(share="labour")
    assert (cell.value, cell.lower, cell.upper) == (None, 0, 100)


def test_a_hidden_year_is_told_as_a_range_and_leaves_the_change_open() -> None:
    rows = [*rows_of(4, 60, 60, 30), *rows_of(60, 60, 60, 30, year="2018")]
    told = describe_hidden_shares(bounds_of(*rows))
    assert "in case management, the share is hidden and lies from" in told.text
    assert "% in 2015; from" in told.text
    assert "from 2015 to 2018" in told.text


def test_a_change_that_holds_everywhere_in_the_ranges_is_told() -> None:
    """At most 9 of 129 have labour in 2015, whatever is hidden, and 150 of 190 in 2018."""
    rows = [*rows_of(9, 60, 60, 0), *rows_of(150, 20, 20, 0, year="2018")]
    bounds = bounds_of(*rows)
    first, last = (bounds.cell(year=year, share="labour") for year in ("2015", "2018"))
    told = describe_hidden_shares(bounds).text
    apart = (first.upper or 0) < (last.lower or 0)
    assert first.value is None
    assert ("from 2015 to 2018 it rose" in told) is apart
    assert ("from 2015 to 2018 there is no clear change" in told) is not apart


def test_without_anything_hidden_there_is_nothing_to_tell() -> None:
    assert describe_hidden_shares(bounds_of(*rows_of(40, 40, 40, 40))).is_empty


def test_nobody_whose_flag_is_blank_counts_as_the_most() -> None:
    """Of 134 people 80 have the flag of labour blank, so at most 54 of the 104 are in labour."""
    rows = [
        group(4, labour="yes", sexual="no", other="no"),
        group(50, sexual="yes", other="no"),
        group(50, labour="no", sexual="no", other="yes"),
        group(30),
    ]
    cell = bounds_of(*rows).cell(share="labour")
    assert cell.value is None
    # Wilson's upper limit of 54 of 104 is 61.3%.
    assert cell.upper == pytest.approx(61.3, abs=0.05)
