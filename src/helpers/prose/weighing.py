"""What stands beside every share of the known: bounds for the unknown, and the heaviest year."""

from __future__ import annotations

from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable
from helpers.wording import format_count, format_share

_HEAVY: Final = 30
"""A period with this per cent of the people, or more, is named beside the share."""


def tell_bounds(cell: Cell) -> str:
    """What the blanks could make of a share among everybody registered.

    Args:
        cell: A share with its bounds.

    Example:
        >>> from helpers.tables.safe import Bounds
        >>> tell_bounds(Cell(("labour",), 46.5, of=22488, bounds=Bounds(23.2, 85.7, 45143)))
        '23.2% to 85.7% of all 45,143 registered'
        >>> tell_bounds(Cell(("labour",), 46.5, of=22488))
        'of everybody registered it is not known'
    """
    if cell.bounds is None or (cell.bounds.of is None and cell.bounds.most - cell.bounds.least > 99):
        return "of everybody registered it is not known"
    least, most = format_share(cell.bounds.least), format_share(cell.bounds.most)
    span = least if least == most else f"{least} to {most}"
    people = f"all {format_count(cell.bounds.of)}" if cell.bounds.of else "everybody"
    return f"{span} of {people} registered"


def tell_heavy(years: SafeTable, channel: str) -> list[str]:
    """The years or bands that alone hold three tenths or more of a channel's people.

    Args:
        years: ``share_years``.
        channel: The channel.
    """
    cells = years.where(channel=channel).cells
    return [
        f"{_name_period(c.key[1])} {format_share(c.value or 0)}"
        for c in cells
        if (c.value or 0) >= _HEAVY and c.key[1] != v.UNKNOWN
    ]


def _name_period(period: str) -> str:
    if period.isdigit():
        return f"{period} alone holds"
    return f"the years {period.replace('-', ' to ')} alone hold"
