"""Series over years: every year of the span has a place, and a line never joins across a gap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.labels import End, label_ends, margin_for
from helpers.figures.marks import add_gaps, add_hidden_years, find_middle, make_interval
from helpers.figures.style import escape_markup, style_axes, style_years
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable
from helpers.wording import format_cell


@dataclass(frozen=True)
class Series:
    """One line or one row of bars over years.

    Args:
        name: Its name; empty when it is the only one.
        unit: What it counts.
        colour: Its colour.
        mark: The symbol of its points.
        years: Every year of the span.
        cells: For each year what is known, None where nothing is.
    """

    name: str
    unit: str
    colour: str
    mark: str
    years: tuple[int, ...]
    cells: tuple[Cell | None, ...]

    @property
    def points(self) -> list[float | None]:
        """Where the line goes; None breaks it."""
        return [find_middle(cell) for cell in self.cells]

    @property
    def hover(self) -> list[str]:
        """A sentence for each year."""
        start = f"{self.name}, " if self.name else ""
        return [
            escape_markup(f"{start}{year}: {format_cell(cell, self.unit)} {self.unit}")
            if cell
            else ""
            for year, cell in zip(self.years, self.cells, strict=True)
        ]

    @property
    def gaps(self) -> dict[int, list[str]]:
        """Years without a number, and without one that is hidden."""
        return {
            year: [self.name]
            for year, cell in zip(self.years, self.cells, strict=True)
            if cell is None or (find_middle(cell) is None and cell.status != v.HIDDEN)
        }

    @property
    def hidden(self) -> dict[int, list[str]]:
        """Years whose number is hidden."""
        pairs = zip(self.years, self.cells, strict=True)
        return {year: [self.name] for year, cell in pairs if cell and cell.status == v.HIDDEN}


def find_years(cells: Sequence[Cell], table: SafeTable) -> list[int]:
    """Every year from the first to the last of which something is known."""
    at = table.dimensions.index("year")
    known = [int(c.key[at]) for c in cells if c.key[at].isdigit() and _is_told(c)]
    return list(range(min(known), max(known) + 1)) if known else []


def _is_told(cell: Cell) -> bool:
    return find_middle(cell) is not None or cell.status == v.HIDDEN


def make_series(
    table: SafeTable, name: str, colour: str, years: Sequence[int], mark: str = "circle"
) -> Series:
    """A table keyed by year, laid over the years of a chart.

    Args:
        table: The cells of one series.
        name: Its name.
        colour: Its colour.
        years: The years of the chart.
        mark: The symbol of its points.
    """
    at = table.dimensions.index("year")
    found = {c.key[at]: c for c in table.cells}
    cells = tuple(found.get(str(year)) for year in years)
    return Series(name, table.unit, colour, mark, tuple(years), cells)


def add_series(
    figure: go.Figure,
    series: Sequence[Series],
    top: float,
    height: float,
    row: int,
    *,
    named: bool = True,
    missing: str = "not reported",
) -> None:
    """Draw lines into a panel, with ticks for gaps, hatches for what is hidden, and names.

    Args:
        figure: With its panels.
        series: The lines.
        top: Largest number of the vertical axis, which starts at 0.
        height: Height of the panel, in px.
        row: The panel.
        named: Whether names stand at the ends.
        missing: The word for a year without a number.
    """
    add_hidden_years(figure, _merge([one.hidden for one in series]), top, row)
    add_gaps(figure, _merge([one.gaps for one in series]), row, missing)
    for one in series:
        figure.add_trace(_draw(one), row=row, col=1)
    figure.update_yaxes(range=[0, top], row=row, col=1)
    if named:
        ends = [(one, [p for p in one.points if p is not None]) for one in series]
        told = [End(one.name, points[-1], one.colour, one.mark) for one, points in ends if points]
        label_ends(figure, told, top, height, row)


def _merge(parts: Sequence[Mapping[int, Sequence[str]]]) -> dict[int, list[str]]:
    years = sorted({year for part in parts for year in part})
    return {y: [name for part in parts for name in part.get(y, ())] for y in years}


def _draw(series: Series) -> go.Scatter:
    ranges = [cell is not None and cell.value is None for cell in series.cells]
    return go.Scatter(
        x=list(series.years),
        y=series.points,
        name=escape_markup(series.name),
        mode="lines+markers",
        connectgaps=False,
        line={"color": series.colour, "width": 2},
        marker={
            "symbol": series.mark,
            "size": 8,
            "color": [style.PAPER if r else series.colour for r in ranges],
            "line": {"color": series.colour, "width": 1.5},
        },
        error_y=make_interval(series.cells, series.colour),
        hovertext=series.hover,
        hoverinfo="text",
        cliponaxis=False,
    )


def finish_years(figure: go.Figure, years: list[int], names: Sequence[str] | None = None) -> None:
    """Axes of lines by year, with room on the right for the names at their ends.

    Args:
        figure: The figure with its lines.
        years: The years on its axis.
        names: What is written at the ends; None leaves the margin as it is.
    """
    style_axes(figure, grid="y")
    style_years(figure, years)
    figure.update_yaxes(nticks=5)
    if names is not None:
        figure.update_layout(margin={"r": margin_for(names)})
