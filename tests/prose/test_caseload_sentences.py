"""Sentences about a caseload follow its safe tables, to the word."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.composition import (
    compare_with_world,
    count_combinations,
    count_coverage,
    count_flags,
    count_forms,
    count_people,
    count_places,
    count_unknown,
    count_withheld,
    share_combinations,
    share_forms,
    share_unknown,
    share_years,
)
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.prose import (
    describe_beside_world,
    describe_caseload,
    describe_combinations,
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


def pages(*rows: dict[str, Any], source: str = "published", **chosen: Any) -> Any:
    """Shares of a caseload, its counts by year, and what each year weighs."""
    here = caseload(*rows, source=source, **chosen)
    forms, by_year = protect(count_forms(here)), protect(count_forms(here, by="year"))
    years = share_years(by_year, forms)
    return share_forms(forms, years), by_year, years


def headline(*rows: dict[str, Any], place: str = "World", **chosen: Any) -> Any:
    shares, by_year, years = pages(*rows, **chosen)
    return describe_caseload(shares, place, by_year, years)


def told_forms(*rows: dict[str, Any], **chosen: Any) -> Any:
    shares, _, years = pages(*rows, **chosen)
    return describe_forms(shares, "World", years)


def test_the_answer_holds_both_channels_apart_with_their_denominators_and_bounds() -> None:
    """Case management: 45 yes, 100 of 200 blank in labour; hotline: 10 yes of 1,000, no blank."""
    assert headline(*BOTH).text == (
        "Of people with a recorded form, labour exploitation is recorded for 45.0% of 100 in "
        "case management (100.0% from 2015; 22.5% to 72.5% of all) and 1.0% of 1,000 reported to "
        "a hotline (100.0% from 2015; 1.0% of all)."
    )


def test_the_answer_names_the_country_and_only_the_channel_that_it_has() -> None:
    rows = [*BOTH, group(30, country="NAM", labour="yes", sexual="yes", other="yes")]
    assert headline(*rows, country="NAM", place="Philippines").text == (
        "In the Philippines, of people with a recorded form, labour exploitation is recorded "
        "for 100.0% of 30 in case management (100.0% from 2015; 100.0% of all)."
    )


def test_one_more_blank_widens_the_answer() -> None:
    """A blank more is one person more of whom nothing is known: 45 of 201, and 146 of 201."""
    told = headline(*BOTH, group(1)).text
    assert "45.0% of 100 in case management" in told
    assert "22.4% to 72.6% of all)" in told


def test_every_share_of_the_facts_has_its_bounds_and_the_year_that_weighs_most() -> None:
    for fact in headline(*BOTH).facts:
        assert "registered" in fact[2]
        assert "of them from 2015 alone" in fact[2]


def test_without_a_known_total_nothing_is_said_of_everybody() -> None:
    """4 people without a form hide the total as well: 100 + 4 would tell the 4."""
    rows = [
        group(50, labour="yes", sexual="no", other="no"),
        group(50, labour="no", sexual="yes", other="yes"),
        group(4, labour="no", sexual="no", other="no"),
    ]
    shares, by_year, years = pages(*rows, source="ctdc")
    told = describe_caseload(shares, "World", by_year, years).text
    for cell in shares.cells:
        if cell.value is not None and cell.bounds is not None and cell.bounds.of is None:
            assert "of all not known" in told
    assert "104" not in told


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
    assert "of 100 with a recorded form" in one.facts[0][2]


def test_a_form_that_is_not_collected_is_in_no_sentence() -> None:
    here = caseload(*BOTH)
    shares = share_forms(protect(count_forms(here)))
    combined = describe_combinations(share_combinations(protect(count_combinations(here))), "World")
    assert [c.value for c in shares.where(channel="hotline", form="other").cells] == [None]
    hotline = [headline(*BOTH, channel="hotline").text, told_forms(*BOTH, channel="hotline").text]
    for told in (*hotline, combined.text.split("hotline")[1]):
        assert " 0.0%" not in told
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
    """Case management: sexual and other are 55% both, so neither is the first."""
    told = told_forms(*BOTH)
    assert (
        "Of the 100 people assisted through case management with a recorded form, 100.0% of them "
        "from 2015 alone, no form is clearly recorded most often: sexual exploitation, 55.0% "
        "(27.5% to 77.5% of all 200 registered) and other forms of exploitation, 55.0% (27.5% to "
        "77.5% of all 200 registered). Among everybody registered, the records alone cannot tell "
        "which form is the largest." in told.text
    )
    assert "sexual exploitation, 99.0% (99.0% of all 1,000 registered)" in told.text
    assert told.title == "No form of exploitation is clearly recorded most often in each channel"
    assert "can add to more than 100%" in told.how_to_read


def most(labour: int, sexual: int, blank: int = 0) -> Any:
    """So many in labour and in sexual exploitation, and blanks in labour's flag."""
    rows = [
        group(labour, labour="yes", sexual="no", other="no"),
        group(sexual, labour="no", sexual="yes", other="no"),
        group(blank, labour="unknown", sexual="no", other="no"),
        group(10, labour="no", sexual="no", other="yes"),
    ]
    return told_forms(*[row for row in rows if row["persons"]])


