"""Notebooks of anybody: outputs, metadata, and what programs leave in them."""

from __future__ import annotations

import base64

import pandas as pd
import pytest

from tests.scan.made import MAIL, NAME, book, cell, found, kinds, png, shown

CASES = pd.DataFrame(
    {"case_id": ["A-1", "A-2", "A-3"], "sex": ["F", "M", "F"], "age": [31, 16, 44]}
)
SCHEMA = pd.DataFrame({"country": ["PHL"], "form_labour": ["yes"], "persons": [3]})
FIGURES = pd.DataFrame(
    {"Country": ["PHL", "GBR", "USA"], "Year": [1, 2, 3], "Convicted": [4, 5, 6]}
)


def test_a_notebook_of_prose_and_figures_is_clean() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": ["22,488 people\n"]}
    picture = base64.b64encode(png((b"tEXt", b"Software\0Matplotlib version3.9.2"))).decode()
    clean = book(
        cell("x = 1", stream, shown(text__html=FIGURES.to_html(), text__plain=repr(FIGURES))),
        cell("plot()", shown(image__png=picture, text__plain="<Figure size 640x480>")),
        papermill={"parameters": {"country": "PHL", "source": "data/raw/cases-2023-final.csv"}},
        language_info={"name": "python", "version": "3.11.7"},
    )
    assert found("a.ipynb", clean) == set()


@pytest.mark.parametrize("frame", [CASES, SCHEMA], ids=["persons", "canonical counts"])
def test_a_data_frame_of_people_is_found_as_html_and_as_text(frame: pd.DataFrame) -> None:
    as_html = book(cell("1"), cell("cases", shown(text__html=frame.to_html())))
    as_text = book(cell("1"), cell("cases", shown(text__plain=repr(frame))))
    printed = {"output_type": "stream", "name": "stdout", "text": str(frame)}
    for content in (as_html, as_text, book(cell("1"), cell("print(cases)", printed))):
        hits = found("a.ipynb", content)
        assert {kind for _, kind in hits} == {"raw_rows"}
        assert all(place.startswith("cell 2, output 1") for place, _ in hits)


def test_an_output_in_a_notebook_is_told_by_cell_and_line() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": ["one\n", f"two {MAIL}\n"]}
    assert found("a.ipynb", book(cell("x"), cell("y", stream))) == {
        ("cell 2, output 1, line 2", "email")
    }


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (cell("1/0", {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}),
         "traceback"),
        (cell("x", {"output_type": "stream", "name": "stderr", "text": "a warning"}), "traceback"),
        (cell("w", shown(**{"application/vnd.jupyter.widget-view+json": {"model_id": "1"}})),
         "widget_state"),
        ({"cell_type": "markdown", "metadata": {}, "source": "![a](attachment:a.png)",
          "attachments": {"a.png": {"image/png": "aGVsbG8="}}}, "attachment"),
        (cell("x", metadata={"ExecuteTime": {"end_time": "2023"}}), "metadata"),
        (cell("x", {"output_type": "display_data", "metadata": {"who": 1}, "data": {}}),
         "metadata"),
        (cell("x", shown(image__png=base64.b64encode(png((b"eXIf", b"MM"))).decode())), "metadata"),
        (cell("x", shown(image__png="not base64!")), "unreadable"),
        (cell("x", shown(application__json={"rows": [{"first_name": NAME}]})), "identifier"),
        (cell("x", shown(application__json=CASES.to_dict("records"))), "raw_rows"),
        (cell("x", shown(application__json=CASES.to_dict("list"))), "raw_rows"),
        (cell("x", shown(application__json=CASES.to_dict("split"))), "raw_rows"),
        (cell("x", shown(text__html=f"<p onclick='mail(\"{MAIL}\")'>")), "email"),
        (cell("x", shown(text__html="<b>katarzyna</b>@<i>example</i>.org")), "email"),
        (cell("x", {"output_type": "stream", "name": "stdout", "text": 5}), ""),
        (cell("x", "not an output"), "unreadable"),
    ],
)  # fmt: skip
def test_what_a_cell_may_not_carry_is_found(content: dict[str, object], kind: str) -> None:
    assert kinds("a.ipynb", book(content)) == ({kind} if kind else set())


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        ({"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}}}, "widget_state"),
        ({"authors": [{"name": NAME}]}, "metadata"),
        ({"vscode": {"interpreter": {"hash": "a"}}}, "metadata"),
        ({"papermill": {"parameters": {"db_password": "summer"}}}, "secret"),
        ({"papermill": {"parameters": {"x": "9fK2xQ7vLm4TzR8wYb3N"}}}, "secret"),
        ({"papermill": {"environment_variables": {"LANG": "C"}}}, "metadata"),
        ({"papermill": {"input_path": "/ho" + "me/amina/a.ipynb"}}, "machine_path"),
    ],
)
def test_what_metadata_may_not_carry_is_found(metadata: dict[str, object], kind: str) -> None:
    assert kinds("a.ipynb", book(cell("x"), **metadata)) == {kind}


def test_a_notebook_under_another_name_is_still_a_notebook() -> None:
    content = book(cell("1/0", {"output_type": "error", "ename": "E", "traceback": []}))
    assert kinds("a.txt", content) == {"traceback"}


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"cells": 1}', '{"nbformat": 3, "worksheets": []}']
)
def test_what_is_no_notebook_is_not_taken_for_safe(text: str) -> None:
    assert "unreadable" in kinds("a.ipynb", text)
