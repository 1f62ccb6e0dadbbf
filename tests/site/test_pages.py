"""Pages as HTML: strict, inert, complete, and the same words as the notebook."""

from __future__ import annotations

import json
import math
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from helpers.site.pages import drawing_of, render_index, render_report, to_json_block
from tests.site.runs_made import (
    FORMULA,
    HOSTILE,
    chart,
    hidden,
    page_of,
    release,
    sentence,
)
from tests.support import output


class Outline(HTMLParser):
    """Tags, attributes and text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.blocks: list[str] = []
        self._block = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._block = tag == "script"

    def handle_endtag(self, tag: str) -> None:
        self._block = self._block and tag != "script"

    def handle_data(self, data: str) -> None:
        (self.blocks if self._block else self.text).append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def words(self) -> str:
        return " ".join(" ".join(self.text).split())


def report(folder: Path, book: Any, **options: Any) -> str:
    found = release(folder, (book, options))
    return render_report(found.done[0], found)


def hostile_page() -> Any:
    drawing = {
        "data": [{"type": "bar", "name": HOSTILE, "x": [12], "y": [HOSTILE]}],
        "layout": {"height": 300, "annotations": [{"text": HOSTILE}]},
    }
    table = {"caption": HOSTILE, "columns": [HOSTILE], "rows": [[HOSTILE], [FORMULA]]}
    return page_of(
        chart(
            title=HOSTILE,
            subtitle=HOSTILE,
            alt=HOSTILE + '"',
            id=HOSTILE,
            table=table,
            source=[HOSTILE],
            notes=[HOSTILE],
            drawing=drawing,
        ),
        sentence(HOSTILE, HOSTILE),
        output({"kind": "notice", "text": HOSTILE}),
        hidden(HOSTILE),
        output({"kind": "ledger", "title": HOSTILE, "columns": [HOSTILE], "rows": [[HOSTILE]]}),
        title=f"{HOSTILE} [x](javascript:alert(1))",
        text=HOSTILE,
        source=HOSTILE,
        facts=[{"value": HOSTILE, "label": HOSTILE, "detail": FORMULA}],
    )


def test_hostile_words_stay_words_wherever_they_stand(tmp_path: Path) -> None:
    found = release(tmp_path, (hostile_page(), {"name": HOSTILE, "question": HOSTILE}))
    for html in (render_report(found.done[0], found), render_index(found)):
        outline = Outline(html)
        assert not outline.all("img")
        assert all(a.get("src") or a.get("type") == "application/json" for a in scripts(outline))
        assert not [a for _, a in outline.tags if any(name.startswith("on") for name in a)]
        links = [a["href"] or "" for tag, a in outline.tags if "href" in a]
        assert not [link for link in links if link.lower().startswith(("javascript:", "data:"))]
        assert "<img src=x onerror=alert(1)>" in outline.words
    assert FORMULA in outline_of(tmp_path, found)


def outline_of(folder: Path, found: Any) -> str:
    return Outline(render_report(found.done[0], found)).words


def scripts(outline: Outline) -> list[dict[str, str | None]]:
    return outline.all("script")


def test_a_json_block_cannot_be_closed_and_says_the_same(tmp_path: Path) -> None:
    html = report(tmp_path, hostile_page())
    (block,) = [text for text in Outline(html).blocks if text.strip()]
    assert "<" not in block
    figure = json.loads(block)
    assert figure["data"][0]["name"] == HOSTILE
    assert figure["layout"]["annotations"][0]["text"] == HOSTILE


@pytest.mark.parametrize("text", ["</script>", "<!--", "]]>", "</SCRIPT >", "\u2028 \u2029"])
def test_every_way_to_close_a_block_is_escaped(text: str) -> None:
    block = str(to_json_block({text: [text]}))
    assert "<" not in block
    assert json.loads(block) == {text: [text]}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_figure_with_a_number_that_json_lacks_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="JSON"):
        to_json_block({"x": [number]})


def test_a_drawing_leaves_title_template_and_settings_to_the_page() -> None:
    layout = {"title": {"text": "T"}, "template": {"data": {}}, "height": 300}
    figure = {"data": [{"x": [1]}], "layout": layout, "config": {"x": 1}, "frames": []}
    assert drawing_of(figure) == {"data": [{"x": [1]}], "layout": {"height": 300}}


def policy_of(html: str) -> dict[str, list[str]]:
    (meta,) = [
        a for a in Outline(html).all("meta") if a.get("http-equiv") == "Content-Security-Policy"
    ]
    parts = [part.split() for part in (meta["content"] or "").split(";")]
    return {name: values for name, *values in parts}


def test_every_page_forbids_foreign_and_inline_scripts_and_every_connection(tmp_path: Path) -> None:
    found = release(tmp_path, (page_of(chart()), {}))
    for html in (render_report(found.done[0], found), render_index(found)):
        policy = policy_of(html)
        assert policy["default-src"] == policy["connect-src"] == ["'none'"]
        assert policy["base-uri"] == policy["form-action"] == ["'none'"]
        assert set(policy["script-src"]) == {"'self'", "file:"}
        assert not [v for values in policy.values() for v in values if "http" in v or v == "*"]
        # The policy stands before anything that it has to hold.
        assert html.index("Content-Security-Policy") < html.index("<script")
        assert html.index("Content-Security-Policy") < html.index("<link")


def test_every_address_on_a_page_leads_into_the_site(tmp_path: Path) -> None:
    found = release(tmp_path, (page_of(chart()), {}))
    for html in (render_report(found.done[0], found), render_index(found)):
        outline = Outline(html)
        loaded = [a.get("src") for a in scripts(outline)] + [
            a.get("href") for a in outline.all("link")
        ]
        assert [x for x in loaded if x and not x.startswith(("assets/", "../assets/"))] == []


def test_ids_are_unique_and_links_within_a_page_lead_somewhere(tmp_path: Path) -> None:
    html = report(tmp_path, page_of(chart(), chart(), sentence(), hidden()))
    outline = Outline(html)
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
    inner = [a["href"] or "" for a in outline.all("a") if (a.get("href") or "").startswith("#")]
    assert {link[1:] for link in inner} <= set(ids)
    assert "#main" in inner


def test_a_figure_has_its_finding_sentence_help_source_and_table(tmp_path: Path) -> None:
    words = Outline(report(tmp_path, page_of(chart(), sentence(), hidden()))).words
    for text in (
        "Labour leads", "% of people", "Labour: 12.", "Bars count people.",
        "A person can be in several forms.", "Source: An office, A table, edition 2021.",
        "Sexual hidden", "Why some numbers are hidden",
    ):  # fmt: skip
        assert text in words
    order = [words.index(t) for t in ("Labour leads", "Labour: 12.", "Bars count", "Source: An")]
    assert order == sorted(order)


@pytest.mark.parametrize(("size", "folded"), [(25, False), (26, True)])
def test_a_long_table_is_folded_and_says_how_long_it_is(
    tmp_path: Path, size: int, folded: bool
) -> None:
    rows = [[f"Form {number}", "12"] for number in range(size)]
    table = {"caption": "c", "columns": ["Form", "People"], "rows": rows, "numeric": [False, True]}
    shown = chart(kind="table", table=table)
    shown["data"].pop("application/vnd.plotly.v1+json", None)
    html = report(tmp_path, page_of(shown, hidden()))
    assert ("<details><summary>Table of 26 rows</summary>" in html) == folded
    assert html.count("<td>Form 7</td>") == 1


def test_nobody_is_sent_to_hidden_numbers_that_a_figure_does_not_have(tmp_path: Path) -> None:
    words = Outline(report(tmp_path, page_of(chart(hidden=0), hidden()))).words
    assert "Why some numbers are hidden" not in words


def test_how_figures_are_protected_is_printed_also_without_a_passage_on_it(tmp_path: Path) -> None:
    words = Outline(report(tmp_path, page_of(chart()))).words
    assert "Counts of people below 10 are hidden." in words


def test_the_page_of_a_country_without_figures_says_so_and_has_no_empty_chart(
    tmp_path: Path,
) -> None:
    nothing = output({"kind": "notice", "text": "No figures here.", "empty": True})
    html = report(tmp_path, page_of(nothing, text="Nothing is published.", empty=True))
    outline = Outline(html)
    assert not [a for a in outline.all("div") if a.get("class") == "chart"]
    assert "Nothing is published." in outline.words
    assert "they hold no figures on: Which forms?" in outline.words


def test_the_index_has_one_finding_a_report_and_names_what_failed(tmp_path: Path) -> None:
    found = release(
        tmp_path,
        (page_of(chart(), text="The world has a finding."), {}),
        (page_of(chart(), text="The Philippines too."), {"country": "PHL", "name": "Philippines"}),
        (page_of(text="Tuvalu has none.", empty=True), {"country": "TUV", "name": "Tuvalu"}),
        (None, {"country": "UKR", "name": "Ukraine", "reason": "ValueError", "cell": 4}),
    )
    html = render_index(found)
    words = Outline(html).words
    for text in ("The world has a finding.", "The Philippines too.", "Tuvalu has none."):
        assert words.count(text) == 1
    assert "forms-UKR: stopped in code cell 4 (ValueError)" in words
    links = [a["href"] for a in Outline(html).all("a")]
    assert "reports/forms-UKR.html" not in links
    assert {"reports/forms-PHL.html", "reports/forms-TUV.html"} <= set(links)


def test_countries_with_nothing_stand_together_after_those_with_a_finding(tmp_path: Path) -> None:
    found = release(
        tmp_path,
        (page_of(text="None for A.", empty=True), {"country": "AFG", "name": "Afghanistan"}),
        (page_of(text="A finding."), {"country": "UKR", "name": "Ukraine"}),
    )
    words = Outline(render_index(found)).words
    assert words.index("A finding.") < words.index("No figures in these sources")
    assert words.index("No figures in these sources") < words.index("None for A.")


def test_the_index_keeps_sources_apart_from_how_figures_are_protected(tmp_path: Path) -> None:
    html = render_index(release(tmp_path, (page_of(chart()), {})))
    sources = re.search(r'<section id="sources">(.*?)</section>', html, re.DOTALL)
    protection = re.search(r'<section id="protection">(.*?)</section>', html, re.DOTALL)
    assert sources is not None
    assert protection is not None
    assert "An office, A table, edition 2021." in sources[1]
    assert "below 10" not in sources[1]
    assert "Counts of people below 10 are hidden." in protection[1]


def test_an_index_without_any_report_is_still_a_page(tmp_path: Path) -> None:
    html = render_index(release(tmp_path, (None, {"reason": "KeyError"})))
    assert "stopped" in Outline(html).words