@pytest.mark.parametrize(
    ("labour", "clear"),
    # Wilson at alpha/3, z = 2.394: of 63 of 110 it begins at 45.9% and of 37 it ends at 44.9%;
    # of 62 it begins at 45.0% and of 38 it ends at 45.8%.
    [(63, True), (62, False)],
)
def test_a_form_is_recorded_most_often_only_when_its_interval_lies_above(
    labour: int, clear: bool
) -> None:
    told = most(labour, 100 - labour)
    assert ("the form recorded most often is labour" in told.text) is clear
    assert ("no form is clearly recorded most often" in told.text) is not clear
    assert (told.title == "Labour exploitation is the form recorded most often") is clear


@pytest.mark.parametrize(("blank", "firm"), [(29, True), (30, False), (31, False)])
def test_what_holds_among_everybody_needs_bounds_that_do_not_overlap(
    blank: int, firm: bool
) -> None:
    """Sexual 70, labour 40 and its blanks: with 30 of them labour could be 70 as well."""
    told = most(40, 70, blank).text
    assert "the form recorded most often is sexual" in told
    assert ("so among everybody registered as well" in told) is firm
    assert ("the records alone cannot tell which form is the largest" in told) is not firm


@pytest.mark.parametrize(("size", "is_told"), [(30, True), (29, False)])
def test_a_year_that_holds_three_tenths_of_the_people_is_named(size: int, is_told: bool) -> None:
    """The other years are smaller than ``size``, so that it is the largest."""
    rest = [
        group(n, year=str(2010 + i), sexual="yes")
        for i, n in enumerate((25, 25, 100 - size - 50 - 1, 1))
    ]
    rows = [group(size, year="2016", labour="yes"), *rest]
    words = f"{size}.0% of them from 2016 alone"
    assert (words in told_forms(*rows).text) is is_told
    assert (f"{size}.0% from 2016" in headline(*rows).text) is is_told
    assert all((words in fact[2]) is is_told for fact in headline(*rows).facts)


def test_a_band_of_years_that_weighs_most_is_named_as_a_band() -> None:
    told = told_forms(group(60, year="2014-2018", labour="yes"), group(40, sexual="yes"))
    assert "60.0% of them from the years 2014 to 2018 alone" in told.text


def test_people_of_an_unknown_year_are_no_year_that_weighs() -> None:
    told = told_forms(group(90, year="unknown", labour="yes"), group(10, sexual="yes"))
    assert "of them from" not in told.text


