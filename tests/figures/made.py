"""Small safe tables made by code, and what a chart draws of them, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.disclosure import protect
from helpers.displays import MIME, PLOTLY_MIME
from helpers.figures import Chart
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, bounded_cell, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell, SafeTable

HOSTILE = '<img src=x onerror=alert(1)> & </script>"'
ESCAPED = '&lt;img src=x onerror=alert(1)&gt; &amp; &lt;/script&gt;"'
PUBLISHED = Provenance("glotip", "An office", "A table", "2023", "2023-05-30", "", "", "")
OWN = Provenance("own_cases", "A charity", "Case files", "2026", "2026-01-01", "", "", "")
CHANNELS = {"channel": {"case_management": "Case management", "hotline": "Hotline"}}


def table(
    dimensions: Sequence[str],
    cells: Sequence[CountCell],
    *,
    provenance: Provenance = PUBLISHED,
    unit: str = "people",
    relations: tuple[Relation, ...] = (),
    words: dict[str, dict[str, str]] | None = None,
) -> SafeTable:
    counts = Counts(
        tuple(dimensions), tuple(cells), provenance, "people counted", unit, relations, words or {}
    )
    return protect(counts)


def by_year(*numbers: int | tuple[int, int] | None, first: int = 2010) -> SafeTable:
    """Counts by year; a pair is published as a range, None is no row at all."""
    cells = [
        bounded_cell([str(first + n)], *(x if isinstance(x, tuple) else (x, x)))
        for n, x in enumerate(numbers)
        if x is not None
    ]
    return table(["year"], cells)


def by_stage(**stages: Sequence[int | tuple[int, int] | None]) -> SafeTable:
    """Counts by stage and year from 2010 on, like ``by_year``."""
    cells = [
        bounded_cell([stage, str(2010 + n)], *(x if isinstance(x, tuple) else (x, x)))
        for stage, numbers in stages.items()
        for n, x in enumerate(numbers)
        if x is not None
    ]
    words = {"stage": {code: word.capitalize() for code, word in v.STAGE_WORDS.items()}}
    return table(["stage", "year"], cells, words=words)


def shares(*cells: Cell, dimensions: Sequence[str] = ("channel", "form")) -> SafeTable:
    """Percentages, as ``share_forms`` derives them from protected counts."""
    base = table(["year"], [counted_cell(["2010"], 100)], words=CHANNELS)
    return base.derive(
        cells, unit="%", dimensions=tuple(dimensions), counted="people with a recorded form"
    )


def share(channel: str, form: str, percent: float | None, *more: float, **rest: Any) -> Cell:
    lower, upper = more or (None, None)
    return Cell((channel, form), percent, lower, upper, **rest)


def hidden_people() -> SafeTable:
    """Own case files: 4 girls are hidden, and 30 boys so that the 4 cannot be computed."""
    sizes = {("female", "9-17"): 4, ("male", "9-17"): 30, ("female", "18-20"): 40}
    cells = [counted_cell(["case_management", *key], n) for key, n in sizes.items()]
    cells.append(counted_cell(["case_management", v.ALL, "9-17"], 34))
    words = CHANNELS | {"sex": dict(v.SEX_WORDS)}
    return table(
        ["channel", "sex", "age_group"],
        cells,
        provenance=OWN,
        relations=(Relation(3, (0, 1)),),
        words=words,
    )


def drawing(chart: Chart) -> dict[str, Any]:
    """What a notebook and a page hold of the drawing."""
    payload = chart._repr_mimebundle_()[PLOTLY_MIME]
    assert isinstance(payload, dict)
    return payload


def payload(chart: Chart) -> dict[str, Any]:
    found = chart._repr_mimebundle_()[MIME]
    assert isinstance(found, dict)
    return found


def traces(chart: Chart, **wanted: Any) -> list[dict[str, Any]]:
    """The traces with these attributes."""
    found = drawing(chart)["data"]
    return [t for t in found if all(t.get(key) == value for key, value in wanted.items())]


def texts(value: Any) -> list[str]:
    """Every string in a payload, wherever it stands."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    return [text for inner in value for text in texts(inner)] if isinstance(value, list) else []
