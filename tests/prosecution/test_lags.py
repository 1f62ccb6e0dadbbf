"""Ratios between stages by lag: the same State-years at each lag, ranges carried, no cohort."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prose import describe_lags
from helpers.prosecution import count_reports, find_unreported_stages, rate_lags
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.published import FEW, justice

C, P, F = "convicted", "prosecuted", "formal_contact"
RATIO = "convicted/prosecuted"


def rates(*rows: Any) -> SafeTable:
    return rate_lags(protect(count_reports(justice(*rows))))


def told(table: SafeTable, group: str = "all") -> list[tuple[float | None, float | None]]:
    return [(c.lower, c.upper) for c in table.where(ratio=RATIO, group=group).cells]


def series(state: str, *convicted: int | str, prosecuted: int | str = 100) -> list[Any]:
    years = [(state, 2010 + n, C, count) for n, count in enumerate(convicted)]
    return [(state, 2010, P, prosecuted), *years]


def test_a_lag_divides_the_later_year_by_the_earlier_one() -> None:
    """100 prosecuted in 2010; 10, 20, 40 and 30 convicted in 2010 to 2013."""
    table = rates(*series("AAA", 10, 20, 40, 30))
    assert told(table) == [(10, 10), (20, 20), (40, 40), (30, 30)]
    assert [c.value for c in table.cells] == [10, 20, 40, 30]


def test_a_state_without_one_of_the_four_years_enters_at_no_lag() -> None:
    """BBB lacks 2013: with it, lag 0 would be 1,010 of 200; without it every lag is over AAA."""
    with_gap = [*series("AAA", 10, 20, 40, 30), *series("BBB", 1000, 1000, 1000)]
    assert told(rates(*with_gap)) == told(rates(*series("AAA", 10, 20, 40, 30)))


def test_a_range_is_carried_as_bounds_through_the_ratio() -> None:
    """100 to 104 before; three times 0 to 4, then 50: from 50/104 to 50/100."""
    rows = [
        *series("AAA", FEW, 25, 25, 25, prosecuted=50),
        *series("BBB", FEW, 25, 25, 25, prosecuted=50),
        *series("CCC", FEW, 0, 0, 0, prosecuted=FEW),
    ]
    first, second, *_ = told(rates(*rows))
    assert first == (0, 100 * 12 / 100)
    assert second == (pytest.approx(100 * 50 / 104), 50)


def test_a_stage_that_may_be_zero_has_no_ratio() -> None:
    assert rates(*series("AAA", 5, 5, 5, 5, prosecuted=FEW)).is_empty


def test_leaving_out_a_state_shows_whether_one_of_them_makes_the_ratio() -> None:
    """AAA 10 of 100, BBB 90 of 100: together 50, without the one 90, without the other 10."""
    table = rates(*series("AAA", 10, 10, 10, 10), *series("BBB", 90, 90, 90, 90))
    assert told(table) == [(50, 50)] * 4
    assert told(table, "one_left_out") == [(10, 90)] * 4


def test_offences_and_parts_by_sex_never_join() -> None:
    """The file's national totals of the stages, and nothing else: counted here in the raw table."""
    source = read_reference("justice")
    rows = source.table[(source.table["sex"] == "total") & (source.table["age_group"] == "total")]
    reports = protect(count_reports(source))
    assert len(reports) == len(rows)
    assert set(reports.labels("stage")) == {F, P, C}


cells = st.lists(
    st.tuples(
        st.sampled_from(["AAA", "BBB"]),
        st.integers(2010, 2015),
        st.sampled_from([C, P]),
        st.one_of(st.integers(5, 400), st.just(FEW)),
    ),
    unique_by=lambda row: row[:3],
    min_size=8,
)


@settings(max_examples=40, deadline=None)
@given(cells, st.integers(0, 4))
def test_whatever_a_range_stands_for_the_ratio_lies_within_its_bounds(
    rows: list[Any], true: int
) -> None:
    table = rates(*rows)
    known = [(*row[:3], true if row[3] == FEW else row[3]) for row in rows]
    exact = {c.key[4]: c.value for c in rates(*known).where(group="all").cells}
    for cell in table.where(group="all").cells:
        if cell.key[4] in exact and cell.lower is not None and cell.upper is not None:
            assert cell.lower <= (exact[cell.key[4]] or 0) + 1e-9
            assert (exact[cell.key[4]] or 0) <= cell.upper + 1e-9


