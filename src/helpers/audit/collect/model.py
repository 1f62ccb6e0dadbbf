"""What was read of a site: cells that carry their numbers, and numbers of every other kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

DATA: Final = "figure data"
POSITION: Final = "position in a figure"
AXIS: Final = "axis"
CUSTOM: Final = "customdata"
TOOLTIP: Final = "tooltip or label"
META: Final = "metadata"
TABLE: Final = "table cell"
OUTPUT: Final = "notebook output"
SCRIPT: Final = "script block"
ATTRIBUTE: Final = "attribute"
COMMENT: Final = "comment"
DRAWING: Final = "drawing"
DOWNLOAD: Final = "download"
QUALITY: Final = "data-quality ledger"
ALTERNATIVE: Final = "alternative text"
SENTENCE: Final = "sentence"
PROSE: Final = "prose of the notebook"

SPOKEN: Final = frozenset({ALTERNATIVE, SENTENCE, PROSE})
"""Kinds of text that people write; an unexplained number in it is a finding of a lower kind."""

OBSERVED: Final = "observed"
HIDDEN: Final = "hidden"


class Found(NamedTuple):
    """A number somewhere on a site.

    Args:
        kind: In what it stands.
        spot: Where in its file.
        value: The number without its sign.
        places: Decimals that are written; -1 for a number with all that it has.
        percent: Whether it is written as a percentage.
        people: Whether it is written as a number of people.
        text: The digits as written; empty for a number that is no text.
        things: Whether it is written as a number of rows, countries, shares.
    """

    kind: str
    spot: str
    value: float
    places: int = -1
    percent: bool = False
    people: bool = False
    text: str = ""
    things: bool = False


class Printed(NamedTuple):
    """One cell of a table as a display carries it."""

    key: tuple[str, ...]
    value: float | None
    lower: float | None
    upper: float | None
    of: float | None
    bounds: tuple[float | None, ...]
    status: str
    mark: str
    whole: str


@dataclass(frozen=True)
class Shown:
    """A table that a display carries.

    Args:
        file: The file that it stands in.
        spot: Its name.
        dimensions: Names of the labels in each key.
        unit: Of its numbers.
        sources: Short names of its sources.
        cells: Its cells.
    """

    file: str
    spot: str
    dimensions: tuple[str, ...]
    unit: str
    sources: tuple[str, ...]
    cells: tuple[Printed, ...]


@dataclass(frozen=True)
class Problem:
    """Something that is wrong, with where it is and in a word what it is. Never a number."""

    kind: str
    file: str
    spot: str
    words: str


@dataclass
class Part:
    """What one output of a notebook, or one file, holds.

    Args:
        sources: Of whom it speaks; None where it does not say.
        found: Its numbers.
    """

    sources: tuple[str, ...] | None = None
    found: list[Found] = field(default_factory=list)


@dataclass
class Read:
    """What was read of one file."""

    file: str
    parts: list[Part] = field(default_factory=list)
    tables: list[Shown] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    constants: set[str] = field(default_factory=set)
    """Numbers that its writer typed (parameters, code, prose that speaks of no people), and
    those of sources and of fixed lists."""
    computed: set[float] = field(default_factory=set)
    """Percentages and points that its sentences were made with."""
    quality: set[float] = field(default_factory=set)
    """Numbers of its data-quality ledger."""

    def report(self, kind: str, spot: str, words: str) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(kind, self.file, spot, words))


def read_shown(payload: Mapping[str, Any], file: str) -> Shown | None:
    """The table that a display of ours carries; None where it carries none, or a broken one."""
    cells, dimensions = payload.get("cells"), payload.get("dimensions")
    if not isinstance(cells, list) or not isinstance(dimensions, list):
        return None
    sources = payload.get("sources")
    return Shown(
        file,
        str(payload.get("id", ""))[:80],
        tuple(map(str, dimensions)),
        str(payload.get("unit", "people")),
        tuple(map(str, sources)) if isinstance(sources, list) else (),
        tuple(_read_cell(cell) for cell in cells if isinstance(cell, Mapping)),
    )


def read_more(payload: Mapping[str, Any], file: str) -> list[Shown]:
    """Further tables that were drawn into the same figure."""
    also = payload.get("also")
    told = [dict(t, id=payload.get("id")) for t in also or [] if isinstance(t, Mapping)]
    return [shown for one in told if (shown := read_shown(one, file)) is not None]


def _read_cell(cell: Mapping[str, Any]) -> Printed:
    key, bounds = cell.get("key"), cell.get("bounds")
    value = _number(cell.get("value"))
    return Printed(
        tuple(map(str, key)) if isinstance(key, list) else (),
        value,
        value if cell.get("lower") is None else _number(cell["lower"]),
        value if cell.get("upper") is None else _number(cell["upper"]),
        _number(cell.get("of")),
        tuple(map(_number, bounds)) if isinstance(bounds, list) else (),
        str(cell.get("status", OBSERVED)),
        str(cell.get("at", "")),
        str(cell.get("in", "")),
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value)
