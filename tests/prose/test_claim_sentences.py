"""Sentences about claims and print, to the word, and how they weaken when the figures move."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.figures import plot_said
from helpers.prose import (
    describe_claims,
    describe_comparisons,
    describe_files,
    describe_shares,
    describe_slips,
    describe_verdicts,
    show_claims,
    show_slips,
)
from helpers.prose.claims import tell_evidence, tell_reason, tell_verdict
from helpers.published import (
    Records,
    compare_shares,
    compare_statements,
    count_published,
    judge_claims,
)
from helpers.records import open_records
from helpers.sources.opened import open_table
from helpers.tables.claims import GROUNDS, UNCHECKED, Evidence, Judgement, Part
from helpers.tables.statements import FOLLOWS
from tests.published_figures.made import judged, open_changed, shipped, with_figure, with_value


def shares(records: Records) -> Any:
    return compare_shares(records.claims, records.published)


def test_the_headline_counts_each_word() -> None:
    told = describe_claims(judged(), "World")
    assert told.text == (
        "Of 12 claims in the speech of July 2014, public figures support 2 and contradict 1; "
        "9 cannot be checked with public data."
    )
    assert [(f[0], f[2]) for f in told.facts][:2] == [("2", "S8 and S9"), ("1", "S2")]


def test_the_headline_moves_with_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    add = with_figure("labour_share", 65, "2013", unit="percent")
    told = describe_claims(judge_claims(open_changed(monkeypatch, published=add)), "World")
    assert "support 3 and contradict 1; 8 cannot be checked" in told.text
    assert told.facts[0][2] == "S3, S8 and S9"


def test_the_words_are_told_with_who_prints_the_figures() -> None:
    told = describe_verdicts(judged(), "World")
    assert told.text.startswith(
        "Supported: S8 (United Nations Treaty Collection) and S9 (US Department of State, as coded "
        "by J. Kelley; M. Cho, A. Dreher and E. Neumayer). Contradicted: S2 (IOM press note of "
        "2012, later IOM report). Cannot be checked with public data: S1, S3"
    )
    assert "which of them is right the figures do not say" in told.how_to_read


def test_nothing_is_called_false_and_no_motive_is_told() -> None:
    listing = show_claims(judged(), "Title")
    texts = [cell for row in listing.rows for cell in row[1:]]
    texts += [describe_verdicts(judged(), "World").how_to_read]
    for word in ("false", "wrong", "lie", "lied", "untrue", "incorrect", "misled", "proved"):
        assert not any(word in text.lower().split() for text in texts), word


def test_a_contradicted_claim_names_its_sources_and_decides_nothing_between_them() -> None:
    row = judged().row("S2")
    assert tell_verdict(row) == "Contradicted by: IOM press note of 2012, later IOM report"
    assert tell_reason(row) == (
        "Every figure here for the share of labour exploitation in 2011 excludes it, with the "
        "rounding of both. The speech does not say of which people the share is. The sources do "
        "not say which figure is right."
    )
    figures = [tell_evidence(replace(e, url="")) for e in row.evidence]
    assert figures == [
        "2011: labour exploitation, 52.9%, 2,906 of 5,498 (IOM press note of 2012)",
        "2011: labour exploitation, 53% (later IOM report)",
        "2011: people, labour exploitation, 3,014 (later IOM report)",
        "2011: labour exploitation, public case files, between 3.9% and 95.4% of 1,863 people "
        "(CTDC)",
    ]


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_has_a_sentence_with_the_thing_in_it(ground: str) -> None:
    row = Judgement("S1", "A claim", "2014", "", 1, "", (Part("the thing", UNCHECKED, ground),))
    assert "the thing" in tell_reason(row)
    assert tell_reason(row).endswith(".")


def test_a_hidden_figure_is_told_as_hidden() -> None:
    assert tell_evidence(Evidence("people", "people", None, None, "An office", "2011")) == (
        "2011: people, hidden (An office)"
    )


def test_a_country_gets_an_honest_page() -> None:
    records = open_records("UKR", 2010, 2013)
    ledger = judge_claims(records)
    told = describe_claims(ledger, "Ukraine")
    assert told.is_empty
    assert told.text.endswith("for Ukraine. That is not a finding that there is nothing.")
    assert describe_verdicts(ledger, "Ukraine").is_empty
    empty = shares(records)
    assert describe_shares(empty, "Ukraine").is_empty
    assert describe_files(records.forms, records.bounds, empty, "Ukraine").is_empty
    shown = show_claims(ledger, "Title")._repr_mimebundle_()
    assert next(iter(shown.values()))["kind"] == "notice"


def test_the_speech_stands_beside_print_for_each_of_its_years() -> None:
    told = describe_shares(shares(shipped()), "World")
    assert told.text == (
        "For 2011 the speech says 35%, and in print are 52.9% of 5,498 (IOM press note of 2012) "
        "and 53% (later IOM report); for 2013 the speech says 65%, and no figure for 2013 is "
        "printed here."
    )
    assert told.title == "The speech and the printed figures exclude one another for 2011"
    assert "nothing here says which figure is right" in told.how_to_read


@pytest.mark.parametrize(
    ("share", "apart"), [(35, False), (36, False), (37, True), (34, False), (33, True)]
)
def test_the_title_says_apart_only_where_every_rounding_is(
    monkeypatch: pytest.MonkeyPatch, share: int, apart: bool
) -> None:
    """1,896 of 5,498, 34.485%, is apart from 35%; the title needs the other figure too."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        table = with_value(2906, 1896, measure="labour")(table)
        return with_value(53, share, measure="labour_share", year="2011")(table)

    told = describe_shares(shares(open_changed(monkeypatch, published=change)), "World")
    assert ("exclude one another for 2011" in told.title) == apart


