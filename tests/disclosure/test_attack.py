"""The protection's own attack gives the interval that trying every table gives."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure.attack import Interval, attainable


def try_all(
    unknowns: int, equations: list[tuple[list[tuple[int, int]], int]], lower: list[int], most: int
) -> list[tuple[int, int]]:
    """Smallest and largest value of each unknown over every table of numbers up to ``most``."""
    tables = [
        table
        for table in product(*(range(low, most + 1) for low in lower))
        if all(sum(c * table[i] for i, c in terms) == total for terms, total in equations)
    ]
    return [(min(t[i] for t in tables), max(t[i] for t in tables)) for i in range(unknowns)]


@given(
    st.lists(st.integers(0, 6), min_size=2, max_size=4),
    st.lists(st.lists(st.booleans(), min_size=4, max_size=4), max_size=2),
    st.integers(0, 1),
)
@settings(max_examples=60, deadline=None)
def test_one_total_and_nested_sums_give_exact_intervals(
    true: list[int], nested: list[list[bool]], least: int
) -> None:
    lower = [min(least, n) for n in true]
    members = [list(range(len(true)))]
    # Nested sums: the first few of the first few, where the attack promises to be exact.
    for chosen in nested:
        members.append([i for i, inside in zip(members[-1], chosen, strict=False) if inside])
    equations = [([(i, 1) for i in some], sum(true[i] for i in some)) for some in members if some]
    found = attainable(len(true), equations, [None] * len(true), lower)
    expected = try_all(len(true), equations, lower, sum(true))
    assert [(interval.lower, interval.upper) for interval in found] == expected


def test_a_published_table_with_two_margins_by_hand() -> None:
    # Rows sum to 5 and 7, columns to 4 and 8; only x00 is free: x01 = 5 - x00, x10 = 4 - x00,
    # x11 = 3 + x00. With zeros possible x00 is 0 to 4, with positive cells 1 to 3.
    equations = [
        ([(0, 1), (1, 1)], 5),
        ([(2, 1), (3, 1)], 7),
        ([(0, 1), (2, 1)], 4),
        ([(1, 1), (3, 1)], 8),
    ]
    free = attainable(4, equations, [None] * 4, [0] * 4)
    assert [(i.lower, i.upper) for i in free] == [(0, 4), (1, 5), (0, 4), (3, 7)]
    positive = attainable(4, equations, [None] * 4, [1] * 4, only=[3, 0])
    assert [(i.lower, i.upper) for i in positive] == [(4, 6), (1, 3)]


def test_an_interval_has_a_width_and_none_where_nothing_bounds_it() -> None:
    assert attainable(1, [], [None], [1]) == [Interval(1, None)]
    assert Interval(1, None).width == float("inf")
    assert Interval(3, 12).width == 9
    assert attainable(1, [], [8], [1]) == [Interval(1, 8)]
    assert attainable(2, [([(0, 1), (1, -1)], 5)], [20, None], [0, 0]) == [
        Interval(5, 20),
        Interval(0, 15),
    ]


@pytest.mark.parametrize(
    ("unknowns", "equations", "upper", "lower"),
    [
        (1, [([(0, 1)], 5)], [4], [0]),  # 5 people, at most 4
        (2, [([(0, 1), (1, 1)], 1)], [None, None], [1, 1]),  # two positive counts add to 1
        (1, [([(0, 2)], 5)], [None], [0]),  # twice a whole number is 5
        (1, [], [0], [1]),
        (0, [([], 5)], [], []),
    ],
)
def test_what_contradicts_itself_is_an_error_and_never_an_interval(
    unknowns: int,
    equations: list[tuple[list[tuple[int, int]], int]],
    upper: list[int | None],
    lower: list[int],
) -> None:
    with pytest.raises(ValueError, match=r"contradict|differs"):
        attainable(unknowns, equations, upper, lower)


@pytest.mark.parametrize(
    ("equations", "upper", "lower"),
    [([([(1, 1)], 5)], [None], [0]), ([([(-1, 1)], 5)], [None], [0]), ([], [None, None], [0])],
)
def test_a_system_that_does_not_fit_together_is_refused(
    equations: list[tuple[list[tuple[int, int]], int]],
    upper: list[int | None],
    lower: list[int],
) -> None:
    with pytest.raises(ValueError, match="unknown"):
        attainable(1, equations, upper, lower)
