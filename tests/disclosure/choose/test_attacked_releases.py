"""Two hundred random tables and fifty linked releases, attacked by somebody else's code."""

from __future__ import annotations

import numpy as np
import pytest

from helpers.disclosure.choose import choose_pattern
from tests.disclosure.choose.attacks import find_broken
from tests.disclosure.choose.systems import (
    LINKED,
    THRESHOLD,
    draw_axes,
    draw_sizes,
    join,
    table,
    with_contributors,
)
from tests.disclosure.independent_attacker import Release, find_interval

BATCHES, TABLES = 10, 20
CELLS = {1: 24, 2: 40, 3: 48}


def draw(rng: np.random.Generator) -> object:
    dimensions = int(rng.choice([1, 2, 3], p=[0.2, 0.5, 0.3]))
    axes = draw_axes(rng, dimensions, CELLS[dimensions])
    return table(axes, draw_sizes(rng, int(np.prod([axis.size for axis in axes]))))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_no_attacker_breaks_a_random_table(batch: int) -> None:
    rng = np.random.default_rng([7, batch])
    for at in range(TABLES):
        system = draw(rng)
        if at % 5 == 4:
            system = with_contributors(rng, system)
        found = choose_pattern(system, THRESHOLD)
        assert len(found.hidden) <= 60
        assert not found.coarsened
        assert not find_broken(system, found.hidden, THRESHOLD)


def test_naive_suppression_is_broken_in_nine_tables_of_ten() -> None:
    rng = np.random.default_rng([7, 99])
    systems = [draw(rng) for _ in range(60)]
    attacked = broken = 0
    for system in systems:
        small = {at for at, cell in enumerate(system.cells) if 0 < cell.persons < THRESHOLD}
        if small:
            attacked += 1
            broken += bool(find_broken(system, small, THRESHOLD))
    assert attacked >= 40
    assert broken >= 0.9 * attacked


@pytest.mark.parametrize("at", range(50))
def test_no_attacker_breaks_a_linked_release(at: int) -> None:
    rng = np.random.default_rng([17, at])
    system = join(LINKED[at % len(LINKED)](rng))
    if at % 3 == 2:
        system = with_contributors(rng, system)
    found = choose_pattern(system, THRESHOLD)
    assert not found.coarsened
    assert not find_broken(system, found.hidden, THRESHOLD)


def test_protecting_each_table_apart_is_broken_in_some_linked_releases() -> None:
    broken = 0
    for at in range(24):
        rng = np.random.default_rng([17, at])
        tables = LINKED[at % len(LINKED)](rng)
        dark = {
            frozenset(one.cells[cell].atoms)
            for one in tables
            for cell in choose_pattern(one, THRESHOLD).hidden
        }
        whole = join(tables)
        hidden = {n for n, cell in enumerate(whole.cells) if frozenset(cell.atoms) in dark}
        broken += bool(find_broken(whole, hidden, THRESHOLD))
    assert broken >= 3


@pytest.mark.parametrize("seed", range(6))
def test_hidden_zeros_stay_open(seed: int) -> None:
    rng = np.random.default_rng([27, seed])
    axes = draw_axes(rng, 2, 30)
    system = table(axes, draw_sizes(rng, int(np.prod([axis.size for axis in axes]))))
    zeros = [at for at, cell in enumerate(system.cells) if not cell.persons][:2]
    found = choose_pattern(system, THRESHOLD, fixed_hidden=frozenset(zeros), zeros_hidden=True)
    dark = {at for at in found.hidden if not system.cells[at].persons}
    assert set(zeros) <= dark
    assert not find_broken(system, found.hidden, THRESHOLD, True, dark)


def test_the_quick_attacker_finds_what_the_slow_one_finds() -> None:
    from tests.disclosure.fast_attacker import Attacker

    rng = np.random.default_rng(4)
    for _ in range(6):
        system = draw(rng)
        sums = [frozenset(cell.atoms) for cell in system.cells]
        dark = set(rng.choice(len(sums), len(sums) // 2, replace=False).tolist())
        dark = {at for at in dark if system.cells[at].persons}
        shown = {sums[at]: c.persons for at, c in enumerate(system.cells) if at not in dark}
        hidden = tuple(sums[at] for at in sorted(dark))
        slow = Release(system.atoms, tuple(shown.items()), hidden)
        quick = Attacker(system.atoms, shown, hidden)
        for groups in hidden[:4]:
            low, high = find_interval(slow, [groups])
            if np.isfinite(high):
                assert quick.interval(groups) == (low, high)
