"""Detected victims and estimates: side by side, with their bounds, never one over the other."""

from __future__ import annotations

from math import isclose

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import helpers.identification as module
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import (
    count_estimates,
    count_identified,
    count_profile,
    count_reporting,
    rate_identified,
    select_newest,
)
from helpers.sources.reference import read_reference
from tests.published import FEW, Made, detected, provenance, table


def test_the_world_is_the_sum_of_those_who_reported_with_the_bounds_of_their_ranges() -> None:
    source = detected(
        ("AAA", 2019, 100), ("BBB", 2019, FEW), ("CCC", 2019, (20, 31)), ("AAA", 2020, 7)
    )
    world = protect(count_identified(source, "WLD"))
    assert [(c.key[0], c.value, c.lower, c.upper) for c in world.cells] == [
        ("2019", None, 100 + 0 + 20, 100 + 4 + 31),
        ("2020", 7, 7, 7),
    ]
    states = protect(count_reporting(source))
    assert {c.key[0]: c.value for c in states.cells} == {"2019": 3, "2020": 1}
    assert states.unit == "States"


def test_the_shipped_world_sum_is_what_the_rows_add_up_to() -> None:
    rows = read_reference("identified").table
    rows = rows[
        (rows[["sex", "age_group", "form"]] == "total").all(axis=1) & (rows["year"] == 2020)
    ]
    cell = protect(count_identified(read_reference("identified"), "WLD")).cell(year="2020")
    assert (cell.lower, cell.upper) == (sum(rows["lower"]), sum(rows["upper"]))
    assert (cell.upper or 0) - (cell.lower or 0) >= 4 * (rows["status"] == "hidden_at_source").sum()


reports = st.lists(
    st.tuples(
        st.sampled_from(["AAA", "BBB", "CCC"]),
        st.sampled_from([2019, 2020]),
        st.one_of(st.integers(5, 9999), st.just(FEW)),
    ),
    unique_by=lambda row: row[:2],
    min_size=1,
)


@settings(max_examples=30, deadline=None)
@given(reports)
def test_whatever_a_range_stands_for_the_sum_lies_within_its_bounds(rows: list) -> None:  # type: ignore[type-arg]
    world = protect(count_identified(detected(*rows), "WLD"))
    for cell in world.cells:
        for few in (0, 2, 4):
            truth = sum(few if n == FEW else n for _, y, n in rows if str(y) == cell.key[0])
            assert (cell.lower or 0) <= truth <= (cell.upper or 0)


def test_a_state_that_reported_a_range_has_reported_it() -> None:
    (cell,) = protect(count_identified(detected(("AAA", 2019, FEW)), "AAA")).cells
    assert (cell.value, cell.lower, cell.upper, cell.status) == (None, 0, 4, "hidden_at_source")


def full(*sizes: tuple[int, int]) -> Made:
    return detected(*[(f"A{n:02d}", year, 9) for year, size in sizes for n in range(size)])


def test_the_world_speaks_of_the_newest_complete_year_and_a_state_of_its_newest() -> None:
    source = full((2018, 10), (2019, 6), (2020, 4))
    reporting = protect(count_reporting(source))
    world = protect(count_identified(source, "WLD"))
    assert select_newest(world, reporting, "WLD").labels("year") == ("2019",)
    state = protect(count_identified(source, "A00"))
    assert select_newest(state, reporting, "A00").labels("year") == ("2020",)
    nobody = protect(count_identified(source, "TUV"))
    assert select_newest(nobody, reporting, "TUV").is_empty


def test_the_incomplete_last_year_of_the_edition_is_not_what_the_world_speaks_of() -> None:
    source = read_reference("identified")
    reporting = protect(count_reporting(source))
    newest = select_newest(protect(count_identified(source, "WLD")), reporting, "WLD")
    assert newest.labels("year") == ("2020",)
    assert reporting.cell(year="2021").value < max(c.value or 0 for c in reporting.cells) / 2


def test_a_year_without_a_number_is_not_the_newest() -> None:
    source = detected(("AAA", 2019, 12), ("AAA", 2020, None))
    newest = select_newest(
        protect(count_identified(source, "AAA")), protect(count_reporting(source)), "AAA"
    )
    assert newest.labels("year") == ("2019",)


def test_years_limit_victims_and_reporting_and_are_refused_in_the_wrong_order() -> None:
    source = full((2018, 3), (2019, 3), (2020, 3))
    for counts in (
        count_identified(source, "WLD", 2019, 2019),
        count_identified(source, "A00", 2019, 2019),
        count_reporting(source, 2019, 2019),
    ):
        assert [c.key[0] for c in protect(counts).cells] == ["2019"]
    nothing = protect(count_identified(source, "WLD", 2030))
    none = protect(count_reporting(source, 2030))
    assert select_newest(nothing, none, "WLD").is_empty
    with pytest.raises(CaselightError, match="first_year = 2020, last_year = 2018"):
        count_identified(source, "WLD", 2020, 2018)


