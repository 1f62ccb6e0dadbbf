"""Sentences on sectors: they change with the data, weaken, and never leave out the unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.composition import (
    compare_with_all,
    count_crossed,
    count_sectors,
    select_value,
    share_crossed,
    share_sectors,
)
from helpers.disclosure import protect
from helpers.prose import (
    describe_buyers,
    describe_exposure,
    describe_groups,
    describe_sector_sex,
    describe_sector_value,
    describe_sectors,
)
from helpers.tables.safe import SafeTable
from tests.composition.test_exposure import ROWS, made, sectors

EVERYWHERE = "All countries of the source together: "


def crossed(rows: list[tuple], attribute: str, source: str = "published") -> SafeTable:
    return protect(count_crossed(made(rows, source), attribute, ["referral"]))


def tell_sex(rows: list[tuple], source: str = "published") -> str:
    table = crossed(rows, "sex", source)
    return describe_sector_sex(compare_with_all(table, "female"), share_crossed(table)).text


def tell_debt(rows: list[tuple]) -> str:
    shares = share_crossed(crossed(rows, "means_of_control"), "debt_bondage")
    debt = select_value(shares, "debt_bondage")
    return describe_sector_value(debt, "debt bondage is recorded", "no means of control").text


def test_the_headline_names_the_largest_sector_and_the_unknown_beside_it() -> None:
    headline = describe_exposure(sectors(), "World")
    assert headline.text == (
        "Labour exploitation is recorded most often for construction (among referrals)."
    )
    # 100 of 260 have no sector.
    assert headline.facts[0][0] == "38.5%"
    assert headline.facts[0][2].startswith("100 of 260")
    flipped = [(*row[:1], row[2], row[1], *row[3:]) for row in ROWS]
    assert "for begging" in describe_exposure(sectors(flipped), "World").text


def test_a_headline_without_a_named_sector_says_so() -> None:
    headline = describe_exposure(sectors(ROWS[4:]), "Ukraine")
    assert "no sector is named" in headline.text
    assert headline.facts[0][0] == "100.0%"
    assert not headline.is_empty


def test_a_headline_of_hidden_sectors_does_not_say_that_none_is_named() -> None:
    table = sectors()
    cells = [
        c
        if c.key[1] in ("unknown", "all")
        else replace(c, value=None, lower=None, upper=None, status="hidden")
        for c in table.cells
    ]
    headline = describe_exposure(table.derive(cells), "Ukraine")
    assert headline.text == (
        "In Ukraine, labour exploitation is recorded, and how often for each sector is hidden."
    )
    assert headline.facts[0][0] == "38.5%"


def test_a_place_without_a_record_is_not_said_to_be_free_of_it() -> None:
    empty = protect(count_sectors(made(ROWS), "UKR"))
    headline = describe_exposure(empty, "Ukraine")
    assert headline.is_empty
    assert "not a finding that there is none" in headline.text
    assert "clears no sector and no supplier" in describe_buyers(empty, "Ukraine").text


@pytest.mark.parametrize("unknown", [0, 10, 1_000])
def test_the_sentence_on_sectors_always_says_for_how_many_none_is_recorded(unknown: int) -> None:
    rows = [*ROWS[:4], ("male", False, False, False, False, unknown)]
    text = describe_sectors(share_sectors(sectors(rows)), "World").text
    if unknown:
        assert f"no sector is recorded for {100 * unknown / (160 + unknown):.1f}%" in text
    assert "construction (81.2%)" in text or "construction (81.3%)" in text


def test_a_hidden_unknown_is_said_to_be_hidden() -> None:
    rows = [*ROWS[:2], ("male", False, False, False, False, 4)]
    text = describe_sectors(share_sectors(sectors(rows, "own_cases")), "World").text
    assert "hidden" in text


def test_more_and_fewer_women_need_an_interval_without_zero() -> None:
    """20 of 130 against 50 of 220 is fewer; with two persons in place of 130 nothing is said."""
    text = tell_sex(ROWS)
    assert text.startswith(EVERYWHERE)
    assert "fewer in construction (15.4%)" in text
    assert "more in begging (75.0%)" in text
    few = [
        ("female", True, False, False, False, 1),
        ("male", True, False, False, False, 1),
        ("female", False, False, False, False, 50),
        ("male", False, False, False, False, 60),
    ]
    assert "no sector differs clearly" in tell_sex(few)


def test_the_verb_turns_where_the_interval_reaches_zero() -> None:
    """Equal shares differ by nothing; the more women, the sooner it is more."""
    verbs = []
    for women in range(50, 101, 5):
        rows = [("female", True, False, False, False, women),
                ("male", True, False, False, False, 100 - women),
                ("female", False, True, False, False, 50),
                ("male", False, True, False, False, 50)]  # fmt: skip
        verbs.append("more in construction" in tell_sex(rows))
    assert verbs[0] is False
    assert verbs[-1] is True
    assert verbs == sorted(verbs)


def test_a_hidden_sex_is_in_no_comparison() -> None:
    rows = [
        ("female", True, False, False, False, 3),
        ("male", True, False, False, False, 100),
        ("female", False, True, False, False, 50),
        ("male", False, True, False, False, 70),
    ]
    assert "construction" not in tell_sex(rows, "own_cases")
    assert "construction" in tell_sex(rows)


def test_a_sector_stands_out_only_above_every_other_interval() -> None:
    """100 of 110 in construction against 30 of 40 with begging; then 10 of 90 with begging."""
    assert "no sector clearly stands out" in tell_debt(ROWS)
    clear = [(*ROWS[0][:3], False, True, 30), *ROWS[1:]]
    assert "most often for construction (90.9% of 110" in tell_debt(clear)


def test_a_group_that_nobody_recorded_is_told() -> None:
    text = describe_groups(crossed(ROWS, "means_of_control"), "means of control").text
    assert text.startswith(f"{EVERYWHERE}no means of control is recorded")


def test_a_company_is_told_that_absence_clears_nothing_and_never_a_ranking() -> None:
    told = describe_buyers(sectors(), "Philippines")
    assert "in the Philippines: construction and begging." in told.text
    assert "not cleared" in told.text
    assert "no ranking of risk" in told.how_to_read
    assert "rests on 260 people" in told.text
