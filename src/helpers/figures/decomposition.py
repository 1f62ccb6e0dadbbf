"""The parts of a difference as bars from zero: mix and within in colour, not comparable in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import make_hatch, make_interval
from helpers.figures.panels import make_panels
from helpers.figures.style import (
    add_note,
    escape_markup,
    style_axes,
    style_categories,
    wrap_labels,
)
from helpers.tables import decomposition as d
from helpers.tables import vocabulary as v
from helpers.tables.decomposition import Decomposition, require_decomposition
from helpers.tables.safe import Cell, SafeTable
from helpers.wording import format_cell, format_points

_ROW = 40
_RIGHT = 58
_MARGIN = 0.08


def plot_decomposition(*changes: Decomposition, title: str) -> Chart:
    """Each difference in its parts, one panel a kind of groups, with intervals.

    Args:
        changes: ``decompose_share`` of the same two populations; those that could not be taken
            apart have no panel.
        title: The finding.
    """
    given = [require_decomposition(change, "plot_decomposition") for change in changes]
    shown = [change for change in given if change.table.cells]
    table = _join(given, shown)
    counted = "Parts of the difference in the recorded share, in percentage points"
    if not shown:
        return Chart("decomposition", title, counted, None, table)
    names = [table.word("by", change.table.cells[0].key[0]) for change in shown]
    figure = make_panels(names, [_ROW * len(change.table) for change in shown], shared=True)
    for row, change in enumerate(shown, start=1):
        _add_parts(figure, change, row)
    style_axes(figure)
    style_categories(figure)
    figure.update_xaxes(
        range=_find_range(table.cells),
        zeroline=True,
        zerolinecolor=style.QUIET,
        zerolinewidth=1,
        nticks=5,
    )
    figure.update_layout(margin={"r": _RIGHT}, barmode="overlay")
    return Chart("decomposition", title, counted, figure, table)


def _join(given: Sequence[Decomposition], shown: Sequence[Decomposition]) -> SafeTable:
    """All parts as one table, with every source that went in."""
    table = given[0].table
    cells = tuple(cell for change in shown for cell in change.table.cells)
    for other in given[1:]:
        table = table.derive(cells, counted=_name_counted(given[0]), also=other.table)
    return table.derive(cells, counted=_name_counted(given[0]))


def _name_counted(change: Decomposition) -> str:
    form = v.FORM_WORDS.get(change.form, "a form of exploitation")
    return f"parts of the difference in the recorded share of {form}"


def _find_range(cells: Sequence[Cell]) -> list[float]:
    ends = [n for c in cells for n in (c.value, c.lower, c.upper, 0.0) if n is not None]
    room = _MARGIN * (max(ends) - min(ends) or 1)
    return [min(ends) - room, max(ends) + room]


def _make_marker(cell: Cell, form: str) -> dict[str, Any]:
    """Colour for what is explained, grey for what is not comparable, an outline for the whole."""
    part = cell.key[1]
    if cell.value is None:
        return {"color": style.HIDDEN, "pattern": make_hatch("/")}
    if part in d.NOT_COMPARABLE:
        return {"color": style.UNKNOWN}
    if part == d.DIFFERENCE:
        return {"color": style.PAPER, "line": {"color": style.TEXT, "width": 2}}
    return {
        "color": style.FORM_COLOURS.get(form, style.ACCENT) if part == d.WITHIN else style.ACCENT
    }


def _add_parts(figure: go.Figure, change: Decomposition, row: int) -> None:
    table = change.table
    labels = wrap_labels([table.word("part", cell.key[1]) for cell in table.cells])
    for label, cell in zip(labels, table.cells, strict=True):
        is_range = cell.value is None
        lower, upper = cell.lower or 0.0, cell.upper or 0.0
        figure.add_bar(
            x=[upper - lower if is_range else cell.value],
            base=[lower if is_range else 0],
            y=[label],
            orientation="h",
            marker=_make_marker(cell, change.form),
            error_x=None if is_range else make_interval([cell], style.TEXT, cap=4),
            hovertext=[escape_markup(_tell(table, cell))],
            hoverinfo="text",
            row=row,
            col=1,
        )
        _add_number(figure, cell, label, row)


def _tell(table: SafeTable, cell: Cell) -> str:
    word = table.word("part", cell.key[1])
    return f"{word}: {format_cell(cell, d.POINTS)} {d.POINTS}"


def _add_number(figure: go.Figure, cell: Cell, label: str, row: int) -> None:
    suffix = "" if row == 1 else str(row)
    place = {"y": label, "yref": f"y{suffix}", "xref": f"x{suffix} domain", "xanchor": "left"}
    text = "a range" if cell.value is None else format_points(cell.value)
    font = {"size": 14, "color": style.TEXT}
    add_note(figure, text, x=1, xshift=8, font=font, **place)
