"""Fits a log-linear model to one table, fast: Newton's method on the lattice of subsets.

X'WX needs no matrix product: its entry for two terms is the superset sum of the fitted counts at
the union of the terms. Each step also gives a bound that no fit of this model can beat: the
counts mu (1 + X delta) meet the sufficient statistics exactly, so by convex duality the deviance
is at least 2 sum(y log y - nu log nu). A model is given up when that bound shows that it cannot
win, and only then, so the screening is exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.hidden_population.lattice import jit, sum_subsets, sum_supersets

# What newton_fit says besides a deviance: gave up early, or did not converge.
PRUNED = -1.0
FAILED = -2.0


@jit
def _solve(gram: Any, unions: Any, terms: Any, count: int, rhs: Any, ridge: float) -> bool:
    """Solve X'WX b = rhs by Cholesky, scaled by the diagonal; the answer replaces ``rhs``."""
    for i in range(count):
        for j in range(i + 1):
            gram[i, j] = unions[terms[i] | terms[j]]
    for i in range(count):
        if gram[i, i] <= 0.0:
            return False
        rhs[i] /= np.sqrt(gram[i, i])
    for i in range(count):
        for j in range(i):
            gram[i, j] /= np.sqrt(gram[i, i]) * np.sqrt(gram[j, j])
    for i in range(count):
        gram[i, count] = np.sqrt(gram[i, i])
        gram[i, i] = 1.0 + ridge
    for i in range(count):
        for j in range(i + 1):
            total = gram[i, j]
            for k in range(j):
                total -= gram[i, k] * gram[j, k]
            if i == j:
                if total <= 1e-13:
                    return False
                gram[i, i] = np.sqrt(total)
            else:
                gram[i, j] = total / gram[j, j]
    for i in range(count):
        for k in range(i):
            rhs[i] -= gram[i, k] * rhs[k]
        rhs[i] /= gram[i, i]
    for i in range(count - 1, -1, -1):
        for k in range(i + 1, count):
            rhs[i] -= gram[k, i] * rhs[k]
        rhs[i] /= gram[i, i]
    for i in range(count):
        rhs[i] /= gram[i, count]
    return True


@jit
def _spread(beta: Any, terms: Any, count: int, lists: int, eta: Any) -> None:
    """X b: each history gets the sum of the terms that it contains."""
    eta[:] = 0.0
    for k in range(count):
        eta[terms[k]] = beta[k]
    sum_subsets(eta, lists)


@jit
def _bound(mu: Any, change: Any, kept: Any, base: float) -> float:
    """A deviance that no fit of the model can go below; minus 1 where the step shows none."""
    total = 0.0
    for i in range(mu.size):
        if kept[i]:
            nu = mu[i] * (1.0 + change[i])
            if nu < 0.0:
                return -1.0
            if nu > 0.0:
                total += nu * np.log(nu)
    return 2.0 * (base - total)


@jit
def _deviance(counts: Any, mu: Any, kept: Any) -> float:
    """Twice the gap to the saturated fit, written so that little is lost to rounding."""
    total = 0.0
    for i in range(mu.size):
        if kept[i]:
            if counts[i] > 0:
                ratio = (counts[i] - mu[i]) / mu[i]
                if abs(ratio) < 1e-3:
                    # (1+r) log(1+r) - r by its series; the plain form cancels here.
                    r2 = ratio * ratio
                    total += mu[i] * r2 * (0.5 - ratio / 6 + r2 / 12 - r2 * ratio / 20)
                else:
                    total += counts[i] * np.log(counts[i] / mu[i]) - (counts[i] - mu[i])
            else:
                total += mu[i]
    return 2.0 * total


@jit
def _step(
    counts: Any,
    eta: Any,
    mu: Any,
    kept: Any,
    terms: Any,
    count: int,
    lists: int,
    first: bool,
    beta: Any,
    work: Any,
    gram: Any,
) -> tuple[float, bool]:
    """One Newton step into ``beta``; the squared decrement, and whether the step is exact."""
    size = 1 << lists
    for attempt in range(3):
        for i in range(size):
            work[0, i] = mu[i] if kept[i] else 0.0
            work[1, i] = 0.0
            if kept[i]:
                work[1, i] = counts[i] - mu[i] + (mu[i] * eta[i] if first else 0.0)
        sum_supersets(work[0], lists)
        sum_supersets(work[1], lists)
        for k in range(count):
            beta[k] = work[1, terms[k]]
        if _solve(
            gram, work[0], terms, count, beta, 0.0 if attempt == 0 else 10.0 ** (-14 + 4 * attempt)
        ):
            size_of_step = 0.0
            for k in range(count):
                size_of_step += beta[k] * work[1, terms[k]]
            return size_of_step, attempt == 0
    return -1.0, False


@jit
def _objective(counts: Any, eta: Any, kept: Any) -> float:
    """Log-likelihood up to a constant; minus infinity where a fitted count overflows."""
    total = 0.0
    for i in range(eta.size):
        if kept[i]:
            if eta[i] > 600.0:
                return -np.inf
            total += counts[i] * eta[i] - np.exp(eta[i])
    return total


@jit
def newton_fit(
    counts: Any,
    terms: Any,
    count: int,
    kept: Any,
    lists: int,
    eta: Any,
    beta: Any,
    gram: Any,
    work: Any,
    ceiling: float,
    base: float,
    steps: Any,
) -> float:
    """Fit one model to one table.

    Args:
        counts: Persons for each history, as floats; entry 0 is not used.
        terms: Terms that are not at minus infinity, the intercept first.
        count: How many.
        kept: Histories in the fit.
        lists: Number of lists.
        eta: Start, on the log scale; the fit when it returns.
        beta: Room for the coefficients.
        gram: Room, (p + 1) x (p + 1) or more.
        work: Room, 4 x 2^t.
        ceiling: A deviance above which the model is of no interest.
        base: The sum of y log y over the table, for the bound.
        steps: Stop after so many steps (then the answer is FAILED).

    Returns:
        The deviance, or PRUNED, or FAILED. ``beta[0]`` is the log of the hidden.
    """
    mu, change = work[2], work[3]
    size = 1 << lists
    for step in range(steps):
        for i in range(size):
            mu[i] = np.exp(min(eta[i], 600.0)) if kept[i] else 0.0
        decrement, exact = _step(
            counts, eta, mu, kept, terms, count, lists, step == 0, beta, work, gram
        )
        if decrement < 0.0 and step > 0:
            return FAILED if decrement == -1.0 else _deviance(counts, mu, kept)
        _spread(beta, terms, count, lists, change)
        if step == 0:
            for i in range(size):
                change[i] -= eta[i]
        if exact and ceiling < np.inf and _bound(mu, change, kept, base) > ceiling:
            return PRUNED
        share = 1.0
        now = _objective(counts, eta, kept) if step > 0 else -np.inf
        if step > 0 and decrement > 1e-6:
            while share > 1e-6:
                work[0] = eta + share * change
                if _objective(counts, work[0], kept) >= now:
                    break
                share *= 0.5
        for i in range(size):
            eta[i] += share * change[i]
        if step > 0 and decrement < 1e-9:
            for i in range(size):
                mu[i] = np.exp(eta[i]) if kept[i] else 0.0
            return _deviance(counts, mu, kept)
    return FAILED
