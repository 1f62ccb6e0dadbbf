"""The ledger of claims: a verdict is one of three words, and moves when its figures move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from helpers.published import Records, judge_claims
from helpers.tables.change import Change
from helpers.tables.claims import (
    CONTRADICTED,
    GROUNDS,
    SUPPORTED,
    UNCHECKED,
    VERDICTS,
    Evidence,
    Part,
    combine,
)
from tests.published_figures.made import (
    IOM_NOTE,
    judged,
    open_changed,
    shipped,
    with_figure,
    with_value,
)


def verdict(records: Records, claim: str) -> tuple[str, str]:
    """The word and the ground of the first part that decided it."""
    row = judge_claims(records).row(claim)
    deciding = [p.ground for p in row.parts if p.verdict == row.verdict]
    return row.verdict, deciding[0]


def test_every_claim_of_the_speech_has_one_of_the_three_words() -> None:
    rows = judged().rows
    assert [row.claim for row in rows] == [f"S{n}" for n in range(1, 13)]
    assert {row.verdict for row in rows} <= set(VERDICTS)
    assert len(VERDICTS) == 3
    assert {part.ground for row in rows for part in row.parts} <= set(GROUNDS)


def test_no_other_word_can_be_made() -> None:
    with pytest.raises(ValueError, match="no verdict"):
        Part("a claim", "false", "agree")
    with pytest.raises(ValueError, match="no verdict"):
        Part("a claim", SUPPORTED, "we think so")


def test_a_claim_falls_with_any_part_and_stands_with_all_of_them() -> None:
    assert combine([SUPPORTED, UNCHECKED, CONTRADICTED]) == CONTRADICTED
    assert combine([SUPPORTED, UNCHECKED]) == UNCHECKED
    assert combine([SUPPORTED, SUPPORTED]) == SUPPORTED
    assert combine([]) == UNCHECKED


def figures(claim: str) -> list[Evidence]:
    return list(judged().row(claim).evidence)


def test_the_share_of_2011_is_contradicted_by_what_iom_printed_and_by_nothing_else() -> None:
    """2,906 / 5,498 = 52.855%; 53% as printed; the case files leave 73 to 1,778 of 1,863 open."""
    row = judged().row("S2")
    assert row.verdict == CONTRADICTED
    deciding = [e for e in row.evidence if e.decides]
    assert [(e.part, e.whole) for e in deciding] == [(2906, 5498), (None, None)]
    assert [round(e.lower or 0, 3) for e in deciding] == [52.856, 53]
    revised, files = [e for e in row.evidence if not e.decides]
    assert (revised.lower, revised.whole) == (3014, None)
    assert files.whole == 1863
    assert files.lower == pytest.approx(100 * 73 / 1863)
    assert files.upper == pytest.approx(100 * (73 + 1705) / 1863)


@pytest.mark.parametrize(
    ("labour", "share", "expected"),
    [
        (1924, 35, (SUPPORTED, "agree")),  # 34.995%
        (1897, 35, (SUPPORTED, "agree")),  # 34.503%: the least of 5,498 that rounds to 35%
        (1896, 35, (UNCHECKED, "disagree")),  # 34.485%
        (1951, 35, (SUPPORTED, "agree")),  # 35.486%
        (1952, 35, (UNCHECKED, "disagree")),  # 35.504%
        (2906, 35, (UNCHECKED, "disagree")),
        (1896, 36, (UNCHECKED, "touch")),  # 35.5% rounds to 35% and to 36%
        (1896, 34, (UNCHECKED, "touch")),
        (1896, 37, (CONTRADICTED, "exclude")),
        (1896, 33, (CONTRADICTED, "exclude")),
    ],
)
def test_a_share_is_decided_by_every_figure_of_its_year(
    monkeypatch: pytest.MonkeyPatch, labour: int, share: int, expected: tuple[str, str]
) -> None:
    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = with_value(2906, labour, measure="labour")(table)
        return with_value(53, share, measure="labour_share", year="2011")(table)

    assert verdict(open_changed(monkeypatch, published=change), "S2") == expected


def test_counts_without_a_total_on_their_page_decide_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def drop(table: pd.DataFrame) -> pd.DataFrame:
        return table[
            ~((table["year"] == "2011") & table["measure"].isin(["total", "labour_share"]))
        ]

    assert verdict(open_changed(monkeypatch, published=drop), "S2") == (UNCHECKED, "other_years")


def test_the_speech_itself_moves_the_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def say(claims: pd.DataFrame) -> pd.DataFrame:
        claims.loc[claims["claim"] == "S2", "value"] = "53"
        return claims

    assert verdict(open_changed(monkeypatch, claims=say), "S2") == (SUPPORTED, "agree")


@pytest.mark.parametrize(
    ("share", "expected"),
    [(65, (SUPPORTED, "agree")), (66, (UNCHECKED, "touch")), (67, (CONTRADICTED, "exclude"))],
)
def test_another_year_decides_nothing_and_the_year_itself_does(
    monkeypatch: pytest.MonkeyPatch, share: int, expected: tuple[str, str]
) -> None:
    """65% is 64.5 to 65.5 and 66% is 65.5 to 66.5: both can be 65.5."""
    assert verdict(shipped(), "S3") == (UNCHECKED, "other_years")
    add = with_figure("labour_share", share, "2013", unit="percent")
    assert verdict(open_changed(monkeypatch, published=add), "S3") == expected


@pytest.mark.parametrize(
    ("total", "year", "purposes", "expected"),
    [
        (65_001, "2014", 60, SUPPORTED),
        (65_001, "2012", 60, SUPPORTED),  # a number that only grows had been reached before
        (60_100, "2014", 60, CONTRADICTED),
        (60_100, "2012", 60, UNCHECKED),  # it may have grown since
        (65_001, "2014", 40, CONTRADICTED),
    ],
)
def test_a_number_that_only_grows_holds_once_it_is_reached(
    monkeypatch: pytest.MonkeyPatch, total: int, year: str, purposes: int, expected: str
) -> None:
    def add(table: pd.DataFrame) -> pd.DataFrame:
        table = with_figure("cumulative_total", total, year)(table)
        share = with_figure("cumulative_sexual_or_labour_share", purposes, "2014", unit="percent")
        return share(table)

    assert judged().row("S1").verdict == UNCHECKED
    assert judge_claims(open_changed(monkeypatch, published=add)).row("S1").verdict == expected


def test_years_are_not_added_up_to_a_total(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody assisted in two years would count twice, so 70,000 in a year decide nothing."""
    change = with_value(6499, 70_000, measure="total")
    assert verdict(open_changed(monkeypatch, published=change), "S1") == (UNCHECKED, "no_figure")


