"""Whatever the counts are, a safe table tells true numbers, no small one, and nothing to solve."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure import protect
from helpers.tables.counts import Counts, Relation, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

CASES = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
THRESHOLD = 10

# Many zeros and small counts: where nothing is small, nothing is at stake.
sizes = st.lists(
    st.one_of(st.just(0), st.integers(1, 9), st.integers(8, 30), st.integers(100, 10**6)),
    min_size=1,
    max_size=7,
)


def protect_line(line: list[int]) -> SafeTable:
    cells = [counted_cell([str(at)], size) for at, size in enumerate(line)]
    cells.append(counted_cell(["all"], sum(line)))
    sums = (Relation(len(line), tuple(range(len(line)))),)
    return protect(Counts(("group",), tuple(cells), CASES, "people", relations=sums))


@given(sizes)
@settings(max_examples=80, deadline=None)
def test_a_shown_number_is_the_true_one_and_never_a_small_one(line: list[int]) -> None:
    true = [*line, sum(line)]
    table = protect_line(line)
    assert len(table.cells) == len(true)
    for cell, count in zip(table.cells, true, strict=True):
        if cell.is_shown:
            assert (cell.value, cell.lower, cell.upper, cell.status) == (count,) * 3 + ("observed",)
            assert count == 0 or count >= THRESHOLD
        else:
            assert (cell.value, cell.lower, cell.upper, cell.status) == (None, None, None, "hidden")


@given(sizes)
@settings(max_examples=80, deadline=None)
def test_the_hidden_part_of_a_line_leaves_each_small_count_open(line: list[int]) -> None:
    # Arithmetic of one sum: h hidden positive counts that add to s are each 1 to s - (h - 1).
    table = protect_line(line)
    *parts, total = table.cells
    hidden = [size for size, cell in zip(line, parts, strict=True) if not cell.is_shown]
    if total.value is None or not any(size < THRESHOLD for size in hidden):
        return
    rest = int(total.value) - sum(int(cell.value) for cell in parts if cell.value is not None)
    assert rest == sum(hidden)
    least, most = 1, rest - (len(hidden) - 1)
    assert most >= THRESHOLD
    assert most - least >= THRESHOLD - 1


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_what_needs_no_protection_gets_none(line: list[int]) -> None:
    large = [size if size == 0 else size + THRESHOLD for size in line]
    assert protect_line(large).hidden == 0


@given(sizes)
@settings(max_examples=40, deadline=None)
def test_two_populations_that_differ_in_a_hidden_neighbour_alone_print_the_same(
    line: list[int],
) -> None:
    # A person more in the hidden part and one less beside it: the total tells nothing of it.
    table = protect_line(line)
    hidden = [at for at, cell in enumerate(table.cells[:-1]) if not cell.is_shown]
    if len(hidden) < 2 or line[hidden[0]] < 2:
        return
    moved = list(line)
    moved[hidden[0]] -= 1
    moved[hidden[1]] += 1
    again = protect_line(moved)
    if [cell.is_shown for cell in again.cells] == [cell.is_shown for cell in table.cells]:
        assert pickle.dumps(again) == pickle.dumps(table)
