"""Names at the ends of lines, in the colour of the line and never on top of one another."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import plotly.graph_objects as go

from helpers.figures import style
from helpers.figures.style import escape_markup

WIDTH = 13
"""Letters in a line of a name: more would take half a phone."""

_LINE = 17
"""Height of a line of a name, in px."""

_GLYPHS = {"circle": "●", "square": "■", "diamond": "◆"}


@dataclass(frozen=True)
class End:
    """Where a line ends.

    Args:
        name: Name of the series.
        y: Its last number.
        colour: Its colour.
        mark: The symbol of its points.
    """

    name: str
    y: float
    colour: str
    mark: str = "circle"

    @property
    def lines(self) -> list[str]:
        """The name with its symbol, in short lines."""
        return textwrap.wrap(f"{_GLYPHS[self.mark]} {self.name}", WIDTH + 2)


def label_ends(figure: go.Figure, ends: Sequence[End], top: float, height: float, row: int) -> None:
    """Write the names right of the plot, as near to the ends of their lines as they have room.

    Args:
        figure: With its axes.
        ends: One for each line.
        top: Largest number of the vertical axis, which starts at 0.
        height: Height of the plot, in px.
        row: The panel.
    """
    suffix = "" if row == 1 else str(row)
    places = spread([end.y for end in ends], [len(end.lines) for end in ends], top, height)
    for end, y in zip(ends, places, strict=True):
        figure.add_annotation(
            text="<br>".join(escape_markup(line) for line in end.lines),
            x=1,
            xref=f"x{suffix} domain",
            xanchor="left",
            xshift=6,
            y=y,
            yref=f"y{suffix}",
            yanchor="middle",
            align="left",
            showarrow=False,
            font={"size": 13, "color": style.INK.get(end.colour, end.colour)},
        )


def spread(wanted: Sequence[float], lines: Sequence[int], top: float, height: float) -> list[float]:
    """Heights for labels: where they are wanted, pushed apart until none covers another.

    Args:
        wanted: Where each belongs, in the numbers of the axis.
        lines: How many lines of text each has.
        top: Largest number of the axis, which starts at 0.
        height: Height of the axis, in px.

    Example:
        >>> spread([50, 50], [1, 1], 100, 170)
        [50, 60.0]
    """
    line = _LINE * top / height
    places = list(wanted)
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    for below, above in pairwise(order):
        room = line * (lines[below] + lines[above]) / 2
        places[above] = max(places[above], places[below] + room)
    if order:
        places[order[-1]] = min(places[order[-1]], top)
    for above, below in pairwise(reversed(order)):
        room = line * (lines[below] + lines[above]) / 2
        places[below] = min(places[below], places[above] - room)
    return places


def margin_for(names: Sequence[str]) -> int:
    """Room that names need right of the plot, in px."""
    ends = (End(name, 0, "") for name in names)
    return 20 + round(7.4 * max((len(line) for end in ends for line in end.lines), default=0))
