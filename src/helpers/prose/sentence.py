"""What a sentence is, before it is in anybody's language: text, finding, how to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from helpers.displays import bundle
from helpers.tables.payload import to_cells
from helpers.tables.safe import Cell, SafeTable


@dataclass(frozen=True)
class Sentence:
    """A sentence that a safe table supports.

    Args:
        text: The sentence.
        title: Its finding in a few words, for the title of the chart.
        how_to_read: How the chart is to be read, and what it cannot say.
        is_empty: Whether there is nothing to say.
        tables: Safe tables of which it tells numbers and that no chart beside it draws.
        computed: Further percentages and points in it, computed from safe tables.
    """

    text: str
    title: str
    how_to_read: str = ""
    is_empty: bool = False
    tables: tuple[SafeTable, ...] = ()
    computed: tuple[float, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self.is_empty:
            notice = {"kind": "notice", "text": self.text, "empty": True}
            return bundle(notice | _carry(self.tables, self.computed), self.text)
        payload = {"kind": "sentence", "text": self.text, "how_to_read": self.how_to_read}
        payload |= _carry(self.tables, self.computed)
        return bundle(payload, f"{self.text}\n\n{self.how_to_read}".strip())


@dataclass(frozen=True)
class Headline:
    """The answer of a report in one sentence, with at most three facts and its source."""

    text: str
    facts: tuple[tuple[str, str, str], ...]
    source: str
    is_empty: bool = False
    tables: tuple[SafeTable, ...] = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        facts = [dict(zip(("value", "label", "detail"), fact, strict=True)) for fact in self.facts]
        payload = {"kind": "headline", "text": self.text, "facts": facts, "source": self.source}
        payload |= _carry(self.tables, ())
        return bundle(payload | {"empty": self.is_empty}, self.text)


def _carry(tables: Sequence[SafeTable], computed: Sequence[float]) -> dict[str, Any]:
    """The numbers of a text as numbers, so that an audit knows where they come from."""
    told: dict[str, Any] = {}
    if tables:
        told["also"] = [to_cells(table) for table in tables]
    if computed:
        told["computed"] = [float(number) for number in computed]
    return told


@dataclass(frozen=True)
class Passage:
    """A paragraph of a kind that the page knows: hidden, notice, ledger, versions.

    A fixed one says the same on every page: it holds no figure.
    """

    kind: str
    text: str = ""
    title: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    is_fixed: bool = False

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        payload: dict[str, Any] = {"kind": self.kind}
        payload |= {"text": self.text} if self.text else {}
        payload |= {"title": self.title, "columns": list(self.columns)} if self.columns else {}
        payload |= {"rows": [list(row) for row in self.rows]} if self.rows or self.columns else {}
        payload |= {"fixed": True} if self.is_fixed else {}
        plain = [self.text, self.title, *(" | ".join(row) for row in self.rows)]
        return bundle(payload, "\n".join(line for line in plain if line))


def nothing(text: str, computed: Sequence[float] = ()) -> Sentence:
    """A sentence for a question that this place has no figures for."""
    return Sentence(text, text, is_empty=True, computed=tuple(computed))


def to_bounds(cell: Cell) -> tuple[float, float]:
    """The least and the most that a cell can be; the number twice where it is known."""
    low = cell.value if cell.lower is None else cell.lower
    high = cell.value if cell.upper is None else cell.upper
    return low or 0, high or 0


def as_rows(rows: Sequence[Sequence[object]]) -> tuple[tuple[str, ...], ...]:
    """Rows of text."""
    return tuple(tuple(str(item) for item in row) for row in rows)
