"""A weighted sum of shares: against printed intervals, other implementations, and coverage."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from helpers.uncertainty import estimate_combination, estimate_share

stratum = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


# Newcombe, R. G. (1998), Statistics in Medicine 17, 873-890, table II, method 10 (score, no
# continuity correction), contrasts (a), (b) and (c).
@pytest.mark.parametrize(
    ("parts", "wholes", "limits"),
    [
        ((56, 48), (70, 80), (0.0524, 0.3339)),
        ((9, 3), (10, 10), (0.1705, 0.8090)),
        ((6, 2), (7, 7), (0.0582, 0.8062)),
    ],
)
def test_newcombes_printed_intervals_of_a_difference(
    parts: tuple[int, int], wholes: tuple[int, int], limits: tuple[float, float]
) -> None:
    found = estimate_combination(parts, wholes, [1, -1])
    assert (found.lower, found.upper) == pytest.approx(limits, abs=5e-5)


@settings(max_examples=40, deadline=None)
@given(stratum, stratum)
def test_a_difference_of_two_shares_is_as_statsmodels_has_it(
    one: tuple[int, int], two: tuple[int, int]
) -> None:
    expected = confint_proportions_2indep(*one, *two, method="newcomb", compare="diff")
    found = estimate_combination([one[0], two[0]], [one[1], two[1]], [1, -1])
    assert (found.lower, found.upper) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(stratum)
def test_one_stratum_alone_is_a_share_with_wilsons_interval(one: tuple[int, int]) -> None:
    found, plain = estimate_combination([one[0]], [one[1]], [1]), estimate_share(*one)
    assert (found.point, found.lower, found.upper, found.n) == pytest.approx(
        (plain.point, plain.lower, plain.upper, plain.n)
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(stratum, st.floats(0.01, 1)), min_size=1, max_size=6))
def test_a_standardised_share_stays_between_0_and_1_and_in_its_interval(
    strata: list[tuple[tuple[int, int], float]],
) -> None:
    parts, wholes = [s[0][0] for s in strata], [s[0][1] for s in strata]
    weights = [w / sum(w for _, w in strata) for _, w in strata]
    found = estimate_combination(parts, wholes, weights)
    assert -1e-12 <= found.lower <= found.point + 1e-12
    assert found.point <= found.upper + 1e-12
    assert found.upper <= 1 + 1e-12
    # The formula anew: distances of Wilson limits, weighted and added in squares.
    low = up = 0.0
    for x, n, w in zip(parts, wholes, weights, strict=True):
        below, above = proportion_confint(x, n, method="wilson")
        low, up = low + (w * (x / n - below)) ** 2, up + (w * (above - x / n)) ** 2
    assert found.lower == pytest.approx(found.point - sqrt(low), abs=1e-9)
    assert found.upper == pytest.approx(found.point + sqrt(up), abs=1e-9)


def test_a_share_of_all_or_nobody_in_each_stratum_keeps_an_interval() -> None:
    """The delta method would give an interval without width."""
    found = estimate_combination([20, 0], [20, 30], [0.5, 0.5])
    assert found.point == 0.5
    assert found.lower < 0.45
    assert found.upper > 0.53


def test_the_printed_directly_standardised_rate() -> None:
    """Fleiss (1981), table 14.4, p. 249 (births of order 5 and more; Stark and Mantel 1966).

    75.52901 per 100,000, as the R package dsrTest 1.0.0 computes it from the same table.
    """
    cases = [0, 8, 63, 112, 262, 295]
    births = [327, 30_666, 123_419, 149_919, 104_088, 34_392]
    standard = [319_933, 931_318, 786_511, 488_235, 237_863, 61_313]
    weights = [n / sum(standard) for n in standard]
    found = estimate_combination(cases, births, weights)
    assert 1e5 * found.point == pytest.approx(75.52901, abs=5e-6)
    assert 1e5 * found.lower == pytest.approx(67.7, abs=1.5), "the gamma interval begins at 67.70"


def test_the_interval_covers_in_a_short_simulation() -> None:
    """Four strata of 15 to 80 people, true shares from 2% to 97%, 2,000 samples."""
    rng = np.random.default_rng(11)
    sizes, truth = np.array([15, 30, 50, 80]), np.array([0.02, 0.4, 0.7, 0.97])
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    target = float((weights * truth).sum())
    drawn = rng.binomial(sizes, truth, size=(2000, 4))
    unique, times = np.unique(drawn, axis=0, return_counts=True)
    held = 0
    for parts, count in zip(unique, times, strict=True):
        found = estimate_combination(
            [int(p) for p in parts], [int(s) for s in sizes], list(weights)
        )
        held += int(count) * (found.lower <= target <= found.upper)
    assert 0.93 <= held / 2000 <= 0.985


@pytest.mark.parametrize(
    ("parts", "wholes", "weights"), [([], [], []), ([1], [2, 3], [1]), ([1], [2], [0.5, 0.5])]
)
def test_a_sum_needs_a_share_and_a_weight_for_each_stratum(
    parts: list[int], wholes: list[int], weights: list[float]
) -> None:
    with pytest.raises(ValueError, match="for each stratum"):
        estimate_combination(parts, wholes, weights)