def test_the_greatest_share_of_a_year_without_a_total_comes_from_its_parts() -> None:
    """2008: 3,404 women and 1,656 men are 5,060, 3,012 adults and 1,565 children 4,577; 2,031 of
    5,060 or more is at most 40.14%."""
    cell = shares(shipped()).cell(year="2008")
    assert (cell.value, cell.lower, cell.of) == (None, 0, 5060)
    assert cell.upper == pytest.approx(100 * 2031 / 5060)


def test_the_case_files_are_told_with_their_counts_and_bounds() -> None:
    """73 of 1,863 is 3.92%, and (73 + 1,705) of 1,863 is 95.44%."""
    told = describe_files(shipped().forms, shipped().bounds, shares(shipped()), "World")
    assert told.text.startswith(
        "For 2011 the public files hold 1,863 people; a main form of exploitation is recorded for "
        "73 and labour exploitation for 73, so that between 3.9% and 95.4% of them can have been "
        "in it. All of 52.9%, 53% and 35% lie between these bounds."
    )
    assert told.text.endswith("65% lies between these bounds.")


def test_case_files_that_record_more_rule_some_shares_out() -> None:
    bounds = shipped().bounds
    narrow = bounds.derive([replace(c, lower=40, upper=60) if c.key[-1] == "labour" else c
                            for c in bounds.cells])  # fmt: skip
    told = describe_files(shipped().forms, narrow, shares(shipped()), "World")
    assert "Both 52.9% and 53% lie between these bounds. 35% lies outside them." in told.text
    assert told.text.endswith("65% lies outside them.")


def test_the_slips_are_told_with_print_and_arithmetic() -> None:
    found = compare_statements(open_table("statements"), shipped().published)
    told = describe_slips(found, "World")
    assert told.text == (
        "4 of 28 numbers that stand in print beside their counts do not follow from them: "
        "children, 2008 to 2011, printed +27%, by the counts +30.4%; labour exploitation in 2011, "
        "of all cases, printed 53%, by the counts 54.8% (53% would be of 5,634 to 5,740); males, "
        "2008 to 2011, printed +27%, by the counts +23.2%; prosecutions in 2016, by region, "
        "printed 14,894, by the counts 14,897. As a difference in percentage points, and not in "
        "per cent, follows: share of sexual exploitation, 2011 to 2012, printed -7%."
    )
    table = show_slips(found, "Title")
    assert len(table.rows) == 5
    assert table.rows[0][:4] == ("Children, 2008 to 2011", "+27%", "+30.4%", "from 1,565 to 2,040")
    assert len(describe_comparisons(found).rows) == 37


def test_without_slips_the_sentence_says_none() -> None:
    found = compare_statements(open_table("statements"), shipped().published)
    right = replace(found, rows=found.of(FOLLOWS))
    assert describe_slips(right, "World").text == (
        "0 of 23 numbers that stand in print beside their counts do not follow from them."
    )
    one = replace(found, rows=found.of(FOLLOWS)[:1])
    assert describe_slips(one, "World").text.startswith("0 of 1 number that stand")


def test_the_chart_draws_print_filled_speech_open_and_a_bound_as_a_bar() -> None:
    bar, marks = plot_said(shares(shipped()), "Title").figure.data
    assert list(bar.x) == [pytest.approx(40.138, abs=0.001)]
    assert [round(x, 1) for x in marks.x] == [52.9, 53, 35, 45, 65, 74]
    assert [s == "diamond" for s in marks.marker.symbol] == [False, False, True, False, True, False]


def test_words_are_only_made_from_a_ledger() -> None:
    with pytest.raises(CaselightError, match="a ledger of claims only"):
        describe_claims({"S1": "supported"}, "World")  # type: ignore[arg-type]
    with pytest.raises(CaselightError, match="SafeTable only"):
        describe_shares(open_table("published").table, "World")  # type: ignore[arg-type]
    assert protect(count_published(open_table("published"))).unit == "as printed"
