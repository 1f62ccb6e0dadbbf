"""Negative binomial counts known as ranges, against scipy's distribution and finite differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from helpers.prosecution.censored import _add_narrow, _add_wide, compute_terms, make_ranges


def scipys(eta: float, alpha: float) -> nbinom:
    """scipy's negative binomial has size n and probability p = n / (n + mean)."""
    return nbinom(1 / alpha, 1 / (1 + alpha * np.exp(eta)))


def log_of(lower: int, upper: int, eta: float, alpha: float) -> float:
    terms = compute_terms(make_ranges([lower], [upper]), np.array([[eta]]), np.log(alpha))
    return float(terms.log[0, 0])


cases = st.tuples(st.floats(-4, 8), st.floats(0.01, 4))


@settings(deadline=None, max_examples=40)
@given(cases)
def test_a_value_printed_as_below_five_is_the_probability_of_0_to_4(case: tuple) -> None:
    eta, alpha = case
    assert log_of(0, 4, eta, alpha) == pytest.approx(scipys(eta, alpha).logcdf(4), abs=1e-8)


@settings(deadline=None, max_examples=40)
@given(cases, st.integers(0, 500))
def test_a_known_count_has_scipys_probability(case: tuple, count: int) -> None:
    eta, alpha = case
    assert log_of(count, count, eta, alpha) == pytest.approx(
        scipys(eta, alpha).logpmf(count), rel=1e-9, abs=1e-8
    )


@pytest.mark.parametrize(("lower", "upper"), [(0, 4), (3, 27), (5, 60), (100, 400)])
def test_a_range_is_the_sum_of_the_numbers_in_it(lower: int, upper: int) -> None:
    law = scipys(3.2, 0.6)
    expected = np.log(law.pmf(np.arange(lower, upper + 1)).sum())
    assert log_of(lower, upper, 3.2, 0.6) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("log_alpha", [-9.0, -1.0, 1.5])
def test_derivatives_are_those_of_finite_differences(log_alpha: float) -> None:
    ranges = make_ranges([0, 0, 7, 250, 3, 5], [4, 0, 7, 250, 27, 90])
    eta, h = np.linspace(-1, 5, 6)[:, None] + np.array([[0.0, 0.7]]), 1e-5
    up, here, down = (compute_terms(ranges, eta + s, log_alpha) for s in (h, 0, -h))
    assert here.score == pytest.approx((up.log - down.log) / (2 * h), rel=1e-5, abs=1e-5)
    assert here.curvature == pytest.approx((up.score - down.score) / (2 * h), rel=1e-5, abs=1e-5)
    more, less = (compute_terms(ranges, eta, log_alpha + s) for s in (h, -h))
    slope = (more.log - less.log) / (2 * h)
    assert here.by_log_alpha == pytest.approx(slope, rel=1e-4, abs=1e-5)


def test_the_quick_way_for_few_numbers_is_the_way_for_many() -> None:
    log_p = -np.log1p(np.exp(-np.linspace(-6, 9, 31)))[:, None]
    for numbers in (np.arange(0.0, 5), np.arange(3.0, 26)):
        quick, safe = (way(numbers, 2.5, log_p) for way in (_add_narrow, _add_wide))
        for ours, theirs in zip(quick, safe, strict=True):
            assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(("lower", "upper"), [([5], [4]), ([-1], [4])])
def test_a_range_that_ends_before_it_begins_is_refused(lower: list, upper: list) -> None:
    with pytest.raises(ValueError, match="a range of counts"):
        make_ranges(lower, upper)
