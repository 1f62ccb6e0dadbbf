"""Bayesian thresholding (Silverman 2020, JRSS A 183, 691-736).

All two-list terms are fitted with a normal prior, those whose posterior mean is less than two
posterior standard deviations from zero are dropped, and the rest is fitted again. The intercept
and the main effects have flat priors. Draws come from Hamiltonian steps in the shape of the
posterior at its mode: the posterior is log-concave, so they are nearly independent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from helpers.errors import CaselightError
from helpers.hidden_population.existence import status_of
from helpers.hidden_population.lattice import (
    jit,
    margins_of,
    split_terms,
    sum_subsets,
    sum_supersets,
)
from helpers.hidden_population.models import close, main_effects, order_of, pairs_of

_WARM_UP = 500
_LEAPS = 12


@dataclass(frozen=True)
class Posterior:
    """Draws after thresholding.

    Args:
        hidden: One draw of the hidden each.
        terms: The model that is left.
        ratios: For each two-list term its absolute posterior mean over its standard deviation.
    """

    hidden: np.ndarray[Any, Any]
    terms: tuple[int, ...]
    ratios: dict[int, float]


@jit
def _gradient(
    counts: Any, beta: Any, terms: Any, precision: Any, kept: Any, lists: int, work: Any, out: Any
) -> float:
    """The log posterior, and its gradient into ``out``."""
    work[0, :] = 0.0
    for k in range(terms.size):
        work[0, terms[k]] = beta[k]
    sum_subsets(work[0], lists)
    total = 0.0
    work[1, 0] = 0.0
    for i in range(1, work.shape[1]):
        work[1, i] = 0.0
        if not kept[i]:
            continue
        mu = np.exp(min(work[0, i], 600.0))
        total += counts[i] * work[0, i] - mu
        work[1, i] = counts[i] - mu
    sum_supersets(work[1], lists)
    for k in range(terms.size):
        total -= 0.5 * precision[k] * beta[k] ** 2
        out[k] = work[1, terms[k]] - precision[k] * beta[k]
    return total


@jit
def _sample(
    counts: Any,
    start: Any,
    factor: Any,
    terms: Any,
    precision: Any,
    kept: Any,
    lists: int,
    kicks: Any,
    chances: Any,
    paces: Any,
    draws: Any,
) -> int:
    """Hamiltonian Monte Carlo in the coordinates beta = start + factor z."""
    work, slope = np.zeros((2, 1 << lists)), np.zeros(terms.size)
    z, beta = np.zeros(terms.size), start.copy()
    now = _gradient(counts, beta, terms, precision, kept, lists, work, slope)
    accepted = 0
    for d in range(kicks.shape[0]):
        speed, place, pace = kicks[d].copy(), z.copy(), paces[d]
        energy = now - 0.5 * (speed**2).sum()
        _gradient(counts, start + factor @ place, terms, precision, kept, lists, work, slope)
        for _ in range(_LEAPS):
            speed += 0.5 * pace * (factor.T @ slope)
            place += pace * speed
            new = _gradient(
                counts, start + factor @ place, terms, precision, kept, lists, work, slope
            )
            speed += 0.5 * pace * (factor.T @ slope)
        if np.log(chances[d]) < new - 0.5 * (speed**2).sum() - energy:
            z, now = place, new
            accepted += 1
        draws[d] = start + factor @ z
    return accepted


def draw(
    counts: np.ndarray[Any, Any],
    terms: tuple[int, ...],
    variance: float | None,
    draws: int,
    seed: int,
) -> tuple[tuple[int, ...], np.ndarray[Any, Any]]:
    """The terms that are not at minus infinity, and posterior draws of their coefficients."""
    lists = int(np.log2(len(counts)))
    counts = np.array(counts, dtype=float)
    kept = np.ones(len(counts), np.int64)
    bits = np.array(terms, dtype=np.int64)
    if variance is None:
        # A flat prior leaves an interaction whose lists share nobody at minus infinity.
        free = np.zeros(len(terms), np.int64)
        count = split_terms(margins_of(counts), bits, len(terms), lists, kept, free)
        bits = free[:count]
    precision = np.array([1 / variance if variance and order_of(int(t)) > 1 else 0.0 for t in bits])
    mode, shape = _mode(counts, bits, precision, kept, lists)
    rng = np.random.default_rng(seed)
    kicks = rng.standard_normal((draws + _WARM_UP, len(bits)))
    chances = rng.random(len(kicks))
    paces = rng.uniform(0.08, 0.22, len(kicks))
    found = np.zeros_like(kicks)
    _sample(counts, mode, shape, bits, precision, kept, lists, kicks, chances, paces, found)
    return tuple(int(t) for t in bits), found[_WARM_UP:]


def _mode(counts: Any, bits: Any, precision: Any, kept: Any, lists: int) -> tuple[Any, Any]:
    """The posterior mode, and a factor of the inverse of the curvature there."""
    histories = np.flatnonzero(kept)
    histories = histories[histories > 0]
    matrix = ((histories[:, None] & bits) == bits).astype(float)
    observed = counts[histories]
    beta = np.zeros(len(bits))
    beta[0] = np.log(5 * observed.sum())
    for k in range(1, lists + 1):
        beta[k] = np.log(max(observed @ matrix[:, k], 0.5) / (5 * observed.sum()))

    def value(b: Any) -> float:
        eta = matrix @ b
        return float(observed @ eta - np.exp(np.minimum(eta, 600)).sum() - precision @ b**2 / 2)

    for _ in range(200):
        mu = np.exp(matrix @ beta)
        curvature = matrix.T @ (mu[:, None] * matrix) + np.diag(precision)
        step = np.linalg.solve(curvature, matrix.T @ (observed - mu) - precision * beta)
        share = 1.0
        while value(beta + share * step) < value(beta) and share > 1e-8:
            share /= 2
        beta = beta + share * step
        if np.abs(step).max() < 1e-9:
            break
    return beta, np.ascontiguousarray(np.linalg.cholesky(np.linalg.inv(curvature)))


def threshold_model(
    counts: np.ndarray[Any, Any], variance: float | None, ratio: float, draws: int, seed: int
) -> Posterior:
    """Fit all pairs, keep those that stand out (and those at minus infinity), fit again.

    Raises:
        CaselightError: With flat priors (``variance`` None) and no estimate for all pairs.
    """
    lists = int(np.log2(len(counts)))
    full = (*main_effects(lists), *pairs_of(lists))
    support = sum(1 << int(h) for h in np.flatnonzero(counts))
    if variance is None and status_of(lists, support, full):
        raise CaselightError(
            "Flat priors need an estimate for the model with all two-list terms.",
            "that model has none for this table",
            "Use a proper prior (the default).",
        )
    found, first = draw(counts, full, variance, draws, seed)
    means, spreads = first.mean(axis=0), first.std(axis=0, ddof=1)
    ratios = {t: float(abs(means[k]) / spreads[k]) for k, t in enumerate(found) if order_of(t) > 1}
    kept = [t for t in full if order_of(t) > 1 and ratios.get(t, np.inf) >= ratio]
    terms = close(lists, kept)
    _, second = draw(counts, terms, variance, draws, seed + 1)
    return Posterior(np.exp(second[:, 0]), terms, ratios)
