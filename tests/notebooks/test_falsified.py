"""A changed figure fails the comparison, not only a changed sentence."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.notebooks.running import NOTEBOOKS, OURS, PLOTLY, read_notebook

LAST = "pros-07"  # up to the first chart and its sentence, so that the kernel has little to do


def begin() -> dict[str, Any]:
    """The beginning of the fastest notebook, as committed."""
    notebook = read_notebook(NOTEBOOKS / "prosecution_trends.ipynb")
    ids = [cell["id"] for cell in notebook["cells"]]
    notebook["cells"] = notebook["cells"][: ids.index(LAST) + 1]
    return notebook


def data(notebook: dict[str, Any], kind: str) -> dict[str, Any]:
    """The last output that holds this kind of display."""
    found = [
        output["data"]
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        if kind in output["data"]
    ]
    return found[-1]


def falsify_figure(notebook: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(notebook)
    heights = data(changed, PLOTLY)[PLOTLY]["data"][0]["y"]
    at = next(i for i, height in enumerate(heights) if height is not None)
    heights[at] += 1
    return changed


def falsify_sentence(notebook: dict[str, Any]) -> dict[str, Any]:
    changed = deepcopy(notebook)
    payload = data(changed, OURS)[OURS]
    assert payload["kind"] == "sentence"
    payload["text"] = payload["text"].replace("no trend", "a trend")
    return changed


def compare(folder: Path, flag: str, *names: str) -> dict[str, set[str]]:
    """Run nbval, and give the notebooks' cells that failed."""
    report = folder / f"{flag.strip('-')}.xml"
    command = [sys.executable, "-m", "pytest", flag, "-q", "-p", "no:cacheprovider"]
    files = [f"{name}.ipynb" for name in names]
    done = subprocess.run(
        [*command, f"--junitxml={report}", *files],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    failed: dict[str, set[str]] = {name: set() for name in names}
    cases = ET.parse(report).getroot().iter("testcase")
    told = [(c.attrib["classname"] + c.attrib["name"], c.find("failure")) for c in cases]
    for name in names:
        mine = [(case, failure) for case, failure in told if f"{name}" in case]
        assert mine, done.stdout
        failed[name] = {case for case, failure in mine if failure is not None}
    return failed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("nbval")
    (made / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    honest = begin()
    for name, notebook in (
        ("untouched", honest),
        ("figure", falsify_figure(honest)),
        ("sentence", falsify_sentence(honest)),
    ):
        (made / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    return made


def test_the_strict_comparison_sees_a_false_figure_and_a_false_sentence(folder: Path) -> None:
    failed = compare(folder, "--nbval", "untouched", "figure", "sentence")
    assert failed["untouched"] == set()
    assert len(failed["figure"]) == 1
    assert len(failed["sentence"]) == 1


def test_the_lax_comparison_would_miss_the_false_figure(folder: Path) -> None:
    """Why `make test` runs the strict one."""
    assert compare(folder, "--nbval-lax", "figure") == {"figure": set()}
