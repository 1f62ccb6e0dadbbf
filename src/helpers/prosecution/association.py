"""Whether reporting, or what is reported, goes with an event of States: associated, not caused.

The outcome is either whether a State reported a stage for a year, which is known for every State
and year, or whether its report counts five or more persons. '<5' answers the second exactly, so
that no value has to be put in its place; and a share of States does not change with the unit in
which persons are counted, as a logarithm of counts with zeros does [1]_.

References:
    .. [1] Chen, J. and Roth, J. (2024). Logs with zeros? Some problems and solutions. Quarterly
       Journal of Economics 139, 891-936.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from helpers.prosecution.adoption import LAST_YEAR
from helpers.prosecution.lags import find_reports
from helpers.prosecution.ratification import (
    HORIZON,
    YEARS_EACH_SIDE,
    find_events,
    find_sides,
    find_usable,
)
from helpers.tables import vocabulary as v
from helpers.tables.association import FIVE_OR_MORE, NEEDED, REPORTING, Association
from helpers.tables.safe import Cell, SafeTable, require_safe

if TYPE_CHECKING:
    from helpers.prosecution.staggered import Staggered

_METHOD = (
    "Group-time average differences (Callaway and Sant'Anna 2021) with States not yet there as "
    "comparison, averaged over the years 0 to 3; standard errors clustered by State; departures "
    "from parallel trends by relative magnitudes (Rambachan and Roth 2023)"
)
_UNIT = "per 100 States"
_FEW = 5
_DEPARTURES = {
    "0": "None: trends are parallel",
    "0.5": "Half as large as the largest before the event",
    "1": "As large as the largest before the event",
    "2": "Twice as large as the largest before the event",
}

_Row = tuple[str, int, float, int]


def estimate_association(
    reports: SafeTable, adopted: SafeTable, stage: str, outcome: str = REPORTING
) -> Association:
    """How an outcome differs after an event from States where it had not yet happened.

    Args:
        reports: The protected ``count_reports``.
        adopted: The protected ``count_ratified`` or ``count_criminalized``.
        stage: A stage of the chain.
        outcome: ``reporting``, or ``five_or_more``.

    Returns:
        The average difference over the years 0 to 3, per 100 States, with its interval and what
        departures from parallel trends would do to it. No estimate when fewer than 20 States
        have two years on both sides, or fewer than 20 of these can be used.

    Raises:
        ValueError: The outcome is neither of the two.
    """
    if outcome not in (REPORTING, FIVE_OR_MORE):
        raise ValueError(f"an outcome is {REPORTING!r} or {FIVE_OR_MORE!r}")
    reports = require_safe(reports, "estimate_association")
    event, events = find_events(require_safe(adopted, "estimate_association"))
    years = _find_years(reports, stage, event)
    everybody = {cell.key[1] for cell in adopted.cells}
    if outcome == REPORTING:
        both = tuple(s for s, year in events.items() if _has_sides(year, years))
        usable = tuple(s for s in both if events[s] + HORIZON <= years[1])
        rows = _to_rows_of_reporting(reports, stage, events, everybody, years)
    else:
        both = find_sides(reports, adopted, stage)
        usable = find_usable(reports, adopted, stage)
        rows = _to_rows_of_size(reports, stage, events, everybody, years, usable)
    enough = len(both) >= NEEDED and len(usable) >= NEEDED
    found, reason = _estimate(rows) if enough else (None, "")
    others = len({unit for unit, *_ in rows} - set(usable))
    return Association(
        event=event,
        stage=stage,
        outcome=outcome,
        both=len(both),
        usable=len(usable),
        needed=NEEDED,
        others=others,
        years=years,
        estimate=found.estimate if found else None,
        lower=found.bounds[0][1] if found else None,
        upper=found.bounds[0][2] if found else None,
        level=0.95,
        n=len(rows),
        method=_METHOD,
        path=_to_path(found, reports, adopted, stage),
        bounds=_to_bounds(found, reports, adopted, stage) if found else None,
        warnings=found.warnings if found else (reason,) * bool(reason),
        provenance=tuple(dict.fromkeys(reports.provenance + adopted.provenance)),
        policy=reports.policy,
    )


def compare_departures(found: Sequence[Association], reports: SafeTable) -> SafeTable:
    """What departures from parallel trends would do to each estimate, in one table.

    Args:
        found: Results of ``estimate_association``; those without an estimate have no row.
        reports: The protected ``count_reports`` that they were made from.

    Returns:
        The average difference and its intervals, keyed by stage, number of States after the
        event, number of States not yet there, and departure.
    """
    reports = require_safe(reports, "compare_departures")
    cells = [
        replace(cell, key=(one.stage, str(one.usable), str(one.others), cell.key[0]))
        for one in found
        for cell in (one.bounds.cells if one.bounds else ())
    ]
    table = reports.derive(
        cells,
        unit=_UNIT,
        counted="average difference over the years 0 to 3 after the event",
        dimensions=("stage", "states", "not_yet_there", "departure"),
    )
    sources = tuple(dict.fromkeys(p for one in found for p in one.provenance))
    words = {**reports.words, "departure": _DEPARTURES}
    return replace(table, words=words, provenance=sources or table.provenance)


def _find_years(reports: SafeTable, stage: str, event: str) -> tuple[int, int]:
    """From the first year that anybody reported to the last for which the event is known."""
    told = [year for _, year in find_reports(reports, stage)]
    last = LAST_YEAR.get(event, 9999)
    return (min(told), min(max(told), last)) if told else (last, last)


def _has_sides(year: int, years: tuple[int, int]) -> bool:
    """Whether there are two years before an event, and two from its year on."""
    return years[0] + YEARS_EACH_SIDE <= year <= years[1] - YEARS_EACH_SIDE + 1


def _when(state: str, events: Mapping[str, int], last: int) -> int:
    """The year of a State's event as the estimator wants it: 0 where it is not in the panel."""
    year = events.get(state, 0)
    return year if year <= last else 0


