from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.hidden_population import existence, reference
from helpers.hidden_population.existence import exact_status, status_of
from helpers.hidden_population.lattice import margins_of, split_terms
from helpers.hidden_population.models import close, main_effects


def pattern(*histories: int) -> int:
    return sum(1 << h for h in histories)


# Artificial_3 (Chan, Silverman and Vincent 2021, tables 2 and 3): A, B, C and AB were seen.
ARTIFICIAL = pattern(0b001, 0b010, 0b100, 0b011)


@pytest.mark.parametrize(
    ("generators", "published"),
    [((0b011, 0b101, 0b110), 2), ((0b011,), 1), ((0b101, 0b110), 0)],
    ids=["[12,13,23]", "[12,3]", "[13,23]"],
)
def test_the_artificial_table_has_the_published_statuses(generators: tuple, published: int):
    assert status_of(3, ARTIFICIAL, close(3, generators)) == published
    counts = np.array([0, 40, 30, 6, 20, 0, 0, 0])
    assert reference.status(counts, close(3, generators)) == published


def test_status_three_is_both():
    # Only A and AB seen: B's own parameter needs B without A, and [1,2] cannot be told apart.
    lists, terms = 2, main_effects(2)
    only = pattern(0b01)
    # B has margin 0: its cells go, leaving one cell and one parameter too many.
    assert status_of(lists, only, terms) == reference.status(np.array([0, 5, 0, 0]), terms)


@st.composite
def patterns_and_models(draw: st.DrawFn) -> tuple[int, int, tuple[int, ...]]:
    lists = draw(st.integers(2, 5))
    size = 1 << lists
    seen = draw(st.sets(st.integers(1, size - 1), min_size=1))
    tops = draw(st.lists(st.integers(1, size - 2), max_size=5))
    return lists, pattern(*seen), close(lists, tops)


@settings(max_examples=150, deadline=None)
@given(patterns_and_models())
def test_whole_numbers_and_the_linear_programme_agree(case: tuple[int, int, tuple[int, ...]]):
    lists, support, terms = case
    counts = np.array([float(support >> h & 1) for h in range(1 << lists)])
    assert status_of(lists, support, terms) == reference.status(counts, terms)


@settings(max_examples=40, deadline=None)
@given(patterns_and_models())
def test_long_integers_give_the_same_answer(case: tuple[int, int, tuple[int, ...]]):
    lists, support, terms = case
    observed = np.array([support >> h & 1 for h in range(1 << lists)])
    kept, free = np.zeros(1 << lists, np.int64), np.zeros(len(terms), np.int64)
    count = split_terms(margins_of(observed), np.array(terms), len(terms), lists, kept, free)
    assert exact_status(observed, kept, free[:count], lists) == status_of(lists, support, terms)


def test_past_the_limit_the_long_integers_take_over(monkeypatch: pytest.MonkeyPatch):
    status_of.cache_clear()
    monkeypatch.setattr(existence, "LIMIT", 0)
    try:
        assert status_of(3, ARTIFICIAL, close(3, (0b011,))) == 1
    finally:
        status_of.cache_clear()


def test_only_the_zeros_matter_not_the_size_of_the_counts():
    small = np.array([0, 1, 1, 1, 1, 0, 0, 0])
    for terms in (close(3, [3]), close(3, [5, 6]), close(3, [3, 5, 6])):
        huge = small * 10**9
        assert reference.status(small, terms) == reference.status(huge, terms)
        assert status_of(3, ARTIFICIAL, terms) == reference.status(huge, terms)
