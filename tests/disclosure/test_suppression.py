"""What is hidden stays hidden from an attacker who shares no code with the protection."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from helpers.composition import count_forms
from helpers.disclosure import protect, suppression
from helpers.disclosure.attack import Interval
from helpers.disclosure.suppression import choose_hidden
from helpers.tables.counts import Relation, counted_cell
from tests.composition.cases import caseload, group
from tests.disclosure.independent_attacker import (
    Release,
    enumerate_tables,
    find_interval,
    read_release,
)
from tests.disclosure.populations import (
    THRESHOLD,
    Population,
    PrintedCell,
    cross_groups,
    draw_sizes,
    make_forms,
    make_hierarchy,
    make_table,
    suppress_naively,
)

Maker = Callable[[np.random.Generator], Population]
KINDS: dict[str, tuple[Maker, int]] = {
    "tables": (make_table, 60),
    "hierarchies": (make_hierarchy, 12),
    "overlapping forms": (make_forms, 40),
}


def breaks_rule(interval: tuple[float, float]) -> bool:
    """The rule: at least t-1 wide, and it reaches t."""
    low, high = interval
    return high - low < THRESHOLD - 1 or high < THRESHOLD


def attack(population: Population, cells: Iterable[Any]) -> list[str]:
    """Every small count that the attacker pins down, whether its cell is printed or a remainder."""
    release = read_release(len(population.sizes), population.sums, cells)
    return [
        f"{key} = {count}, attainable {interval}, groups {population.sizes}"
        for key, count in population.small.items()
        if breaks_rule(interval := find_interval(release, [population.sums[key]]))
    ]


def make_many(make: Maker, how_many: int) -> list[Population]:
    rng = np.random.default_rng(20261130)
    found = [make(rng) for _ in range(how_many)]
    return [population for population in found if population.small]


@pytest.mark.parametrize("seed", range(12))
def test_the_attacker_agrees_with_trying_every_table(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shape = [(3,), (2, 2), (2, 3), (3, 2)][seed % 4]
    population = cross_groups(rng.integers(0, 9, size=int(np.prod(shape))).tolist(), shape)
    hidden = {key for key in population.sums if rng.random() < 0.5 and "all" not in key}
    true = population.true
    printed = [PrintedCell(k, None if k in hidden and true[k] else n) for k, n in true.items()]
    release = read_release(len(population.sizes), population.sums, printed)
    tables = list(enumerate_tables(release))
    assert population.sizes in tables
    for members in release.hidden:
        sums = [sum(table[g] for g in members) for table in tables]
        assert find_interval(release, [members]) == (min(sums), max(sums))


def test_the_attacker_says_when_nothing_bounds_a_count_and_when_nothing_fits() -> None:
    one, two = frozenset({0}), frozenset({1})
    alone = Release(2, ((two, 5),), (one,))
    assert find_interval(alone, [one]) == (1, math.inf)
    with pytest.raises(ValueError, match="no whole counts"):
        find_interval(Release(2, ((two, 5), (one | two, 4)), (one,)), [one])


@pytest.mark.parametrize("kind", KINDS)
def test_no_small_count_is_pinned_down_in_a_protected_table(kind: str) -> None:
    populations = make_many(*KINDS[kind])
    assert len(populations) >= KINDS[kind][1] // 2
    broken = [attack(population, protect(population.counts).cells) for population in populations]
    assert [finding for findings in broken for finding in findings] == []


# A form's remainder is bounded by what stands beside it less often than a line of a table is.
@pytest.mark.parametrize(("kind", "share"), [("tables", 0.9), ("hierarchies", 0.9)])
def test_naive_suppression_is_broken_in_most_tables(kind: str, share: float) -> None:
    populations = make_many(*KINDS[kind])
    broken = [bool(attack(p, suppress_naively(p))) for p in populations]
    assert sum(broken) >= share * len(broken)


def test_naive_suppression_gives_away_counts_of_overlapping_forms_too() -> None:
    populations = make_many(*KINDS["overlapping forms"])
    broken = [bool(attack(p, suppress_naively(p))) for p in populations]
    assert sum(broken) >= 0.25 * len(broken)


@pytest.mark.parametrize("kind", ["tables", "hierarchies"])
def test_protection_tells_part_of_a_table_and_only_true_numbers(kind: str) -> None:
    shown, cells = 0, 0
    for population in make_many(*KINDS[kind]):
        table, true = protect(population.counts), population.true
        assert all(cell.value in (None, true[cell.key]) for cell in table.cells)
        # A zero is told, and a cell is hidden for a reason: none where nothing is small.
        assert all(cell.is_shown for cell in table.cells if true[cell.key] == 0)
        shown += sum(cell.is_shown for cell in table.cells)
        cells += len(table.cells)
    assert shown >= 0.4 * cells


def test_a_table_without_small_counts_is_shown_whole() -> None:
    population = cross_groups([0, 10, 25, 300], (2, 2))
    assert protect(population.counts).hidden == 0


def test_the_sum_of_two_hidden_cells_is_never_a_small_count_that_follows() -> None:
    tried = 0
    for population in make_many(make_table, 30):
        table = protect(population.counts)
        release = read_release(len(population.sizes), population.sums, table.cells)
        hidden = [population.sums[cell.key] for cell in table.cells if not cell.is_shown]
        for one, other in combinations(hidden, 2):
            people = sum(population.sizes[g] for g in (*one, *other))
            if not one & other and people < THRESHOLD:
                tried += 1
                low, high = find_interval(release, [one, other])
                assert low < high
                assert high >= THRESHOLD
    assert tried > 20


def test_two_ones_beside_a_forty_are_safe_in_a_total_of_42() -> None:
    population = cross_groups([1, 1, 40], (3,))
    table = protect(population.counts)
    # Hiding the two ones alone would say: two positive counts that add to 2.
    assert attack(population, suppress_naively(population)) != []
    assert attack(population, table.cells) == []
    assert table.cell(d0="all").value == 42
    assert [cell.status for cell in table.cells[:3]] == ["hidden"] * 3


def test_a_shown_zero_helps_the_attacker_and_is_reckoned_with() -> None:
    # 1 + 1 + 9 = 11: were zeros possible, each small count could be 0 to 10 or 11 and be safe; as
    # each is at least 1, none can be more than 9.
    population = cross_groups([1, 1, 9], (3,))
    naive = read_release(3, population.sums, suppress_naively(population))
    assert find_interval(naive, [population.sums["2",]]) == (1, 9)
    table = protect(population.counts)
    assert not table.cell(d0="all").is_shown
    assert attack(population, table.cells) == []


def test_the_rest_of_a_group_is_guarded_where_the_group_is_published() -> None:
    # 95 of 100 people: who reads both knows 5 of them.
    cells = [counted_cell(["a"], 95, most=100), counted_cell(["b"], 50), counted_cell(["all"], 145)]
    hidden = choose_hidden(cells, [Relation(2, (0, 1))], THRESHOLD)
    assert 0 in hidden
    assert len(hidden) == 2


def test_a_remainder_that_nobody_prints_is_guarded() -> None:
    # 100 people, 96 with a yes: 'not recorded' is 4, and stands on no page.
    cells = [
        counted_cell(["yes"], 96),
        counted_cell(["rest"], 4, shown=False),
        counted_cell(["all"], 100),
    ]
    assert choose_hidden(cells, [Relation(2, (0, 1))], THRESHOLD) == {0}


def test_everything_is_hidden_when_protection_finds_no_other_way() -> None:
    # 5 of at most 8 people: no hiding elsewhere lets the attacker think of 10.
    cells = [counted_cell(["a"], 5, most=8), counted_cell(["b"], 0), counted_cell(["all"], 5)]
    assert choose_hidden(cells, [Relation(2, (0, 1))], THRESHOLD) == {0, 1, 2}


def test_everything_is_hidden_when_the_attack_never_yields(monkeypatch: pytest.MonkeyPatch) -> None:
    def pinned(unknowns: int, *given: object) -> list[Interval]:
        return [Interval(3, 3)] * len(given[-1])  # type: ignore[arg-type]

    monkeypatch.setattr(suppression, "attainable", pinned)
    population = cross_groups([3, 40, 50, 60], (2, 2))
    assert protect(population.counts).hidden == len(population.counts.cells)


# The rule at its edges, with t = 10: at least 9 wide, and reaching 10, for a count of 3 and, where
# 100 people are published as its group, for the rest of 5 beside a count of 95.
@pytest.mark.parametrize(
    ("count", "most", "interval", "is_enough"),
    [
        (3, None, Interval(1, 10), True),
        (3, None, Interval(2, 11), True),
        (3, None, Interval(3, 11), False),  # 8 wide
        (3, None, Interval(0, 9), False),  # 9 wide, and still below 10
        (3, None, Interval(3, None), True),
        (95, 100, Interval(90, 99), True),  # the rest is 1 to 10
        (95, 100, Interval(91, 100), False),  # the rest is 0 to 9
        (95, 100, Interval(92, 100), False),
    ],
)
def test_the_rule_is_kept_to_the_person(
    monkeypatch: pytest.MonkeyPatch,
    count: int,
    most: int | None,
    interval: Interval,
    is_enough: bool,
) -> None:
    def left(unknowns: int, *given: object) -> list[Interval]:
        return [interval] * len(given[-1])  # type: ignore[arg-type]

    monkeypatch.setattr(suppression, "attainable", left)
    cells = [counted_cell(["a"], count, most=most), counted_cell(["b"], 50)]
    cells.append(counted_cell(["all"], count + 50))
    hidden = choose_hidden(cells, [Relation(2, (0, 1))], THRESHOLD)
    assert hidden == ({0} if is_enough else {0, 1, 2})


def test_sums_that_contradict_the_counts_are_an_error_and_not_a_pass() -> None:
    cells = [counted_cell(["a"], 4), counted_cell(["b"], 60), counted_cell(["all"], 50)]
    with pytest.raises(ValueError, match="contradict"):
        choose_hidden(cells, [Relation(2, (0, 1))], THRESHOLD)


def test_the_choice_is_the_same_every_time_and_no_chance_enters_it() -> None:
    rng = np.random.default_rng(3)
    population = cross_groups(draw_sizes(rng, 16), (4, 4))
    assert len({protect(population.counts) for _ in range(3)}) == 1


def test_a_detail_is_hidden_before_the_number_that_it_splits() -> None:
    """3 of 43 are hidden; 40 is larger than the other whole of 20, and goes because it splits."""
    sums = [Relation(2, (0, 1)), Relation(4, (2, 3))]
    plain = [counted_cell([k], n) for k, n in zip("abcde", (3, 40, 43, 20, 63), strict=True)]
    ranked = [replace(cell, rank=1 if at < 2 else -1) for at, cell in enumerate(plain)]
    assert choose_hidden(ranked, sums, 10) == {0, 1}


def test_what_hiding_by_rank_did_not_need_is_shown_again() -> None:
    """The detail stands in no sum that would help: only the other part guards the 3."""
    cells = [counted_cell([k], n) for k, n in zip("abc", (3, 40, 43), strict=True)]
    more = [counted_cell(["d"], 15, rank=1), counted_cell(["e"], 58, rank=-1)]
    hidden = choose_hidden([*cells, *more], [Relation(2, (0, 1)), Relation(4, (2, 3))], 10)
    assert 0 in hidden
    assert 3 not in hidden
    assert len(hidden) == 2


def test_how_often_people_are_in_several_forms_is_guarded() -> None:
    """404 + 304 + 10 - 714 people with a form: 4 are counted twice, and nobody may know it."""
    rows = [
        group(400, labour="yes", sexual="no", other="no"),
        group(300, labour="no", sexual="yes", other="no"),
        group(4, labour="yes", sexual="yes", other="no"),
        group(10, labour="no", sexual="no", other="yes"),
    ]
    forms = protect(count_forms(caseload(*rows, source="ctdc")))
    shown = {c.key[1]: c.value for c in forms.cells if c.value}
    assert not {"labour", "sexual", "other", "known"} <= set(shown)
    assert shown["known"] == 714, "every share rests on it, so it is hidden last"
