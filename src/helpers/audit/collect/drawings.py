"""A plotly figure, read to the last hidden trace: numbers, texts, and arrays packed as base64."""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from helpers.audit.collect import model as m
from helpers.audit.collect.tokens import read_tokens


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TYPES: Final = {
    "i1": "i1", "u1": "u1", "i2": "<i2", "u2": "<u2", "i4": "<i4", "u4": "<u4", "i8": "<i8",
    "u8": "<u8", "f4": "<f4", "f8": "<f8", "int8": "i1", "uint8": "u1", "int16": "<i2",
    "uint16": "<u2", "int32": "<i4", "uint32": "<u4", "float32": "<f4", "float64": "<f8",
}  # fmt: skip
_MOST: Final = 5_000_000
"""Numbers in one packed array; more are no chart."""

_STYLE: Final = _names(
    """
    thickness width size opacity xgap ygap xshift yshift bargap bargroupgap height b l r t
    pad nticks tickangle ticklen tickwidth zerolinewidth gridwidth linewidth standoff
    textangle ax ay arrowhead arrowsize arrowwidth borderwidth borderpad weight duration
    cornerradius tracegroupgap itemwidth whiskerwidth row col
    """
)
"""A single number under one of these is how thick or where something is, in px."""

_MUTE: Final = _names(
    """
    family xaxis yaxis anchor overlaying matches scaleanchor xref yref symbol dash shape
    type mode hoverinfo textposition orientation tickformat hoverformat side align xanchor
    yanchor ticks templateitemname subplot geo uirevision
    """
)
"""Texts under these are names of plotly's."""

_KINDS: Final = {
    "customdata": m.CUSTOM, "meta": m.META, "hovertext": m.TOOLTIP, "text": m.TOOLTIP,
    "hovertemplate": m.TOOLTIP, "texttemplate": m.TOOLTIP, "ids": m.CUSTOM, "name": m.TOOLTIP,
    "legendgroup": m.TOOLTIP,
}  # fmt: skip
_PLACES: Final = frozenset({"x", "y", "x0", "x1", "y0", "y1", "path"})
_SCALES: Final = _names(
    """
    range tickvals dtick tick0 zmin zmax zmid cmin cmax cmid sizeref sizemin maxallowed
    minallowed
    """
)
_ROUND: Final = frozenset({"1.", "2.", "2.5", "4.", "5.", "6.", "7.5", "8."})
_FRAME: Final = frozenset({"domain", "colorscale", "rowheights", "margin", "legend", "grid"})


def read_drawing(figure: Mapping[str, Any], name: str, read: m.Read) -> list[m.Found]:
    """Every number of a figure, and of every text in it.

    Args:
        figure: A plotly figure as JSON, or a bundle of one.
        name: What to call it in a finding.
        read: Where to note what cannot be read.
    """
    found = list(_walk(figure, (), name, read))
    data = [f.value for f in found if f.kind == m.DATA]
    most = max(data, default=0.0)
    placed = {_near(v) for v in data} | {_near(math.log10(v)) for v in data if v > 0}
    return [f for f in found if not _follows(f, placed, most)]


def _follows(found: m.Found, placed: set[str], most: float) -> bool:
    """Whether it says no more than the figure's own data: a mark at a point, the reach of an axis.

    The data are judged themselves, wherever they stand.
    """
    if found.kind == m.POSITION:
        return found.value in (0.0, 1.0) or _near(found.value) in placed
    return found.kind == m.AXIS and (found.value <= max(1.35 * most, 1.0) + 1 or _is_round(found))


def _is_round(found: m.Found) -> bool:
    """Whether a mark on an axis is one that people choose: 25, 2,000, 7.5%."""
    return found.value == 0 or f"{found.value:e}".partition("e")[0].rstrip("0") in _ROUND


def _near(value: float) -> str:
    return f"{value:.9g}"


def _walk(value: Any, path: tuple[str, ...], name: str, read: m.Read) -> Iterator[m.Found]:
    if isinstance(value, Mapping):
        if "bdata" in value:
            value = _unpack(value, f"{name}: {'.'.join(path)}", read)
            yield from _walk(value, path, name, read)
            return
        fixed = {axis for axis in "xy" if _is_paper(value.get(f"{axis}ref"))}
        for key, item in value.items():
            if str(key)[:1] in fixed and str(key)[1:] in ("", "0", "1"):
                continue
            yield from _walk(item, (*path, str(key)), name, read)
    elif isinstance(value, (list, np.ndarray)):
        for at, item in enumerate(value):
            yield from _walk(item, (*path, str(at)), name, read)
    elif isinstance(value, str):
        yield from _text(value, path, name)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number(float(value), path, name)


def _is_paper(reference: Any) -> bool:
    """Whether a place is a part of the drawing's width or height and no number of its data."""
    return isinstance(reference, str) and (reference == "paper" or reference.endswith("domain"))


def _number(value: float, path: tuple[str, ...], name: str) -> Iterator[m.Found]:
    names = [part for part in path if not part.isdigit()]
    last = names[-1] if names else ""
    single = not path[-1].isdigit()
    if not math.isfinite(value) or (single and last in _STYLE) or _FRAME.intersection(names):
        return
    kind = next((k for part, k in _KINDS.items() if part in names), m.DATA)
    if kind == m.DATA and (last in _SCALES or "axis" in "".join(names[1:2])):
        kind = m.AXIS
    elif kind == m.DATA and names[0] == "layout" and last in _PLACES:
        kind = m.POSITION
    yield m.Found(kind, f"{name}: {'.'.join(path)}", abs(value))


def _text(text: str, path: tuple[str, ...], name: str) -> Iterator[m.Found]:
    names = [part for part in path if not part.isdigit()]
    last = names[-1] if names else ""
    if last in _MUTE or "color" in last or not any(c.isdigit() for c in text):
        return
    kind = next((k for part, k in _KINDS.items() if part in names), m.TOOLTIP)
    if last == "ticktext":
        kind = m.AXIS
    elif "title" in names:
        kind = m.SENTENCE
    for token in read_tokens(text.replace("<br>", " ")):
        yield to_found(token, kind, f"{name}: {'.'.join(path)}")


def to_found(token: Any, kind: str, spot: str) -> m.Found:
    """A number of a text, with its place."""
    return m.Found(
        kind, spot, token.value, token.places, token.percent, token.people, token.text, token.things
    )


def _unpack(packed: Mapping[str, Any], spot: str, read: m.Read) -> Any:
    """An array packed as base64; what cannot be unpacked is a finding, since it may hold counts."""
    try:
        raw = base64.b64decode(str(packed["bdata"]), validate=True)
        kind = np.dtype(_TYPES[str(packed.get("dtype", ""))])
        if len(raw) // kind.itemsize > _MOST:
            raise ValueError("too many numbers")
        return np.frombuffer(raw, dtype=kind).tolist()
    except (binascii.Error, KeyError, ValueError, TypeError):
        read.report("not read", spot, "a packed array that cannot be unpacked")
        return []
