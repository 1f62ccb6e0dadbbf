"""Multiple systems estimation beside R, and what it costs by lists, models and draws.

    python -m bench.hidden_population [--draws N] [--r N] [--six]

R's times are those of MultipleSystemsEstimation 1.2.0 on one core, as measured for this project.
Where Rscript and lpSolve are installed, --r N runs N resampled tables through R as well (with the
script beside this one, not the package): the same estimate and the same model, table by table.
The result is printed, and written into bench/results/hidden_population.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from helpers.hidden_population import estimate, read_captures
from helpers.hidden_population.captures import Captures, make_captures
from helpers.hidden_population.models import catalogue, pairs_of
from helpers.hidden_population.selection import Stepwise

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "bench" / "results" / "hidden_population.md"
SHARED = Path(os.environ.get("CASELIGHT_SHARED", ROOT.parent / "shared")) / "data" / "mse"
# Seconds of R 1.2.0 on one core: the whole call, with the jackknife.
R_EXHAUSTIVE = 4.4 * 3600


@dataclass(frozen=True)
class Row:
    """One comparison: seconds for so many draws, ours and R's."""

    what: str
    draws: int
    seconds: float
    r_draws: int
    r_seconds: float

    @property
    def ratio(self) -> float:
        """How many times R's rate of tables a second (the point estimate is a table as well)."""
        return ((self.draws + 1) / self.seconds) / ((self.r_draws + 1) / self.r_seconds)


