"""Sentences about victims detected, estimates and the justice chain, to the word."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import (
    compare_numbers,
    count_estimates,
    count_identified,
    count_profile,
    rate_identified,
    select_newest,
    state_detected,
    state_estimate,
)
from helpers.identification import count_reporting as count_victim_reports
from helpers.prose import (
    describe_chain,
    describe_detected,
    describe_gap,
    describe_justice,
    describe_matched,
    describe_parties,
    describe_profile,
    describe_rate,
)
from helpers.prosecution import (
    compare_ends,
    count_chain,
    count_matched,
    count_parties,
    count_reporting,
)
from tests.identification.test_detected import estimates, population, profile
from tests.prosecution.test_chain import treaties
from tests.published import FEW, detected, justice

C, P, F = "convicted", "prosecuted", "formal_contact"
GSI = estimates(("AAA", "2018", 2016, 5000), ("AAA", "2023", 2021, 7000))


def gap(source: Any, country: str, place: str, stock: Any = GSI) -> Any:
    identified, reports = (
        protect(count_identified(source, country)),
        protect(count_victim_reports(source)),
    )
    seen = state_detected(select_newest(identified, reports, country), country)
    thought = state_estimate(protect(count_estimates(stock, country)), seen)
    behind = reports if country == "WLD" else None
    return describe_gap(compare_numbers(seen, thought), place, behind)


def test_both_numbers_are_told_with_their_years_and_the_difference_of_concept() -> None:
    source = detected(("AAA", 2019, 30), ("AAA", 2020, 40), ("BBB", 2020, FEW))
    world = gap(source, "WLD", "World")
    assert world.text == (
        "2 States reported 40 to 44 detected victims of trafficking for 2020; 7,000 "
        "people were estimated in modern slavery, a wider concept, in 2021."
    )
    assert [fact[0] for fact in world.facts] == ["40 to 44", "7,000"]
    assert gap(source, "AAA", "Philippines").text.startswith(
        "The Philippines reported 40 detected victims of trafficking in 2020; 7,000 people"
    )


def test_one_number_without_the_other_is_told_as_that() -> None:
    source = detected(("AAA", 2019, 30))
    assert gap(source, "AAA", "Tuvalu", estimates()).text.endswith(
        "; no estimate of people in modern slavery is published here."
    )
    assert gap(detected(), "AAA", "Tuvalu").text.startswith("No detected victims are published for")
    nothing = gap(detected(), "TUV", "Tuvalu")
    assert nothing.is_empty
    assert nothing.text.endswith("That is not a finding that there are none.")


def test_a_state_has_its_first_and_newest_number_its_gaps_and_how_many_report() -> None:
    source = detected(("AAA", 2010, 5), ("AAA", 2013, 9), ("BBB", 2013, FEW), ("BBB", 2012, 8))
    reports = protect(count_victim_reports(source))
    told = describe_detected(protect(count_identified(source, "AAA")), "Ukraine", reports)
    assert told.text == (
        "Ukraine reported 9 detected victims for 2013, and 5 for 2010; 2 years between are not "
        "reported. For 2013, 2 States reported a number."
    )


def test_the_sum_of_the_world_is_told_by_the_states_behind_it() -> None:
    source = detected(
        ("AAA", 2018, 5),
        ("AAA", 2019, 5),
        ("BBB", 2019, 5),
        ("CCC", 2019, 5),
        ("AAA", 2020, 5),
        ("BBB", 2020, 5),
    )
    reports = protect(count_victim_reports(source))
    told = describe_detected(protect(count_identified(source, "WLD")), "World", reports)
    assert told.text.endswith("ranges from 1 for 2018 to 3 for 2019 and 2 for 2020.")
    assert "no trend" in told.how_to_read


def test_a_rate_is_told_with_its_range() -> None:
    source = detected(("AAA", 2019, FEW))
    rates = rate_identified(
        protect(count_identified(source, "AAA")), population(("AAA", 2019, 400_000)), "AAA"
    )
    told = describe_rate(rates, "Tuvalu")
    assert told.text == (
        "In 2019, 0 to 1.0 detected victims per 100,000 inhabitants were reported by Tuvalu."
    )
    empty = rate_identified(protect(count_identified(source, "WLD")), population(), "WLD")
    assert describe_rate(empty, "World").text == (
        "No rate can be given for the world, because only some States report."
    )


def test_children_and_adults_are_summed_with_their_bounds_and_their_year() -> None:
    source = profile(
        (2019, "female", "child", 12),
        (2019, "male", "child", FEW),
        (2019, "female", "adult", 30),
    )
    told = describe_profile(protect(count_profile(source, "AAA")), "Ukraine")
    assert told.text == (
        "Published by sex and age for 2019: between 12 and 16 under 18 and 30 aged 18 or over."
    )


def justice_pages(source: Any, window: tuple[int, int] = (2010, 2020)) -> tuple[Any, Any]:
    """Headline of the world, and the sentence about the same States."""
    matched = protect(count_matched(source, *window))
    changes = compare_ends(matched)
    reporting = protect(count_reporting(source))
    chain = protect(count_chain(source, "WLD"))
    headline = describe_justice(chain, changes, reporting, "World", window)
    return headline, describe_matched(matched, changes, *window)


@pytest.mark.parametrize(
    ("few", "last", "told"),
    [
        (FEW, 15, "rose from between 10 and 14 to between 15 and 19"),
        (FEW, 14, "show no clear change: between 10 and 14, then between 14 and 18"),
        (FEW, 6, "show no clear change: between 10 and 14, then between 6 and 10"),
        (FEW, 5, "fell from between 10 and 14 to between 5 and 9"),
    ],
)
def test_the_verb_follows_what_the_ranges_let_one_say(few: str, last: int, told: str) -> None:
    """AAA and BBB report both years; BBB's '<5' is anything from 0 to 4 in each."""
    source = justice(
        ("AAA", 2010, C, 10), ("BBB", 2010, C, few), ("AAA", 2020, C, last), ("BBB", 2020, C, few)
    )
    headline, same = justice_pages(source)
    assert headline.text == (
        "In the 2 States that reported convictions for both 2010 and 2020, persons convicted of "
        f"trafficking {told}."
    )
    assert told in same.text
    assert all(not fact[0].startswith("between") for fact in headline.facts)


