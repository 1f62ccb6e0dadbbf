"""Change over years when reporters change: chained indices, and fitted trends with their bands."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.lines import Series, add_series, find_years, finish_years, make_series
from helpers.figures.marks import find_top
from helpers.figures.panels import make_panels
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import start_sentence

_TALL = 140
_LOW = 130
_HEADROOM = 1.06
_BASE = 100
_SAME, _SUM = "Same States", "All"


def plot_matched_panel(indices: SafeTable, title: str) -> Chart:
    """For each stage the chain over the same States and the sum of all; the States under them.

    Args:
        indices: ``compare_panel``: keyed by stage, series, year and States.
        title: The finding.
    """
    indices = require_safe(indices, "plot_matched_panel")
    stages, years = indices.labels("stage"), find_years(indices.cells, indices)
    heads = [f"{indices.word('stage', s)} (first year = {_BASE})" for s in stages]
    heights = [_TALL] * len(stages) + [_LOW] * bool(stages)
    figure = make_panels([*heads, "States in each link"][: len(heights)], heights, shared=True)
    for row, stage in enumerate(stages, start=1):
        _add_indices(figure, indices.where(stage=stage), stage, years, row)
    if stages:
        _add_links(figure, indices, years, len(stages) + 1)
    names = [_SAME, _SUM, *(style.SHORT.get(s, indices.word("stage", s)) for s in stages)]
    finish_years(figure, years, names)
    return Chart("matched-panel", title, start_sentence(indices.counted), figure, indices)


def _add_indices(
    figure: go.Figure, table: SafeTable, stage: str, years: Sequence[int], row: int
) -> None:
    """The chain as a solid line over the dotted sum, on one scale from zero."""
    mark = style.STAGE_MARKS[stage]
    chain = make_series(
        table.where(series="matched"), _SAME, style.STAGE_COLOURS[stage], years, mark
    )
    everybody = make_series(table.where(series=v.ALL), _SUM, style.CONTEXT, years)
    add_series(figure, [everybody, chain], _HEADROOM * find_top(table.cells), _TALL, row)
    figure.update_traces(line_dash="dot", row=row, col=1, selector={"name": _SUM})


def _add_links(figure: go.Figure, indices: SafeTable, years: Sequence[int], row: int) -> None:
    """How many States each link rests on; the first year has no link."""
    links = _count_links(indices)
    series = [
        make_series(
            links.where(stage=stage),
            style.SHORT.get(stage, indices.word("stage", stage)),
            style.STAGE_COLOURS[stage],
            years,
            style.STAGE_MARKS[stage],
        )
        for stage in links.labels("stage")
    ]
    add_series(figure, series, _HEADROOM * find_top(links.cells), _LOW, row, missing="no link")


def _count_links(indices: SafeTable) -> SafeTable:
    chain = indices.where(series="matched")
    first = {stage: min(chain.where(stage=stage).labels("year")) for stage in chain.labels("stage")}
    cells = [
        Cell((stage, year), int(states))
        for stage, _, year, states in (cell.key for cell in chain.cells)
        if year != first[stage]
    ]
    return indices.derive(cells, unit="States", dimensions=("stage", "year"))


def plot_trends(fitted: SafeTable, title: str) -> Chart:
    """Each fitted trend as a line through its band, from 100 in the first year.

    Args:
        fitted: ``index_trends``: keyed by stage and year.
        title: The finding.
    """
    fitted = require_safe(fitted, "plot_trends")
    stages, years = fitted.labels("stage"), find_years(fitted.cells, fitted)
    heads = [f"{fitted.word('stage', s)} (first year = {_BASE})" for s in stages]
    figure = make_panels(heads, [_TALL] * len(stages), shared=True)
    top = _HEADROOM * find_top(fitted.cells)
    for row, stage in enumerate(stages, start=1):
        colour, mark = style.STAGE_COLOURS[stage], style.STAGE_MARKS[stage]
        line = make_series(fitted.where(stage=stage), "", colour, years, mark)
        _add_band(figure, line, row)
        _add_line(figure, line, row)
        figure.update_yaxes(range=[0, top], row=row, col=1)
    finish_years(figure, years)
    return Chart("trends", title, start_sentence(fitted.counted), figure, fitted, columns="stage")


def _add_band(figure: go.Figure, series: Series, row: int) -> None:
    """The interval as a band, drawn before the line."""
    told = [(y, c) for y, c in zip(series.years, series.cells, strict=True) if c is not None]
    figure.add_scatter(
        x=[*(year for year, _ in told), *(year for year, _ in reversed(told))],
        y=[*(cell.upper for _, cell in told), *(cell.lower for _, cell in reversed(told))],
        name="Interval",
        mode="lines",
        line={"width": 0, "color": series.colour},
        fill="toself",
        fillcolor=style.BAND,
        hoverinfo="skip",
        row=row,
        col=1,
    )


def _add_line(figure: go.Figure, series: Series, row: int) -> None:
    figure.add_scatter(
        x=list(series.years),
        y=series.points,
        name="Fitted",
        mode="lines",
        line={"color": series.colour, "width": 2},
        hovertext=series.hover,
        hoverinfo="text",
        row=row,
        col=1,
    )
