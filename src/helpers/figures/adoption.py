"""Two curves of States: bound by a treaty day by day, and laws coded as full year by year."""

from __future__ import annotations

from datetime import date

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.labels import End, label_ends, margin_for
from helpers.figures.style import add_note, make_figure, style_axes, style_years
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count

_TALL = 300
_UNKNOWN_DAYS = 700
"""How far the part that is not known is drawn beyond the end of the list."""


def plot_ratified(curve: SafeTable, title: str, consent: tuple[str, str] | None = None) -> Chart:
    """States bound by the Protocol, a step on the day of each consent; then unknown, not flat.

    Args:
        curve: The protected ``count_parties_daily``.
        title: The finding.
        consent: Date and kind of the consent of the country in focus, to be marked.
    """
    curve = require_safe(curve, "plot_ratified")
    cells = sorted(curve.where(party="states").cells, key=lambda c: c.key[1])
    known = [c for c in cells if c.value is not None]
    figure = make_figure(_TALL)
    if known:
        _draw_steps(figure, known)
        _mark_unknown(figure, cells[-1])
        _mark_union(figure, curve)
        _mark_consent(figure, consent)
    style_axes(figure, grid="y")
    figure.update_xaxes(type="date", tickformat="%Y")
    counted = "States bound by the Protocol, by day"
    return Chart("ratified", title, counted, figure, curve, columns="party", missing="unknown")


def _draw_steps(figure: go.Figure, known: list[Cell]) -> None:
    figure.add_scatter(
        x=[cell.key[1] for cell in known],
        y=[cell.value for cell in known],
        mode="lines",
        line={"shape": "hv", "color": style.ACCENT, "width": 2},
        fill="tozeroy",
        fillcolor=style.BAND,
        hovertemplate="%{y} States bound on %{x|%-d %B %Y}<extra></extra>",
    )
    top = max(cell.value or 0 for cell in known)
    figure.update_yaxes(range=[0, 1.15 * max(top, 1)])
    place = {"xanchor": "right", "yanchor": "bottom", "yshift": 2}
    font = {"size": 14, "color": style.TEXT}
    text = f"{format_count(known[-1].value or 0)} States"
    add_note(figure, text, x=known[-1].key[1], y=known[-1].value, font=font, **place)


def _mark_unknown(figure: go.Figure, last: Cell) -> None:
    """A shaded part without a line where the list has ended."""
    if last.value is not None:
        return
    end = date.fromordinal(date.fromisoformat(last.key[1]).toordinal() + _UNKNOWN_DAYS)
    figure.add_vrect(
        x0=last.key[1], x1=end.isoformat(), fillcolor=style.HIDDEN, line_width=0, layer="below"
    )
    place = {"yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 4}
    add_note(figure, "unknown", x=last.key[1], y=0.04, **place)


def _mark_union(figure: go.Figure, curve: SafeTable) -> None:
    """The day on which the European Union became a party, beside the line of States."""
    bound = [c.key[1] for c in curve.where(party="european_union").cells if c.value]
    if bound:
        place = {"yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 4}
        figure.add_vline(x=min(bound), line={"color": style.QUIET, "width": 1, "dash": "dot"})
        add_note(figure, "European Union", x=min(bound), y=0.04, **place)


def _mark_consent(figure: go.Figure, consent: tuple[str, str] | None) -> None:
    if consent:
        figure.add_vline(x=consent[0], line={"color": style.TEXT, "dash": "dot", "width": 1.5})
        place = {"yref": "paper", "yanchor": "bottom", "xanchor": "left", "xshift": 4}
        add_note(figure, f"consented in {consent[0][:4]}", x=consent[0], y=0.16, **place)


def plot_criminalized(curve: SafeTable, title: str) -> Chart:
    """States coded as criminalizing in full, under the number that is coded at all.

    Args:
        curve: The protected ``count_criminalized_by_year``.
        title: The finding.
    """
    curve = require_safe(curve, "plot_criminalized")
    names = {"coded": "Coded at all", "full": "Full"}
    figure = make_figure(_TALL, margin={"r": margin_for(list(names.values()))})
    years = sorted({int(cell.key[1]) for cell in curve.cells})
    top = 1.1 * max((cell.value or 0 for cell in curve.cells), default=1)
    ends = []
    for extent, colour in (("coded", style.CONTEXT), ("full", style.ACCENT)):
        cells = sorted(curve.where(extent=extent).cells, key=lambda c: c.key[1])
        if cells:
            _draw_line(figure, cells, colour, "dot" if extent == "coded" else "solid")
            ends.append(End(names[extent], cells[-1].value or 0, colour))
    style_axes(figure, grid="y")
    style_years(figure, years)
    figure.update_yaxes(range=[0, top])
    label_ends(figure, ends, top, _TALL - 60, 1)
    counted = "States by how far their law is coded as criminalizing trafficking"
    return Chart("criminalized", title, counted, figure, curve, columns="extent")


def _draw_line(figure: go.Figure, cells: list[Cell], colour: str, dash: str) -> None:
    figure.add_scatter(
        x=[int(cell.key[1]) for cell in cells],
        y=[cell.value for cell in cells],
        mode="lines+markers",
        line={"color": colour, "width": 2, "dash": dash},
        marker={"size": 6},
        hovertemplate="%{y} States in %{x}<extra></extra>",
    )
