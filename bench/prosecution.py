"""How often a sum over whoever reported invents a trend, and how often the model holds the truth.

    OPENBLAS_NUM_THREADS=1 python -m bench.prosecution [--quick] [--replications N]

Countries are simulated with a known yearly change; each reports some of its years, and counts
below 5 are seen as '<5'. The naive sum adds up what was reported (2 for each '<5') and fits a line
to its logarithm. The model is the one of helpers.prosecution. Written into
bench/results/prosecution.md. Which interval was chosen, and the fewest countries that the pages
accept (FEWEST_COUNTRIES), rest on it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from bench.prosecution_report import Score, describe, tell
from bench.prosecution_worlds import (
    BY_COUNT,
    FADING,
    RANDOM,
    STEADY,
    THETA,
    WORLDS,
    YEARS,
    draw_counts,
    draw_reporting,
    draw_shocks,
    invents,
    see,
)
from helpers.prosecution.single import fit_series
from helpers.prosecution.trend_fit import Reports, Slope, fit_fixed, fit_mixed

RESULT = Path(__file__).resolve().parents[1] / "bench" / "results" / "prosecution.md"
SIZES = (10, 20, 40, 100)
DRAWS = 99
LONG, QUICK = 600, 20


def play(
    world: str, reporting: str, countries: int, replications: int, *, change: float = 0.0
) -> Score:
    """Simulate one design; the seed follows from it, so a design gives the same result alone."""
    seed = [WORLDS.index(world), countries, sum(map(ord, reporting)), round(1000 * change)]
    rng = np.random.default_rng(seed)
    slopes: list[Slope] = []
    hidden, naive = [], []
    for _ in range(replications):
        counts = draw_counts(rng, countries, world, change)
        reports = see(counts, draw_reporting(rng, counts, reporting))
        hidden.append(float((reports.lower < reports.upper).mean()))
        naive.append(invents(reports))
        slopes.append(fit_mixed(reports))
    truth = float(np.log1p(change))
    good = [s for s in slopes if s.converged]
    return Score(
        world,
        reporting,
        countries,
        replications,
        float(np.mean([s.countries for s in slopes])),
        float(np.mean(hidden)),
        len(good),
        sum(s.lower <= truth <= s.upper for s in good),
        100 * float(np.mean([s.point - truth for s in good])),
        100 * float(np.median([s.upper - s.lower for s in good])),
        *(sum(column) for column in zip(*naive, strict=True)),
    )


def play_state(world: str, years: int, level: float, replications: int) -> tuple[int, int, int]:
    """One State's own series, every year a number: 95% and 99% intervals that held no change."""
    rng = np.random.default_rng([WORLDS.index(world), years, round(level)])
    held = [0, 0]
    for _ in range(replications):
        mean = np.full((1, len(YEARS)), level)
        if world == "shocks that last":
            mean = mean * np.exp(draw_shocks(rng, 1))
        if world != "Poisson":
            mean = mean * rng.gamma(THETA, 1 / THETA, mean.shape)
        counts = rng.poisson(mean)[0, :years] + 0.0
        for place, nominal in enumerate((0.95, 0.99)):
            slope = fit_series(YEARS[:years], counts, nominal)
            held[place] += bool(slope.lower <= 0 <= slope.upper)
    return held[0], held[1], replications


def choose_interval(countries: int, replications: int) -> dict[str, tuple[int, int]]:
    """Three intervals of the same slope: how often each held the truth, of how many.

    Model-based, leaving out one country at a time with t, and the cluster bootstrap (percentiles;
    country intercepts of their own, which is quicker and gives the same slope).
    """
    rng = np.random.default_rng([countries, 99])
    held = dict.fromkeys(("model-based", "one country out (CR3), t", "cluster bootstrap"), (0, 0))
    for _ in range(replications):
        counts = draw_counts(rng, countries, "own slopes", 0.0)
        reports = see(counts, draw_reporting(rng, counts, RANDOM))
        fixed = fit_fixed(reports)
        draws = [fit_fixed(resample(rng, reports)).point for _ in range(DRAWS)]
        low, high = np.percentile(draws, [2.5, 97.5])
        plain = 1.96 * fixed.naive_error
        limits = (
            (fixed.point - plain, fixed.point + plain),
            (fixed.lower, fixed.upper),
            (low, high),
        )
        for name, (a, b) in zip(held, limits, strict=True):
            hits, tries = held[name]
            held[name] = (hits + bool(a <= 0 <= b), tries + 1)
    return held


def resample(rng: np.random.Generator, reports: Reports) -> Reports:
    """Countries drawn with replacement, each with all of its reports."""
    names = np.unique(reports.country)
    drawn = rng.choice(names, len(names))
    rows = [np.flatnonzero(reports.country == name) for name in drawn]
    at = np.concatenate(rows)
    number = np.repeat(np.arange(len(rows)), [len(part) for part in rows])
    return Reports(number, reports.year[at], reports.lower[at], reports.upper[at])


def run(replications: int, say: Callable[[str], None] = print) -> list[Score]:
    """Every design; those not at random are found out with fewer replications."""
    few = max(replications // 4, 1)
    designs = [
        (world, reporting, size, replications if reporting == RANDOM and size > 10 else few, 0.0)
        for reporting, size, world in product((RANDOM, BY_COUNT, FADING), SIZES, WORLDS)
        if reporting == RANDOM or (size > 10 and world in WORLDS[1:3])
    ]
    designs += [("negative binomial", RANDOM, 40, few, 0.05), ("own slopes", STEADY, 40, few, 0.0)]
    scores = []
    for world, reporting, size, times, change in designs:
        scores.append(play(world, reporting, size, times, change=change))
        name = f"{reporting}{f', {change:+.0%} a year' if change else ''}"
        scores[-1] = replace_name(scores[-1], name)
        say(tell(scores[-1]))
    return scores


def replace_name(score: Score, reporting: str) -> Score:
    return Score(**{**vars(score), "reporting": reporting})


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=LONG)
    parser.add_argument("--quick", action="store_true", help=f"{QUICK} replications, not to quote")
    parser.add_argument("--result", type=Path, default=RESULT)
    asked = parser.parse_args(arguments)
    times = QUICK if asked.quick else asked.replications
    start = time.process_time()
    scores = run(times)
    chosen = {size: choose_interval(size, max(times // 4, 2)) for size in (20,)}
    states = {
        design: play_state(*design, times)
        for design in product((*WORLDS[:2], WORLDS[3]), (6, 11), (20.0, 200.0))
    }
    command = "python -m bench.prosecution" + (" --quick" if asked.quick else "")
    if not asked.quick and times != LONG:
        command += f" --replications {times}"
    text = describe(scores, chosen, states, command, time.process_time() - start, DRAWS)
    asked.result.parent.mkdir(parents=True, exist_ok=True)
    asked.result.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
