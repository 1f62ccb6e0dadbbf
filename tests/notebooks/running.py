"""Notebooks executed in this process: the same cells, the same displays, no kernel.

A kernel takes a second or more to start; calling the cells here takes milliseconds, so that a
test can look at every country. What a kernel adds (papermill, nbval) is tested apart.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
GOLDEN = Path(__file__).resolve().parent / "golden"
OURS = "application/vnd.caselight.v1+json"
PLOTLY = "application/vnd.plotly.v1+json"
NAMES = tuple(sorted(path.stem for path in NOTEBOOKS.glob("*.ipynb")))


@dataclass(frozen=True)
class Report:
    """What a notebook showed: its displays in order, and the names that its cells made."""

    displays: tuple[Mapping[str, Any], ...]
    names: Mapping[str, Any] = field(repr=False)

    def payloads(self, *kinds: str) -> list[Mapping[str, Any]]:
        found = (shown[OURS] for shown in self.displays if OURS in shown)
        return [payload for payload in found if not kinds or payload["kind"] in kinds]

    @property
    def headline(self) -> Mapping[str, Any]:
        (headline,) = self.payloads("headline")
        return headline

    def sentences(self) -> list[str]:
        """Headline, facts, sentences with how to read them, and titles: all prose that is made."""
        texts: list[str] = []
        for p in self.payloads("headline", "sentence", "notice", "chart", "table"):
            texts += [str(p.get(k, "")) for k in ("text", "how_to_read", "title", "subtitle")]
            texts += [f"{f['value']} {f['label']} {f['detail']}" for f in p.get("facts", [])]
            texts += [str(note) for note in p.get("notes", [])]
        return [text for text in texts if text]


def read_notebook(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))


def code_cells(path: Path) -> list[dict[str, Any]]:
    return [cell for cell in read_notebook(path)["cells"] if cell["cell_type"] == "code"]


def text_of(cell: Mapping[str, Any]) -> str:
    return "".join(cell["source"])


def run_notebook(
    name: str, swap: Mapping[str, Callable[..., Any]] | None = None, **parameters: Any
) -> Report:
    """Execute a notebook's code cells here.

    Args:
        name: Stem of the notebook.
        swap: Names to put in place of what the import cell brought.
        parameters: What papermill would inject.
    """
    names: dict[str, Any] = {"__name__": "notebook"}
    displays = []
    for cell in code_cells(NOTEBOOKS / f"{name}.ipynb"):
        shown = _execute(text_of(cell), names)
        if "parameters" in cell["metadata"].get("tags", []):
            assert parameters.keys() <= names.keys()
            names.update(parameters)
        names.update({key: new for key, new in (swap or {}).items() if key in names})
        if shown is not None:
            displays.append(shown._repr_mimebundle_())
    return Report(tuple(displays), names)


def _execute(source: str, names: dict[str, Any]) -> Any:
    """Run a cell as IPython does: the value of a last expression is what it shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