def trend(first: int, last: int, blank: int = 0) -> Any:
    """Labour for so many of 100 in 2015 and of 100 in 2016; as many blanks in labour each year."""
    rows = []
    for year, labour in (("2015", first), ("2016", last)):
        rows += [
            group(labour, year=year, labour="yes", sexual="no", other="no"),
            group(60 - labour, year=year, labour="no", sexual="yes", other="no"),
            group(40 - blank, year=year, labour="no", sexual="no", other="yes"),
            group(blank, year=year, labour="unknown", sexual="no", other="yes"),
        ]
    rows = [row for row in rows if row["persons"]]
    return describe_form_trend(share_forms(protect(count_forms(caseload(*rows), by="year"))))


@pytest.mark.parametrize(
    ("first", "last", "verb", "title"),
    [
        (10, 50, "rose in case management, from 10.0% in 2015 to 50.0%", "is higher at the end"),
        (50, 10, "fell in case management, from 50.0% in 2015 to 10.0%", "is lower at the end"),
        (30, 31, "shows no clear change in case management", "no clear change"),
        # Wilson at alpha/3 for the three forms of a year, z = 2.394: 20 of 100 ends at 31.2%; 42
        # and 43 of 100 begin at 31.0% and 31.9%.
        (20, 43, "rose", "is higher"),
        (20, 42, "shows no clear change", "no clear change"),
        (43, 20, "fell", "is lower"),
        (42, 20, "shows no clear change", "no clear change"),
    ],
)
def test_the_verb_of_a_trend_needs_intervals_that_do_not_overlap(
    first: int, last: int, verb: str, title: str
) -> None:
    told = trend(first, last)
    assert f"labour exploitation {verb}" in told.text
    assert title in told.title


@pytest.mark.parametrize(
    ("blank", "firm"),
    # 10 yes of 100 and up to 10 + blank; 50 yes of 100: the bounds meet at 40 blanks.
    [(0, True), (39, True), (40, False)],
)
def test_a_trend_among_everybody_needs_bounds_that_do_not_overlap(blank: int, firm: bool) -> None:
    told = trend(10, 50, blank)
    assert "rose in case management, from 10.0% in 2015 to 50.0% in 2016" in told.text
    assert ("it rose among everybody registered as well, whatever" in told.text) is firm
    doubt = "whether it rose among everybody registered, the records alone cannot tell"
    assert (doubt in told.text) is not firm
    assert told.title.endswith("which the blanks could undo") is not firm
    fell = trend(50, 10, blank)
    assert ("it fell among everybody registered as well, whatever" in fell.text) is firm
    assert ("whether it fell among everybody" in fell.text) is not firm


def test_no_clear_change_of_the_recorded_says_nothing_of_everybody() -> None:
    told = trend(30, 31, 20)
    assert "whether it moved among everybody registered, the records alone cannot tell" in told.text
    assert "(2015: 30.0% to 50.0% of all, 2016: 31.0% to 51.0% of all)" in told.text


def test_the_years_left_out_stand_under_the_trend() -> None:
    rows = [
        *(
            group(30, year=year, labour=one, sexual=two, other="no")
            for year in ("2015", "2016")
            for one, two in (("yes", "no"), ("no", "yes"))
        ),
        group(90, year="2017", labour="yes"),
    ]
    told = describe_form_trend(share_forms(protect(count_forms(caseload(*rows), by="year"))))
    assert "not drawn for 2017. A year is not drawn when fewer than half" in told.how_to_read
    assert "2017" not in told.text


def test_one_year_alone_is_no_trend() -> None:
    shares = share_forms(protect(count_forms(caseload(*BOTH), by="year")))
    told = describe_form_trend(shares)
    assert told.is_empty
    assert told.text.startswith("Whether the recorded share of labour exploitation rose or fell")
    assert "cannot be said" in told.text


def combined(*rows: dict[str, Any], source: str = "published") -> Any:
    shares = share_combinations(protect(count_combinations(caseload(*rows, source=source))))
    return describe_combinations(shares, "World")


