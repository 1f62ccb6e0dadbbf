"""Countries that are simulated with a known yearly change, and what is seen of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import linregress
from scipy.stats import t as student

from helpers.prosecution.trend_fit import Reports

YEARS = np.arange(2010, 2021)
LEVEL_SPREAD = 1.5
SLOPE_SPREAD = 0.08
THETA = 2.0
WORLDS = ("Poisson", "negative binomial", "own slopes", "shocks that last")
RANDOM, BY_COUNT, FADING, STEADY = "at random", "by the count", "by the count, fading", "steady"

Array = NDArray[np.float64]


def draw_counts(rng: np.random.Generator, countries: int, world: str, change: float) -> Array:
    """True counts, countries by years; about half of them are below 5."""
    level = rng.normal(np.log(4.5), LEVEL_SPREAD, countries)
    spread = SLOPE_SPREAD if world == "own slopes" else 0.0
    slope = rng.normal(np.log1p(change), spread, countries)
    mean = np.exp(level[:, None] + slope[:, None] * (YEARS - YEARS.mean()))
    if world == "Poisson":
        return rng.poisson(mean).astype(float)
    if world == "shocks that last":
        mean = mean * np.exp(draw_shocks(rng, countries))
    return rng.poisson(mean * rng.gamma(THETA, 1 / THETA, mean.shape)).astype(float)


def draw_shocks(rng: np.random.Generator, countries: int) -> Array:
    """Yearly shocks with a standard deviation of 0.5, half of which is left in the next year."""
    shock = rng.normal(0, 0.5, (countries, len(YEARS)))
    for year in range(1, len(YEARS)):
        shock[:, year] = 0.5 * shock[:, year - 1] + np.sqrt(0.75) * shock[:, year]
    return shock


def draw_reporting(rng: np.random.Generator, counts: Array, reporting: str) -> NDArray[np.bool_]:
    """Which country-years are reported.

    At random: 35% of countries in the first year, 85% in the last, whatever their counts (UNODC's
    file has 22 States for 2003 and 114 for 2017). By the count: the more persons, the likelier.
    Fading: the same, less so each year, so that small counts come in as time goes by.
    """
    rise = np.linspace(0, 1, len(YEARS))
    if reporting == STEADY:
        chance = np.full(counts.shape, 0.6)
    elif reporting == RANDOM:
        chance = np.broadcast_to(0.35 + 0.5 * rise, counts.shape)
    elif reporting == BY_COUNT:
        chance = 1 / (1 + np.exp(0.6 - 0.5 * np.log1p(counts)))
    else:
        chance = 1 / (1 + np.exp(0.6 - 0.6 * rise - 0.5 * (1 - rise) * np.log1p(counts)))
    return rng.random(counts.shape) < chance


def see(counts: Array, reported: NDArray[np.bool_]) -> Reports:
    """What is published: the reported counts, those below 5 as '<5'."""
    country, year = np.nonzero(reported)
    seen = counts[reported]
    few = seen < 5
    return Reports(
        country, YEARS[year].astype(float), np.where(few, 0, seen), np.where(few, 4, seen)
    )


def invents(reports: Reports) -> tuple[bool, bool]:
    """Whether a naive sum claims a change: by a 95% line, and by its first and last year alone."""
    numbers = (reports.year - YEARS[0]).astype(int)
    size = len(YEARS)
    low = np.bincount(numbers, weights=reports.lower, minlength=size)
    high = np.bincount(numbers, weights=reports.upper, minlength=size)
    line = linregress(YEARS, np.log((low + high) / 2 + 0.5))
    by_line = abs(line.slope) > student.ppf(0.975, size - 2) * line.stderr
    return bool(by_line), bool(low[-1] > high[0] or high[-1] < low[0])
