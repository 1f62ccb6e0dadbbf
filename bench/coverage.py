"""How often the intervals hold the truth, by simulation.

    python -m bench.coverage [--tables N] [--draws N] [--methods bic union] [--long]

N is fixed and everything is simulated from it, the number observed with it; the truth is known.
Tables come from a fitted model's probabilities, and from worlds that no model in the choice
describes. The short run shows that it works; --long is the one to quote. Written into
bench/results/coverage.md. The 2021 paper (Chan, Silverman and Vincent, JASA 116) reports about 90%
for its nominal 95% BCa intervals after the stepwise choice. A run of some methods has a file of
its own; the tables are the same ones for each method.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from helpers.errors import CaselightError
from helpers.hidden_population import estimate, interval_over_models
from helpers.hidden_population.captures import Captures, make_captures
from helpers.hidden_population.estimation import point
from helpers.hidden_population.intervals import Interval
from helpers.hidden_population.sensitivity import break_links

RESULT = Path(__file__).resolve().parents[1] / "bench" / "results" / "coverage.md"
LISTS = 4
WIDE = 0.9
METHODS = ("stepwise", "bic", "union")
CHANCES = np.array([0.04, 0.12, 0.20, 0.15])
NAMES = ("A", "B", "C", "D")


@dataclass(frozen=True)
class World:
    """Where tables come from.

    Args:
        name: In words.
        people: The truth.
        shares: Probability of each history, the first of being on no list.
        missed: Share of links between records that are lost.
    """

    name: str
    people: int
    shares: np.ndarray
    missed: float = 0.0


def independent(chances: np.ndarray) -> np.ndarray:
    """Probability of each history when lists are independent."""
    on = np.array([[h >> i & 1 for i in range(LISTS)] for h in range(1 << LISTS)])
    return np.prod(np.where(on, chances, 1 - chances), axis=1)


def tied(shares: np.ndarray, terms: dict[int, float]) -> np.ndarray:
    """With interactions: each history's probability times exp(effect) for the terms in it."""
    for term, effect in terms.items():
        shares = shares * np.exp([effect if h & term == term else 0 for h in range(shares.size)])
    return shares / shares.sum()


def worlds(people: int) -> list[World]:
    plain = independent(CHANCES)
    classes = 0.7 * independent(CHANCES * 0.5) + 0.3 * independent(np.minimum(CHANCES * 2.2, 0.9))
    unreachable = 0.8 * plain
    unreachable[0] += 0.2
    return [
        World("independent lists", people, plain),
        World("one pair tied (log odds 1.5)", people, tied(plain, {0b0011: 1.5})),
        World("two pairs tied, one avoiding", people, tied(plain, {0b0110: 1.0, 0b1100: -1.0})),
        World("two latent classes", people, classes),
        World("highest-order interaction", people, tied(plain, {0b1111: 2.0, 0b0111: 0.7})),
        World("a fifth whom no list can reach", people, unreachable),
        World("5% of links missed", people, plain, 0.05),
    ]


@dataclass(frozen=True)
class Score:
    """Of one world and method."""

    world: str
    method: str
    tables: int
    refused: int
    covered: tuple[int, int]
    bias: float
    width: float


def _answer(table: Captures, method: str, draws: int, seed: int) -> tuple[float, list[Interval]]:
    """The estimate and its intervals, the widest last; the union has one of 95% only."""
    if method == "union":
        total, _ = point(table, method="bic")
        return total, [interval_over_models(table, bootstraps=draws, seed=seed)]
    found = estimate(table, method=method, bootstraps=draws, seed=seed)
    return found.total, list(found.intervals)


def play(world: World, method: str, tables: int, draws: int, rng: np.random.Generator) -> Score:
    covered, totals, widths, refused = [0, 0], [], [], 0
    for _ in range(tables):
        counts = rng.multinomial(world.people, world.shares).astype(float)
        table = make_captures(NAMES, counts)
        if world.missed:
            table = break_links(table, world.missed, rng)
        try:
            seed = int(rng.integers(2**31))
            found = _answer(table, method, draws, seed)
        except CaselightError:
            refused += 1
            continue
        if not found[1]:
            refused += 1
            continue
        totals.append(found[0])
        widths.append(found[1][-1].upper - found[1][-1].lower)
        for interval in found[1]:
            covered[interval.level > WIDE] += interval.lower <= world.people <= interval.upper
    bias = float(np.median(totals) / world.people - 1) if totals else float("nan")
    width = float(np.median(widths) / world.people) if widths else float("nan")
    return Score(world.name, method, tables, refused, (covered[0], covered[1]), bias, width)


def describe(scores: list[Score], people: int, draws: int, seconds: float) -> str:
    lines = [
        "# Coverage of the intervals",
        "",
        f"{date.today().isoformat()}, {os.cpu_count()} cores, {seconds:,.0f} s. {people:,} people, "
        f"four lists that hold 4 to 20% of them, {draws} draws a table, the choice repeated. "
        "In brackets: twice the standard error of the share. Nominal 80% and 95%; the 2021 paper "
        "reports about 90% for its 95% BCa intervals. 'union' is `interval_over_models`: the "
        "widest limits of the interval by BIC and of every model within 2 BIC of the best.",
        "",
        "| world | method | 80% covers | 95% covers | median bias | 95% width / N | no interval |",
        "|---|---|---|---|---|---|---|",
    ]
    for s in scores:
        used = s.tables - s.refused
        shown = []
        for at, hit in enumerate(s.covered):
            if s.method == "union" and not at:
                shown.append("-")
                continue
            share = hit / used if used else float("nan")
            error = 2 * np.sqrt(share * (1 - share) / used) if used else float("nan")
            shown.append(f"{share:.0%} ({error:.0%})")
        lines.append(
            f"| {s.world} | {s.method} | {shown[0]} | {shown[1]} | {s.bias:+.0%} | {s.width:.2f} | "
            f"{s.refused} of {s.tables} |"
        )
    return "\n".join(lines) + "\n"


def run(
    tables: int,
    draws: int,
    people: int,
    say: Callable[[str], None] = print,
    methods: Sequence[str] = METHODS,
) -> list[Score]:
    scores = []
    for number, world in enumerate(worlds(people)):
        for method in methods:
            rng = np.random.default_rng([20210101, number])
            scores.append(play(world, method, tables, draws, rng))
            say(f"{world.name}, {method}: {scores[-1].covered} of {tables - scores[-1].refused}")
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", type=int, default=40)
    parser.add_argument("--draws", type=int, default=200)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--long", action="store_true", help="1,000 tables, 1,000 draws each")
    asked = parser.parse_args()
    tables, draws = (1000, 1000) if asked.long else (asked.tables, asked.draws)
    start = time.perf_counter()
    scores = run(tables, draws, asked.people, methods=asked.methods)
    text = describe(scores, asked.people, draws, time.perf_counter() - start)
    every = list(METHODS) == asked.methods
    result = RESULT if every else RESULT.with_name(f"coverage-{'-'.join(asked.methods)}.md")
    result.parent.mkdir(parents=True, exist_ok=True)
    result.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
