"""The caseload page as a whole: no share without its bounds, no number that nobody asked for."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from tests.notebooks.running import PLOTLY, Report, run_notebook

PLACES = ("WLD", "PHL", "USA", "UKR")
SHARES = {"forms", "combinations", "forms-by-year", "beside-world"}
PERCENT = re.compile(r"\d+\.\d%")

each_place = pytest.mark.parametrize("place", PLACES)


@cache
def page(place: str) -> Report:
    return run_notebook("caseload_composition", country=place)


def charts(report: Report) -> dict[str, Any]:
    return {payload["id"]: payload for payload in report.payloads("chart", "table")}


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in strings(inner)]
    return (
        [t for inner in value for t in strings(inner)] if isinstance(value, (list, tuple)) else []
    )


@each_place
def test_every_share_in_a_table_has_its_bounds_beside_it(place: str) -> None:
    found = 0
    for name in SHARES & charts(page(place)).keys():
        for row in charts(page(place))[name]["table"]["rows"]:
            for cell in (text for text in row if PERCENT.search(text)):
                assert cell.endswith("of all"), (name, row)
                found += 1
    assert found


@each_place
def test_every_share_in_a_sentence_and_a_fact_has_its_bounds_beside_it(place: str) -> None:
    """In the sentences about forms, each percentage of people stands before or in bounds."""
    report = page(place)
    texts = [report.headline["text"], *(f["value"] + f["detail"] for f in report.headline["facts"])]
    about = ("recorded for", "recorded most often", "The recorded share", "people whose sex")
    texts += [p["text"] for p in report.payloads("sentence") if any(a in p["text"] for a in about)]
    counted = [t for t in texts if PERCENT.search(t)]
    assert counted
    assert [text for text in counted if "of all" not in text] == []


def test_the_share_of_case_management_never_stands_alone() -> None:
    """46.5% is 23.2% to 85.7% of all, and 45.3% of it from 2016, wherever it is printed."""
    report = page("WLD")
    headline = report.headline
    forms = charts(report)["forms"]
    sentence = next(p["text"] for p in report.payloads("sentence") if "46.5%" in p["text"])
    fact = next(f for f in headline["facts"] if f["value"] == "46.5%")
    chart = " ".join([*strings(forms["table"]["rows"]), *forms["notes"]])
    drawing = next(
        " ".join(strings(shown[PLOTLY]))
        for shown in report.displays
        if PLOTLY in shown and "46.5% (" in " ".join(strings(shown[PLOTLY]["data"]))
    )
    for text in (headline["text"], fact["detail"], sentence, chart):
        assert "23.2% to 85.7% of all" in text
        assert "45.3%" in text
        assert "2016" in text
    assert "23.2% to 85.7% of all" in drawing


def test_the_band_of_the_bounds_is_drawn_under_each_share() -> None:
    figure = next(
        shown[PLOTLY]
        for shown in page("WLD").displays
        if PLOTLY in shown and "46.5% (" in " ".join(strings(shown[PLOTLY]["data"]))
    )
    band = next(t for t in figure["data"] if t.get("base"))
    assert band["base"][0] == pytest.approx(100 * 10_466 / 45_143)
    assert band["base"][0] + band["x"][0] == pytest.approx(100 * (10_466 + 28_228) / 45_143)


@each_place
def test_what_the_hotline_does_not_ask_is_nowhere_a_number(place: str) -> None:
    """Tables: 'not collected'. Figures: no bar and no point. Sentences: no word of it."""
    report = page(place)
    for payload in charts(report).values():
        table = payload["table"]
        for row in table["rows"]:
            for head, cell in zip(table["columns"], row, strict=True):
                of_hotline = "Hotline" in (row[0], head)
                of_other = "other forms" in f"{row[0]} {row[1]} {head}".lower()
                assert not (of_hotline and of_other and re.match(r"\d", cell)), (row, head)
    for sentence in [report.headline["text"], *(p["text"] for p in report.payloads("sentence"))]:
        for part in re.split(r"(?<=\.) |; ", sentence):
            if "hotline" in part and "case management" not in part:
                assert "other forms" not in part
                assert not re.search(r"(?<![\d.])0\.0%", part)


def test_other_forms_of_the_hotline_are_not_collected_in_each_table_that_names_them() -> None:
    tables = charts(page("WLD"))
    forms = tables["forms"]["table"]
    at = forms["columns"].index("Other forms of exploitation")
    assert {row[0]: row[at] for row in forms["rows"]}["Hotline"] == "not collected"
    combined = tables["combinations"]["table"]
    hotline = next(row for row in combined["rows"] if row[0] == "Hotline")
    for head, cell in zip(combined["columns"], hotline, strict=True):
        if "other" in head.lower():
            assert not PERCENT.search(cell), head


def test_other_forms_of_the_hotline_have_no_bar_and_no_point() -> None:
    for shown in page("WLD").displays:
        for trace in shown.get(PLOTLY, {}).get("data", []):
            for label, size in zip(trace.get("y") or [], trace.get("x") or [], strict=False):
                second = trace.get("yaxis") == "y2" and trace.get("orientation") == "h"
                if (
                    second
                    and str(label).startswith("Other")
                    and "Hotline" in str(trace["hovertext"])
                ):
                    assert size is None


@each_place
def test_no_share_of_other_forms_is_pooled_over_the_channels(place: str) -> None:
    """Pooled it would be 7,105 of 71,220, or 10.0%: with 52,607 answers that nobody gave."""
    for shown in page(place).displays:
        text = json.dumps(dict(shown))
        assert "71,220" not in text
        assert "9.97613" not in text  # as a drawn number


@pytest.mark.parametrize("place", ["WLD", "PHL", "USA"])  # UKR has no share of its own
def test_the_page_says_what_an_interval_covers_and_what_not(place: str) -> None:
    how = " ".join(p.get("how_to_read", "") for p in page(place).payloads("sentence"))
    assert "95% interval of chance, for all shares of a channel together" in how
    assert "as if each person had come independently. They do not" in how
    assert "about twice as long if they came in groups of four" in how
    assert "a caseload is no random sample of all victims" in how


def test_the_page_lists_the_years_that_are_no_finding_with_the_rule() -> None:
    report = page("WLD")
    how = " ".join(p.get("how_to_read", "") for p in report.payloads("sentence"))
    years = "2002 to 2004, 2007 to 2013, 2016, 2017 and 2019 to 2021"
    assert f"labour and sexual not drawn for {years}" in how
    assert "fewer than half of its people have a recorded form" in how
    rows = charts(report)["forms-by-year"]["table"]["rows"]
    labour = {r[1] for r in rows if r[0] == "Case management" and PERCENT.search(r[2])}
    assert labour == {"2005", "2006", "2014", "2015", "2018"}


def test_the_601_people_stand_beside_the_shares() -> None:
    forms = charts(page("WLD"))["forms"]
    assert any("stand beside it: 601 in case management" in note for note in forms["notes"])
    counts = {row[0]: row[1] for row in charts(page("WLD"))["counts"]["table"]["rows"]}
    assert counts["Only forced marriage, slavery or similar practices"] == "601"
