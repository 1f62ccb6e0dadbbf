"""Intervals of several shares hold all at once, and agree with published tables."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, chi2

from helpers.uncertainty import Estimate, estimate_combinations, estimate_share, estimate_shares


def score(part: int, whole: int, alpha: float) -> tuple[float, float]:
    """Goodman (1965), equation 2.7, with the chi-square of one degree at alpha."""
    a, share = chi2.ppf(1 - alpha, 1), part / whole
    root = math.sqrt(a * (a + 4 * whole * share * (1 - share)))
    return (a + 2 * part - root) / (2 * (whole + a)), (a + 2 * part + root) / (2 * (whole + a))


# May, W. L. and Johnson, W. D. (2000). Constructing two-sided simultaneous confidence intervals
# for multinomial proportions. Journal of Statistical Software 5(6): the Goodman columns for the
# seven counts of their example, as the manual of R's DescTools (MultinomCI) prints them.
GOODMAN = [
    (56, 0.085, 0.166),
    (72, 0.115, 0.204),
    (73, 0.116, 0.207),
    (59, 0.091, 0.173),
    (62, 0.096, 0.181),
    (87, 0.143, 0.239),
    (58, 0.089, 0.171),
]


def test_combinations_have_the_intervals_of_a_published_table() -> None:
    found = estimate_combinations([count for count, _, _ in GOODMAN])
    assert [(round(s.lower, 3), round(s.upper, 3)) for s in found] == [row[1:] for row in GOODMAN]
    assert {(s.level, s.n, s.method) for s in found} == {(0.95, 467, "Goodman, 7 groups together")}


counts_strategy = st.lists(st.integers(0, 5000), min_size=2, max_size=7).filter(any)


@given(counts_strategy)
@settings(max_examples=60, deadline=None)
def test_goodmans_interval_is_the_score_interval_at_alpha_over_the_number_of_groups(
    counts: list[int],
) -> None:
    for count, share in zip(counts, estimate_combinations(counts), strict=True):
        lower, upper = score(count, sum(counts), 0.05 / len(counts))
        assert share.lower == pytest.approx(max(lower, 0), abs=1e-9)
        assert share.upper == pytest.approx(upper, abs=1e-9)


@given(counts_strategy)
@settings(max_examples=40, deadline=None)
def test_an_interval_does_not_depend_on_how_the_rest_is_spread(counts: list[int]) -> None:
    """So a hidden group can stand in the rest: nothing of it is in the others' intervals."""
    spread = estimate_combinations(counts)[0]
    lumped = estimate_combinations([counts[0], sum(counts[1:]), *[0] * (len(counts) - 2)])[0]
    assert (spread.lower, spread.upper) == pytest.approx((lumped.lower, lumped.upper))


@pytest.mark.parametrize("shares", [1, 2, 3])
def test_overlapping_shares_have_wilsons_interval_at_alpha_over_their_number(shares: int) -> None:
    parts = [60, 50, 31][:shares]
    for part, share in zip(parts, estimate_shares(parts, 100), strict=True):
        assert (share.lower, share.upper) == pytest.approx(score(part, 100, 0.05 / shares))
        assert (share.level, share.n) == (0.95, 100)
        assert (f"alpha/{shares}" in share.method) is (shares > 1)


def test_one_share_alone_has_the_interval_of_one_share() -> None:
    (share,) = estimate_shares([81], 263)
    alone = estimate_share(81, 263)
    assert (share.lower, share.upper, share.method) == pytest.approx(
        (alone.lower, alone.upper, alone.method)
    )


def test_all_shares_together_are_covered_as_often_as_the_level_says() -> None:
    """Exactly, not by drawing: two shares that exclude one another, 40 and 30 of 100 in truth.

    The chance that both intervals hold is at least 1 minus the two chances of a miss, which are
    sums of binomial probabilities. Each interval apart at 95% would hold both less often.
    """
    together = sum(miss(share, 2) for share in (0.4, 0.3))
    apart = sum(miss(share, 1) for share in (0.4, 0.3))
    assert together <= 0.055
    assert apart > 0.08


def miss(share: float, k: int) -> float:
    limits = [score(x, 100, 0.05 / k) for x in range(101)]
    missed = np.array([not low <= share <= high for low, high in limits])
    return float(binom.pmf(np.arange(101), 100, share)[missed].sum())


@pytest.mark.parametrize(
    ("part", "is_warned"), [(0, False), (1, True), (4, True), (5, False), (95, False), (96, True)]
)
def test_one_to_four_people_on_one_side_are_warned_of(part: int, is_warned: bool) -> None:
    for found in (
        estimate_share(part, 100),
        estimate_shares([part, 50], 100)[0],
        estimate_combinations([part, 100 - part])[0],
    ):
        assert bool(found.warnings) is is_warned


def test_wilsons_interval_covers_less_than_it_aims_to_next_to_zero() -> None:
    """Brown, Cai and DasGupta (2001), section 4.1.1: the dip near 0 that the warning is about."""
    worst = min(
        1 - sum(binom.pmf(x, 100, p) for x in range(101) if not inside(x, p))
        for p in np.linspace(0.001, 0.004, 60)
    )
    assert worst < 0.9


def inside(x: int, p: float) -> bool:
    low, high = score(x, 100, 0.05)
    return low <= p <= high


def test_an_estimate_is_frozen_and_has_all_its_parts() -> None:
    fields = set(Estimate.__dataclass_fields__)
    assert fields == {"point", "lower", "upper", "level", "n", "method", "warnings"}
    with pytest.raises(AttributeError):
        estimate_share(1, 2).point = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    "call",
    [
        lambda: estimate_shares([5, 11], 10),
        lambda: estimate_shares([5], 10, level=95),
        lambda: estimate_combinations([0, 0]),
        lambda: estimate_combinations([-1, 5]),
        lambda: estimate_combinations([1, 5], level=95),
    ],
)
def test_shares_that_are_none_are_refused(call: object) -> None:
    with pytest.raises(ValueError, match=r"share needs|level"):
        call()  # type: ignore[operator]
