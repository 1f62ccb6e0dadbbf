"""Intervals agree with published tables, and with what an interval of a share must be."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from helpers.uncertainty import estimate_share


@pytest.mark.parametrize(
    ("part", "whole", "lower", "upper"),
    [
        # Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion.
        # Statistics in Medicine 17, 857-872, Table I, method 3 (Wilson score).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_the_interval_of_newcombes_table(
    part: int, whole: int, lower: float, upper: float
) -> None:
    share = estimate_share(part, whole)
    assert (round(share.lower, 4), round(share.upper, 4)) == (lower, upper)
    assert share.point == part / whole


def test_a_share_says_how_it_was_estimated_and_from_how_many() -> None:
    share = estimate_share(15, 148, level=0.9)
    assert (share.n, share.level, share.method) == (148, 0.9, "Wilson score")


@pytest.mark.parametrize(("part", "whole"), [(-1, 10), (11, 10), (0, 0), (1, 0), (-1, -1)])
def test_a_share_of_nobody_or_of_more_than_all_is_refused(part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="part between 0 and a whole of 1 or more"):
        estimate_share(part, whole)


@pytest.mark.parametrize("level", [0.0, 1.0, -0.5, 95, float("nan")])
def test_a_level_that_is_no_coverage_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="level"):
        estimate_share(5, 10, level)


pairs = st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.floats(0.5, 0.999)


@given(pairs, levels)
@settings(max_examples=150, deadline=None)
def test_an_interval_holds_its_share_and_stays_between_none_and_all(
    pair: tuple[int, int], level: float
) -> None:
    share = estimate_share(*pair, level)
    assert 0 <= share.lower <= share.point <= share.upper <= 1
    assert share.lower < share.upper


@given(pairs, levels)
@settings(max_examples=150, deadline=None)
def test_the_limits_are_the_shares_that_the_score_test_just_accepts(
    pair: tuple[int, int], level: float
) -> None:
    # Wilson's definition: at each limit the observed share lies z standard errors away.
    (part, whole), z = pair, norm.ppf((1 + level) / 2)
    share = estimate_share(part, whole, level)
    for limit in (share.lower, share.upper):
        if 1e-9 < limit < 1 - 1e-9:
            error = math.sqrt(limit * (1 - limit) / whole)
            assert abs(part / whole - limit) / error == pytest.approx(z, rel=1e-5)


@given(pairs)
@settings(max_examples=100, deadline=None)
def test_the_rest_of_the_whole_has_the_mirrored_interval(pair: tuple[int, int]) -> None:
    part, whole = pair
    share, rest = estimate_share(part, whole), estimate_share(whole - part, whole)
    assert rest.lower == pytest.approx(1 - share.upper, abs=1e-12)
    assert rest.upper == pytest.approx(1 - share.lower, abs=1e-12)


@given(pairs)
@settings(max_examples=100, deadline=None)
def test_more_coverage_is_wider_and_more_people_are_narrower(pair: tuple[int, int]) -> None:
    part, whole = pair
    share = estimate_share(part, whole)
    wider, narrower = estimate_share(part, whole, 0.99), estimate_share(10 * part, 10 * whole)
    assert wider.upper - wider.lower > share.upper - share.lower > narrower.upper - narrower.lower
