"""People as bars from zero: by sex and age, and as a ranking of labels, one panel a channel."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import find_top, make_fill, make_hatch, make_lengths
from helpers.figures.panels import ROW, make_panels
from helpers.figures.style import escape_markup, style_axes, style_categories, wrap_labels
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, start_sentence

TOP = 12
"""Labels drawn in a ranking; the table beside it has all of them."""

_FEWEST = 3
"""One or two numbers are a line of a table and no chart."""

_UNNAMED = frozenset({v.UNKNOWN, "not_specified"})
"""Labels that name nothing: drawn last and in the grey of the unknown."""


def plot_people(people: SafeTable, title: str) -> Chart:
    """People by age group and sex: one panel a channel, a bar an age group, a colour a sex."""
    people = require_safe(people, "plot_people")
    drawn = _without_totals(people)
    channels = drawn.labels("channel")
    ages = len(drawn.labels("age_group"))
    names = [drawn.word("channel", channel) for channel in channels]
    figure = make_panels(names, [(ROW - 8) * max(ages, 1) for _ in channels])
    figure.update_layout(barmode="stack")
    sexes = [sex for sex in drawn.labels("sex") if _has_people(drawn.where(sex=sex))]
    for row, channel in enumerate(channels, start=1):
        part = drawn.where(channel=channel)
        for sex in sexes:
            _add_sex(figure, part, sex, row)
    if drawn.hidden:
        _add_hidden_key(figure)
    style_axes(figure)
    style_categories(figure)
    figure.update_xaxes(rangemode="tozero")
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
    )
    subtitle = f"{start_sentence(people.counted)}, by age group and sex{_own_scales(channels)}"
    return Chart("people", title, subtitle, figure, people, columns="sex")


def _without_totals(people: SafeTable) -> SafeTable:
    sexes = [s for s in people.labels("sex") if s != v.ALL]
    ages = [a for a in people.labels("age_group") if a != v.ALL]
    return people.where(sex=sexes, age_group=ages)


def _has_people(part: SafeTable) -> bool:
    return any(c.value or c.status == v.HIDDEN for c in part.cells)


def _own_scales(channels: tuple[str, ...]) -> str:
    return "; each channel on a scale of its own" if len(channels) > 1 else ""


def _add_sex(figure: go.Figure, part: SafeTable, sex: str, row: int) -> None:
    cells = part.where(sex=sex).cells
    figure.add_bar(
        name=escape_markup(part.word("sex", sex)),
        x=make_lengths(cells, find_top(part.cells)),
        y=wrap_labels([part.word("age_group", c.key[2]) for c in cells]),
        orientation="h",
        marker=make_fill(cells, [style.SEX_COLOURS[sex]] * len(cells)),
        hovertext=[escape_markup(_tell_people(part, c)) for c in cells],
        hoverinfo="text",
        legendgroup=sex,
        showlegend=row == 1,
        row=row,
        col=1,
    )


def _add_hidden_key(figure: go.Figure) -> None:
    """An entry of the legend and nothing in the chart."""
    figure.add_bar(
        name="Hidden", x=[None], y=[None], orientation="h",
        marker={"color": style.HIDDEN, "pattern": make_hatch("/")}, row=1, col=1,
    )  # fmt: skip


def _tell_people(people: SafeTable, cell: Cell) -> str:
    words = [people.word(d, k) for d, k in zip(people.dimensions, cell.key, strict=True)]
    return f"{words[1]}, age {words[2]}: {format_cell(cell, people.unit)} {people.unit}"


def plot_ranking(table: SafeTable, title: str, *, name: str, top: int = TOP) -> Chart:
    """The largest labels of a table as bars; hidden ones hatched, the rest in the table.

    Args:
        table: Counts keyed by channel and one label.
        title: The finding.
        name: Stable name of the figure.
        top: How many labels to draw, over all channels.
    """
    table = require_safe(table, "plot_ranking")
    channels = tuple(c for c in table.labels("channel") if _rank(table, c))
    room = max(top // max(len(channels), 1), 4)
    ranked = {channel: _rank(table, channel) for channel in channels}
    drawn = {channel: cells[:room] for channel, cells in ranked.items()}
    for channel, cells in ranked.items():
        # What nobody recorded is never cut off: it says how much the ranking leaves open.
        drawn[channel] += [c for c in cells[room:] if c.key[-1] in _UNNAMED and c.value]
    subtitle = start_sentence(table.counted)
    if sum(map(len, drawn.values())) < _FEWEST:
        return Chart(name, title, subtitle, None, table)
    if any(len(ranked[c]) > len(drawn[c]) for c in channels):
        subtitle += "; the largest, all in the table"
    return Chart(name, title, subtitle + _own_scales(channels), _draw_ranking(table, drawn), table)


def _draw_ranking(table: SafeTable, drawn: Mapping[str, list[Cell]]) -> go.Figure:
    several = len(table.labels("channel")) > 1
    names = [table.word("channel", c) if several else "" for c in drawn]
    figure = make_panels(names, [ROW * len(cells) for cells in drawn.values()])
    for row, cells in enumerate(drawn.values(), start=1):
        _add_ranking(figure, table, cells, row)
    style_axes(figure)
    style_categories(figure)
    # Every bar carries its number, so an axis would only repeat it.
    figure.update_xaxes(visible=False, rangemode="tozero")
    figure.update_layout(margin={"r": 64, "b": 12})
    return figure


def _rank(table: SafeTable, channel: str) -> list[Cell]:
    """Cells with something to say, the largest first; hidden ones, then the unnamed, last."""
    cells = table.where(channel=channel).cells
    found = [c for c in cells if c.key[-1] != v.ALL and (c.value or c.status == v.HIDDEN)]
    return sorted(found, key=lambda c: (c.key[-1] in _UNNAMED, -(c.value or 0), c.key))


def _add_ranking(figure: go.Figure, table: SafeTable, cells: list[Cell], row: int) -> None:
    words = [table.word(table.dimensions[-1], c.key[-1]) for c in cells]
    colours = [style.UNKNOWN if c.key[-1] in _UNNAMED else style.ACCENT for c in cells]
    texts = [format_cell(c, table.unit) for c in cells]
    figure.add_bar(
        x=make_lengths(cells, find_top(cells)),
        y=wrap_labels(words),
        orientation="h",
        marker=make_fill(cells, colours),
        text=texts,
        textposition="outside",
        cliponaxis=False,
        hovertext=[
            escape_markup(f"{word}: {text} {table.unit if c.is_shown else ''}".strip())
            for word, text, c in zip(words, texts, cells, strict=True)
        ],
        hoverinfo="text",
        row=row,
        col=1,
    )