@pytest.mark.parametrize(
    ("claim", "topic", "rows", "expected"),
    [
        ("S4", "IOM projects", {"projects": 1200, "countries": 130}, SUPPORTED),
        ("S4", "IOM projects", {"projects": 1200}, UNCHECKED),
        ("S4", "IOM projects", {"projects": 911, "countries": 130}, CONTRADICTED),
        ("S4", "IOM projects", {"projects": 1200, "countries": 99}, CONTRADICTED),
        ("S6", "ICAT", {"created": 2006, "organizations": 16}, SUPPORTED),
        ("S6", "ICAT", {"created": 2007, "organizations": 16}, CONTRADICTED),
        ("S6", "ICAT", {"created": 2006, "organizations": 15}, CONTRADICTED),
        ("S6", "ICAT", {"organizations": 16}, UNCHECKED),
        ("S11", "Proceeds of crime", {"rank": 3}, SUPPORTED),
        ("S11", "Proceeds of crime", {"rank": 4}, CONTRADICTED),
        ("S12", "ICAT", {"chaired_by_iom": 1, "first_world_day": 1}, SUPPORTED),
        ("S12", "ICAT", {"chaired_by_iom": 0, "first_world_day": 1}, CONTRADICTED),
        ("S12", "ICAT", {"chaired_by_iom": 1}, UNCHECKED),
    ],
)
def test_a_claim_without_a_figure_cannot_be_checked_and_one_with_figures_can(
    monkeypatch: pytest.MonkeyPatch, claim: str, topic: str, rows: dict[str, int], expected: str
) -> None:
    def add(table: pd.DataFrame) -> pd.DataFrame:
        for measure, value in rows.items():
            table = with_figure(measure, value, "2014", topic=topic)(table)
        return table

    assert judged().row(claim).verdict == UNCHECKED
    assert judged().row(claim).evidence == () or claim == "S1"
    changed = judge_claims(open_changed(monkeypatch, published=add)).row(claim)
    assert changed.verdict == expected
    assert len(changed.evidence) == len(rows)


