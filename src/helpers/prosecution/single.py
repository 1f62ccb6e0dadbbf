"""The trend of one State's own series: quasi-Poisson, and only where every year is a number."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Final

import numpy as np
from scipy.special import stdtrit

from helpers.prosecution.trend_fit import Slope
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.tables.trend import (
    CANNOT,
    FEWEST_FREE,
    FEWEST_YEARS,
    Trend,
    find_trend_verb,
    is_too_wide,
)

LEVEL: Final = 0.99
"""A State's own years are few, and what moves one often moves the next: the 95% interval then holds
the truth in about 91 of 100 simulations (bench/results/prosecution.md), so 99% is asked for."""

METHOD: Final = "quasi-Poisson line through the State's own years, t"
_PARAMETERS: Final = 2


def fit_series(years: Sequence[float], counts: Sequence[float], level: float = 0.95) -> Slope:
    """A line through the log of the mean of one series, with the variance that it shows [1]_.

    The variance is the mean times a factor, Pearson's chi-square by its degrees of freedom, and
    never taken below the Poisson one.

    Args:
        years: Years with a count, three or more.
        counts: Persons in each.
        level: Coverage of the interval.

    References:
        .. [1] McCullagh, P. and Nelder, J. A. (1989). Generalized Linear Models, 2nd edition,
           Chapman and Hall, section 6.2.

    Example:
        >>> slope = fit_series([2010, 2011, 2012, 2013], [100, 110, 121, 133])
        >>> round(100 * slope.point, 1)
        9.5
    """
    import statsmodels.api as sm

    when = np.asarray(years, dtype=float)
    design = np.column_stack([np.ones(len(when)), when - when.mean()])
    model = sm.GLM(np.asarray(counts, dtype=float), design, family=sm.families.Poisson())
    with warnings.catch_warnings():
        # A series that lies on its line is 'perfectly predicted': here that is no fault.
        warnings.simplefilter("ignore")
        fit = model.fit()
    free = len(when) - _PARAMETERS
    factor = max(1.0, float(fit.pearson_chi2) / free)
    plain = float(fit.bse[1])
    error = plain * factor**0.5
    point, half = float(fit.params[1]), float(stdtrit(free, (1 + level) / 2)) * error
    return Slope(
        point, error, plain, point - half, point + half, 1, float("inf"), 0.0, _PARAMETERS,
        bool(fit.converged),
    )  # fmt: skip


def estimate_state_trends(
    chain: SafeTable, place: str, first_year: int, last_year: int, level: float = LEVEL
) -> tuple[Trend, ...]:
    """The yearly change of each stage in one State's own reports.

    Args:
        chain: The protected ``count_chain`` of the State.
        place: Its name; for 'World' there is nothing, because a sum over States follows who
            reports.
        first_year: First year of the window.
        last_year: Last year of the window.
        level: Coverage of the intervals.

    Returns:
        A trend for each stage that it reported in the window. With a range or a conflict among the
        years, or with fewer than ``FEWEST_YEARS`` of them, nothing can be said.
    """
    chain = require_safe(chain, "estimate_state_trends")
    window = [str(year) for year in range(first_year, last_year + 1)]
    found = []
    for stage in chain.labels("stage") if place != "World" else ():
        cells = chain.where(stage=stage, year=window).cells
        told = [cell for cell in cells if cell.upper is not None]
        if told:
            found.append(_estimate(chain, stage, place, told, level))
    return tuple(found)


def _estimate(
    chain: SafeTable, stage: str, place: str, cells: Sequence[Cell], level: float
) -> Trend:
    years = [int(cell.key[1]) for cell in cells]
    ranges = sum(cell.value is None for cell in cells)
    persons = int(sum(cell.lower or 0 for cell in cells))
    reason = _find_reason(cells, ranges, persons)
    slope = None if reason else fit_series(years, [c.value or 0 for c in cells], level)
    ends = [float("nan")] * 3
    if slope is not None:
        rates = np.expm1([slope.point, slope.lower, slope.upper])
        ends = [100 * float(rate) for rate in rates]
        if not slope.converged or is_too_wide(ends[1], ends[2], years[-1] - years[0]):
            reason = "the interval holds both a halving and a doubling"
    return Trend(
        stage,
        *(ends[0], ends[1], ends[2]),
        level,
        *(years[0], years[-1]),
        countries=1,
        informing=1,
        country_years=len(cells),
        hidden=ranges,
        persons=persons,
        parameters=_PARAMETERS,
        theta=float("inf"),
        method=METHOD,
        verdict=CANNOT if reason else find_trend_verb(ends[1], ends[2]),
        reason=reason,
        warnings=(),
        sensitivity=(),
        provenance=chain.provenance,
        policy=chain.policy,
        place=place,
    )


def _find_reason(cells: Sequence[Cell], ranges: int, persons: int) -> str:
    if any(cell.status == v.CONFLICTING for cell in cells):
        return "a year was published with conflicting values"
    if ranges:
        return "a year was published as a range"
    if len(cells) < FEWEST_YEARS:
        return "too few years were reported"
    if persons - _PARAMETERS < FEWEST_FREE:
        return "the reports count too few persons"
    return ""
