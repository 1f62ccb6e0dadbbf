"""Every number in a sentence stands in a table of the same report, or is derived from one here.

What is derived is computed again in this file, from the rows that the report was made of and
not through the code that words the sentence.
"""

from __future__ import annotations

import json
import re
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd
import pytest

from helpers.sources.reference import read_reference
from tests.notebooks.running import NAMES, Report, run_notebook

PLACES = ("WLD", "PHL", "GBR", "UKR", "USA", "TUV")
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?%?")
DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2} [A-Z][a-z]+ \d{4}\b")

# A stock over a flow, or a flow over a stock, in whatever words.
DIVIDED = re.compile(
    r"%\s*(?:of\s+(?:all\s+)?(?:victims|people)\s+)?(?:are\s+|were\s+)?(?:detected|identified)"
    r"|per ?cent (?:are |were )?(?:detected|identified)|detection rate|identification rate"
    r"|share of (?:all )?(?:victims|people) (?:detected|identified)|\b(?:one|1) in \d",
    re.IGNORECASE,
)

# Numbers that are words of method, not findings.
CONSTANTS = {
    "95%",  # level of the intervals
    "99%",  # level of the interval of one State's own line
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
    "100",  # ratios are per this many; arrivals from which on a nationality is ranked
    "20",  # the least number of States for an estimate
    "2",  # reports on each side of an event
    "3",  # years after an event, and of lag
    "80%",  # of a region that a country's groups must hold to be standardised
    "95",  # of 100 caseloads, in which all intervals of a channel hold
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
        everybody = int(mine["persons"].sum())  # unknown sex counted as no, and as yes
        unknown = everybody - everyone
        found |= {one_decimal(int(women) + more, everybody) for more in (0, unknown)}
        main = mine[["form_labour", "form_sexual", "form_other"]]
        years = mine[(main == "yes").any(axis=1)].groupby("year")["persons"].sum()
        found |= {one_decimal(int(years.max()), int(years.sum()))} if len(years) else set()
    return found


def known_rows(report: Report) -> pd.DataFrame:
    rows = report.names["caseload"].table
    return rows[(rows[["form_labour", "form_sexual", "form_other"]] == "yes").any(axis=1)]


def two_decimals(share: Fraction) -> str:
    hundredths = int(10_000 * share + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02d}%"


def derive_pooled(report: Report) -> set[str]:
    """Labour of each channel and of both, with two decimals, as a quotation has them."""
    rows = known_rows(report)
    if rows["channel"].nunique() < 2:
        return set()
    parts = [rows, *(part for _, part in rows.groupby("channel"))]
    shares = [
        Fraction(int(p[p["form_labour"] == "yes"]["persons"].sum()), int(p["persons"].sum()))
        for p in parts
    ]
    return {two_decimals(share) for share in shares}


def derive_comparable(report: Report) -> set[str]:
    """For the two years compared: who is in groups of both, and what the grey bars add up to."""
    ends, found = report.names["ends"], set()
    if ends is None:
        return set()
    rows = known_rows(report)
    rows = rows[rows["channel"] == ends.first.channel]
    sides = [rows[rows["year"] == side.year] for side in (ends.first, ends.last)]
    for by in (["country"], ["sex", "age_group"]):
        named = [s[(s[by] != "unknown").all(axis=1)].set_index(by).index for s in sides]
        outside = []
        for side in sides:
            inside = side.set_index(by).index.isin(named[0].intersection(named[1]))
            whole, part = int(side["persons"].sum()), int(side[inside]["persons"].sum())
            yes = side["form_labour"] == "yes"
            found.add(one_decimal(part, whole))
            if part:
                within = Fraction(int(side[inside & yes]["persons"].sum()), part)
                outside.append(Fraction(int(side[yes]["persons"].sum()), whole) - within)
        if len(outside) == 2:
            found.add(f"{abs(float(100 * (outside[1] - outside[0]))):.1f}")
    return found


def derive_strata(report: Report) -> set[str]:
    """Who is in groups of sex and age that the country has, and what the rest leaves open."""
    found: set[str] = set()
    for result in report.names["standard"].results:
        parts = [result.covered, result.unplaced or 0.0]
        found |= {f"{100 * part:.1f}%" for part in parts}
        found |= {f"{bound:.1f}%" for bound in (result.least, result.most) if bound is not None}
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


def derive_compared(country: str) -> set[str]:
    """From the rows: the certain step of ten, the worked pairs, and the countries of a sum."""
    rows = read_reference("published").table
    keys = zip(rows["topic"], rows["year"], rows["measure"], rows["area"], strict=True)
    fact = dict(zip(keys, rows["value"], strict=True))
    world = country == "WLD"
    found = {"10", "100"} if not world else {"1"}  # 1 thousand
    if world:
        rows = read_reference("estimates").table
        told = rows[rows["status"] != "not_reported"]
        found |= {str(n) for n in told.groupby("edition")["area"].nunique()}
        tip = "TIP global law enforcement"
        convicted = int(fact[(tip, "2009", "convictions", "World")])
        known = int(fact[(tip, "2009", "victims_identified", "World")])
        stock = int(fact[("ILO estimate", "2005", "forced_labour", "World")])
        assert 100 * known <= stock < 1000 * known
        return found | {"100", f"{100 * convicted / known:.1f}"}
    if country == "GBR":
        ends = [
            int(fact[("MSE", "2013", end, "United Kingdom")])
            for end in ("estimate_low", "estimate_high", "known_cases")
        ]
        found |= {f"{ends[0] / ends[2]:.1f}", f"{ends[1] / ends[2]:.1f}"}
    return found


def derive_justice(country: str) -> set[str]:
    """From the rows: for how many years each stage was reported."""
    rows = read_reference("justice").table
    mine = rows[(rows["country"] == country) & (rows["sex"] == "total")]
    mine = mine[mine["age_group"] == "total"]
    return {str(n) for n in mine.groupby("stage")["year"].nunique()}


def derive_speech(report: Report) -> set[str]:
    """From the rows: how many claims have each word, and how many comparisons each outcome."""
    claims = [row[1].split(" by:")[0] for p in report.payloads("table") if p["id"] == "claims"
              for row in p["table"]["rows"]]  # fmt: skip
    outcomes = [row[4] for p in report.payloads("ledger") if "In print" in p["columns"]
                for row in p["rows"]]  # fmt: skip
    without = outcomes.count("no counts beside it")
    sizes = [len(claims), *(claims.count(c) for c in {*claims, "Supported", "Contradicted"})]
    sizes += [len(outcomes) - without, without, outcomes.count("does not follow")]
    return {str(size) for size in sizes}


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


def derive_lists(report: Report) -> set[str]:
    """From the rows: models within 2 BIC, pairs of lists without anybody, lists checked, draws,
    and the range that the Home Office published."""
    rows = report.names["worked"].table
    near = rows[(rows["part"] == "model") & (rows["distance"] <= 2)]
    empty = rows[(rows["part"] == "overlap") & (rows["persons"] == 0)]
    found = {"2", str(int(rows["percent"].notna().sum()))}  # 2 BIC
    found |= {str(n) for n in near.groupby("lists").size()}
    found |= {str(n) for n in empty.groupby("lists").size()}
    found |= {f"{int(n):,}" for n in rows[rows["part"] == "quantile"]["detail"]}
    facts = read_reference("published").table
    mine = facts[(facts["topic"] == "MSE") & facts["measure"].str.startswith("estimate_")]
    return found | {f"{int(n):,}" for n in mine["value"]}


def derived(name: str, country: str, report: Report) -> set[str]:
    if name == "hidden_population":
        return derive_lists(report)
    if name == "caseload_composition":
        mixes = derive_pooled(report) | derive_comparable(report) | derive_strata(report)
        return derive_caseload(report) | derive_rows(report) | mixes
    if name == "identification_gap":
        return derive_identified(report, country) | derive_compared(country)
    if name == "speech_figures":
        return derive_speech(report)
    if name == "referral_mechanism":
        return set()  # each of its numbers stands in a table of the page
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
    assert "46.5% of 22,488 in the world (23.2% to 85.7% of all), assisted through case" in text
    assert "hotline" not in text


@pytest.mark.parametrize("country", ["WLD", "PHL", "GBR", "USA", "UKR"])
def test_the_step_of_ten_is_the_certain_one(country: str) -> None:
    """By the rows, without the code that compares: 10^k times the number is not above the stock."""
    shown = report_of("identification_gap", country)
    (text,) = [t for t in shown.sentences() if " times the first, or more" in t and "detected" in t]
    told = text.split("is about ")[1].split(" times")[0]
    step = int(told.replace(" thousand", "000"))
    rows = read_reference("identified").table
    rows = rows[(rows[["sex", "age_group", "form"]] == "total").all(axis=1)]
    rows = rows if country == "WLD" else rows[rows["country"] == country]
    year = int(text.split("detected in ")[1][:4])
    most = int(rows[rows["year"] == year]["upper"].sum())
    stock = read_reference("estimates").table
    stock = stock[stock["year"] == 2021]
    stock = stock if country == "WLD" else stock[stock["area"] == country]
    least = int(stock["lower"].sum())
    assert step * most <= least < 10 * step * most


def test_the_sum_of_the_world_is_told_with_its_states_and_nowhere_without() -> None:
    report = report_of("identification_gap", "WLD")
    told = [t for t in report.sentences() if "47,448" in t and not t.startswith("47,448")]
    assert told
    assert all("125 State" in text for text in told)


def test_regional_aggregates_enter_no_sum_of_the_world() -> None:
    """CAR, CAS, EEU, MCA, MCN, SAF and SAM are regions that pose as countries."""
    rows = read_reference("identified").table
    assert not {"CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM"} & set(rows["country"])
    total = rows[(rows[["sex", "age_group", "form"]] == "total").all(axis=1)]
    total = total[total["year"] == 2020]
    assert (int(total["lower"].sum()), int(total["upper"].sum())) == (47_448, 47_532)
    assert total["country"].nunique() == 125


@each_report
def test_no_sentence_divides_a_stock_by_a_flow(name: str, country: str) -> None:
    """Neither way round: no share detected, no detection rate, no '1 in 250 victims'."""
    for text in report_of(name, country).sentences():
        assert not DIVIDED.search(text), text
    if name == "identification_gap":
        assert not [t for t in report_of(name, country).sentences() if "%" in t]


@pytest.mark.parametrize(
    "text",
    [
        "Only 0.4% detected.",
        "0.4% of victims were identified",
        "less than 1 per cent are detected",
        "a detection rate of 0.004",
        "the share of victims detected",
        "One in 250 victims",
    ],
)
def test_the_scan_for_a_division_sees_one(text: str) -> None:
    assert DIVIDED.search(text)
