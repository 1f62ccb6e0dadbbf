"""Printed shares by year, with what a speech said beside them."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.style import (
    escape_markup,
    make_figure,
    style_axes,
    style_categories,
    style_percent,
    wrap_label,
)
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_printed, start_sentence

_ROW = 52
"""Height of one mark with the three lines of its label, in px."""


def plot_said(shares: SafeTable, title: str) -> Chart:
    """Shares as printed (filled), as the speech said them (open), and at most (a bar from zero).

    Args:
        shares: ``compare_shares``: percentages keyed by year, who says it and how.
        title: The finding.
    """
    shares = require_safe(shares, "plot_said")
    figure = make_figure(44 + _ROW * len(shares))
    bounds = [c for c in shares.cells if c.value is None]
    names = {cell.key: _name(cell) for cell in shares.cells}
    figure.add_bar(
        x=[cell.upper for cell in bounds],
        y=[names[cell.key] for cell in bounds],
        orientation="h",
        width=0.4,
        marker={"color": style.BAND, "line": {"color": style.QUIET, "width": 1}},
        hovertext=_tell(bounds),
        hoverinfo="text",
    )
    told = [c for c in shares.cells if c.value is not None]
    colours = [style.TEXT if _is_said(c) else style.FORM_COLOURS["labour"] for c in told]
    figure.add_scatter(
        x=[cell.value for cell in told],
        y=[names[cell.key] for cell in told],
        mode="markers",
        marker={
            "size": 13,
            "symbol": ["diamond" if _is_said(c) else "circle" for c in told],
            "color": [
                style.PAPER if _is_said(c) else k for c, k in zip(told, colours, strict=True)
            ],
            "line": {"color": colours, "width": 2},
        },
        hovertext=_tell(told),
        hoverinfo="text",
        cliponaxis=False,
    )
    style_axes(figure)
    style_categories(figure)
    order = [names[cell.key] for cell in shares.cells]
    figure.update_yaxes(categoryorder="array", categoryarray=order)
    style_percent(figure, "x")
    figure.update_layout(margin={"r": 28})
    subtitle = start_sentence(shares.counted)
    return Chart("shares-in-print", title, subtitle, figure, shares)


def _is_said(cell: Cell) -> bool:
    return cell.key[2] == "speech"


def _name(cell: Cell) -> str:
    """Year and share over who says it: on a phone there is no room for it beside the mark."""
    year, who, _ = cell.key
    return f"<b>{year}: {escape_markup(format_printed(cell))}</b><br>{wrap_label(who, 24)}"


def _tell(cells: Sequence[Cell]) -> list[str]:
    return [escape_markup(f"{c.key[0]}, {c.key[1]}: {format_printed(c)}") for c in cells]
