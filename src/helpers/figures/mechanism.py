"""Who identifies, and who is identified: shares of groups as dots with their intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_middle, find_top, make_interval
from helpers.figures.panels import ROW, make_panels
from helpers.figures.style import escape_markup, style_axes, style_categories, wrap_labels
from helpers.tables import vocabulary as v
from helpers.tables.quarters import breaks_within, tell_breaks
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, format_count

TOP: Final = 10
"""Labels drawn of one group; the table beside the chart has all of them."""

_ROOM: Final = 1.1


def plot_responders(shares: SafeTable, title: str, country: str) -> Chart:
    """Each group's share of the referrals of a quarter, one panel a quarter.

    Args:
        shares: ``share_responders`` or ``share_combined``: percentages keyed by quarter and group.
        title: The finding.
        country: ISO 3166-1 alpha-3; a change of rules between the quarters is told.
    """
    shares = require_safe(shares, "plot_responders")
    quarters, what = shares.labels("quarter"), shares.dimensions[1]
    parts = [shares.where(quarter=quarter) for quarter in quarters]
    figure = _draw(shares, list(quarters), parts)
    subtitle = f"% of {shares.counted}, with 95% intervals"
    breaks = breaks_within(country, quarters[0], quarters[-1]) if quarters else ()
    if breaks:
        subtitle += f"; the rules changed between the quarters, {tell_breaks(breaks)}"
    name = "responders" if what == "responder" else "combined-forms"
    return Chart(name, title, subtitle, figure, shares, columns="quarter")


def plot_arrivals(shares: SafeTable, title: str) -> Chart:
    """Share of small-boat arrivals who were referred: by age, sex, nationality and quarter.

    Args:
        shares: ``share_referred``: percentages keyed by group and label.
        title: The finding.
    """
    shares = require_safe(shares, "plot_arrivals")
    groups = [g for g in shares.labels("group") if g != v.TOTAL]
    parts = [_largest(shares.where(group=group), group) for group in groups]
    figure = _draw(shares, [shares.word("group", group) for group in groups], parts)
    subtitle = f"% of {shares.counted}, with 95% intervals"
    if any(len(part) < len(shares.where(group=g)) for part, g in zip(parts, groups, strict=True)):
        subtitle += (
            f"; the largest {TOP} nationalities and the newest {TOP} quarters, all in the table"
        )
    return Chart("arrivals", title, subtitle, figure, shares)


def _largest(part: SafeTable, group: str) -> SafeTable:
    """The largest nationalities, the newest quarters, every label of a small group."""
    cells = list(part.cells)
    if group != "quarter":
        cells = sorted(cells, key=lambda c: -(c.of or 0))
    kept = cells[-TOP:] if group == "quarter" else cells[:TOP]
    wanted = {c.key for c in kept}
    return part.derive(c for c in part.cells if c.key in wanted)


def _draw(table: SafeTable, names: Sequence[str], parts: Sequence[SafeTable]) -> go.Figure:
    figure = make_panels(names, [0.9 * ROW * max(len(part), 1) for part in parts])
    for row, part in enumerate(parts, start=1):
        figure.add_scatter(
            x=[find_middle(cell) for cell in part.cells],
            y=wrap_labels([_word(part, cell) for cell in part.cells]),
            mode="markers",
            marker={"size": 10, "color": style.ACCENT},
            error_x=make_interval(part.cells, style.TEXT, cap=3),
            hovertext=[escape_markup(_tell(part, cell)) for cell in part.cells],
            hoverinfo="text",
            cliponaxis=False,
            row=row,
            col=1,
        )
    style_axes(figure)
    style_categories(figure)
    top = min(100.0, _ROOM * find_top([cell for part in parts for cell in part.cells]))
    figure.update_xaxes(range=[0, top], ticksuffix="%", nticks=5)
    figure.update_layout(margin={"r": 28})
    return figure


def _word(part: SafeTable, cell: Cell) -> str:
    return part.word(part.dimensions[-1], cell.key[-1])


def _tell(part: SafeTable, cell: Cell) -> str:
    of = f" of {format_count(cell.of)}" if cell.of is not None else ""
    return f"{_word(part, cell)}: {format_cell(cell, part.unit)}{of}"
