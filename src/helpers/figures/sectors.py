"""Labour exploitation by sector as bars from 0% to 100%, what is not recorded always in grey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.marks import make_fill, make_hatch, make_interval, make_lengths
from helpers.figures.panels import ROW, make_panels
from helpers.figures.shares import add_range, add_value, finish_shares
from helpers.figures.style import (
    escape_markup,
    wrap_labels,
)
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, format_count, start_sentence

_RIGHT = 62


def plot_sectors(
    shares: SafeTable, title: str, *, name: str, bounds: SafeTable | None = None
) -> Chart:
    """A share for each sector, one panel a channel, with its interval.

    Args:
        shares: Percentages keyed by channel and sector.
        title: The finding.
        name: Stable name of the figure.
        bounds: ``bound_sectors``: drawn as a light band.
    """
    shares = require_safe(shares, "plot_sectors")
    parts = [part for c in shares.labels("channel") if len(part := _drawn(shares, c))]
    names = [_name_panel(part) for part in parts]
    figure = make_panels(names, [ROW * len(part) for part in parts])
    figure.update_layout(barmode="overlay")
    for row, part in enumerate(parts, start=1):
        labels = wrap_labels([part.word("sector", c.key[1]) for c in part.cells])
        if bounds is not None:
            _add_band(figure, part, require_safe(bounds, "plot_sectors"), labels, row)
        _add_bars(figure, part, labels, row)
    finish_shares(figure, _RIGHT)
    return Chart(name, title, f"% of {shares.counted}", figure, shares, columns="channel",
                 missing=v.STATUS_WORDS[v.NOT_COLLECTED],
                 also=() if bounds is None else (bounds,))  # fmt: skip


def _drawn(shares: SafeTable, channel: str) -> SafeTable:
    """Without zeros, which the table has, and without what was never asked: a sentence names it."""
    part = shares.where(channel=channel)
    return part.derive([c for c in part.cells if c.value or c.status == v.HIDDEN])


def _name_panel(part: SafeTable) -> str:
    base = next((c.of for c in part.cells if c.of and c.key[1] not in (v.UNKNOWN, v.ALL)), None)
    word = part.word("channel", part.cells[0].key[0])
    return f"{word}, {format_count(base)} people" if base and _is_one(part) else word


def _is_one(part: SafeTable) -> bool:
    """Whether all sectors are shares of the same people."""
    return len({c.of for c in part.cells if c.key[1] not in (v.UNKNOWN, v.ALL) and c.of}) == 1


def _add_bars(figure: go.Figure, part: SafeTable, labels: list[str], row: int) -> None:
    colours = [_colour(cell) for cell in part.cells]
    figure.add_bar(
        x=make_lengths(part.cells, 100),
        y=labels,
        orientation="h",
        marker=make_fill(part.cells, colours),
        error_x=_make_arms(part.cells),
        hovertext=[escape_markup(_tell(part, cell)) for cell in part.cells],
        hoverinfo="text",
        row=row,
        col=1,
    )
    for label, cell in zip(labels, part.cells, strict=True):
        add_value(figure, cell, label, row)


def _make_arms(cells: Sequence[Cell]) -> dict[str, Any]:
    """Intervals, and no mark at all where a bar has none: it would look like one of no width."""
    arms = make_interval(cells, style.TEXT, cap=4)
    for side in ("array", "arrayminus"):
        arms[side] = [
            length if cell.lower is not None else None
            for length, cell in zip(arms[side], cells, strict=True)
        ]
    return arms


def _colour(cell: Cell) -> str:
    rest = {v.UNKNOWN: style.UNKNOWN, v.ALL: style.CONTEXT}
    return rest.get(cell.key[1], style.FORM_COLOURS["labour"])


def _tell(part: SafeTable, cell: Cell) -> str:
    base = f" of {format_count(cell.of)} people" if cell.of else ""
    return f"{part.word('sector', cell.key[1])}: {format_cell(cell, '%')}{base}"


def _add_band(
    figure: go.Figure, part: SafeTable, bounds: SafeTable, labels: list[str], row: int
) -> None:
    known = {c.key: c for c in bounds.cells if c.lower is not None and c.upper is not None}
    drawn = [
        (label, known[c.key].lower or 0, known[c.key].upper or 0)
        for label, c in zip(labels, part.cells, strict=True)
        if c.key in known and c.is_shown
    ]
    add_range(figure, drawn, row)


def plot_sector_sexes(split: SafeTable, title: str) -> Chart:
    """Everybody of a sector by sex, the unrecorded in grey, what is hidden hatched.

    Args:
        split: ``split_sectors`` of sex.
        title: The finding.
    """
    split = require_safe(split, "plot_sector_sexes")
    whole, split = split, split.derive([c for c in split.cells if c.value or c.status == v.HIDDEN])
    channels = split.labels("channel")
    sizes = [ROW * max(len(split.where(channel=c).labels("sector")), 1) for c in channels]
    figure = make_panels([split.word("channel", c) for c in channels], sizes)
    figure.update_layout(barmode="stack")
    shown: set[str] = set()
    for row, channel in enumerate(channels, start=1):
        part = split.where(channel=channel)
        for sex in split.labels("sex"):
            if len(part.where(sex=sex)):
                _add_sex(figure, part, sex, row, sex not in shown)
                shown.add(sex)
        _add_hidden(figure, part, row)
    finish_shares(figure, _RIGHT)
    figure.update_layout(
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        margin={"r": 24},
    )
    subtitle = f"% of {split.counted}"
    return Chart("sector-sexes", title, subtitle, figure, whole, columns="sex")


def _labels(part: SafeTable) -> dict[str, str]:
    sectors = part.labels("sector")
    return dict(zip(sectors, wrap_labels([part.word("sector", s) for s in sectors]), strict=True))


def _add_sex(figure: go.Figure, part: SafeTable, sex: str, row: int, is_first: bool) -> None:
    labels = _labels(part)
    cells = {c.key[1]: c for c in part.where(sex=sex).cells}
    drawn = [cells.get(sector) for sector in labels]
    figure.add_bar(
        name=escape_markup(part.word("sex", sex)),
        x=[cell.value if cell is not None else None for cell in drawn],
        y=list(labels.values()),
        orientation="h",
        marker={"color": style.SEX_COLOURS[sex]},
        hovertext=[
            escape_markup(
                f"{part.word('sector', c.key[1])}, {part.word('sex', sex).lower()}: "
                f"{format_cell(c, '%')} of {format_count(c.of or 0)} people"
            )
            if c is not None
            else ""
            for c in drawn
        ],
        hoverinfo="text",
        legendgroup=sex,
        showlegend=is_first,
        row=row,
        col=1,
    )


def _add_hidden(figure: go.Figure, part: SafeTable, row: int) -> None:
    """What the shown parts leave of a sector in which something is hidden."""
    labels = _labels(part)
    rest = {}
    for sector in labels:
        cells = part.where(sector=sector).cells
        if any(c.status == v.HIDDEN for c in cells):
            rest[sector] = 100 - sum(c.value or 0 for c in cells)
    if not rest:
        return
    figure.add_bar(
        name="Hidden", x=list(rest.values()), y=[labels[s] for s in rest], orientation="h",
        marker={"color": style.HIDDEN, "pattern": make_hatch("/")},
        hovertext=[start_sentence(f"{part.word('sector', s)}: hidden") for s in rest],
        hoverinfo="text", row=row, col=1,
    )  # fmt: skip
