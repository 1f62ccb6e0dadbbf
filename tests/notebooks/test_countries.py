"""Every country gets a page: with its figures, or one that says honestly that there are none."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from helpers import composition, figures, hidden_population, identification, prosecution, published
from helpers.disclosure import protect
from helpers.figures import Chart, show_table
from helpers.prose import describe_versions
from helpers.sources.names import country_names
from helpers.sources.opened import open_ledger, open_table
from tests.notebooks.running import NAMES, OURS, PLOTLY, Report, run_notebook

HEADLINE = 235  # two channels, each share with its bounds and the year that weighs most in it


def list_only(name: str) -> Callable[..., Chart]:
    """In place of a drawing, its table: drawing 250 countries would take minutes."""

    def draw(table: Any, *others: Any, **named: Any) -> Chart:
        # A result of an analysis carries the safe table that is drawn of it.
        return show_table(getattr(table, "table", table), "Title", name=name)

    return draw


DRAWINGS = {name: list_only(name) for name in figures.__all__ if name.startswith("plot_")}
SHARED: dict[str, tuple[ModuleType, tuple[str, ...]]] = {
    "caseload_composition": (composition, ("select_caseload", "count_forms")),
    "hidden_population": (hidden_population, ("estimate_methods",)),
    "identification_gap": (identification, ("count_reporting",)),
    "speech_figures": (published, ()),
    "law_and_prosecution": (
        prosecution,
        ("count_reports", "count_ratified", "count_criminalized", "count_criminalized_by_year"),
    ),
    "prosecution_trends": (
        prosecution,
        (
            "count_reporting",
            "count_reports",
            "count_matched",
            "compare_ends",
            "count_panel",
            "compare_panel",
            "estimate_trends",
            "index_trends",
            "count_parties_daily",
        ),
    ),
    "referral_mechanism": (identification, ()),
    "sector_exposure": (composition, ("count_crossed",)),
}


def once(function: Callable[..., Any]) -> Callable[..., Any]:
    """What is the same on every country's page is computed once; arguments are held and known."""
    made: dict[tuple[Any, ...], tuple[Any, Any]] = {}

    def call(*given: Any, **named: Any) -> Any:
        key = (*map(_name, given), *((n, _name(value)) for n, value in sorted(named.items())))
        if key not in made:
            made[key] = (given, function(*given, **named))
        return made[key][1]

    return call


