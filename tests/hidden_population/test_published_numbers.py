"""R's answers and the papers', on the UK table of 2013 and on the example of R's user guide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from helpers.hidden_population import by_threshold, estimate, estimate_chao, read_captures
from helpers.hidden_population.bayes import draw
from helpers.hidden_population.intervals import limit_errors
from helpers.hidden_population.models import parse

Find = Callable[[str], Path]
TAILS = (0.025, 0.10, 0.90, 0.975)


@pytest.mark.parametrize(
    ("name", "total"), [("UKdat", 11417.9910915046), ("UKdat_5", 11312.9902894352)]
)
def test_the_stepwise_total_is_that_of_r(mse_file: Find, name: str, total: float):
    found = estimate(mse_file(name), method="stepwise", bootstraps=0)
    assert found.total == pytest.approx(total, rel=1e-9)
    assert (found.observed, found.method) == (2744, "stepwise")


@pytest.mark.parametrize(
    ("name", "acceleration", "limits"),
    [
        ("UKdat", -0.01287, (9418, 9674, 13057, 15036)),
        ("UKdat_5", -0.01218, (8922, 10063, 12893, 15653)),
    ],
)
def test_bca_limits_are_those_of_r_within_chance(
    mse_file: Find, name: str, acceleration: float, limits: tuple[float, ...]
):
    found = estimate(mse_file(name), method="stepwise", bootstraps=4000, seed=1)
    assert found.acceleration == pytest.approx(acceleration, abs=5e-6)
    outer, inner = found.interval(0.95), found.interval(0.80)
    ours = (outer.lower, inner.lower, inner.upper, outer.upper)
    errors = (outer.lower_error, inner.lower_error, inner.upper_error, outer.upper_error)
    # R drew 200: its error is found by drawing 200 of our replicates, again and again.
    few = limit_errors(found.replicates, found.total, found.acceleration, TAILS, 1, draws=200)
    for mine, wanted, error, error_r in zip(ours, limits, errors, few, strict=True):
        assert abs(mine - wanted) < 3 * np.hypot(error, error_r)


def test_the_best_model_by_bic_is_that_of_r(mse_file: Find):
    found = estimate(mse_file("UKdat_5"), bootstraps=0)
    assert found.method == "bic"
    assert found.total == pytest.approx(25311.2906, abs=5e-5)
    assert found.model_name == "[123,25,34]"
    assert found.criterion == pytest.approx(195.87910564, abs=5e-9)
    assert found.model == (("LA", "NG", "PFNCA"), ("NG", "GP"), ("PFNCA", "GO"))


def test_the_second_order_winner_depends_on_what_a_parameter_costs(mse_file: Find):
    file = mse_file("UKdat_5")
    persons = estimate(file, bootstraps=0, max_order=2)
    cells = estimate(file, bootstraps=0, max_order=2, penalty="cells")
    assert (round(persons.total), round(cells.total)) == (22991, 11175)


def test_models_within_two_bic_span_what_the_issue_says(mse_file: Find):
    low, high = estimate(mse_file("UKdat_5"), bootstraps=0).near_best
    assert (round(low), round(high)) == (12262, 28822)


def test_stepwise_thresholds_span_what_the_issue_says(mse_file: Find):
    totals = [one.total for one in by_threshold(mse_file("UKdat"))]
    assert (round(min(totals)), round(max(totals))) == (11418, 13181)


@pytest.mark.parametrize(
    ("order", "published"), [(4, (11168, 56052)), (2, (11456, 43894))], ids=["order 4", "order 2"]
)
def test_exhaustive_limits_are_those_of_the_2024_paper_within_chance(
    mse_file: Find, order: int, published: tuple[float, float]
):
    found = estimate(mse_file("UKdat_5"), max_order=order, candidates="all", seed=5)
    interval = found.interval(0.95)
    errors = limit_errors(found.replicates, found.total, found.acceleration, TAILS, 5, draws=1000)
    for mine, wanted, error, error_r in (
        (interval.lower, published[0], interval.lower_error, errors[0]),
        (interval.upper, published[1], interval.upper_error, errors[3]),
    ):
        assert abs(mine - wanted) < 3 * np.hypot(error, error_r)


def test_models_are_chosen_as_often_as_the_2024_paper_says(mse_file: Find):
    # Table 4: of 1,000 draws the best model on the data is best again in 156 (order 4), and one
    # of the best five in 622. Two binomials of 1,000 and 3,000 draws differ by chance.
    found = estimate(mse_file("UKdat_5"), max_order=4, bootstraps=3000, seed=2)
    for most, published in ((1, 156), (5, 622), (10, 732), (50, 898), (100, 943)):
        share, wanted = found.models.chosen[:most].sum() / 3000, published / 1000
        spread = np.sqrt(wanted * (1 - wanted) * (1 / 1000 + 1 / 3000))
        assert abs(share - wanted) < 3.5 * spread


def test_chao_is_above_the_estimate_and_the_report_says_so(mse_file: Find):
    file = mse_file("UKdat")
    # Chao: 2744 + 5/6 f1^2/(2 f2).
    captures = read_captures(file)
    on = np.array([h.bit_count() for h in range(64)])
    once, twice = (captures.counts[on == k].sum() for k in (1, 2))
    assert estimate_chao(captures).total == pytest.approx(2744 + 5 / 6 * once**2 / (2 * twice))
    assert round(estimate_chao(captures).total) == 13481
    assert "13,481" in estimate(file, method="stepwise", bootstraps=0).explain()


def test_the_guide_s_example_comes_out_as_in_the_guide(korea: pd.DataFrame):
    found = estimate(korea, bootstraps=0)
    assert found.total == pytest.approx(157.1667, abs=5e-5)
    assert (found.model_name, round(found.criterion, 5)) == ("[12,23]", 57.14081)
    table = found.models.table().set_index("model").dropna()
    guide = {
        "[12,23]": (157.1667, 57.14081),
        "[12,3]": (268.7778, 58.96860),
        "[13,23]": (123.4630, 91.89711),
        "[23,1]": (126.1944, 138.06368),
        "[13,2]": (126.9394, 155.16018),
        "[1,2,3]": (141.9926, 184.14431),
    }
    assert list(table.index) == list(guide)
    for name, (total, bic) in guide.items():
        assert table.loc[name, "total"] == pytest.approx(total, abs=5e-5)
        assert table.loc[name, "criterion"] == pytest.approx(bic, abs=5e-6)


def test_the_guide_s_stepwise_example_and_its_acceleration(korea: pd.DataFrame):
    found = estimate(korea, method="stepwise", bootstraps=50, seed=1)
    assert found.total == pytest.approx(268.7778, abs=5e-5)
    assert found.acceleration == pytest.approx(-0.02877338, abs=5e-9)


def test_posterior_quantiles_are_those_of_the_r_package_for_the_model_it_kept(mse_file: Find):
    # R's vignette, UKdat_5 with flat priors: 10%, 50% and 90% of a chain of 10,000. Its chain is
    # a random walk; a few percent are its Monte Carlo error.
    captures = read_captures(mse_file("UKdat_5"))
    terms = parse("[12,13,15,25,35,45]", captures.names)
    _, found = draw(captures.counts, terms, None, 20000, 1)
    totals = captures.persons + np.exp(found[:, 0])
    wanted = (11127.74, 12188.27, 13284.99)
    assert np.quantile(totals, (0.1, 0.5, 0.9)) == pytest.approx(wanted, rel=0.02)