def pairs(both: int, labour: int = 60, sexual: int = 30) -> list[dict[str, Any]]:
    rows = [
        group(labour, labour="yes", sexual="no", other="no"),
        group(sexual, labour="no", sexual="yes", other="no"),
        group(both, labour="yes", sexual="yes", other="no"),
        group(10, labour="no", sexual="no", other="yes"),
    ]
    return [row for row in rows if row["persons"]]


def test_the_combinations_are_told_with_the_first_one_of_several_forms() -> None:
    told = combined(*pairs(20), group(80))
    assert told.text == (
        "Of the 120 people assisted through case management with a recorded form, labour only is "
        "recorded most often: 50.0% (30.0% to 70.0% of all 200 registered). Among everybody "
        "registered, the records alone cannot tell which combination is the largest. Of several "
        "forms together, labour and sexual is the most frequent: 16.7% (10.0% to 50.0% of all 200 "
        "registered)."
    )
    assert told.title == "For most people one form alone is recorded"
    assert "a form that nobody wrote down may be there as well" in told.how_to_read
    assert "more than 100%" not in told.how_to_read


def test_nobody_with_several_forms_is_no_finding() -> None:
    told = combined(*pairs(0)).text
    assert "Nobody has several forms recorded, which is no finding" in told
    assert "Nobody" not in combined(*pairs(1)).text


def test_without_blanks_the_order_of_combinations_holds_for_everybody() -> None:
    assert "It is so among everybody registered as well" in combined(*pairs(20)).text


def test_two_combinations_that_chance_cannot_tell_apart_are_both_told() -> None:
    told = combined(*pairs(20, labour=44, sexual=46)).text
    assert "no combination is clearly the most frequent: sexual only 38.3%" in told
    assert "labour only 36.7%" in told


def test_a_hidden_combination_is_told_as_hidden() -> None:
    told = combined(*pairs(4, labour=400, sexual=300), source="ctdc").text
    assert "hidden" in told
    assert "labour and sexual" not in told


def test_shares_that_are_hidden_are_not_called_absent() -> None:
    rows = [group(4, labour="yes", sexual="no"), group(3, labour="no", sexual="yes")]
    shares, by_year, years = pages(*rows, source="ctdc")
    for told in (
        describe_caseload(shares, "Tuvalu", by_year, years),
        describe_forms(shares, "Tuvalu", years),
    ):
        assert told.is_empty
        assert told.text == (
            "The shares of the forms of exploitation in Tuvalu are hidden to protect people."
        )


def test_most_people_with_several_forms_change_the_title() -> None:
    assert combined(*pairs(200)).title.startswith("Forms of exploitation in the combinations")


def test_women_and_girls_are_a_share_of_those_whose_sex_is_recorded() -> None:
    rows = [
        group(30, sex="female", age_group="unknown"),
        group(10, sex="male"),
        group(60, sex="unknown"),
    ]
    told = describe_people(protect(count_people(caseload(*rows))), "World").text
    assert told == (
        "Case management: of the 40 people whose sex is recorded, 75.0% (30.0% to 90.0% of all "
        "100 registered) are women and girls; age is not recorded for 30 of 100."
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
        "Labour exploitation: 100.0% of 20 people (100.0% of all) in Namibia and 54.2% of 120 in "
        "the world (27.1% to 77.1% of all), assisted through case management."
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
        lambda t: describe_forms(t, "World", t),
        lambda t: describe_combinations(t, "World"),
        lambda t: describe_form_trend(t),
        lambda t: describe_people(t, "World"),
        lambda t: describe_ranking(t, "places", "World"),
        lambda t: describe_unknown(t, t, "World"),
        lambda t: describe_caseload(t, "World", t, t),
        lambda t: describe_beside_world(t, "World"),
        lambda t: describe_hidden(t),
        lambda t: describe_withheld(t, t),
    ],
)
def test_no_sentence_is_made_from_anything_but_a_safe_table(describe: Any) -> None:
    for table in (count_forms(caseload(*BOTH)), made(*BOTH).table, None):
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            describe(table)
