"""The likelihood and its fit, against brute-force integrals, statsmodels, and refits."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import simpson
from scipy.stats import nbinom, norm

from helpers.prosecution.censored import Array
from helpers.prosecution.fitting import Fit, find_bends, find_covariance
from helpers.prosecution.mixed import Fixed, Mixed, make_panel
from helpers.prosecution.single import fit_series
from helpers.prosecution.trend_fit import Reports, fit_fixed, fit_mixed, is_bent

YEARS = np.arange(2010, 2021)


def simulate(
    seed: int,
    countries: int,
    change: float = 0.0,
    *,
    sigma: float = 1.2,
    alpha: float = 0.4,
    level: float = 2.5,
    few: bool = True,
) -> Reports:
    """Reports at random of countries with levels of their own."""
    rng = np.random.default_rng(seed)
    own = rng.normal(0, sigma, countries)
    middle = YEARS - 2015
    mean = np.exp(level + own[:, None] + np.log1p(change) * middle)
    if alpha:
        mean = mean * rng.gamma(1 / alpha, alpha, mean.shape)
    counts = rng.poisson(mean)
    country, year = np.nonzero(rng.random(counts.shape) < 0.6)
    seen = counts[country, year]
    hidden = (seen < 5) & few
    return Reports(
        country,
        YEARS[year] + 0.0,
        np.where(hidden, 0, seen) + 0.0,
        np.where(hidden, 4, seen) + 0.0,
    )


def design_of(reports: Reports) -> Array:
    return np.column_stack([np.ones(len(reports.year)), (reports.year - 2015) / 10])


def test_the_likelihood_is_the_integral_over_each_countrys_level() -> None:
    """Simpson's rule on 4,001 points over scipy's negative binomial, country by country."""
    reports = simulate(1, 12)
    design = design_of(reports)
    panel = make_panel(reports.country, design, reports.lower, reports.upper)
    beta, alpha, sigma = np.array([2.2, 0.3]), 0.5, 1.1
    grid = np.linspace(-8, 8, 4001)
    ours = Mixed(panel, 41).compute(np.array([*beta, np.log(alpha), np.log(sigma)]))[0]
    for number, name in enumerate(np.unique(reports.country)):
        rows = reports.country == name
        low, high, base = reports.lower[rows], reports.upper[rows], design[rows] @ beta

        law = nbinom(1 / alpha, 1 / (1 + alpha * np.exp(base[:, None] + sigma * grid)))
        known = np.where((low == high)[:, None], law.pmf(low[:, None]), law.cdf(high[:, None]))
        whole = simpson(known.prod(axis=0) * norm.pdf(grid), x=grid)
        assert ours[number] == pytest.approx(np.log(whole), abs=1e-6)


def test_the_derivatives_of_the_likelihood_are_those_of_finite_differences() -> None:
    reports = simulate(2, 15)
    panel = make_panel(reports.country, design_of(reports), reports.lower, reports.upper)
    for likelihood, at in (
        (Mixed(panel, 61), np.array([2.0, 0.2, -0.8, 0.1])),
        (Fixed(make_panel(reports.country, design_of(reports)[:, 1:], *bounds(reports))), None),
    ):
        at = np.array([0.2, -0.8]) if at is None else at
        scores, h = likelihood.compute(at)[1], 1e-5
        for column in range(len(at)):
            step = h * (np.arange(len(at)) == column)
            up, down = likelihood.compute(at + step)[0], likelihood.compute(at - step)[0]
            assert scores[:, column] == pytest.approx((up - down) / (2 * h), abs=2e-5)


def bounds(reports: Reports) -> tuple[Array, Array]:
    """Every country with a number of its own: without one its best level is nowhere."""
    top = np.maximum(reports.upper, 5)
    return np.where(reports.lower == 0, top, reports.lower), np.where(
        reports.lower == 0, top, reports.upper
    )


def test_without_levels_and_ranges_it_is_statsmodels_negative_binomial() -> None:
    reports = simulate(3, 40, 0.04, sigma=0.0, few=False)
    design = design_of(reports)
    peer = sm.NegativeBinomial(reports.lower, design).fit(disp=0, maxiter=200)
    panel = make_panel(reports.country, design, reports.lower, reports.upper)
    at = np.array([*peer.params[:2], np.log(peer.params[2]), -12.0])
    log, scores = Mixed(panel).compute(at)
    assert log.sum() == pytest.approx(peer.llf, rel=1e-9)
    assert np.abs(scores.sum(axis=0)).max() < 0.02
    ours = fit_mixed(reports)
    means = fit_without_mundlak(reports)
    assert 10 * means == pytest.approx(peer.params[1], abs=2e-3)
    assert ours.theta == pytest.approx(1 / peer.params[2], rel=0.05)


def fit_without_mundlak(reports: Reports) -> float:
    """Every country reports the same years, so that the mean year drops out."""
    return fit_mixed(Reports(np.arange(len(reports.year)), *split(reports))).point


def split(reports: Reports) -> tuple[Array, Array, Array]:
    return reports.year, reports.lower, reports.upper


def test_with_a_level_for_each_country_it_is_statsmodels_with_dummies() -> None:
    reports = simulate(4, 12, 0.05, few=False, level=3.5)
    reports = reports.keep(np.isin(reports.country, reports.find_informing()))
    numbers = np.unique(reports.country, return_inverse=True)[1]
    design = np.column_stack([(reports.year - 2015) / 10, np.eye(numbers.max() + 1)[numbers]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = [0.0, *[3.0] * (numbers.max() + 1), 0.5]
        peer = sm.NegativeBinomial(reports.lower, design).fit(
            start_params=start, disp=0, maxiter=500
        )
    ours = fit_fixed(reports)
    assert 10 * ours.point == pytest.approx(peer.params[0], abs=1e-3)
    assert 10 * ours.naive_error == pytest.approx(peer.bse[0], rel=0.02)
    assert ours.theta == pytest.approx(1 / peer.params[-1], rel=0.01)


def test_without_overdispersion_it_is_poisson_with_dummies() -> None:
    reports = simulate(5, 15, 0.05, few=False, alpha=0.0, level=3.0)
    reports = reports.keep(np.isin(reports.country, reports.find_informing()))
    numbers = np.unique(reports.country, return_inverse=True)[1]
    design = np.column_stack([(reports.year - 2015) / 10, np.eye(numbers.max() + 1)[numbers]])
    peer = sm.GLM(reports.lower, design, family=sm.families.Poisson()).fit()
    ours = fit_fixed(reports)
    assert ours.converged
    assert 10 * ours.point == pytest.approx(peer.params[0], abs=0.01)
    assert 10 * fit_mixed(reports).point == pytest.approx(peer.params[0], abs=0.02)


class Line:
    """Ordinary least squares as a likelihood with variance 1, a cluster a group of rows."""

    def __init__(self, x: Array, y: Array, group: Array) -> None:
        self.x, self.y, self.group = x, y, group

    def compute(self, parameters: Array) -> tuple[Array, Array]:
        rest = self.y - self.x @ parameters
        names = np.unique(self.group)
        logs = [-(rest[self.group == g] ** 2).sum() / 2 for g in names]
        return np.array(logs), np.array(
            [self.x[self.group == g].T @ rest[self.group == g] for g in names]
        )


def test_leaving_out_one_cluster_is_what_refits_without_it_give() -> None:
    rng = np.random.default_rng(6)
    group = np.repeat(np.arange(9), 5)
    x = np.column_stack([np.ones(45), rng.normal(size=45)])
    y = x @ [1.0, 2.0] + rng.normal(size=45) + rng.normal(size=9)[group]
    line, at = Line(x, y, group), np.linalg.lstsq(x, y)[0]
    log, scores = line.compute(at)
    fit = Fit(at, log.sum(), scores, find_bends(line, at), np.ones(2, dtype=bool), True, 0)
    moved = [np.linalg.lstsq(x[group != g], y[group != g])[0] - at for g in range(9)]
    expected = 8 / 9 * np.array(moved).T @ np.array(moved)
    assert find_covariance(fit) == pytest.approx(expected, rel=1e-5)


def test_one_step_leaves_a_country_out_as_a_refit_does() -> None:
    reports = simulate(7, 25)
    whole = fit_fixed(reports)
    moved = [
        fit_fixed(reports.keep(reports.country != name)).point - whole.point
        for name in reports.find_informing()
    ]
    size = len(moved)
    refits = np.sqrt((size - 1) / size * np.square(moved).sum())
    assert whole.error == pytest.approx(refits, rel=0.1)


@pytest.mark.parametrize("change", [-0.05, 0.0, 0.08])
def test_a_known_change_is_found_again(change: float) -> None:
    found = fit_mixed(simulate(8, 150, change))
    assert found.converged
    assert found.lower <= np.log1p(change) <= found.upper
    assert found.point == pytest.approx(np.log1p(change), abs=0.02)
    assert found.theta == pytest.approx(2.5, rel=0.25)
    assert found.sigma == pytest.approx(1.2, rel=0.2)


def test_with_everything_known_or_half_of_it_as_a_range_the_answer_is_one() -> None:
    known = fit_mixed(simulate(9, 120, 0.05, level=1.8, few=False))
    half = fit_mixed(simulate(9, 120, 0.05, level=1.8, few=True))
    assert half.point == pytest.approx(known.point, abs=1.0 * known.error)
    assert half.error > known.error


def test_larger_countries_that_report_later_are_no_rise() -> None:
    """Two reports a country, the larger the later: differences between countries are no change.

    statsmodels' line through all reports sees a steep rise, and a random intercept without the
    country's mean year would see a part of it.
    """
    rng = np.random.default_rng(10)
    own = np.sort(rng.normal(0, 1.2, 150))
    start = np.repeat(np.arange(2010, 2020), 15)
    country = np.repeat(np.arange(150), 2)
    year = np.column_stack([start, start + 1]).ravel() + 0.0
    counts = rng.poisson(np.exp(2.5 + own[country]) * rng.gamma(1.5, 1 / 1.5, 300)) + 0.0
    reports = Reports(country, year, np.where(counts < 5, 0, counts), np.maximum(counts, 4.0))
    design = np.column_stack([np.ones(300), year - 2015])
    naive = sm.GLM(reports.upper, design, family=sm.families.Poisson()).fit()
    found = fit_mixed(reports)
    assert naive.params[1] > 0.15
    assert found.lower <= 0 <= found.upper
    assert abs(found.point) < naive.params[1] / 2


def test_a_country_of_ranges_only_or_of_one_year_informs_nothing() -> None:
    country = np.array([0, 0, 1, 2, 2])
    year = np.array([2010.0, 2011, 2010, 2010, 2011])
    lower, upper = np.array([0.0, 0, 9, 0, 7]), np.array([4.0, 4, 9, 4, 7])
    assert list(Reports(country, year, lower, upper).find_informing()) == [2]


def test_a_change_that_turns_is_told_from_an_even_one() -> None:
    even = simulate(11, 120, 0.05, level=3.0)
    assert not is_bent(even)
    turn = np.exp(-np.square(even.year - 2015) / 12)
    counts = np.maximum(np.round(even.upper * turn), 5)
    assert is_bent(Reports(even.country, even.year, counts, counts))


def test_one_series_is_statsmodels_quasi_poisson_and_never_below_poisson() -> None:
    rng = np.random.default_rng(12)
    years = np.arange(2010.0, 2021)
    for counts in (rng.poisson(40, 11) * rng.integers(1, 4, 11) + 0.0, 40.0 + np.arange(11) % 2):
        design = np.column_stack([np.ones(11), years - 2015])
        model = sm.GLM(counts, design, family=sm.families.Poisson())
        ours, quasi = fit_series(years, counts), model.fit(scale="X2")
        assert ours.point == pytest.approx(quasi.params[1], abs=1e-9)
        assert ours.error == pytest.approx(max(quasi.bse[1], model.fit().bse[1]), rel=1e-6)
