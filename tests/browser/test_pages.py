"""Real reports in a real browser: from a file, without a network, drawn, readable, reachable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.agreement import find_disagreements
from tests.browser.conftest import Open, Opened, open_page, wait_for_charts

NOTEBOOKS = ("caseload_composition", "identification_gap", "prosecution_trends")
REPORTS = [f"{book}-{country}" for book in NOTEBOOKS for country in ("WLD", "PHL", "TUV")]
REPORTS.append("referral_mechanism-GBR")
NAMES = ["index", *REPORTS]
PHONE = 390


@pytest.fixture(scope="module", params=[*NAMES])
def desk(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Opened]:
    """A page on a desk, opened once for all tests that only look at it."""
    with open_page(browser, path_of(site, request.param)) as found:
        yield found


@pytest.fixture(scope="module", params=[*NAMES])
def phone(request: pytest.FixtureRequest, browser: Browser, site: Path) -> Iterator[Opened]:
    """A page on a phone, opened once for all tests that only look at it."""
    with open_page(browser, path_of(site, request.param), width=PHONE) as found:
        yield found


def path_of(site: Path, name: str) -> Path:
    return site / "index.html" if name == "index" else site / "reports" / f"{name}.html"


def run(page: Page, script: str) -> Any:
    return page.evaluate(script)


MARKS = """
[...document.querySelectorAll('.chart')].map(chart => {
  const traces = JSON.parse(chart.nextElementSibling.textContent).data;
  // A dot without a number, and a bar without one, have a label on the other axis and no mark.
  const numbers = t => t.y.filter((n, i) => n !== null && t.x[i] !== null).length;
  const sum = found => found.map(numbers).reduce((a, b) => a + b, 0);
  const line = t => t.type === 'scatter' && (t.mode || 'lines').includes('lines');
  return {
    title: chart.getAttribute('aria-label'),
    points: sum(traces),
    marked: sum(traces.filter(t => t.mode !== 'lines')),
    marks: chart.querySelectorAll('.barlayer .point path, .scatterlayer .points path').length,
    lined: traces.filter(t => line(t) && numbers(t)).length,
    lines: chart.querySelectorAll('.scatterlayer .js-line').length,
    height: chart.getBoundingClientRect().height,
  };
})
"""


def test_a_page_opens_from_its_file_and_asks_for_nothing_else(desk: Opened) -> None:
    assert desk.complaints == []
    assert [url for url in desk.requests if not url.startswith("file:")] == []
    assert len(desk.requests) >= 4  # the page, the style, the scripts


def test_every_chart_is_drawn_with_a_mark_for_every_number(desk: Opened) -> None:
    charts = run(desk.page, MARKS)
    for chart in charts:
        assert chart["points"] > 0, chart
        assert chart["marks"] >= chart["marked"], chart
        assert chart["lines"] >= chart["lined"], chart
        assert chart["marks"] + chart["lines"] > 0, chart
    if desk.page.url.endswith(("-WLD.html", "index.html")):
        assert len(charts) >= 2


CUT = """
[...document.querySelectorAll('.chart')].flatMap(chart => {
  const box = chart.getBoundingClientRect();
  return [...chart.querySelectorAll('svg text')].filter(text => {
    const { left, right, top, bottom, width } = text.getBoundingClientRect();
    return width && (left < box.left - 1 || right > box.right + 1
                     || top < box.top - 1 || bottom > box.bottom + 1);
  }).map(text => chart.getAttribute('aria-label').slice(0, 40) + ': ' + text.textContent);
})
"""
COLLIDING = """
[...document.querySelectorAll('.chart')].flatMap(chart =>
  [...chart.querySelectorAll('.xaxislayer-above, .yaxislayer-above')].flatMap(layer => {
    const boxes = [...layer.querySelectorAll('text')]
      .map(text => [text.textContent, text.getBoundingClientRect()])
      .filter(([text, box]) => text.trim() && box.width);
    return boxes.flatMap(([one, a], i) => boxes.slice(i + 1)
      .filter(([, b]) => a.left < b.right - 1 && b.left < a.right - 1
                         && a.top < b.bottom - 1 && b.top < a.bottom - 1)
      .map(([other]) => chart.getAttribute('aria-label').slice(0, 40) + `: ${one} / ${other}`));
  }))
