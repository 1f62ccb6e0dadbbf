"""Controlled rounding against published tables and against trying every rounding."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure.integer_program import OutOfTimeError
from helpers.disclosure.rounding import Rounded, draw_targets, round_counts, round_system
from helpers.disclosure.system import SumCell, System
from helpers.errors import CaselightError
from helpers.tables.counts import Relation


def _crossed(inner: Sequence[Sequence[int]]) -> tuple[list[int], list[Relation]]:
    """A two-way table with its margins, row by row, and the sums in it."""
    table = np.array(inner)
    full = np.zeros((table.shape[0] + 1, table.shape[1] + 1), dtype=int)
    full[:-1, :-1] = table
    full[-1], full[:, -1] = full.sum(axis=0), full.sum(axis=1)
    full[-1, -1] = table.sum()
    at = np.arange(full.size).reshape(full.shape)
    sums = [Relation(int(row[-1]), tuple(map(int, row[:-1]))) for row in at]
    sums += [Relation(int(column[-1]), tuple(map(int, column[:-1]))) for column in at.T]
    return full.ravel().tolist(), sums


def _choices(count: int, base: int, steps: int) -> list[int]:
    """The multiples that a count may go to: the Handbook's formula with K steps."""
    low = count // base
    last = steps if count % base == 0 else steps + 1
    return sorted({max(0, low + j) * base for j in range(-steps, last + 1)})


def _try_all(
    counts: Sequence[int], sums: Sequence[Relation], base: int, steps: int
) -> dict[tuple[int, ...], int]:
    """Every rounding that adds up, with its distance: inner cells tried, totals computed."""
    wholes = {r.whole for r in sums}
    inner = [i for i in range(len(counts)) if i not in wholes]
    found = {}
    for values in product(*(_choices(counts[i], base, steps) for i in inner)):
        table = dict(zip(inner, values, strict=True))
        todo = list(sums)
        fits = True
        while todo and fits:
            relation = next(r for r in todo if all(p in table for p in r.parts))
            total = sum(table[p] for p in relation.parts)
            fits = table.setdefault(relation.whole, total) == total
            fits &= total in _choices(counts[relation.whole], base, steps)
            todo.remove(relation)
        if fits:
            whole = tuple(table[i] for i in range(len(counts)))
            found[whole] = sum(abs(a - b) for a, b in zip(whole, counts, strict=True))
    return found


# Handbook on Statistical Disclosure Control, section 5.5: counts of men and women in three areas,
# and 'a possible rounding solution, using controlled rounding to base 5'.
AREAS = [[1, 0], [3, 3], [12, 20]]
PUBLISHED = (5, 0, 5, 0, 5, 5, 10, 20, 30, 15, 25, 40)


def test_the_handbook_s_areas_are_rounded_at_least_as_near_as_it_prints_them() -> None:
    counts, sums = _crossed(AREAS)
    assert counts == [1, 0, 1, 3, 3, 6, 12, 20, 32, 16, 23, 39]
    every = _try_all(counts, sums, 5, 0)
    assert PUBLISHED in every
    found = round_counts(counts, sums, 5, threshold=5)
    assert found.steps == 0
    assert found.values in every
    assert found.distance == every[found.values] == min(every.values())
    assert found.distance <= every[PUBLISHED]


def test_a_seven_goes_where_the_handbook_says() -> None:
    # 'rounding a cell value of 7 when the base equals 5: 5 or 10; with 1 step 0, 5, 10 or 15'
    assert _choices(7, 5, 0) == [5, 10]
    assert _choices(7, 5, 1) == [0, 5, 10, 15]
    assert round_counts([7], [], 5, threshold=5).values == (5,)
    assert Rounded((5,), 5, 0, 2).interval(5) == (1, 9)
    assert Rounded((5,), 5, 1, 2).interval(15) == (6, 24)


@settings(deadline=None, max_examples=12)
@given(st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=3), min_size=2, max_size=3))
def test_two_way_tables_are_rounded_as_near_as_any_rounding_that_adds_up(
    inner: list[list[int]],
) -> None:
    width = min(map(len, inner))
    counts, sums = _crossed([row[:width] for row in inner])
    every = _try_all(counts, sums, 10, 0)
    assert every  # Cox and Ernst (1982): a two-way table always has one
    found = round_counts(counts, sums, 10, threshold=10)
    assert found.steps == 0
    assert found.distance == min(every.values())
    assert found.values in every


