"""Re-making a notebook without a change gives the same bytes, and a failure keeps the old file."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook


@pytest.fixture(scope="module")
def remake() -> ModuleType:
    spec = importlib.util.spec_from_file_location("remake", Path(__file__).with_name("remake.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def source(tmp_path: Path) -> Path:
    cells = [
        new_markdown_cell("# How many?", id="title"),
        new_code_cell("number = 1  # type: int", id="choice", metadata={"tags": ["parameters"]}),
        new_code_cell("assert number < 10\nprint(number * 2)", id="answer"),
    ]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    path = tmp_path / "question.ipynb"
    path.write_text(nbformat.writes(new_notebook(cells=cells, metadata=kernel)), encoding="utf-8")
    return path


def test_remaking_twice_gives_the_same_bytes(remake: ModuleType, source: Path) -> None:
    target = source.with_name("answer.ipynb")
    remake.remake(source, target, {"number": 4})
    first = target.read_bytes()
    remake.remake(source, target, {"number": 4})
    assert target.read_bytes() == first
    notebook = json.loads(first)
    assert notebook["cells"][-1]["outputs"][0]["text"] == ["8\n"]
    assert b'"papermill"' not in first
    assert str(source.parent).encode() not in first


def test_a_notebook_that_fails_keeps_its_committed_file(remake: ModuleType, source: Path) -> None:
    target = source.with_name("answer.ipynb")
    target.write_text("as committed", encoding="utf-8")
    with pytest.raises(Exception, match="AssertionError"):
        remake.remake(source, target, {"number": 99})
    assert target.read_text("utf-8") == "as committed"
    assert [p.name for p in source.parent.iterdir() if p.name.endswith(".part")] == []


def test_every_golden_run_names_a_notebook_that_exists(remake: ModuleType) -> None:
    assert [str(s) for s, _, _ in remake.list_work() if not s.exists()] == []


def test_every_golden_run_is_committed_and_no_other(remake: ModuleType) -> None:
    committed = {path.stem for path in remake.GOLDEN.glob("*.ipynb")}
    assert committed == {name for name, _, _ in remake.GOLDEN_RUNS}
