"""Ratios between two stages of the justice chain, with the later one some years later.

A person convicted in a year was often prosecuted in an earlier one. So a later stage is set
against an earlier one with a lag of 0 to 3 years. The State-years are the same for every lag:
what differs between lags is the lag and nothing else. The persons are not the same: the ratio is
no conviction rate, and it can exceed 100.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe

LAGS = (0, 1, 2, 3)
"""Years from the earlier stage to the later one."""

PAIRS = (("formal_contact", "prosecuted"), ("prosecuted", "convicted"))
"""Neighbours in the chain, as the source publishes them."""

ALL_STATES, LEFT_OUT = "all", "one_left_out"

_UNIT = "per 100 of the earlier stage"
_COUNTED = "persons of the later stage, for each 100 of the earlier one in the same States"
_WORDS = {
    "ratio": {
        f"{b}/{a}": f"{v.STAGE_WORDS[b].capitalize()} per 100 {v.STAGE_WORDS[a]}" for a, b in PAIRS
    },
    "group": {ALL_STATES: "All of them", LEFT_OUT: "Without any one State"},
    "lag": {"0": "Same year", "1": "1 year later"} | {str(n): f"{n} years later" for n in LAGS[2:]},
}
_NOTE = (
    "The persons of two stages are not one group followed through: the ratio is no conviction "
    "rate, and it can exceed 100."
)

_Bounds = tuple[float, float]
_Reports = dict[tuple[str, int], _Bounds]
_Starts = frozenset[tuple[str, int]]


def rate_lags(reports: SafeTable) -> SafeTable:
    """The later stage per 100 of the earlier one, for lags of 0 to 3 years.

    A State and year *t* enters when the State reported the earlier stage for *t* and the later
    one for *t*, *t*+1, *t*+2 and *t*+3. With L and U the sums of lower and upper bounds over
    these State-years, the ratio at lag *k* lies between

        100 * L(later, t+k) / U(earlier, t)   and   100 * U(later, t+k) / L(earlier, t)

    Args:
        reports: The protected ``count_reports``; of one State for a State's own page.

    Returns:
        Ratios keyed by ratio, group, number of States, number of starting years and lag. The
        group ``one_left_out`` spans the ratios with any one State left out; it is there when
        two or more States enter. A ratio over an earlier stage that may be zero has no upper
        bound and is left out.
    """
    reports = require_safe(reports, "rate_lags")
    cells = [cell for pair in PAIRS for cell in _rate_pair(reports, *pair)]
    table = reports.derive(
        cells,
        unit=_UNIT,
        counted=_COUNTED,
        dimensions=("ratio", "group", "states", "starts", "lag"),
        notes=(_NOTE,),
    )
    return replace(table, words={**reports.words, **_WORDS})


def find_reports(reports: SafeTable, stage: str) -> _Reports:
    """The bounds of every report of a stage, by State and year."""
    return {
        (c.key[1], int(c.key[2])): (c.lower, c.upper)
        for c in reports.where(stage=stage).cells
        if c.lower is not None and c.upper is not None
    }


def _rate_pair(reports: SafeTable, earlier: str, later: str) -> Iterable[Cell]:
    before, after = find_reports(reports, earlier), find_reports(reports, later)
    starts = frozenset(
        (state, year) for state, year in before if all((state, year + lag) in after for lag in LAGS)
    )
    states = sorted({state for state, _ in starts})
    label = f"{later}/{earlier}"
    sizes = (str(len(states)), str(len(starts)))
    for lag in LAGS:
        found = _rate(before, after, starts, lag)
        if found:
            yield _to_cell((label, ALL_STATES, *sizes, str(lag)), found)
    for lag in LAGS if len(states) > 1 else ():
        spans = [_rate(before, after, _without(starts, state), lag) for state in states]
        told = [span for span in spans if span]
        if len(told) == len(states):
            span = min(low for low, _ in told), max(high for _, high in told)
            yield _to_cell((label, LEFT_OUT, *sizes, str(lag)), span)


def _without(starts: _Starts, state: str) -> _Starts:
    return frozenset(start for start in starts if start[0] != state)


def _rate(before: _Reports, after: _Reports, starts: _Starts, lag: int) -> _Bounds | None:
    first = _add(before[start] for start in starts)
    last = _add(after[state, year + lag] for state, year in starts)
    return (100 * last[0] / first[1], 100 * last[1] / first[0]) if first[0] > 0 else None


def _add(bounds: Iterable[_Bounds]) -> _Bounds:
    pairs: Collection[_Bounds] = list(bounds)
    return sum(low for low, _ in pairs), sum(high for _, high in pairs)


def _to_cell(key: tuple[str, ...], span: _Bounds) -> Cell:
    lower, upper = span
    if lower == upper:
        return Cell(key, lower, lower, upper)
    return Cell(key, None, lower, upper, v.HIDDEN_AT_SOURCE)