def test_the_sum_of_everybody_stands_beside_the_same_states() -> None:
    rows = [("AAA", 2010, C, 60), ("AAA", 2020, C, 50), ("BBB", 2020, C, FEW), ("CCC", 2020, C, 90)]
    _, same = justice_pages(justice(*rows))
    assert "persons convicted fell from 60 to 50 (1 State)" in same.text
    assert "60 for 2010 (1 State) and 140 to 144 for 2020 (3 States)" in same.text
    assert same.title == "The same States at both ends tell another story than the sum of all"


def test_where_both_move_alike_the_title_does_not_say_otherwise() -> None:
    rows = [("AAA", 2010, C, 60), ("AAA", 2020, C, 50), ("BBB", 2010, C, 9)]
    _, same = justice_pages(justice(*rows))
    assert same.title == "The same States at both ends, beside the sum of all"


def test_without_a_state_in_both_years_nothing_is_compared() -> None:
    headline, same = justice_pages(justice(("AAA", 2010, C, 60), ("BBB", 2020, C, 50)))
    assert headline.text == "No State reported convictions for both 2010 and 2020."
    assert headline.is_empty
    assert same.is_empty


def test_a_state_has_its_newest_report_of_each_stage_with_its_year() -> None:
    source = justice(
        ("AAA", 2009, F, 300), ("AAA", 2011, P, 20), ("AAA", 2010, P, 90), ("AAA", 2012, C, FEW)
    )
    chain, reporting = protect(count_chain(source, "AAA")), protect(count_reporting(source))
    told = describe_justice(chain, (), reporting, "Netherlands", (2010, 2012))
    assert told.text == (
        "The newest reports of the Netherlands count persons: 300 brought into formal contact "
        "(2009), 20 prosecuted (2011) and 0 to 4 convicted (2012)."
    )
    nobody = protect(count_chain(source, "TUV"))
    empty = describe_justice(nobody, (), reporting, "Tuvalu", (2010, 2012))
    assert empty.is_empty
    assert "not a finding that there were none" in empty.text


def test_the_sum_over_states_is_never_told_without_who_reported() -> None:
    source = justice(
        ("AAA", 2010, C, 10), ("AAA", 2011, C, 10), ("BBB", 2011, C, 10), ("AAA", 2012, C, 9)
    )
    chain, reporting = protect(count_chain(source, "WLD")), protect(count_reporting(source))
    told = describe_chain(chain, "World", reporting)
    assert told.text == (
        "1 State reported convictions for 2010, 2 for 2011 and 1 for 2012: the sum follows how "
        "many report and is no trend."
    )


def test_parties_are_told_with_the_consent_of_the_country() -> None:
    parties = protect(count_parties(treaties(("AAA", "2002-12-31", "ratification"))))
    told = describe_parties(parties, "Ukraine", ("2004-05-21", "ratification")).text
    assert told == (
        "At the end of 2013, 1 State was bound by the Trafficking in Persons Protocol. Ukraine "
        "consented by ratification on 21 May 2004."
    )
    unknown = describe_parties(parties, "Tuvalu", None).text
    assert unknown.endswith(
        "Tuvalu had not consented by January 2014; later status is unknown here."
    )
    assert "Tuvalu" not in describe_parties(parties, "World", None).text


def test_no_sentence_is_made_from_counts_that_are_not_protected() -> None:
    counts = count_identified(detected(("AAA", 2020, 40)), "AAA")
    for describe in (describe_rate, describe_profile, describe_parties):
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            describe(counts, "Ukraine")  # type: ignore[arg-type]
