"""Whether what countries report rises or falls: a model over reporting country-years.

The count of country i in year t is negative binomial with mean exp(a + b t + g m(i) + u(i)): u(i)
is the country's level, normal with a variance of its own; m(i) the mean of the years that it
reported. A year without a report is missing and enters nowhere; a value printed as '<5' enters as
P(Y <= 4). The interval of b leaves out one country at a time, so that years of one country may
depend on one another and countries may have slopes of their own.

It speaks of reports, and of the average country that reports, not of the world: a sum over States
is moved by the largest ones, this slope by all. Reports that are missing because of their own
counts bend it; ``bench/results/prosecution.md`` says how far.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from helpers.errors import CaselightError
from helpers.prosecution.panel import read_reports
from helpers.prosecution.trend_fit import Reports, Slope, fit_fixed, fit_mixed, is_bent
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.tables.trend import (
    CANNOT,
    FEWEST_COUNTRIES,
    FEWEST_FREE,
    Sensitivity,
    Trend,
    find_trend_verb,
    is_too_wide,
)

METHOD: Final = (
    "negative binomial with country intercepts (random, with the mean of a country's years), "
    "values published as a range as ranges; interval by leaving out one country at a time (CR3), t"
)
_MAIN: Final = "country intercepts random"
_FIXED: Final = "country intercepts of their own"
_EVERYBODY: Final = "All that report"


def estimate_trends(panel: SafeTable, level: float = 0.95) -> tuple[Trend, ...]:
    """The yearly change of each stage over the reports of a window.

    Args:
        panel: The protected ``count_panel``.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        A trend for each stage that anybody reported. Where the evidence does not carry one, its
        verdict is ``cannot be said``, with the reason.

    Raises:
        CaselightError: Something else than a safe table was given, or one that is not keyed by
            stage, country and year.
    """
    panel = require_safe(panel, "estimate_trends")
    if panel.dimensions != ("stage", "country", "year"):
        raise CaselightError(
            "A trend over countries needs each country's reports.",
            f"a table keyed by {', '.join(panel.dimensions)}",
            "Give it protect(count_panel(...)).",
        )
    return tuple(estimate_trend(panel, stage, level) for stage in panel.labels("stage"))


def estimate_trend(panel: SafeTable, stage: str, level: float = 0.95) -> Trend:
    """The yearly change of one stage. See ``estimate_trends``."""
    panel = require_safe(panel, "estimate_trend")
    years = [int(year) for year in panel.labels("year")]
    span = (min(years, default=0), max(years, default=0))
    reports = _collect(panel, stage)
    persons = int(reports.lower.sum())
    slope = _fit(reports, persons, level)
    reason = _find_reason(slope, reports, persons, span)
    annual, lower, upper = _to_percent(slope, told=slope is not None)
    return Trend(
        stage,
        annual,
        lower,
        upper,
        level,
        *span,
        countries=len(np.unique(reports.country)),
        informing=len(reports.find_informing()),
        country_years=len(reports.year),
        hidden=int((reports.lower < reports.upper).sum()),
        persons=persons,
        parameters=slope.parameters if slope else _PARAMETERS,
        theta=slope.theta if slope else float("nan"),
        method=METHOD,
        verdict=CANNOT if reason else find_trend_verb(lower, upper),
        reason=reason,
        warnings=_find_warnings(panel, stage, reports, span, told=not reason),
        sensitivity=() if reason else _vary(reports, persons, level),
        provenance=panel.provenance,
        policy=panel.policy,
    )


_PARAMETERS: Final = 5
"""Level, slope, mean year, overdispersion, spread of levels."""


def _collect(panel: SafeTable, stage: str) -> Reports:
    """The reports of a stage as arrays; countries are numbered in alphabetical order."""
    rows = [
        (country, year, *bounds)
        for year, reports in read_reports(panel, stage).items()
        for country, bounds in reports.items()
    ]
    names = {name: number for number, name in enumerate(sorted({row[0] for row in rows}))}
    table = np.array([(names[c], *rest) for c, *rest in rows], dtype=float).reshape(-1, 4)
    return Reports(table[:, 0].astype(int), table[:, 1], table[:, 2], table[:, 3])


def _fit(reports: Reports, persons: int, level: float) -> Slope | None:
    """The model, unless there is too little for one: it is then not even computed."""
    too_few = len(reports.find_informing()) < FEWEST_COUNTRIES
    return None if too_few or persons - _PARAMETERS < FEWEST_FREE else fit_mixed(reports, level)


def _find_reason(slope: Slope | None, reports: Reports, persons: int, span: tuple[int, int]) -> str:
    """Why nothing can be said; empty where something can."""
    informing = len(reports.find_informing())
    if informing < FEWEST_COUNTRIES:
        return (
            f"{informing} countries reported it for two years or more with a number that is not "
            f"'<5', and fewer than {FEWEST_COUNTRIES} do not carry an interval"
        )
    if slope is None or persons - slope.parameters < FEWEST_FREE:
        return "the reports count too few persons for the parameters of a model"
    if not slope.converged:
        return "the model found no estimate that stays when one country is left out"
    _, lower, upper = _to_percent(slope, told=True)
    if is_too_wide(lower, upper, span[1] - span[0]):
        return "the interval holds both a halving and a doubling over the window"
    return ""


def _to_percent(slope: Slope | None, *, told: bool) -> tuple[float, float, float]:
    if slope is None or not told or not slope.converged:
        return float("nan"), float("nan"), float("nan")
    ends = 100 * np.expm1(np.array([slope.point, slope.lower, slope.upper]))
    return float(ends[0]), float(ends[1]), float(ends[2])


def _vary(reports: Reports, persons: int, level: float) -> tuple[Sensitivity, ...]:
    """The other model, under the same rule of release: each country's level is a parameter."""
    slope = fit_fixed(reports, level)
    if not slope.converged or persons - slope.parameters < FEWEST_FREE:
        return ()
    return (Sensitivity(_FIXED, *_to_percent(slope, told=True), slope.countries),)


