"""Three outcomes, by what two numbers are: comparable, side by side, refused."""

from __future__ import annotations

from dataclasses import replace
from math import exp, isclose, log
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import (
    compare_listed,
    compare_numbers,
    count_estimates,
    count_identified,
    select_estimates,
    state_detected,
    state_estimate,
)
from helpers.tables.compared import (
    COMPARABLE,
    COUNTED,
    MULTIPLE_SYSTEMS,
    REFUSED,
    SIDE_BY_SIDE,
    Comparison,
    Stated,
)
from helpers.tables.counts import CountCell, Counts, bounded_cell, counted_cell
from helpers.tables.safe import Cell, SafeTable
from tests.identification.test_detected import estimates
from tests.published import FEW, detected, provenance

LISTS = "people whom the six lists could reach"


def number(value: int | None = None, low: int = 0, high: int = 0) -> SafeTable:
    cell = counted_cell(["n"], value) if value is not None else bounded_cell(["n"], low, high)
    return protect(Counts(("figure",), (cell,), provenance("nrm"), "people"))


def with_limits(value: int, low: int, high: int) -> SafeTable:
    cell = CountCell(("n",), value, low, high)
    return protect(Counts(("figure",), (cell,), provenance("nrm"), "people"))


KNOWN = Stated(number(2_744), "potential victims", "GBR", 2013, LISTS, COUNTED)
ESTIMATE = Stated(
    with_limits(11_313, 9_900, 13_100),
    "potential victims",
    "GBR",
    2013,
    LISTS,
    MULTIPLE_SYSTEMS,
    0.95,
)


def test_the_same_concept_area_year_and_frame_with_a_systems_estimate_are_comparable() -> None:
    """11,313 / 2,744 = 4.123; 9,900 / 2,744 = 3.608; 13,100 / 2,744 = 4.774."""
    found = compare_numbers(KNOWN, ESTIMATE)
    assert (found.outcome, found.reasons, found.magnitude) == (COMPARABLE, (), None)
    assert found.ratio is not None
    ratio = found.ratio
    assert (ratio.level, ratio.n, ratio.warnings) == (0.95, 2_744, ())
    assert [round(x or 0, 3) for x in (ratio.point, ratio.lower, ratio.upper)] == [
        4.123,
        3.608,
        4.774,
    ]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"concept": "modern_slavery"}, "they are of two concepts"),
        ({"year": 2014}, "they are of different years"),
        ({"frame": "everybody"}, "they are of different people who could be counted"),
        ({"method": "survey-based model"}, "the estimate is no multiple systems estimate"),
    ],
)
def test_whatever_one_of_them_lacks_leaves_the_two_side_by_side(
    change: dict[str, Any], reason: str
) -> None:
    found = compare_numbers(KNOWN, replace(ESTIMATE, **change))
    assert (found.outcome, found.reasons, found.ratio) == (SIDE_BY_SIDE, (reason,), None)


def test_a_frame_that_nobody_stated_is_not_the_same_frame() -> None:
    found = compare_numbers(replace(KNOWN, frame=""), replace(ESTIMATE, frame=""))
    assert found.outcome == SIDE_BY_SIDE


def test_another_area_is_refused() -> None:
    found = compare_numbers(KNOWN, replace(ESTIMATE, area="IRL"))
    assert (found.outcome, found.ratio, found.magnitude) == (REFUSED, None, None)
    assert found.reasons == ("the two numbers are of different areas",)


@pytest.mark.parametrize(
    ("year", "outcome"),
    [(2007, REFUSED), (2008, SIDE_BY_SIDE), (2018, SIDE_BY_SIDE), (2019, REFUSED)],
)
def test_five_years_apart_stand_side_by_side_and_six_are_refused(year: int, outcome: str) -> None:
    found = compare_numbers(KNOWN, replace(ESTIMATE, year=year))
    assert found.outcome == outcome
    if outcome == REFUSED:
        assert found.reasons[0].endswith("6 years apart")


def test_a_year_that_one_file_does_not_state_is_refused_unless_both_are_of_the_same_lists() -> None:
    assert compare_numbers(KNOWN, replace(ESTIMATE, year=None)).outcome == REFUSED
    none, other = replace(KNOWN, year=None), replace(ESTIMATE, year=None)
    assert compare_numbers(none, other).outcome == COMPARABLE
    assert compare_numbers(none, replace(other, frame="other lists")).outcome == REFUSED


def test_a_number_that_is_missing_or_hidden_is_compared_with_nothing() -> None:
    empty = replace(KNOWN, table=KNOWN.table.where(figure=()))
    assert compare_numbers(empty, ESTIMATE).outcome == REFUSED
    assert compare_numbers(KNOWN, replace(ESTIMATE, table=empty.table)).outcome == REFUSED
    small = Counts(("figure",), (counted_cell(["n"], 4),), provenance("own_cases"), "people")
    hidden = compare_numbers(replace(KNOWN, table=protect(small)), ESTIMATE)
    assert (hidden.outcome, hidden.ratio, hidden.magnitude) == (REFUSED, None, None)