def test_the_shipped_ratios_are_those_of_plain_pandas() -> None:
    rows = read_reference("justice").table
    rows = rows[(rows["sex"] == "total") & (rows["age_group"] == "total")]
    wide = {
        stage: part.set_index(["country", "year"])[["lower", "upper"]].astype(int)
        for stage, part in rows.groupby("stage")
    }
    starts = wide[P].index
    for lag in range(4):
        later = pd.MultiIndex.from_tuples([(c, y - lag) for c, y in wide[C].index])
        starts = starts.intersection(later)
    table = rate_lags(protect(count_reports(read_reference("justice"))))
    for lag, cell in enumerate(table.where(ratio=RATIO, group="all").cells):
        moved = pd.MultiIndex.from_tuples([(c, y + lag) for c, y in starts])
        before, after = wide[P].loc[starts].sum(), wide[C].loc[moved].sum()
        assert cell.lower == pytest.approx(100 * after["lower"] / before["upper"])
        assert cell.upper == pytest.approx(100 * after["upper"] / before["lower"])
        assert cell.key[3] == str(len(starts))


# --- sentences


def sentence(*rows: Any) -> str:
    reports = protect(count_reports(justice(*rows)))
    return describe_lags(rate_lags(reports), find_unreported_stages(reports), "World").text


def test_the_sentence_says_how_far_the_lag_alone_moves_the_ratio() -> None:
    assert "the choice of the lag alone moves it between 10.0 and 40.0" in sentence(
        *series("AAA", 10, 20, 40, 30)
    )


@pytest.mark.parametrize(("last", "moved"), [(4, False), (5, True)])
def test_a_lag_moves_a_ratio_only_beyond_what_ranges_leave_open(last: int, moved: bool) -> None:
    """Same year 0 to 4 of 100. A later 4 touches this range, a later 5 does not."""
    text = sentence(*series("AAA", FEW, FEW, FEW, last))
    assert ("alone moves it" in text) is moved
    assert ("no further than the values published as a range" in text) is not moved


@pytest.mark.parametrize(("count", "over"), [(100, False), (101, True)])
def test_more_convictions_than_prosecutions_are_told_with_the_reason(
    count: int, over: bool
) -> None:
    text = sentence(*series("AAA", count, 10, 10, 10))
    assert ("exceeds the earlier one, because the cohorts differ" in text) is over


@pytest.mark.parametrize(
    ("other", "words"), [(31, "no more than the lag does"), (90, "more than the lag does")]
)
def test_what_one_state_does_is_held_against_what_the_lag_does(other: int, words: str) -> None:
    """AAA 10, 20, 30, 30 of 100 each; BBB near it, or far from it."""
    rows = [*series("AAA", 10, 20, 30, 30), *series("BBB", other - 21, 20, other, other)]
    assert f", {words}" in sentence(*rows)


def test_stages_without_a_source_cannot_be_checked() -> None:
    reports = protect(count_reports(read_reference("justice")))
    assert find_unreported_stages(reports) == ("investigated", "sentenced")
    text = describe_lags(rate_lags(reports), find_unreported_stages(reports), "World").text
    assert "Persons investigated and persons sentenced cannot be checked" in text
    only = sentence(*series("AAA", 1, 1, 1, 1))
    assert "persons brought into formal contact" in only


def test_it_is_never_called_a_conviction_rate_and_says_that_cohorts_differ() -> None:
    reports = protect(count_reports(read_reference("justice")))
    found = describe_lags(rate_lags(reports), (), "World")
    words = f"{found.title} {found.text} {found.how_to_read}".lower()
    assert "conviction rate" not in words
    assert "rate of" not in words
    assert "cohorts differ" in words
    assert "no conviction rate" in rate_lags(reports).notes[-1]


def test_a_place_without_four_years_gets_an_honest_sentence() -> None:
    reports = protect(count_reports(justice(("TUV", 2010, P, 9))))
    found = describe_lags(rate_lags(reports), ("sentenced",), "Tuvalu")
    assert found.is_empty
    assert "no ratio is shown" in found.text
    assert "cannot be checked" in found.text


def test_only_safe_tables_enter() -> None:
    with pytest.raises(CaselightError, match="rate_lags accepts a SafeTable"):
        rate_lags(count_reports(justice(("AAA", 2010, P, 9))))  # type: ignore[arg-type]