def population(*rows: tuple[str, int, int]) -> Made:
    frame = pd.DataFrame(list(rows), columns=["country", "year", "persons"])
    return Made(frame, provenance("worldbank"))


def test_a_rate_is_victims_per_100_000_inhabitants_of_the_same_year() -> None:
    """30 of 2,000,000 is 1.5 per 100,000; '<5' of 400,000 is 0 to 1."""
    source = detected(("AAA", 2019, 30), ("AAA", 2020, FEW), ("AAA", 2021, 50))
    inhabitants = population(("AAA", 2019, 2_000_000), ("AAA", 2020, 400_000), ("BBB", 2021, 9))
    rates = rate_identified(protect(count_identified(source, "AAA")), inhabitants, "AAA")
    found = [(c.value, c.lower, c.upper, c.status, c.of) for c in rates.cells]
    assert found == [
        (1.5, 1.5, 1.5, "observed", 2_000_000),
        (None, 0, 1, "hidden_at_source", 400_000),
        (None, None, None, "not_reported", None),
    ]
    assert rates.unit == "per 100,000"


def test_the_shipped_rate_of_the_united_kingdom_is_arithmetic() -> None:
    victims = read_reference("identified")
    people = read_reference("population").table
    year = people[(people["country"] == "GBR") & (people["year"] == 2020)]
    identified = protect(count_identified(victims, "GBR"))
    rates = rate_identified(identified, read_reference("population"), "GBR")
    expected = 100_000 * (identified.cell(year="2020").value or 0) / int(year["persons"].iloc[0])
    assert isclose(rates.cell(year="2020").value or 0, expected)


def test_a_rate_needs_protected_counts() -> None:
    counts = count_identified(detected(("AAA", 2019, 30)), "AAA")
    with pytest.raises(CaselightError, match="protect"):
        rate_identified(counts, population(("AAA", 2019, 1000)), "AAA")  # type: ignore[arg-type]


def estimates(*rows: tuple[str, str, int, object]) -> Made:
    defaults = {"area": "", "edition": "", "year": 0, "concept": "modern_slavery"}
    named = [({"area": a, "edition": e, "year": y}, n) for a, e, y, n in rows]
    return table("gsi", defaults, *named)


def test_an_estimate_printed_as_below_a_thousand_stays_a_range_also_in_the_sum() -> None:
    source = estimates(
        ("AAA", "2018", 2016, 5000), ("BBB", "2018", 2016, (0, 999)), ("AAA", "2023", 2021, 7000)
    )
    world = protect(count_estimates(source, "WLD"))
    assert [(c.key, c.value, c.lower, c.upper) for c in world.cells] == [
        (("2018", "2016"), None, 5000, 5999),
        (("2023", "2021"), 7000, 7000, 7000),
    ]
    own = protect(count_estimates(source, "BBB"))
    assert [(c.lower, c.upper) for c in own.cells] == [(0, 999)]
    assert "difference is not a change over time" in own.notes[0]


def test_no_function_takes_victims_and_estimates_to_divide_one_by_the_other() -> None:
    """The two meet in a chart and a sentence only. The one quotient here is over inhabitants."""
    rates = [name for name in module.__all__ if name.startswith(("rate_", "share_", "estimate_"))]
    # Those of the referral mechanism divide its own counts: decisions, referrals, arrivals.
    mechanism = {"estimate_backlog", "estimate_wait", "share_combined", "share_positive",
                 "share_referred", "share_responders"}  # fmt: skip
    assert set(rates) - mechanism == {"rate_identified"}


def profile(*rows: tuple[int, str, str, object]) -> Made:
    defaults = {"country": "AAA", "year": 0, "sex": "", "age_group": "", "form": "total"}
    named = [({"year": y, "sex": s, "age_group": a}, n) for y, s, a, n in rows]
    return table("glotip", defaults, *named)


def test_the_profile_is_of_the_newest_year_with_sex_and_age_and_holds_no_totals() -> None:
    source = profile(
        (2018, "female", "child", 90),
        (2019, "female", "child", 12),
        (2019, "male", "adult", FEW),
        (2019, "total", "child", 14),
        (2019, "female", "total", 30),
        (2020, "total", "total", 99),
    )
    found = protect(count_profile(source, "AAA"))
    assert [(c.key, c.lower, c.upper) for c in found.cells] == [
        (("2019", "female", "child"), 12, 12),
        (("2019", "male", "adult"), 0, 4),
    ]
    assert protect(count_profile(source, "AAA", last_year=2018)).labels("year") == ("2018",)
    assert protect(count_profile(source, "TUV")).is_empty
