"""Sentences about a referral mechanism: to the word, and weaker when the data are."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import (
    count_arrival_outcomes,
    count_arrivals,
    count_funnel,
    count_responder_forms,
    count_responders,
    estimate_backlog,
    estimate_wait,
    share_combined,
    share_positive,
    share_referred,
    share_responders,
)
from helpers.prose import (
    describe_arrival_outcomes,
    describe_arrivals,
    describe_backlog,
    describe_combined,
    describe_funnel,
    describe_positive,
    describe_responders,
    describe_wait,
)
from tests.mechanism import NAMES, arrivals, decisions, flows, funnel, outcomes, referrals
from tests.published import FEW

UK, GB = "United Kingdom", "GBR"
RG, CG = "reasonable_grounds", "conclusive_grounds"
VERBS = (" rose", " fell", "no clear change")
NONE = (
    "No referral mechanism of Ukraine is published in these sources. Only the United Kingdom "
    "publishes its referrals and decisions here."
)


def tell_funnel(source: Any, country: str = GB) -> str:
    place = UK if country == GB else "Ukraine"
    return describe_funnel(protect(count_funnel(source, country)), place, country).text


def test_the_funnel_tells_its_newest_whole_quarter_by_age() -> None:
    rows = [
        ("2022 Q1", "referred", "total", "total", 100),
        ("2022 Q1", "referred", "total", "adult", 60),
        ("2022 Q1", "referred", "total", "child", 35),
        ("2022 Q1", "referred", "total", "unknown", 5),
        ("2022 Q1", "notified", "total", "total", 9),
        ("2022 Q1", RG, "positive", "total", 80),
        ("2022 Q1", CG, "positive", "total", FEW),
        ("2022 Q2", "referred", "total", "total", 120),
    ]
    assert tell_funnel(decisions(*rows)) == (
        "In 2022 Q1, 100 people were referred: 60 adults, 35 children and 5 of unknown age. 80 "
        "reasonable-grounds and between 0 and 4 conclusive-grounds decisions of that quarter were "
        "positive. 9 adults were reported without a referral under the duty to notify."
    )


@pytest.mark.parametrize(
    ("last", "end"),
    [
        (140, "The number referred rose from 2021 Q1."),
        (60, "The number referred fell from 2021 Q1."),
        (100, "The number referred shows no clear change from 2021 Q1."),
        ((90, 150), "The number referred shows no clear change from 2021 Q1."),
    ],
)
def test_referrals_are_compared_with_the_year_before_as_far_as_their_bounds_let(
    last: Any, end: str
) -> None:
    source = flows("2021 Q1", [100, 100, 100, 100, last], [(5, 5)] * 5, [(5, 5)] * 5)
    assert tell_funnel(source).endswith(end)


def test_no_verb_compares_referrals_across_a_change_of_rules() -> None:
    source = flows("2022 Q1", [100, 100, 100, 100, 400], [(5, 5)] * 5, [(5, 5)] * 5)
    text = tell_funnel(source)
    assert text.endswith(
        "In 2022 Q1, 100 were referred: the two cannot be compared across the change of rules (30 "
        "January 2023)."
    )
    assert not any(verb in text for verb in VERBS)
    elsewhere = flows("2022 Q1", [100] * 4 + [400], [(5, 5)] * 5, [(5, 5)] * 5, country="UKR")
    assert tell_funnel(elsewhere, "UKR").endswith("The number referred rose from 2022 Q1.")


def test_a_state_without_a_mechanism_is_told_so_in_every_sentence() -> None:
    nothing = protect(count_funnel(decisions(), "UKR"))
    backlog = estimate_backlog(nothing)
    told = [
        describe_funnel(nothing, "Ukraine", "UKR"),
        describe_positive(share_positive(nothing), "Ukraine", "UKR"),
        describe_backlog(backlog, "Ukraine"),
        describe_wait(estimate_wait(backlog, nothing), "Ukraine"),
    ]
    empty = referrals({})
    shares = share_responders(protect(count_responders(empty, "UKR")))
    told.append(describe_responders(shares, "Ukraine", "UKR"))
    forms = share_combined(protect(count_responder_forms(empty, "UKR")))
    told.append(describe_combined(forms, "Ukraine"))
    assert all(sentence.is_empty and sentence.text.endswith(NONE) for sentence in told)
    boats = share_referred(protect(count_arrivals(arrivals(), "UKR", NAMES)))
    assert "only the United Kingdom publishes them" in describe_arrivals(boats, "Ukraine").text
    done = protect(count_arrival_outcomes(outcomes(), "UKR"))
    assert describe_arrival_outcomes(done, "Ukraine").is_empty


def positive(first: str, pairs: list[tuple[int, int]], country: str = GB) -> str:
    made = funnel(first, [100] * len(pairs), pairs, [], country=country)
    return describe_positive(share_positive(made), UK, country).text


def test_the_share_of_positive_decisions_rises_only_with_intervals_that_do_not_touch() -> None:
    """Of 1,000: 60.0% (56.9% to 63.0%) against 70.0% (67.1% to 72.8%), and 62.0% (to 65.0%)."""
    before = [(600, 400)] * 4
    assert "under the same rules, the share rose: 60.0% (56.9% to 63.0%), then 70.0%" in positive(
        "2020 Q1", [*before, (700, 300)]
    )
    assert "the share fell: 60.0%" in positive("2020 Q1", [*before, (500, 500)])
    assert "the share shows no clear change: 60.0%" in positive("2020 Q1", [*before, (620, 380)])
    few = positive("2020 Q1", [(6, 4)] * 4 + [(7, 3)])
    assert "the share shows no clear change" in few


def test_shares_on_both_sides_of_a_change_of_rules_are_not_compared() -> None:
    text = positive("2022 Q1", [(900, 100)] * 4 + [(100, 900)])
    assert "10.0% (8.3% to 12.0%) of 1,000 reasonable-grounds decisions were positive" in text
    assert "cannot be compared across the change of rules (30 January 2023)" in text
    assert not any(verb in text for verb in VERBS)
    elsewhere = positive("2022 Q1", [(900, 100)] * 4 + [(100, 900)], "UKR")
    assert "cannot be compared" not in elsewhere
    assert "the share fell" in elsewhere


def test_quarters_under_the_present_rules_are_counted_and_compared_after_a_year() -> None:
    """Whole quarters since July 2023: 2023 Q4 and on."""
    one = positive("2022 Q4", [(90, 10)] * 5)
    assert "Under the present rules one whole quarter is published: too few for a change." in one
    three = positive("2022 Q4", [(90, 10)] * 7)
    assert "Under the present rules 3 whole quarters are published: too few" in three
    five = positive("2023 Q4", [(90, 10)] * 4 + [(40, 60)])
    assert "From 2023 Q4 to 2024 Q4, under the same rules, the share fell" in five
    assert "too few" not in five


def test_a_share_known_as_a_range_is_told_as_one() -> None:
    source = decisions(
        ("2022 Q1", RG, "positive", "total", FEW), ("2022 Q1", RG, "total", "total", 10)
    )
    text = describe_positive(share_positive(protect(count_funnel(source, GB))), UK, GB).text
    assert text == ("In 2022 Q1, 0.0% to 68.7% of 10 reasonable-grounds decisions were positive.")


def test_who_waits_is_told_as_a_range_and_as_more_than_those_who_wait() -> None:
    made = funnel("2021 Q1", [100, 100], [(70, 30), (60, 40)], [(20, 10), (30, 10)], before=[30])
    told = describe_backlog(estimate_backlog(made), UK)
    assert told.text == (
        "At the end of 2021 Q2, between 0 and 30 people referred had no published "
        "reasonable-grounds decision and between 60 and 90 people with a positive one had no "
        "published conclusive-grounds decision. How many of these cases were closed without a "
        "decision is not published."
    )
    assert "fewer people wait than it says" in told.how_to_read
    boats = protect(count_arrival_outcomes(outcomes(rg_positive=90, rg_closed=10), GB))
    with_closed = describe_backlog(estimate_backlog(made, boats), UK).text
    assert with_closed.endswith(
        "between 47 and 77 people waited for a conclusive-grounds decision."
    )  # 10% of the 130 with a positive first decision were closed: 13 fewer
    assert "is not published" not in with_closed


def test_a_wait_is_told_under_its_assumption() -> None:
    made = funnel("2021 Q1", [100, 100], [(70, 30), (60, 40)], [(20, 10), (30, 10)], before=[0])
    told = describe_wait(estimate_wait(estimate_backlog(made), made), UK)
    # 60 of the 60 with a positive decision in the last quarter wait: one quarter, three months.
    assert told.text == (
        "If people were decided about in the order in which they came, the last one of 2021 Q2 had "
        "waited 0 months for a reasonable-grounds decision and 3 months for a conclusive-grounds "
        "decision."
    )
    assert "was not this one" in told.how_to_read


def responders(country: str = GB, **quarters: dict[str, int]) -> str:
    named = {f"{name[1:5]} {name[5:]}": {(kind, "total"): n for kind, n in parts.items()}
             for name, parts in quarters.items()}  # fmt: skip
    source = referrals(named)
    if country != GB:
        source.table["country"] = country
    shares = share_responders(protect(count_responders(source, country)))
    return describe_responders(shares, UK, country).text


def test_the_largest_group_is_named_only_where_it_is_clearly_the_largest() -> None:
    clear = responders(q2022Q3={"police": 700, "ngo": 300})
    assert clear == (
        "In 2022 Q3, 1,000 people were referred. The shares by who referred them were: police "
        "70.0% (66.7% to 73.1%) and non-governmental organisations 30.0% (26.9% to 33.3%). No "
        "other group referred as many as police."
    )
    assert "cannot be said: the intervals of the two largest overlap" in responders(
        q2022Q3={"police": 505, "ngo": 495}
    )


def test_responders_before_and_after_a_change_of_rules_are_not_compared() -> None:
    pair = {"q2022Q3": {"police": 700, "ngo": 300}, "q2023Q3": {"police": 300, "ngo": 700}}
    text = responders(**pair)
    assert "they cannot be compared" in text
    assert "30 January 2023 and July 2023" in text
    assert not any(verb in text for verb in VERBS)
    assert responders("UKR", **pair).endswith(
        "From 2022 Q3 to 2023 Q3: police fell and non-governmental organisations rose."
    )


def test_combined_forms_are_told_by_type_and_the_silent_are_named() -> None:
    source = referrals(
        {"2022 Q3": {("police", "total"): 9, ("ngo", "A"): 100}},
        ngo={"labour": 60, "labour+sexual": 20, "unknown": 20},
    )
    text = describe_combined(share_combined(protect(count_responder_forms(source, GB))), UK).text
    assert text == (
        "Among people referred in 2022 Q3 with a form recorded, more than one form was recorded "
        "for 25.0% (16.8% to 35.5%) of 80 referred by non-governmental organisations. For people "
        "referred by police no forms are published."
    )


def boats(**labels: tuple[int, int]) -> str:
    shares = share_referred(protect(count_arrivals(arrivals(**labels), GB, NAMES)))
    return describe_arrivals(shares, UK).text


def test_arrivals_are_told_as_an_identification_share() -> None:
    made = arrivals(100, 900)
    told = describe_arrivals(share_referred(protect(count_arrivals(made, GB, NAMES))), UK)
    assert told.text.startswith(
        "Of 1,000 people who arrived by small boat from 2022 Q1 to 2022 Q1, 10.0% (8.3% to 12.0%) "
        "were referred as potential victims."
    )
    assert "no prevalence" in told.how_to_read


def test_sexes_ages_and_nationalities_are_ranked_only_where_intervals_part() -> None:
    apart = boats(sex__female=(300, 700), sex__male=(100, 900))
    assert "Women and girls (30.0%, 26.9% to 33.3%) were referred more often than men" in apart
    near = boats(sex__female=(105, 895), sex__male=(100, 900))
    assert "were referred no clearly more or less often than men and boys" in near
    young = boats(age_group__child=(300, 700), age_group__a18=(100, 900), age_group__a25=(90, 900))
    assert "were referred more often than people of each older group" in young
    mixed = boats(age_group__child=(300, 700), age_group__a18=(310, 690), age_group__a25=(90, 900))
    assert "no clearly more or less often than people of every older group" in mixed
    first = boats(citizenship__VNM=(500, 500), citizenship__ALB=(100, 900))
    assert "the largest share is that of Viet Nam" in first
    tied = boats(citizenship__VNM=(110, 890), citizenship__ALB=(100, 900))
    assert "are too near to be ranked" in tied
    small = boats(citizenship__VNM=(90, 9), citizenship__ALB=(100, 900), citizenship__IRN=(1, 999))
    assert "the largest share is that of Albania" in small  # 99 arrivals are too few to rank


def test_outcomes_of_arrivals_are_told_stage_by_stage() -> None:
    made = outcomes(rg_positive=50, rg_awaited=10, cg_positive=20, cg_awaited=30)
    text = describe_arrival_outcomes(protect(count_arrival_outcomes(made, GB)), UK).text
    assert text == (
        "At the reasonable grounds stage: 50 positive and 10 awaited. At the conclusive grounds "
        "stage: 20 positive and 30 awaited."
    )


def test_no_sentence_is_made_from_counts_that_are_not_protected() -> None:
    counts = count_funnel(decisions(), GB)
    for describe in (describe_backlog, describe_wait, describe_combined, describe_arrivals,
                     describe_arrival_outcomes):  # fmt: skip
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            describe(counts, UK)  # type: ignore[arg-type]
    for tell in (describe_funnel, describe_positive, describe_responders):
        with pytest.raises(CaselightError, match="accepts a SafeTable only"):
            tell(counts, UK, GB)  # type: ignore[arg-type]