def _pairs(a: int, b: int, c: int) -> System:
    """Three groups and the sums of each two of them: all asked for."""
    cells = [SumCell(n, (i,), v) for i, (n, v) in enumerate(zip("abc", (a, b, c), strict=True))]
    pairs = [(0, 1), (1, 2), (0, 2)]
    cells += [SumCell(str(p), p, (a, b, c)[p[0]] + (a, b, c)[p[1]]) for p in pairs]
    return System(3, tuple(cells), truth=np.array([a, b, c]))


def _try_pairs(a: int, b: int, c: int, base: int, steps: int) -> list[int]:
    found = []
    for x in product(*(_choices(v, base, steps) for v in (a, b, c))):
        total = sum(abs(p - q) for p, q in zip(x, (a, b, c), strict=True))
        fits = True
        for i, j in ((0, 1), (1, 2), (0, 2)):
            true = (a, b, c)[i] + (a, b, c)[j]
            fits &= x[i] + x[j] in _choices(true, base, steps)
            total += abs(x[i] + x[j] - true)
        found += [total] if fits else []
    return found


def test_where_no_zero_restricted_rounding_adds_up_the_smallest_relaxation_is_taken() -> None:
    # 5 + 5 = 10 three times: each pair stays 10, so each group would have to be 5.
    assert _try_pairs(5, 5, 5, 10, 0) == []
    found = round_system(_pairs(5, 5, 5), 10, threshold=10)
    assert found.steps == 1
    assert found.distance == min(_try_pairs(5, 5, 5, 10, 1))
    with pytest.raises(CaselightError, match="add up like the true ones"):
        round_system(_pairs(5, 5, 5), 10, threshold=10, most_steps=0)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 24), st.integers(0, 24), st.integers(0, 24))
def test_overlapping_sums_are_rounded_as_near_as_any_rounding(a: int, b: int, c: int) -> None:
    found = round_system(_pairs(a, b, c), 10, threshold=10)
    tried = _try_pairs(a, b, c, 10, found.steps)
    assert found.distance == min(tried)
    x, y, z, xy, yz, xz = found.values
    assert (xy, yz, xz) == (x + y, y + z, x + z)
    assert found.steps == 0 or not _try_pairs(a, b, c, 10, found.steps - 1)


def test_a_link_between_two_tables_holds_after_rounding() -> None:
    # The same 17 people, once by sex (8 + 9), once by age (3 + 14).
    cells = (
        SumCell("f", (0,), 8),
        SumCell("m", (1,), 9),
        SumCell("young", (2,), 3),
        SumCell("old", (3,), 14),
    )
    system = System(4, cells, links=(((0, 1), (2, 3)),), truth=np.array([8, 9, 3, 14]))
    f, m, young, old = round_system(system, 10, threshold=10).values
    assert f + m == young + old
    # Each alone would give 10 + 10 and 0 + 10: one of them has to give way.
    tried = [
        abs(f - 8) + abs(m - 9) + abs(y - 3) + abs(o - 14)
        for f, m, y, o in product((0, 10), (0, 10), (0, 10), (10, 20))
        if f + m == y + o
    ]
    assert round_system(system, 10, threshold=10).distance == min(tried)


def test_cells_that_nobody_asks_for_are_not_rounded() -> None:
    cells = (
        SumCell("a", (0,), 13),
        SumCell("rest", (1,), 4, asked=False),
        SumCell("all", (0, 1), 17),
    )
    assert round_system(System(2, cells), 10, threshold=10).values == (10, 20)


def test_a_base_below_the_threshold_is_refused_and_one_out_of_time_is_an_error() -> None:
    with pytest.raises(CaselightError, match="at least the threshold"):
        round_counts([7], [], 5, threshold=10)
    counts, sums = _crossed(np.random.default_rng(0).integers(0, 99, (40, 40)).tolist())
    with pytest.raises(OutOfTimeError, match="found within its time"):
        round_counts(counts, sums, 10, threshold=10, time_limit=0.0)


def test_random_targets_are_right_on_average_and_go_both_ways() -> None:
    # Every tenth of the range of keys once: 3 of 10 go up for a remainder of 3, exactly.
    keys = np.array([int((n + 0.5) / 10 * 2**64) for n in range(10)], dtype=np.uint64)
    assert sorted(draw_targets([23] * 10, keys, 10)) == [20] * 7 + [30] * 3
    assert draw_targets([20] * 10, keys, 10) == [20] * 10
    counts, sums = _crossed([[3, 7], [6, 4]])
    near = round_counts(counts, sums, 10, threshold=10, targets=[10, 0, 10, 0, 10, 10, 10, 10, 20])
    assert near.values == (10, 0, 10, 0, 10, 10, 10, 10, 20)
    assert near.distance == 0


def test_the_page_says_what_a_rounded_count_can_be() -> None:
    assert "A 0 can be up to 9 people" in Rounded((0,), 10, 0, 0).sentence
