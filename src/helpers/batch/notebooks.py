"""A notebook as a file: its title, and the parameters that it takes."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.batch import quick_papermill
from helpers.errors import CaselightError


@dataclass(frozen=True)
class Parameter:
    """One parameter of a notebook.

    Args:
        name: Its name.
        kind: Its type: "str", "int", "float", "bool", or "None" where the notebook says nothing.
        default: Its default, as written.
    """

    name: str
    kind: str
    default: str


@dataclass(frozen=True)
class Notebook:
    """What a run must know of a notebook before it starts.

    Args:
        name: File name without its ending.
        title: Its first heading: the question that it answers.
        parameters: In the order in which they are written.
    """

    name: str
    title: str
    parameters: tuple[Parameter, ...]

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of this name, if there is one."""
        return next((p for p in self.parameters if p.name == name), None)


def read_notebook(path: Path) -> Notebook:
    """Read a notebook's title and parameters without running it.

    Args:
        path: The notebook.

    Raises:
        CaselightError: It is no notebook, or has a parameter that papermill cannot read.
    """
    cells = _cells(path)
    source = next((_text(c) for c in cells if "parameters" in _tags(c)), "")
    return Notebook(path.stem, _title(cells) or path.stem, _parameters(source, path))


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        found = f"{path.name}: {error.strerror}"
    except (ValueError, RecursionError):
        found = f"{path.name} is not JSON, which a notebook is"
    else:
        cells = content.get("cells") if isinstance(content, dict) else None
        if isinstance(cells, list) and all(map(_is_cell, cells)):
            return cells
        found = f"{path.name} is not a notebook of format 4"
    raise CaselightError(
        "A report needs a notebook that can be read.",
        found,
        "Restore it, or open it in JupyterLab.",
    )


def _is_cell(cell: Any) -> bool:
    return (
        isinstance(cell, dict)
        and isinstance(cell.get("cell_type"), str)
        and isinstance(cell.get("source"), (str, list))
        and isinstance(cell.get("metadata"), dict)
        and isinstance(cell["metadata"].get("tags", []), list)
    )


def _parameters(source: str, path: Path) -> tuple[Parameter, ...]:
    found = [
        Parameter(p.name, p.inferred_type_name, p.default)
        for p in quick_papermill.inspect_parameters(source)
    ]
    missed = _assigned(source) - {p.name for p in found}
    if missed:  # papermill drops such a line without a word, and its value could never be set
        raise CaselightError(
            "Each parameter stands on a line of its own, with one '=' and a plain value.",
            f"{path.name}: {', '.join(sorted(missed))}",
            "Write for instance first_year = 2002  # type: int",
        )
    return tuple(found)


def _assigned(source: str) -> set[str]:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return set()
    targets = [t for line in body if isinstance(line, ast.Assign) for t in line.targets]
    targets += [line.target for line in body if isinstance(line, ast.AnnAssign)]
    return {n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)}


def _title(cells: list[dict[str, Any]]) -> str:
    prose = [_text(cell) for cell in cells if cell["cell_type"] == "markdown"]
    lines = [line for text in prose for line in text.splitlines()]
    return next((line[2:].strip() for line in lines if line.startswith("# ")), "")


def _text(cell: dict[str, Any]) -> str:
    source = cell["source"]
    return "".join(map(str, source)) if isinstance(source, list) else str(source)


def _tags(cell: dict[str, Any]) -> list[str]:
    return list(cell["metadata"].get("tags", []))
