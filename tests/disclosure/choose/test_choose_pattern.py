"""Which cells are hidden, case by case; expected values by arithmetic."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure.choose import choose_pattern, find_unproven
from helpers.disclosure.choose.guards import list_guards
from helpers.disclosure.choose.part import Rules, split_parts
from helpers.disclosure.choose.prover import Prover
from helpers.disclosure.system import Pattern, SumCell, System
from helpers.errors import CaselightError
from tests.disclosure.choose.attacks import find_broken
from tests.disclosure.choose.systems import (
    THRESHOLD,
    draw_table,
    flat,
    table,
    with_contributors,
)


def row(*counts: int, known: bool = True) -> System:
    """Counts with their total, the total last."""
    system = table([flat(len(counts))], np.array(counts))
    order = [*range(1, len(counts) + 1), 0]
    cells = tuple(system.cells[at] for at in order)
    return replace(system, cells=cells, truth=system.truth if known else None)


def test_two_ones_beside_forty_are_hidden_with_the_forty() -> None:
    # Without the 40, 1 + 1 = 42 - 40 gives both away. With it each can be 1 to 40.
    assert choose_pattern(row(1, 1, 40), THRESHOLD).hidden == {0, 1, 2}


def test_the_smallest_number_of_cells_is_hidden() -> None:
    # 3 needs one partner; 12 is the nearer one: 3 + 12 = 15 leaves 1 to 14.
    assert choose_pattern(row(3, 12, 40), THRESHOLD).hidden == {0, 1}


def test_five_and_five_need_a_third_cell_and_five_and_six_do_not() -> None:
    # 5 + 5 = 10 leaves 1 to 9: never 10. 5 + 6 = 11 leaves 1 to 10: nine apart, and 10.
    assert len(choose_pattern(row(5, 5, 40, 60), THRESHOLD).hidden) == 3
    assert choose_pattern(row(5, 6, 40, 60), THRESHOLD).hidden == {0, 1}


def test_as_few_cells_as_optimal_suppression_hides() -> None:
    # tau-Argus OPT hides 6 of its 20 cells at the same widths and lower bounds.
    rng = np.random.default_rng(5)
    system = [draw_table(rng) for _ in range(3)][-1]
    assert len(system.cells) == 20
    assert len(choose_pattern(system, THRESHOLD).hidden) == 6


def test_a_release_without_small_counts_hides_nothing() -> None:
    found = choose_pattern(row(0, 10, 40), THRESHOLD)
    assert found.hidden == frozenset()
    assert found.witnesses.tolist() == [[0, 10, 40]]


def test_a_remainder_that_nobody_prints_is_guarded() -> None:
    # 55 - 52 = 3: one of the two printed counts has to go.
    cells = (SumCell("all", (0, 1), 55), SumCell("part", (0,), 52), SumCell("rest", (1,), 3, False))
    system = System(2, cells, truth=np.array([52, 3]))
    assert len(choose_pattern(system, THRESHOLD).hidden) == 1


def test_details_are_hidden_before_totals() -> None:
    cells = row(3, 20, 20).cells
    for detail in (1, 2):
        ranked = tuple(replace(c, rank=int(at == detail)) for at, c in enumerate(cells))
        system = System(3, ranked, truth=np.array([3, 20, 20]))
        assert choose_pattern(system, THRESHOLD).hidden == {0, detail}


def test_linked_blocks_are_protected_together() -> None:
    # Block one: a + b = 15 (3, 12). Block two counts the same 15 as c + d = 15, shown apart.
    # b is also counted in block two as d: showing d would give a = 15 - 12 away.
    cells = (
        SumCell("a", (0,), 3),
        SumCell("b", (1,), 12),
        SumCell("ab", (0, 1), 15),
        SumCell("d", (3,), 12, rank=-5),
        SumCell("cd", (2, 3), 15, rank=-5),
    )
    links = (((0, 1), (2, 3)), ((1,), (3,)))
    hidden = choose_pattern(System(4, cells, links), THRESHOLD).hidden
    assert {0, 1} <= hidden
    assert 3 in hidden or {2, 4} <= hidden


def test_a_release_without_known_atoms_starts_from_any_that_fits() -> None:
    assert choose_pattern(row(1, 1, 40, known=False), THRESHOLD).hidden == {0, 1, 2}


def test_counts_that_contradict_each_other_are_an_error_and_never_protected() -> None:
    wrong = replace(row(3, 12, 40, known=False))
    cells = (*wrong.cells[:3], replace(wrong.cells[3], persons=54))
    with pytest.raises(ValueError, match="contradict"):
        choose_pattern(System(3, cells), THRESHOLD)
    with pytest.raises(ValueError, match="contradict"):
        choose_pattern(System(3, cells, truth=np.array([3, 12, 40])), THRESHOLD)


def test_what_was_hidden_before_stays_hidden() -> None:
    assert 2 in choose_pattern(row(3, 12, 40), THRESHOLD, fixed_hidden=frozenset({2})).hidden


def test_what_was_shown_before_is_not_hidden() -> None:
    assert choose_pattern(row(3, 12, 40), THRESHOLD, fixed_shown=frozenset({1})).hidden == {0, 2}


@pytest.mark.parametrize("shown", [{0}, {1, 2, 3}])
def test_a_count_that_earlier_figures_give_away_is_refused(shown: set[int]) -> None:
    with pytest.raises(CaselightError) as refusal:
        choose_pattern(row(3, 12, 40), THRESHOLD, fixed_shown=frozenset(shown))
    assert "1 counts" in refusal.value.found


def test_a_hidden_zero_can_be_ten_or_more() -> None:
    # Everybody in the group has the attribute: 40 of 40, and the zero that says so.
    system = row(0, 40)
    found = choose_pattern(system, THRESHOLD, fixed_hidden=frozenset({0, 2}), zeros_hidden=True)
    assert {0, 2} <= found.hidden
    assert found.witnesses[:, 0].max() >= THRESHOLD
    assert not find_broken(system, found.hidden, THRESHOLD, True, {0})


def test_a_zero_that_is_hidden_where_zeros_are_shown_is_an_error() -> None:
    with pytest.raises(ValueError, match="zeros_hidden"):
        choose_pattern(row(0, 40), THRESHOLD, fixed_hidden=frozenset({0}))


def test_a_contributor_cannot_subtract_its_own() -> None:
    # 12 people, 9 of them one organisation's: it would know that 3 others are there.
    system = replace(row(12, 40, 60), contributors={"one": np.array([9, 0, 0])})
    found = choose_pattern(system, THRESHOLD)
    assert 0 in found.hidden
    rest = found.witnesses[(found.witnesses >= [9, 0, 0]).all(axis=1)][:, 0] - 9
    assert rest.max() >= THRESHOLD
    assert rest.max() - rest.min() >= THRESHOLD - 1


def test_out_of_time_everything_that_hangs_together_is_hidden_and_named() -> None:
    system = row(3, 12, 40)
    found = choose_pattern(system, THRESHOLD, time_limit=0.0)
    assert found.hidden == {0, 1, 2, 3}
    assert set(found.coarsened) == {"v1", "v2", "all"}
    assert found.witnesses.tolist() == [[3, 12, 40], [30, 120, 400]]
    assert not find_unproven(system, found, THRESHOLD)


def test_out_of_time_contributors_are_reckoned_with() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        system = with_contributors(rng, draw_table(rng, 2))
        found = choose_pattern(system, THRESHOLD, time_limit=0.0)
        assert not find_broken(system, found.hidden, THRESHOLD)


def test_the_same_release_has_the_same_pattern() -> None:
    system = draw_table(np.random.default_rng(8), 2)
    one, two = (choose_pattern(system, THRESHOLD) for _ in range(2))
    assert one.hidden == two.hidden
    assert (one.witnesses == two.witnesses).all()


def test_a_witness_that_disagrees_with_what_is_shown_proves_nothing() -> None:
    system = row(3, 12, 40)
    truth, good = [3, 12, 40], [12, 3, 40]
    fine = Pattern(frozenset({0, 1}), np.array([truth, good]))
    assert find_unproven(system, fine, THRESHOLD) == ()
    for bad in ([12, 3, 41], [12, 12, 31], [15, 0, 40], [16, -1, 40]):
        pattern = Pattern(frozenset({0, 1}), np.array([truth, bad]))
        assert find_unproven(system, pattern, THRESHOLD) == (0,)
    near = Pattern(frozenset({0, 1}), np.array([truth, [11, 4, 40]]))
    assert find_unproven(system, near, THRESHOLD) == (0,)  # 3 to 11: eight apart
    shown = Pattern(frozenset({1, 2}), np.array([truth, good]))
    assert find_unproven(system, shown, THRESHOLD) == (0,)
    nothing = Pattern(frozenset({0, 1}), np.zeros((0, 3), dtype=int))
    assert find_unproven(system, nothing, THRESHOLD) == (0,)


def test_a_witness_that_breaks_a_link_proves_nothing() -> None:
    cells = (SumCell("a", (0,), 3), SumCell("b", (1,), 12), SumCell("ab", (0, 1), 15))
    system = System(3, cells, links=(((0,), (2,)),))
    rows = np.array([[3, 12, 3], [12, 3, 3]])
    assert find_unproven(system, Pattern(frozenset({0, 1}), rows), THRESHOLD) == (0,)
    rows[1, 2] = 12
    assert find_unproven(system, Pattern(frozenset({0, 1}), rows), THRESHOLD) == ()


def test_a_move_that_breaks_a_link_or_a_shown_count_is_no_witness() -> None:
    cells = (SumCell("a", (0,), 3), SumCell("b", (1,), 12), SumCell("ab", (0, 1), 15))
    system = System(3, cells, (((0,), (2,)),), np.array([3, 12, 3]))
    own = [np.zeros(3, dtype=np.int64)]
    yes, no = np.ones(3, dtype=bool), np.zeros(3, dtype=bool)
    least = np.ones(3, dtype=np.int64)
    rules = Rules(yes, no, np.array([True, True, False]), least, np.ones(3))
    guards = list_guards(system.sums(), system.persons, own, THRESHOLD)
    (part,) = split_parts(system, np.array([3, 12, 3]), rules, own, guards, THRESHOLD, False)
    prover = Prover(part, np.array([True, True, False]))
    assert not prover.add(np.array([9, -9, 0]))  # the link is broken
    assert not prover.add(np.array([9, 0, 9]))  # the shown total is 24
    assert not prover.add(np.array([12, -12, 12]))  # b is hidden and no zero
    assert prover.add(np.array([9, -9, 9]))
    assert not len(prover.open)


def test_the_solver_says_nothing() -> None:
    code = "from helpers.disclosure.solver import make_solver; make_solver()"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert said.stdout == b""


@given(st.integers(0, 10_000), st.integers(1, 2), st.data())
@settings(max_examples=15, deadline=None)
def test_every_witness_agrees_with_everything_shown(
    seed: int, dimensions: int, data: st.DataObject
) -> None:
    system = draw_table(np.random.default_rng(seed), dimensions)
    positive = [at for at, cell in enumerate(system.cells) if cell.persons]
    fixed = frozenset(data.draw(st.lists(st.sampled_from(positive or [0]), max_size=3)))
    fixed &= frozenset(positive)
    found = choose_pattern(system, THRESHOLD, fixed_hidden=fixed)
    small = {at for at, cell in enumerate(system.cells) if 0 < cell.persons < THRESHOLD}
    assert small | fixed <= found.hidden
    for at, cell in enumerate(system.cells):
        values = found.witnesses[:, list(cell.atoms)].sum(axis=1)
        if at in found.hidden:
            assert values.min() >= 1
        else:
            assert (values == cell.persons).all()
        if at in small:
            assert values.max() >= THRESHOLD
            assert values.max() - values.min() >= THRESHOLD - 1
