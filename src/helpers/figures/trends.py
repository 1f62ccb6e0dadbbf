"""Charts over years: gaps stay gaps, ranges are drawn as ranges, reporters stand under the sum."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.style import add_note, escape_markup, make_figure, style_axes
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, start_sentence


def _year(table: SafeTable, cell: Cell) -> int:
    return int(cell.key[table.dimensions.index("year")])


def _runs(table: SafeTable, cells: Sequence[Cell]) -> tuple[list[int], list[Cell | None]]:
    """Every year of the span, with None where nothing is reported, so that no line joins a gap."""
    found = {_year(table, cell): cell for cell in cells}
    years = list(range(min(found), max(found) + 1)) if found else []
    return years, [found.get(year) for year in years]


def _middle(cell: Cell | None) -> float | None:
    """Where a cell is drawn: its value, or the middle of the range that it was published as."""
    if cell is None:
        return None
    if cell.value is not None:
        return cell.value
    if cell.lower is not None and cell.upper is not None:
        return (cell.lower + cell.upper) / 2
    return None


def _trace(table: SafeTable, cells: Sequence[Cell], name: str, colour: str) -> go.Scatter:
    years, line = _runs(table, cells)
    points = [_middle(cell) for cell in line]
    up = [
        c.upper - p if c and p is not None and c.upper is not None else 0
        for c, p in zip(line, points, strict=True)
    ]
    down = [
        p - c.lower if c and p is not None and c.lower is not None else 0
        for c, p in zip(line, points, strict=True)
    ]
    hover = [
        escape_markup(f"{name}, {year}: {format_cell(c, table.unit)} {table.unit}") if c else ""
        for year, c in zip(years, line, strict=True)
    ]
    open_marks = [c is not None and c.value is None for c in line]
    return go.Scatter(
        x=years,
        y=points,
        name=name,
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 2},
        marker={
            "size": 7,
            "color": ["#FFFFFF" if o else colour for o in open_marks],
            "line": {"color": colour, "width": 1.5},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": up,
            "arrayminus": down,
            "color": colour,
            "thickness": 1,
            "width": 2,
        },
        hovertext=hover,
        hoverinfo="text",
    )


def _label_end(figure: go.Figure, trace: go.Scatter, colour: str, **place: Any) -> None:
    """The series' name at the end of its line, in its colour."""
    points = [(x, y) for x, y in zip(trace.x, trace.y, strict=True) if y is not None]
    if points:
        add_note(
            figure,
            str(trace.name),
            x=points[-1][0],
            y=points[-1][1],
            xanchor="left",
            xshift=8,
            font={"size": 13, "color": colour},
            **place,
        )


def plot_share_trend(shares: SafeTable, title: str) -> Chart:
    """Share of each form by year, one panel a channel; years without a sound share stay empty."""
    shares = require_safe(shares, "plot_share_trend")
    years = [year for year in shares.labels("year") if year != v.UNKNOWN]
    drawn = shares.where(year=years)
    channels = drawn.labels("channel")
    figure = make_subplots(
        rows=max(len(channels), 1),
        shared_xaxes=True,
        vertical_spacing=0.14,
        subplot_titles=[drawn.word("channel", c) for c in channels],
    )
    figure.update_layout(make_figure(60 + 240 * len(channels)).layout)
    for row, channel in enumerate(channels, start=1):
        for form in v.MAIN_FORMS:
            cells = drawn.where(channel=channel, form=form).cells
            if any(cell.is_shown for cell in cells):
                name = form.capitalize()
                trace = _trace(drawn, cells, name, style.FORM_COLOURS[form])
                figure.add_trace(trace, row=row, col=1)
                _label_end(figure, trace, style.FORM_COLOURS[form], row=row, col=1)
    style_axes(figure, grid="y")
    figure.update_yaxes(range=[-4, 104], ticksuffix="%", tickvals=[0, 50, 100])
    figure.update_xaxes(dtick=2, tickformat="d")
    figure.update_layout(margin={"r": 72, "t": 36})
    return Chart(
        "forms-by-year",
        title,
        f"% of {shares.counted}, by year of registration",
        figure,
        drawn,
        columns="form",
    )


