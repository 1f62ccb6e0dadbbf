"""Reports before and after an event of each State: how many there are, and the raw lines.

First the States with two or more reported years on both sides of the event are counted. Where
there are fewer than 20, the raw lines are all that can be shown.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import median

from helpers.prosecution.adoption import LAST_YEAR, NEVER
from helpers.prosecution.lags import find_reports
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe

YEARS_EACH_SIDE = 2
"""Reported years that a State needs before the event, and from its year on."""

SPAN = 5
"""Years drawn before and after the event."""

HORIZON = 3
"""Years after the event that an estimate averages over, from the year of the event on."""

MEDIAN = "median"
BOTH, USABLE = "both_sides", "usable"

_RULE_WORDS = {
    BOTH: "Two or more reported years on both sides",
    USABLE: "Of these, reported in the year just before and within 3 years after",
}


def find_events(adopted: SafeTable) -> tuple[str, dict[str, int]]:
    """The name of an event, and its year for each State for which it has happened.

    Args:
        adopted: The protected ``count_ratified`` or ``count_criminalized``.
    """
    adopted = require_safe(adopted, "find_events")
    years = {c.key[1]: int(c.key[2]) for c in adopted.cells if c.key[2] != NEVER}
    return (adopted.labels("event") or ("event",))[0], years


def find_sides(reports: SafeTable, adopted: SafeTable, stage: str) -> tuple[str, ...]:
    """States with two or more reported years before their event and from its year on.

    '<5' is a report. The year of the event counts as after it.

    Args:
        reports: The protected ``count_reports``.
        adopted: The protected ``count_ratified`` or ``count_criminalized``.
        stage: A stage of the chain.
    """
    _, events = find_events(adopted)
    years: dict[str, list[int]] = {}
    for state, year in find_reports(require_safe(reports, "find_sides"), stage):
        if state in events:
            years.setdefault(state, []).append(year - events[state])
    return tuple(
        state
        for state, since in sorted(years.items())
        if sum(k < 0 for k in since) >= YEARS_EACH_SIDE
        and sum(k >= 0 for k in since) >= YEARS_EACH_SIDE
    )


def find_usable(reports: SafeTable, adopted: SafeTable, stage: str) -> tuple[str, ...]:
    """Of these, the States that an estimate can use.

    It compares with the year just before the event, so that year must be reported, and one of
    the years 0 to 3 after it; and for all of these years it must be known which other States had
    not yet done the same.
    """
    event, events = find_events(adopted)
    told = set(find_reports(reports, stage))
    last = LAST_YEAR.get(event, 9999)
    return tuple(
        state
        for state in find_sides(reports, adopted, stage)
        if (state, events[state] - 1) in told
        and any((state, events[state] + k) in told for k in range(HORIZON + 1))
        and events[state] + HORIZON <= last
    )


def count_sides(reports: SafeTable, adopted: SafeTable) -> SafeTable:
    """How many States reported each stage on both sides of an event, and how many are usable.

    Args:
        reports: The protected ``count_reports``.
        adopted: The protected ``count_ratified`` or ``count_criminalized``.

    Returns:
        Numbers of States keyed by event, stage and rule (``both_sides``, ``usable``).
    """
    reports = require_safe(reports, "count_sides")
    event, _ = find_events(adopted)
    cells = []
    for stage in v.STAGES:
        for rule, find in ((BOTH, find_sides), (USABLE, find_usable)):
            size = len(find(reports, adopted, stage))
            cells.append(Cell((event, stage, rule), size, size, size))
    table = reports.derive(
        cells,
        unit="States",
        counted=f"States that reported a stage before and after {event}",
        dimensions=("event", "stage", "rule"),
        also=adopted,
    )
    return replace(table, words={**reports.words, **adopted.words, "rule": _RULE_WORDS})


def align_events(reports: SafeTable, adopted: SafeTable, stage: str) -> SafeTable:
    """Reports by years since the event, for the States with two or more years on both sides.

    Args:
        reports: The protected ``count_reports``.
        adopted: The protected ``count_ratified`` or ``count_criminalized``.
        stage: A stage of the chain.

    Returns:
        Persons keyed by country and ``since``, the years since the event (below 0: before it),
        from 5 before to 5 after. The country ``median`` is the median over the States that
        reported in that year, of the lower and of the upper bounds, where at least half of them
        did. It is over other States in each year and so no trend.
    """
    reports = require_safe(reports, "align_events")
    event, events = find_events(adopted)
    states = find_sides(reports, adopted, stage)
    told = _align(reports.where(stage=stage, country=states), events)
    cells = [replace(told[key], key=(key[0], str(key[1]))) for key in sorted(told)]
    medians = [_median(told, k) for k in range(-SPAN, SPAN + 1)]
    cells += [cell for cell in medians if cell and cell.of and 2 * cell.of >= len(states)]
    table = reports.derive(
        [replace(cell, of=None) for cell in cells],
        counted=f"persons {v.STAGE_WORDS[stage]}, by years since {event}",
        dimensions=("country", "since"),
        also=adopted,
    )
    names = {**reports.words.get("country", {}), MEDIAN: "Median of those that reported"}
    return replace(table, words={**reports.words, "country": names})


def _align(reports: SafeTable, events: dict[str, int]) -> dict[tuple[str, int], Cell]:
    """Reports by State and years since its event, as far as they are drawn."""
    cells = [(c.key[1], int(c.key[2]), c) for c in reports.cells if c.upper is not None]
    since = {(state, year - events[state]): cell for state, year, cell in cells}
    return {key: cell for key, cell in since.items() if abs(key[1]) <= SPAN}


def _median(told: dict[tuple[str, int], Cell], since: int) -> Cell | None:
    here = [cell for (_, k), cell in told.items() if k == since]
    if not here:
        return None
    low, high = (float(median(n)) for n in _bounds(here))
    value = low if low == high else None
    status = v.OBSERVED if low == high else v.HIDDEN_AT_SOURCE
    return Cell((MEDIAN, str(since)), value, low, high, status, of=len(here))


def _bounds(cells: list[Cell]) -> tuple[list[float], list[float]]:
    lows = [c.lower if c.lower is not None else 0 for c in cells]
    return lows, [c.upper if c.upper is not None else 0 for c in cells]