def test_an_estimate_below_the_people_it_is_said_to_include_is_not_divided() -> None:
    found = compare_numbers(KNOWN, replace(ESTIMATE, table=with_limits(2_900, 2_743, 3_000)))
    assert found.outcome == SIDE_BY_SIDE
    assert found.reasons == ("the estimate is below the number identified",)
    assert found.magnitude is None
    equal = compare_numbers(KNOWN, replace(ESTIMATE, table=with_limits(2_900, 2_744, 3_000)))
    assert equal.outcome == COMPARABLE


def test_nobody_identified_is_never_divided_by() -> None:
    found = compare_numbers(replace(KNOWN, table=number(0)), ESTIMATE)
    assert (found.outcome, found.magnitude) == (SIDE_BY_SIDE, None)
    assert found.reasons == ("nobody was identified",)
    few = compare_numbers(replace(KNOWN, table=number(low=0, high=4)), ESTIMATE)
    assert few.outcome == SIDE_BY_SIDE


@settings(max_examples=40, deadline=None)
@given(
    n=st.integers(1, 10**6),
    times=st.floats(1.5, 500),
    deviation=st.floats(0.01, 0.3),
    level=st.sampled_from([0.8, 0.9, 0.95]),
)
def test_the_limits_are_those_of_the_delta_method_on_the_log_scale(
    n: int, times: float, deviation: float, level: float
) -> None:
    """Independent: log R = log N - log n, its deviation that of log N because n is known."""
    z = norm.ppf(0.5 + level / 2)
    point = n * times
    low, high = (round(point * exp(sign * z * deviation)) for sign in (-1, 1))
    table = with_limits(round(point), max(low, n), high)
    if not max(low, n) < round(point) < high:
        return
    found = compare_numbers(
        replace(KNOWN, table=number(n)), replace(ESTIMATE, table=table, level=level)
    ).ratio
    assert found is not None
    assert found.level == level
    middle = (log(max(low, n)) + log(high)) / 2 - log(n)
    half = (log(high) - log(max(low, n))) / 2
    assert isclose(found.lower or 0, exp(middle - half), rel_tol=1e-9)
    assert isclose(found.upper or 0, exp(middle + half), rel_tol=1e-9)
    assert (found.lower or 0) <= (found.point or 0) <= (found.upper or 0)


def test_a_known_number_that_is_a_range_takes_its_far_end_at_each_side() -> None:
    """10,000 / 2,000 = 5 and 12,000 / 1,000 = 12; between ranges there is no single ratio."""
    known = replace(KNOWN, table=number(low=1_000, high=2_000))
    found = compare_numbers(known, replace(ESTIMATE, table=with_limits(11_000, 10_000, 12_000)))
    assert found.ratio is not None
    assert (found.ratio.point, found.ratio.lower, found.ratio.upper) == (None, 5, 12)


def test_an_estimate_without_an_interval_gives_a_ratio_without_one_and_says_so() -> None:
    ratio = compare_numbers(KNOWN, replace(ESTIMATE, table=number(11_313))).ratio
    assert ratio is not None
    assert (ratio.lower, ratio.upper, ratio.level) == (None, None, None)
    assert ratio.warnings == ("uncertainty not published",)


@pytest.mark.parametrize(
    ("known", "stock", "power"),
    [
        ((49_105, 49_105), (12_300_000, 12_300_000), 2),  # 250.5
        ((100, 100), (1_000, 1_000), 1),
        ((100, 100), (999, 999), 0),
        ((100, 100), (100, 100), 0),
        ((100, 100), (99, 99), None),
        ((0, 4), (4_000, 4_000), 3),  # read against the difference: 4 and not 0
        ((0, 4), (3_999, 9_999), 2),
        ((0, 0), (1_000, 1_000), None),
        ((100, 100), (0, 999), None),
    ],
)
def test_the_step_of_ten_is_read_from_the_bounds_against_the_difference(
    known: tuple[int, int], stock: tuple[int, int], power: int | None
) -> None:
    found = compare_numbers(
        replace(KNOWN, table=number(low=known[0], high=known[1])),
        replace(ESTIMATE, table=number(low=stock[0], high=stock[1]), concept="modern_slavery"),
    )
    assert (found.outcome, found.magnitude) == (SIDE_BY_SIDE, power)


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 10**6),
    more=st.integers(0, 10**4),
    stock=st.integers(1, 10**9),
    wide=st.integers(0, 10**6),
)
def test_whatever_the_two_are_within_their_bounds_the_step_holds(
    n: int, more: int, stock: int, wide: int
) -> None:
    found = compare_numbers(
        replace(KNOWN, table=number(low=n, high=n + more)),
        replace(ESTIMATE, table=number(low=stock, high=stock + wide), concept="forced_labour"),
    )
    for known in (n, n + more):
        for real in (stock, stock + wide):
            if found.magnitude is not None:
                assert real >= 10**found.magnitude * known
    assert found.ratio is None


