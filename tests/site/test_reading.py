"""An executed notebook as a page model: in a reader's order, and nothing but our own outputs."""

from __future__ import annotations

import json

import pytest

from helpers.site.model import Table
from helpers.site.reading import read_page, to_anchor
from tests.site.runs_made import chart, headline, hidden, page_of, sentence
from tests.support import code, markdown, notebook, output


def test_title_answer_facts_and_source_come_from_the_notebook() -> None:
    facts = [{"value": str(n), "label": "people", "detail": "2021"} for n in range(5)]
    page = read_page(page_of(chart(), facts=facts), "fallback")
    assert page.title == "Who is assisted?"
    assert page.answer == "Labour is recorded most often."
    assert page.source == "A source, 2021"
    assert [fact.value for fact in page.facts] == ["0", "1", "2"]


def test_a_notebook_without_a_title_is_called_by_its_question() -> None:
    assert read_page(notebook(code("", headline())), "Why?").title == "Why?"


def test_a_sentence_belongs_to_the_chart_before_it() -> None:
    page = read_page(page_of(chart(), sentence("Labour: 12."), sentence("More.")), "")
    (figure,) = page.figures
    assert (figure.sentence, figure.how_to_read) == ("Labour: 12.", "Bars count people.")
    assert page.sections[1].blocks[-1].text == "**More.**\n\nBars count people."


def test_outputs_of_others_never_reach_a_page() -> None:
    foreign = [
        {"output_type": "stream", "name": "stdout", "text": "person 17"},
        {"output_type": "execute_result", "data": {"text/html": "<b>person 17</b>"}},
        {"output_type": "error", "ename": "E", "evalue": "person 17", "traceback": []},
        {"output_type": "display_data", "data": {"application/vnd.caselight.v1+json": "person"}},
        output({"kind": "something else", "text": "person 17"}),
    ]
    book = notebook(markdown("# T"), code("x = 'person 17'", *foreign, headline()))
    assert "17" not in repr(read_page(book, ""))


def test_sections_end_with_what_is_hidden_then_quality_then_versions() -> None:
    ledger = output({"kind": "ledger", "title": "Ledger", "columns": ["What"], "rows": [["x"]]})
    versions = output({"kind": "versions", "rows": [["pandas", "3"]]})
    book = notebook(
        markdown("# T"),
        code("", headline()),
        markdown("## What is left out?\n\nThis."),
        code("", versions),
        code("", ledger),
        code("", hidden()),
        markdown("## Which forms?"),
        code("", chart()),
    )
    headings = [section.heading for section in read_page(book, "").sections]
    assert headings == [
        "What is left out?",
        "Which forms?",
        "What is hidden or missing",
        "Data quality",
        "Parameters and versions",
    ]


def test_a_question_without_figures_is_listed_and_has_no_section() -> None:
    nothing = output({"kind": "notice", "text": "No figures here.", "empty": True})
    page = read_page(page_of(nothing), "")
    assert page.unanswered == ("Which forms?",)
    assert [section.heading for section in page.sections] == [""]


def test_beside_other_figures_a_missing_one_is_one_notice() -> None:
    empty = [
        output({"kind": "notice", "text": text, "empty": True})
        for text in ("Persons: no figures here.", "No persons are published for Tuvalu.")
    ]
    page = read_page(page_of(*empty, chart()), "")
    kinds = [(block.kind, block.text) for block in page.sections[1].blocks]
    assert kinds == [
        ("prose", "A question."),
        ("notice", "No persons are published for Tuvalu."),
        ("figure", ""),
    ]
    assert page.unanswered == ()


def test_a_page_says_when_its_answer_is_that_there_is_nothing() -> None:
    assert read_page(page_of(empty=True), "").is_empty
    assert not read_page(page_of(empty=False), "").is_empty


def test_anchors_are_unique_also_when_headings_and_figures_share_a_name() -> None:
    book = notebook(
        markdown("# T\n\n## Forms\n\ntext"),
        code("", chart(), chart(), chart(id="main")),
        markdown("## Forms\n\ntext\n\n## FORMS!\n\ntext"),
    )
    page = read_page(book, "")
    anchors = [s.anchor for s in page.sections] + [f.anchor for f in page.figures]
    assert len(anchors) == len(set(anchors)) == 6
    assert "main" not in anchors  # the page's own


@pytest.mark.parametrize("text", ["", "¿?", "<script>", "a" * 300, "Was ist «neu»?", "../../x"])
def test_an_anchor_is_letters_digits_and_hyphens(text: str) -> None:
    anchor = to_anchor(text)
    assert anchor.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert 0 < len(anchor) <= 60


def test_sources_and_protection_are_told_apart_and_each_once() -> None:
    page = read_page(page_of(chart(), chart(id="second")), "")
    assert page.sources == ("Source: An office, A table, edition 2021.",)
    assert page.protections == ("Counts of people below 10 are hidden.",)
    assert [figure.hidden for figure in page.figures] == [1, 1]


def test_a_note_that_the_reading_help_has_already_is_not_said_twice() -> None:
    twice = sentence(how="A person can be in several forms. Bars count people.")
    (figure,) = read_page(page_of(chart(), twice), "").figures
    assert figure.remarks == ()
    (other,) = read_page(page_of(chart(), sentence()), "").figures
    assert other.remarks == ("A person can be in several forms.",)


def test_sources_may_be_lists_of_lines_as_a_notebook_file_has_them() -> None:
    book = page_of(chart())
    for cell in book["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    assert read_page(json.loads(json.dumps(book)), "").sections[1].heading == "Which forms?"


def test_a_table_with_a_long_cell_is_told_in_blocks_on_a_phone() -> None:
    assert not Table("c", ("A",), (("x" * 60,),), (False,)).is_told
    assert Table("c", ("A",), (("x" * 61,),), (False,)).is_told
