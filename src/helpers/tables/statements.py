"""What a publisher printed beside counts, and whether it follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.tables.provenance import Provenance

SHARE: Final = "share"
CHANGE: Final = "change"
SUM: Final = "sum"

FOLLOWS: Final = "follows"
POINTS: Final = "follows in percentage points"
SLIP: Final = "does not follow"
OPEN: Final = "no counts beside it"

OUTCOMES: Final = (FOLLOWS, POINTS, SLIP, OPEN)
"""What a comparison of a printed number with the printed counts beside it can give.

``follows``: the two have a number in common, with the rounding of both. ``follows in percentage
points``: a change between two percentages that was printed as a per cent change. ``does not
follow``: no number that rounds to what is printed comes from any counts that round to those
printed. ``no counts beside it``: a count that it needs is not printed here.
"""


@dataclass(frozen=True)
class Comparison:
    """A printed percentage or total with the counts that it is about.

    Args:
        name: Short stable name of the statement.
        kind: ``share`` of a whole, ``change`` from an old number, or ``sum`` of parts.
        topic: The publication, as in the published figures.
        text: What the statement is about, in words.
        printed: The percentage or the total as printed.
        parts: The part, the new number or the summands, as printed.
        whole: The whole, the old number, or empty for a sum.
        lower: Least value that follows from the counts (%, or the total); None without counts.
        upper: The most.
        outcome: One of ``OUTCOMES``.
        wholes: For a share that does not follow: least and most whole of which it would be true.
        source: Who prints it, in a few words.
        url: Page that prints it.
    """

    name: str
    kind: str
    topic: str
    text: str
    printed: str
    parts: tuple[str, ...]
    whole: str
    lower: float | None
    upper: float | None
    outcome: str
    wholes: tuple[int, int] | None
    source: str
    url: str

    def __post_init__(self) -> None:
        if self.outcome not in OUTCOMES:
            raise ValueError(f"an outcome is one of {', '.join(OUTCOMES)}")


@dataclass(frozen=True)
class Comparisons:
    """Every comparison of a page, with where the numbers come from.

    Args:
        rows: The comparisons, in reading order.
        provenance: Sources of the printed numbers.
        policy: The protection of the published figures, in one sentence.
    """

    rows: tuple[Comparison, ...]
    provenance: tuple[Provenance, ...]
    policy: str

    def of(self, *outcomes: str) -> tuple[Comparison, ...]:
        """The comparisons with these outcomes."""
        return tuple(row for row in self.rows if row.outcome in outcomes)