def _find_warnings(
    panel: SafeTable, stage: str, reports: Reports, span: tuple[int, int], *, told: bool
) -> tuple[str, ...]:
    found = []
    dropped = sum(c.status == v.HIDDEN for c in panel.where(stage=stage).cells)
    if dropped:
        found.append(f"{dropped} counts are hidden without bounds and are left out")
    if reports.year.size and (reports.year.min(), reports.year.max()) != span:
        found.append(f"reported from {reports.year.min():.0f} to {reports.year.max():.0f} only")
    if told and is_bent(reports):
        found.append("the change was not even over the window, and a yearly mean hides its turns")
    return tuple(found)


def rate_trends(table: SafeTable, trends: Sequence[Trend]) -> SafeTable:
    """Each trend that can be told as a row: what it rests on, the yearly change, its interval.

    Args:
        table: The safe table that the trends were estimated from.
        trends: ``estimate_trends`` or ``estimate_state_trends``.

    Returns:
        Changes in % a year keyed by stage, place, method, States, reports, and reports published
        as a range.
    """
    table = require_safe(table, "rate_trends")
    cells = []
    for trend in trends:
        reports = (f"{trend.country_years:,}", f"{trend.hidden:,}")
        rows = [Sensitivity(_MAIN, trend.annual, trend.lower, trend.upper, trend.countries)]
        for row in (*rows, *trend.sensitivity) if trend.is_told else ():
            method = trend.method if trend.place else row.method
            key = (trend.label, trend.place or _EVERYBODY, method, str(row.countries), *reports)
            cells.append(Cell(key, row.annual, row.lower, row.upper))
    return table.derive(
        cells,
        unit="%",
        counted=f"{table.counted}; change a year",
        dimensions=("stage", "place", "method", "states", "reports", "as_a_range"),
    )


def index_trends(panel: SafeTable, trends: Sequence[Trend]) -> SafeTable:
    """What each trend comes to from year to year, as an index with its band.

    Args:
        panel: The protected ``count_panel`` that the trends were estimated from.
        trends: ``estimate_trends`` of it.

    Returns:
        Indices (first year = 100) keyed by stage and year, for the trends that can be told. The
        band follows the limits of the yearly change, so it has no width in the first year.
    """
    panel = require_safe(panel, "index_trends")
    cells = [
        Cell((trend.label, str(trend.first_year + n)), *_compound(trend, n))
        for trend in trends
        if trend.is_told
        for n in range(trend.last_year - trend.first_year + 1)
    ]
    counted = f"{panel.counted}; fitted index over reporting country-years, first year = 100"
    return panel.derive(cells, unit="index", counted=counted, dimensions=("stage", "year"))


def _compound(trend: Trend, years: int) -> tuple[float, float, float]:
    point, lower, upper = (
        100 * (1 + rate / 100) ** years for rate in (trend.annual, trend.lower, trend.upper)
    )
    return point, lower, upper