def test_a_figure_of_a_later_year_does_not_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    add = with_figure("rank", 2, "2017", topic="Proceeds of crime")
    records = open_changed(monkeypatch, published=add)
    assert verdict(records, "S11") == (UNCHECKED, "other_years")


@pytest.mark.parametrize(
    ("annual", "expected"),
    [
        (700_000, (SUPPORTED, "agree")),  # 6,499 is less than a tenth of 650,000
        (90_001, (CONTRADICTED, "exclude")),  # not hundreds of thousands
        (110_001, (SUPPORTED, "agree")),
    ],
)
def test_only_people_trafficked_within_a_year_are_set_beside_people_assisted(
    monkeypatch: pytest.MonkeyPatch, annual: int, expected: tuple[str, str]
) -> None:
    add = with_figure("trafficked_annually", annual, "2013", topic="Estimate")
    assert verdict(open_changed(monkeypatch, published=add), "S5") == expected


def test_assisted_people_who_are_no_small_part_contradict(monkeypatch: pytest.MonkeyPatch) -> None:
    """13,001 of 120,001 are more than a tenth; the estimate itself agrees with the claim."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = with_value(6499, 13_001, measure="total")(table)
        return with_figure("trafficked_annually", 120_001, "2013", topic="Estimate")(table)

    row = judge_claims(open_changed(monkeypatch, published=change)).row("S5")
    assert [(p.verdict, p.ground) for p in row.parts] == [
        (SUPPORTED, "agree"), (CONTRADICTED, "not_small"),
    ]  # fmt: skip


def test_the_gap_is_shown_side_by_side_and_no_stock_decides_it() -> None:
    """UNODC's own sum for 2013 as in the shipped table; stocks carry the name of their concept."""
    row = judged().row("S5")
    assert row.verdict == UNCHECKED
    told = {e.what: (e.lower, e.decides) for e in row.evidence}
    assert told["people in forced labour, estimated, another concept"] == (20_900_000, False)
    assert told["victims identified"] == (46_570, False)
    assert told["people assisted"] == (6499, True)
    assert not any("%" in e.unit for e in row.evidence)


def test_sectors_are_recorded_each_in_a_category_of_its_own() -> None:
    """Fishing is recorded with aquaculture (ISIC A 03); textiles only within manufacturing (C)."""
    row = judged().row("S7")
    assert {p.what: p.ground for p in row.parts} == {
        "agriculture": "recorded",
        "construction": "recorded",
        "fisheries": "recorded",
        "textiles": "wider",
        "domestic service": "recorded",
    }
    assert row.verdict == UNCHECKED
    assert "no proof" in row.caveat


def test_a_sector_of_its_own_for_textiles_would_support_and_none_for_fishing_would_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def rename(old: str, new: str) -> Any:
        return lambda table: table.assign(sector=table["sector"].replace(old, new))

    changed = open_changed(monkeypatch, caseload_sectors=rename("manufacturing", "textiles"))
    assert verdict(changed, "S7") == (SUPPORTED, "recorded")
    gone = open_changed(monkeypatch, caseload_sectors=rename("aquafarming", "forestry"))
    assert {p.what: p.ground for p in judge_claims(gone).row("S7").parts}["fisheries"] == (
        "not_recorded"
    )


def test_ratifications_rose_from_the_entry_into_force_to_the_year_before_the_speech() -> None:
    """The Treaty Collection's own list; 124 parties on 26 September 2008 are 123 States and the EU,
    as UNODC's list of signatories of that day has them."""
    row = judged().row("S8")
    assert row.verdict == SUPPORTED
    first, last = [e for e in row.evidence if e.decides]
    assert (first.year, last.year) == ("2003", "2013")
    days = [(e.year, e.unit, e.lower) for e in row.evidence if not e.decides]
    assert ("2008-09-26", "", 124) in days
    assert ("2008-09-26", "States", 123) in days
    assert (first.lower or 0) >= 40  # the Protocol entered into force with its 40th instrument


