"""Maximum likelihood over clusters, and how far one cluster could have moved the result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from helpers.prosecution.censored import Array

_STEP: Final = 1e-4
_POLISH: Final = 4
FLAT: Final = 1e-5
"""A fit has converged when no derivative, a country, is larger than this."""


class Likelihood(Protocol):
    """What can be maximised: log-likelihoods of clusters, and their derivatives."""

    def compute(self, parameters: Array) -> tuple[Array, Array]:
        """Log-likelihood of each cluster, and one row of derivatives for each."""


@dataclass(frozen=True)
class Fit:
    """Where a likelihood is largest.

    Args:
        parameters: The estimate.
        log_likelihood: Sum over clusters.
        scores: Derivatives there, a row for each cluster.
        bends: Second derivatives there, a matrix for each cluster.
        free: Parameters that are not on the edge of what they can be.
        converged: Whether the free ones are at a maximum.
    """

    parameters: Array
    log_likelihood: float
    scores: Array
    bends: Array
    free: NDArray[np.bool_]
    converged: bool


def find_bends(likelihood: Likelihood, at: Array) -> Array:
    """Second derivatives of each cluster, by central differences of its first ones."""
    columns = []
    for number in range(len(at)):
        step = np.zeros_like(at)
        step[number] = _STEP
        columns.append(
            (likelihood.compute(at + step)[1] - likelihood.compute(at - step)[1]) / (2 * _STEP)
        )
    bends = np.stack(columns, axis=2)
    return (bends + bends.transpose(0, 2, 1)) / 2


def maximise(likelihood: Likelihood, start: Array, limits: list[tuple[float, float]]) -> Fit:
    """Find the parameters at which clusters are likeliest.

    A quasi-Newton search within the limits comes first, then Newton steps over the parameters that
    are not on a limit (an overdispersion of 0 is one).

    Args:
        likelihood: Of the clusters.
        start: Where to begin.
        limits: Smallest and largest value of each parameter.
    """
    low, high = (np.array(side) for side in zip(*limits, strict=True))

    def cost(at: Array) -> tuple[float, Array]:
        log, scores = likelihood.compute(at)
        return -float(log.sum()) / len(log), -scores.sum(axis=0) / len(log)

    rough = minimize(
        cost, start, jac=True, bounds=limits, method="L-BFGS-B", options={"ftol": 1e-9}
    )
    at = np.asarray(rough.x)
    log, scores = likelihood.compute(at)
    for _ in range(_POLISH):
        free = (at > low + 1e-6) & (at < high - 1e-6)
        bends = find_bends(likelihood, at)
        slope, bend = scores.sum(axis=0)[free], bends.sum(axis=0)[np.ix_(free, free)]
        if np.abs(slope).max(initial=0) / len(log) < FLAT:
            break
        if np.linalg.eigvalsh(bend).max() >= 0:
            break
        new = at.copy()
        new[free] -= np.linalg.solve(bend, slope)
        new = np.clip(new, low, high)
        better, changed = likelihood.compute(new)
        if better.sum() < log.sum():
            break
        at, log, scores = new, better, changed
    flat = bool(np.abs(scores.sum(axis=0)[free]).max(initial=0) / len(log) < FLAT)
    peak = bool(np.linalg.eigvalsh(bends.sum(axis=0)[np.ix_(free, free)]).max() < 0)
    return Fit(at, float(log.sum()), scores, bends, free, flat and peak)


def find_covariance(fit: Fit) -> Array:
    """Covariance of the free parameters by leaving out one cluster at a time.

    For a linear regression this is CR3 [1]_; here each cluster is left out by one Newton step from
    the estimate. It asks for no model of what years of one country share, and for no equal
    variances; it errs, if at all, towards too wide.

    Args:
        fit: Of two clusters or more.

    Raises:
        numpy.linalg.LinAlgError: Without one of the clusters there is no maximum.

    References:
        .. [1] Bell, R. M. and McCaffrey, D. F. (2002). Bias reduction in standard errors for linear
           regression with multi-stage samples. Survey Methodology 28, 169-181.
    """
    free = np.ix_(fit.free, fit.free)
    bend = fit.bends.sum(axis=0)[free]
    moved = []
    for own, score in zip(fit.bends, fit.scores, strict=True):
        rest = bend - own[free]
        np.linalg.cholesky(-rest)
        moved.append(np.linalg.solve(rest, score[fit.free]))
    steps = np.array(moved)
    return (len(steps) - 1) / len(steps) * steps.T @ steps
