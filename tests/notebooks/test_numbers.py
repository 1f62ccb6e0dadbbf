"""Every number in a sentence stands in a table of the same report, or is derived from one here.

What is derived is computed again in this file, from the rows that the report was made of and
not through the code that words the sentence.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from helpers.sources.reference import read_reference
from tests.notebooks.running import NAMES, Report, run_notebook

PLACES = ("WLD", "PHL", "GBR", "UKR", "USA", "TUV")
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?%?")
DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b")

# Numbers that are words of method, not findings.
CONSTANTS = {
    "95%",  # level of the intervals
    "100%",  # what overlapping shares may exceed
    "40",  # points by which blanks may move a share that is drawn
    "100,000",  # rates are per this many inhabitants
    "16.2.2",  # a name
    "16.2",
    "5",  # as in '<5'
    "0",  # the bounds of '<5'
    "4",
    "18",  # the age that separates children from adults
    "12",  # labels drawn in a ranking
    "95",  # of 100 caseloads, in which all intervals of a channel hold
    "100",
}


@cache
def report_of(name: str, country: str) -> Report:
    return run_notebook(name, country=country)


each_report = pytest.mark.parametrize(
    ("name", "country"), [(name, place) for name in NAMES for place in PLACES]
)


def numbers(text: str) -> list[str]:
    found = [n.rstrip(",") for n in NUMBER.findall(DATE.sub("", text))]
    return [n for n in found if not re.fullmatch(r"(19|20)\d\d", n)]  # a year


def printed(report: Report) -> set[str]:
    """Every number in a cell of a table that the reader sees."""
    tables = [payload["table"] for payload in report.payloads("chart", "table")]
    cells = [cell for table in tables for row in table["rows"] for cell in row]
    return {number for cell in cells for number in numbers(cell)}


def one_decimal(part: int, whole: int) -> str:
    """A share as a reader rounds it, in whole numbers: half goes up."""
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def derive_caseload(report: Report) -> set[str]:
    """From the rows: people of known sex, women and girls among them, the heaviest year."""
    found: set[str] = set()
    rows = report.names["caseload"].table
    for _, mine in rows.groupby("channel"):
        known = mine[mine["sex"] != "unknown"]
        women = known[known["sex"] == "female"]["persons"].sum()
        everyone = int(known["persons"].sum())
        found |= {f"{everyone:,}", one_decimal(int(women), everyone)} if everyone else set()
        main = mine[["form_labour", "form_sexual", "form_other"]]
        years = mine[(main == "yes").any(axis=1)].groupby("year")["persons"].sum()
        found |= {one_decimal(int(years.max()), int(years.sum()))} if len(years) else set()
    return found


def derive_rows(report: Report) -> set[str]:
    """How many labels a ranking has, and how many of its counts are hidden."""
    found: set[str] = set()
    for payload in report.payloads("chart"):
        cells = [row[-1] for row in payload["table"]["rows"]]
        found |= {str(len([c for c in cells if c not in {"0", "not reported"}]))}
        found |= {str(len([r for r in payload["table"]["rows"] if r[1] != "All"]))}
        found |= {str(cells.count("hidden"))}
    return found


def derive_identified(report: Report, country: str) -> set[str]:
    """From the rows: children and adults over both sexes, and the years without a number."""
    rows = read_reference("identified").table
    mine = rows[(rows["country"] == country) & (rows["form"] == "total")]
    parts = mine[(mine["sex"] != "total") & mine["age_group"].isin(["child", "adult"])]
    parts = parts[parts["year"] == parts["year"].max()]
    sums = parts.groupby("age_group")[["lower", "upper"]].sum()
    found = {f"{int(n):,}" for n in sums.to_numpy().ravel()}
    years = set(mine[(mine["sex"] == "total") & (mine["age_group"] == "total")]["year"])
    return found | ({str(max(years) - min(years) + 1 - len(years))} if years else set())


def derive_justice(country: str) -> set[str]:
    """From the rows: for how many years each stage was reported."""
    rows = read_reference("justice").table
    mine = rows[(rows["country"] == country) & (rows["sex"] == "total")]
    mine = mine[mine["age_group"] == "total"]
    return {str(n) for n in mine.groupby("stage")["year"].nunique()}


def derive_exposure(report: Report) -> set[str]:
    """From the rows: women and girls among those of known sex, and how much is hidden."""
    rows = read_reference("caseload_exposure").table
    rows = rows[(rows["country"] == "all") & (rows["attribute"] == "sex")]
    rows = rows[(rows["status"] == "observed") & (rows["value"] != "unknown")]
    found: set[str] = set()
    for _, mine in rows.groupby(["channel", "sector"]):
        everyone = int(mine["persons"].sum())
        women = int(mine.loc[mine["value"] == "female", "persons"].sum())
        found |= {f"{everyone:,}", one_decimal(women, everyone)}
    for payload in report.payloads("chart", "table"):
        cells = [cell for row in payload["table"]["rows"] for cell in row]
        found.add(str(cells.count("hidden")))
    return found


def derived(name: str, country: str, report: Report) -> set[str]:
    if name == "caseload_composition":
        return derive_caseload(report) | derive_rows(report)
    if name == "identification_gap":
        return derive_identified(report, country)
    if name == "sector_exposure":
        return derive_exposure(report)
    return derive_justice(country)


@each_report
def test_every_number_in_a_sentence_stands_in_a_table_beside_it(name: str, country: str) -> None:
    report = report_of(name, country)
    known = printed(report) | derived(name, country, report) | CONSTANTS
    missing = {
        number: text
        for text in report.sentences()
        for number in numbers(text)
        if number not in known
    }
    assert missing == {}


@each_report
def test_what_nobody_is_left_out_of_is_told_as_zero_and_counted(name: str, country: str) -> None:
    """The number of hidden counts on the page is the number of cells that say so."""
    report = report_of(name, country)
    told = " ".join(p["text"] for p in report.payloads("hidden"))
    hidden = int(re.search(r"([\d,]+) counts? (?:is|are) hidden", told)[1].replace(",", ""))  # type: ignore[index]
    tables = [payload["table"]["rows"] for payload in report.payloads("chart", "table")]
    cells = [cell for rows in tables for row in rows for cell in row]
    # Counts by year stand on the page as shares, so a hidden one may not have a cell of its own.
    assert hidden >= cells.count("hidden")


def test_the_test_would_see_a_number_that_no_table_has() -> None:
    report = report_of("prosecution_trends", "WLD")
    assert numbers("In 54 States 1,584 to 1,665 persons (46.5%) in 2020, on 2002-05-28.") == [
        "54",
        "1,584",
        "1,665",
        "46.5%",
    ]
    assert "1,584" in printed(report)
    assert "1,665" not in printed(report)


def texts_of(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


@each_report
def test_no_page_gives_a_share_of_both_channels_together(name: str, country: str) -> None:
    """Pooled, labour is 19,980 of 71,220 or 28.05%: nobody's figure."""
    shown = texts_of([dict(display) for display in report_of(name, country).displays])
    assert "71,220" not in shown
    assert "71220" not in shown
    assert "19,980" not in shown
    sentences = " ".join(report_of(name, country).sentences())
    assert "28.0%" not in sentences
    assert "28.1%" not in sentences


