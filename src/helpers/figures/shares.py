"""Shares of a whole as bars from 0% to 100%: forms of exploitation, and what is unknown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

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
from helpers.wording import format_bounds, format_cell, format_count, format_share, start_sentence

_TALL = 44
_RIGHT = 58
"""Room for '100.0%' beside a bar, in px."""


def plot_shares(shares: SafeTable, title: str) -> Chart:
    """Share of each form of exploitation, one panel a channel, with its interval and its bounds.

    Args:
        shares: ``share_forms`` of a whole period. A light band is what the people without a
            record could make of the share.
        title: The finding.
    """
    shares = require_safe(shares, "plot_shares")
    return _plot(shares, title, "forms", _short_form)


def plot_combinations(shares: SafeTable, title: str) -> Chart:
    """Share of each exact combination of forms, one panel a channel, with interval and bounds.

    Args:
        shares: ``share_combinations``. A combination that nobody has is in the table only.
        title: The finding.
    """
    shares = require_safe(shares, "plot_combinations")
    return _plot(shares, title, "combinations", _short_combination)


def _plot(
    shares: SafeTable, title: str, name: str, shorten: Callable[[SafeTable, str], str]
) -> Chart:
    channels = shares.labels("channel")
    parts = [shares.where(channel=channel) for channel in channels]
    heads = [_name_panel(part, channel) for part, channel in zip(parts, channels, strict=True)]
    if name == "combinations":  # their long labels leave less room beside them
        heads = [head.removesuffix(" people") for head in heads]
    drawn = [[c for c in part.cells if _is_drawn(c, name)] for part in parts]
    figure = make_panels(heads, [_TALL * max(len(cells), 1) for cells in drawn])
    figure.update_layout(barmode="overlay")
    for row, cells in enumerate(drawn, start=1):
        labels = [shorten(shares, cell.key[-1]) for cell in cells]
        _add_bounds(figure, cells, labels, row)
        _add_shares(figure, shares, cells, labels, row)
    finish_shares(figure)
    return Chart(name, title, f"% of {shares.counted}", figure, shares, shares.dimensions[-1])


def _is_drawn(cell: Cell, name: str) -> bool:
    return name == "forms" or cell.value != 0


def _name_panel(part: SafeTable, channel: str) -> str:
    base = next((c.of for c in part.cells if c.of), None)
    people = f", {format_count(base)} people" if base else ""
    return f"{part.word('channel', channel)}{people}"


def finish_shares(figure: go.Figure, right: int = _RIGHT) -> None:
    """Axes of bars from 0% to 100%, with room for their numbers on the right."""
    style_axes(figure)
    style_categories(figure)
    style_percent(figure, "x")
    figure.update_layout(margin={"r": right})


def _short_form(table: SafeTable, code: str) -> str:
    word = table.word("form", code).replace(" exploitation", "").replace(" forms of", "")
    return wrap_label(start_sentence(word))


def _short_combination(table: SafeTable, code: str) -> str:
    return wrap_label(table.word("combination", code))


def _colour(code: str) -> str:
    """The colour of a form, also where it stands alone; several forms have none of their own."""
    return style.FORM_COLOURS.get(code.removesuffix("_only"), style.ACCENT)


def _add_shares(
    figure: go.Figure, shares: SafeTable, cells: Sequence[Cell], labels: list[str], row: int
) -> None:
    figure.add_bar(
        x=make_lengths(cells, 100),
        y=labels,
        orientation="h",
        marker=make_fill(cells, [_colour(c.key[-1]) for c in cells]),
        error_x=make_interval(cells, style.TEXT, cap=4),
        hovertext=[escape_markup(_tell_share(shares, cell)) for cell in cells],
        hoverinfo="text",
        row=row,
        col=1,
    )
    for label, cell in zip(labels, cells, strict=True):
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


def _add_bounds(figure: go.Figure, cells: Sequence[Cell], labels: list[str], row: int) -> None:
    pairs = zip(cells, labels, strict=True)
    drawn = [(label, c.bounds.least, c.bounds.most) for c, label in pairs if c.bounds is not None]
    add_range(figure, drawn, row)


def add_range(figure: go.Figure, drawn: Sequence[tuple[str, float, float]], row: int) -> None:
    """A light band behind each bar, from the least to the most that it can be.

    Args:
        figure: The figure with its bars.
        drawn: Label, least and most.
        row: The panel.
    """
    if not drawn:
        return
    figure.add_bar(
        x=[most - least for _, least, most in drawn],
        base=[least for _, least, _ in drawn],
        y=[label for label, _, _ in drawn],
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
    bounds = f"; {format_bounds(cell.bounds)} registered" if cell.bounds else ""
    share = format_cell(replace(cell, bounds=None), "%")
    return f"{words[0]}, {words[-1].lower()}: {share}{base}{bounds}"


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
    finish_shares(figure)
    subtitle = "% of people registered for whom it is not recorded"
    return Chart("unknown", title, subtitle, figure, unknown, columns="channel")


def _tell_unknown(unknown: SafeTable, cell: Cell) -> str:
    base = f" of {format_count(cell.of)} people" if cell.of else ""
    word = unknown.word("attribute", cell.key[1])
    return f"{word} not recorded: {format_cell(cell, '%')}{base}"
