"""A chart as a notebook shows it and a page renders it: figure, table, source, description.

The figure's payload carries plain lists and no template, so that a scan, nbval and a reader see
the same numbers.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from helpers.displays import PLOTLY_MIME, bundle
from helpers.figures.style import escape_markup
from helpers.tables import vocabulary as v
from helpers.tables.payload import to_cells
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_cell, format_count, start_sentence


@dataclass(frozen=True)
class Chart:
    """A drawn safe table.

    Args:
        name: Stable name, the anchor of the figure on its page.
        title: What the chart shows, as a finding.
        subtitle: What is counted, of how many, where, when.
        figure: The plotly figure; None for a table without a drawing.
        table: The safe table that was drawn.
        columns: The dimension that is spread over the table's columns; empty for none.
        missing: The word for a combination that the table has no cell for.
        also: Further safe tables that are drawn into the figure.
    """

    name: str
    title: str
    subtitle: str
    figure: go.Figure | None
    table: SafeTable
    columns: str = ""
    missing: str = v.STATUS_WORDS[v.NOT_REPORTED]
    also: tuple[SafeTable, ...] = ()

    @property
    def source(self) -> tuple[str, ...]:
        """The source lines that stand under it."""
        return tuple(p.line for p in self.table.provenance)

    @property
    def alt(self) -> str:
        """What a reader who cannot see it is told."""
        return f"{self.title}. {self.subtitle}. The numbers are in the table below the chart."

    def to_payload(self) -> dict[str, Any]:
        """What a page needs beside the drawing."""
        return {
            "kind": "chart" if self.figure is not None else "table",
            "id": self.name,
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "table": tabulate(self.table, self.columns, self.title, self.missing),
            "source": list(self.source),
            "protection": self.table.policy,
            "hidden": self.table.hidden,
            "notes": list(self.table.notes),
            **to_cells(self.table),
            **({"also": [to_cells(table) for table in self.also]} if self.also else {}),
        }

    def _repr_mimebundle_(
        self, include: Sequence[str] | None = None, exclude: Sequence[str] | None = None
    ) -> dict[str, Any]:
        if self.table.is_empty:
            text = f"{start_sentence(self.table.counted)}: no figures here."
            return bundle({"kind": "notice", "text": text, "empty": True}, text)
        shown = bundle(self.to_payload(), self.alt)
        if self.figure is None:
            return shown | {"text/html": self.table._repr_html_()}
        return shown | {PLOTLY_MIME: self._draw()}

    def _draw(self) -> dict[str, Any]:
        """The figure with its own title, for JupyterLab; a page sets the title in its own type."""
        drawn = json.loads(self.figure.to_json()) if self.figure is not None else {}
        drawn["layout"].pop("template", None)
        text = f"<b>{escape_markup(self.title)}</b><br><sub>{escape_markup(self.subtitle)}</sub>"
        drawn["layout"]["title"] = {"text": text, "x": 0, "xanchor": "left", "automargin": True}
        return {
            "data": drawn["data"],
            "layout": drawn["layout"],
            "config": {"displayModeBar": False, "responsive": True},
        }


def show_table(
    table: SafeTable,
    title: str,
    *,
    name: str,
    columns: str = "",
    missing: str = v.STATUS_WORDS[v.NOT_REPORTED],
) -> Chart:
    """A table without a drawing, with its source.

    Args:
        table: A safe table.
        title: What it shows.
        name: Stable name, its anchor on the page.
        columns: The dimension to spread over columns.
        missing: The word for a combination that the table has no cell for: 'none' where the source
            lists only what occurs.
    """
    table = require_safe(table, "show_table")
    return Chart(name, title, start_sentence(table.counted), None, table, columns, missing)


def tabulate(table: SafeTable, columns: str, caption: str, missing: str) -> dict[str, Any]:
    """A safe table as rows of text, years in order: one column for each label of ``columns``."""
    rows = [d for d in table.dimensions if d != columns]
    heads = list(table.labels(columns)) if columns else []
    lines: dict[tuple[str, ...], list[str]] = {}
    for cell in table.cells:
        labels = dict(zip(table.dimensions, cell.key, strict=True))
        key = tuple(table.word(d, labels[d]) for d in rows)
        line = lines.setdefault(key, [missing] * max(len(heads), 1))
        line[heads.index(labels[columns]) if columns else 0] = format_cell(cell, table.unit)
    if rows == ["year"]:
        lines = dict(sorted(lines.items()))
    values = [table.word(columns, h) for h in heads] or [table.unit.capitalize()]
    base = _denominators(table, rows)
    sizes = {k: [base.get(k, missing)] if base else [] for k in lines}
    return {
        "caption": f"{caption} ({table.unit})",
        "columns": [_head(d) for d in rows] + values + (["Of"] if base else []),
        "rows": [[*k, *line, *sizes[k]] for k, line in lines.items()],
        "numeric": [False] * len(rows) + [True] * (len(values) + bool(base)),
    }


def _denominators(table: SafeTable, rows: Sequence[str]) -> dict[tuple[str, ...], str]:
    """What each row's shares are of: every denominator, where its columns have several."""
    found: dict[tuple[str, ...], dict[str, None]] = {}
    for cell in table.cells:
        if cell.of is not None:
            labels = dict(zip(table.dimensions, cell.key, strict=True))
            key = tuple(table.word(d, labels[d]) for d in rows)
            found.setdefault(key, {})[format_count(cell.of)] = None
    return {key: " and ".join(sizes) for key, sizes in found.items()}


def _head(dimension: str) -> str:
    return dimension.replace("_", " ").capitalize()