def clock(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def independent_table(lists: int, people: int = 6000) -> Captures:
    """Expected counts of independent lists, and two pairs of lists that go together."""
    counts = np.zeros(1 << lists)
    for h in range(1, 1 << lists):
        share = np.prod([0.08 + 0.02 * i if h >> i & 1 else 0.92 - 0.02 * i for i in range(lists)])
        tied = (3 if h & 3 == 3 else 1) * (2 if h & 6 == 6 else 1)
        counts[h] = round(people * share * tied)
    return make_captures(tuple("ABCDEFGHIJ"[:lists]), counts)


def against_r(draws: int, jobs: int | None) -> list[Row]:
    uk, uk5 = (read_captures(SHARED / f"{name}.csv") for name in ("UKdat", "UKdat_5"))
    asked: list[tuple[str, Captures, dict[str, Any], int, float]] = [
        ("UKdat, stepwise, total alone", uk, {"method": "stepwise", "bootstraps": 0}, 0, 0.25),
        ("UKdat, stepwise", uk, {"method": "stepwise", "bootstraps": draws}, 200, 33.2),
        ("UKdat_5, stepwise", uk5, {"method": "stepwise", "bootstraps": draws}, 200, 12.9),
        ("UKdat_5, BIC of 6,212 models", uk5, {"bootstraps": 0}, 0, 16.0),
        (
            "UKdat_5, BIC, best 100 in each draw",
            uk5,
            {"bootstraps": draws, "candidates": 100},
            100,
            30.5,
        ),
        (
            "UKdat_5, BIC, all 6,893 in each draw",
            uk5,
            {"bootstraps": draws, "max_order": 4, "candidates": "all"},
            1000,
            R_EXHAUSTIVE,
        ),
    ]
    rows = []
    for what, table, options, r_draws, r_seconds in asked:
        seconds = clock(lambda t=table, o=options: estimate(t, seed=1, jobs=jobs, **o))
        rows.append(Row(what, options["bootstraps"], seconds, r_draws, r_seconds))
    return rows


def costs(draws: int, six: bool) -> list[tuple[str, str, str, float]]:
    """(lists, models, draws, seconds) on tables made by code."""
    rows = []
    for lists, order in (
        (3, 2),
        (4, 2),
        (4, 3),
        (5, 2),
        (5, 3),
        (5, 4),
        *(((6, 2),) if six else ()),
    ):
        table = independent_table(lists)
        for many in (draws // 10, draws):
            seconds = clock(
                lambda t=table, o=order, b=many: estimate(
                    t, method="bic", max_order=o, bootstraps=b, candidates="all", seed=1
                )
            )
            rows.append(
                (f"{lists}, BIC", f"{len(catalogue(lists, order)):,}", f"{many:,}", seconds)
            )
    for lists in (4, 6, 8, 10):
        table = independent_table(lists)
        seconds = clock(lambda t=table: estimate(t, method="stepwise", bootstraps=draws, seed=1))
        rows.append((f"{lists}, stepwise", f"2^{len(pairs_of(lists))}", f"{draws:,}", seconds))
    return rows


def through_r(draws: int) -> str:
    """Resampled tables through R and through ours: how many agree, and both times."""
    if shutil.which("Rscript") is None:
        return "R is not installed here; its times above were measured before."
    lines = []
    for name in ("UKdat", "UKdat_5"):
        table = read_captures(SHARED / f"{name}.csv")
        rng = np.random.default_rng(11)
        tables = rng.multinomial(table.persons, table.counts / table.persons, size=draws)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tables.csv"
            np.savetxt(path, tables[:, 1:], fmt="%d", delimiter=",")
            script = str(ROOT / "bench" / "hidden_population.R")
            done = subprocess.run(
                ["Rscript", script, str(path), "0.02"], capture_output=True, text=True, check=True
            )
        *answers, last = done.stdout.strip().splitlines()
        start = time.perf_counter()
        ours = Stepwise(table.lists, 0.02).choose(tables.astype(float), 1)
        seconds = time.perf_counter() - start
        same = 0
        for answer, hidden, terms in zip(answers, ours.hidden, ours.models, strict=True):
            value, _, model = answer.partition(",")
            mine = sorted(t for t in terms or () if t.bit_count() == 2)
            same += (
                mine == [int(t) for t in model.split()] and abs(hidden / float(value) - 1) < 1e-6
            )
        r_seconds = float(last.partition(",")[2])
        lines.append(
            f"{name}: {same} of {draws} resampled tables give the same model and the same estimate "
            f"(to 1e-6) in R; R {r_seconds:.2f} s, ours {seconds:.4f} s on one core "
            f"({r_seconds / seconds:,.0f} times)."
        )
    return "\n\n".join(lines)


def describe(
    rows: list[Row], cost: list[tuple[str, str, str, float]], r: str, draws: int, compiled: float
) -> str:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    head = [
        "# Multiple systems estimation",
        "",
        f"{date.today().isoformat()}, Python {platform.python_version()}, {os.cpu_count()} cores, "
        f"`{' '.join(['python', '-m', 'bench.hidden_population', *sys.argv[1:]])}`. "
        f"First call of a fresh process: {compiled:.1f} s (compiled code is kept on disk). "
        f"Peak memory {peak:,.0f} MB.",
        "",
        "Ours uses all cores and gives alternatives and Monte Carlo errors as well; R one core.",
        "",
        "| what | draws | ours, s | R's draws | R, s | rate against R |",
        "|---|---|---|---|---|---|",
    ]
    body = [
        f"| {row.what} | {row.draws:,} | {row.seconds:.3f} | {row.r_draws:,} | "
        f"{row.r_seconds:,.1f} | {row.ratio:,.0f} times |"
        for row in rows
    ]
    tail = ["", r, "", "| lists | models | draws | s |", "|---|---|---|---|"]
    tail += [f"| {lists} | {models} | {many} | {s:.2f} |" for lists, models, many, s in cost]
    return "\n".join([*head, *body, *tail]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--draws", type=int, default=1000)
    parser.add_argument("--jobs", type=int)
    parser.add_argument("--r", type=int, default=0, help="tables to run through R as well")
    parser.add_argument("--six", action="store_true", help="all 32,768 models of six lists too")
    asked = parser.parse_args()
    compiled = clock(lambda: estimate(independent_table(3), bootstraps=10, seed=1))
    clock(lambda: estimate(independent_table(6), bootstraps=2, seed=1))
    rows = against_r(asked.draws, asked.jobs) if SHARED.is_dir() else []
    r = through_r(asked.r) if asked.r and SHARED.is_dir() else ""
    text = describe(rows, costs(asked.draws, asked.six), r, asked.draws, compiled)
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