def _name(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else id(value)


def swap_for(name: str) -> dict[str, Callable[..., Any]]:
    module, functions = SHARED[name]
    kept = {function: once(getattr(module, function)) for function in functions}
    kept |= {"open_table": cache(open_table), "open_ledger": cache(open_ledger)}
    versions = describe_versions({})
    return {**DRAWINGS, **kept, "protect": once(protect), "describe_versions": lambda _: versions}


@pytest.fixture(scope="module", params=NAMES)
def reports(request: pytest.FixtureRequest) -> dict[str, Report]:
    """One notebook for every country of the list, and for the world."""
    swap = swap_for(request.param)
    codes = ["WLD", *country_names()]
    return {code: run_notebook(request.param, swap, country=code) for code in codes}


def test_every_country_has_one_short_headline(reports: dict[str, Report]) -> None:
    assert len(reports) == 251
    for code, report in reports.items():
        text = report.headline["text"]
        assert 20 < len(text) <= HEADLINE, f"{code}: {text}"
        assert text[0].isupper() or text[0].isdigit(), f"{code}: {text}"
        assert text.endswith("."), f"{code}: {text}"
        assert len(report.headline["facts"]) <= 3, code
        assert bool(report.headline["empty"]) == (not report.headline["facts"]), code


def test_no_text_shows_how_it_was_made(reports: dict[str, Report]) -> None:
    """No None, nan or NA, no empty list in a sentence, no code for a name, no doubled mark."""
    broken = re.compile(
        r"\b(None|nan|NaN|NaT|<NA>|NA|inf)\b|\{|\}| ,| \.|\.\.|  |: \.|; \.|the the"
    )
    for code, report in reports.items():
        for text in report.sentences():
            assert not broken.search(text), f"{code}: {text}"
            assert text == text.strip(), f"{code}: {text!r}"
            assert "World" not in text.replace("World Bank", "") or code == "WLD" or "eside" in text


def test_a_fact_begins_like_a_sentence(reports: dict[str, Report]) -> None:
    for report in reports.values():
        for fact in report.headline["facts"]:
            assert not fact["value"][:1].islower()


def test_a_country_without_figures_says_so_and_shows_no_empty_table(
    reports: dict[str, Report],
) -> None:
    for code, report in reports.items():
        for payload in report.payloads("table"):
            assert payload["table"]["rows"], code
            words = " ".join(cell for row in payload["table"]["rows"] for cell in row)
            assert re.search(r"\d", words), code
        if report.headline["empty"]:
            assert "That is not a finding that there" in report.headline["text"], code


OWN_SHARES = {"plot_positive", "plot_responders", "plot_arrivals"}
"""Charts whose percentages, and those of the sentence after them, are of one kind of counts."""


def is_change(payload: dict[str, Any]) -> bool:
    """The fitted trends and their sentence: each % is of a year, or the level of an interval."""
    trends = payload.get("id") in {"trends", "rates"}
    return trends or payload.get("text", "").startswith("Over the country-years reported for")


def test_no_payload_divides_what_must_not_be_divided(reports: dict[str, Report]) -> None:
    """Only the caseload, print and the referral mechanism have percentages: victims are never a %
    of an estimate, and no stage of the justice chain is a % of another. A change in a year is a %
    of the year before. Estimates from lists have levels of intervals, shares of draws and of a
    list's own size."""
    for code, report in reports.items():
        shown = json.dumps([shown[OURS] for shown in report.displays])
        if "consistency" in report.names:
            assert not re.search(r"% of (the )?(people|victims|estimate)", shown), code
            continue
        assert "% detected" not in shown
        if {"caseload", "exposure", "records"} & report.names.keys():
            continue
        told = [shown[OURS] for shown in report.displays if not is_change(shown[OURS])]
        # Shares of the referral mechanism's own counts: of decisions, referrals and arrivals.
        own = [n for n, payload in enumerate(told) if payload.get("id") in OWN_SHARES]
        kept = [p for n, p in enumerate(told) if n not in own and n - 1 not in own]
        # The level of an interval divides nobody by anybody.
        assert "%" not in re.sub(r"95% intervals?", "", json.dumps(kept)), code


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("country", ["TUV", "UKR", "NAM", "WLD"])
def test_a_chart_is_drawn_only_from_figures(name: str, country: str) -> None:
    """With the drawings themselves, for places rich and poor."""
    report = run_notebook(name, country=country)
    for shown in report.displays:
        payload = shown[OURS]
        assert (payload["kind"] == "chart") == (PLOTLY in shown)
        if PLOTLY in shown:
            assert payload["table"]["rows"]
            assert shown[PLOTLY]["data"]


def test_a_place_with_nothing_gets_no_chart_of_its_own() -> None:
    for name in (
        "caseload_composition",
        "hidden_population",
        "identification_gap",
        "referral_mechanism",
        "sector_exposure",
    ):
        report = run_notebook(name, country="TUV")
        assert report.payloads("chart") == []
        assert report.headline["empty"]
    trends = run_notebook("prosecution_trends", country="TUV")
    assert {p["id"] for p in trends.payloads("chart")} == {
        "matched",
        "matched-panel",
        "trends",
        "ratified",
    }
    assert trends.headline["empty"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("caseload_composition", {"channel": "hotline"}),
        ("caseload_composition", {"channel": "hotline", "country": "PHL"}),
        ("caseload_composition", {"first_year": 2015, "last_year": 2016}),
        ("caseload_composition", {"first_year": 2030}),
        ("hidden_population", {"first_year": 2010, "last_year": 2015, "country": "GBR"}),
        ("hidden_population", {"first_year": 2030}),
        ("identification_gap", {"first_year": 2010, "last_year": 2015}),
        ("identification_gap", {"first_year": 2030}),
        ("identification_gap", {"last_year": 2015, "country": "GBR"}),
        ("referral_mechanism", {"last_year": 2022}),
        ("referral_mechanism", {"first_year": 2023, "last_year": 2023}),
        ("referral_mechanism", {"last_year": 2010}),
        ("referral_mechanism", {"first_year": 2030}),
        ("sector_exposure", {"channel": "hotline"}),
        ("sector_exposure", {"channel": "hotline", "country": "PHL"}),
        ("prosecution_trends", {"first_year": 0, "last_year": 2017}),
        ("prosecution_trends", {"first_year": 2015, "country": "PHL"}),
    ],
)
def test_other_years_and_channels_give_a_page(name: str, parameters: dict[str, Any]) -> None:
    report = run_notebook(name, **parameters)
    assert len(report.headline["text"]) <= HEADLINE


def test_a_period_shows_no_victims_of_another() -> None:
    report = run_notebook("identification_gap", country="GBR", first_year=2010, last_year=2015)
    (chart,) = [p for p in report.payloads("chart") if p["id"] == "detected"]
    years = [int(row[0]) for row in chart["table"]["rows"]]
    assert years
    assert min(years) >= 2010
    assert max(years) <= 2015


def test_a_report_about_one_channel_holds_nothing_of_the_other() -> None:
    report = run_notebook("caseload_composition", channel="hotline")
    shown = json.dumps(report.payloads("headline", "sentence", "chart", "table")).lower()
    assert "hotline" in shown
    assert "case management" not in shown