"""


def test_no_label_on_a_desk_is_cut_or_covers_another(desk: Opened) -> None:
    assert run(desk.page, CUT) == []
    assert run(desk.page, COLLIDING) == []


def test_no_label_on_a_phone_is_cut_or_covers_another(phone: Opened) -> None:
    assert run(phone.page, CUT) == []
    assert run(phone.page, COLLIDING) == []


def test_a_phone_needs_no_sideways_scroll_and_its_charts_are_tall_enough(phone: Opened) -> None:
    assert run(phone.page, "document.documentElement.scrollWidth") <= PHONE
    assert all(chart["height"] >= 280 for chart in run(phone.page, MARKS))
    assert phone.complaints == []


TABLES = """
[...document.querySelectorAll('figure')].map(figure => ({
  title: figure.querySelector('h3').textContent,
  drawing: (figure.querySelector('script.figure') || {}).textContent || '',
  columns: [...figure.querySelectorAll('thead th')].map(cell => cell.textContent),
  rows: [...figure.querySelectorAll('tbody tr')].map(
    row => [...row.cells].map(cell => cell.textContent)),
  empty: [...figure.querySelectorAll('td')].filter(cell => !cell.textContent.trim()).length,
}))
"""


def test_the_table_beside_a_chart_holds_the_numbers_that_are_drawn(desk: Opened) -> None:
    figures = run(desk.page, TABLES)
    for figure in figures:
        assert figure["rows"], figure["title"]
        assert figure["empty"] == 0, figure["title"]
        if figure["drawing"]:
            # The States under a sum have a table of their own on the same page.
            below = figures if "States that reported" in figure["drawing"] else []
            drawing = json.loads(figure["drawing"])
            assert find_disagreements(drawing, [figure, *below]) == [], figure["title"]


def test_a_falsified_drawing_is_found_under_its_label_and_its_column() -> None:
    rows = [["Labour", "46.5% (45.9% to 47.2%)", "22,488"], ["2016", "0 to 4", "12"]]
    table = {"columns": ["Form", "Hotline", "Of"], "rows": rows}
    drawn = {"data": [{"orientation": "h", "x": [46.54], "y": ["Labour"]}]}
    assert find_disagreements(drawn, [table]) == []
    assert find_disagreements({"data": [{"x": [2016, 2016], "y": [2, 12]}]}, [table]) == []
    assert find_disagreements({"data": [{"x": [22488], "y": ["Of"]}]}, [table]) == []
    drawn["data"][0]["x"] = [46.64]
    assert find_disagreements(drawn, [table]) == ["Labour: 46.64"]
    assert find_disagreements({"data": [{"x": [2017], "y": [12]}]}, [table]) == ["2017: 12.0"]
    assert find_disagreements({"data": [{"x": [12], "y": ["Hotline"]}]}, [table]) == [
        "Hotline: 12.0"
    ]


@pytest.mark.parametrize("name", ["index", "prosecution_trends-WLD", "caseload_composition-TUV"])
def test_without_a_script_the_words_and_the_tables_are_there(
    site: Path, opened: Open, name: str
) -> None:
    page = opened(path_of(site, name), js=False).page
    assert page.locator("h1").is_visible()
    assert len(page.locator("main").inner_text()) > 500
    for figure in page.locator("figure").all():
        assert figure.locator("h3").is_visible()
        if figure.locator(".chart").count():
            expect(figure.get_by_text("The chart needs JavaScript")).to_be_visible()
            figure.locator("summary").click()
        assert figure.locator("tbody td").first.is_visible()


def test_the_keyboard_reaches_the_content_and_every_table(site: Path, opened: Open) -> None:
    page = opened(path_of(site, "caseload_composition-WLD")).page
    page.keyboard.press("Tab")
    assert run(page, "document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert run(page, "document.activeElement.id") == "main"
    wanted = run(page, "document.querySelectorAll('figure summary').length")
    reached = set()
    for _ in range(200):
        page.keyboard.press("Tab")
        place = run(
            page, "[...document.querySelectorAll('figure summary')].indexOf(document.activeElement)"
        )
        if place >= 0:
            outline = run(page, "getComputedStyle(document.activeElement).outlineStyle")
            assert outline == "solid"
            page.keyboard.press("Enter")
            reached.add(place)
        if len(reached) == wanted:
            break
    assert wanted >= 5
    assert reached == set(range(wanted))
    assert run(page, "document.querySelectorAll('figure details[open]').length") == wanted


COLOURS = """
[...new Set([...document.querySelectorAll('.chart')].flatMap(chart =>
  [...chart.querySelectorAll('.barlayer .point path, .scatterlayer .js-line')].map(mark => {
    const style = getComputedStyle(mark);
    return mark.matches('.js-line') ? style.stroke : style.fill;
  })))].sort()
