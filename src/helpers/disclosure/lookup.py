"""What a kernel may show of its counts: the plan's word where there is a plan, else its own.

In a run, the first pass only collects: what it answers is thrown away. Afterwards each count is
looked up. A notebook run by hand has no plan but its own, and its tables say so.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import helpers
from helpers.disclosure import alone
from helpers.disclosure.plan import Decisions, Plan, address_of, read_plan
from helpers.disclosure.policy import Policy
from helpers.disclosure.population import to_population
from helpers.disclosure.requests import Request, is_asked, record_request
from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts
from helpers.tables.safe import Cell

BY_HAND: Final = (
    "Protected by itself, by hand: not for publication beside other releases of the same people."
)
TOGETHER: Final = "All reports of a release are protected together, with the releases before it."
COARSENED: Final = "For some of them no proof was found in time, so more is hidden than need be."


@dataclass(frozen=True)
class Answer:
    """What may be shown of a table.

    Args:
        cells: Its cells, in order.
        policy: The protection in words, for the page.
        notes: Remarks to add: which figures are of an earlier date.
    """

    cells: tuple[Cell, ...]
    policy: str
    notes: tuple[str, ...] = ()


def answer(counts: Counts, policy: Policy) -> Answer:
    """What may be shown of a table under a threshold.

    Args:
        counts: The true counts of a user's file.
        policy: Its policy, with a threshold.

    Raises:
        CaselightError: The plan of the run does not hold it, in the last round.
    """
    place = os.environ.get(helpers.PLAN)
    if not place:
        cells = alone.protect_by_hand(counts, policy.threshold or 0)
        return Answer(cells, f"{policy.sentence} {BY_HAND}")
    report = os.environ.get(helpers.REPORT, "")
    plan = _plan(Path(place))
    part = plan.parts.get(to_population(counts.provenance).id) if plan else None
    missing = [c for c in counts.cells if is_asked(c) and not _is_known(part, counts, c)]
    if missing and os.environ.get(helpers.LAST_ROUND):
        raise CaselightError(
            "A count is shown only if it is in the plan of its release.",
            f"{report}: {len(missing)} counts that were not asked for when the plan was made",
            "Let the notebook ask for the same counts each time it runs; what it asks for may "
            "depend on protected figures, but not on chance or time.",
        )
    record_request(Path(place), Request(report, counts, met=not missing))
    if missing or part is None:  # collected; nothing of this pass is published
        return Answer(alone.protect_alone(counts, policy.threshold or 0), policy.sentence)
    return _look_up(counts, part, policy)


@cache
def _plan(folder: Path) -> Plan | None:
    return read_plan(folder)


def _is_known(part: Decisions | None, counts: Counts, cell: CountCell) -> bool:
    return part is not None and part.knows(address_of(counts, cell))


def _look_up(counts: Counts, part: Decisions, policy: Policy) -> Answer:
    found = look_up(counts, part)
    dates = {place: date for place, (_, date) in found.items() if date}
    words = f"{policy.sentence} {TOGETHER}{f' {COARSENED}' if part.coarsened else ''}"
    return Answer(tuple(cell for cell, _ in found.values()), words, _tell_dates(counts, dates))


def look_up(counts: Counts, part: Decisions) -> dict[int, tuple[Cell, str]]:
    """What a plan lets a table show: by position, the cell, and its date where that is earlier.

    Args:
        counts: The table.
        part: What was decided on its population; it knows all of the table.
    """
    found: dict[int, Cell] = {}
    dates: dict[int, str] = {}
    for place, cell in enumerate(counts.cells):
        if cell.shown:
            found[place], dates[place] = _decide(counts, cell, part)
    for place in _find_unfit(counts, found, dates):
        found[place], dates[place] = Cell(found[place].key, None, status=v.HIDDEN), ""
    return {place: (cell, dates[place]) for place, cell in found.items()}


def _decide(counts: Counts, cell: CountCell, part: Decisions) -> tuple[Cell, str]:
    """The cell as it may be shown, and the date of its figure where that is an earlier one."""
    if not is_asked(cell):  # not collected, or hidden before it came here: it has no number
        return Cell(cell.key, None, status=cell.status), ""
    address = address_of(counts, cell)
    if address in part.shown:
        value = part.shown[address]
        if value != cell.persons:
            raise CaselightError(
                "A release counts one file, which does not change while reports are made.",
                "a count that differs from the one that the plan was made with",
                "Start the run again.",
            )
        return Cell(cell.key, value, value, value), ""
    if address in part.kept:
        value, date = part.kept[address]
        return Cell(cell.key, value, value, value), date
    return Cell(cell.key, None, status=v.HIDDEN), ""


def _find_unfit(counts: Counts, found: dict[int, Cell], dates: dict[int, str]) -> set[int]:
    """Earlier figures that are more than the whole of today: no share can be made of them.

    Decided by what is printed alone, so that it tells nothing.
    """
    unfit: set[int] = set()
    for relation in counts.relations:
        if relation.whole not in found:
            continue
        members = (relation.whole, *(p for p in relation.parts if p in found))
        old = {m for m in members if dates.get(m)}
        whole = found[relation.whole].value
        parts = sum(found[m].value or 0 for m in members[1:])
        if old and whole is not None and parts > whole:
            unfit |= old
    return unfit


def _tell_dates(counts: Counts, dates: dict[int, str]) -> tuple[str, ...]:
    """Which figures stand as of which date."""
    by_date: dict[str, list[str]] = {}
    for place, date in sorted(dates.items()):
        by_date.setdefault(date, []).append(_name(counts, counts.cells[place].key))
    return tuple(
        f"As of {date}, because what has changed since is too little to be told, or would tell "
        f"another figure: {'; '.join(names)}."
        for date, names in sorted(by_date.items())
    )


def _name(counts: Counts, key: Sequence[str]) -> str:
    pairs = zip(counts.dimensions, key, strict=True)
    return ", ".join(counts.words.get(name, {}).get(code, code) for name, code in pairs)
