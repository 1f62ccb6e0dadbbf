"""How far the evidence lets one say that a number moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable

ROSE: Final = "rose"
FELL: Final = "fell"
UNCLEAR: Final = "no clear change"

HEAVY: Final = 30
"""A year with this per cent of a period's people, or more, is named beside every share of it."""


@dataclass(frozen=True)
class Change:
    """How a count moved between two years, as far as its bounds let one say.

    Args:
        label: What moved (a stage of the justice chain).
        states: How many States are in both years.
        first: Lower and upper bound in the first year.
        last: Lower and upper bound in the last year.
        verb: ``rose``, ``fell`` or ``no clear change``.
    """

    label: str
    states: int
    first: tuple[float, float]
    last: tuple[float, float]
    verb: str


def find_verb(first: tuple[float, float], last: tuple[float, float]) -> str:
    """The verb that two ranges support: none while they overlap.

    Example:
        >>> find_verb((10, 14), (20, 20)), find_verb((10, 14), (14, 20))
        ('rose', 'no clear change')
    """
    if last[0] > first[1]:
        return ROSE
    if last[1] < first[0]:
        return FELL
    return UNCLEAR


def find_complete_year(reporting: SafeTable) -> int:
    """The newest year for which at least half as many States reported as for the fullest year.

    Args:
        reporting: Number of reporting States, keyed by year.

    Raises:
        ValueError: Nobody reported.
    """
    at = reporting.dimensions.index("year")
    sizes = {int(cell.key[at]): cell.value or 0 for cell in reporting.cells}
    if not sizes:
        raise ValueError("no State reported")
    return max(year for year, states in sizes.items() if states >= max(sizes.values()) / 2)


def find_heavy_year(years: SafeTable, channel: str) -> Cell | None:
    """The year that holds most of a channel's people, when it alone holds three tenths or more.

    A share over the whole period is as much that year's as its weight in it. A hidden year may
    be larger, and hides no other: what the year found alone holds stays true.

    Args:
        years: Per cent of the people in each year or band, keyed by channel, year and measure.
        channel: The channel.
    """
    cells = years.where(channel=channel).cells
    heavy = [c for c in cells if (c.value or 0) >= HEAVY and c.key[1] != v.UNKNOWN]
    return max(heavy, key=lambda c: c.value or 0, default=None)
