"""What stands beside every share of the known: bounds for the unknown, and the heaviest year."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.tables.change import find_heavy_year
from helpers.tables.safe import Bounds, Cell, SafeTable
from helpers.wording import format_bounds, format_count, format_share


def tell_short(cell: Cell) -> str:
    """What the blanks could make of a share, where its sentence names everybody elsewhere.

    Args:
        cell: A share with its bounds.
    """
    return "of all not known" if _is_unknown(cell) else format_bounds(cell.bounds or Bounds(0, 0))


def _is_unknown(cell: Cell) -> bool:
    """Whether nothing is known of everybody: no bounds, or bounds that exclude nothing."""
    bounds = cell.bounds
    return bounds is None or (bounds.least <= 0 and bounds.most >= 100)


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
    if cell.bounds is None or _is_unknown(cell):
        return "of everybody registered it is not known"
    least, most = format_share(cell.bounds.least), format_share(cell.bounds.most)
    span = least if least == most else f"{least} to {most}"
    people = f"all {format_count(cell.bounds.of)}" if cell.bounds.of else "everybody"
    return f"{span} of {people} registered"


def tell_heavy(years: SafeTable, channel: str) -> str:
    """How many of a channel's people one year or band alone holds, from three tenths on.

    Args:
        years: ``share_years``.
        channel: The channel.

    Returns:
        Words that follow a number of people, or nothing.
    """
    cell = find_heavy_year(years, channel)
    if cell is None:
        return ""
    return f"{format_share(cell.value or 0)} of them from {_name_period(cell.key[1])} alone"


def tell_heavy_short(years: SafeTable, channel: str) -> str:
    """The same in as few words as a headline has room for."""
    cell = find_heavy_year(years, channel)
    if cell is None:
        return ""
    return f"{format_share(cell.value or 0)} from {_name_period(cell.key[1])}"


def _name_period(period: str) -> str:
    return period if period.isdigit() else f"the years {period.replace('-', ' to ')}"


def tell_everybody(ranked: Sequence[Cell], what: str) -> str:
    """Whether the order of some shares could be another among everybody registered.

    Args:
        ranked: Shares with their bounds, the largest first.
        what: What they are shares of ("form").
    """
    bounds = [cell.bounds for cell in ranked if cell.bounds is not None]
    if len(ranked) < 2 or len(bounds) < len(ranked):
        return ""
    if all(bounds[0].least > other.most for other in bounds[1:]):
        return " It is so among everybody registered as well, whatever the blanks hold."
    return (
        f" Among everybody registered, the records alone cannot tell which {what} is the largest."
    )