def _to_rows_of_reporting(
    reports: SafeTable,
    stage: str,
    events: Mapping[str, int],
    everybody: set[str],
    years: tuple[int, int],
) -> list[_Row]:
    """Every State in every year; those with less than two years before their event are left out."""
    told = set(find_reports(reports, stage))
    kept = [s for s in sorted(everybody) if events.get(s, 9999) >= years[0] + YEARS_EACH_SIDE]
    return [
        (state, year, 100.0 * ((state, year) in told), _when(state, events, years[1]))
        for state in kept
        for year in range(years[0], years[1] + 1)
    ]


def _to_rows_of_size(
    reports: SafeTable,
    stage: str,
    events: Mapping[str, int],
    everybody: set[str],
    years: tuple[int, int],
    usable: tuple[str, ...],
) -> list[_Row]:
    """Every report of usable States, and of those whose event is not within the years."""
    rows = []
    for (state, year), (lower, upper) in sorted(find_reports(reports, stage).items()):
        when = _when(state, events, years[1])
        inside = years[0] <= year <= years[1] and state in everybody
        clear = lower >= _FEW or upper < _FEW  # values in conflict can be on both sides
        if inside and clear and (when == 0 or state in usable):
            rows.append((state, year, 100.0 * (lower >= _FEW), when))
    return rows


def _estimate(rows: list[_Row]) -> tuple[Staggered | None, str]:
    """The estimates, or why there are none: no year before, or an outcome that is flat."""
    import pandas as pd

    from helpers.prosecution.staggered import estimate_staggered

    panel = pd.DataFrame(rows, columns=["unit", "time", "outcome", "event"])
    try:
        return estimate_staggered(panel), ""
    except ValueError:
        return None, "the estimator gives no interval for these years"


def _to_path(
    found: Staggered | None, reports: SafeTable, adopted: SafeTable, stage: str
) -> SafeTable:
    steps = found.steps if found else ()
    cells = [Cell((str(k),), value, low, high) for k, value, low, high in steps]
    return _derive(reports, adopted, stage, "since", cells)


def _to_bounds(found: Staggered, reports: SafeTable, adopted: SafeTable, stage: str) -> SafeTable:
    cells = [
        Cell((f"{m:g}",), found.estimate if m == 0 else None, low, high, _status(m))
        for m, low, high in found.bounds
    ]
    return _derive(reports, adopted, stage, "departure", cells)


def _status(departure: float) -> str:
    return v.OBSERVED if departure == 0 else v.HIDDEN_AT_SOURCE


def _derive(
    reports: SafeTable, adopted: SafeTable, stage: str, dimension: str, cells: list[Cell]
) -> SafeTable:
    event = find_events(adopted)[0]
    counted = f"difference after {event}, {v.STAGE_WORDS[stage]}, against States not yet there"
    table = reports.derive(
        cells, unit=_UNIT, counted=counted, dimensions=(dimension,), also=adopted
    )
    return replace(table, words={"departure": _DEPARTURES})
