"""Maximum likelihood over clusters, and how far one cluster could have moved the result."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from helpers.prosecution.censored import Array

_STEP: Final = 1e-4
_POLISH: Final = 6
_SAME: Final = 0.5
_SMALL: Final = -2.0
_NO_EDGE: Final = -20.0
_ROUGH: Final = 1e-3
NEAR: Final = 1e-4
"""A fit has converged when the next Newton step would gain no more than half of this in
log-likelihood: it is then within a hundredth of a standard error of the maximum."""


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
        variances: How many of the last parameters are log-variances.
    """

    parameters: Array
    log_likelihood: float
    scores: Array
    bends: Array
    free: NDArray[np.bool_]
    converged: bool
    variances: int

    @property
    def total_bend(self) -> Array:
        """Second derivatives of all clusters together, by the free parameters."""
        return np.asarray(self.bends.sum(axis=0)[np.ix_(self.free, self.free)])

    def hold_variances(self) -> Fit:
        """The same fit with its log-variances taken as known."""
        free = self.free.copy()
        free[len(free) - self.variances :] = False
        return replace(self, free=free)


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
    at = _search(likelihood, start, low, high)
    edges = _find_edges(likelihood, at, low)
    if edges.any():
        at = _search(likelihood, np.where(edges, low, at), low, np.where(edges, low, high))
    return _polish(likelihood, at, low, high)


def _search(likelihood: Likelihood, start: Array, low: Array, high: Array) -> Array:
    def cost(at: Array) -> tuple[float, Array]:
        log, scores = likelihood.compute(at)
        return -float(log.mean()), -scores.mean(axis=0)

    limits = list(zip(low, high, strict=True))
    options = {"ftol": 1e-7, "gtol": _ROUGH}
    found = minimize(cost, start, jac=True, bounds=limits, method="L-BFGS-B", options=options)
    return np.asarray(found.x)


def _find_edges(likelihood: Likelihood, at: Array, low: Array) -> NDArray[np.bool_]:
    """Log-variances that may as well be on their limit, which stands for a variance of 0.

    Where the likelihood gains less than half a point from a variance, the data cannot tell it from
    0, and a search would end anywhere on a slope that is all but flat.
    """
    edges = np.zeros(len(at), dtype=bool)
    best = likelihood.compute(at)[0].sum()
    for number in np.flatnonzero((low > _NO_EDGE) & (at < _SMALL)):
        edges[number] = True
        if likelihood.compute(np.where(edges, low, at))[0].sum() < best - _SAME:
            edges[number] = False
    return edges


def _polish(likelihood: Likelihood, at: Array, low: Array, high: Array) -> Fit:
    """Newton steps towards derivatives of 0, over the parameters that are not on a limit."""
    for left in reversed(range(_POLISH)):
        log, scores = likelihood.compute(at)
        free = (at > low + 1e-6) & (at < high - 1e-6)
        bends = find_bends(likelihood, at)
        values, axes = np.linalg.eigh(bends.sum(axis=0)[np.ix_(free, free)])
        uphill = axes.T @ scores.sum(axis=0)[free]
        # Where the likelihood bends upwards, a step still goes uphill, and is no longer than one.
        size = np.maximum(np.abs(values), 1e-3)
        peak = bool(values.max(initial=-1.0) < 0)
        done = peak and float((uphill**2 / size).sum()) < NEAR
        if done or not left:
            break
        step = axes @ (uphill / size)
        new = at.copy()
        new[free] += step / max(1.0, np.abs(step).max())
        at = np.clip(new, low, high)
    return Fit(at, float(log.sum()), scores, bends, free, done, int((low > _NO_EDGE).sum()))


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
    free, bend = np.ix_(fit.free, fit.free), fit.total_bend
    moved = []
    for own, score in zip(fit.bends, fit.scores, strict=True):
        rest = bend - own[free]
        np.linalg.cholesky(-rest)
        moved.append(np.linalg.solve(rest, score[fit.free]))
    steps = np.array(moved)
    return (len(steps) - 1) / len(steps) * steps.T @ steps
