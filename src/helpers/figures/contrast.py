"""Charts that put two things beside each other without dividing one by the other."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_middle, find_top, make_interval
from helpers.figures.panels import ROW, make_panels
from helpers.figures.style import (
    escape_markup,
    make_figure,
    style_axes,
    style_categories,
    style_percent,
    wrap_label,
)
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, start_sentence

_DECADES = ("1", "", "", "1,000", "", "", "1 million", "", "", "1 billion", "")
"""Every third step of ten is named: all of them would not fit beside one another on a phone."""


def plot_matched(matched: SafeTable, title: str) -> Chart:
    """Each stage twice: the States of both years joined by a line, and everybody who reported."""
    matched = require_safe(matched, "plot_matched")
    stages = matched.labels("stage")
    heads = [matched.word("stage", stage) for stage in stages]
    figure = make_panels(heads, [2 * ROW] * len(stages), shared=True)
    for row, stage in enumerate(stages, start=1):
        for group in matched.labels("group"):
            ends = sorted(matched.where(stage=stage, group=group).cells, key=lambda c: c.key[2])
            if len(ends) == 2:
                _add_pair(figure, matched, ends, row)
    style_axes(figure)
    style_categories(figure)
    top = find_top(matched.cells)
    # From zero, with room for the years beside the outermost points, also on a phone.
    figure.update_xaxes(range=[-0.12 * top, 1.2 * top], nticks=5)
    subtitle = start_sentence(matched.counted)
    return Chart("matched", title, subtitle, figure, matched)


def _add_pair(figure: go.Figure, table: SafeTable, ends: list[Cell], row: int) -> None:
    """First year as an open mark, last year as a filled one, the same States joined."""
    stage, group = ends[0].key[:2]
    matched = group == "matched"
    colour = style.STAGE_COLOURS[stage]
    texts = [
        f"{table.word('stage', stage)}, {table.word('group', group).lower()}, {c.key[2]}: "
        f"{format_cell(c, table.unit)} {table.unit} ({c.key[3]} States)"
        for c in ends
    ]
    figure.add_scatter(
        x=[find_middle(cell) for cell in ends],
        y=[_name_group(ends, matched)] * 2,
        mode="lines+markers+text",
        text=[cell.key[2] for cell in ends],
        textposition=_label_sides(ends),
        textfont={"size": 13, "color": style.QUIET},
        line={
            "color": colour if matched else style.QUIET,
            "width": 3 if matched else 2,
            "dash": "solid" if matched else "dot",
        },
        marker={
            "symbol": style.STAGE_MARKS[stage],
            "size": 11,
            "color": [style.PAPER, colour],
            "line": {"color": colour, "width": 2},
        },
        error_x=make_interval(ends, colour),
        hovertext=[escape_markup(text) for text in texts],
        hoverinfo="text",
        cliponaxis=False,
        row=row,
        col=1,
    )


def _name_group(ends: Sequence[Cell], matched: bool) -> str:
    states = [cell.key[3] for cell in ends]
    text = f"The same {states[-1]} States" if matched else f"All: {states[0]}, then {states[1]}"
    return wrap_label(text)


def _label_sides(ends: list[Cell]) -> list[str]:
    rising = (find_middle(ends[-1]) or 0) >= (find_middle(ends[0]) or 0)
    return ["middle left", "middle right"] if rising else ["middle right", "middle left"]


def plot_side_by_side(identified: SafeTable, estimates: SafeTable, title: str) -> Chart:
    """Detected victims of single years and estimated stocks on one logarithmic scale.

    Two concepts: solid for people detected in a year, outlined for an estimated stock. The scale
    shows orders of magnitude; neither is a part of the other.

    Args:
        identified: Detected victims by year, the years to draw.
        estimates: Estimates by edition and year.
        title: The finding.
    """
    identified = require_safe(identified, "plot_side_by_side")
    estimates = require_safe(estimates, "plot_side_by_side")
    cells = [
        *(Cell(("Detected in", c.key[0]), *_numbers(c)) for c in identified.cells),
        *(
            Cell((f"Estimated (edition {c.key[0]}), in", c.key[1]), *_numbers(c))
            for c in estimates.cells
        ),
    ]
    both = identified.derive(
        cells,
        dimensions=("what", "year"),
        counted="detected victims in a year, and people estimated to be in modern slavery at one "
        "point in time: two concepts, side by side",
        also=estimates,
        notes=estimates.notes,
    )
    apart = identified.is_empty or estimates.is_empty  # one number alone is no comparison
    figure = None if apart else _draw(both)
    return Chart("side-by-side", title, start_sentence(both.counted), figure, both)


def _numbers(cell: Cell) -> tuple[float | None, float | None, float | None, str]:
    return cell.value, cell.lower, cell.upper, cell.status


def _draw(both: SafeTable) -> go.Figure:
    drawn = [c for c in both.cells if find_middle(c) is not None]
    figure = make_figure(44 + 64 * max(len(drawn), 3))
    # Two zeros stand where one does on a scale of steps; nothing is drawn left of it.
    figure.add_scatter(
        x=[max(find_middle(cell) or 0, 1) for cell in drawn],
        y=[_name_number(cell) for cell in drawn],
        mode="markers",
        marker={
            "size": 14,
            "color": [style.PAPER if _is_estimate(c) else style.ACCENT for c in drawn],
            "line": {"color": style.ACCENT, "width": 2},
        },
        error_x=make_interval(drawn, style.ACCENT, cap=4),
        hovertext=[
            escape_markup(f"{' '.join(c.key)}: {format_cell(c, 'people')} people") for c in drawn
        ],
        hoverinfo="text",
        cliponaxis=False,
    )
    style_axes(figure)
    style_categories(figure)
    top = max((find_middle(cell) or 1 for cell in drawn), default=1)
    steps = len(str(int(max(top, 1))))
    marks = [10**step for step in range(steps + 1)]
    figure.update_xaxes(
        type="log", range=[0, steps + 0.2], tickvals=marks, ticktext=list(_DECADES[: steps + 1])
    )
    figure.update_layout(margin={"r": 40})
    return figure


def _is_estimate(cell: Cell) -> bool:
    return cell.key[0].startswith("Estimated")


def _name_number(cell: Cell) -> str:
    """The number over what it counts: on a phone there is no room for it beside the mark."""
    what = f"Estimate for {cell.key[1]}" if _is_estimate(cell) else " ".join(cell.key)
    number = wrap_label(format_cell(cell, "people"), 22)
    return f"<b>{number}</b><br>{wrap_label(what, 22)}"


def plot_beside(beside: SafeTable, title: str) -> Chart:
    """A country's share of each form beside the world's: the country in full colour.

    Args:
        beside: ``compare_with_world``: percentages keyed by channel, form and place.
        title: The finding.
    """
    beside = require_safe(beside, "plot_beside")
    channels = beside.labels("channel")
    parts = [beside.where(channel=channel) for channel in channels]
    heads = [beside.word("channel", channel) for channel in channels]
    figure = make_panels(heads, [1.3 * ROW * max(len(p.labels("form")), 1) for p in parts])
    for row, part in enumerate(parts, start=1):
        for place in reversed(part.labels("place")):
            _add_place(figure, part.where(place=place), place, row)
    style_axes(figure)
    style_categories(figure)
    style_percent(figure, "x")
    figure.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.02, "x": 0})
    figure.update_layout(margin={"r": 28})
    return Chart("beside-world", title, f"% of {beside.counted}", figure, beside, columns="place")


def _add_place(figure: go.Figure, part: SafeTable, place: str, row: int) -> None:
    words = [part.word("form", c.key[1]) for c in part.cells]
    world = place == "World"
    colours = [style.CONTEXT if world else style.FORM_COLOURS[c.key[1]] for c in part.cells]
    figure.add_scatter(
        name=escape_markup(place),
        x=[find_middle(cell) for cell in part.cells],
        y=[wrap_label(start_sentence(word)) for word in words],
        mode="markers",
        marker={
            "size": 12,
            "color": [style.PAPER] * len(colours) if world else colours,
            "line": {"color": colours, "width": 2},
        },
        error_x=make_interval(part.cells, style.CONTEXT if world else style.TEXT, cap=4),
        hovertext=[
            escape_markup(f"{place}, {word}: {format_cell(c, '%')}")
            for word, c in zip(words, part.cells, strict=True)
        ],
        hoverinfo="text",
        legendgroup="world" if world else "place",
        showlegend=row == 1,
        cliponaxis=False,
        row=row,
        col=1,
    )
