"""What a run of bench.prosecution found, as the page that is kept."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from bench.prosecution_worlds import (
    BY_COUNT,
    FADING,
    LEVEL_SPREAD,
    RANDOM,
    SLOPE_SPREAD,
    THETA,
    YEARS,
)


@dataclass(frozen=True)
class Score:
    """What one design gave.

    Args:
        world: Where counts come from.
        reporting: Which of them are reported.
        countries: How many countries there are.
        replications: How often it was simulated.
        informing: Mean number of countries that inform the slope.
        hidden: Share of reports seen as '<5'.
        fitted: Replications in which the model found an estimate.
        covered: Of these, how often the interval held the truth.
        bias: Mean error, in percentage points a year.
        width: Median width of the interval, in percentage points a year.
        line: How often the naive line claimed a change (truth none).
        ends: How often its first and last year did.
    """

    world: str
    reporting: str
    countries: int
    replications: int
    informing: float
    hidden: float
    fitted: int
    covered: int
    bias: float
    width: float
    line: int
    ends: int

    @property
    def coverage(self) -> float:
        """Share of intervals that held the truth."""
        return self.covered / self.fitted if self.fitted else float("nan")

    @property
    def noise(self) -> float:
        """Monte Carlo standard error of the coverage."""
        share = self.coverage
        return float(np.sqrt(share * (1 - share) / self.fitted)) if self.fitted else float("nan")


def tell(s: Score) -> str:
    return (
        f"| {s.reporting} | {s.world} | {s.countries} ({s.informing:.0f}) | {s.hidden:.0%} | "
        f"{s.coverage:.1%} ({s.noise:.1%}) | {s.bias:+.2f} | {s.width:.1f} | "
        f"{s.replications - s.fitted} of {s.replications} | "
        f"{s.line / s.replications:.0%} | {s.ends / s.replications:.0%} |"
    )


def describe(
    scores: Sequence[Score],
    chosen: Mapping[int, dict[str, tuple[int, int]]],
    states: Mapping[tuple[str, int, float], tuple[int, int, int]],
    command: str,
    seconds: float,
    draws: int,
) -> str:
    lines = [
        "# Trends over countries that report now and then",
        "",
        f"`{command}` on {date.today().isoformat()}, {os.cpu_count()} cores, one used, "
        f"{seconds:,.0f} s of it. {len(YEARS)} years; levels of countries with a standard "
        f"deviation of {LEVEL_SPREAD} on the log scale; theta {THETA:.0f}; own slopes with a "
        f"standard deviation of {SLOPE_SPREAD:.0%} a year. The truth is no change unless said.",
        "",
        "Coverage is of the nominal 95% interval, with its Monte Carlo standard error in brackets. "
        "Bias and width are in percentage points a year. In brackets beside countries: how many of "
        "them inform the slope. The naive sum claims a change by a 95% line through its logarithm, "
        "or by its first and last year.",
        "",
        "| reporting | counts | countries | '<5' | coverage | bias | width | no estimate | "
        "naive line claims | naive ends claim |",
        "|---|---|---|---|---|---|---|---|---|---|",
        *(tell(score) for score in scores),
        "",
        "## Which interval",
        "",
        f"Own slopes, reporting at random, {draws} bootstrap draws, country intercepts.",
        "",
        "| countries | interval | coverage |",
        "|---|---|---|",
    ]
    for size, held in chosen.items():
        lines += [f"| {size} | {name} | {tell_share(*hit)} |" for name, hit in held.items()]
    lines += [
        "",
        "## One State's own series",
        "",
        "Quasi-Poisson, every year a number, no change in truth.",
        "",
        "| counts | years | persons a year | 95% covers | 99% covers |",
        "|---|---|---|---|---|",
    ]
    for (world, years, level), (usual, wide, tries) in states.items():
        shares = f"{tell_share(usual, tries)} | {tell_share(wide, tries)}"
        lines.append(f"| {world} | {years} | {level:.0f} | {shares} |")
    return "\n".join([*lines, "", *conclude(scores)]) + "\n"


def tell_share(hits: int, tries: int) -> str:
    share = hits / tries
    return f"{share:.1%} ({np.sqrt(share * (1 - share) / tries):.1%})"


def conclude(scores: Sequence[Score]) -> list[str]:
    """Whether the intervals hold what is asked of them, in words."""
    asked = [s for s in scores if s.reporting == RANDOM and s.countries >= 40]
    out = [s for s in asked if not 0.93 <= s.coverage <= 0.97]
    names = "; ".join(f"{s.world}, {s.countries}: {s.coverage:.1%}" for s in out)
    few = [s for s in scores if s.reporting == RANDOM and s.countries == 20]
    reach = all(0.93 <= s.coverage <= 0.97 for s in few)
    return [
        "## Found",
        "",
        f"- Reporting at random, 40 or more countries: {len(asked) - len(out)} of {len(asked)} "
        f"designs cover 93% to 97%{f' (not: {names})' if names else ''}.",
        f"- With 20 countries the intervals {'do' if reach else 'do not all'} cover 93% to 97%: "
        + ", ".join(f"{s.world} {s.coverage:.1%}" for s in few)
        + ".",
        *(_tell_bent(scores, reporting) for reporting in (BY_COUNT, FADING)),
    ]


def _tell_bent(scores: Sequence[Score], reporting: str) -> str:
    """What reporting that depends on the count does, as it was found."""
    mine = [s for s in scores if s.reporting == reporting]
    if not mine:
        return f"- Reporting {reporting}: not simulated."
    held, bent = [s.coverage for s in mine], [s.bias for s in mine]
    return (
        f"- Reporting {reporting}: the interval held the truth in {min(held):.1%} to "
        f"{max(held):.1%}, and the slope was off by {min(bent):+.2f} to {max(bent):+.2f} points a "
        "year; no model over reports mends that."
    )
