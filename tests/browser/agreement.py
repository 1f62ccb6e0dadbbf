"""Whether what is drawn stands in the table: read from a page, point by point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
BREAKS = re.compile(r"<[^>]+>")

EDGES = {"Lower": 0, "Upper": -1}
"""The edges of a band: which number of a printed range each is."""

Table = Mapping[str, Any]
"""Columns and rows of text."""


def find_disagreements(drawing: Mapping[str, Any], tables: Sequence[Table]) -> list[str]:
    """Points of a drawing that no row or column of the tables has under the same label.

    Args:
        drawing: The figure as the page carries it.
        tables: The figure's own table, and others of the page for a second panel.
    """
    return [
        f"{label}: {value}"
        for trace in drawing["data"]
        for label, value, edge in points_of(trace)
        if not any(
            _has(table["columns"], row, label, value, edge)
            for table in tables
            for row in table["rows"]
        )
    ]


def points_of(trace: Mapping[str, Any]) -> Iterator[tuple[str, float, int | None]]:
    """Label and number of each point that stands for a number, and which edge of a band it is."""
    marker = trace.get("marker", {})
    if marker.get("symbol") == "line-ns" or "base" in trace:
        return  # ticks for what is missing, and bands
    hatched = (marker.get("pattern") or {}).get("shape", "")
    flat = trace.get("orientation") == "h" or any(isinstance(y, str) for y in trace["y"])
    for place, (x, y) in enumerate(zip(trace["x"], trace["y"], strict=True)):
        label, value = (y, x) if flat else (x, y)
        shape = hatched[place] if isinstance(hatched, list) else hatched
        if value is None or label is None or shape == "/":
            continue
        text = trace.get("text") or []
        years = flat and trace.get("mode") == "lines+markers+text"
        edge = EDGES.get(trace.get("name", ""))
        if trace.get("fill") == "toself":  # a closed band: its upper edge, and the lower one back
            edge = EDGES["Upper" if place < len(trace["x"]) / 2 else "Lower"]
        yield (text[place] if years else _name_quarter(label)), float(value), edge


def _name_quarter(label: Any) -> str:
    """The middle of a quarter on an axis of years is the quarter; every other label is itself."""
    if isinstance(label, float) and 8 * label % 2 == 1:
        return f"{int(label)} Q{int(4 * label % 4) + 1}"
    return str(label)


def _has(
    columns: Sequence[str], row: Sequence[str], label: str, value: float, edge: int | None
) -> bool:
    """Whether the number stands in a row with this label, or in a column under it."""
    if _is_about(row, label):
        return any(_says(cell, value, edge) for cell in row)
    cells = zip(columns, row, strict=True)
    return any(_is_about([column], label) and _says(cell, value, edge) for column, cell in cells)


def _is_about(row: Sequence[str], label: str) -> bool:
    words = BREAKS.sub(" ", label).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    name = " ".join(words.removesuffix(" (2)").rstrip("…").split())
    if year := re.search(r"(?:Detected in|Estimate for) (\d{4})$", name):
        name = year[1]
    return any(" ".join(cell.split()).lower().startswith(name.lower()) for cell in row)


def _says(cell: str, value: float, edge: int | None) -> bool:
    """Whether a cell prints the number, or a range of which it is the middle or this edge."""
    numbers = NUMBER.findall(cell)
    parsed = [float(number.replace(",", "")) for number in numbers]
    half = 0.5 * 10 ** -max((len(n.partition(".")[2]) for n in numbers), default=0)
    if edge is not None:
        if "(" in cell and len(parsed) == 3:  # a number with its interval in brackets
            parsed = parsed[1:]
        return bool(parsed) and abs(parsed[edge] - value) <= half + 1e-6
    if len(parsed) == 2 and " to " in cell and "(" not in cell:
        return abs(sum(parsed) / 2 - value) < half + 1e-6
    return bool(parsed) and abs(parsed[0] - value) <= half + 1e-6
