"""Sentences about chained panels and trends, to the word, and how they weaken."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prose import describe_matched_panel, describe_trends
from helpers.prosecution import compare_panel, count_panel
from helpers.tables.trend import CANNOT, Sensitivity, Trend
from tests.published import FEW, justice, provenance

C = "convicted"
SIX = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")


def chained(*years: list[Any]) -> Any:
    rows = [
        (state, 2010 + n, C, count)
        for n, counts in enumerate(years)
        for state, count in zip(SIX, counts, strict=False)
        if count is not None
    ]
    return describe_matched_panel(compare_panel(protect(count_panel(justice(*rows), 2010, 2020))))


def test_the_chain_stands_beside_the_sum_with_the_states_behind_its_links() -> None:
    """Five States go from 50 to 40; a sixth joins with 100 and stays."""
    told = chained([10] * 5, [8] * 5 + [100], [8] * 5 + [100])
    assert told.text == (
        "Chained over the States that reported two years running, with the first year as 100: "
        "persons convicted fell to 80 in 2012 (5 to 6 States a link). The sum of all that "
        "reported stands at 280 for persons convicted."
    )
    assert told.title == "Year by year, the same States tell another story than the sum of all"
    assert "not a sample" in told.how_to_read


@pytest.mark.parametrize(
    ("last", "told"),
    [
        ([10, 10, 10, 10, 11], "rose to 102"),
        ([10, 10, 10, 10, 10], "show no clear change: 100"),
        ([10, 10, 10, 10, 9], "fell to 98"),
        ([15, 10, 10, 15, FEW], "show no clear change: between 100 and 108"),
        ([15, 10, 10, 16, FEW], "rose to between 102 and 110"),
        ([10, 15, 10, 10, FEW], "fell to between 90 and 98"),
    ],
)
def test_the_verb_of_the_chain_follows_its_bounds(last: list[Any], told: str) -> None:
    assert told in chained([10] * 5, last).text


def test_where_sum_and_chain_move_alike_the_title_does_not_say_otherwise() -> None:
    assert chained([10] * 5, [8] * 5).title == "The same States year by year, beside the sum of all"


def test_without_links_nothing_is_compared() -> None:
    assert chained([10] * 4, [8] * 4).is_empty
    assert chained([10] * 5).is_empty


def trend(**changes: Any) -> Trend:
    base = Trend(
        C, 2.1, 0.4, 3.9, 0.95, 2010, 2020, 158, 116, 1031, 392, 48_696, 5, 2.2, "a model", "rose",
        "", (), (Sensitivity("other", 2.2, 0.5, 4.0, 116),), (provenance("glotip"),),
        "As published.",
    )  # fmt: skip
    return replace(base, **changes)


def test_a_rise_has_its_yearly_change_its_interval_and_what_it_rests_on() -> None:
    told = describe_trends([trend()])
    assert told.text == (
        "Over the country-years reported for 2010 to 2020: persons convicted rose by 2.1% a year "
        "(95% interval 0.4% to 3.9%; 1,031 reports of 158 States)."
    )
    assert told.title == "What the average State reports: convicted rose"
    assert "no number for the world" in told.how_to_read
    assert "With a level of its own for each State: convicted 2.2% (0.5% to 4.0%)." in (
        told.how_to_read
    )


def test_the_words_follow_the_verdict() -> None:
    fell = describe_trends([trend(annual=-2.1, lower=-3.9, upper=-0.4, verdict="fell")])
    assert "fell by 2.1% a year (95% interval -3.9% to -0.4%;" in fell.text
    unclear = describe_trends([trend(annual=-0.01, lower=-0.9, verdict="no clear change")])
    assert "show no clear change (0.0% a year, 95% interval -0.9% to 3.9%;" in unclear.text
    assert unclear.title == "No clear change in what the average State reports"
    assert "rose" not in unclear.text + unclear.title
    none = describe_trends([trend(verdict=CANNOT, reason="too few countries", sensitivity=())])
    assert none.text.endswith("persons convicted cannot be said (too few countries).")
    assert none.title == "Nothing can be said about a trend in what States report"
    assert "2.1" not in none.text + none.how_to_read


def test_no_sentence_of_a_trend_speaks_of_the_world_or_of_a_cause() -> None:
    told = describe_trends([trend(), trend(label="prosecuted", verdict="no clear change")])
    assert told.text.startswith("Over the country-years reported for")
    assert not {"world", "worldwide", "because", "due", "caused"} & set(told.text.lower().split())


def test_a_states_own_line_stands_beside_the_others_with_its_years() -> None:
    own = trend(
        place="Netherlands", level=0.99, country_years=9, countries=1, sensitivity=(), annual=14.8
    )
    told = describe_trends([trend()], [own])
    assert told.text.endswith(
        "The Netherlands by itself: persons convicted rose by 14.8% a year (99% interval 0.4% to "
        "3.9%; 9 years)."
    )
    assert "as if they were independent" in told.how_to_read
    silent = replace(own, verdict=CANNOT, reason="a year was published as a range")
    text = describe_trends([trend()], [silent])
    assert text.text.endswith("cannot be said (a year was published as a range).")
    assert "as if they were independent" not in text.how_to_read


def test_what_a_reader_must_know_stands_under_the_trend() -> None:
    told = describe_trends([trend(warnings=("the change was not even over the window",))])
    assert "Convicted: the change was not even over the window." in told.how_to_read


def test_without_reports_there_is_no_trend() -> None:
    assert describe_trends([]).is_empty


def test_an_index_is_described_from_a_safe_table_only() -> None:
    with pytest.raises(CaselightError, match="accepts a SafeTable only"):
        describe_matched_panel([1, 2])  # type: ignore[arg-type]
