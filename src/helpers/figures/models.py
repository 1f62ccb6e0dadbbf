"""Charts of what models give for people whom nobody counted: estimates, and how far they move."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_middle, find_top, make_interval
from helpers.figures.panels import ROW, make_panels
from helpers.figures.style import (
    add_note,
    escape_markup,
    make_figure,
    style_axes,
    style_categories,
    style_percent,
    wrap_labels,
)
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, format_count, start_sentence

NEAR = 2.0
"""Models whose BIC is this close to the best are not told apart by the data."""

_WIDEST = "0.95"
_OTHERS = ("observed", "chosen", "near", "spread", "chao")


def plot_methods(methods: SafeTable, title: str) -> Chart:
    """The estimate by each method with its widest interval, one panel a set of lists.

    Args:
        methods: The protected ``estimate_methods``.
        title: The finding.
    """
    methods = require_safe(methods, "plot_methods")
    sets = methods.labels("lists") if len(methods) else ()
    parts = [_one_each(methods.where(lists=name)) for name in sets]
    figure = make_panels(list(sets), [1.3 * ROW * max(len(cells), 1) for cells in parts])
    for row, cells in enumerate(parts, start=1):
        names = [methods.word("figure", c.key[1]).split(":")[0] for c in cells]
        _add_dots(figure, cells, names, methods.unit, row)
    _finish(figure, find_top([c for cells in parts for c in cells]))
    subtitle = f"{start_sentence(methods.counted)}; 95% intervals where there are draws"
    return Chart("methods", title, subtitle, figure, methods)


def _one_each(part: SafeTable) -> list[Cell]:
    """One cell a method: that of its widest interval."""
    found: dict[str, Cell] = {}
    for cell in part.cells:
        known = found.get(cell.key[1])
        if cell.key[1] not in _OTHERS and (known is None or cell.key[2] == _WIDEST):
            found[cell.key[1]] = cell
    near = [c for c in part.where(figure=("near", "chao")).cells if find_middle(c) is not None]
    return [*found.values(), *near]


def plot_models(models: SafeTable, title: str) -> Chart:
    """Estimates of the best models against their BIC; those near the best are filled.

    Args:
        models: The protected ``estimate_models``.
        title: The finding.
    """
    models = require_safe(models, "plot_models")
    sets = models.labels("lists") if len(models) else ()
    figure = make_panels(list(sets), [200.0 for _ in sets], shared=True)
    for row, name in enumerate(sets, start=1):
        _add_models(figure, models.where(lists=name).cells, row)
    style_axes(figure, grid="y")
    figure.update_xaxes(range=[0, 1.1 * find_top(models.cells)], nticks=5, showgrid=True)
    furthest = max((float(c.key[2]) for c in models.cells), default=NEAR)
    figure.update_yaxes(range=[furthest + 1, -1.2], title=_title("BIC above the best"))
    figure.update_layout(margin={"r": 24})
    subtitle = f"{start_sentence(models.counted)}; filled: within 2 BIC of the best"
    return Chart("models", title, subtitle, figure, models)


def _add_models(figure: go.Figure, cells: Sequence[Cell], row: int) -> None:
    near = [float(c.key[2]) <= NEAR for c in cells]
    places = _label_near([c for c, n in zip(cells, near, strict=True) if n])
    places += [""] * (len(cells) - len(places))
    figure.add_scatter(
        x=[find_middle(c) for c in cells],
        y=[float(c.key[2]) for c in cells],
        mode="markers+text",
        text=[
            format_count(c.value or 0) if place else ""
            for c, place in zip(cells, places, strict=True)
        ],
        textposition=[place or "top center" for place in places],
        textfont={"size": 13, "color": style.TEXT},
        marker={
            "size": 11,
            "color": [style.ACCENT if n else style.PAPER for n in near],
            "line": {"color": [style.ACCENT if n else style.CONTEXT for n in near], "width": 2},
        },
        hovertext=[
            escape_markup(f"{c.key[1]}: {format_count(c.value or 0)} people, {c.key[2]} above")
            for c in cells
        ],
        hoverinfo="text",
        cliponaxis=False,
        row=row,
        col=1,
    )


def _label_near(near: Sequence[Cell]) -> list[str]:
    """Where the number of each model near the best stands: the best, the least and the most only.

    All of them would cover one another on a phone; the table has them.
    """
    values = [c.value or 0 for c in near]
    places = [""] * len(near)
    if values:
        places[values.index(max(values))] = "middle right"
        places[values.index(min(values))] = "middle left"
        places[0] = "top center"
    return places


def plot_bootstrap(draws: SafeTable, methods: SafeTable, title: str) -> Chart:
    """What share of the draws is at or below a number, with the chosen estimate marked.

    Args:
        draws: The protected ``estimate_draws``.
        methods: The protected ``estimate_methods``, for the chosen estimate.
        title: The finding.
    """
    draws, methods = require_safe(draws, "plot_bootstrap"), require_safe(methods, "plot_bootstrap")
    figure = make_figure(340)
    figure.add_scatter(
        x=[cell.value for cell in draws.cells],
        y=[float(cell.key[0].rstrip("%")) for cell in draws.cells],
        mode="lines+markers",
        line={"color": style.ACCENT, "width": 2},
        marker={"color": style.ACCENT, "size": 8},
        hovertext=[
            escape_markup(f"{c.key[0]} of the draws are at or below {format_count(c.value or 0)}")
            for c in draws.cells
        ],
        hoverinfo="text",
    )
    style_axes(figure, grid="y")
    style_percent(figure, "y")
    figure.update_xaxes(range=[0, 1.08 * find_top(draws.cells)], nticks=5)
    chosen = methods.where(figure="chosen").cells[:1]
    for cell in chosen:
        figure.add_vline(x=cell.value, line={"color": style.TEXT, "dash": "dot", "width": 1.5})
        place = {"xanchor": "right", "yanchor": "top", "yref": "paper", "xshift": -6}
        text = f"chosen estimate {format_count(cell.value or 0)}"
        add_note(figure, text, x=cell.value, y=1, **place)
    subtitle = "Share of the draws at or below a number of people, the choice repeated in each"
    return Chart("draws", title, subtitle, figure, draws)


def plot_sensitivity(changes: SafeTable, title: str) -> Chart:
    """The estimate after each change, with a line at the estimate before.

    Args:
        changes: The protected ``estimate_changes``; the chosen set of lists is drawn, all are in
            the table.
        title: The finding.
    """
    changes = require_safe(changes, "plot_sensitivity")
    first = changes.where(lists=changes.labels("lists")[:1])
    kinds = [kind for kind in first.labels("change") if kind != "chosen"]
    parts = [first.where(change=kind).cells for kind in kinds]
    heads = [changes.word("change", kind) for kind in kinds]
    figure = make_panels(heads, [0.75 * ROW * max(len(part), 2) for part in parts], shared=True)
    before = [c.value for c in first.where(change="chosen").cells]
    for row, part in enumerate(parts, start=1):
        _add_dots(figure, part, [c.key[2] for c in part], changes.unit, row)
        for value in before:
            line = {"color": style.TEXT, "dash": "dot", "width": 1.5}
            figure.add_vline(x=value, line=line, row=row, col=1)
    _finish(figure, find_top(first.cells))
    subtitle = f"Estimated people, {' and '.join(first.labels('lists'))}; dotted: before the change"
    return Chart("sensitivity", title, subtitle, figure, changes)


def _add_dots(
    figure: go.Figure, cells: Sequence[Cell], names: Sequence[str], unit: str, row: int
) -> None:
    """A row each: a point with its interval; a range alone is a line without a point."""
    figure.add_scatter(
        x=[find_middle(cell) for cell in cells],
        y=wrap_labels(names),
        mode="markers",
        marker={
            "size": 11,
            "color": [style.CLEAR if c.value is None else style.ACCENT for c in cells],
            "line": {"width": 0},
        },
        error_x=make_interval(cells, style.ACCENT, cap=4),
        hovertext=[
            escape_markup(f"{name}: {format_cell(c, unit)} {unit}")
            for name, c in zip(names, cells, strict=True)
        ],
        hoverinfo="text",
        cliponaxis=False,
        row=row,
        col=1,
    )


def _title(text: str) -> dict[str, object]:
    return {"text": text, "font": {"size": 13, "color": style.QUIET}, "standoff": 4}


def _finish(figure: go.Figure, top: float) -> None:
    style_axes(figure)
    style_categories(figure)
    figure.update_xaxes(range=[0, 1.06 * top], nticks=5)
    figure.update_layout(margin={"r": 24})
