"""From results laid out as rows to what a page may show: each question ready for its door.

Estimates go through ``disclosure.protect_model``. Sizes of lists and overlaps are counts of people:
they go through ``disclosure.protect``, and only those of published lists. Of a file's lists a page
tells the estimates and their intervals, and nothing that would lead back to an overlap: no distance
between models, no other model, no estimate of a list or after a change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import pandas as pd

from helpers.hidden_population.worked import Worked, work_lists
from helpers.tables.counts import Counts, counted_cell
from helpers.tables.models import Modelled
from helpers.tables.safe import Cell

__all__ = [
    "Worked",
    "count_overlaps",
    "estimate_changes",
    "estimate_consistency",
    "estimate_draws",
    "estimate_methods",
    "estimate_models",
    "work_lists",
]

_NOBODY: Final = "people whom the lists could reach, those on no list estimated"
_METHODS: Final = {
    "stepwise": "Stepwise: pairs of lists added while their p-value is below 0.02",
    "bic": "BIC: the best of all models",
    "bayesthresh": "Bayesian thresholding",
    "union": "Widest interval: of BIC and of every model within 2 BIC",
    "chapman": "Chapman's estimator for two lists",
}
_PARTS: Final = {
    "threshold": "Stepwise, other threshold",
    "without": "Without a list",
    "merged": "Two lists taken as one",
    "linkage": "Errors of linkage",
}
_ASSUMED: Final = (
    "A closed population, no interaction of all lists at once, nobody whom no list could reach, "
    "and records linked without error are assumed.",
)


def estimate_methods(worked: Worked) -> Modelled:
    """The estimate by each method with its intervals, the people known, Chao's, and the spread.

    Returns:
        Cells keyed by set of lists, figure and level: ``observed``, ``chosen``, the methods,
        ``near`` (range over models within 2 BIC of the best), ``chao`` and ``spread``. Of a file's
        lists without Chao's, which is made of two counts of the lists.
    """
    parts = ("observed", "chosen", "method", "near")
    rows = worked.rows(*parts, *(("chao",) if worked.published else ()))
    cells = [_method_cell(row) for row in rows.itertuples()]
    spreads = [_spread(name, cells) for name in worked.sets]
    figures = {
        "observed": "Known: on at least one list",
        "chosen": "Chosen estimate",
        "near": "Models within 2 BIC of the best",
        "chao": "Chao's estimate",
        "spread": "Methods and models near the best",
        **_METHODS,
    }
    levels = {c.key[2]: _percent(c.key[2]) for c in cells}
    notes = [_tell_model(row) for row in worked.rows("chosen").itertuples()]
    return _hand_over(
        worked, [*cells, *spreads], ("lists", "figure", "level"),
        {"figure": figures, "level": levels}, [*notes, *_ASSUMED],
    )  # fmt: skip


def _method_cell(row: Any) -> Cell:
    chosen = row.part == "chosen"
    figure = row.label if row.part == "method" else row.part
    level = row.detail if row.part == "method" else (row.label if chosen else "")
    return Cell((row.lists, figure, level), *_numbers(row))


def _numbers(row: Any) -> tuple[float | None, float | None, float | None]:
    value, lower, upper = (
        None if pd.isna(n) else float(n) for n in (row.persons, row.lower, row.upper)
    )
    return value, lower, upper


def _spread(name: str, cells: Iterable[Cell]) -> Cell:
    """The least and the most over methods and over the models near the best."""
    told = [c for c in cells if c.key[0] == name and c.key[1] not in ("observed", "chao")]
    ends = [c.value for c in told if c.value is not None]
    ends += [e for c in told if c.key[1] == "near" for e in (c.lower, c.upper) if e is not None]
    return Cell((name, "spread", ""), None, min(ends), max(ends))


def _percent(level: str) -> str:
    return f"{round(100 * float(level))}%" if level[:1].isdigit() else _METHOD_WORDS.get(level, "")


_METHOD_WORDS: Final = {
    "stepwise": "stepwise",
    "bic": "BIC",
    "bayesthresh": "Bayesian thresholding",
    "fixed": "fixed model",
}


def _tell_model(row: Any) -> str:
    terms = f"lets these depend on one another: {row.detail}" if row.detail else "has no terms"
    return f"The chosen model of the {row.lists} {terms}."


def estimate_models(worked: Worked) -> Modelled:
    """The best models by BIC: their estimates, keyed by set, model and distance from the best.

    Of lists that nobody published: none. Distances are differences of deviances.
    """
    rows = _of_published(worked, "model")
    cells = [
        Cell((r.lists, r.label, f"{float(r.distance):.1f}"), float(r.persons))
        for r in rows.itertuples()
        if not pd.isna(r.persons)
    ]
    return _hand_over(worked, cells, ("lists", "model", "bic_above_best"), {}, [])


def estimate_changes(worked: Worked) -> Modelled:
    """The estimate after each change of what nobody can be sure of, and the one before.

    Of lists that nobody published: none.
    """
    rows = _of_published(worked, "chosen", *_PARTS)
    cells = [
        Cell((r.lists, r.part, "" if r.part == "chosen" else r.label), float(r.persons))
        for r in rows.itertuples()
        if not pd.isna(r.persons)
    ]
    lost = rows[rows["persons"].isna()]
    notes = [
        f"No estimate, {_PARTS[r.part].lower()}: {r.label} ({r.lists})." for r in lost.itertuples()
    ]
    words = {"change": {"chosen": "The chosen estimate", **_PARTS}}
    return _hand_over(worked, cells, ("lists", "change", "what"), words, notes)


def estimate_consistency(worked: Worked) -> Modelled:
    """Each list as a population of known size: its estimate as a percentage of its true size.

    Of lists that nobody published: none.
    """
    rows = _of_published(worked, "consistency")
    cells = [
        Cell((r.lists, r.label), float(r.percent))
        for r in rows.itertuples()
        if not pd.isna(r.percent)
    ]
    thin = [f"{r.label} ({r.lists})" for r in rows.itertuples() if pd.isna(r.percent)]
    notes = [f"Too few people are on it and on others as well: {', '.join(thin)}."] if thin else []
    made = _hand_over(worked, cells, ("lists", "list"), {}, notes)
    return replace(made, unit="%", counted="estimated size of a list, of its true size")


def estimate_draws(worked: Worked) -> Modelled:
    """The draws behind the chosen interval, as quantiles: what share is at or below a number."""
    first = worked.sets[:1]
    rows = worked.rows("quantile")
    cells = [
        Cell((f"{r.label}%",), float(r.persons)) for r in rows.itertuples() if r.lists in first
    ]
    draws = dict.fromkeys(f"{int(r.detail):,}" for r in rows.itertuples() if r.lists in first)
    notes = [f"{number} draws, of the {first[0]}." for number in draws]
    return _hand_over(worked, cells, ("share_of_draws",), {}, notes)


def count_overlaps(worked: Worked) -> Counts:
    """People on each list and on each two lists. Of lists that nobody published: none.

    Returns:
        Counts keyed by set and two lists; the same list twice is its size.
    """
    rows = _of_published(worked, "size", "overlap")
    cells = [
        counted_cell((r.lists, r.label, r.detail or r.label), int(r.persons))
        for r in rows.itertuples()
    ]
    counted = "people on two lists at once, and on each list"
    return Counts(("lists", "list", "other"), tuple(cells), worked.provenance, counted)


def _of_published(worked: Worked, *parts: str) -> pd.DataFrame:
    """The rows of these parts, of lists that are published; none of a file's."""
    return worked.rows(*parts) if worked.published else worked.table.iloc[:0]


def _hand_over(
    worked: Worked,
    cells: Iterable[Cell],
    dimensions: tuple[str, ...],
    words: Mapping[str, Mapping[str, str]],
    notes: Iterable[str],
) -> Modelled:
    terms = [str(r.detail).count("*") for r in worked.rows("chosen").itertuples()]
    sizes = tuple(int(n) for n in worked.rows("size")["persons"])
    return Modelled(
        tuple(cells), "capture_recapture", sizes, 1 + len(sizes) + sum(terms), worked.provenance,
        _NOBODY, dimensions, words=words, notes=tuple(notes),
    )  # fmt: skip