def test_no_ratification_after_the_first_year_contradicts_and_none_at_all_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def early(table: pd.DataFrame) -> pd.DataFrame:
        return table[table["consented"].fillna("9") < "2004"]

    flat = open_changed(monkeypatch, treaties=early)
    assert verdict(flat, "S8") == (CONTRADICTED, "not_rose")
    empty = replace(shipped(), parties=shipped().parties.where(year=()))
    assert verdict(empty, "S8") == (UNCHECKED, "no_figure")


def test_criminalization_is_decided_by_a_count_of_states_when_one_is_at_hand() -> None:
    without = replace(shipped(), criminalized=None)
    assert verdict(without, "S9") == (UNCHECKED, "no_figure")
    told = [(e.year, e.lower, e.upper) for e in judged().row("S9").evidence]
    # Kelley's coding, 1999: 3 full, 25 partial, 135 none, 23 not coded; 2013: 126, 31, 12, 20.
    assert told[:2] == [("1999", 3, 3 + 23), ("2013", 126, 126 + 20)]
    # US TIP Report 2006, table of legislation: 3+1+14+4+0+2, 7+3+20+1+1+7 and 12+5+12+3+0+9.
    assert [(y, n) for y, n, _ in told[2:]] == [("2003", 24), ("2004", 39), ("2005", 41)]
    assert verdict(shipped(), "S9") == (SUPPORTED, "rose")
    rising = shipped().parties
    assert verdict(replace(shipped(), criminalized=rising), "S9") == (SUPPORTED, "rose")
    falling = rising.derive([replace(c, value=200 - (c.value or 0), lower=None, upper=None)
                             for c in rising.cells])  # fmt: skip
    assert verdict(replace(shipped(), criminalized=falling), "S9") == (CONTRADICTED, "not_rose")


ROSE = {"first": (100.0, 110.0), "last": (150.0, 160.0), "verb": "rose"}
FELL = {"first": (150.0, 160.0), "last": (100.0, 110.0), "verb": "fell"}
SAME = {"first": (100.0, 110.0), "last": (105.0, 115.0), "verb": "no clear change"}


@pytest.mark.parametrize(
    ("stages", "states", "expected"),
    [
        ({"prosecuted": ROSE}, 40, (UNCHECKED, "no_stage")),
        ({"investigated": ROSE, "prosecuted": ROSE, "sentenced": ROSE}, 20, (SUPPORTED, "rose")),
        ({"investigated": ROSE, "prosecuted": ROSE, "sentenced": ROSE}, 19,
         (UNCHECKED, "few_states")),
        ({"investigated": ROSE, "prosecuted": SAME, "sentenced": ROSE}, 40, (UNCHECKED, "unclear")),
        ({"prosecuted": FELL}, 40, (CONTRADICTED, "not_rose")),
        ({"convicted": FELL}, 40, (UNCHECKED, "no_stage")),
    ],
)  # fmt: skip
def test_efforts_are_judged_stage_by_stage_over_the_same_states(
    stages: dict[str, Any], states: int, expected: tuple[str, str]
) -> None:
    changes = tuple(Change(label, states, **ends) for label, ends in stages.items())
    assert verdict(replace(shipped(), changes=changes), "S10") == expected


def test_a_window_that_ends_after_the_speech_decides_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = judge_claims(open_changed(monkeypatch, 2010, 2015)).row("S10")
    grounds = {p.what: p.ground for p in late.parts}
    assert grounds["persons prosecuted"] == "late"
    assert {p.what: p.ground for p in judged().row("S10").parts}["persons prosecuted"] == "rose"


def test_a_claim_without_a_rule_cannot_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    def rename(claims: pd.DataFrame) -> pd.DataFrame:
        return claims.assign(claim=claims["claim"].replace("S4", "S99"))

    assert verdict(open_changed(monkeypatch, claims=rename), "S99") == (UNCHECKED, "no_figure")


def test_every_printed_figure_has_its_page_and_every_other_its_source() -> None:
    for row in judged().rows:
        for evidence in row.evidence:
            assert evidence.source
            assert evidence.url.startswith(("http", "github:")), evidence
    assert {e.url for e in figures("S2") if e.part} == {IOM_NOTE}
