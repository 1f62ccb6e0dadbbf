"""Sentences about an identified number beside an estimate, to the word and at their edges."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from helpers.disclosure import protect, protect_model
from helpers.errors import CaselightError
from helpers.identification import (
    compare_listed,
    compare_numbers,
    compare_worked,
    count_estimates,
    count_identified,
    count_reporting,
    count_worked,
    rate_identified,
    select_newest,
    state_detected,
    state_estimate,
)
from helpers.prose import (
    describe_compared,
    describe_gap,
    describe_listed,
    describe_rate,
    describe_versions,
    describe_worked,
)
from helpers.sources.reference import read_reference
from helpers.tables.compared import Comparison
from helpers.tables.safe import Cell, SafeTable
from tests.identification.test_compared import ESTIMATE, KNOWN, number, with_limits
from tests.identification.test_detected import estimates, population
from tests.published import FEW, Made, detected, provenance

GSI = estimates(("AAA", "2018", 2016, 5000), ("AAA", "2023", 2021, 7000))


def beside(count: Any, year: int = 2020, stock: Any = GSI) -> Comparison:
    source = detected(("AAA", year, count))
    seen = state_detected(protect(count_identified(source, "AAA")), "AAA")
    return compare_numbers(seen, state_estimate(protect(count_estimates(stock, "AAA")), seen))


def test_two_concepts_stand_side_by_side_with_the_certain_step_of_ten() -> None:
    told = describe_compared(beside(40), "Ukraine")
    assert told.text == (
        "For Ukraine: 40 people detected in 2020 and 7,000 estimated for 2021 (uncertainty not "
        "published). The second is about 100 times the first, or more."
    )
    assert "two concepts" in told.how_to_read
    assert "not ranked" in told.how_to_read
    assert "%" not in told.text + told.how_to_read + told.title


@pytest.mark.parametrize(
    ("count", "end"),
    [
        (70, "The second is about 100 times the first, or more."),
        (71, "The second is about 10 times the first, or more."),
        (7, "The second is about 1 thousand times the first, or more."),
        (700, "The second is about 10 times the first, or more."),
        (701, "The second is the larger one, by no certain step of ten."),
        (7000, "The second is the larger one, by no certain step of ten."),
        (7001, "The bounds leave the order of magnitude open."),
        (FEW, "The second is about 1 thousand times the first, or more."),
        (0, "The bounds leave the order of magnitude open."),
    ],
)
def test_the_words_follow_the_bounds(count: Any, end: str) -> None:
    assert describe_compared(beside(count), "Ukraine").text.endswith(end)


@pytest.mark.parametrize(
    ("stock", "step"),
    [
        (99_999_999, "10 million"),
        (1_000_000_000, "1 billion"),
        (100_000, "100 thousand"),
        (10_000, "10 thousand"),
    ],
)
def test_a_large_step_is_told_in_words(stock: int, step: str) -> None:
    told = describe_compared(beside(1, stock=estimates(("AAA", "2023", 2021, stock))), "Ukraine")
    assert f"about {step} times" in told.text


def test_five_years_apart_are_told_together_and_six_are_not() -> None:
    near, far = beside(40, 2011), beside(40, 2010)
    assert "40 people detected in 2011 and 5,000 estimated" in describe_compared(near, "Gabon").text
    told = describe_compared(far, "Gabon")
    assert told.text == (
        "For Gabon the two numbers are not put side by side: they are of 2010 and of 2016, 6 years "
        "apart."
    )
    assert told.is_empty
    assert "5,000" not in told.text
    headline = describe_gap(far, "Gabon")
    assert headline.text == (
        "Gabon reported 40 detected victims of trafficking in 2010; no estimate of people in "
        "modern slavery is published within five years of it."
    )
    assert [fact[0] for fact in headline.facts] == ["40"]
    assert len(describe_gap(near, "Gabon").facts) == 2


def test_where_nothing_is_published_that_is_the_reason() -> None:
    assert describe_compared(beside(None), "Gabon").text == (
        "For Gabon the two numbers are not put side by side: no number of people identified is "
        "published."
    )
    none = beside(40, stock=estimates())
    assert describe_compared(none, "Gabon").text.endswith("side by side: no estimate is published.")


def test_an_estimate_of_this_publisher_carries_no_uncertainty_and_the_page_says_so() -> None:
    for stock in (GSI, estimates(("AAA", "2018", 2016, (0, 999)))):
        found = beside(40, 2018, stock)
        assert "(uncertainty not published)" in describe_compared(found, "Ukraine").text
        assert describe_gap(found, "Ukraine").facts[1][2] == "uncertainty not published"


def test_the_sum_of_the_world_is_told_with_the_states_behind_it() -> None:
    source = detected(("AAA", 2020, 40), ("BBB", 2020, FEW))
    reports = protect(count_reporting(source))
    newest = select_newest(protect(count_identified(source, "WLD")), reports, "WLD")
    seen = state_detected(newest, "WLD")
    found = compare_numbers(seen, state_estimate(protect(count_estimates(GSI, "WLD")), seen))
    told = describe_compared(found, "World", reports)
    assert "between 40 and 44 people detected in 2020 by 2 States that reported and" in told.text
    assert "who is in the sums" in told.how_to_read
    assert "1 country in edition 2023" in told.how_to_read


def test_a_comparable_pair_has_its_ratio_with_the_level_of_the_estimate() -> None:
    told = describe_compared(compare_numbers(KNOWN, ESTIMATE), "United Kingdom")
    assert told.text == (
        "The United Kingdom in 2013: 2,744 people were known and between 9,900 and 13,100 are "
        "estimated in all (95% interval). For each one known, 4.1 people are estimated in all "
        "(95% interval 3.6 to 4.8)."
    )
    assert "the same people" in told.how_to_read


def test_the_sentence_weakens_with_what_is_known_of_the_estimate() -> None:
    bare = compare_numbers(KNOWN, replace(ESTIMATE, table=number(11_313)))
    assert describe_compared(bare, "Ukraine").text.endswith(
        "For each one known, 4.1 are estimated (uncertainty not published)."
    )
    unlevelled = compare_numbers(KNOWN, replace(ESTIMATE, level=None))
    told = describe_compared(unlevelled, "Ukraine").text
    assert "(a published range, its level not stated)" in told
    assert told.endswith("4.1 people are estimated in all (3.6 to 4.8).")
    other = compare_numbers(KNOWN, replace(ESTIMATE, year=2014))
    assert "For each one known" not in describe_compared(other, "Ukraine").text


def worked(place: str, country: str, **changes: str) -> Any:
    source = read_reference("published")
    rows = source.table.copy()
    for measure, value in changes.items():
        rows.loc[rows["measure"] == measure, "value"] = value
    table = protect(count_worked(Made(rows, source.provenance), place))
    return describe_worked(compare_worked(table, country, place), table, place)


def test_the_united_kingdom_of_2013_is_told_as_comparable() -> None:
    assert worked("United Kingdom", "GBR").text == (
        "The United Kingdom in 2013: 2,744 people were known and between 10,000 and 13,000 are "
        "estimated in all (a published range, its level not stated). For each one known, 3.6 to "
        "4.7 people are estimated in all."
    )
    weaker = worked("United Kingdom", "GBR", estimate_low="2000")
    assert "For each one known" not in weaker.text


def test_the_tip_report_of_2010_is_told_side_by_side_and_its_quotient_is_no_rate() -> None:
    told = worked("World", "WLD")
    assert told.text == (
        "Side by side only: 49,105 victims identified in 2009, and an estimate of 12,300,000 "
        "people in forced labour for 2005 (uncertainty not published). The second is about 100 "
        "times the first, or more. Beside them stand 4,166 convictions: 8.5 convictions per 100 "
        "victims identified is not a conviction rate, because it counts offenders over victims."
    )
    assert "%" not in told.text + told.how_to_read
    assert "two concepts" in told.how_to_read
    # 1,000 more convictions of 2009: 5,166 / 49,105 is 10.52.
    assert "10.5 convictions per 100" in worked("World", "WLD", convictions="5166").text


def test_another_place_has_no_published_pair() -> None:
    told = worked("Ukraine", "UKR")
    assert told.is_empty
    assert told.text == "No such published pair of numbers for Ukraine is in these sources."


def listed(spread: tuple[int, int] = (320, 480), level: str = "0.95") -> SafeTable:
    total = Cell(("total", level), 400, 250, 700) if level else Cell(("total", ""), 400)
    cells = (Cell(("observed", ""), 100, 100, 100), total, Cell(("spread", ""), None, *spread))
    return protect_model(
        cells,
        kind="capture_recapture",
        persons=(60, 60),
        parameters=3,
        provenance=provenance("captures"),
        counted="people whom the lists could reach",
        dimensions=("figure", "level"),
        words={"level": {"0.95": "95%"}},
        notes=("The model takes the lists to be independent.", "It assumes a closed population."),
    )


def tell(table: SafeTable) -> Any:
    return describe_listed(compare_listed(table, "GBR"), table, "United Kingdom")


def test_an_estimate_from_lists_begins_with_the_doubt() -> None:
    told = tell(listed())
    assert told.text == (
        "Everybody whom the lists could reach: between 320 and 480, by methods and models that the "
        "data do not tell apart. The chosen estimate is 400 (95% interval 250 to 700); 100 are on "
        "at least one list. The model takes the lists to be independent. For each one known, 4.0 "
        "people are estimated in all (95% interval 2.5 to 7.0)."
    )
    assert told.how_to_read.endswith("It assumes a closed population.")
    assert "their file does not say so" in told.how_to_read


def test_an_estimate_without_an_interval_is_told_as_one() -> None:
    told = tell(listed((400, 400), ""))
    assert "400, by every method and model compared." in told.text
    assert "(no interval can be given)" in told.text
    assert told.text.endswith("4.0 are estimated (uncertainty not published).")


def test_without_lists_the_page_says_that_none_are_named() -> None:
    empty = protect_model(
        (),
        kind="capture_recapture",
        persons=(),
        parameters=0,
        provenance=provenance("captures"),
        counted="people",
        dimensions=("figure", "level"),
    )
    assert tell(empty).text == "No file of capture lists is named for this report."


def test_a_rate_says_that_no_sampling_interval_applies_and_whose_indicator_it_is() -> None:
    source = detected(("AAA", 2019, 30))
    rates = rate_identified(
        protect(count_identified(source, "AAA")), population(("AAA", 2019, 2_000_000)), "AAA"
    )
    how = describe_rate(rates, "Ukraine").how_to_read
    assert how.startswith("This is the detected part of SDG 16.2.2.")
    assert "all victims over the resident population" in how
    assert "no sampling interval applies" in how


@pytest.mark.parametrize("what", [None, [1], number(7)])
def test_a_sentence_about_two_numbers_takes_a_comparison_only(what: Any) -> None:
    for describe in (describe_compared, describe_gap):
        with pytest.raises(CaselightError) as refused:
            describe(what, "Ukraine")
        assert "accepts a Comparison only" in refused.value.rule
        assert "compare_numbers" in refused.value.mend


def test_a_file_named_by_its_whole_path_is_told_by_its_name() -> None:
    shown = describe_versions({"captures": "/somewhere/lists.csv", "source": "data/raw/a.csv"})
    assert dict(shown.rows)["captures"] == "lists.csv"
    assert dict(shown.rows)["source"] == "data/raw/a.csv"


def test_no_sentence_here_divides_a_stock_by_a_flow() -> None:
    divided = re.compile(r"%|detection rate|per ?cent|\bone in\b|\b1 in \d")
    for count in (0, FEW, 1, 70, 7000, 9000):
        told = describe_compared(beside(count), "Ukraine")
        assert not divided.search(told.text + told.title + told.how_to_read)


def test_limits_around_a_value_are_needed_for_an_interval_at_a_level() -> None:
    """The estimate's own number at both ends is no interval, whatever level is said of it."""
    same = replace(ESTIMATE, table=with_limits(11_313, 11_313, 11_313))
    told = describe_compared(compare_numbers(KNOWN, same), "Ukraine").text
    assert "uncertainty not published" in told
    assert "95%" not in told
