"""The simulation of bench/prosecution.py in short: it runs, and what it shows still holds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench import prosecution as bench
from bench import prosecution_report as page
from helpers.tables.trend import FEWEST_COUNTRIES

RESULT = bench.RESULT


def test_the_naive_sum_invents_a_trend_that_the_model_does_not() -> None:
    """60 panels of 40 countries without any change, reported at random.

    With a true coverage of 95%, fewer than 51 of 60 intervals hold the truth once in 2,000 times.
    """
    score = bench.play("negative binomial", bench.RANDOM, 40, 60)
    assert score.fitted == 60
    assert score.covered >= 51
    assert 0.4 < score.hidden < 0.65
    assert score.ends > 0.6 * 60 > 60 - score.covered
    assert score.line > 0.25 * 60


def test_countries_with_slopes_of_their_own_keep_their_interval() -> None:
    """A model-based interval would cover far less: it takes the slopes for one."""
    score = bench.play("own slopes", bench.RANDOM, 40, 40)
    assert score.covered >= 33
    reports = bench.see(
        counts := bench.draw_counts(np.random.default_rng(1), 100, "own slopes", 0.0),
        bench.draw_reporting(np.random.default_rng(2), counts, bench.RANDOM),
    )
    slope = bench.fit_fixed(reports)
    assert slope.error > 1.1 * slope.naive_error


def test_a_known_change_is_held_as_well_as_none() -> None:
    score = bench.play("negative binomial", bench.RANDOM, 40, 25, change=0.05)
    assert score.covered >= 20
    assert abs(score.bias) < 2.0


def test_reporting_that_fades_bends_the_slope_and_the_bench_says_so() -> None:
    score = bench.play("negative binomial", bench.FADING, 100, 20)
    assert score.bias < -0.3
    assert "no model over reports mends that" in " ".join(page.conclude([score]))


def test_half_of_the_reports_are_ranges_and_reporting_rises() -> None:
    rng = np.random.default_rng(1)
    counts = bench.draw_counts(rng, 2000, "Poisson", 0.0)
    assert 0.45 < (counts < 5).mean() < 0.55
    reported = bench.draw_reporting(rng, counts, bench.RANDOM).mean(axis=0)
    assert reported[0] == pytest.approx(0.35, abs=0.05)
    assert reported[-1] == pytest.approx(0.85, abs=0.05)
    by_count = bench.draw_reporting(rng, counts, bench.BY_COUNT)
    assert by_count[counts >= 20].mean() > by_count[counts < 5].mean() + 0.2
    seen = bench.see(counts, np.ones(counts.shape, dtype=bool))
    hidden = seen.lower < seen.upper
    assert set(zip(seen.lower[hidden], seen.upper[hidden], strict=True)) == {(0.0, 4.0)}
    assert seen.lower[~hidden].min() == 5


def test_the_result_names_what_is_outside_of_what_was_asked() -> None:
    def score(coverage: float, countries: int) -> page.Score:
        held = round(1000 * coverage)
        return page.Score("Poisson", bench.RANDOM, countries, 1000, 13, 0.5, 1000, held, 0, 1, 0, 0)

    good = " ".join(page.conclude([score(0.93, 40), score(0.97, 100), score(0.95, 20)]))
    assert "2 of 2 designs" in good
    assert "not:" not in good
    assert "20 countries the intervals do cover" in good
    bad = " ".join(page.conclude([score(0.929, 40), score(0.971, 100), score(0.9, 20)]))
    assert "0 of 2 designs" in bad
    assert "Poisson, 40: 92.9%; Poisson, 100: 97.1%" in bad
    assert "do not all cover" in bad
    assert score(0.95, 40).noise == pytest.approx((0.95 * 0.05 / 1000) ** 0.5)


def test_the_committed_result_carries_the_limit_that_the_pages_use() -> None:
    """20 countries of the design are about 14 that inform a slope, 40 are about 28."""
    text = Path(RESULT).read_text("utf-8")
    assert "`python -m bench.prosecution`" in text
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| at random |")]
    informing = {r[3].strip() for r in rows if r[3].strip().startswith("20 (")}
    assert all(int(word.split("(")[1].rstrip(")")) < FEWEST_COUNTRIES for word in informing)
    assert "8 of 8 designs cover 93% to 97%" in text
    assert "With 20 countries the intervals do cover 93% to 97%" in text
    forty = {r[3].strip() for r in rows if r[3].strip().startswith("40 (")}
    assert all(int(word.split("(")[1].rstrip(")")) > FEWEST_COUNTRIES for word in forty)
