"""A number of people planted anywhere on a site is found; a clean site is clean."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from helpers.audit.site import audit_site
from tests.audit.sites_made import (
    OURS,
    PLOTLY,
    draw,
    make_site,
    pack,
    show,
    to_display,
    to_entry,
    to_ledger,
    to_notebook,
    write_site,
)

PAGE = "reports/people.html"


def kinds(site: Path) -> set[str]:
    return {problem.kind for problem in audit_site(site).problems}


def told(site: Path) -> list[str]:
    return [f"{p.file} {p.spot} {p.words}" for p in audit_site(site).problems]


def page(body: str, head: str = "") -> dict[str, str]:
    return {PAGE: f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"}


def test_a_clean_site_is_clean_and_its_cells_are_counted(tmp_path: Path) -> None:
    body = (
        "<h1>People by group</h1><p>Of 55 people, 40 are in C.</p>"
        "<table><tr><td>A</td><td>hidden</td></tr><tr><td>C</td><td>40</td></tr></table>"
    )
    found = audit_site(make_site(tmp_path / "site", outputs=[draw({"x": [40]})], files=page(body)))
    assert found.is_clean, (found.problems, found.attack.findings)
    # Four cells of the table, two of them hidden; A is 1 to 14 and so is B: 15 less the other.
    assert (found.read.cells, found.read.hidden) == (4, 2)
    assert found.attack.proven_by_attack >= 2
    assert found.attack.not_proven == 0


FIGURES: dict[str, dict[str, Any]] = {
    "a packed array of floats": {"x": pack(40, 3)},
    "a packed array of bytes": {"y": pack(3, 55, kind="i1")},
    "a packed array of two dimensions": {"z": {**pack(40, 3, 55, 3, kind="i4"), "shape": "2, 2"}},
    "customdata": {"x": [40], "customdata": [["A", 3]]},
    "packed customdata": {"x": [40], "customdata": pack(3, kind="u2")},
    "a tooltip": {"x": [40], "hovertext": ["A: 3 people"]},
    "a template of a tooltip": {"x": [40], "hovertemplate": "A: 3 people<extra></extra>"},
    "a label": {"x": [40], "text": ["3"]},
    "an invisible trace": {"visible": False, "x": [3]},
    "a trace that only the legend has": {"visible": "legendonly", "y": [3.0]},
    "an error bar": {"x": [40], "error_x": {"array": [3]}},
    "a trace's meta": {"x": [40], "meta": {"n": 3}},
    "the sizes of marks": {"x": [40], "marker": {"size": [3, 12]}},
    "ids": {"x": [40], "ids": ["3"]},
    "a trace's name": {"x": [40], "name": "A (3 people)"},
}


@pytest.mark.parametrize("trace", FIGURES.values(), ids=FIGURES.keys())
def test_a_number_planted_in_a_figure_is_found(trace: dict[str, Any], tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", outputs=[draw(trace)])
    assert "unrecognised number" in kinds(site), trace
    assert any("notebooks/people.ipynb" in line and "drawn" in line for line in told(site))


LAYOUTS: dict[str, dict[str, Any]] = {
    "an annotation": {"annotations": [{"text": "A: 3", "x": 40, "y": 0.5, "yref": "paper"}]},
    "where an annotation stands": {"annotations": [{"text": "A", "x": 3, "y": 1}]},
    "a shape": {"shapes": [{"type": "line", "x0": 3, "x1": 3, "y0": 0, "y1": 1}]},
    "the layout's meta": {"meta": {"hidden": 3}},
    "a button's arguments": {"updatemenus": [{"buttons": [{"args": [{"y": [[3]]}]}]}]},
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_number_planted_in_a_layout_is_found(layout: dict[str, Any], tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", outputs=[draw({"x": [40]}, **layout)])
    assert "unrecognised number" in kinds(site), layout


def test_the_look_of_a_figure_and_its_axes_are_no_numbers_of_people(tmp_path: Path) -> None:
    layout = {
        "height": 380,
        "margin": {"l": 8, "t": 12},
        "font": {"size": 14},
        "xaxis": {"range": [0, 58], "tickvals": [0, 25, 50], "domain": [0.1, 0.9]},
        "annotations": [{"text": "55", "x": 0.37, "xref": "paper", "y": 55, "yshift": 4}],
    }
    trace = {"x": [40], "width": 0.53, "marker": {"line": {"width": 3}, "color": "#3F2A5C"}}
    assert not told(make_site(tmp_path / "site", outputs=[draw(trace, **layout)]))


PAGES = {
    "a cell of a table": page("<table><tr><td>A</td><td>3</td></tr></table>"),
    "a comment": page("<p>A</p><!-- A: 3 -->"),
    "an attribute of data": page('<p data-count="3">A</p>'),
    "a value": page('<input type="hidden" value="3">'),
    "a meta tag": page("", head='<meta name="description" content="A is 3">'),
    "a block of figures": page(
        '<script type="application/json" class="figure">{"data":[{"x":[3]}],"layout":{}}</script>'
    ),
    "another block of data": page('<script type="application/json">{"n": 3}</script>'),
    "a script": page("<script>var a = 3;</script>"),
    "a drawing": page('<svg><text x="40">A: 3</text></svg>'),
    "the length of a bar": page('<div style="width: 3%">A</div>'),
    "a list of people": page("<ul><li>A, 3 people</li></ul>"),
    "a broken page": {PAGE: "<table><tr><td>A<td>3</table></p></div><!-- "},
}


@pytest.mark.parametrize("files", PAGES.values(), ids=PAGES.keys())
def test_a_number_planted_in_a_page_is_found(files: dict[str, str], tmp_path: Path) -> None:
    site = make_site(tmp_path / "site", files=files)
    assert any(PAGE in line for line in told(site)), files


SAID = {
    "a sentence": page("<p>Of them, 3 people are in A.</p>"),
    "a sentence across elements": page("<p>Of them, <b>3</b> <i>people</i> are in A.</p>"),
    "a number in words": page("<p>Of them, three women are in A.</p>"),
    "a share": page("<p>A is 5.5% of them.</p>"),
    "an alternative text": page('<div role="img" aria-label="A: 3 people"></div>'),
    "a title": page('<p title="A: 3">A</p>'),
    "digits of another script": page("<p>Of them, ３ people are in A.</p>"),
}


@pytest.mark.parametrize("files", SAID.values(), ids=SAID.keys())
def test_what_a_sentence_says_alone_is_of_a_lower_kind(
    files: dict[str, str], tmp_path: Path
) -> None:
    assert kinds(make_site(tmp_path / "site", files=files)) == {"unexplained in a sentence"}


NOTEBOOKS: dict[str, dict[str, Any]] = {
    "a plain text": {"data": {OURS: {"kind": "notice", "text": "A"}, "text/plain": "A: 3 people"}},
    "an output of somebody else": {"data": {"text/plain": "   n\n0  3"}},
    "a table in HTML": {"data": {"text/html": "<table><tr><td>3</td></tr></table>"}},
    "what was printed": {"output_type": "stream", "name": "stderr", "text": ["n = 3\n"]},
    "an exception": {"output_type": "error", "evalue": "3", "traceback": ["x = 3"]},
    "JSON": {"data": {"application/json": {"A": 3}}},
    "an output's metadata": {"data": {}, "metadata": {"A": 3}},
    "a key of a display": {"data": {OURS: {"kind": "notice", "text": "A", "more": {"A": 3}}}},
    "a row of a display": {"data": {OURS: to_display([], table={"rows": [["A", "3"]]})}},
    "a data-quality ledger": {"data": {OURS: {"kind": "ledger", "rows": [["no sex", "3"]]}}},
}


@pytest.mark.parametrize("output", NOTEBOOKS.values(), ids=NOTEBOOKS.keys())
def test_a_number_planted_in_an_output_is_found(output: dict[str, Any], tmp_path: Path) -> None:
    assert told(make_site(tmp_path / "site", outputs=[output])), output


def test_numbers_in_metadata_and_downloads_are_found(tmp_path: Path) -> None:
    files = {"downloads/groups.csv": "group,people\nA,3\nC,40\n", "downloads/b.json": '{"A": 3}'}
    lines = told(make_site(tmp_path / "site", files=files, metadata={"counts": {"A": 3}}))
    places = ["groups.csv line 2, column 2", "b.json", "people.ipynb notebook's metadata"]
    assert all(any(place in line for line in lines) for place in places), lines
    assert not any("line 3" in line for line in lines)


def test_a_picture_an_archive_and_a_foreign_file_are_named_since_nobody_reads_them(
    tmp_path: Path,
) -> None:
    files = page('<img src="data:image/png;base64,AAAA" alt="a chart">')
    site = make_site(tmp_path / "site", files=files)
    with gzip.open(site / "more.gz", "wb") as packed:
        packed.write(b"3" * 1000)
    (site / "table.xlsx").write_bytes(b"PK\x03\x04")
    image = {"output_type": "display_data", "data": {"image/png": "AAAA"}}
    notebook = to_notebook([show(to_display([])), image])
    (site / "notebooks" / "people.ipynb").write_text(json.dumps(notebook))
    unread = {p.file for p in audit_site(site).problems if p.kind == "not read"}
    assert unread == {PAGE, "more.gz", "table.xlsx", "notebooks/people.ipynb"}


def test_a_small_whole_number_is_not_explained_by_a_difference_of_two_cells(
    tmp_path: Path,
) -> None:
    # 55 - 52 = 3, but a bar of length 3 says that somebody is 3.
    rows = [("A", "group=A", 52), ("all", "everybody", 55)]
    display = to_display(rows)
    notebook = to_notebook([show(display), draw({"x": [3]})])
    ledger = to_ledger({"people": [to_entry(rows)]})
    site = write_site(tmp_path / "site", {"people": notebook}, ledger)
    assert "unrecognised number" in kinds(site)


def test_a_small_whole_number_is_not_explained_by_the_width_of_a_range(tmp_path: Path) -> None:
    # 20 to 23 is 3 wide; a bar of length 3 says that somebody is 3 all the same.
    rows = [("A", "group=A", 20), ("all", "everybody", 55)]
    display = to_display(rows)
    display["cells"][0] |= {"value": None, "lower": 20, "upper": 23, "status": "hidden_at_source"}
    notebook = to_notebook([show(display), draw({"x": [3]})])
    site = write_site(
        tmp_path / "site", {"people": notebook}, to_ledger({"people": [to_entry(rows)]})
    )
    assert "unrecognised number" in kinds(site)


def test_published_figures_are_read_and_never_findings(tmp_path: Path) -> None:
    rows = [("A", "group=A", 3), ("B", "group=B", None), ("all", "everybody", 8)]
    outputs = [show({"kind": "chart", "id": "x", "sources": ["own_cases"]},
                    **{PLOTLY: {"data": [{"x": [7]}], "layout": {}}})]  # fmt: skip
    files = page("<p>3 people, and 7 others.</p>")
    found = audit_site(
        make_site(tmp_path / "site", rows, outputs=outputs, files=files, threshold=None)
    )
    assert found.is_clean, found.problems
    assert found.read.numbers == found.read.public > 0


def test_an_unknown_source_is_not_taken_for_a_published_one(tmp_path: Path) -> None:
    rows = [("A", "group=A", 3)]
    display = to_display(rows, sources=["somebody_else"])
    ledger = to_ledger({}, threshold=None)
    site = write_site(tmp_path / "site", {"people": to_notebook([show(display)])}, ledger)
    assert "unrecognised count" in kinds(site)
