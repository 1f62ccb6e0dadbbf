"""Bayesian thresholding as a way to an estimate: the median of the draws, and their quantiles."""

from __future__ import annotations

from typing import Any

import numpy as np

from helpers.hidden_population.assembly import Found
from helpers.hidden_population.bayes import threshold_model
from helpers.hidden_population.captures import Captures
from helpers.hidden_population.intervals import Interval
from helpers.hidden_population.request import Request

_FEWEST_DRAWS = 1000
# Draws in a batch: nearly independent ones need few.
_BATCH = 50


def posterior_of(table: Captures, request: Request) -> Found:
    """The posterior after thresholding."""
    draws = max(request.draws, _FEWEST_DRAWS)
    found = threshold_model(
        table.counts, request.prior_variance, request.ratio, draws, request.seed
    )
    replicates = table.persons + found.hidden
    batches = np.array_split(replicates, len(replicates) // _BATCH)
    intervals = []
    for level in request.levels:
        low, high = 0.5 - level / 2, 0.5 + level / 2
        intervals.append(
            Interval(
                level,
                float(np.quantile(replicates, low)),
                float(np.quantile(replicates, high)),
                _quantile_error(batches, low),
                _quantile_error(batches, high),
                "posterior",
            )
        )
    total = float(np.median(replicates))
    return Found(total, found.terms, tuple(intervals), float("nan"), replicates, [], ())


def _quantile_error(batches: list[np.ndarray[Any, Any]], tail: float) -> float:
    """Batches drawn again as wholes: the Monte Carlo error of a quantile of a chain."""
    rng = np.random.default_rng(0)
    found = []
    for _ in range(100):
        picks = rng.integers(0, len(batches), len(batches))
        found.append(np.quantile(np.concatenate([batches[i] for i in picks]), tail))
    return float(np.std(found, ddof=1))
