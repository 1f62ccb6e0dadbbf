"""A country as recorded, with its region's mix, and its region: three points with intervals."""

from __future__ import annotations

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_middle, make_interval
from helpers.figures.panels import ROW, make_panels
from helpers.figures.shares import add_value
from helpers.figures.style import (
    escape_markup,
    style_axes,
    style_categories,
    style_percent,
    wrap_label,
)
from helpers.tables import standardisation as s
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable
from helpers.tables.standardisation import Standardisation, require_standardisation
from helpers.wording import format_cell, format_count

_RIGHT = 58


def plot_standardised(standard: Standardisation, title: str) -> Chart:
    """The share as recorded, with the region's sexes and ages, and the region's own.

    Args:
        standard: ``standardise_share``.
        title: The finding.
    """
    standard = require_standardisation(standard, "plot_standardised")
    table = standard.table
    subtitle = f"% of {table.counted}: {v.FORM_WORDS[standard.form]}"
    if table.is_empty:
        return Chart("standardised", title, subtitle, None, table)
    channels = table.labels("channel")
    names = [table.word("channel", channel) for channel in channels]
    figure = make_panels(names, [ROW * len(table.where(channel=c)) for c in channels])
    for row, channel in enumerate(channels, start=1):
        _add_points(figure, standard, table.where(channel=channel), row)
    style_axes(figure)
    style_categories(figure)
    style_percent(figure, "x")
    figure.update_layout(margin={"r": _RIGHT})
    return Chart("standardised", title, subtitle, figure, table)


def _add_points(figure: go.Figure, standard: Standardisation, part: SafeTable, row: int) -> None:
    colour = style.FORM_COLOURS[standard.form]
    fills = {s.CRUDE: colour, s.STANDARDISED: style.PAPER, s.REGION: style.CONTEXT}
    edges = {s.CRUDE: colour, s.STANDARDISED: colour, s.REGION: style.CONTEXT}
    names = [_name(standard, part, cell) for cell in part.cells]
    figure.add_scatter(
        x=[find_middle(cell) for cell in part.cells],
        y=[wrap_label(name) for name in names],
        mode="markers",
        marker={
            "size": 12,
            "color": [fills[cell.key[1]] for cell in part.cells],
            "line": {"color": [edges[cell.key[1]] for cell in part.cells], "width": 2},
        },
        error_x=make_interval(part.cells, style.TEXT, cap=4),
        hovertext=[
            escape_markup(f"{name}: {format_cell(c, '%')} of {format_count(c.of or 0)} people")
            for name, c in zip(names, part.cells, strict=True)
        ],
        hoverinfo="text",
        cliponaxis=False,
        row=row,
        col=1,
    )
    for name, cell in zip(names, part.cells, strict=True):
        add_value(figure, cell, wrap_label(name), row)


def _name(standard: Standardisation, part: SafeTable, cell: Cell) -> str:
    return standard.area if cell.key[1] == s.REGION else part.word("standard", cell.key[1])
