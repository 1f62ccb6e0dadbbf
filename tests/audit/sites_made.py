"""Sites made by hand, as small as a test can be: one population, a table, and planted leaks."""

from __future__ import annotations

import base64
import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

OURS = "application/vnd.caselight.v1+json"
PLOTLY = "application/vnd.plotly.v1+json"
GROUPS = ("A", "B", "C")

Row = tuple[str, str, Any]
"""A label, the region that it counts, and its number; None where it is hidden."""

# Of the page on protection: A is 3 and B is 12, so A can be anything from 1 to 14.
PROTECTED: tuple[Row, ...] = (
    ("A", "group=A", None),
    ("B", "group=B", None),
    ("C", "group=C", 40),
    ("all", "everybody", 55),
)
STRUCK_OUT: tuple[Row, ...] = (
    ("A", "group=A", None),
    ("B", "group=B", 12),
    ("C", "group=C", 40),
    ("all", "everybody", 55),
)


def to_display(rows: Sequence[Row], name: str = "groups", **more: Any) -> dict[str, Any]:
    """A display of a table of counts, as a chart or a table of ours carries it."""
    cells = [
        {"key": [label], "status": "hidden"} if n is None else {"key": [label], "value": n}
        for label, _, n in rows
    ]
    words = [[label, "hidden" if n is None else f"{n:,}"] for label, _, n in rows]
    return {
        "kind": "table",
        "id": name,
        "title": "People by group",
        "alt": "People by group. The numbers are in the table below.",
        "table": {
            "caption": "People by group",
            "columns": ["Group", "People"],
            "rows": words,
            "numeric": [False, True],
        },
        "cells": cells,
        "dimensions": ["group"],
        "unit": "people",
        "sources": ["own_cases"],
        **more,
    }


def to_entry(rows: Sequence[Row], population: str = "cases", **dates: str) -> dict[str, Any]:
    """What the release ledger says of a table."""
    return {
        "population": population,
        "dimensions": ["group"],
        "counted": "people",
        "cells": [
            {"key": [label], "region": region, "status": "observed" if n is not None else "hidden"}
            | ({"as_of": dates[label]} if label in dates else {})
            for label, region, n in rows
        ],
    }


def show(payload: Mapping[str, Any], **kinds: Any) -> dict[str, Any]:
    """An output of a notebook's cell."""
    return {"output_type": "display_data", "data": {OURS: payload, **kinds}, "metadata": {}}


def to_notebook(outputs: Sequence[Mapping[str, Any]], **metadata: Any) -> dict[str, Any]:
    """An executed notebook with one code cell."""
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# People\n\nWho was registered?"},
        {"cell_type": "code", "metadata": {}, "source": "show(table)", "outputs": list(outputs)},
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def to_ledger(
    reports: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    release: str = "2026-11-24",
    threshold: int | None = 10,
    groups: Sequence[str] = GROUPS,
    variables: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """A release ledger of one population."""
    regime = "suppression" if threshold else "published"
    policy = {"threshold": threshold, "regime": regime, "zeros_hidden": False}
    population = {**policy, "source": "own_cases", "title": "Cases of an office"}
    population["variables"] = {k: list(v) for k, v in (variables or {"group": groups}).items()}
    return {
        "format": 1,
        "plan": "0" * 64,
        "release": release,
        "policies": {"own_cases": policy},
        "populations": {"cases": population},
        "reports": {name: list(tables) for name, tables in reports.items()},
    }


def write_site(
    folder: Path,
    notebooks: Mapping[str, Mapping[str, Any]],
    ledger: Mapping[str, Any],
    files: Mapping[str, str] | None = None,
) -> Path:
    """A site: executed notebooks, its ledger, and whatever else."""
    (folder / "notebooks").mkdir(parents=True)
    (folder / "release.json").write_text(json.dumps(ledger))
    for name, notebook in notebooks.items():
        (folder / "notebooks" / f"{name}.ipynb").write_text(json.dumps(notebook))
    for name, text in (files or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def make_site(
    folder: Path,
    rows: Sequence[Row] = PROTECTED,
    *,
    outputs: Sequence[Mapping[str, Any]] = (),
    files: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
    **more: Any,
) -> Path:
    """A site of one report with one table, and what is planted beside it."""
    notebook = to_notebook([show(to_display(rows)), *outputs], **(metadata or {}))
    return write_site(
        folder, {"people": notebook}, to_ledger({"people": [to_entry(rows)]}, **more), files
    )


def pack(*numbers: float, kind: str = "f8") -> dict[str, Any]:
    """Numbers as plotly packs them."""
    letter = {"f8": "d", "i1": "b", "i4": "i", "u2": "H"}[kind]
    raw = struct.pack(f"<{len(numbers)}{letter}", *numbers)
    return {"dtype": kind, "bdata": base64.b64encode(raw).decode()}


def draw(trace: Mapping[str, Any], **layout: Any) -> dict[str, Any]:
    """An output with a figure of one further trace beside the shown numbers."""
    shown = {"type": "bar", "x": ["C", "all"], "y": [40, 55]}
    return show({"kind": "chart", "id": "drawn", "title": "People"}, **{
        PLOTLY: {"data": [shown, dict(trace)], "layout": layout}
    })  # fmt: skip
