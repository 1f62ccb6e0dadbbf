"""Prose of a notebook: offline, and nothing in it runs."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.site.markdown import escape_prose, render_cell, render_line, render_prose
from helpers.site.reading import read_page
from tests.site.runs_made import page_of, sentence

TAGS = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>")
ALLOWED = {
    "a", "p", "em", "strong", "code", "pre", "ul", "ol", "li", "blockquote", "br", "hr",
    "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "<script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "a <iframe src='//example.org'></iframe>",
        "<!-- --><style>@import url(//example.org)</style>",
    ],
)
def test_html_in_prose_is_shown_and_not_obeyed(text: str) -> None:
    html = str(render_prose(text))
    assert {name for _, name, _ in TAGS.findall(html)} <= ALLOWED
    assert "&lt;" in html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "//example.org/x",
        "../../x",
        "&#106;avascript:alert(1)",
    ],
)
def test_only_links_to_the_web_and_within_the_page_stay_links(address: str) -> None:
    for text in (f"[here]({address})", f"[here](<{address}>)", f"[here][1]\n\n[1]: {address}"):
        assert "href" not in str(render_prose(text)), text


def test_a_link_to_the_web_stays_and_tells_nobody_where_it_stands() -> None:
    html = render_prose("[UNODC](https://www.unodc.org/a?b=1&c=2)")
    assert 'href="https://www.unodc.org/a?b=1&amp;c=2" rel="noreferrer"' in html
    assert 'href="#forms"' in render_prose("[below](#forms)")


def test_a_link_cannot_break_out_of_its_attribute() -> None:
    html = str(render_prose('[x](https://example.org/"onmouseover="alert(1))'))
    assert "onmouseover" not in TAGS.sub("", html) or '"onmouseover' not in html
    assert '" onmouseover' not in html
    assert '"onmouseover' not in html


def test_a_picture_is_its_words_because_it_would_have_to_be_fetched() -> None:
    html = str(render_prose("![a <map>](https://example.org/map.png)"))
    assert "<img" not in html
    assert "example.org" not in html
    assert "a &lt;map&gt;" in html


def test_headings_stand_below_those_of_the_page() -> None:
    assert render_prose("# One\n\n## Two").count("<h1") == 0
    assert "<h2>One</h2>" in render_prose("# One")


def test_a_line_has_no_paragraph_around_it() -> None:
    assert render_line("What is *recorded*?") == "What is <em>recorded</em>?"
    assert render_line("<b>") == "&lt;b&gt;"


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="<>&\"'`[]()!#*_-=:/\\ \n\tajvscriptonerr0", max_size=60))
def test_whatever_is_written_no_other_tag_and_no_other_attribute_comes_out(text: str) -> None:
    for _, name, attributes in TAGS.findall(str(render_prose(text))):
        assert name in ALLOWED
        assert name in ("a", "th", "td", "ol", "code") or not attributes.strip(" /")
        assert not re.search(r"\bon\w+\s*=", attributes.replace('"', ' "').split('"')[0])


def test_a_name_with_an_address_in_a_cell_becomes_a_link_and_nothing_else_is_markup() -> None:
    told = render_cell("2011: 52.9% (a note https://example.org/a?b=1&c=2)\nhttp://example.org/x")
    assert told == (
        '2011: 52.9% (<a href="https://example.org/a?b=1&amp;c=2" rel="noreferrer">a note</a>)\n'
        '<a href="http://example.org/x" rel="noreferrer">http://example.org/x</a>'
    )
    hostile = render_cell('<b>x</b> https://example.org/"onclick="alert(1) javascript:alert(1)')
    assert "<b>" not in hostile
    assert 'onclick="' not in hostile.replace("&#34;", "")
    assert 'href="javascript' not in hostile
    assert render_cell("no address (javascript:alert(1))") == "no address (javascript:alert(1))"


def test_a_label_from_data_is_no_markdown() -> None:
    label = "[Example House](http://evil.example) *now* ![x](y) <b>x</b> & `c`"
    said = str(render_prose(f"**{escape_prose(label)}**"))
    assert "<a" not in said
    assert "<em>" not in said
    assert "[Example House](http://evil.example) *now* ![x](y)" in said


def test_a_sentence_without_a_figure_is_plain_text() -> None:
    page = read_page(page_of(sentence("[House](http://evil.example): 12.", "*how*")), "q")
    block = next(b for s in page.sections for b in s.blocks if b.kind == "sentence")
    assert "<a" not in render_prose(block.text)
    assert "[House](http://evil.example): 12." in render_prose(block.text)
    assert "*how*" in render_prose(block.text)
