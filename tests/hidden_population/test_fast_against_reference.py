"""The compiled code against statsmodels and scipy, on tables nobody chose."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.hidden_population import reference
from helpers.hidden_population.models import catalogue, close, tabulate
from helpers.hidden_population.screening import independence_bounds, strangers
from helpers.hidden_population.selection import ByCriterion, Stepwise, fit_all
from helpers.hidden_population.tails import log_smaller_tail

# Most cells 0, 1 or a few; some in the hundreds; now and then a huge one.
SPARSE = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 7, 20, 150])
DENSE = st.integers(1, 400)
HUGE = st.integers(10**5, 10**8)


@st.composite
def tables(draw: st.DrawFn, lists: tuple[int, int] = (2, 4)) -> np.ndarray:
    t = draw(st.integers(*lists))
    kind = draw(st.sampled_from([SPARSE, DENSE, HUGE]))
    counts = draw(st.lists(kind, min_size=(1 << t) - 1, max_size=(1 << t) - 1))
    assume(sum(counts) > 0)
    return np.array([0, *counts], dtype=float)


@st.composite
def tables_and_models(draw: st.DrawFn) -> tuple[np.ndarray, tuple[int, ...]]:
    counts = draw(tables())
    t = int(np.log2(len(counts)))
    return counts, close(t, draw(st.lists(st.integers(1, (1 << t) - 2), max_size=4)))


@settings(max_examples=120, deadline=None)
@given(tables_and_models())
def test_a_fit_is_that_of_statsmodels(case: tuple[np.ndarray, tuple[int, ...]]):
    counts, terms = case
    lists = int(np.log2(len(counts)))
    fits = fit_all(counts, tabulate(lists, [terms]))
    assert fits.status[0] == reference.status(counts, terms)
    assume(fits.status[0] == 0)
    hidden, log_likelihood, _, _ = reference.fit(counts, terms)
    bic = len(terms) * np.log(counts.sum()) - 2 * log_likelihood
    assert fits.hidden[0] == pytest.approx(hidden, rel=1e-6)
    # statsmodels adds up log-likelihoods of the size of the counts, and loses digits doing so.
    assert fits.criterion[0] == pytest.approx(bic, rel=1e-8, abs=1e-6 + 1e-12 * counts.sum())


@settings(max_examples=25, deadline=None)
@given(tables(), st.sampled_from([0.001, 0.02, 0.2]))
def test_the_stepwise_choice_is_that_of_the_reference(counts: np.ndarray, threshold: float):
    fast = Stepwise(int(np.log2(len(counts))), threshold).choose(counts[None], 1)
    hidden, terms = reference.stepwise(counts, threshold)
    assert fast.models[0] == terms
    assert fast.hidden[0] == pytest.approx(hidden, rel=1e-6, nan_ok=True)


def choose_by_bic(counts: np.ndarray, order: int, penalty: str) -> tuple[float, tuple | None]:
    fits = fit_all(counts, catalogue(int(np.log2(len(counts))), order), penalty)
    choice = ByCriterion(fits, fits.ranking, penalty).choose(counts[None], 1)
    return float(choice.hidden[0]), choice.models[0]


@settings(max_examples=25, deadline=None)
@given(tables((2, 3)), st.sampled_from(["persons", "cells"]))
def test_the_best_model_is_that_of_the_reference(counts: np.ndarray, penalty: str):
    order = max(int(np.log2(len(counts))) - 1, 1)
    hidden, terms = choose_by_bic(counts, order, penalty)
    ranked = reference.bic(counts, order, penalty)
    if not ranked:
        assert terms is None
        return
    near = [(h, m) for b, h, m in ranked if b < ranked[0][0] + 1e-6 + 1e-12 * counts.sum()]
    assert terms in [model for _, model in near]
    assert any(hidden == pytest.approx(h, rel=1e-6) for h, _ in near)


@settings(max_examples=15, deadline=None)
@given(tables((4, 4)), st.integers(0, 10**6))
def test_screening_never_loses_the_winner(counts: np.ndarray, seed: int):
    # Warm starts and bounds come from `counts`; the table in hand is another one, drawn from it.
    fits = fit_all(counts, catalogue(4, 3))
    assume(np.isfinite(fits.hidden).any())
    shares = counts / counts.sum()
    other = np.random.default_rng(seed).multinomial(min(int(counts.sum()), 10**7), shares)[None]
    choice = ByCriterion(fits, fits.ranking).choose(other.astype(float), 1)
    plain = fit_all(other[0].astype(float), catalogue(4, 3))
    best = int(plain.ranking[0])
    if choice.models[0] is None:
        assert np.isnan(plain.hidden).all()
        return
    rows = [plain.catalogue.row(m) for m in range(len(plain.catalogue))]
    mine = rows.index(choice.models[0])
    slack = 1e-6 + 1e-11 * other.sum()
    assert plain.criterion[mine] <= plain.criterion[best] + slack
    assert choice.hidden[0] == pytest.approx(plain.hidden[mine], rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.lists(DENSE, min_size=15, max_size=15))
def test_the_bound_of_independence_is_the_deviance_of_that_model(cells: list[int]):
    counts = np.array([0, *cells], dtype=float)
    bounds = np.zeros((4, 16))
    independence_bounds(counts, 4, bounds)
    # List 1 apart from 2 and 3: everything but what joins them, [14,234].
    terms = close(4, [0b1001, 0b1110])
    _, _, mu, _ = reference.fit(counts, terms)
    y = counts[1:]
    assert bounds[0, 0b0110] == pytest.approx(
        2 * (y * np.log(y / mu) - y + mu).sum(), rel=1e-5, abs=1e-6
    )
    assert strangers(tabulate(4, [terms]))[0].tolist() == [0b0110, 0b0001, 0b0001, 0]


@pytest.mark.parametrize("mean", [0.01, 0.7, 1.0, 5.0, 60.0, 900.0])
def test_poisson_tails_are_those_of_scipy(mean: float):
    for observed in {0, 1, 2, int(mean), int(mean) + 1, int(3 * mean) + 9}:
        wanted = reference.log_smaller_tail(observed, mean)
        assert log_smaller_tail(float(observed), mean) == pytest.approx(wanted, rel=1e-9, abs=1e-12)


def test_tails_far_below_the_smallest_float_are_still_in_order():
    # exp(-2000) and exp(-3000) are both 0 as floats: P(X = 0) has the log -mean.
    assert log_smaller_tail(0.0, 2000.0) == pytest.approx(-2000)
    assert log_smaller_tail(0.0, 3000.0) == pytest.approx(-3000)