"""


def test_dark_paper_has_colours_of_its_own_also_when_it_comes_later(
    site: Path, opened: Open
) -> None:
    page = opened(path_of(site, "prosecution_trends-WLD")).page
    light = run(page, COLOURS)
    assert run(page, "getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.emulate_media(color_scheme="dark")
    page.wait_for_timeout(50)
    wait_for_charts(page)
    dark = run(page, COLOURS)
    assert run(page, "getComputedStyle(document.body).backgroundColor") == "rgb(20, 25, 29)"
    assert not set(light) & set(dark)
    fresh = opened(path_of(site, "prosecution_trends-WLD"), scheme="dark")
    assert run(fresh.page, COLOURS) == dark
    assert fresh.complaints == []
    text = "getComputedStyle(document.querySelector('.chart .ytick text')).fill"
    assert run(fresh.page, text) == "rgb(163, 174, 183)"


@pytest.mark.parametrize("name", [name for name in REPORTS if name.endswith("TUV")])
def test_the_page_of_a_country_without_figures_has_no_empty_chart(
    site: Path, opened: Open, name: str
) -> None:
    page = opened(path_of(site, name)).page
    assert "not a finding" in page.locator("h1").inner_text()
    assert [c for c in run(page, MARKS) if c["points"] == 0] == []
    assert page.locator("#unanswered li, .notice").count() >= 1


def test_nobody_is_told_that_a_drawn_chart_needs_a_script(site: Path, opened: Open) -> None:
    page = opened(path_of(site, "prosecution_trends-WLD")).page
    told = page.get_by_text("The chart needs JavaScript")
    assert told.count() >= 2
    assert not any(text.is_visible() for text in told.all())


def test_the_index_has_a_finding_a_report_and_names_the_one_that_failed(
    site: Path, opened: Open
) -> None:
    page = opened(path_of(site, "index")).page
    findings = page.locator(".card, .silent li").all_inner_texts()
    assert len(findings) == len(REPORTS)
    assert all(len(text.split()) > 6 for text in findings)
    links = page.locator(".card h3 a, .silent li a")
    targets = {link.get_attribute("href") for link in links.all()}
    assert targets == {f"reports/{name}.html" for name in REPORTS}
    assert all((site / str(target)).is_file() for target in targets)
    assert "broken-WLD: stopped in code cell 3 (ValueError)" in page.locator("#failed").inner_text()
    links.first.click()
    assert page.locator("h1").is_visible()


def test_the_key_of_colours_stands_outside_the_drawing_in_words(site: Path, opened: Open) -> None:
    page = opened(path_of(site, "caseload_composition-WLD"), width=PHONE).page
    people = page.locator("figure#people")
    assert "Women and girls" in people.locator(".key").inner_text()
    assert people.locator(".legend").count() == 0
    box, chart = people.locator(".key").bounding_box(), people.locator(".chart").bounding_box()
    assert box is not None
    assert chart is not None
    assert box["y"] + box["height"] <= chart["y"] + 1
