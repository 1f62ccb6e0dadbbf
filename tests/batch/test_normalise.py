"""An executed notebook made fit to publish: what stays in it, and what does not."""

from __future__ import annotations

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.batch.normalise import first_error, normalise_notebook
from tests.support import OURS, PLOTLY, code, markdown, notebook, output

SENTENCE = {"kind": "sentence", "text": "Labour is most often recorded."}
STREAM = {"output_type": "stream", "name": "stdout", "text": "Jane Roe"}
HTML = {"output_type": "display_data", "metadata": {}, "data": {"text/html": "<b>Jane Roe</b>"}}
ERROR = {"output_type": "error", "ename": "KeyError", "evalue": "Jane Roe", "traceback": ["Jane"]}


def published(*cells: dict[str, Any], paths: tuple[str, ...] = ()) -> tuple[str, tuple[int, ...]]:
    content, left_out = normalise_notebook(notebook(*cells), {"country": "PHL"}, paths)
    return json.dumps(content), left_out


def test_an_output_of_caselight_stays_as_it_is() -> None:
    shown = output(SENTENCE, {"data": [{"x": [1, 2]}], "layout": {}})
    content, left_out = normalise_notebook(notebook(code("x", shown)), {})
    assert content["cells"][0]["outputs"] == [shown]
    assert left_out == ()


def test_any_other_output_is_left_out_and_its_cell_is_named() -> None:
    cells = [markdown("# A"), code("a"), code("b", STREAM), code("c", HTML, output(SENTENCE))]
    text, left_out = published(*cells, code("d", ERROR))
    assert "Jane" not in text
    assert SENTENCE["text"] in text
    assert left_out == (2, 3, 4)


def test_cells_are_counted_as_the_notebook_was_written() -> None:
    injected = code("country = 'PHL'", tags=("injected-parameters",))
    _, left_out = published(code("a", tags=("parameters",)), injected, code("b", STREAM))
    assert left_out == (2,)


def test_of_an_output_only_the_known_kinds_are_kept() -> None:
    shown = output(SENTENCE)
    shown["data"] |= {"application/json": {"name": "Jane Roe"}, "image/png": "Jane Roe"}
    shown["metadata"] = {"name": "Jane Roe"}
    text, _ = published(code("x", shown))
    assert "Jane" not in text


def test_an_output_that_names_a_folder_of_this_machine_is_left_out() -> None:
    beneath = output({"kind": "table", "rows": [["/srv/machine/cases.csv"]]})
    as_key = output({"kind": "table", "rows": [{"/srv/machine/x": 1}]})
    text, left_out = published(code("a", beneath), code("b", as_key), paths=("/srv/machine",))
    assert "/srv/machine" not in text
    assert left_out == (1, 2)


def test_times_and_settings_of_the_runner_are_left_out() -> None:
    cell = code("x", tags=("kept",))
    cell["metadata"] |= {"papermill": {"start_time": "2026-11-24"}, "execution": {"a": "2026"}}
    content = notebook(cell)
    content["metadata"]["papermill"] = {"input_path": "/srv/x", "start_time": "2026-11-24"}
    kept, _ = normalise_notebook(content, {"country": "PHL"})
    assert "2026" not in json.dumps(kept)
    assert "/srv" not in json.dumps(kept)
    assert kept["metadata"]["papermill"] == {"parameters": {"country": "PHL"}}
    assert kept["cells"][0]["metadata"] == {"tags": ["kept"]}


def test_the_cell_that_papermill_adds_gets_the_same_name_in_every_run() -> None:
    def injected(name: str) -> str:
        cell = code("country = 'PHL'", tags=("injected-parameters",))
        content = notebook(cell)
        content["cells"][0]["id"] = name
        return json.dumps(normalise_notebook(content, {})[0])

    assert injected("1f3a") == injected("99cc")


def test_a_number_that_json_does_not_have_becomes_none() -> None:
    drawing = {"data": [{"y": [1.5, float("nan"), float("inf")]}]}
    content, _ = normalise_notebook(notebook(code("x", output(SENTENCE, drawing))), {})
    json.dumps(content, allow_nan=False)
    assert content["cells"][0]["outputs"][0]["data"][PLOTLY]["data"][0]["y"] == [1.5, None, None]


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
KINDS = st.sampled_from([OURS, PLOTLY, "text/plain", "text/html", "image/png", "x/y"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.dictionaries(KINDS, JSON, max_size=4), max_size=4))
def test_whatever_is_published_is_ours_and_valid_json(bundles: list[dict[str, Any]]) -> None:
    outputs = [{"output_type": "display_data", "metadata": {}, "data": b} for b in bundles]
    executed = notebook(code("x", *outputs))
    before = copy.deepcopy(executed)
    content, left_out = normalise_notebook(executed, {})
    kept = content["cells"][0]["outputs"]
    assert [OURS in o["data"] for o in kept] == [True] * len(kept)
    assert len(kept) == sum(OURS in bundle for bundle in bundles)
    assert left_out == ((1,) if len(kept) < len(bundles) else ())
    json.dumps(content, allow_nan=False)
    assert repr(executed) == repr(before)


def test_the_first_exception_is_found_among_the_outputs() -> None:
    assert first_error(notebook(code("a", STREAM), code("b", ERROR))) == "KeyError"
    assert first_error(notebook(markdown("a"), code("b", STREAM))) == ""
