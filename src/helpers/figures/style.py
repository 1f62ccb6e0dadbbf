"""The look of a chart: colours that mean the same on every page, and a calm layout.

Every colour here has a counterpart for dark paper in the pages' style sheet; tests compute the
contrast of both with their paper, and how far colours stay apart for colour-blind eyes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

FORM_COLOURS: Final = {"labour": "#1B7099", "sexual": "#B9532A", "other": "#3F2A5C"}
STAGE_COLOURS: Final = {
    "formal_contact": "#5E9CA2",
    "prosecuted": "#2A6B7B",
    "convicted": "#082F3A",
    "referred": "#5E9CA2",
    "reasonable_grounds": "#2A6B7B",
    "conclusive_grounds": "#082F3A",
}
STAGE_MARKS: Final = {
    "formal_contact": "circle",
    "prosecuted": "square",
    "convicted": "diamond",
    "referred": "circle",
    "reasonable_grounds": "square",
    "conclusive_grounds": "diamond",
}
"""Stages are steps of one hue, so each has a mark of its own as well."""

SEX_COLOURS: Final = {
    "female": "#2A6350",
    "male": "#B18728",
    "transgender_nonconforming": "#6F3A70",
    "other": "#6F3A70",
    "unknown": "#88929A",
}
ACCENT: Final = "#35566B"
"""What has no colour of its own: a count, a ranking."""

CONTEXT: Final = "#6B7780"
"""What stands beside the answer: States that reported, the world beside a country."""

OVERLAP: Final = "#9DB4C2"
"""Most people on two lists at once, in a grid of lists: numbers are written on it."""

UNKNOWN: Final = "#88929A"
BAND: Final = "#E3E8EB"
HIDDEN: Final = "#EDF0F2"
HATCH: Final = "#7A858E"
TEXT: Final = "#1D2328"
QUIET: Final = "#55606A"
LINE: Final = "#D9DEE2"
PAPER: Final = "#FFFFFF"
CLEAR: Final = "rgba(0,0,0,0)"

INK: Final = {"#5E9CA2": "#437A80"}
"""For a series whose colour is strong enough for a line and too weak for its name."""

SHORT: Final = {
    "formal_contact": "Formal contact",
    "reasonable_grounds": "Reasonable grounds",
    "conclusive_grounds": "Conclusive grounds",
}
"""Names of series as short as the end of a line needs them."""

FONT: Final = "Inter, system-ui, sans-serif"
LOWEST: Final = 280
"""No chart is lower than this, in px."""


def make_figure(height: float, **layout: Any) -> go.Figure:
    """An empty figure in the project's look, with its height in px."""
    figure = go.Figure()
    set_look(figure, height)
    figure.update_layout(**layout)
    return figure


def set_look(figure: go.Figure, height: float) -> None:
    """The project's look on a figure that exists already."""
    figure.update_layout(
        template="none",
        height=max(round(height), LOWEST),
        margin={"l": 8, "r": 16, "t": 12, "b": 32},
        font={"family": FONT, "size": 14, "color": TEXT},
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        showlegend=False,
        hoverlabel={
            "bgcolor": PAPER,
            "bordercolor": QUIET,
            "align": "left",
            "font": {"family": FONT, "size": 14, "color": TEXT},
        },
        dragmode=False,
    )


def style_axes(figure: go.Figure, *, grid: str = "x") -> None:
    """A thin grid along one axis, quiet labels that are never turned, no boxes."""
    common = {
        "zeroline": False,
        "linecolor": LINE,
        "tickfont": {"color": QUIET, "size": 13},
        "gridcolor": LINE,
        "automargin": True,
        "fixedrange": True,
    }
    figure.update_xaxes(showgrid=grid == "x", tickangle=0, tickformat=",", **common)
    figure.update_yaxes(showgrid=grid == "y", tickformat=",", nticks=6, **common)


def style_categories(figure: go.Figure) -> None:
    """Labels down the side, in the order of the table and read as text, also '9-17' or '2004'."""
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        tickmode="linear",  # every label, however low the chart
        dtick=1,
        tickformat=None,
        tickfont={"color": TEXT, "size": 13},
        ticks="outside",
        ticklen=6,
        tickcolor=CLEAR,
    )


def style_years(figure: go.Figure, years: list[int]) -> None:
    """Whole years, each while there is room for each, and the same span in every panel."""
    step: dict[str, Any] = {}
    if years:
        step["range"] = [min(years) - 0.6, max(years) + 0.6]
        if max(years) - min(years) < 6:
            step |= {"tickmode": "array", "tickvals": list(range(min(years), max(years) + 1))}
    figure.update_xaxes(tickformat="d", **step)


def style_percent(figure: go.Figure, axis: str) -> None:
    """0% to 100%, in quarters."""
    marks = [0, 25, 50, 75, 100]
    update = figure.update_xaxes if axis == "x" else figure.update_yaxes
    update(range=[0, 100], tickvals=marks, ticktext=[f"{mark}%" for mark in marks])


def add_note(figure: go.Figure, text: str, **place: Any) -> None:
    """A quiet word inside the chart."""
    options = {"showarrow": False, "font": {"size": 13, "color": QUIET}, "align": "left"}
    figure.add_annotation(text=escape_markup(text), **(options | place))


def wrap_label(text: str, width: int = 18, lines: int = 2) -> str:
    """A label of at most some short lines, so that it fits beside a chart on a phone.

    Example:
        >>> wrap_label("Uses psychoactive substances to control")
        'Uses psychoactive<br>substances to…'
    """
    found = textwrap.wrap(text, width, max_lines=lines, placeholder="…")
    return "<br>".join(escape_markup(line) for line in found)


def wrap_labels(texts: Sequence[str]) -> list[str]:
    """Labels of one axis, wrapped and still different: equal ones would share a bar.

    Example:
        >>> wrap_labels(["Other", "Other"])
        ['Other', 'Other (2)']
    """
    short = [wrap_label(text) for text in texts]
    full = [
        label if short.count(label) == 1 else wrap_label(text, lines=9)
        for text, label in zip(texts, short, strict=True)
    ]
    twins = [full[:place].count(label) for place, label in enumerate(full)]
    return [f"{label} ({n + 1})" if n else label for label, n in zip(full, twins, strict=True)]


def escape_markup(text: str) -> str:
    """Make a label inert: plotly reads a small HTML in every text it draws."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
