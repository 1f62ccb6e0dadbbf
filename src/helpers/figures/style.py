"""The look of a chart: colours that mean the same on every page, and a calm layout."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

FORM_COLOURS = {"labour": "#1B6B8F", "sexual": "#C2572B", "other": "#6D5A9C"}
STAGE_COLOURS = {
    "formal_contact": "#6AA3A8",
    "prosecuted": "#2F6F7E",
    "convicted": "#0B3C49",
    "referred": "#6AA3A8",
    "reasonable_grounds": "#2F6F7E",
    "conclusive_grounds": "#0B3C49",
}
SEX_COLOURS = {
    "female": "#3F7F6B",
    "male": "#B08A2E",
    "transgender_nonconforming": "#8C5A7A",
    "other": "#8C5A7A",
    "unknown": "#B9C0C6",
}
ACCENT = "#1B6B8F"
UNKNOWN = "#B9C0C6"
HATCH = "#8B959D"
TEXT = "#1D2328"
QUIET = "#55606A"
LINE = "#D9DEE2"

FONT = "Inter, system-ui, sans-serif"
ROW = 34
"""Height of one horizontal bar with its share of the gap, in px."""


def make_figure(height: int, **layout: Any) -> go.Figure:
    """An empty figure in the project's look, with its height in px."""
    figure = go.Figure()
    figure.update_layout(
        template="none",
        height=max(height, 280),
        margin={"l": 8, "r": 16, "t": 12, "b": 36},
        font={"family": FONT, "size": 14, "color": TEXT},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        showlegend=False,
        hoverlabel={"font": {"family": FONT}},
        dragmode=False,
        **layout,
    )
    return figure


def style_axes(figure: go.Figure, *, grid: str = "x", title: str = "") -> None:
    """A thin grid along one axis, quiet labels, no boxes."""
    common = {"zeroline": False, "linecolor": LINE, "tickfont": {"color": QUIET, "size": 13}}
    figure.update_xaxes(
        showgrid=grid == "x", gridcolor=LINE, automargin=True, fixedrange=True, **common
    )
    figure.update_yaxes(
        showgrid=grid == "y", gridcolor=LINE, automargin=True, fixedrange=True, **common
    )
    if title:
        axis = figure.update_xaxes if grid == "x" else figure.update_yaxes
        axis(title={"text": title, "font": {"size": 13, "color": QUIET}})


def add_note(figure: go.Figure, text: str, **place: Any) -> None:
    """A quiet word inside the chart."""
    options = {"showarrow": False, "font": {"size": 13, "color": QUIET}, "align": "left"}
    figure.add_annotation(text=escape_markup(text), **(options | place))


def escape_markup(text: str) -> str:
    """Make a label inert: plotly reads a small HTML in every text it draws."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
