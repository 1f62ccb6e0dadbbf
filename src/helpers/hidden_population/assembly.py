"""Puts a result together: the table of models, the other methods, the warnings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numba
import numpy as np
import scipy

from helpers import __version__
from helpers.hidden_population.captures import Captures
from helpers.hidden_population.intervals import Interval
from helpers.hidden_population.models import name_of, tabulate, words_of
from helpers.hidden_population.request import Request
from helpers.hidden_population.result import Models, Result
from helpers.hidden_population.selection import Fits, Terms, fit_all
from helpers.hidden_population.simple import Chao, estimate_chao, estimate_two_lists

# Models whose BIC is this close to the best are not told apart by the data.
NEAR = 2.0


@dataclass(frozen=True)
class Found:
    """What a method came to."""

    total: float
    terms: Terms
    intervals: tuple[Interval, ...]
    acceleration: float
    replicates: np.ndarray[Any, Any]
    chosen: list[Terms | None]
    warnings: tuple[str, ...]


def assemble(
    table: Captures,
    request: Request,
    found: Found,
    alternatives: dict[str, float],
    fits: Fits | None,
) -> Result:
    """The result, with everything that a reader may ask about it."""
    models = _models(table, found, fits if request.method == "bic" else None, request)
    chao = estimate_chao(table)
    found.replicates.flags.writeable = False
    return Result(
        observed=table.persons,
        hidden=found.total - table.persons,
        total=found.total,
        intervals=found.intervals,
        model=words_of(found.terms, table.names),
        model_name=name_of(found.terms),
        criterion=float(models.criteria[models.terms.index(found.terms)]),
        acceleration=found.acceleration,
        replicates=found.replicates,
        models=models,
        alternatives=alternatives,
        near_best=_near_best(table, fits),
        chao=chao,
        two_lists=estimate_two_lists(table, max(request.levels)) if table.lists == 2 else None,
        method=request.method,
        settings=_settings(request),
        seed=request.seed,
        versions=_versions(),
        warnings=(*table.notes, *found.warnings, *_dependence(chao, found.total)),
    )


def _models(table: Captures, found: Found, fits: Fits | None, request: Request) -> Models:
    """All models after a choice by BIC, otherwise those that were ever chosen."""
    times = Counter(model for model in found.chosen if model is not None)
    if fits is None:
        ever = list(dict.fromkeys([found.terms, *(model for model, _ in times.most_common())]))
        fits = fit_all(table.counts, tabulate(table.lists, ever), request.penalty)
    order = fits.ranking
    terms = [fits.catalogue.row(int(m)) for m in order]
    return Models(
        names=table.names,
        terms=terms,
        totals=table.persons + fits.hidden[order],
        criteria=fits.criterion[order],
        statuses=fits.status[order],
        chosen=np.array([times[model] for model in terms]),
    )


def _dependence(chao: Chao, total: float) -> tuple[str, ...]:
    if not chao.total > total:
        return ()
    return (
        f"Chao's estimate, {chao.total:,.0f} ({chao.formula}; {chao.reading}), is above the "
        "estimate: some lists seem to avoid one another, or the model misses how they depend.",
    )


def _near_best(table: Captures, fits: Fits | None) -> tuple[float, float] | None:
    """Range of the totals within 2 BIC of the best of all models."""
    if fits is None or not np.isfinite(fits.criterion).any():
        return None
    near = table.persons + fits.hidden[fits.criterion <= np.nanmin(fits.criterion) + NEAR]
    return float(near.min()), float(near.max())


def _settings(request: Request) -> dict[str, str]:
    """What else was asked for, in words, for the page."""
    shown = {"draws": f"{request.draws:,}"}
    if request.method == "stepwise":
        shown["threshold"] = f"{request.threshold:g}"
    if request.method == "bic":
        every = request.candidates is None
        shown["highest interaction"] = f"{request.max_order} lists"
        shown["candidates"] = "all models" if every else f"the best {request.candidates}"
        shown["penalty"] = f"log of the number of {request.penalty}"
    if request.method == "bayesthresh":
        prior = "flat" if request.prior_variance is None else f"{request.prior_variance:g}"
        shown["ratio"], shown["prior variance"] = f"{request.ratio:g}", prior
    return shown


def _versions() -> dict[str, str]:
    return {
        "caselight": __version__,
        "numpy": np.__version__,
        "scipy": scipy.__version__,
        "numba": numba.__version__,
    }
