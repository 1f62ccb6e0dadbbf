"""What was asked for, checked before anything is computed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from helpers.errors import CaselightError
from helpers.hidden_population.captures import Captures
from helpers.hidden_population.models import MOST_LISTS_FOR_BIC, check_order, parse

METHODS = ("auto", "stepwise", "bic", "bayesthresh", "fixed")
# BCa limits read far into the tail, and after a choice by BIC the tail is long.
_DRAWS = {"bic": 5000, "bayesthresh": 20000}
_DRAWS_OTHERWISE = 1000
# Up to five lists all models are tried in every replicate; for six the best 100 on the data.
_CANDIDATES = {6: 100}
MOST_LISTS_FOR_BAYES = 10


@dataclass(frozen=True)
class Request:
    """The choices of one estimate, complete."""

    method: str
    threshold: float
    max_order: int
    draws: int
    candidates: int | None
    levels: tuple[float, ...]
    terms: tuple[int, ...]
    seed: int
    jobs: int | None
    penalty: str
    ratio: float
    prior_variance: float | None


def check_request(
    captures: Captures,
    *,
    method: str = "auto",
    threshold: float = 0.02,
    max_order: int | None = None,
    bootstraps: int | None = None,
    candidates: int | str | None = None,
    level: float | Iterable[float] = (0.80, 0.95),
    model: Any = None,
    seed: int | None = None,
    jobs: int | None = None,
    penalty: str = "persons",
    ratio: float = 2.0,
    prior_variance: float | None = 1.0,
) -> Request:
    """Fill in the defaults, and refuse what cannot be meant.

    Raises:
        CaselightError: An argument is out of its range.
    """
    name = _method(captures.lists, method)
    levels = (level,) if isinstance(level, int | float) else tuple(level)
    _require(0 <= threshold <= 1, "threshold", "a p-value between 0 and 1", threshold)
    _require(
        bool(levels) and all(0 < one < 1 for one in levels), "level", "between 0 and 1", levels
    )
    _require(penalty in ("persons", "cells"), "penalty", "'persons' or 'cells'", penalty)
    _require(_whole(bootstraps, 0), "bootstraps", "a whole number from 0, or None", bootstraps)
    _require(_whole(seed, 0), "seed", "a whole number from 0, or None", seed)
    _require(_whole(jobs, 1), "jobs", "a whole number from 1, or None", jobs)
    _require(
        candidates == "all" or _whole(candidates, 1),
        "candidates",
        "'all', or a whole number from 1",
        candidates,
    )
    _require(ratio >= 0, "ratio", "0 or more", ratio)
    _require(
        prior_variance is None or prior_variance > 0,
        "prior_variance",
        "above 0, or None",
        prior_variance,
    )
    default = _CANDIDATES.get(captures.lists)
    return Request(
        method=name,
        threshold=float(threshold),
        max_order=check_order(captures.lists, max_order),
        draws=_DRAWS.get(name, _DRAWS_OTHERWISE) if bootstraps is None else bootstraps,
        candidates=None
        if candidates == "all"
        else default
        if candidates is None
        else int(candidates),
        levels=tuple(float(one) for one in levels),
        terms=parse(model, captures.names),
        seed=secrets.randbits(32) if seed is None else seed,
        jobs=jobs,
        penalty=penalty,
        ratio=float(ratio),
        prior_variance=prior_variance,
    )


def _method(lists: int, method: str) -> str:
    _require(method in METHODS, "method", f"one of {', '.join(METHODS)}", method)
    if method == "auto":
        return "bic" if lists <= 5 else "stepwise"
    most = {"bic": MOST_LISTS_FOR_BIC, "bayesthresh": MOST_LISTS_FOR_BAYES}.get(method, lists)
    if lists > most:
        raise CaselightError(
            f"Method '{method}' takes at most {most} lists: beyond, the models are too many.",
            f"{lists} lists",
            "Use method 'stepwise', or merge lists.",
        )
    return method


def _whole(value: Any, least: int) -> bool:
    return value is None or (
        isinstance(value, int) and not isinstance(value, bool) and value >= least
    )


def _require(holds: bool, argument: str, rule: str, found: Any) -> None:
    if not holds:
        raise CaselightError(
            f"The argument '{argument}' is {rule}.", repr(found), "Change it, or leave it out."
        )
