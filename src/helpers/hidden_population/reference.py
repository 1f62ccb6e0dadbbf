"""The same answers the plain way: statsmodels fits, scipy's linear programme, one model at a time.

Slow, and written to be read. The tests hold the compiled code to it, and it takes over for a table
whose existence the compiled code cannot decide in its short integers.
"""

from __future__ import annotations

import warnings
from itertools import count
from typing import Any

import numpy as np
import statsmodels.api as sm
from scipy.optimize import linprog
from scipy.special import logsumexp
from scipy.stats import poisson

from helpers.hidden_population.models import close, hierarchical, main_effects, pairs_of

Terms = tuple[int, ...]


def design(counts: Any, terms: Terms) -> tuple[Any, Any, Any]:
    """Design matrix, counts and histories, without what the zero margins take out."""
    histories = range(1, len(counts))
    margin = {a: sum(counts[h] for h in histories if h & a == a) for a in terms}
    gone = [a for a in terms if margin[a] == 0]
    kept = [h for h in histories if not any(h & a == a for a in gone)]
    free = [a for a in terms if margin[a] > 0]
    matrix = np.array([[float(h & a == a) for a in free] for h in kept])
    return matrix, np.array([counts[h] for h in kept]), kept


def status(counts: Any, terms: Terms) -> int:
    """0 fine, 1 no estimate, 2 not identifiable, 3 both.

    The linear programme of Fienberg and Rinaldo (2012): the largest s such that a table with
    every cell at least s has the sufficient statistics of the 0/1 table of the support.
    """
    matrix, kept_counts, _ = design(counts, terms)
    cells, parameters = matrix.shape
    support = (kept_counts > 0).astype(float)
    found = linprog(
        c=np.r_[np.zeros(cells), -1.0],
        A_eq=np.c_[matrix.T, np.zeros(parameters)],
        b_eq=matrix.T @ support,
        A_ub=np.c_[-np.eye(cells), np.ones(cells)],
        b_ub=np.zeros(cells),
        bounds=[(None, None)] * (cells + 1),
    )
    deficient = np.linalg.matrix_rank(matrix) < parameters
    return int(found.x[-1] < 1e-9) + 2 * int(deficient)


def fit(counts: Any, terms: Terms) -> tuple[float, float, Any, Any]:
    """Hidden, log-likelihood, fitted counts and their histories, by iterated least squares."""
    matrix, kept_counts, kept = design(counts, terms)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = sm.GLM(kept_counts, matrix, family=sm.families.Poisson()).fit(
            tol=1e-13, maxiter=200
        )
    log_likelihood = float(poisson.logpmf(kept_counts, found.mu).sum())
    return float(np.exp(found.params[0])), log_likelihood, found.mu, kept


def log_smaller_tail(observed: float, mean: float) -> float:
    """The log of the smaller Poisson tail, summed term by term."""
    if mean == 0:
        return 0.0 if observed == 0 else -np.inf
    # Outwards from what was observed; so many standard deviations leave nothing behind.
    steps = np.arange(60 + int(12 * np.sqrt(max(observed, mean))))
    lower = observed - steps if observed <= mean else None
    outwards = lower[lower >= 0] if lower is not None else observed + steps
    near = float(logsumexp(poisson.logpmf(outwards, mean)))
    far = 1 - np.exp(near) + poisson.pmf(observed, mean)
    return min(near, float(np.log(far))) if far > 0 else near


def stepwise(counts: Any, threshold: float) -> tuple[float, Terms | None]:
    """The stepwise choice: the hidden, and the terms; nan and None without an estimate."""
    lists = int(np.log2(len(counts)))
    terms = main_effects(lists)
    if status(counts, terms):
        return float("nan"), None
    limit = np.log(threshold) if threshold > 0 else -np.inf
    for _ in count():
        hidden, _, mu, kept = fit(counts, terms)
        tails = {}
        for pair in pairs_of(lists):
            if pair in terms:
                continue
            observed = sum(counts[h] for h in range(1, len(counts)) if h & pair == pair)
            expected = sum(m for m, h in zip(mu, kept, strict=True) if h & pair == pair)
            tails[pair] = log_smaller_tail(observed, expected)
        for pair in sorted(tails, key=lambda key: round(tails[key], 7)):
            wider = close(lists, [*terms, pair])
            if tails[pair] < limit and status(counts, wider) == 0:
                terms = wider
                break
        else:
            return hidden, terms
    raise AssertionError("unreachable")


def bic(counts: Any, max_order: int, penalty: str = "persons") -> list[tuple[float, float, Terms]]:
    """(BIC, hidden, terms) of every hierarchical model that has an estimate, the best first."""
    lists = int(np.log2(len(counts)))
    price = np.log(len(counts) - 1 if penalty == "cells" else sum(counts))
    found = []
    for terms in hierarchical(lists, max_order):
        if status(counts, terms) == 0:
            hidden, log_likelihood, _, _ = fit(counts, terms)
            found.append((len(terms) * price - 2 * log_likelihood, hidden, terms))
    return sorted(found)
