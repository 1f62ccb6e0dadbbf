"""The justice chain: sums that follow who reports, and the same States at both ends."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prosecution import (
    compare_ends,
    count_chain,
    count_matched,
    count_parties,
    count_reporting,
    find_consent,
    find_window,
)
from helpers.sources.reference import read_reference
from helpers.tables.change import find_complete_year, find_verb
from tests.published import FEW, Made, justice, provenance, table

C, P, F = "convicted", "prosecuted", "formal_contact"

# Three States report 2010, five report 2020. AAA and BBB report both years and fall from 100 to
# 80; the sum over everybody rises from 130 to 230, because others report who did not before.
RISING = justice(
    ("AAA", 2010, C, 60),
    ("AAA", 2020, C, 50),
    ("BBB", 2010, C, 40),
    ("BBB", 2020, C, 30),
    ("CCC", 2010, C, 30),
    ("DDD", 2020, C, 100),
    ("EEE", 2020, C, 30),
    ("GGG", 2020, C, 20),
)


def bounds(matched: Any, stage: str, group: str) -> list[tuple[str, str, float, float]]:
    cells = matched.where(stage=stage, group=group).cells
    return [(c.key[2], c.key[3], c.lower, c.upper) for c in cells]


def test_the_naive_sum_rises_while_the_same_states_fall() -> None:
    matched = protect(count_matched(RISING, 2010, 2020))
    assert bounds(matched, C, "all") == [("2010", "3", 130, 130), ("2020", "5", 230, 230)]
    assert bounds(matched, C, "matched") == [("2010", "2", 100, 100), ("2020", "2", 80, 80)]
    (change,) = compare_ends(matched)
    assert (change.label, change.states, change.verb) == (C, 2, "fell")
    assert (change.first, change.last) == ((100, 100), (80, 80))


def test_a_state_is_matched_stage_by_stage() -> None:
    matched = protect(
        count_matched(
            justice(
                ("AAA", 2010, C, 10), ("AAA", 2020, C, 20), ("AAA", 2010, P, 5), ("BBB", 2020, P, 9)
            ),
            2010,
            2020,
        )
    )
    assert [change.label for change in compare_ends(matched)] == [C]


def test_years_between_the_ends_do_not_matter() -> None:
    between = justice(("AAA", 2010, C, 10), ("AAA", 2015, C, 900), ("AAA", 2020, C, 10))
    (change,) = compare_ends(protect(count_matched(between, 2010, 2020)))
    assert (change.first, change.last) == ((10, 10), (10, 10))


def test_a_value_printed_as_below_five_is_a_report_and_keeps_its_bounds() -> None:
    source = justice(("AAA", 2010, C, 10), ("BBB", 2010, C, FEW), ("CCC", 2010, C, FEW))
    (total,) = protect(count_chain(source, "WLD")).cells
    assert (total.value, total.lower, total.upper) == (None, 10, 10 + 4 + 4)
    (states,) = protect(count_reporting(source)).cells
    assert states.value == 3


def test_values_in_conflict_enter_a_sum_with_all_that_they_can_be() -> None:
    source = justice(("AAA", 2010, C, 10), ("BBB", 2010, C, (5, 27)))
    (total,) = protect(count_chain(source, "WLD")).cells
    assert (total.lower, total.upper) == (15, 37)


def test_a_sum_of_known_numbers_is_a_number() -> None:
    (total,) = protect(count_chain(justice(("AAA", 2010, C, 7), ("BBB", 2010, C, 8)), "WLD")).cells
    assert (total.value, total.status) == (15, "observed")


def test_rows_by_sex_or_age_are_not_added_to_the_totals() -> None:
    labels = {"country": "AAA", "year": 2010, "stage": C}
    defaults = {**labels, "sex": "total", "age_group": "total"}
    source = table("glotip", defaults, ({}, 9), ({"sex": "male"}, 6), ({"age_group": "adult"}, 9))
    (cell,) = protect(count_chain(source, "WLD")).cells
    assert cell.value == 9
    (states,) = protect(count_reporting(source)).cells
    assert states.value == 1


@pytest.mark.parametrize(
    ("first", "last", "verb"),
    [
        ((10, 14), (15, 15), "rose"),
        ((10, 14), (14, 20), "no clear change"),
        ((10, 14), (9, 10), "no clear change"),
        ((10, 14), (5, 9), "fell"),
        ((10, 10), (10, 10), "no clear change"),
    ],
)
def test_a_verb_needs_ranges_that_do_not_touch(
    first: tuple[int, int], last: tuple[int, int], verb: str
) -> None:
    assert find_verb(first, last) == verb


def test_ranges_that_overlap_show_no_clear_change_of_the_matched_states() -> None:
    source = justice(
        ("AAA", 2010, C, 6), ("AAA", 2020, C, 4 + 5), ("BBB", 2010, C, FEW), ("BBB", 2020, C, FEW)
    )
    (change,) = compare_ends(protect(count_matched(source, 2010, 2020)))
    assert (change.first, change.last, change.verb) == ((6, 10), (9, 13), "no clear change")


reports = st.lists(
    st.tuples(
        st.sampled_from(["AAA", "BBB", "CCC", "DDD"]),
        st.sampled_from([2010, 2020]),
        st.sampled_from([C, P]),
        st.one_of(st.integers(5, 500), st.just(FEW)),
    ),
    unique_by=lambda row: row[:3],
    min_size=1,
)


@settings(max_examples=40, deadline=None)
@given(reports)
def test_the_same_states_are_a_part_of_all_and_as_many_at_both_ends(rows: list[Any]) -> None:
    matched = protect(count_matched(justice(*rows), 2010, 2020))
    for stage in matched.labels("stage"):
        everybody = {end[0]: end for end in bounds(matched, stage, "all")}
        ends = bounds(matched, stage, "matched")
        assert len({end[1] for end in ends}) <= 1
        for year, states, lower, upper in ends:
            assert int(states) <= int(everybody[year][1])
            assert lower <= everybody[year][2]
            assert upper <= everybody[year][3]


def states_reporting(**years: int) -> Made:
    rows = [(f"A{n:02d}", int(y[1:]), C, 9) for y, size in years.items() for n in range(size)]
    return justice(*rows)


@pytest.mark.parametrize(("last", "complete"), [(4, 2019), (5, 2020), (6, 2020)])
def test_a_year_is_complete_from_half_of_the_fullest_on(last: int, complete: int) -> None:
    reporting = protect(count_reporting(states_reporting(y2018=10, y2019=8, y2020=last)))
    assert find_complete_year(reporting) == complete
    assert find_window(reporting, 2018, 0) == (2018, complete)


def test_the_incomplete_last_year_of_the_edition_never_ends_the_window() -> None:
    reporting = protect(count_reporting(read_reference("justice")))
    assert find_window(reporting, 2010, 0) == (2010, 2020)


def test_a_window_that_is_asked_for_is_kept() -> None:
    reporting = protect(count_reporting(states_reporting(y2018=10, y2019=1)))
    assert find_window(reporting, 2018, 2019) == (2018, 2019)
    assert find_window(reporting, 0, 2019) == (2018, 2019)


@pytest.mark.parametrize(("first", "last"), [(2019, 2018), (2019, 2019), (2020, 0)])
def test_a_window_that_ends_before_it_begins_is_refused(first: int, last: int) -> None:
    reporting = protect(count_reporting(states_reporting(y2018=10, y2019=10)))
    with pytest.raises(CaselightError, match=f"first_year = {first}"):
        find_window(reporting, first, last)


def test_convictions_come_from_as_many_states_as_the_edition_says() -> None:
    """Counted in UNODC's file of 30 May 2023, '<5' as a report, regional aggregates left out."""
    reporting = protect(count_reporting(read_reference("justice"))).where(stage=C)
    found = {c.key[1]: c.value for c in reporting.cells}
    assert (found["2003"], found["2017"], found["2021"]) == (22, 114, 21)


