"""A slow engine for tests of plans: atoms are all combinations of labels, the choice is greedy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import linprog

from helpers.disclosure.system import Pattern, SumCell, System
from helpers.disclosure.together import Engine
from helpers.tables.counts import Counts


@dataclass
class Built:
    system: System
    places: Any
    sensitive: frozenset[int] = frozenset()
    empty_rests: frozenset[int] = frozenset()


def build(requests: Sequence[Counts], tables: Any, threshold: int, **options: Any) -> Built:
    cells = {}
    for counts in requests:
        for cell in counts.cells:
            if cell.region is not None and cell.persons is not None:
                cells.setdefault(cell.region.text, (cell.region, cell.persons))
    values: dict[str, set[str]] = {}
    for region, _ in cells.values():
        for box in region.boxes:
            for name, labels in box:
                values.setdefault(name, {"(other)"}).update(labels)
    names = sorted(values)
    people = [
        dict(zip(names, labels, strict=True))
        for labels in product(*(sorted(values[name]) for name in names))
    ]
    marks = [tuple(region.holds(p) for region, _ in cells.values()) for p in people]
    kinds = sorted({mark for mark in marks if any(mark)}, reverse=True)
    made = [
        SumCell(text, tuple(k for k, mark in enumerate(kinds) if mark[i]), persons)
        for i, (text, (_, persons)) in enumerate(cells.items())
    ]
    at = {text: i for i, text in enumerate(cells)}
    places = [[at[c.region.text] if c.region else None for c in r.cells] for r in requests]
    return Built(System(len(kinds), tuple(made)), places)


def choose(
    system: System,
    threshold: int,
    *,
    fixed_hidden: frozenset[int] = frozenset(),
    fixed_shown: frozenset[int] = frozenset(),
    zeros_hidden: bool = False,
    **options: Any,
) -> Pattern:
    persons = system.persons
    small = [i for i, n in enumerate(persons) if 0 < n < threshold]
    hidden = set(fixed_hidden) | {i for i in small if i not in fixed_shown}
    while exposed := [i for i in small if not _is_safe(system, hidden, i, threshold, zeros_hidden)]:
        mine = set(system.cells[exposed[0]].atoms)
        free = [
            (not mine & set(system.cells[i].atoms), persons[i], i)
            for i in range(len(persons))
            if i not in hidden and i not in fixed_shown and (persons[i] > 0 or zeros_hidden)
        ]
        if not free:
            raise ValueError("nothing is left to hide")
        hidden.add(min(free)[-1])
    return Pattern(frozenset(hidden), np.zeros((0, system.atoms), dtype=np.int64), zeros_hidden)


def _is_safe(system: System, hidden: set[int], at: int, t: int, zeros_hidden: bool) -> bool:
    sums = system.sums().toarray()
    shown = [i for i in range(len(system.cells)) if i not in hidden]
    held = sorted(hidden)
    low, high = (
        sign
        * linprog(
            sign * sums[at],
            A_eq=sums[shown] if shown else None,
            b_eq=system.persons[shown] if shown else None,
            A_ub=-sums[held] if not zeros_hidden else None,
            b_ub=-np.ones(len(held)) if not zeros_hidden else None,
            bounds=(0, 100_000),
        ).fun
        for sign in (1, -1)
    )
    return bool(high - low > t - 1 - 1e-6 and high > t - 1e-6)


ENGINE = Engine(build, choose)
