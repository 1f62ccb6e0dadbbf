"""Bar charts: shares of forms, people by sex and age, rankings, and what is unknown."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.style import add_note, escape_markup, make_figure, style_axes
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, format_count, format_share, start_sentence

TOP = 12
"""Labels drawn in a ranking; the table beside it has all of them."""


def plot_shares(shares: SafeTable, title: str, bounds: SafeTable | None = None) -> Chart:
    """Share of each form of exploitation, one panel a channel, with its interval.

    Args:
        shares: ``share_forms`` of a whole period.
        title: The finding.
        bounds: ``bound_forms`` of the same caseload: drawn as a light band, what the people
            without a record could make of the share.
    """
    shares = require_safe(shares, "plot_shares")
    figure = make_figure(90 + 44 * len(shares), barmode="overlay", bargap=0.45)
    labels = [_line_label(shares, cell) for cell in shares.cells]
    if bounds is not None:
        _add_bounds(figure, shares, require_safe(bounds, "plot_shares"))
    shown = [cell.value if cell.is_shown else None for cell in shares.cells]
    colours = [style.FORM_COLOURS[cell.key[-1]] for cell in shares.cells]
    hover = [escape_markup(_share_sentence(shares, cell)) for cell in shares.cells]
    figure.add_bar(
        x=shown,
        y=labels,
        orientation="h",
        marker={"color": colours},
        error_x=_interval_bars(shares.cells),
        hovertext=hover,
        hoverinfo="text",
    )
    for label, cell in zip(labels, shares.cells, strict=True):
        text = format_share(cell.value) if cell.value is not None else v.STATUS_WORDS[cell.status]
        add_note(figure, text, x=1, xref="paper", y=label, xanchor="right", yshift=0)
    style_axes(figure)
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(range=[0, 112], ticksuffix="%", tickvals=[0, 25, 50, 75, 100])
    return Chart("forms", title, _subtitle(shares), figure, shares, columns="form")


def _line_label(table: SafeTable, cell: Cell) -> str:
    words = [table.word(d, k) for d, k in zip(table.dimensions, cell.key, strict=True)]
    channel, form = words[0], words[-1].replace(" exploitation", "").replace(" forms of", "")
    return escape_markup(f"{channel}: {form.lower()}")


def _interval_bars(cells: tuple[Cell, ...]) -> dict[str, Any]:
    up = [c.upper - c.value if c.value is not None and c.upper is not None else 0 for c in cells]
    down = [c.value - c.lower if c.value is not None and c.lower is not None else 0 for c in cells]
    return {
        "type": "data",
        "symmetric": False,
        "array": up,
        "arrayminus": down,
        "color": style.TEXT,
        "thickness": 1.2,
        "width": 3,
    }


def _add_bounds(figure: go.Figure, shares: SafeTable, bounds: SafeTable) -> None:
    drawn = [c for c in bounds.cells if c.lower is not None and c.upper is not None]
    figure.add_bar(
        x=[(c.upper or 0) - (c.lower or 0) for c in drawn],
        base=[c.lower for c in drawn],
        y=[_line_label(shares, c) for c in drawn],
        orientation="h",
        width=0.86,
        marker={"color": style.UNKNOWN, "opacity": 0.35},
        hoverinfo="skip",
    )


def _share_sentence(shares: SafeTable, cell: Cell) -> str:
    label = " · ".join(shares.word(d, k) for d, k in zip(shares.dimensions, cell.key, strict=True))
    base = f" of {format_count(cell.of)} people" if cell.of else ""
    return f"{label}: {format_cell(cell, '%')}{base}"


def _subtitle(table: SafeTable) -> str:
    return (
        f"{table.unit} of {table.counted}" if table.unit == "%" else start_sentence(table.counted)
    )


def plot_people(people: SafeTable, title: str) -> Chart:
    """People by age group and sex: one panel a channel, bars side by side in one colour a sex."""
    people = require_safe(people, "plot_people")
    drawn = _without_totals(people)
    channels = drawn.labels("channel")
    ages = drawn.labels("age_group")
    figure = make_figure(70 + style.ROW * len(ages) * len(channels), barmode="stack", bargap=0.3)
    for sex in drawn.labels("sex"):
        cells = drawn.where(sex=sex).cells
        if not any(c.value or c.status == v.HIDDEN for c in cells):
            continue
        figure.add_bar(
            name=drawn.word("sex", sex),
            x=[c.value or 0 for c in cells],
            y=[_age_label(drawn, c, len(channels)) for c in cells],
            orientation="h",
            marker={"color": style.SEX_COLOURS[sex]},
            hovertext=[escape_markup(_people_sentence(drawn, c)) for c in cells],
            hoverinfo="text",
        )
    style_axes(figure, title="people")
    figure.update_yaxes(autorange="reversed", tickfont={"size": 12})
    figure.update_layout(
        showlegend=True, legend={"orientation": "h", "y": 1.02, "yanchor": "bottom"}
    )
    figure.update_layout(margin={"t": 48})
    return Chart("people", title, _subtitle(people), figure, people, columns="sex")


def _without_totals(people: SafeTable) -> SafeTable:
    sexes = [s for s in people.labels("sex") if s != v.ALL]
    ages = [a for a in people.labels("age_group") if a != v.ALL]
    return people.where(sex=sexes, age_group=ages)


def _age_label(people: SafeTable, cell: Cell, channels: int) -> str:
    age = people.word("age_group", cell.key[2])
    return escape_markup(age if channels == 1 else f"{people.word('channel', cell.key[0])}: {age}")


def _people_sentence(people: SafeTable, cell: Cell) -> str:
    words = [people.word(d, k) for d, k in zip(people.dimensions, cell.key, strict=True)]
    return f"{words[1]}, {words[2]}: {format_cell(cell, people.unit)} people"


def plot_unknown(unknown: SafeTable, title: str) -> Chart:
    """Share of people for whom each attribute is not recorded, in the grey of the unknown."""
    unknown = require_safe(unknown, "plot_unknown")
    figure = make_figure(60 + style.ROW * len(unknown), bargap=0.4)
    labels = [
        escape_markup(f"{unknown.word('channel', c.key[0])}: {unknown.word('attribute', c.key[1])}")
        for c in unknown.cells
    ]
    figure.add_bar(
        x=[c.value for c in unknown.cells],
        y=labels,
        orientation="h",
        marker={"color": style.UNKNOWN},
        text=[format_cell(c, "%") for c in unknown.cells],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    style_axes(figure)
    figure.update_yaxes(autorange="reversed")
    figure.update_xaxes(range=[0, 112], ticksuffix="%", tickvals=[0, 25, 50, 75, 100])
    return Chart("unknown", title, "% of people registered", figure, unknown, columns="channel")


def plot_ranking(table: SafeTable, title: str, *, name: str, top: int = TOP) -> Chart:
    """The largest labels of a table as bars; hidden ones hatched, the rest in the table.

    Args:
        table: Counts keyed by channel and one label.
        title: The finding.
        name: Stable name of the figure.
        top: How many labels to draw.
    """
    table = require_safe(table, "plot_ranking")
    dimension = table.dimensions[-1]
    ranked = [c for c in table.cells if c.key[-1] != v.ALL and (c.value or c.status == v.HIDDEN)]
    ranked.sort(key=lambda c: (-(c.value or 0), c.key))
    drawn = ranked[:top]
    figure = make_figure(60 + style.ROW * len(drawn), bargap=0.35)
    channels = len(table.labels("channel"))
    labels = [_age_label_of(table, c, dimension, channels) for c in drawn]
    figure.add_bar(
        x=_ranking_lengths(drawn),
        y=labels,
        orientation="h",
        marker={
            "color": [_ranking_colour(c) for c in drawn],
            "pattern": {"shape": ["/" if c.status == v.HIDDEN else "" for c in drawn]},
        },
        text=[format_cell(c, table.unit) for c in drawn],
        textposition="outside",
        cliponaxis=False,
        hoverinfo="skip",
    )
    style_axes(figure, title=table.unit)
    figure.update_yaxes(autorange="reversed")
    figure.update_layout(margin={"r": 64})
    subtitle = start_sentence(table.counted)
    subtitle += f"; the largest {len(drawn)} of {len(ranked)}" if len(ranked) > top else ""
    return Chart(name, title, subtitle, figure, table)


def _age_label_of(table: SafeTable, cell: Cell, dimension: str, channels: int) -> str:
    word = table.word(dimension, cell.key[-1])
    return escape_markup(
        word if channels == 1 else f"{word} ({table.word('channel', cell.key[0])})"
    )


def _ranking_lengths(cells: list[Cell]) -> list[float]:
    """A hidden count gets one length for all, which says nothing of its size."""
    stub = 0.04 * max((c.value or 0 for c in cells), default=0) or 1
    return [stub if c.value is None else c.value for c in cells]


def _ranking_colour(cell: Cell) -> str:
    if cell.status == v.HIDDEN:
        return style.HATCH
    return style.UNKNOWN if cell.key[-1] == v.UNKNOWN else style.ACCENT
