"""What a chart draws for what is not a plain number: an interval, a range, hidden, not reported."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.style import escape_markup
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell
from helpers.wording import join_words

_STUB = 1 / 19
"""Length of the mark for a hidden count, as a part of the longest: the same for all, and hardly
ever a whole number, so that nobody takes it for a count."""


def find_middle(cell: Cell | None) -> float | None:
    """Where a cell is drawn: its value, or the middle of the range that it was published as."""
    if cell is None:
        return None
    if cell.value is not None:
        return cell.value
    if cell.lower is not None and cell.upper is not None:
        return (cell.lower + cell.upper) / 2
    return None


def find_top(cells: Sequence[Cell]) -> float:
    """The largest number or upper bound among cells, for a scale; 1 where there is none."""
    numbers = [n for c in cells for n in (c.value, c.upper) if n is not None]
    return max(numbers, default=0) or 1


def make_interval(cells: Sequence[Cell | None], colour: str, cap: int = 0) -> dict[str, Any]:
    """A thin line from lower to upper bound through the point at which a cell is drawn."""
    arms = [_find_arms(cell) for cell in cells]
    return {
        "type": "data",
        "symmetric": False,
        "array": [up for _, up in arms],
        "arrayminus": [down for down, _ in arms],
        "color": colour,
        "thickness": 1.5,
        "width": cap,
    }


def _find_arms(cell: Cell | None) -> tuple[float, float]:
    """How far the interval reaches below and above the point at which a cell is drawn."""
    middle = find_middle(cell)
    if cell is None or middle is None:
        return 0, 0
    down = middle - cell.lower if cell.lower is not None else 0
    return down, (cell.upper - middle if cell.upper is not None else 0)


def make_lengths(cells: Sequence[Cell], top: float) -> list[float | None]:
    """Bars of counts; a hidden one gets one length for all, which says nothing of its size."""
    return [top * _STUB if cell.status == v.HIDDEN else find_middle(cell) for cell in cells]


def make_fill(cells: Sequence[Cell], colours: Sequence[str]) -> dict[str, Any]:
    """Colours of bars, with a hatch over those that are hidden.

    Args:
        cells: What is drawn.
        colours: The colour of each when it is not hidden.
    """
    hidden = [cell.status == v.HIDDEN for cell in cells]
    fill: dict[str, Any] = {
        "color": [style.HIDDEN if h else c for h, c in zip(hidden, colours, strict=True)]
    }
    if any(hidden):
        fill["pattern"] = make_hatch(["/" if h else "" for h in hidden])
    return fill


def make_hatch(shape: Any) -> dict[str, Any]:
    """The diagonal hatch that means hidden, on every page."""
    return {"shape": shape, "fgcolor": style.HATCH, "bgcolor": style.HIDDEN, "size": 6}


def add_hidden_years(
    figure: go.Figure, hidden: Mapping[int, Sequence[str]], top: float, row: int
) -> None:
    """A hatched stub over each year in which something is hidden."""
    if not hidden:
        return
    texts = [f"{year}: hidden{_name(names)}" for year, names in hidden.items()]
    figure.add_bar(
        x=list(hidden),
        y=[top * _STUB] * len(hidden),
        name="Hidden",
        width=0.6,
        marker={"color": style.HIDDEN, "pattern": make_hatch("/")},
        hovertext=[escape_markup(text) for text in texts],
        hoverinfo="text",
        showlegend=False,
        row=row,
        col=1,
    )


def add_gaps(
    figure: go.Figure, gaps: Mapping[int, Sequence[str]], row: int, word: str = "not reported"
) -> None:
    """A small tick on the axis at each year of the span without a number.

    Args:
        figure: Where to draw.
        gaps: Year to the names of the series that have none.
        row: The panel.
        word: Why there is none.
    """
    if not gaps:
        return
    texts = [f"{year}: {word}{_name(names)}" for year, names in gaps.items()]
    trace = go.Scatter(
        x=list(gaps),
        y=[0] * len(gaps),
        name=word.capitalize(),
        mode="markers",
        marker={"symbol": "line-ns", "size": 5, "line": {"color": style.QUIET, "width": 1.5}},
        hovertext=[escape_markup(text) for text in texts],
        hoverinfo="text",
        cliponaxis=False,
        showlegend=False,
    )
    figure.add_trace(trace, row=row, col=1)


def _name(names: Sequence[str]) -> str:
    told = [name for name in names if name]
    return f" ({join_words(told)})" if told else ""
