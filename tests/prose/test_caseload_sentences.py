"""Sentences about a caseload follow its safe tables, to the word."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.composition import (
    compare_with_world,
    count_coverage,
    count_flags,
    count_forms,
    count_people,
    count_places,
    count_unknown,
    count_withheld,
    largest_year,
    share_forms,
    share_unknown,
)
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prose import (
    describe_beside_world,
    describe_caseload,
    describe_form_trend,
    describe_forms,
    describe_hidden,
    describe_people,
    describe_ranking,
    describe_unknown,
    describe_withheld,
)
from tests.composition.cases import Made, caseload, group, made, provenance

CM = "case_management"
BOTH = (
    group(45, labour="yes", sexual="no", other="no"),
    group(55, labour="no", sexual="yes", other="yes"),
    group(100),
    group(10, channel="hotline", labour="yes", sexual="no"),
    group(990, channel="hotline", sexual="yes", labour="no"),
)


def headline(*rows: dict[str, Any], place: str = "World", **chosen: Any) -> Any:
    here = caseload(*rows, **chosen)
    shares = share_forms(protect(count_forms(here)))
    return describe_caseload(shares, place, protect(count_forms(here, by="year")))


def test_the_answer_holds_both_channels_apart_with_their_denominators() -> None:
    assert headline(*BOTH).text == (
        "Among people with a recorded form, labour exploitation is recorded for 45.0% of 100 in "
        "case management and 1.0% of 1,000 reported to a hotline."
    )


def test_the_answer_names_the_country_and_only_the_channel_that_it_has() -> None:
    rows = [*BOTH, group(30, country="NAM", labour="yes", sexual="yes", other="yes")]
    assert headline(*rows, country="NAM", place="Philippines").text == (
        "In the Philippines, among people with a recorded form, labour exploitation is recorded "
        "for 100.0% of 30 in case management."
    )


def test_the_source_of_the_answer_says_which_years_it_covers() -> None:
    rows = [
        group(30, year="2009", labour="yes"),
        group(30, year="2012", sexual="yes"),
        group(30, year="2019"),  # nobody with a form: no year of the answer
    ]
    assert headline(*rows).source.endswith("; registered 2009 to 2012")
    unknown = group(30, year="unknown", labour="yes")
    assert headline(*rows, unknown).source.endswith("2009 to 2012 or in a year not recorded")
    assert headline(rows[0]).source.endswith("; registered 2009")


def test_one_channel_has_room_for_every_form_among_its_facts_and_two_for_labour() -> None:
    two = headline(*BOTH)
    assert [fact[0] for fact in two.facts] == ["45.0%", "1.0%"]
    one = headline(*BOTH, channel=CM)
    assert [fact[0] for fact in one.facts] == ["45.0%", "55.0%", "55.0%"]
    assert one.facts[0][2].endswith("of 100 with a recorded form")


def test_a_form_that_is_not_collected_is_in_no_sentence() -> None:
    here = caseload(*BOTH)
    shares = share_forms(protect(count_forms(here)))
    for told in (headline(*BOTH).text, describe_forms(shares, "World").text):
        assert "0.0%" not in told
        assert "other" not in told


def test_a_place_without_a_recorded_form_is_no_finding() -> None:
    empty = headline(*BOTH, country="TUV", place="Tuvalu")
    assert empty.is_empty
    assert empty.facts == ()
    assert empty.text == (
        "This source records no form of exploitation for people exploited in Tuvalu. That is not "
        "a finding that there are none."
    )


def test_the_form_recorded_most_is_told_for_each_channel() -> None:
    shares = share_forms(protect(count_forms(caseload(*BOTH))))
    told = describe_forms(shares, "World")
    assert "sexual exploitation for 55.0% of the 100 people assisted" in told.text
    assert "sexual exploitation for 99.0% of the 1,000 people reported to a hotline" in told.text
    assert told.title == "Sexual exploitation is the form recorded most often"
    assert "can add to more than 100%" in told.how_to_read


@pytest.mark.parametrize(("size", "is_told"), [(30, True), (29, False)])
def test_a_year_that_holds_three_tenths_of_the_people_is_named(size: int, is_told: bool) -> None:
    """The other years are smaller than ``size``, so that it is the largest."""
    rest = [
        group(n, year=str(2010 + i), sexual="yes") for i, n in enumerate((25, 25, 100 - size - 50))
    ]
    here = caseload(group(size, year="2016", labour="yes"), *rest)
    shares, by_year = share_forms(protect(count_forms(here))), protect(count_forms(here, by="year"))
    told = describe_forms(shares, "World", largest_year(by_year)).text
    assert (f"The year 2016 alone holds {size}.0%" in told) is is_told


def trend(first: int, last: int) -> Any:
    """Labour for so many of 100 in 2015 and of 100 in 2016; all else recorded."""
    rows = []
    for year, labour in (("2015", first), ("2016", last)):
        rows += [
            group(labour, year=year, labour="yes", sexual="no", other="no"),
            group(60 - labour, year=year, labour="no", sexual="yes", other="no"),
            group(40, year=year, labour="no", sexual="no", other="yes"),
        ]
    shares = share_forms(protect(count_forms(caseload(*rows), by="year")))
    return describe_form_trend(shares)


@pytest.mark.parametrize(
    ("first", "last", "verb", "title"),
    [
        (10, 50, "rose in case management, from 10.0% in 2015 to 50.0%", "is higher at the end"),
        (50, 10, "fell in case management, from 50.0% in 2015 to 10.0%", "is lower at the end"),
        (30, 31, "shows no clear change in case management", "no clear change"),
        # Wilson's 95% interval of 20 of 100 ends at 28.9%; of 38 and 39 of 100 it begins at
        # 29.1% and 30.0%; of 37 at 28.2%.
        (20, 38, "rose", "is higher"),
        (20, 37, "shows no clear change", "no clear change"),
        (38, 20, "fell", "is lower"),
        (37, 20, "shows no clear change", "no clear change"),
    ],
)
def test_the_verb_of_a_trend_needs_intervals_that_do_not_overlap(
    first: int, last: int, verb: str, title: str
) -> None:
    told = trend(first, last)
    assert f"labour exploitation {verb}" in told.text
    assert title in told.title


def test_one_year_alone_is_no_trend() -> None:
    shares = share_forms(protect(count_forms(caseload(*BOTH), by="year")))
    assert describe_form_trend(shares).is_empty


def test_women_and_girls_are_a_share_of_those_whose_sex_is_recorded() -> None:
    rows = [
        group(30, sex="female", age_group="unknown"),
        group(10, sex="male"),
        group(60, sex="unknown"),
    ]
    told = describe_people(protect(count_people(caseload(*rows))), "World").text
    assert told == (
        "Case management: 75.0% of the 40 people whose sex is recorded are women and girls; age "
        "is not recorded for 30 of 100."
    )


def test_hidden_counts_give_no_share_of_women() -> None:
    rows = [group(30, sex="female"), group(4, sex="male"), group(60, sex="unknown")]
    told = describe_people(protect(count_people(caseload(*rows, source="ctdc"))), "World").text
    assert told == "Case management: these counts are hidden."


def test_a_ranking_is_told_within_each_channel_and_keeps_the_unnamed_apart() -> None:
    rows = [
        group(40, country="PHL"),
        group(30, country="NAM"),
        group(500, country="unknown"),
        group(900, channel="hotline", country="USA"),
    ]
    places = protect(count_places(caseload(*rows), {"PHL": "Philippines", "USA": "United States"}))
    told = describe_ranking(places, "countries of exploitation", "World")
    assert told.text == (
        "Recorded most often among countries of exploitation: Philippines (40) and NAM (30) in "
        "case management; United States (900) among reports to a hotline. Not specified or not "
        "recorded: 500 in case management."
    )
    assert told.title.startswith(
        "The Philippines and the United States are recorded most often, each"
    )


def test_not_specified_names_nothing() -> None:
    rows = [(CM, "all", "all", "not_specified", 60, 60, 60, "observed")]
    columns = ["channel", "country", "year", "sector", "persons", "lower", "upper", "status"]
    source = Made(pd.DataFrame(rows, columns=columns), provenance("ctdc"))
    cases = Made(pd.DataFrame({"channel": [CM], "persons": [500]}), provenance("ctdc"))
    counts = protect(count_flags(source, cases, "WLD", "sector", [CM]))
    told = describe_ranking(counts, "sectors", "World")
    assert told.text == (
        "No sectors are named in the records for the world. Not specified or not recorded: 60 in "
        "case management."
    )
    assert not told.is_empty, "the chart above it is not empty either"


def test_what_is_not_recorded_most_often_is_told_with_those_in_no_share() -> None:
    rows = [group(30, labour="yes", country="unknown"), group(12, marriage="yes"), group(58)]
    here = caseload(*rows)
    unknown = share_unknown(protect(count_unknown(here)))
    told = describe_unknown(unknown, protect(count_forms(here)), "World").text
    assert "form of exploitation, for 58.0% of the 100 people" in told
    assert told.endswith("recorded are in no share: 12 in case management.")


def beside(country: str) -> Any:
    rows = (*BOTH, group(20, country="NAM", labour="yes"), group(20, country="LAO"))
    here = share_forms(protect(count_forms(caseload(*rows, country=country))))
    world = share_forms(protect(count_forms(caseload(*rows))))
    place = {"NAM": "Namibia", "LAO": "Laos", "TUV": "Tuvalu"}[country]
    return describe_beside_world(compare_with_world(here, world, place), place)


def test_a_country_stands_beside_the_world_in_its_own_channel_only() -> None:
    """In the world labour is 45 + 20 of 100 + 20, or 54.2%."""
    assert beside("NAM").text == (
        "Labour exploitation: 100.0% of 20 people in Namibia and 54.2% of 120 in the world, "
        "assisted through case management."
    )
    assert "no form recorded for anybody in Laos and 54.2% of 120" in beside("LAO").text
    assert beside("TUV").is_empty


def test_who_is_left_out_and_what_is_not_asked_is_told() -> None:
    left_out = pd.DataFrame(
        [(CM, "all", "several", 31), ("hotline", "all", "not told", pd.NA)],
        columns=["channel", "table", "cells", "persons"],
    )
    columns = ["channel", "attribute", "collected", "yes", "no", "unknown", "reason"]
    asked = pd.DataFrame([("hotline", "form_other", "no", 0, 5, 0, "")], columns=columns)
    told = describe_withheld(
        protect(count_withheld(Made(left_out, provenance("ctdc")))),
        protect(count_coverage(Made(asked, provenance("ctdc")))),
    )
    assert told.kind == "hidden"
    assert "31 in case management and hidden in hotline" in told.text
    assert "Not collected in hotline: other forms of exploitation." in told.text


def test_the_number_of_hidden_counts_is_told_with_the_policy() -> None:
    rows = [group(30, sex="female"), group(4, sex="male"), group(60, sex="unknown")]
    people = protect(count_people(caseload(*rows, source="ctdc")))
    told = describe_hidden(people).text
    assert f"{people.hidden} counts are hidden" in told
    assert people.policy in told
    assert "Hidden is not zero" in told


@pytest.mark.parametrize(
    "describe",
    [
        lambda t: describe_forms(t, "World"),
        lambda t: describe_form_trend(t),
        lambda t: describe_people(t, "World"),
        lambda t: describe_ranking(t, "places", "World"),
        lambda t: describe_unknown(t, t, "World"),
        lambda t: describe_caseload(t, "World", t),
        lambda t: describe_beside_world(t, "World"),
        lambda t: describe_hidden(t),
        lambda t: describe_withheld(t, t),
    ],
)
def test_no_sentence_is_made_from_anything_but_a_safe_table(describe: Any) -> None:
    for table in (count_forms(caseload(*BOTH)), made(*BOTH).table, None):
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            describe(table)