def test_one_number_is_compared_at_a_time_so_that_nothing_is_ranked() -> None:
    cells = (counted_cell(["PHL"], 5), counted_cell(["UKR"], 9))
    two = protect(Counts(("country",), cells, provenance("glotip"), "people"))
    with pytest.raises(CaselightError) as refused:
        Stated(two, "trafficking", "WLD", 2020, "", COUNTED)
    assert refused.value.found == "a table of 2 numbers"
    with pytest.raises(CaselightError, match="SafeTable only"):
        Stated([1], "trafficking", "WLD", 2020, "", COUNTED)  # type: ignore[arg-type]


def shipped(country: str, source: Any, stock: Any) -> Comparison:
    seen = state_detected(protect(count_identified(source, country)), country)
    return compare_numbers(seen, state_estimate(protect(count_estimates(stock, country)), seen))


@pytest.mark.parametrize(
    ("year", "chosen"), [(2018, 2016), (2019, 2021), (2016, 2016), (2011, 2016), (2026, 2021)]
)
def test_the_estimate_nearest_in_time_stands_beside_the_number(year: int, chosen: int) -> None:
    stock = estimates(("AAA", "2018", 2016, 5000), ("AAA", "2023", 2021, 7000))
    found = shipped("AAA", detected(("AAA", year, 40)), stock)
    assert (found.outcome, found.estimated.year) == (SIDE_BY_SIDE, chosen)


def test_of_two_estimates_as_near_the_newer_one_is_taken() -> None:
    stock = estimates(("AAA", "2018", 2016, 5000), ("AAA", "2023", 2020, 7000))
    assert shipped("AAA", detected(("AAA", 2018, 40)), stock).estimated.year == 2020


def test_a_flow_of_a_year_and_a_stock_are_never_more_than_side_by_side() -> None:
    stock = estimates(("AAA", "2023", 2020, 7000))
    for count in (40, FEW, 0):
        found = shipped("AAA", detected(("AAA", 2020, count)), stock)
        assert found.outcome == SIDE_BY_SIDE
        assert found.ratio is None
        assert "they are of two concepts" in found.reasons


@pytest.mark.parametrize(("year", "kept"), [(2021, 2), (2022, 1), (2011, 1), (2010, 0)])
def test_only_estimates_within_five_years_are_drawn(year: int, kept: int) -> None:
    stock = estimates(("AAA", "2018", 2016, 5000), ("AAA", "2023", 2021, 7000))
    table = protect(count_estimates(stock, "AAA"))
    newest = protect(count_identified(detected(("AAA", year, 40)), "AAA"))
    assert len(select_estimates(table, newest)) == kept
    nobody = protect(count_identified(detected(("AAA", year, None)), "AAA"))
    assert len(select_estimates(table, nobody)) == 2


def test_estimates_of_another_concept_are_in_no_number() -> None:
    stock = estimates(("AAA", "2018", 2016, 5000), ("AAA", "2018", 2016, 900))
    stock.table.loc[1, "concept"] = "forced_labour"
    world = protect(count_estimates(stock, "WLD"))
    assert [c.value for c in world.cells] == [5000]
    assert "1 country in edition 2018" in world.notes[1]
    (labour,) = protect(count_estimates(stock, "AAA", "forced_labour")).cells
    assert labour.value == 900


def test_a_value_printed_as_a_range_is_no_published_uncertainty() -> None:
    found = shipped("AAA", detected(("AAA", 2020, 40)), estimates(("AAA", "2018", 2016, (0, 999))))
    assert not found.estimated.has_interval
    assert ESTIMATE.has_interval
    ends = replace(ESTIMATE, table=number(low=10_000, high=13_000))
    assert ends.has_interval


def listed(cells: tuple[Cell, ...]) -> SafeTable:
    from helpers.disclosure import protect_model

    return protect_model(
        cells,
        kind="capture_recapture",
        persons=(40, 40),
        parameters=3,
        provenance=provenance("captures"),
        counted="people",
        dimensions=("figure", "level"),
    )


def test_people_on_lists_and_the_estimate_from_them_are_comparable_at_the_widest_level() -> None:
    cells = (
        Cell(("observed", ""), 100, 100, 100),
        Cell(("total", "0.95"), 400, 250, 700),
        Cell(("total", "0.8"), 400, 300, 550),
        Cell(("spread", ""), None, 320, 480),
    )
    found = compare_listed(listed(cells), "GBR")
    assert found.outcome == COMPARABLE
    assert found.ratio is not None
    assert (found.ratio.point, found.ratio.lower, found.ratio.upper) == (4, 2.5, 7)
    assert found.ratio.level == 0.95
    assert compare_listed(listed(()), "GBR").outcome == REFUSED
