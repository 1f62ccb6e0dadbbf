"""How many people are on two lists at once: a grid of published lists, never of a user's own."""

from __future__ import annotations

import plotly.graph_objects as go

from helpers.errors import CaselightError
from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.panels import ROW, make_panels
from helpers.figures.style import escape_markup, style_axes, style_categories
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_count


def plot_overlaps(overlaps: SafeTable, title: str) -> Chart:
    """People on each two lists, darker for more; for published tables only.

    Args:
        overlaps: The protected ``count_overlaps``.
        title: The finding.

    Raises:
        CaselightError: The lists are not a published table.
    """
    overlaps = require_safe(overlaps, "plot_overlaps")
    if len(overlaps) and not overlaps.is_published:
        raise CaselightError(
            "Overlaps of lists are drawn for published tables only.",
            "lists whose counts nobody has published",
            "Show the estimate and its interval; overlaps can be of few people.",
        )
    sets = overlaps.labels("lists") if len(overlaps) else ()
    sizes = [ROW * max(len(overlaps.where(lists=s).labels("list")), 2) for s in sets]
    figure = make_panels(list(sets), sizes)
    for row, name in enumerate(sets, start=1):
        _add_overlaps(figure, overlaps.where(lists=name), row)
    style_axes(figure)
    figure.update_xaxes(type="category", tickformat=None, showgrid=False)
    style_categories(figure)
    subtitle = "People on two lists at once, darker for more; on the diagonal, all on the list"
    return Chart("overlaps", title, subtitle, figure, overlaps)


def _add_overlaps(figure: go.Figure, part: SafeTable, row: int) -> None:
    names = list(part.labels("list"))
    counts = {frozenset(c.key[1:]): c.value for c in part.cells}
    grid = [[counts.get(frozenset({a, b})) for b in names] for a in names]
    figure.add_heatmap(
        x=[escape_markup(name) for name in names],
        y=[escape_markup(name) for name in names],
        z=[[None if a == b else n for b, n in zip(names, line, strict=True)]
           for a, line in zip(names, grid, strict=True)],
        colorscale=[[0, style.PAPER], [1, style.OVERLAP]],
        showscale=False,
        xgap=2,
        ygap=2,
        hoverinfo="skip",
        row=row,
        col=1,
    )  # fmt: skip
    # Text of its own: a heat map leaves the cells without a colour without their number, too.
    figure.add_scatter(
        x=[escape_markup(b) for _ in names for b in names],
        y=[escape_markup(a) for a in names for _ in names],
        text=["" if n is None else format_count(n) for line in grid for n in line],
        mode="text",
        textfont={"size": 13, "color": style.TEXT},
        hoverinfo="skip",
        row=row,
        col=1,
    )
