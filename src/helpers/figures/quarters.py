"""Charts over quarters: small multiples, and a line where the rules of decision changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.chart import Chart
from helpers.figures.labels import End, label_ends, margin_for
from helpers.figures.marks import find_middle, find_top, make_interval
from helpers.figures.panels import make_panels
from helpers.figures.style import escape_markup, style_axes, style_percent, style_years
from helpers.tables import vocabulary as v
from helpers.tables.quarters import (
    Break,
    breaks_within,
    place_day,
    place_quarter,
    span,
    tell_breaks,
)
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_cell, start_sentence

_HIGH: Final = 170
_HEADROOM: Final = 1.08
_SHORT: Final = {**style.SHORT, "notified": "Reported", "referred": "Referred"}
_COLOURS: Final = {**style.STAGE_COLOURS, "notified": style.CONTEXT}
_MARKS: Final = {**style.STAGE_MARKS, "notified": "circle"}
_DECIDED: Final = (_SHORT["reasonable_grounds"], _SHORT["conclusive_grounds"])
"""Lines of decisions: they stop where the rules changed; reports and referrals go on."""

_AGES: Final = ("adult", "child")


def plot_funnel_quarters(
    steps: SafeTable, title: str, country: str, *, age_group: str = ""
) -> Chart:
    """Reports, referrals and positive decisions by quarter, one panel an age group.

    Args:
        steps: ``select_steps``: counts keyed by stage, age group and quarter.
        title: The finding.
        country: ISO 3166-1 alpha-3; its changes of rules are marked.
        age_group: The one age group that is drawn; empty for all. The table beside it has all.
    """
    steps = require_safe(steps, "plot_funnel_quarters")
    ages = [age for age in steps.labels("age_group") if age_group in ("", age)]
    figure = _make([steps.word("age_group", age) for age in ages])
    for row, age in enumerate(ages, start=1):
        part = steps.where(age_group=age)
        lines = [
            (_SHORT[stage], part.where(stage=stage), _COLOURS[stage], _MARKS[stage])
            for stage in part.labels("stage")
        ]
        _add_lines(figure, lines, _HEADROOM * find_top(part.cells), row, country)
    _finish(figure, steps, [_SHORT[stage] for stage in steps.labels("stage")], country)
    subtitle = f"{start_sentence(steps.counted)}{_tell_scales(ages)}{_tell(steps, country)}"
    return Chart("funnel", title, subtitle, figure, steps, columns="stage")


def plot_positive(shares: SafeTable, title: str, country: str) -> Chart:
    """Share of the decisions of each quarter that were positive, adults and children.

    Args:
        shares: ``share_positive``: percentages keyed by stage, age group and quarter.
        title: The finding.
        country: ISO 3166-1 alpha-3; its changes of rules are marked.
    """
    shares = require_safe(shares, "plot_positive")
    panels = [
        (s, a) for s in shares.labels("stage") for a in _AGES if a in shares.labels("age_group")
    ]
    figure = _make([_name_panel(shares, *panel) for panel in panels])
    for row, (stage, age) in enumerate(panels, start=1):
        part = shares.where(stage=stage, age_group=age)
        _add_lines(figure, [("", part, _COLOURS[stage], _MARKS[stage])], 100, row, country)
    _finish(figure, shares, [], country)
    style_percent(figure, "y")
    subtitle = f"% of {shares.counted}, with 95% intervals{_tell(shares, country)}"
    return Chart("positive", title, subtitle, figure, shares, columns="age_group")


def _name_panel(table: SafeTable, stage: str, age: str) -> str:
    name = table.word("age_group", age).split(" (")[0]
    return f"{table.word('stage', stage)}, {name.lower()}"


def plot_backlog(table: SafeTable, title: str, country: str, *, name: str = "backlog") -> Chart:
    """Ranges by quarter as bands, one panel a stage: people without a decision, or months.

    Args:
        table: ``estimate_backlog`` or ``estimate_wait``.
        title: The finding.
        country: ISO 3166-1 alpha-3; its changes of rules are marked.
        name: Stable name of the figure.
    """
    table = require_safe(table, "plot_backlog")
    stages = table.labels("stage")
    figure = _make([table.word("stage", stage) for stage in stages])
    for row, stage in enumerate(stages, start=1):
        part = table.where(stage=stage, age_group=v.TOTAL)
        for place, reading in enumerate(_readings(part)):
            _add_band(figure, reading, _COLOURS[stage], row, dashed=place > 0)
        figure.update_yaxes(range=[0, _HEADROOM * find_top(part.cells)], row=row, col=1)
    _finish(figure, table, [], country)
    # The readings of a backlog are told here, because two bands have no room for their names.
    lines = "; dashed: the second reading" if "reading" in table.dimensions else ""
    subtitle = f"{start_sentence(table.counted)}{lines}{_tell_scales(stages)}"
    columns = "age_group"
    return Chart(name, title, subtitle + _tell(table, country), figure, table, columns=columns)


def _readings(part: SafeTable) -> list[SafeTable]:
    if "reading" not in part.dimensions:
        return [part]
    return [part.where(reading=reading) for reading in part.labels("reading")]


def _tell_scales(panels: Sequence[str]) -> str:
    return "; each panel on a scale of its own" if len(panels) > 1 else ""


def _tell(table: SafeTable, country: str) -> str:
    breaks = _within(table, country)
    return f"; dotted: rules changed, {tell_breaks(breaks)}" if breaks else ""


def _make(names: Sequence[str]) -> go.Figure:
    return make_panels(names, [_HIGH] * len(names), shared=True)


def _finish(figure: go.Figure, table: SafeTable, names: Sequence[str], country: str) -> None:
    """Axes, and a dotted line at each change of rules; drawn last, since empty panels get none."""
    style_axes(figure, grid="y")
    years = sorted({int(quarter[:4]) for quarter in table.labels("quarter")})
    style_years(figure, years)
    if years:  # a year's quarters lie after its number on the axis
        figure.update_xaxes(range=[years[0] - 0.1, years[-1] + 1.1])
    figure.update_yaxes(nticks=5)
    if names:
        figure.update_layout(margin={"r": margin_for(names)})
    for found in _within(table, country):
        line = {"color": style.TEXT, "dash": "dot", "width": 1.5}
        figure.add_vline(x=place_day(found.day), line=line)


def _within(table: SafeTable, country: str) -> tuple[Break, ...]:
    """The changes of rules that fall into the quarters of a table."""
    quarters = table.labels("quarter")
    return breaks_within(country, min(quarters), max(quarters)) if quarters else ()


def _add_lines(
    figure: go.Figure,
    lines: Sequence[tuple[str, SafeTable, str, str]],
    top: float,
    row: int,
    country: str,
) -> None:
    """Lines with their intervals and names; a gap where no number is or the rules changed."""
    ends = []
    for name, part, colour, mark in lines:
        quarters, cells = _lay_out(part)
        if not name or name in _DECIDED:
            quarters, cells = _part(quarters, cells, country)
        figure.add_scatter(
            x=[place_quarter(quarter) for quarter in quarters],
            y=[find_middle(cell) for cell in cells],
            name=escape_markup(name),
            mode="lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 2},
            marker={"symbol": mark, "size": 5, "color": colour},
            error_y=make_interval(cells, colour),
            hovertext=_hover(name, quarters, cells, part.unit),
            hoverinfo="text",
            cliponaxis=False,
            row=row,
            col=1,
        )
        told = [find_middle(cell) for cell in cells if find_middle(cell) is not None]
        ends += [End(name, float(told[-1] or 0), colour, mark)] if told and name else []
    figure.update_yaxes(range=[0, top], row=row, col=1)
    label_ends(figure, ends, top, _HIGH, row)


def _add_band(figure: go.Figure, part: SafeTable, colour: str, row: int, *, dashed: bool) -> None:
    """A range by quarter: its two edges, and what lies between them."""
    quarters, cells = _lay_out(part)
    for edge in ("lower", "upper"):
        figure.add_scatter(
            x=[place_quarter(quarter) for quarter in quarters],
            y=[getattr(cell, edge) if cell else None for cell in cells],
            name=edge.capitalize(),
            mode="lines",
            line={"color": colour, "width": 1.5, "dash": "dash" if dashed else "solid"},
            fill="tonexty" if edge == "upper" and not dashed else None,
            fillcolor=style.BAND if edge == "upper" and not dashed else None,
            hovertext=_hover("", quarters, cells, part.unit),
            hoverinfo="text",
            row=row,
            col=1,
        )


def _lay_out(part: SafeTable) -> tuple[list[str], list[Cell | None]]:
    """Every quarter from the first to the last that is told, and its cell."""
    at = part.dimensions.index("quarter")
    found = {cell.key[at]: cell for cell in part.cells if find_middle(cell) is not None}
    quarters = span(min(found), max(found)) if found else []
    return quarters, [found.get(quarter) for quarter in quarters]


def _part(
    quarters: Sequence[str], cells: Sequence[Cell | None], country: str
) -> tuple[list[str], list[Cell | None]]:
    """The same with a gap between two quarters that were not decided under the same rules."""
    found: list[tuple[str, Cell | None]] = []
    for quarter, cell in zip(quarters, cells, strict=True):
        if found and breaks_within(country, found[-1][0], quarter):
            found.append((quarter, None))
        found.append((quarter, cell))
    return [quarter for quarter, _ in found], [cell for _, cell in found]


def _hover(
    name: str, quarters: Sequence[str], cells: Sequence[Cell | None], unit: str
) -> list[str]:
    start = f"{name}, " if name else ""
    end = "" if unit == "%" else f" {unit}"
    return [
        escape_markup(f"{start}{quarter}: {format_cell(cell, unit)}{end}") if cell else ""
        for quarter, cell in zip(quarters, cells, strict=True)
    ]
