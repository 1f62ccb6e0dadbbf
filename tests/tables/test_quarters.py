"""Quarters, and which of them may be compared."""

from __future__ import annotations

from datetime import date

import pytest

from helpers.tables.quarters import (
    BREAKS,
    Break,
    breaks_within,
    end_of,
    find_breaks,
    place_day,
    place_quarter,
    shift,
    span,
    start_of,
)


def test_a_quarter_has_a_first_and_a_last_day() -> None:
    assert (start_of("2024 Q1"), end_of("2024 Q1")) == (date(2024, 1, 1), date(2024, 3, 31))
    assert (start_of("2023 Q4"), end_of("2023 Q4")) == (date(2023, 10, 1), date(2023, 12, 31))


def test_quarters_are_counted_over_the_turn_of_a_year() -> None:
    assert shift("2022 Q4", 1) == "2023 Q1"
    assert shift("2023 Q1", -5) == "2021 Q4"
    assert span("2022 Q3", "2023 Q2") == ["2022 Q3", "2022 Q4", "2023 Q1", "2023 Q2"]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2021 Q4", "2022 Q4", []),
        ("2022 Q4", "2023 Q1", ["2023-01-30"]),
        ("2023 Q1", "2023 Q2", ["2023-01-30"]),  # the first was decided under both rules
        ("2023 Q2", "2023 Q3", ["2023-07-10"]),
        ("2023 Q4", "2024 Q4", []),
        ("2022 Q4", "2023 Q4", ["2023-01-30", "2023-07-10"]),
    ],
)
def test_a_change_of_rules_forbids_what_it_lies_in(first: str, last: str, days: list[str]) -> None:
    assert [found.since for found in breaks_within("GBR", first, last)] == days
    assert breaks_within("UKR", first, last) == ()


def test_a_change_on_the_first_day_of_a_quarter_leaves_the_quarter_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = (Break("AAA", "2023-04-01", "a rule changed", "A law."),)
    monkeypatch.setattr("helpers.tables.quarters.BREAKS", made)
    assert breaks_within("AAA", "2023 Q2", "2023 Q3") == ()
    assert len(breaks_within("AAA", "2023 Q1", "2023 Q2")) == 1


def test_each_change_of_rules_says_where_it_is_published() -> None:
    assert all(found.citation.startswith("Home Office.") for found in BREAKS)
    assert [found.words for found in find_breaks("GBR")] == ["30 January 2023", "July 2023"]


def test_the_axis_puts_a_day_into_its_quarter() -> None:
    assert place_quarter("2023 Q1") == 2023.125
    assert place_day(date(2023, 1, 1)) == 2023
    middle = place_day(date(2023, 1, 30))
    assert abs(middle - (2023 + 29 / 365)) < 1e-12