def test_the_world_page_shows_both_channels_with_their_own_numbers() -> None:
    text = report_of("caseload_composition", "WLD").headline["text"]
    assert "46.5% of 22,488 in case management" in text
    assert "19.5% of 48,732 reported to a hotline" in text


def test_other_forms_of_the_hotline_are_not_collected_and_nowhere_zero() -> None:
    report = report_of("caseload_composition", "WLD")
    for payload in report.payloads("chart", "table"):
        for row in payload["table"]["rows"]:
            words = " ".join(row).lower()
            if "hotline" in words and "other forms" in words:
                assert "0.0%" not in row
    (counts,) = [p for p in report.payloads("table") if p["id"] == "counts"]
    other = {row[0]: row[1:] for row in counts["table"]["rows"]}["Other forms of exploitation"]
    assert other == ["7,105", "not collected"]


def test_the_page_says_who_was_left_out_and_what_was_never_asked() -> None:
    told = [p["text"] for p in report_of("caseload_composition", "PHL").payloads("hidden")]
    (withheld,) = [text for text in told if "left out" in text]
    assert "0 in case management and 0 in hotline" in withheld
    hotline = withheld.split("Not collected in hotline: ")[1]
    assert hotline.startswith("forced marriage, use in armed conflict, organ removal, other forms")


def test_the_world_sum_of_convictions_stands_with_the_states_behind_it() -> None:
    report = report_of("prosecution_trends", "WLD")
    (sentence,) = [t for t in report.sentences() if "no trend" in t and "reported conv" in t]
    assert "22 States reported convictions for 2003, 114 for 2017 and 21 for 2021" in sentence
    assert "fell from" in report.headline["text"] or "rose from" in report.headline["text"]
    assert "States that reported convictions for both 2010 and 2020" in report.headline["text"]


def test_the_naive_sum_stands_beside_the_same_states() -> None:
    rows = read_reference("justice").table
    rows = rows[(rows["sex"] == "total") & (rows["age_group"] == "total")]
    rows = rows[rows["stage"] == "convicted"]
    (text,) = [t for t in report_of("prosecution_trends", "PHL").sentences() if "Everybody" in t]
    for year in (2010, 2020):
        mine = rows[rows["year"] == year]
        low, high, states = mine["lower"].sum(), mine["upper"].sum(), len(mine)
        assert f"{low:,} to {high:,} for {year} ({states} States)" in text


def test_a_country_page_says_how_many_states_report() -> None:
    texts = report_of("identification_gap", "PHL").sentences()
    assert [t for t in texts if "For 2020, 125 States reported a number." in t]


def test_the_country_page_has_the_world_beside_it_channel_by_channel() -> None:
    (text,) = [
        t for t in report_of("caseload_composition", "PHL").sentences() if " in the world" in t
    ]
    assert "46.5% of 22,488 in the world, assisted through case management" in text
    assert "hotline" not in text
