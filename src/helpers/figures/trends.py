"""Charts over years: gaps stay gaps, ranges are drawn as ranges, reporters stand under the sum."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.lines import Series, add_series, find_years, finish_years, make_series
from helpers.figures.marks import add_gaps, add_hidden_years, find_middle, find_top, make_interval
from helpers.figures.panels import make_panels
from helpers.figures.style import add_note, escape_markup, style_axes, style_percent, style_years
from helpers.tables import vocabulary as v
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_bounds, format_number, start_sentence

_TALL = 210
_LOW = 110
_HEADROOM = 1.06
"""How far the axis goes beyond the largest number, so that no mark is cut."""

_APART = 0.24
"""How far the bars of bounds stand apart within a year, as a part of the year."""

_PALE = 0.3

_LEFT_OUT = "not drawn"
"""The word for a year whose share would say more about recording than about exploitation."""


def plot_share_trend(shares: SafeTable, title: str) -> Chart:
    """Share of each form by year, one panel a channel; years without a sound share stay empty."""
    shares = require_safe(shares, "plot_share_trend")
    drawn = shares.where(year=[year for year in shares.labels("year") if year.isdigit()])
    channels = drawn.labels("channel")
    years = find_years(drawn.cells, drawn)
    figure = make_panels([drawn.word("channel", c) for c in channels], [_TALL] * len(channels))
    figure.update_layout(barmode="overlay")
    for row, channel in enumerate(channels, start=1):
        part = drawn.where(channel=channel)
        series = [
            make_series(part.where(form=form), form.capitalize(), style.FORM_COLOURS[form], years)
            for form in v.MAIN_FORMS
            if any(cell.is_shown for cell in part.where(form=form).cells)
        ]
        _add_bounds(figure, series, row)
        add_series(figure, series, 100, _TALL, row, missing=_LEFT_OUT)
    finish_years(figure, years, [form.capitalize() for form in v.MAIN_FORMS])
    style_percent(figure, "y")
    subtitle = f"% of {shares.counted}, by year of registration"
    return Chart("forms-by-year", title, subtitle, figure, drawn, "form", _LEFT_OUT)


def _add_bounds(figure: go.Figure, series: Sequence[Series], row: int) -> None:
    """A pale bar beside each share: what the blanks could make of it among everybody."""
    for place, one in enumerate(series):
        pairs = zip(one.years, one.cells, strict=True)
        drawn = [(year, c.bounds) for year, c in pairs if c is not None and c.bounds is not None]
        if not drawn:
            continue
        shift = _APART * (place - (len(series) - 1) / 2)
        figure.add_bar(
            x=[year + shift for year, _ in drawn],
            y=[bounds.most - bounds.least for _, bounds in drawn],
            base=[bounds.least for _, bounds in drawn],
            width=0.8 * _APART,
            marker={"color": one.colour, "opacity": _PALE},
            hovertext=[
                escape_markup(f"{one.name}, {year}: {format_bounds(bounds)} registered")
                for year, bounds in drawn
            ],
            hoverinfo="text",
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
    tables = [require_safe(chain, "plot_stages")]
    if reporting is not None:
        tables.append(require_safe(reporting, "plot_stages"))
    years = sorted({year for table in tables for year in find_years(table.cells, table)})
    heads = [start_sentence(chain.unit), "States that reported"] if len(tables) > 1 else [""]
    heights = [_TALL + 50, _LOW + 20][: len(tables)]
    figure = make_panels(heads, heights, shared=True)
    for row, (table, height) in enumerate(zip(tables, heights, strict=True), start=1):
        series = [
            make_series(
                table.where(stage=stage),
                style.SHORT.get(stage, table.word("stage", stage)),
                style.STAGE_COLOURS[stage],
                years,
                style.STAGE_MARKS[stage],
            )
            for stage in table.labels("stage")
        ]
        top = _HEADROOM * find_top(table.cells)
        add_series(figure, series, top, height, row, named=row == 1)
    names = [style.SHORT.get(s, chain.word("stage", s)) for s in chain.labels("stage")]
    finish_years(figure, years, names)
    return Chart(name, title, start_sentence(chain.counted), figure, chain, columns="stage")


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
    tables = [require_safe(table, "plot_years")]
    if reporting is not None:
        tables.append(require_safe(reporting, "plot_years"))
    years = sorted({year for part in tables for year in find_years(part.cells, part)})
    heads = [start_sentence(table.unit), "States that reported"] if len(tables) > 1 else [""]
    figure = make_panels(heads, [_TALL + 30, _LOW][: len(tables)], shared=True)
    figure.update_layout(bargap=0.35)
    for row, part in enumerate(tables, start=1):
        series = make_series(part, "", (style.ACCENT, style.CONTEXT)[row - 1], years)
        _add_bars(figure, series, row)
    style_axes(figure, grid="y")
    style_years(figure, years)
    figure.update_yaxes(nticks=5)
    return Chart(name, title, start_sentence(table.counted), figure, table)


def _add_bars(figure: go.Figure, series: Series, row: int) -> None:
    """Bars from zero; a range is drawn as a line over a bar that ends in its middle."""
    cells = series.cells
    figure.add_bar(
        x=series.years,
        y=[find_middle(cell) for cell in cells],
        marker={"color": series.colour},
        error_y=make_interval(cells, style.TEXT),
        hovertext=series.hover,
        hoverinfo="text",
        row=row,
        col=1,
    )
    top = _HEADROOM * find_top([cell for cell in cells if cell is not None])
    add_gaps(figure, series.gaps, row)
    add_hidden_years(figure, series.hidden, top, row)
    figure.update_yaxes(range=[0, top * 1.06], row=row, col=1)
    _label_last(figure, series, row)


def _label_last(figure: go.Figure, series: Series, row: int) -> None:
    """The newest number, over its bar."""
    told = [(y, c) for y, c in zip(series.years, series.cells, strict=True) if c and c.is_shown]
    if told:
        year, cell = told[-1]
        top = cell.upper if cell.upper is not None else cell.value
        text = format_number(cell.value or 0, series.unit)
        font = {"size": 13, "color": style.TEXT}
        suffix = "" if row == 1 else str(row)
        place = {"xref": f"x{suffix}", "yref": f"y{suffix}", "yanchor": "bottom", "font": font}
        add_note(figure, text, x=year, y=top, yshift=1, **place)
