"""How many wait for a decision, and for how long, from what is published: flows by quarter.

No file says when a person who is decided about now was referred. Flows say less, and exactly: who
came in less who was decided about is who has no decision yet (cumulative flow diagram [1]_). Under
*first in, first out* the horizontal distance between the two curves is the wait of the last person
decided about; with steady flows it is the stock over the flow, Little's law [2]_.

References:
    .. [1] Newell, G. F. (1982). Applications of Queueing Theory, 2nd ed., chapter 1. Chapman and
       Hall.
    .. [2] Little, J. D. C. (1961). A proof for the queuing formula: L = lambda W. Operations
       Research 9, 383-387.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from helpers.identification.funnel import AS_ARRIVALS, GROUNDS, NONE_CLOSED
from helpers.tables import vocabulary as v
from helpers.tables.quarters import span
from helpers.tables.safe import Cell, SafeTable, require_safe

_INFLOW: Final = {
    "reasonable_grounds": ("referred", v.TOTAL),
    "conclusive_grounds": ("reasonable_grounds", "positive"),
}
"""Who comes to wait for each decision."""

_MONTHS: Final = 3

Range = tuple[float, float]


@dataclass(frozen=True)
class _Queue:
    """In and out by quarter as ranges, and the people who can have waited at the start."""

    quarters: tuple[str, ...]
    came: tuple[Range, ...]
    left: tuple[Range, ...]
    earlier: Range


def estimate_backlog(funnel: SafeTable, outcomes: SafeTable | None = None) -> SafeTable:
    """People who came to a stage and have no published decision of it, at the end of a quarter.

    ``lower`` takes the fewest that can have waited at the start of the window: 0, or as many as
    the decisions outnumber the arrivals of the window at any time. ``upper`` takes the most: all
    who were referred before. Cases that are withdrawn, suspended or closed have no decision and
    are in the number, so it is more than those who wait. How many they are is published for
    arrivals by small boat only; with ``outcomes`` a second reading subtracts that share of all who
    came. It is an assumption and no bound.

    Args:
        funnel: The protected ``count_funnel``, of all years.
        outcomes: The protected ``count_arrival_outcomes``, or None.

    Returns:
        Ranges of people keyed by stage, age group, reading (``none_closed``, ``as_arrivals``) and
        quarter; nothing for a stage with a quarter that is not published.
    """
    funnel = require_safe(funnel, "estimate_backlog")
    share = None if outcomes is None else _share_closed(outcomes)
    readings = {NONE_CLOSED: 0.0} | ({AS_ARRIVALS: share} if share is not None else {})
    cells = [
        Cell((stage, age, reading, quarter), None, low, high)
        for stage in GROUNDS
        for age in funnel.labels("age_group")
        if (queue := _find_queue(funnel, stage, age)) is not None
        for reading, closed in readings.items()
        for quarter, (low, high) in zip(queue.quarters, _find_stock(queue, closed), strict=True)
    ]
    return funnel.derive(
        cells,
        dimensions=("stage", "age_group", "reading", "quarter"),
        counted="people who came to a stage and have no published decision of it, at the end of "
        "each quarter",
        also=outcomes,
        notes=(
            "The range is what is unknown about the people who waited when the series begins.",
            "Withdrawn, suspended and closed cases have no decision and are in these numbers.",
        ),
    )


def _share_closed(outcomes: SafeTable) -> float | None:
    """Closed cases among the referrals of small-boat arrivals."""
    first = require_safe(outcomes, "estimate_backlog").where(stage="reasonable_grounds")
    numbers = {c.key[1]: c.value for c in first.cells if c.value is not None}
    whole = sum(numbers.values())
    return numbers["closed"] / whole if whole and "closed" in numbers else None


def _find_queue(funnel: SafeTable, stage: str, age: str) -> _Queue | None:
    start, outcome = _INFLOW[stage]
    came = _by_quarter(funnel, start, outcome, age)
    left = _by_quarter(funnel, stage, v.TOTAL, age)
    referred = _by_quarter(funnel, "referred", v.TOTAL, age)
    if not left or not came:
        return None
    quarters = span(min(left), max(left))
    before = [number for quarter, number in referred.items() if quarter < quarters[0]]
    # Without a number for each quarter, or without a series that begins before the decisions do,
    # nothing bounds how many wait.
    if any(q not in came or q not in left for q in quarters) or not before:
        return None
    flows = tuple(came[q] for q in quarters), tuple(left[q] for q in quarters)
    owed = accumulate(out[0] - into[1] for into, out in zip(*flows, strict=True))
    least = max(0.0, *owed)
    return _Queue(tuple(quarters), *flows, (least, max(least, sum(n[1] for n in before))))


def _by_quarter(funnel: SafeTable, stage: str, outcome: str, age: str) -> dict[str, Range]:
    cells = funnel.where(stage=stage, outcome=outcome, age_group=age).cells
    return {
        c.key[-1]: (c.lower, c.upper) for c in cells if c.lower is not None and c.upper is not None
    }


def _find_stock(queue: _Queue, closed: float) -> list[Range]:
    """Who waits at the end of each quarter: opening, plus who came, less who was decided about."""
    low, high = queue.earlier
    found = []
    for came, left in zip(queue.came, queue.left, strict=True):
        low += came[0] * (1 - closed) - left[1]
        high += came[1] * (1 - closed) - left[0]
        found.append((max(0.0, round(low)), max(0.0, round(high))))
    return found


def estimate_wait(backlog: SafeTable, funnel: SafeTable) -> SafeTable:
    """Months back to the arrival of the person decided about last, if decided in order of arrival.

    The people without a decision are then the ones who came last, so the wait is how far back one
    must go until as many have come; within a quarter they are taken to come evenly. The order of
    decisions is not published and was not this one: it is no average or median of real waits.

    Args:
        backlog: ``estimate_backlog`` of the funnel.
        funnel: The protected ``count_funnel``, of all years.

    Returns:
        Ranges of months keyed by stage, age group and quarter: the shorter for the smallest, the
        longer for the largest backlog of any reading. Quarters in which the largest backlog goes
        back beyond the published series have none.
    """
    backlog = require_safe(backlog, "estimate_wait")
    funnel = require_safe(funnel, "estimate_wait")
    stocks: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in backlog.cells:
        stocks.setdefault((cell.key[0], cell.key[1], cell.key[3]), []).append(cell)
    inflows = {
        (stage, age): sorted(_by_quarter(funnel, *_INFLOW[stage], age).items())
        for stage, age in dict.fromkeys(key[:2] for key in stocks)
    }
    cells = []
    for (stage, age, quarter), found in stocks.items():
        came = [flow for at, flow in inflows[stage, age] if at <= quarter]
        short = look_back([most for _, most in came], min(c.lower or 0 for c in found))
        long = look_back([least for least, _ in came], max(c.upper or 0 for c in found))
        if short is not None and long is not None:
            months = _MONTHS * short, _MONTHS * long
            cells.append(Cell((stage, age, quarter), None, *months))
    return backlog.derive(
        cells,
        unit="months",
        dimensions=("stage", "age_group", "quarter"),
        counted="months since the person decided about last came to the stage, if people are "
        "decided about in the order in which they came",
    )


def look_back(came: Sequence[float], waiting: float) -> float | None:
    """How many quarters back the last ``waiting`` people came.

    Args:
        came: People by quarter, the newest last.
        waiting: People who wait.

    Returns:
        Quarters; None where fewer have come in all.

    Example:
        >>> look_back([100, 100, 50], 100)
        1.5
    """
    quarters = 0.0
    for people in reversed(came):
        if waiting <= 0:
            return quarters
        part = min(1.0, waiting / people) if people else 1.0
        quarters += part
        waiting -= people
    return quarters if waiting <= 0 else None
