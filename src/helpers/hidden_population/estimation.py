"""The front door: from captures to an estimate with its intervals and its doubts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from helpers.errors import CaselightError
from helpers.hidden_population.assembly import NEAR, Found, assemble
from helpers.hidden_population.batches import Progress, SparseTables
from helpers.hidden_population.captures import Captures, check_releasable, read_captures
from helpers.hidden_population.intervals import Interval, acceleration, bca_intervals
from helpers.hidden_population.models import (
    MOST_LISTS_FOR_BIC,
    catalogue,
    check_order,
    name_of,
    tabulate,
)
from helpers.hidden_population.posterior import posterior_of
from helpers.hidden_population.request import Request, check_request
from helpers.hidden_population.result import Result
from helpers.hidden_population.selection import (
    ByCriterion,
    Choice,
    Fits,
    Selector,
    Stepwise,
    fit_all,
    fixed_model,
)

# More replicates than this without an estimate, and the others would tell only half of it.
MOST_WITHOUT_ESTIMATE = 0.05


def estimate(
    captures: Any,
    method: str = "auto",
    threshold: float = 0.02,
    max_order: int | None = None,
    bootstraps: int | None = None,
    candidates: int | str | None = None,
    level: float | Iterable[float] = (0.80, 0.95),
    model: Any = None,
    seed: int | None = None,
    jobs: int | None = None,
    *,
    penalty: str = "persons",
    ratio: float = 2.0,
    prior_variance: float | None = 1.0,
    progress: Progress | None = None,
) -> Result:
    """Estimate how many people there are, those on no list included.

    Args:
        captures: A DataFrame with one 0/1 column a list and ``persons``, a CSV path, or one row a
            person and list (columns ``person`` and ``list``).
        method: "auto" (BIC up to five lists, stepwise beyond), "stepwise", "bic", "bayesthresh"
            or "fixed".
        threshold: Stepwise: a pair of lists is added while its p-value is below this.
        max_order: BIC: lists in the largest interaction; None for 1, 2, 3, 3, 2 with two to six.
        bootstraps: Draws for the intervals; None for 1,000, after a choice by BIC 5,000.
        candidates: BIC: how many of the models best on the data compete in each replicate, or
            "all"; None for all up to five lists, and 100 for six.
        level: Coverage of the intervals, one or several.
        model: Fixed: "[12,3]" or tuples of list names; None for independent lists.
        seed: Start of the random draws; None for a new one, which the result tells.
        jobs: Threads; None for one a processor. They change the time, never the answer.
        penalty: BIC: "persons" or "cells", whose log is the price of a parameter.
        ratio: Bayesian thresholding: posterior means below this many deviations are dropped.
        prior_variance: Bayesian thresholding: of the two-list terms; None for flat priors.
        progress: Called with replicates done and in all.

    Returns:
        The estimate.

    Raises:
        CaselightError: The captures or the request break a rule, the table is too thin, or the
            chosen method finds no estimate.

    Example:
        >>> import pandas as pd
        >>> table = pd.DataFrame({"A": [1, 0, 1], "B": [0, 1, 1], "persons": [40, 30, 12]})
        >>> round(estimate(table, bootstraps=0).total, 6)
        182.0
    """
    table = read_captures(captures)
    check_releasable(table)
    request = check_request(
        table, method=method, threshold=threshold, max_order=max_order, bootstraps=bootstraps,
        candidates=candidates, level=level, model=model, seed=seed, jobs=jobs, penalty=penalty,
        ratio=ratio, prior_variance=prior_variance,
    )  # fmt: skip
    alternatives, fits = _alternatives(table, request)
    if request.method == "bayesthresh":
        return assemble(table, request, posterior_of(table, request), alternatives, fits)
    return _by_bootstrap(table, request, alternatives, fits, progress)


def point(captures: Captures, **options: Any) -> tuple[float, str]:
    """The total and the model alone, by ``stepwise``, ``bic`` or ``fixed``: for sensitivities.

    Raises:
        CaselightError: As ``estimate`` does.
    """
    check_releasable(captures)
    request = check_request(captures, **options)
    if request.method == "bayesthresh":
        found = posterior_of(captures, request)
        return found.total, name_of(found.terms)
    choice = _selector(captures, request, _all_models(captures, request)).choose(
        captures.counts[None], 1
    )
    if choice.models[0] is None:
        raise _no_estimate(request)
    return captures.persons + float(choice.hidden[0]), name_of(choice.models[0])


def _all_models(table: Captures, request: Request) -> Fits | None:
    """What a choice by BIC needs: models that cannot be the best are left out where possible."""
    if request.method != "bic":
        return None
    stepwise = Stepwise(table.lists, request.threshold).choose(table.counts[None], 1)
    # The stepwise model is one of those in the choice unless only main effects are.
    most = _ceiling(table, request, stepwise) if request.max_order > 1 else float("inf")
    models = catalogue(table.lists, request.max_order)
    return fit_all(table.counts, models, request.penalty, most)


def _ceiling(table: Captures, request: Request, stepwise: Choice) -> float:
    """The best is no worse than the stepwise model: what is further off is of no interest."""
    terms = stepwise.models[0]
    if terms is None:
        return float("inf")
    alone = fit_all(table.counts, tabulate(table.lists, [terms]), request.penalty)
    return float(alone.criterion[0]) + NEAR


def _alternatives(table: Captures, request: Request) -> tuple[dict[str, float], Fits | None]:
    """Totals by the stepwise choice and by BIC, whatever was asked for; and all models."""
    stepwise = Stepwise(table.lists, request.threshold).choose(table.counts[None], 1)
    totals = {"stepwise": table.persons + float(stepwise.hidden[0])}
    if table.lists > MOST_LISTS_FOR_BIC:
        return totals, None
    order = request.max_order if request.method == "bic" else check_order(table.lists, None)
    most = float("inf") if request.method == "bic" else _ceiling(table, request, stepwise)
    fits = fit_all(table.counts, catalogue(table.lists, order), request.penalty, most)
    best = int(fits.ranking[0])
    return {**totals, "bic": table.persons + float(fits.hidden[best])}, fits


def _selector(table: Captures, request: Request, fits: Fits | None) -> Selector:
    if request.method == "stepwise":
        return Stepwise(table.lists, request.threshold)
    if request.method == "fixed" or fits is None:
        return fixed_model(table.counts, request.terms, request.penalty)
    order = fits.ranking
    if request.candidates is not None:
        order = order[: min(request.candidates, int(np.isfinite(fits.hidden).sum()))]
    return ByCriterion(fits, order, request.penalty)


def _by_bootstrap(
    table: Captures,
    request: Request,
    alternatives: dict[str, float],
    fits: Fits | None,
    progress: Progress | None,
) -> Result:
    selector = _selector(table, request, fits)
    here = selector.choose(table.counts[None], 1)
    terms = here.models[0]
    if terms is None:
        raise _no_estimate(request)
    persons, total = table.persons, table.persons + float(here.hidden[0])
    left_out = _leave_out(table)
    drawn = _draw_tables(table, request)
    accel, choice = float("nan"), Choice(np.zeros(0), [])
    if len(drawn):
        without = selector.choose(left_out, request.jobs)
        accel = acceleration(table.counts[left_out.histories], persons - 1 + without.hidden)
        choice = selector.choose(drawn, request.jobs, progress)
    replicates = persons + choice.hidden
    intervals, warnings = _intervals(replicates, total, accel, request)
    found = Found(total, terms, intervals, accel, replicates, choice.models, warnings)
    return assemble(table, request, found, alternatives, fits)


def _leave_out(table: Captures) -> SparseTables:
    """The table with one person less, for each history that somebody has."""
    histories = np.flatnonzero(table.counts)
    persons = table.counts[histories] - np.eye(len(histories))
    return SparseTables(histories, persons, len(table.counts))


def _draw_tables(table: Captures, request: Request) -> SparseTables:
    """Multinomial tables over the observed histories: all of them, before any is fitted."""
    histories = np.flatnonzero(table.counts)
    shares = table.counts[histories] / table.persons
    rng = np.random.default_rng([request.seed, 1])
    drawn = rng.multinomial(table.persons, shares, size=request.draws)
    return SparseTables(histories, drawn, len(table.counts))


def _intervals(
    replicates: np.ndarray[Any, Any], total: float, accel: float, request: Request
) -> tuple[tuple[Interval, ...], tuple[str, ...]]:
    """The intervals, or none and the reason why."""
    if not len(replicates):
        return (), ()
    lost = int(np.isnan(replicates).sum())
    share = lost / len(replicates)
    said = f"{lost:,} of {len(replicates):,} replicates have no estimate"
    if share > MOST_WITHOUT_ESTIMATE:
        return (), (f"No interval is given: {said}, more than 5%.",)
    warnings = (f"{said}; the intervals are of the others.",) if lost else ()
    if not np.isfinite(accel):
        reason = "leaving one person out leaves no estimate, so the BCa acceleration is unknown"
        return (), (*warnings, f"No interval is given: {reason}.")
    usable = replicates[np.isfinite(replicates)]
    found = bca_intervals(usable, total, accel, request.levels, request.seed)
    if not found:
        reason = "the replicates all lie on one side of the estimate"
        warnings = (*warnings, f"No interval is given: {reason}.")
    return found, warnings


def _no_estimate(request: Request) -> CaselightError:
    return CaselightError(
        "The chosen model has an estimate.",
        "the zeros of this table leave none (the likelihood has no maximum, or more than one)",
        "Choose another model or method." if request.method == "fixed" else "Merge thin lists.",
    )
