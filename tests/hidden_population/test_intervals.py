from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from helpers.hidden_population.intervals import (
    Interval,
    acceleration,
    bca_intervals,
    bca_limits,
    limit_errors,
    round_to,
)


def test_acceleration_by_hand():
    # Counts 1 and 3, estimates 10 and 6: mean 7, gaps -3 and 1.
    # sum c r^3 = -27 + 3 = -24; sum c r^2 = 9 + 3 = 12; -24 / (6 * 12^1.5).
    assert acceleration([1, 3], [10, 6]) == pytest.approx(-24 / (6 * 12**1.5))


def test_acceleration_is_unknown_when_one_person_less_leaves_no_estimate():
    assert np.isnan(acceleration([2, 3], [10, np.nan]))
    assert acceleration([2, 3], [10, 10]) == 0


def test_without_bias_and_acceleration_limits_are_type_8_quantiles():
    # Type 8 takes position (n + 1/3) p + 1/3: of 1..20 at p = 0.1 that is 2.3667.
    replicates = np.arange(1, 21, dtype=float)
    # Half of them lie strictly below 10.5: the bias correction is 0.
    lower, upper = bca_limits(replicates, 10.5, 0.0, (0.1, 0.9))
    assert lower == pytest.approx((20 + 1 / 3) * 0.1 + 1 / 3)
    assert upper == pytest.approx((20 + 1 / 3) * 0.9 + 1 / 3)


def test_bias_and_acceleration_move_the_probability_as_in_efron():
    replicates = np.sort(np.random.default_rng(0).normal(size=999))
    z0, a = norm.ppf((replicates < 0.3).mean()), 0.05
    z = norm.ppf(0.975) + z0
    moved = norm.cdf(z0 + z / (1 - a * z))
    wanted = np.quantile(replicates, moved, method="median_unbiased")
    assert bca_limits(replicates, 0.3, a, (0.975,))[0] == wanted


def test_ties_with_the_estimate_are_not_below_it():
    limits = bca_limits([1.0, 2.0, 2.0, 2.0], 2.0, 0.0, (0.5,))
    assert limits[0] == pytest.approx(
        np.quantile([1, 2, 2, 2], norm.cdf(2 * norm.ppf(0.25)), method="median_unbiased")
    )


def test_no_interval_when_all_replicates_lie_on_one_side():
    assert bca_intervals(np.arange(50.0), -1.0, 0.0, (0.95,), 1) == ()


def test_the_monte_carlo_error_falls_with_the_root_of_the_draws():
    draws = np.random.default_rng(3).normal(size=16000)
    many = limit_errors(draws, 0.0, 0.0, (0.9,), 1)[0]
    few = limit_errors(draws[:1000], 0.0, 0.0, (0.9,), 1)[0]
    # 16 times the draws, a quarter of the error; the estimates of it are good to some 10%.
    assert few / many == pytest.approx(4, rel=0.3)
    # Error of a quantile: sqrt(p (1-p) / n) / density.
    density = norm.pdf(norm.ppf(0.9))
    assert many > 0.8 * np.sqrt(0.9 * 0.1 / 16000) / density


@settings(max_examples=50, deadline=None)
@given(st.floats(10, 1e7), st.floats(1, 1e5))
def test_a_printed_limit_is_within_its_error_and_no_finer(value: float, error: float):
    shown = round_to(value, error)
    unit = 10 ** np.floor(np.log10(error))
    assert abs(shown - value) <= unit / 2 + 1e-6
    assert shown / unit == pytest.approx(round(shown / unit), abs=1e-6)


def test_limits_are_printed_as_their_errors_allow():
    assert Interval(0.95, 9418.3, 15036.2, 71.0, 640.0).printed() == (9420.0, 15000.0)
