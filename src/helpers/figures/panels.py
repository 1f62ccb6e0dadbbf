"""Small multiples: panels under one another, each with its name above it."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from helpers.figures import style
from helpers.figures.style import escape_markup, set_look

ROW = 36
"""Height of one horizontal bar with its share of the gap, in px: two lines of a label."""

_BAR = 0.62
"""Part of a row that its bar fills."""

_HEAD = 26
_GAP = 36
_FOOT = 32


def make_panels(names: Sequence[str], sizes: Sequence[float], *, shared: bool = False) -> go.Figure:
    """A figure with one panel a name, under one another.

    Args:
        names: What each panel shows; a panel with an empty name has no head.
        sizes: Height of each panel's plot, in px.
        shared: Whether all have one horizontal axis, labelled under the last.
    """
    if not sizes:  # nothing to draw: the page says so, and JupyterLab has an empty chart to show
        names, sizes = [""], [style.LOWEST]
    count = len(sizes)
    named = any(names)
    gap = (_HEAD if named else 0) + _GAP * (0.5 if shared else 1)
    plot = sum(sizes) + gap * (count - 1)
    figure = make_subplots(
        rows=count,
        shared_xaxes=shared,
        row_heights=[size / sum(sizes) for size in sizes],
        vertical_spacing=gap / plot if count > 1 else 0,
        subplot_titles=[f"<b>{escape_markup(name)}</b>" if name else "" for name in names],
    )
    top = _HEAD + 6 if named else 12
    set_look(figure, plot + top + _FOOT)
    # Few bars in a chart of the lowest height stay as thick as many.
    stretch = (figure.layout.height - top - _FOOT) / plot
    figure.update_layout(margin={"t": top, "b": _FOOT}, bargap=1 - _BAR / stretch)
    for head in figure.layout.annotations:
        head.update(x=0, xanchor="left", xshift=0, yshift=4, align="left")
        head.font = {"size": 14, "color": style.TEXT}
    return figure
