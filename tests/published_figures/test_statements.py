"""The publishers' own arithmetic: their slips are found, and nothing that is right is flagged."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.published import compare_statements, count_published
from helpers.sources.opened import open_table
from helpers.sources.statements import read_statements
from helpers.tables.statements import FOLLOWS, OPEN, POINTS, SLIP, Comparison, Comparisons
from tests.published_figures.made import shipped


@cache
def compared() -> Comparisons:
    return compare_statements(open_table("statements"), shipped().published)


def row(name: str) -> Comparison:
    (found,) = [r for r in compared().rows if r.name == name]
    return found


def test_the_slips_of_the_publishers_are_found_and_no_others() -> None:
    """IOM's press note of 2012 (children, males), its later report (3,014 as 53%), and a blog that
    quotes the TIP Report 2017 (14,894 for regions that add to 14,897)."""
    assert [r.name for r in compared().of(SLIP)] == [
        "iom-2011-children",
        "iom-2011-labour-later",
        "iom-2011-males",
        "tip-2016-prosecutions",
    ]
    assert [r.name for r in compared().of(POINTS)] == ["iom-2012-sexual-share"]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("iom-2011-children", 100 * (2040 / 1565 - 1), 100 * (2040 / 1565 - 1)),  # 30.4
        ("iom-2011-males", 100 * (2040 / 1656 - 1), 100 * (2040 / 1656 - 1)),  # 23.2
        ("iom-2011-labour-later", 100 * 3014 / 5498, 100 * 3014 / 5498),  # 54.8
        ("tip-2016-prosecutions", 14_897, 14_897),
        ("ilo-2012-central-europe", 100 * 1.55 / 20.95, 100 * 1.65 / 20.85),
    ],
)
def test_what_follows_from_the_counts_is_told(name: str, low: float, high: float) -> None:
    assert row(name).lower == pytest.approx(low)
    assert row(name).upper == pytest.approx(high)


def test_the_total_of_which_a_printed_share_would_be_true_is_told() -> None:
    """3014 / 0.535 = 5633.6 and 3014 / 0.525 = 5740.95: about 5,690, and not 5,498."""
    assert row("iom-2011-labour-later").wholes == (5634, 5740)
    assert row("iom-2011-children").wholes is None


def test_seven_per_cent_of_the_ilo_is_right() -> None:
    assert row("ilo-2012-central-europe").outcome == FOLLOWS
    assert {r.outcome for r in compared().rows if r.topic == "ILO estimate"} == {FOLLOWS}


def test_a_statement_without_counts_beside_it_is_not_judged() -> None:
    for found in compared().of(OPEN):
        assert found.lower is None
        assert not found.parts or not found.whole


def test_every_percentage_that_a_published_note_tells_is_among_the_statements() -> None:
    """By its digits and its topic; what the counts give by our arithmetic is named here."""
    ours = {"30.4%", "23.2%", "4.4%"}  # what the counts give, and a rounder form of 4.37%
    printed = {(r.topic, r.printed.lstrip("+-")) for r in compared().rows}
    missing = [
        (figure.topic, number)
        for figure in open_table("published").table.fillna("").itertuples()
        for number in re.findall(r"\d+(?:\.\d+)?%", figure.note)
        if (figure.topic, number) not in printed and number not in ours
    ]
    assert missing == []


def test_every_shipped_statement_is_as_typed_and_has_its_page() -> None:
    typed = read_statements().fillna("").sort_values("statement").to_dict("records")
    assert open_table("statements").table.fillna("").to_dict("records") == typed
    assert all(r["url"].startswith(("http", "github:")) for r in typed)


def changed(**cells: str) -> Comparisons:
    """The statement on children, with some of its cells changed."""
    source = open_table("statements")
    mine = source.table[source.table["statement"] == "iom-2011-children"].copy()
    for name, text in cells.items():
        mine[name] = text
    return compare_statements(replace(source, table=mine), shipped().published)


@pytest.mark.parametrize(
    ("printed", "outcome"),
    [("+29%", SLIP), ("+30%", FOLLOWS), ("+31%", SLIP), ("+30.4%", FOLLOWS), ("+30.3%", SLIP)],
)
def test_a_statement_is_flagged_when_its_percentage_moves(printed: str, outcome: str) -> None:
    """2040 / 1565 = 1.303514, so 30.35% rounds to 30.4% and to 30%."""
    assert changed(printed=printed).rows[0].outcome == outcome


def test_a_statement_follows_a_published_figure_that_moves() -> None:
    source = open_table("published")
    table = source.table.copy()
    table.loc[(table["value"] == "1565"), "value"] = "1606"  # 2040 / 1606 = 1.2702
    published = protect(count_published(replace(source, table=table)))
    statements = open_table("statements")
    mine = statements.table[statements.table["statement"] == "iom-2011-children"].copy()
    mine["whole"] = "World/2008/children: 1,606"
    assert compare_statements(replace(statements, table=mine), published).rows[0].outcome == FOLLOWS


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"whole": "World/2008/children: 1,566"}, "among the published figures"),
        ({"whole": "World/2009/children: 1,565"}, "among the published figures"),
        ({"kind": "ratio"}, "a share, a change or a sum"),
        ({"printed": "a quarter"}, "printed number"),
    ],
)
def test_a_statement_that_cannot_be_read_is_refused(cells: dict[str, str], told: str) -> None:
    with pytest.raises(CaselightError, match=told):
        changed(**cells)


def test_without_published_figures_there_is_nothing_to_compare() -> None:
    source = open_table("published")
    empty = protect(count_published(replace(source, table=source.table.iloc[:0])))
    assert compare_statements(open_table("statements"), empty).rows == ()


def test_a_published_figure_that_is_no_whole_number_is_refused() -> None:
    source = open_table("published")
    table = pd.concat([source.table.iloc[:1].assign(value="12.5")])
    with pytest.raises(CaselightError, match="whole number"):
        count_published(replace(source, table=table))