def plot_years(
    table: SafeTable, title: str, *, name: str, reporting: SafeTable | None = None
) -> Chart:
    """One count by year as bars from zero, ranges drawn; under it the States that reported.

    Args:
        table: Counts or rates keyed by year.
        title: The finding.
        name: Stable name of the figure.
        reporting: Number of reporting States by year, when the counts are a sum over States.
    """
    table = require_safe(table, "plot_years")
    rows = 2 if reporting is not None else 1
    heights = [0.68, 0.32] if reporting is not None else [1.0]
    figure = make_subplots(rows=rows, shared_xaxes=True, row_heights=heights, vertical_spacing=0.12)
    figure.update_layout(make_figure(240 + 120 * rows, bargap=0.35).layout)
    _add_year_bars(figure, table, style.ACCENT, 1)
    figure.update_yaxes(title={"text": table.unit, "font": {"size": 13}}, row=1, col=1)
    if reporting is not None:
        _add_year_bars(figure, require_safe(reporting, "plot_years"), style.UNKNOWN, 2)
        figure.update_yaxes(title={"text": "States reporting", "font": {"size": 13}}, row=2, col=1)
    style_axes(figure, grid="y")
    figure.update_xaxes(dtick=2, tickformat="d")
    figure.update_yaxes(rangemode="tozero")
    return Chart(name, title, start_sentence(table.counted), figure, table)


def _add_year_bars(figure: go.Figure, table: SafeTable, colour: str, row: int) -> None:
    cells = [c for c in table.cells if c.key[0] != v.UNKNOWN]
    span, line = _runs(table, cells)
    tops = [(c.value if c.is_shown else c.lower) if c else None for c in line]
    spare = [
        (c.upper or 0) - (t or 0) if c and c.upper is not None else 0
        for c, t in zip(line, tops, strict=True)
    ]
    hover = [
        escape_markup(f"{y}: {format_cell(c, table.unit)} {table.unit}") if c else ""
        for y, c in zip(span, line, strict=True)
    ]
    figure.add_trace(
        go.Bar(
            x=span,
            y=tops,
            marker={"color": colour},
            hovertext=hover,
            hoverinfo="text",
            error_y={
                "type": "data",
                "symmetric": False,
                "array": spare,
                "thickness": 1.2,
                "arrayminus": [0] * len(spare),
                "color": style.TEXT,
                "width": 3,
            },
        ),
        row=row,
        col=1,
    )


def plot_stages(
    chain: SafeTable, title: str, *, name: str, reporting: SafeTable | None = None
) -> Chart:
    """Stages by year as lines; under them, for a sum over States, how many States reported each.

    Args:
        chain: Counts keyed by stage and year.
        title: The finding.
        name: Stable name of the figure.
        reporting: Number of reporting States by stage and year.
    """
    chain = require_safe(chain, "plot_stages")
    rows = 2 if reporting is not None else 1
    figure = make_subplots(
        rows=rows,
        shared_xaxes=True,
        vertical_spacing=0.12,
        row_heights=[0.62, 0.38][:rows] if rows == 2 else [1.0],
    )
    figure.update_layout(make_figure(240 + 140 * rows).layout)
    _add_stages(figure, chain, 1)
    figure.update_yaxes(title={"text": chain.unit, "font": {"size": 13}}, row=1, col=1)
    if reporting is not None:
        _add_stages(figure, require_safe(reporting, "plot_stages"), 2)
        figure.update_yaxes(title={"text": "States reporting", "font": {"size": 13}}, row=2, col=1)
    style_axes(figure, grid="y")
    figure.update_yaxes(rangemode="tozero")
    figure.update_xaxes(dtick=2, tickformat="d")
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        margin={"t": 48},
    )
    return Chart(name, title, start_sentence(chain.counted), figure, chain, columns="stage")


def _add_stages(figure: go.Figure, table: SafeTable, row: int) -> None:
    for stage in table.labels("stage"):
        colour = style.STAGE_COLOURS[stage]
        trace = _trace(table, table.where(stage=stage).cells, table.word("stage", stage), colour)
        figure.add_trace(trace.update(showlegend=row == 1), row=row, col=1)
