"""One slope over the reports of many countries: the fit behind ``estimate_trend``, in arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from helpers.prosecution.censored import Array
from helpers.prosecution.fitting import Fit, find_covariance, maximise
from helpers.prosecution.mixed import Fixed, Mixed, make_panel

_DECADE: Final = 10.0
_LIMITS_BETA: Final = (-30.0, 30.0)
_LIMITS_ALPHA: Final = (-9.0, 4.0)
_LIMITS_SIGMA: Final = (-5.0, 3.0)


@dataclass(frozen=True)
class Reports:
    """Country-years that were reported, in any order.

    Args:
        country: A whole number for each country.
        year: The year.
        lower: Smallest number of persons that the report can mean.
        upper: Largest number; equal to the smallest where a number was published.
    """

    country: NDArray[np.intp]
    year: Array
    lower: Array
    upper: Array

    def keep(self, rows: NDArray[np.bool_]) -> Reports:
        """Some of the reports."""
        return Reports(self.country[rows], self.year[rows], self.lower[rows], self.upper[rows])

    def find_informing(self) -> NDArray[np.intp]:
        """Countries that say something about change: two years or more, and not all of them '<5'.

        A country of which every report may be 0 is as likely under any slope.
        """
        names, numbers = np.unique(self.country, return_inverse=True)
        years = np.bincount(numbers)
        told = np.bincount(numbers, weights=self.lower > 0)
        return names[(years >= 2) & (told > 0)]


@dataclass(frozen=True)
class Slope:
    """Change of the log count in a year.

    Args:
        point: The estimate.
        error: Its standard error, one country left out at a time.
        naive_error: The model's own standard error, for comparison only.
        lower: Lower limit.
        upper: Upper limit.
        countries: Countries that inform it; one less is the degrees of freedom of the interval.
        theta: Shape of the negative binomial: variance = mean + mean^2 / theta.
        sigma: Standard deviation of the countries' levels on the log scale.
        parameters: How many were estimated, levels of countries among them where they are.
        converged: Whether the fit is at a maximum and stays there without any one country.
    """

    point: float
    error: float
    naive_error: float
    lower: float
    upper: float
    countries: int
    theta: float
    sigma: float
    parameters: int
    converged: bool


def fit_mixed(reports: Reports, level: float = 0.95) -> Slope:
    """Random intercepts, with the mean of each country's years beside the year (Mundlak) [1]_.

    Countries that began to report late may be larger ones. The mean year takes that up, so that
    the slope is the change within countries; without it a random intercept would read some of the
    difference between countries as change.

    References:
        .. [1] Mundlak, Y. (1978). On the pooling of time series and cross section data.
           Econometrica 46, 69-85.
    """
    years, means = _centre(reports)
    columns = [np.ones_like(years), years]
    if np.ptp(means) > 1e-9 and np.ptp(years - means) > 1e-9:
        columns.append(means - means.mean())
    design = np.column_stack(columns)
    panel = make_panel(reports.country, design, reports.lower, reports.upper)
    size = design.shape[1]
    start = np.concatenate([_guess_level(reports), np.zeros(size - 1), [-0.7, 0.2]])
    limits = [_LIMITS_BETA] * size + [_LIMITS_ALPHA, _LIMITS_SIGMA]
    fit = maximise(Mixed(panel), start, limits)
    sigma = float(np.exp(fit.parameters[-1]))
    return _read(fit, 1, size, sigma, reports, size + 2, level)


def fit_fixed(reports: Reports, level: float = 0.95) -> Slope:
    """An intercept of its own for each country: the same change, with no distribution of levels.

    Countries that do not inform the slope are left out: their own intercept would fit them alone.
    """
    kept, fit = _maximise_fixed(reports, powers=1)
    return _read(fit, 0, 1, float("nan"), kept, 2 + len(fit.scores), level)


def is_bent(reports: Reports, level: float = 0.95) -> bool:
    """Whether a second power of the year would earn its place: the change was not even."""
    kept, fit = _maximise_fixed(reports, powers=2)
    bend = _read(fit, 1, 2, float("nan"), kept, 3 + len(fit.scores), level)
    return bend.converged and (bend.lower > 0 or bend.upper < 0)


def _maximise_fixed(reports: Reports, powers: int) -> tuple[Reports, Fit]:
    kept = reports.keep(np.isin(reports.country, reports.find_informing()))
    years, _ = _centre(kept)
    design = np.column_stack([years**power for power in range(1, powers + 1)])
    panel = make_panel(kept.country, design, kept.lower, kept.upper)
    start = np.array([*[0.0] * powers, -0.7])
    return kept, maximise(Fixed(panel), start, [_LIMITS_BETA] * powers + [_LIMITS_ALPHA])


def _centre(reports: Reports) -> tuple[Array, Array]:
    """Years in decades around the middle of the window, and their mean for each country."""
    years = (reports.year - (reports.year.min() + reports.year.max()) / 2) / _DECADE
    numbers = np.unique(reports.country, return_inverse=True)[1]
    means = np.bincount(numbers, weights=years) / np.bincount(numbers)
    return years, means[numbers]


def _guess_level(reports: Reports) -> Array:
    return np.array([np.log((reports.lower + reports.upper) / 2 + 0.5).mean()])


def _read(
    fit: Fit,
    at: int,
    dispersion: int,
    sigma: float,
    reports: Reports,
    parameters: int,
    level: float,
) -> Slope:
    """The slope of a fit with its interval, a country left out at a time."""
    countries = len(reports.find_informing())
    point = float(fit.parameters[at]) / _DECADE
    error, plain = _find_errors(fit, at)
    sound = fit.converged and bool(np.isfinite(error))
    half = float(stdtrit(max(countries - 1, 1), (1 + level) / 2)) * error
    return Slope(
        point,
        error,
        plain,
        point - half,
        point + half,
        countries,
        float(np.exp(-fit.parameters[dispersion])),
        sigma,
        parameters,
        sound,
    )


def _find_errors(fit: Fit, at: int) -> tuple[float, float]:
    """Standard error by leaving out countries, and the model's own; infinite where there is none.

    Without some country there may be no sign of overdispersion left, and then no maximum over it.
    The overdispersion is held where it is in that case: in this family it and the slope carry no
    information about one another (Lawless 1987).
    """
    place = int(fit.free[:at].sum())
    try:
        plain = float(np.sqrt(np.linalg.inv(-fit.total_bend)[place, place])) / _DECADE
        for held in (fit, fit.hold_variances()):
            try:
                return float(np.sqrt(find_covariance(held)[place, place])) / _DECADE, plain
            except np.linalg.LinAlgError:
                continue
    except np.linalg.LinAlgError:
        pass
    return float("inf"), float("inf")
