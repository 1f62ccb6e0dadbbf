"""Lines by years since an event: raw and thin, their median in bold; and estimates with intervals.

Counts of States differ by a factor of thousands, so the scale is logarithmic over 1 + count, which
has a place for 0. Its marks carry the counts themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_middle, make_interval
from helpers.figures.style import add_note, escape_markup, make_figure, style_axes
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, format_count, start_sentence

_MEDIAN = "median"
_TALL = 340
_LOW = 300


def plot_event_time(aligned: SafeTable, title: str, *, name: str) -> Chart:
    """Each State's reports by years since its event, thin; the median of each year in bold.

    Args:
        aligned: The protected reports' ``align_events``.
        title: The finding.
        name: Stable name of the figure.
    """
    aligned = require_safe(aligned, "plot_event_time")
    figure = make_figure(_TALL, margin={"t": 30})
    years = sorted({int(cell.key[1]) for cell in aligned.cells})
    span = list(range(years[0], years[-1] + 1)) if years else []
    states = [s for s in aligned.labels("country") if s != _MEDIAN]
    for state in [*states, _MEDIAN]:
        found = {int(c.key[1]): c for c in aligned.where(country=state).cells}
        if found:
            figure.add_trace(_draw(aligned, state, [found.get(k) for k in span], span))
    _finish(figure, span)
    tops = [find_middle(c) or 0 for c in aligned.cells]
    marks = [0, *(10**n for n in range(1 + len(str(round(max(tops, default=1))))))]
    figure.update_yaxes(
        tickmode="array",
        tickvals=[_scale(mark) for mark in marks],
        ticktext=[format_count(mark) for mark in marks],
        range=[-0.05, 1.05 * _scale(max([*tops, 10]))],
    )
    return Chart(name, title, start_sentence(aligned.counted), figure, aligned, columns="since")


def _scale(count: float) -> float:
    return round(log10(1 + count), 6)


def _draw(
    aligned: SafeTable, state: str, cells: Sequence[Cell | None], span: Sequence[int]
) -> go.Scatter:
    """One line, broken where the State did not report; open marks for a range."""
    bold = state == _MEDIAN
    colour = style.TEXT if bold else style.UNKNOWN
    middles = [find_middle(cell) for cell in cells]
    ranges = [cell is not None and cell.value is None for cell in cells]
    return go.Scatter(
        x=list(span),
        y=[None if y is None else _scale(y) for y in middles],
        name=escape_markup(aligned.word("country", state)),
        mode="lines+markers",
        connectgaps=False,
        line={"color": colour, "width": 3 if bold else 1},
        marker={
            "size": 8 if bold else 4,
            "color": [style.PAPER if r else colour for r in ranges],
            "line": {"color": colour, "width": 1},
        },
        hovertext=[_hover(aligned, state, k, c) for k, c in zip(span, cells, strict=True)],
        hoverinfo="text",
        cliponaxis=False,
    )


def _hover(aligned: SafeTable, state: str, since: int, cell: Cell | None) -> str:
    if cell is None:
        return ""
    when = f"{abs(since)} years {'before' if since < 0 else 'after'}" if since else "year of it"
    told = f"{format_cell(cell, aligned.unit)} {aligned.unit}"
    return escape_markup(f"{aligned.word('country', state)}, {when}: {told}")


def _finish(figure: go.Figure, span: Sequence[int]) -> None:
    style_axes(figure, grid="y")
    figure.update_xaxes(
        tickvals=list(span),
        ticktext=[f"{k:+d}" if k else "0" for k in span],
        title={"text": "years since the event", "font": {"size": 13, "color": style.QUIET}},
    )
    figure.update_layout(margin={"b": 48})
    if span:
        figure.add_vline(x=-0.5, line={"color": style.TEXT, "dash": "dot", "width": 1.5})
        place = {"yref": "paper", "yanchor": "bottom"}
        add_note(figure, "before", x=-0.5, y=1, xanchor="right", xshift=-6, **place)
        add_note(figure, "after", x=-0.5, y=1, xanchor="left", xshift=6, **place)


def plot_association(path: SafeTable, title: str, *, name: str) -> Chart:
    """The difference by years since the event, each with its interval, around a line at zero.

    Args:
        path: The ``path`` of an ``Association``.
        title: The finding.
        name: Stable name of the figure.
    """
    path = require_safe(path, "plot_association")
    figure = make_figure(_LOW, margin={"t": 30})
    cells = sorted(path.cells, key=lambda c: int(c.key[0]))
    span = [int(cell.key[0]) for cell in cells]
    hover = [
        f"{k:+d}: {format_cell(c, path.unit)} {path.unit}" for k, c in zip(span, cells, strict=True)
    ]
    figure.add_scatter(
        x=span,
        y=[cell.value for cell in cells],
        mode="markers",
        marker={"color": style.ACCENT, "size": 9},
        error_y=make_interval(cells, style.ACCENT),
        hovertext=[escape_markup(text) for text in hover],
        hoverinfo="text",
        cliponaxis=False,
    )
    _finish(figure, span)
    figure.add_hline(y=0, line={"color": style.QUIET, "width": 1})
    return Chart(name, title, f"{start_sentence(path.counted)}, {path.unit}", figure, path)
