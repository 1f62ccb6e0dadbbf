"""Shares of a whole as bars from 0% to 100%: forms of exploitation, and what is unknown."""

from __future__ import annotations

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import make_fill, make_interval, make_lengths
from helpers.figures.panels import ROW, make_panels
from helpers.figures.style import (
    add_note,
    escape_markup,
    style_axes,
    style_categories,
    style_percent,
    wrap_label,
    wrap_labels,
)
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, format_count, format_share, start_sentence

_TALL = 44
_RIGHT = 58
"""Room for '100.0%' beside a bar, in px."""


def plot_shares(shares: SafeTable, title: str, bounds: SafeTable | None = None) -> Chart:
    """Share of each form of exploitation, one panel a channel, with its interval.

    Args:
        shares: ``share_forms`` of a whole period.
        title: The finding.
        bounds: ``bound_forms`` of the same caseload: drawn as a light band, what the people
            without a record could make of the share.
    """
    shares = require_safe(shares, "plot_shares")
    if bounds is not None:
        bounds = require_safe(bounds, "plot_shares")
    channels = shares.labels("channel")
    parts = [shares.where(channel=channel) for channel in channels]
    names = [_name_panel(part, channel) for part, channel in zip(parts, channels, strict=True)]
    figure = make_panels(names, [_TALL * max(len(part), 1) for part in parts])
    figure.update_layout(barmode="overlay")
    for row, (part, channel) in enumerate(zip(parts, channels, strict=True), start=1):
        if bounds is not None:
            _add_bounds(figure, bounds.where(channel=channel), row)
        _add_shares(figure, part, row)
    _finish(figure)
    return Chart("forms", title, f"% of {shares.counted}", figure, shares, columns="form")


def _name_panel(part: SafeTable, channel: str) -> str:
    base = next((c.of for c in part.cells if c.of), None)
    people = f", {format_count(base)} people" if base else ""
    return f"{part.word('channel', channel)}{people}"


def _finish(figure: go.Figure) -> None:
    style_axes(figure)
    style_categories(figure)
    style_percent(figure, "x")
    figure.update_layout(margin={"r": _RIGHT})


def _short_form(table: SafeTable, code: str) -> str:
    word = table.word("form", code).replace(" exploitation", "").replace(" forms of", "")
    return wrap_label(start_sentence(word))


def _add_shares(figure: go.Figure, shares: SafeTable, row: int) -> None:
    labels = [_short_form(shares, cell.key[-1]) for cell in shares.cells]
    figure.add_bar(
        x=make_lengths(shares.cells, 100),
        y=labels,
        orientation="h",
        marker=make_fill(shares.cells, [style.FORM_COLOURS[c.key[-1]] for c in shares.cells]),
        error_x=make_interval(shares.cells, style.TEXT, cap=4),
        hovertext=[escape_markup(_tell_share(shares, cell)) for cell in shares.cells],
        hoverinfo="text",
        row=row,
        col=1,
    )
    for label, cell in zip(labels, shares.cells, strict=True):
        add_value(figure, cell, label, row)


def add_value(figure: go.Figure, cell: Cell, label: str, row: int) -> None:
    """The number right of the plot; where there is none, the word for it beside the axis."""
    suffix = "" if row == 1 else str(row)
    place = {"y": label, "yref": f"y{suffix}", "xref": f"x{suffix} domain", "xanchor": "left"}
    if cell.value is not None:
        font = {"size": 14, "color": style.TEXT}
        add_note(figure, format_share(cell.value), x=1, xshift=8, font=font, **place)
    else:
        shift = 24 if cell.status == v.HIDDEN else 6
        add_note(figure, v.STATUS_WORDS[cell.status], x=0, xshift=shift, **place)


def _add_bounds(figure: go.Figure, bounds: SafeTable, row: int) -> None:
    drawn = [c for c in bounds.cells if c.lower is not None and c.upper is not None]
    if not drawn:
        return
    figure.add_bar(
        x=[(c.upper or 0) - (c.lower or 0) for c in drawn],
        base=[c.lower for c in drawn],
        y=[_short_form(bounds, c.key[-1]) for c in drawn],
        orientation="h",
        width=1.4 * (1 - figure.layout.bargap),
        marker={"color": style.BAND, "line": {"color": style.UNKNOWN, "width": 1}},
        hoverinfo="skip",
        row=row,
        col=1,
    )


def _tell_share(shares: SafeTable, cell: Cell) -> str:
    words = [shares.word(d, k) for d, k in zip(shares.dimensions, cell.key, strict=True)]
    base = f" of {format_count(cell.of)} people" if cell.of else ""
    return f"{words[0]}, {words[-1].lower()}: {format_cell(cell, '%')}{base}"


def plot_unknown(unknown: SafeTable, title: str) -> Chart:
    """Share of people for whom each attribute is not recorded, in the grey of the unknown."""
    unknown = require_safe(unknown, "plot_unknown")
    channels = unknown.labels("channel")
    parts = [unknown.where(channel=channel) for channel in channels]
    names = [_name_panel(part, channel) for part, channel in zip(parts, channels, strict=True)]
    figure = make_panels(names, [ROW * max(len(part), 1) for part in parts])
    for row, part in enumerate(parts, start=1):
        labels = wrap_labels([part.word("attribute", c.key[1]) for c in part.cells])
        figure.add_bar(
            x=make_lengths(part.cells, 100),
            y=labels,
            orientation="h",
            marker=make_fill(part.cells, [style.UNKNOWN] * len(part)),
            hovertext=[escape_markup(_tell_unknown(part, cell)) for cell in part.cells],
            hoverinfo="text",
            row=row,
            col=1,
        )
        for label, cell in zip(labels, part.cells, strict=True):
            add_value(figure, cell, label, row)
    _finish(figure)
    subtitle = "% of people registered for whom it is not recorded"
    return Chart("unknown", title, subtitle, figure, unknown, columns="channel")


def _tell_unknown(unknown: SafeTable, cell: Cell) -> str:
    base = f" of {format_count(cell.of)} people" if cell.of else ""
    word = unknown.word("attribute", cell.key[1])
    return f"{word} not recorded: {format_cell(cell, '%')}{base}"
