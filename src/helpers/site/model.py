"""A page as data: what an executed notebook says, in the order in which a reader wants it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Payload = Mapping[str, Any]

_LONG = 60
"""Letters in a cell from which on a table's rows stand as blocks on a phone."""


@dataclass(frozen=True)
class Table:
    """Rows of text.

    Args:
        caption: What the table holds.
        columns: Its headings.
        rows: Its cells.
        numeric: For each column, whether it holds numbers.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]

    @property
    def is_told(self) -> bool:
        """Whether a cell holds more words than fit beside others on a phone."""
        return any(len(cell) > _LONG for row in self.rows for cell in row)


@dataclass(frozen=True)
class Figure:
    """A chart or a table with everything that belongs to it.

    Args:
        anchor: Its id on the page.
        title: What it shows, as a finding.
        subtitle: What is counted, of how many, where, when.
        alt: What somebody who cannot see it is told.
        drawing: What plotly draws; None for a table.
        table: Its numbers.
        source: Source lines.
        notes: Remarks.
        sentence: What it supports.
        how_to_read: How to read it.
        protection: What was done to protect the people counted, in a sentence.
        hidden: How many of its numbers are hidden.
    """

    anchor: str
    title: str
    subtitle: str
    alt: str
    drawing: Payload | None
    table: Table | None
    source: tuple[str, ...]
    notes: tuple[str, ...]
    sentence: str = ""
    how_to_read: str = ""
    protection: str = ""
    hidden: int = 0

    @property
    def remarks(self) -> tuple[str, ...]:
        """Its notes, without those that its reading help has already."""
        return tuple(note for note in self.notes if note not in self.how_to_read)

    @property
    def height(self) -> int:
        """Height of the drawing in px."""
        layout = (self.drawing or {}).get("layout", {})
        height = layout.get("height", 380)
        return int(height) if isinstance(height, (int, float)) else 380


@dataclass(frozen=True)
class Block:
    """One piece of a section: prose, notice, hidden, sentence, figure, ledger or versions."""

    kind: str
    text: str = ""
    figure: Figure | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Section:
    """What stands under one heading.

    Args:
        anchor: Its id on the page.
        heading: The heading, in markdown; empty for what precedes the first.
        blocks: In the order of the notebook.
    """

    anchor: str
    heading: str
    blocks: tuple[Block, ...]

    def has(self, kind: str) -> bool:
        """Whether a block of this kind is in it."""
        return any(block.kind == kind for block in self.blocks)

    def without(self, *kinds: str) -> tuple[Block, ...]:
        """Its blocks, except those of these kinds."""
        return tuple(block for block in self.blocks if block.kind not in kinds)


@dataclass(frozen=True)
class Fact:
    """A number, what it counts, and its interval or base."""

    value: str
    label: str
    detail: str


@dataclass(frozen=True)
class Page:
    """A report page.

    Args:
        title: The question.
        answer: The answer in one sentence.
        source: Source of the answer, short.
        facts: Three at most.
        sections: In reading order; the first may have no heading.
        unanswered: Headings of questions for which there are no figures.
        is_empty: Whether the source has nothing on the question here.
    """

    title: str
    answer: str
    source: str
    facts: tuple[Fact, ...]
    sections: tuple[Section, ...] = field(default=())
    unanswered: tuple[str, ...] = ()
    is_empty: bool = False

    @property
    def contents(self) -> tuple[Section, ...]:
        """The sections that a reader can go to."""
        return tuple(section for section in self.sections if section.heading)

    @property
    def figures(self) -> Sequence[Figure]:
        """Every figure on the page."""
        return [b.figure for s in self.sections for b in s.blocks if b.figure is not None]

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source line on the page, each once."""
        return tuple(dict.fromkeys(line for figure in self.figures for line in figure.source))

    @property
    def protections(self) -> tuple[str, ...]:
        """What was done to protect the people counted, each sentence once."""
        return tuple(dict.fromkeys(f.protection for f in self.figures if f.protection))

    @property
    def chart(self) -> Figure | None:
        """The first figure that is drawn."""
        return next((figure for figure in self.figures if figure.drawing), None)
