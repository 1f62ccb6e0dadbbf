"""Cells hidden and seconds: our choice beside tau-Argus OPT, its growth, and the attacks in full.

``python -m bench.suppression`` writes ``bench/results/suppression.md``. Tables are drawn by a
seeded generator. OPT (pytauargus) gets the same rule: every hidden count at least 1, a small count
able to reach the threshold, its interval ``threshold - 1`` wide, each hidden cell at cost 1.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from helpers.disclosure.choose import choose_pattern
from helpers.disclosure.system import System
from tests.disclosure.choose.attacks import find_broken
from tests.disclosure.choose.systems import (
    LINKED,
    THRESHOLD,
    Axis,
    draw_sizes,
    draw_table,
    flat,
    join,
    nested,
    table,
    with_contributors,
)
from tests.disclosure.tau_argus import EngineError, suppress_optimally

RESULT = Path(__file__).parent / "results" / "suppression.md"
SEED = 5
GROWTH: tuple[tuple[Axis, ...], ...] = (
    (nested([3] * 3), flat(5)),
    (nested([4] * 3), flat(6), flat(5)),
    (nested([5] * 6), flat(6), flat(8)),
    (nested([8] * 15), flat(6), flat(8)),
    (nested([12] * 16), flat(7), flat(10)),
)


def main() -> None:
    """Run all of it, or as much as is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tables", type=int, default=100)
    parser.add_argument("--attacked", type=int, default=200)
    parser.add_argument("--growth", type=int, default=len(GROWTH))
    asked = parser.parse_args()
    lines = ["# Suppression by witnesses", ""]
    lines += _beside_peer(asked.tables) + _attacks(asked.attacked) + _growth(GROWTH[: asked.growth])
    RESULT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _timed(work: Callable[[], frozenset[int]]) -> tuple[frozenset[int], float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def _beside_peer(count: int) -> list[str]:
    rng = np.random.default_rng(SEED)
    ours_cells = peer_cells = failed = 0
    ours_seconds, peer_seconds = [], []
    for _ in range(count):
        system = draw_table(rng)
        try:
            peer, seconds = _timed(lambda s=system: suppress_optimally(s, THRESHOLD, 120))
        except EngineError:
            failed += 1
            continue
        mine, own_seconds = _timed(lambda s=system: choose_pattern(s, THRESHOLD).hidden)
        peer_cells, ours_cells = peer_cells + len(peer), ours_cells + len(mine)
        peer_seconds.append(seconds)
        ours_seconds.append(own_seconds)
    return [
        f"## Beside OPT on {count} random tables of 1 to 3 dimensions",
        "",
        "| | hidden cells | seconds, all | seconds, slowest |",
        "|---|---|---|---|",
        _row("tau-Argus OPT", peer_cells, peer_seconds),
        _row("ours", ours_cells, ours_seconds),
        "",
        f"Ours hides {100 * (ours_cells / max(peer_cells, 1) - 1):+.1f} %. OPT failed on {failed}.",
        "",
    ]


def _row(name: str, cells: int, seconds: Sequence[float]) -> str:
    return f"| {name} | {cells:,} | {sum(seconds):.1f} | {max(seconds, default=0):.1f} |"


def _attacks(count: int) -> list[str]:
    rng = np.random.default_rng(SEED + 1)
    tables = [draw_table(rng) for _ in range(count)]
    releases = [join(LINKED[at % len(LINKED)](rng)) for at in range(count // 4)]
    systems = [*tables, *releases]
    systems = [with_contributors(rng, s) if at % 3 == 2 else s for at, s in enumerate(systems)]
    broken = sum(
        bool(find_broken(s, choose_pattern(s, THRESHOLD).hidden, THRESHOLD)) for s in systems
    )
    naive = [(s, _small(s)) for s in tables if _small(s)]
    undone = sum(bool(find_broken(s, small, THRESHOLD)) for s, small in naive)
    return [
        "## Attacks",
        "",
        f"{len(tables)} tables and {len(releases)} linked releases: {broken} broken. "
        f"Naive suppression: {undone} of {len(naive)} broken.",
        "",
    ]


def _small(system: System) -> frozenset[int]:
    return frozenset(n for n, c in enumerate(system.cells) if 0 < c.persons < THRESHOLD)


def _growth(shapes: Sequence[Sequence[Axis]]) -> list[str]:
    lines = ["## Growth", "", "| cells | small | hidden | seconds (processor) | peak MB |"]
    lines.append("|---|---|---|---|---|")
    for axes in shapes:
        rng = np.random.default_rng(1)
        system = table(axes, draw_sizes(rng, int(np.prod([axis.size for axis in axes]))))
        start = time.process_time()
        hidden = len(choose_pattern(system, THRESHOLD).hidden)
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        cells = len(system.cells)
        lines.append(f"| {cells:,} | {len(_small(system))} | {hidden:,} | {seconds:.1f} | {peak} |")
    return lines


if __name__ == "__main__":
    main()
