"""Chained matched panels: arithmetic by hand, and bounds by trying every number."""

from __future__ import annotations

import shutil
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prosecution import compare_panel, count_panel, count_reporting, find_window
from helpers.prosecution.panel import FEWEST_LINKED
from helpers.sources.read import read
from helpers.sources.reference import read_reference
from tests.published import FEW, justice
from tests.support import shared_data

C = "convicted"
STATES = ("AAA", "BBB", "CCC", "DDD", "EEE")


def rows(**by_year: Any) -> list[tuple[str, int, str, Any]]:
    """y2010=[9, None, FEW, ...] for the States in order; None is no report."""
    return [
        (state, int(year[1:]), C, count)
        for year, counts in by_year.items()
        for state, count in zip((*STATES, "FFF", "GGG"), counts, strict=False)
        if count is not None
    ]


def index(source: Any, series: str, first: int = 2010, last: int = 2020) -> list[tuple]:
    table = compare_panel(protect(count_panel(source, first, last)))
    return [
        (c.key[2], c.key[3], round(c.lower, 6), round(c.upper, 6))
        for c in table.where(series=series).cells
    ]


def test_links_over_the_same_states_are_multiplied() -> None:
    """FFF joins in 2011 with 1,000: the sum jumps, and the chain does not see it until 2012."""
    source = justice(
        *rows(
            y2010=[10, 10, 10, 10, 10],
            y2011=[12, 12, 12, 12, 12, 1000],
            y2012=[12, 12, 12, 12, 12, 2000],
        )
    )
    link = 100 * 60 / 50
    assert index(source, "matched") == [
        ("2010", "5", 100, 100),
        ("2011", "5", link, link),
        ("2012", "6", round(link * 2060 / 1060, 6), round(link * 2060 / 1060, 6)),
    ]
    assert index(source, "all")[1] == ("2011", "6", 2120, 2120)


def test_a_state_that_skips_a_year_is_in_no_link_of_it() -> None:
    source = justice(
        *rows(
            y2010=[10, 10, 10, 10, 10, 10],
            y2011=[20, 20, 20, 20, 20, None],
            y2012=[20, 20, 20, 20, 20, 900],
        )
    )
    assert [entry[2] for entry in index(source, "matched")] == [100, 200, 200]


def test_bounds_of_the_chain_are_those_of_every_number_that_a_range_can_be() -> None:
    """All 5^5 ways to fill in five values printed as '<5', each number the same in both sums."""
    seen = {
        2010: [9, FEW, 14, 30, 6, 8, 7],
        2011: [12, FEW, FEW, 28, 9, 9, None],  # AAA leaves: the sum above is the larger one
        2012: [None, 7, FEW, 33, 5, 9, 50],  # GGG joins: the sum below is
        2013: [15, 6, 12, 31, FEW, 40, 60],
    }
    source = justice(*rows(**{f"y{year}": counts for year, counts in seen.items()}))
    places = [(y, n) for y, counts in seen.items() for n, c in enumerate(counts) if c == FEW]
    found: dict[int, list[float]] = {year: [] for year in seen}
    for numbers in product(range(5), repeat=len(places)):
        filled = {year: list(counts) for year, counts in seen.items()}
        for (year, n), number in zip(places, numbers, strict=True):
            filled[year][n] = number
        value = 100.0
        for year in (2011, 2012, 2013):
            before, now = filled[year - 1], filled[year]
            both = [n for n in range(7) if before[n] is not None and now[n] is not None]
            value *= sum(now[n] for n in both) / sum(before[n] for n in both)
            found[year].append(value)
    for year, _, lower, upper in index(source, "matched")[1:]:
        assert lower == pytest.approx(min(found[int(year)]), abs=1e-5)
        assert upper == pytest.approx(max(found[int(year)]), abs=1e-5)


def test_the_chain_ends_where_too_few_states_report_two_years_running() -> None:
    few = FEWEST_LINKED - 1
    source = justice(
        *rows(y2010=[9] * 5, y2011=[9] * 5, y2012=[9] * few, y2013=[9] * few),
    )
    assert [entry[0] for entry in index(source, "matched")] == ["2010", "2011"]
    assert [entry[0] for entry in index(source, "all")] == ["2010", "2011", "2012", "2013"]


def test_the_chain_does_not_jump_over_a_year_without_reports() -> None:
    source = justice(*rows(y2010=[9] * 5, y2012=[9] * 5))
    assert [entry[0] for entry in index(source, "matched")] == ["2010"]


def test_a_year_that_is_not_reported_is_missing_and_not_zero() -> None:
    source = justice(*rows(y2010=[9] * 6, y2011=[9] * 6), ("FFF", 2012, C, None))
    panel = protect(count_panel(source, 2010, 2012))
    assert not panel.where(country="FFF", year="2012").cells
    told = protect(count_panel(justice(*rows(y2010=[FEW])), 2010, 2012))
    assert [(c.lower, c.upper) for c in told.cells] == [(0, 4)]


def test_regional_aggregates_and_the_last_year_of_the_edition_enter_no_panel(
    tmp_path: Path,
) -> None:
    """UNODC's own file: seven aggregates with codes of three letters, 21 States for 2021."""
    # A reading is kept beside its file: so a copy is read.
    found = next((shared_data() / "unodc_glotip").glob("*.xlsx"))
    source = read(Path(shutil.copy(found, tmp_path)))
    table = source.tables["justice"]

    class Given:
        provenance = source.provenance

    given = Given()
    given.table = table  # type: ignore[attr-defined]
    window = find_window(protect(count_reporting(given)), 2010, 0)  # type: ignore[arg-type]
    assert window == (2010, 2020)
    panel = protect(count_panel(given, *window))  # type: ignore[arg-type]
    names = set(panel.labels("country"))
    assert not names & {"CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM"}
    assert max(panel.labels("year")) == "2020"
    shipped = protect(count_panel(read_reference("justice"), *window))
    assert {c.key: (c.lower, c.upper) for c in panel.cells} == {
        c.key: (c.lower, c.upper) for c in shipped.cells
    }


def test_the_links_of_the_shipped_file_are_the_states_that_reported_both_years() -> None:
    source = read_reference("justice")
    frame = source.table
    frame = frame[(frame["sex"] == "total") & (frame["age_group"] == "total")]
    frame = frame[frame["stage"] == C]
    named = {year: set(part["country"]) for year, part in frame.groupby("year")}
    links = compare_panel(protect(count_panel(source, 2010, 2020))).where(stage=C)
    found = {int(c.key[2]): int(c.key[3]) for c in links.where(series="matched").cells[1:]}
    assert found == {y: len(named[y] & named[y - 1]) for y in range(2011, 2021)}
    sums = {int(c.key[2]): int(c.key[3]) for c in links.where(series="all").cells}
    assert sums == {y: len(named[y]) for y in range(2010, 2021)}


def test_only_a_safe_table_is_compared() -> None:
    with pytest.raises(CaselightError, match="accepts a SafeTable only"):
        compare_panel(count_panel(justice(("AAA", 2010, C, 9)), 2010, 2020))  # type: ignore[arg-type]
