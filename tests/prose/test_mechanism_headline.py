"""The answer of the report on the referral mechanism: flows of one quarter, and no comparison."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import count_funnel, estimate_backlog, within_years
from helpers.prose import Headline, describe_mechanism
from helpers.tables.safe import SafeTable
from tests.mechanism import decisions, flows, funnel
from tests.published import FEW

RG, CG = "reasonable_grounds", "conclusive_grounds"
UK = "United Kingdom"


def tell(table: SafeTable, country: str = "GBR", place: str = UK, last: int = 0) -> Headline:
    shown, backlog = (within_years(t, 0, last) for t in (table, estimate_backlog(table)))
    return describe_mechanism(shown, backlog, place, country)


def of(*rows: tuple[str, str, str, str, Any]) -> SafeTable:
    return protect(count_funnel(decisions(*rows), "GBR"))


def test_the_answer_sets_the_flows_of_the_newest_quarter_beside_each_other() -> None:
    """Of 1,000 + 1,200 who came with a positive decision, 60 and 70 were decided about."""
    made = funnel("2021 Q1", [2000, 2500], [(1000, 10), (1200, 20)], [(50, 10), (40, 30)])
    found = tell(made)
    assert found.text == (
        "In 2021 Q2, 2,500 people were referred in the United Kingdom; 1,200 of 1,220 first and 40 "
        "of 70 second decisions, mostly about earlier referrals, were positive."
    )
    assert found.facts == (
        ("2,500", "people referred, 2021 Q2", "as published"),
        (
            "40 of 70",
            "conclusive-grounds decisions positive, 2021 Q2",
            "of decisions made then, not of people referred",
        ),
        (
            "2,070",
            "people without a conclusive-grounds decision, end of 2021 Q2",
            "closed cases are among them, so fewer wait",
        ),
    )
    assert not found.is_empty
    assert "%" not in found.text


def test_the_years_of_the_page_choose_the_quarter() -> None:
    made = funnel("2020 Q4", [100, 300], [(50, 1), (60, 1)], [(5, 1), (6, 1)])
    assert tell(made).text.startswith("In 2021 Q1, 300 people")
    assert tell(made, last=2020).text.startswith("In 2020 Q4, 100 people")
    assert [fact[1][-7:] for fact in tell(made, last=2020).facts] == ["2020 Q4"] * 3


@pytest.mark.parametrize(
    ("first", "quarters", "told"),
    [
        ("2022 Q4", 1, "of decisions made then, not of people referred"),
        ("2022 Q4", 2, "the rules changed in the quarter (30 January 2023)"),
        ("2022 Q4", 3, "under the rules since 30 January 2023; earlier ones are not comparable"),
        ("2022 Q4", 4, "the rules changed in the quarter (July 2023)"),
        ("2022 Q4", 5, "under the rules since July 2023; earlier ones are not comparable"),
    ],
)
def test_the_fact_on_decisions_names_their_rules_on_each_side_of_each_change(
    first: str, quarters: int, told: str
) -> None:
    made = funnel(first, [100] * quarters, [(50, 9)] * quarters, [(5, 1)] * quarters)
    assert tell(made).facts[1][2] == told
    elsewhere = funnel(
        first, [100] * quarters, [(50, 9)] * quarters, [(5, 1)] * quarters, country="UKR"
    )
    found = tell(elsewhere, "UKR", "Ukraine")
    assert found.facts[1][2] == "of decisions made then, not of people referred"


def test_no_word_of_the_answer_compares_with_another_quarter() -> None:
    for last in range(1, 7):
        made = funnel("2022 Q4", [100 * last] * last, [(50, 9)] * last, [(5, 1)] * last)
        found = tell(made)
        text = " ".join([found.text, *(word for fact in found.facts for word in fact)])
        assert not [w for w in ("rose", "fell", "clear change", "more than", "%") if w in text]


def test_ranges_stay_ranges() -> None:
    made = of(
        ("2021 Q1", "referred", "total", "total", (90, 99)),
        ("2021 Q1", RG, "positive", "total", FEW),
        ("2021 Q1", RG, "total", "total", 20),
        ("2021 Q1", CG, "positive", "total", 3),
        ("2021 Q1", CG, "total", "total", FEW),
    )
    text = tell(made).text
    assert "90 to 99 people" in text
    assert "0 to 4 of 20 first and 3 of 0 to 4 second decisions" in text


def test_what_is_not_published_of_the_quarter_is_not_told_from_another() -> None:
    rows = [("2021 Q2", "referred", "total", "total", 30)]
    found = tell(of(*rows))
    assert found.text.endswith("; the decisions of that quarter are not in these sources.")
    assert len(found.facts) == 1
    rows += [("2021 Q2", RG, "positive", "total", 8), ("2021 Q2", RG, "total", "total", 10)]
    found = tell(of(*rows))
    assert "8 of 10 first decisions, mostly about earlier referrals, were positive" in found.text
    assert "second" not in found.text
    # The newest quarter that has everything goes before a newer one that lacks decisions.
    made = flows("2021 Q1", [100, 120], [(50, 1)], [(5, 1)])
    assert tell(protect(count_funnel(made, "GBR"))).text.startswith("In 2021 Q1")


def test_a_place_without_a_mechanism_is_told_so_and_is_no_finding() -> None:
    nothing = protect(count_funnel(decisions(), "UKR"))
    found = tell(nothing, "UKR", "Ukraine")
    assert (found.is_empty, found.facts) == (True, ())
    assert found.text == (
        "No referral mechanism of Ukraine is published in these sources. Only the United Kingdom "
        "publishes its referrals and decisions here. That is not a finding that there are no "
        "victims."
    )
    late = tell(funnel("2021 Q1", [1], [(1, 1)], [(1, 1)]), last=2000)
    assert late.is_empty
    assert late.text.startswith("These sources hold no such figures of the United Kingdom for")


def test_nothing_but_protected_tables_is_told() -> None:
    made = funnel("2021 Q1", [1], [(1, 1)], [(1, 1)])
    counts = count_funnel(decisions(), "GBR")
    with pytest.raises(CaselightError):
        describe_mechanism(counts, estimate_backlog(made), UK, "GBR")  # type: ignore[arg-type]
    with pytest.raises(CaselightError):
        describe_mechanism(made, counts, UK, "GBR")  # type: ignore[arg-type]
