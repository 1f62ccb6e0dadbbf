"""How far the estimate moves when what nobody can be sure of is changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from helpers.errors import CaselightError
from helpers.hidden_population.captures import (
    FEWEST_PERSONS,
    Captures,
    make_captures,
    read_captures,
)
from helpers.hidden_population.estimation import point

THRESHOLDS = (0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)
_SIMULATIONS = 50


@dataclass(frozen=True)
class Changed:
    """The estimate after one change.

    Args:
        what: The change, in words.
        total: The estimate; nan where there is none.
        model: The model chosen, in R's way; empty where there is none.
        note: Why there is no estimate, or how it is to be read.
    """

    what: str
    total: float
    model: str = ""
    note: str = ""


@dataclass(frozen=True)
class Consistency:
    """One list taken as the population, estimated from the others (Binette and Steorts 2022).

    Args:
        name: The list.
        size: Persons on it: the truth.
        estimate: The estimate of that number from those also on other lists; nan without one.
        ratio: Estimate over truth.
        note: Why there is no estimate.
    """

    name: str
    size: int
    estimate: float
    ratio: float
    note: str = ""


def by_threshold(captures: Any, thresholds: Iterable[float] = THRESHOLDS) -> tuple[Changed, ...]:
    """The stepwise estimate at other thresholds."""
    table = read_captures(captures)
    return tuple(
        _try(f"threshold {one:g}", table, method="stepwise", threshold=one) for one in thresholds
    )


def leave_one_out(captures: Any, **options: Any) -> tuple[Changed, ...]:
    """The estimate without each list; who was on that list alone counts among the hidden.

    Args:
        captures: Three lists or more.
        **options: As for ``estimate``.
    """
    table = read_captures(captures)
    found = []
    for i, name in enumerate(table.names):
        others = [k for k in range(table.lists) if k != i]
        found.append(_try(f"without {name}", project(table, [[k] for k in others]), **options))
    return tuple(found)


def merge_lists(captures: Any, **options: Any) -> tuple[Changed, ...]:
    """The estimate with each two lists taken as one.

    Args:
        captures: Three lists or more.
        **options: As for ``estimate``.
    """
    table = read_captures(captures)
    found = []
    for i, j in combinations(range(table.lists), 2):
        groups = [[i, j], *([k] for k in range(table.lists) if k not in (i, j))]
        what = f"{table.names[i]} and {table.names[j]} as one list"
        found.append(_try(what, project(table, groups), **options))
    return tuple(found)


def with_linkage_error(
    captures: Any, rates: Iterable[float] = (0.02, 0.05), seed: int = 1, **options: Any
) -> tuple[Changed, ...]:
    """The estimate if a share of the links between records were wrong, or had been missed.

    A person on k lists has k - 1 links. "Wrong" breaks each link of the table with that chance:
    the record on one list becomes a person of its own. "Missed" puts back as many as would have
    been lost at that rate, joined as the links that were found are. The median over simulated
    tables is given.

    Args:
        captures: The captures.
        rates: Shares of the links.
        seed: Start of the simulation.
        **options: As for ``estimate``.
    """
    table = read_captures(captures)
    found = []
    for rate in rates:
        for kind, change in (("wrong", break_links), ("missed", restore_links)):
            rng = np.random.default_rng([seed, round(rate * 1e6), kind == "missed"])
            tries = [_try("", change(table, rate, rng), **options) for _ in range(_SIMULATIONS)]
            totals = np.array([one.total for one in tries])
            usable = totals[np.isfinite(totals)]
            middle = float(np.median(usable)) if len(usable) else float("nan")
            lost = len(totals) - len(usable)
            note = f"no estimate in {lost} of {len(totals)} simulated tables" if lost else ""
            found.append(Changed(f"{rate:.0%} of links {kind}", middle, note=note))
    return tuple(found)


def internal_consistency(captures: Any, **options: Any) -> tuple[Consistency, ...]:
    """Each list in turn as a population of known size, estimated from the others on it."""
    table = read_captures(captures)
    found = []
    for i, name in enumerate(table.names):
        others = [[k] for k in range(table.lists) if k != i]
        on_list = np.array([h >> i & 1 for h in range(len(table.counts))])
        size = int((table.counts * on_list).sum())
        inside = project(make_captures(table.names, table.counts * on_list), others)
        guess = _try("", inside, **options)
        found.append(Consistency(name, size, guess.total, guess.total / size, guess.note))
    return tuple(one for one in found if one.size >= FEWEST_PERSONS)


def project(table: Captures, groups: list[list[int]]) -> Captures:
    """Captures with each group of lists as one; who is on none of them is not seen."""
    names = tuple("+".join(table.names[k] for k in group) for group in groups)
    counts = np.zeros(1 << len(groups))
    for history, persons in enumerate(table.counts):
        new = sum(1 << g for g, group in enumerate(groups) if any(history >> k & 1 for k in group))
        counts[new] += persons
    return make_captures(names, counts)


def break_links(table: Captures, rate: float, rng: np.random.Generator) -> Captures:
    """Each link of each person broken with chance ``rate``."""
    counts = table.counts.copy()
    for history in sorted(range(len(counts)), key=int.bit_count, reverse=True):
        if history.bit_count() < 2:
            break
        lists = [1 << k for k in range(table.lists) if history >> k & 1]
        # A person on k lists has k - 1 links; one broken link parts one list from the rest.
        chance = 1 - (1 - rate) ** (len(lists) - 1)
        for part in rng.choice(lists, size=int(rng.binomial(int(counts[history]), chance))):
            counts[history] -= 1
            counts[history ^ part] += 1
            counts[part] += 1
    return make_captures(table.names, counts)


def restore_links(table: Captures, rate: float, rng: np.random.Generator) -> Captures:
    """Links put back that a miss rate of ``rate`` would have lost."""
    counts = table.counts.copy()
    linked = [h for h in range(len(counts)) if h.bit_count() > 1 and counts[h] > 0]
    weights = np.array([counts[h] * (h.bit_count() - 1) for h in linked])
    lost = rng.poisson(weights.sum() * rate / (1 - rate))
    for history in rng.choice(linked, size=lost, p=weights / weights.sum()):
        part = int(rng.choice([1 << k for k in range(table.lists) if history >> k & 1]))
        rest = int(history) ^ part
        if counts[part] > 0 and counts[rest] > (1 if rest == part else 0):
            counts[part] -= 1
            counts[rest] -= 1
            counts[history] += 1
    return make_captures(table.names, counts)


def _try(what: str, table: Captures, **options: Any) -> Changed:
    """An estimate without intervals, or the reason why there is none."""
    try:
        if table.lists < 2:
            return Changed(what, float("nan"), note="fewer than two lists are left")
        total, model = point(table, **{"seed": 0, **options})
    except CaselightError as problem:
        return Changed(what, float("nan"), note=problem.rule)
    return Changed(what, total, model)
