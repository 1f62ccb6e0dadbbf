"""Everything that a report says of one set of lists, computed and laid out as rows.

The shipped results of published lists and those of a user's file have this one form. It holds
sizes of lists and overlaps as well, so it is shown only through ``reported`` and protection.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import isfinite
from typing import Any, Final

import numpy as np
import pandas as pd

from helpers.errors import CaselightError
from helpers.hidden_population.assembly import NEAR
from helpers.hidden_population.captures import Captures
from helpers.hidden_population.estimation import estimate
from helpers.hidden_population.intervals import round_to
from helpers.hidden_population.request import MOST_LISTS_FOR_BAYES
from helpers.hidden_population.result import Result
from helpers.hidden_population.sensitivity import (
    THRESHOLDS,
    Changed,
    by_threshold,
    internal_consistency,
    leave_one_out,
    merge_lists,
    with_linkage_error,
)
from helpers.hidden_population.union import interval_over_models

SEED: Final = 1
WHOLE: Final = ("persons", "lower", "upper", "lower_error", "upper_error")
NUMBERS: Final = (*WHOLE, "percent", "distance")
COLUMNS: Final = ("country", "year", "lists", "part", "label", "detail", *NUMBERS)

MODELS_SHOWN: Final = 12
"""The best models by BIC; a sentence that says how many are near the best counts all of them."""

_QUANTILES: Final = tuple(range(5, 100, 5))
_LISTS_FOR_INTERVALS: Final = 5
"""With six lists a choice by BIC is drawn anew in minutes: its interval is left to ``estimate``."""

Row = dict[str, Any]


def tabulate_lists(
    captures: Captures,
    *,
    country: str = "",
    year: str = "",
    lists: str = "",
    figures: int = 0,
    draws: int | None = None,
    seed: int = SEED,
) -> pd.DataFrame:
    """All results for one set of lists.

    Args:
        captures: The lists.
        country: ISO 3166-1 alpha-3 of the place they are of; empty where the file does not say.
        year: Their year; empty where the file does not say.
        lists: What the set is called.
        figures: Significant figures of the estimates of single models and of sensitivities; 0 for
            whole persons. Rounded, many of them cannot be worked back to counts of people.
        draws: Draws for the intervals; None for as many as ``estimate`` takes.
        seed: Start of the random draws.

    Returns:
        Rows of ``COLUMNS``. A sensitivity without an estimate has no persons.

    Raises:
        CaselightError: As ``estimate`` does.
    """
    chosen = estimate(captures, bootstraps=draws, seed=seed)
    rows = [
        *_sizes(captures),
        *_methods(captures, chosen, draws, figures, seed),
        *_models(captures, chosen, figures, seed),
        *_sensitivities(captures, chosen.method, figures, seed),
        *_consistency(captures, chosen.method, figures),
        *_draws(chosen),
    ]
    frame = pd.DataFrame([{"country": country, "year": year, "lists": lists, **r} for r in rows])
    frame = frame.reindex(columns=list(COLUMNS))
    texts = [name for name in COLUMNS if name not in NUMBERS]
    frame = frame.astype(dict.fromkeys(texts, "string") | dict.fromkeys(NUMBERS, "Float64"))
    frame = frame.astype(dict.fromkeys(WHOLE, "Int64"))
    return frame.fillna(dict.fromkeys(texts, ""))


def _row(part: str, label: str, persons: float | None, detail: str = "", **more: float) -> Row:
    known = None if persons is None or not isfinite(persons) else float(persons)
    return {"part": part, "label": label, "detail": detail, "persons": known, **more}


def _sizes(captures: Captures) -> Iterable[Row]:
    """Persons known, on each list, and on each two lists. Counts: protected before shown."""
    counts, names = captures.counts, captures.names
    every = np.arange(len(counts))
    yield _row("observed", "", captures.persons)
    for i, name in enumerate(names):
        yield _row("size", name, counts[every >> i & 1 == 1].sum())
    for i, j in combinations(range(captures.lists), 2):
        on_both = (every >> i & 1 == 1) & (every >> j & 1 == 1)
        yield _row("overlap", names[i], counts[on_both].sum(), names[j])


def _methods(
    captures: Captures, chosen: Result, draws: int | None, figures: int, seed: int
) -> Iterable[Row]:
    """The estimate by each method, with its intervals where the draws are quick."""
    yield _row("chosen", chosen.method, round(chosen.total), _terms(chosen.model))
    for method in ("stepwise", "bic", "bayesthresh"):
        # Of a file, totals by BIC and stepwise stay exact: they are in the range that every page
        # with an estimate starts with.
        coarse = figures if method == "bayesthresh" else 0
        for row in _method(captures, chosen, method, draws, seed):
            yield row | {"persons": _significant(row["persons"], coarse)}
    if chosen.near_best:
        low, high = chosen.near_best
        yield _row("near", "", None, lower=round(low), upper=round(high))
        if captures.lists <= _LISTS_FOR_INTERVALS and chosen.intervals:
            union = interval_over_models(captures, seed=seed, bootstraps=draws)
            yield _interval("union", None, union)
    yield _row("chao", "", _significant(chosen.chao.total, figures))
    if chosen.two_lists:
        two = chosen.two_lists
        low, mid, high = (_significant(n, figures) for n in (two.lower, two.point, two.upper))
        yield _row("method", "chapman", mid, f"{two.level:g}", lower=low, upper=high)


def _method(
    captures: Captures, chosen: Result, method: str, draws: int | None, seed: int
) -> Iterable[Row]:
    if method == "bayesthresh" and captures.lists > MOST_LISTS_FOR_BAYES:
        return
    if method == "bic" and captures.lists > _LISTS_FOR_INTERVALS:
        if "bic" in chosen.alternatives:
            yield _row("method", method, round(chosen.alternatives["bic"]))
        return
    try:
        again = chosen if method == chosen.method else estimate(
            captures, method=method, bootstraps=draws, seed=seed
        )  # fmt: skip
    except CaselightError:  # this method alone has no estimate here; the others stand
        return
    if not again.intervals:
        yield _row("method", method, round(again.total))
    for interval in again.intervals:
        yield _interval(method, again.total, interval)


def _interval(method: str, total: float | None, interval: Any) -> Row:
    lower, upper = interval.printed()
    # Errors in two figures: more would be noise, and noise is not the same on every machine.
    errors = {
        "lower_error": round_to(interval.lower_error, interval.lower_error / 10),
        "upper_error": round_to(interval.upper_error, interval.upper_error / 10),
    }
    value = None if total is None else round(total)
    return _row("method", method, value, f"{interval.level:g}", lower=lower, upper=upper, **errors)


def _terms(model: Sequence[Sequence[str]]) -> str:
    return ", ".join("*".join(top) for top in model if len(top) > 1)


def _models(captures: Captures, chosen: Result, figures: int, seed: int) -> Iterable[Row]:
    """The best models by BIC, each with its distance from the best."""
    if not chosen.near_best:
        return
    models = chosen.models
    if chosen.method != "bic":
        models = estimate(captures, method="bic", bootstraps=0, seed=seed).models
    best = float(np.nanmin(models.criteria))
    table = models.table()
    near = table[table["criterion"] <= best + NEAR]
    for row in table.head(max(MODELS_SHOWN, len(near))).itertuples():
        if not isfinite(row.criterion):
            continue
        names = ", ".join(top for top in row.lists.split(", ") if "*" in top)
        distance = round(row.criterion - best, 1)
        total = _significant(row.total, figures)
        yield _row("model", names or "independent lists", total, row.model, distance=distance)


def _sensitivities(captures: Captures, method: str, figures: int, seed: int) -> Iterable[Row]:
    """The estimate after each change; the change alone is the label."""
    rounded: dict[str, Any] = {"figures": figures}
    for limit, one in zip(THRESHOLDS, by_threshold(captures), strict=True):
        yield _changed("threshold", f"{limit:g}", one, **rounded)
    if captures.lists > 2:
        for name, one in zip(captures.names, leave_one_out(captures, method=method), strict=True):
            yield _changed("without", name, one, **rounded)
        merged = merge_lists(captures, method=method)
        for (a, b), one in zip(combinations(captures.names, 2), merged, strict=True):
            yield _changed("merged", f"{a} and {b}", one, **rounded)
    for one in with_linkage_error(captures, seed=seed, method=method):
        yield _changed("linkage", one.what, one, **rounded)


def _changed(part: str, label: str, one: Changed, figures: int) -> Row:
    return _row(part, label, _significant(one.total, figures), one.model)


def _consistency(captures: Captures, method: str, figures: int) -> Iterable[Row]:
    """Each list's estimated size as a percentage of its true one, which is not told here."""
    for one in internal_consistency(captures, method=method):
        known: Row = (
            {"percent": round(100 * one.ratio, 0 if figures else 1)} if isfinite(one.ratio) else {}
        )
        yield _row("consistency", one.name, None, **known)


def _draws(chosen: Result) -> Iterable[Row]:
    """The draws of the chosen method, as quantiles in three figures."""
    usable = chosen.replicates[np.isfinite(chosen.replicates)]
    if not len(usable):
        return
    limits = np.quantile(usable, [q / 100 for q in _QUANTILES], method="median_unbiased")
    for percent, limit in zip(_QUANTILES, limits, strict=True):
        yield _row("quantile", str(percent), _significant(float(limit), 3), str(len(usable)))


def _significant(number: float, figures: int) -> float:
    """A number in so many significant figures, and never finer than tens; 0 for the whole number.

    Example:
        >>> _significant(25311.3, 3), _significant(182.4, 3), _significant(25311.3, 0)
        (25300.0, 180.0, 25311.0)
    """
    if not isfinite(number) or not figures:
        return float(round(number)) if isfinite(number) else number
    return round_to(number, max(abs(number) / 10 ** (figures - 1), 10.0))
