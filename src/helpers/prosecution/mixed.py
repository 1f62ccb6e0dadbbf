"""Counts of countries that differ in level: a random intercept, integrated out.

log mean(i, t) = x(i, t) beta + sigma v(i), v(i) standard normal. The integral over v(i) is taken by
adaptive Gauss-Hermite quadrature [1]_: nodes are laid around the mode of each country's integrand,
so that a country with thousands of persons is integrated as exactly as one with five.

References:
    .. [1] Pinheiro, J. C. and Bates, D. M. (1995). Approximations to the log-likelihood function
       in the nonlinear mixed-effects model. Journal of Computational and Graphical Statistics 4,
       12-35.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from helpers.prosecution.censored import Array, Ranges, compute_terms, make_ranges

NODES: Final = 15
_STEPS: Final = 60
_CLOSE: Final = 1e-9


@dataclass(frozen=True)
class Panel:
    """Reports of countries, sorted by country.

    Args:
        design: One row a report: the constant, the year, and what else belongs to it.
        ranges: What is known of each count.
        starts: Position of each country's first report.
        country: For each report, the number of its country.
    """

    design: Array
    ranges: Ranges
    starts: NDArray[np.intp]
    country: NDArray[np.intp]

    @property
    def countries(self) -> int:
        """How many countries report."""
        return len(self.starts)


def make_panel(country: NDArray[np.intp], design: Array, lower: Array, upper: Array) -> Panel:
    """Sort reports by country; countries are numbered from 0 without a gap."""
    order = np.argsort(country, kind="stable")
    names, starts, numbers = np.unique(country[order], return_index=True, return_inverse=True)
    del names
    return Panel(design[order], make_ranges(lower[order], upper[order]), starts, numbers)


def _sum(panel: Panel, values: Array) -> Array:
    return np.add.reduceat(values, panel.starts, axis=0)


def find_modes(
    panel: Panel, fixed: Array, scale: float, log_alpha: float, prior: float, start: Array
) -> tuple[Array, Array]:
    """For each country, the intercept at which its integrand is largest, and its curvature there.

    Args:
        panel: The reports.
        fixed: The linear predictor of each report without its country's part.
        scale: What one unit of the intercept adds to it.
        log_alpha: Log of the overdispersion.
        prior: 1 with a standard normal distribution of intercepts, 0 without any.
        start: Where to begin.
    """
    mode = start.copy()
    bend = np.full(panel.countries, -1.0)
    for _ in range(_STEPS):
        eta = fixed + scale * mode[panel.country]
        terms = compute_terms(panel.ranges, eta[:, None], log_alpha)
        slope = scale * _sum(panel, terms.score[:, 0]) - prior * mode
        bend = np.minimum(scale**2 * _sum(panel, terms.curvature[:, 0]) - prior, -1e-8)
        # A range is nearly flat far from its numbers: a Newton step there is cut.
        step = np.clip(-slope / bend, -2.0, 2.0)
        mode += step
        if np.abs(step).max() < _CLOSE:
            break
    return mode, bend


class Mixed:
    """The likelihood of a panel with random intercepts, remembering where its modes were.

    Args:
        panel: The reports.
        nodes: Nodes of the integral for each country.
    """

    def __init__(self, panel: Panel, nodes: int = NODES) -> None:
        self.panel = panel
        x, w = np.polynomial.hermite.hermgauss(nodes)
        self._x = np.sqrt(2) * x
        self._log_w = np.log(w) + x**2 - 0.5 * np.log(np.pi)
        self._modes = np.zeros(panel.countries)

    def compute(self, parameters: Array) -> tuple[Array, Array]:
        """Log-likelihood of each country, and its derivatives.

        The derivatives are those of the integral itself (Fisher's identity: the mean of the
        complete score over each country's intercept), not of the quadrature sum.

        Args:
            parameters: beta, then log(alpha), then log(sigma).
        """
        panel = self.panel
        beta, log_alpha, sigma = parameters[:-2], parameters[-2], np.exp(parameters[-1])
        fixed = panel.design @ beta
        self._modes, bend = find_modes(panel, fixed, sigma, log_alpha, 1.0, self._modes)
        spread = 1 / np.sqrt(-bend)
        v = self._modes[:, None] + spread[:, None] * self._x
        eta = fixed[:, None] + sigma * v[panel.country]
        terms = compute_terms(panel.ranges, eta, log_alpha)
        joint = _sum(panel, terms.log) - v**2 / 2 + self._log_w
        top = joint.max(axis=1, keepdims=True)
        weights = np.exp(joint - top)
        total = weights.sum(axis=1)
        weights /= total[:, None]
        log = top[:, 0] + np.log(total) + np.log(spread)
        by_report = weights[panel.country]
        score = terms.score
        columns = (
            _sum(panel, panel.design * (by_report * score).sum(axis=1)[:, None]),
            _sum(panel, (by_report * terms.by_log_alpha).sum(axis=1)[:, None]),
            (weights * v * sigma * _sum(panel, score)).sum(axis=1)[:, None],
        )
        return log, np.hstack(columns)


class Fixed:
    """The likelihood with an intercept of its own for each country, maximised over it.

    Args:
        panel: The reports; its design holds no constant, and nothing that is one country's own.
    """

    def __init__(self, panel: Panel) -> None:
        self.panel = panel
        self._modes = np.full(panel.countries, 1.0)

    def compute(self, parameters: Array) -> tuple[Array, Array]:
        """Log-likelihood of each country at its best intercept, and its derivatives.

        Args:
            parameters: beta, then log(alpha).
        """
        panel, log_alpha = self.panel, parameters[-1]
        fixed = panel.design @ parameters[:-1]
        self._modes, _ = find_modes(panel, fixed, 1.0, log_alpha, 0.0, self._modes)
        eta = fixed + self._modes[panel.country]
        terms = compute_terms(panel.ranges, eta[:, None], log_alpha)
        columns = (
            _sum(panel, panel.design * terms.score),
            _sum(panel, terms.by_log_alpha),
        )
        return _sum(panel, terms.log[:, 0]), np.hstack(columns)
