"""The estimator for events in different years: a known answer, an estimate by hand, its bounds."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from helpers.prosecution.staggered import DEPARTURES, estimate_staggered
from tests.prosecution.staggered_panels import by_hand, make_panel, two_way

COHORTS = {2005: 20, 2007: 15, 2009: 12, 0: 25}
ADOPTING = [2005, 2007, 2009]


@pytest.mark.parametrize("effect", [0.0, 10.0, -6.0])
def test_a_known_effect_lies_within_the_interval_and_near_the_estimate(effect: float) -> None:
    found = estimate_staggered(make_panel(COHORTS, effect=effect, seed=3))
    assert found.estimate == pytest.approx(effect, abs=1.0)
    _, lower, upper = found.bounds[0]
    assert lower < effect < upper


def test_each_year_since_the_event_is_two_differences_of_means_by_hand() -> None:
    panel = make_panel(COHORTS, effect=4, growth=2, noise=3, seed=5)
    found = estimate_staggered(panel)
    for since, value, _, _ in found.steps:
        if since in (0, 1, 2, 3):
            assert value == pytest.approx(by_hand(panel, since, ADOPTING), abs=1e-9)
        if since == -2:
            assert value == pytest.approx(by_hand(panel, since, ADOPTING), abs=1e-9)
    average = np.mean([by_hand(panel, since, ADOPTING) for since in range(4)])
    assert found.estimate == pytest.approx(float(average), abs=1e-9)


def test_cohorts_without_all_four_years_serve_as_comparison_only() -> None:
    """2012 has years 0 and 1 in the panel: its later outcome must not matter, its earlier must."""
    cohorts = {**COHORTS, 2012: 10}
    panel = make_panel(cohorts, effect=4, noise=2, seed=6)
    found = estimate_staggered(panel)
    late = panel["event"] == 2012
    after = panel.assign(outcome=panel["outcome"].where(~(late & (panel["time"] >= 2012)), 999.0))
    assert estimate_staggered(after).estimate == pytest.approx(found.estimate)
    before = panel.assign(outcome=panel["outcome"] + 50.0 * (late & (panel["time"] == 2008)))
    assert estimate_staggered(before).estimate != pytest.approx(found.estimate, abs=0.5)


def test_a_two_way_regression_would_be_wrong_where_an_effect_grows() -> None:
    """Effects of 0, 5, 10, ... after the event; no noise, so that every error is the method's.

    The average over years 0 to 3 is (0 + 5 + 10 + 15) / 4 = 7.5, and over all years after the
    event it is far more. The regression gives less than half of either: it takes States whose
    effect is still growing as comparison. The group-time estimate is exact.
    """
    panel = make_panel({2005: 40, 2009: 40, 0: 4}, growth=5, noise=0)
    assert estimate_staggered(panel).estimate == pytest.approx(7.5, abs=1e-6)
    since = (panel["time"] - panel["event"]).where(panel["event"] > 0)
    truth = float(5 * since[since >= 0].mean())
    assert truth > 15
    assert two_way(panel) < truth / 2


def test_departures_widen_the_interval_by_the_largest_change_before_the_event() -> None:
    """Rambachan and Roth's identified set, by hand: the average over years 0 to 3 can be off by

    M x (largest change) x (1 + 2 + 3 + 4) / 4, because a departure adds up from year to year.
    """
    found = estimate_staggered(make_panel(COHORTS, effect=4, noise=3, seed=8))
    steps = {since: value for since, value, _, _ in found.steps}
    values = [steps[k] for k in (-4, -3, -2, -1)]
    largest = max(abs(b - a) for a, b in pairwise(values))
    _, lower, upper = found.bounds[0]
    assert [m for m, _, _ in found.bounds] == list(DEPARTURES)
    for departure, low, high in found.bounds:
        assert low == pytest.approx(lower - departure * largest * 2.5, abs=1e-6)
        assert high == pytest.approx(upper + departure * largest * 2.5, abs=1e-6)


def test_a_trend_of_its_own_passes_for_an_effect_until_departures_are_allowed() -> None:
    """States that adopt rise by 3 a year beside the others; nothing happens at the event.

    From the year before to years 0 to 3 this is 3 x (1 + 2 + 3 + 4) / 4 = 7.5.
    """
    found = estimate_staggered(make_panel(COHORTS, drift=3, noise=0.5, seed=9))
    assert found.estimate == pytest.approx(7.5, abs=4)
    assert found.bounds[0][1] > 0
    at_one = {m: (low, high) for m, low, high in found.bounds}[1.0]
    assert at_one[0] < 0 < at_one[1]


def test_a_page_that_estimates_nothing_does_not_load_the_library() -> None:
    code = "import helpers.prosecution, helpers.prose, helpers.figures, sys; "
    code += "print('diff_diff' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
