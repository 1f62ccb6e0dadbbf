"""The ratio of a stage to the one before it, by how many years lie between them."""

from __future__ import annotations

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_middle, find_top, make_interval
from helpers.figures.panels import make_panels
from helpers.figures.style import escape_markup, style_axes
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, start_sentence

_TALL = 190
_HEADROOM = 1.08
_GROUPS = (("one_left_out", style.UNKNOWN, 5), ("all", style.TEXT, 0))
_FULL = 100


def plot_lags(ratios: SafeTable, title: str) -> Chart:
    """Ratios by lag, one panel a pair of stages; light: without any one State, dark: '<5'.

    Args:
        ratios: The protected reports' ``rate_lags``.
        title: The finding.
    """
    ratios = require_safe(ratios, "plot_lags")
    names = ratios.labels("ratio")
    # On a phone the whole words would be cut.
    heads = [ratios.word("ratio", n).replace("brought into formal", "in formal") for n in names]
    figure = make_panels(heads, [_TALL] * len(names))
    for row, name in enumerate(names, start=1):
        part = ratios.where(ratio=name)
        for group, colour, wide in _GROUPS:
            cells = part.where(group=group).cells
            if cells:
                figure.add_trace(_draw(ratios, group, cells, colour, wide), row=row, col=1)
        top = _HEADROOM * max(find_top(part.cells), 1)
        figure.update_yaxes(range=[0, top], row=row, col=1)
        if top > _FULL:
            line = {"color": style.QUIET, "width": 1, "dash": "dot"}
            figure.add_hline(y=_FULL, line=line, row=row, col=1)
    style_axes(figure, grid="y")
    figure.update_yaxes(nticks=5)
    figure.update_xaxes(type="category", tickformat=None)
    return Chart("lags", title, start_sentence(ratios.counted), figure, ratios, columns="lag")


def _draw(
    ratios: SafeTable, group: str, cells: tuple[Cell, ...], colour: str, wide: int
) -> go.Scatter:
    interval = make_interval(cells, colour)
    word = ratios.word("group", group)
    hover = [
        f"{ratios.word('lag', c.key[4])}: {format_cell(c, ratios.unit)} ({word})" for c in cells
    ]
    return go.Scatter(
        x=[ratios.word("lag", c.key[4]) for c in cells],
        y=[find_middle(c) for c in cells],
        name=word,
        mode="markers",
        marker={"color": colour, "size": 1 if wide else 9, "symbol": "circle"},
        error_y=interval | ({"thickness": wide} if wide else {}),
        hovertext=[escape_markup(text) for text in hover],
        hoverinfo="text",
        cliponaxis=False,
    )
