"""A release that contradicts itself is an error, told with the statements that clash."""

from __future__ import annotations

import pytest

from helpers.audit import Ratio, audit_statements, share_interval
from helpers.errors import CaselightError
from helpers.tables.regions import NOBODY
from tests.audit.support import hidden, of, population, shown

PEOPLE = population(sex="female male", country="X Y Z", age="child adult")


def clash(said: list) -> str:
    with pytest.raises(CaselightError, match="contradict each other") as refused:
        audit_statements(said, [PEOPLE])
    return str(refused.value)


def test_parts_that_do_not_add_up_are_told_and_nothing_else_is() -> None:
    said = [
        shown(60, of(), "page 1"),
        shown(20, of(sex="female"), "page 2"),
        shown(41, of(sex="male"), "page 3"),
        shown(10, of(country="X"), "page 4"),
        hidden(of(country="Y"), "page 5"),
    ]
    text = clash(said)
    assert all(f"page {n}" in text for n in (1, 2, 3))
    assert "page 4" not in text
    assert "page 5" not in text


def test_the_same_count_with_two_numbers_is_a_contradiction() -> None:
    text = clash([shown(5, of(sex="female"), "page 1"), shown(6, of(sex="female"), "page 2")])
    assert "page 1 and page 2" in text


def test_two_tables_that_count_different_numbers_of_people_clash() -> None:
    # By sex 60 people of X, by age 59: no total is printed.
    said = [
        shown(20, of(country="X", sex="female"), "by sex"),
        shown(40, of(country="X", sex="male"), "by sex"),
        shown(30, of(country="X", age="child"), "by age"),
        shown(29, of(country="X", age="adult"), "by age"),
    ]
    text = clash(said)
    assert "by sex" in text
    assert "by age" in text


def test_a_share_that_no_count_has_is_a_contradiction() -> None:
    share = Ratio("cases", of(sex="female"), of(), *share_interval("50%"), "sentence")
    assert "sentence" in clash([shown(60, of()), shown(20, of(sex="female")), share])


def test_whole_people_are_needed_not_only_numbers() -> None:
    # 3 people, of each two sets one half: 1.5 fits a fraction, no whole number.
    half = Ratio("cases", of(sex="female"), of(), 0.5, 0.5, "sentence")
    assert "sentence" in clash([shown(3, of()), half, hidden(of(sex="female"))])


def test_somebody_among_nobody_is_a_contradiction() -> None:
    clash([shown(1, NOBODY)])
    clash([shown(0, of()), hidden(of(sex="female"))])


def test_a_part_larger_than_its_whole_is_a_contradiction() -> None:
    clash([shown(10, of()), shown(12, of(sex="female"))])