def test_regional_aggregates_are_in_no_table_of_countries() -> None:
    countries = set(read_reference("countries").table["country"])
    aggregates = {"CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM"}
    for resource in ("justice", "identified"):
        named = set(read_reference(resource).table["country"])
        assert not named & aggregates
        assert named <= countries


def test_the_chain_of_a_state_keeps_ranges_conflicts_and_the_order_of_stages() -> None:
    source = justice(
        ("AAA", 2011, C, FEW), ("AAA", 2010, F, (3, 9)), ("AAA", 2010, P, 12), ("BBB", 2010, P, 1)
    )
    chain = protect(count_chain(source, "AAA"))
    assert [(c.key, c.value, c.lower, c.upper, c.status) for c in chain.cells] == [
        ((F, "2010"), None, 3, 9, "conflicting"),
        ((P, "2010"), 12, 12, 12, "observed"),
        ((C, "2011"), None, 0, 4, "hidden_at_source"),
    ]


def test_years_limit_the_chain_and_the_reporting_alike() -> None:
    source = justice(("AAA", 2009, C, 1), ("AAA", 2010, C, 2), ("AAA", 2011, C, 3))
    for counts in (
        count_chain(source, "AAA", 2010, 2010),
        count_chain(source, "WLD", 2010, 2010),
        count_reporting(source, 2010, 2010),
    ):
        assert [cell.key[1] for cell in protect(counts).cells] == ["2010"]


def test_a_state_without_reports_has_an_empty_chain() -> None:
    assert protect(count_chain(justice(("AAA", 2010, C, 1)), "TUV")).is_empty


def treaties(*rows: tuple[str, str | None, str]) -> Made:
    frame = pd.DataFrame(list(rows), columns=["country", "consented", "kind"]).astype("string")
    return Made(frame, provenance("untc"))


def test_states_are_bound_from_the_year_of_their_consent_on() -> None:
    parties = protect(
        count_parties(
            treaties(
                ("AAA", "2002-12-31", "ratification"),
                ("BBB", "2003-01-01", "accession"),
                ("CCC", None, ""),
                ("EU", "2006-09-06", "approval"),
            )
        )
    )
    found = {c.key[0]: c.value for c in parties.cells}
    assert (found["2001"], found["2002"], found["2003"], found["2013"]) == (0, 1, 2, 2)


def test_the_european_union_is_no_state_and_nothing_is_said_after_2013() -> None:
    """On 26 September 2008 the list had 123 States and the European Union."""
    source = read_reference("treaties")
    rows = source.table[source.table["country"] != "EU"]
    assert int((rows["consented"].dropna() <= "2008-09-26").sum()) == 123
    parties = protect(count_parties(source))
    assert parties.cells[-1].key == ("2013",)
    later = rows[rows["consented"].fillna("9999").between("2008-09-27", "2008-12-31")]
    assert parties.cell(year="2008").value == 123 + len(later)
    assert parties.unit == "States"


def test_consent_has_its_date_and_kind_and_its_absence_is_none() -> None:
    source = treaties(("AAA", "2002-12-31", "ratification"), ("CCC", None, ""))
    assert find_consent(source, "AAA") == ("2002-12-31", "ratification")
    assert find_consent(source, "CCC") is None
    assert find_consent(source, "ZZZ") is None
