"""Notebooks made by code, with the outputs that Caselight's own notebooks have."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
OURS = "application/vnd.caselight.v1+json"
PLOTLY = "application/vnd.plotly.v1+json"
COUNTRIES = {"WLD": "World", "PHL": "Philippines", "CIV": "Côte d'Ivoire", "TUV": "Tuvalu"}
PARAMETERS = 'country = "WLD"  # type: str\nfirst_year = 2002  # type: int'


def shared_data() -> Path:
    """The publishers' files beside the repository; without them the test is skipped."""
    data = Path(os.environ.get("CASELIGHT_SHARED", ROOT.parent / "shared")) / "data"
    if not data.is_dir():
        pytest.skip("the publishers' files are not beside the repository")
    return data


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source: str, *outputs: dict[str, Any], tags: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": list(tags)} if tags else {},
        "outputs": list(outputs),
        "source": source,
    }


def output(payload: dict[str, Any], figure: dict[str, Any] | None = None) -> dict[str, Any]:
    data = {OURS: payload, "text/plain": payload.get("text", payload["kind"])}
    if figure is not None:
        data[PLOTLY] = figure
    return {"output_type": "display_data", "metadata": {}, "data": data}


def display(payload: dict[str, Any], figure: dict[str, Any] | None = None) -> str:
    """Code of a cell that shows a payload when it is executed."""
    bundle = output(payload, figure)["data"]
    return f"from IPython.display import display\ndisplay({bundle!r}, raw=True)"


def notebook(*cells: dict[str, Any]) -> dict[str, Any]:
    named = [{"id": f"cell-{n}", **cell} for n, cell in enumerate(cells)]
    spec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    metadata = {"kernelspec": spec, "language_info": {"name": "python"}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": named}


def write(folder: Path, name: str, content: dict[str, Any]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def small_notebook(*extra: str, title: str = "What is recorded?") -> dict[str, Any]:
    """A notebook that takes no library: title, parameters, a headline, and the cells given."""
    headline = {
        "kind": "headline",
        "text": "Labour is most often recorded.",
        "facts": [],
        "source": "A source, 2021",
    }
    return notebook(
        markdown(f"# {title}"),
        code(PARAMETERS, tags=("parameters",)),
        code(display(headline)),
        *(code(source) for source in extra),
    )


def write_manifest(folder: Path, *entries: str, site: str = "timeout = 60") -> Path:
    blocks = [f"[[report]]\n{entry}" for entry in entries]
    path = folder / "reports.toml"
    path.write_text("\n".join([f"[site]\n{site}", *blocks]) + "\n", encoding="utf-8")
    return path
