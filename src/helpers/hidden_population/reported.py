"""From results laid out as rows to what a page may show: each question ready for its door.

Estimates go through ``disclosure.protect_model``. Sizes of lists and overlaps are counts of people:
they go through ``disclosure.protect``, and only those of published lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts, Sourced, counted_cell
from helpers.tables.models import Modelled
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell

if TYPE_CHECKING:
    from helpers.hidden_population.captures import Captures

FIGURES: Final = 3
"""Significant figures of a file's single models and sensitivities: see ``tabulate_lists``."""

_FEWEST: Final = 10
_OWN: Final = "lists of the file"
_NOBODY: Final = "people whom the lists could reach, those on no list estimated"
_METHODS: Final = {
    "stepwise": "Stepwise: pairs of lists added while their p-value is below 0.02",
    "bic": "BIC: the best of all models",
    "bayesthresh": "Bayesian thresholding",
    "union": "All models within 2 BIC of the best, with the choice: widest limits",
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


@dataclass(frozen=True, repr=False)
class Worked:
    """All results of one page.

    Args:
        table: Rows of ``tabulated.COLUMNS``; none where there are no lists, or they are too thin.
        provenance: Where the lists come from.
        published: Whether the lists are a published table, whose counts may be shown.
        refused: Why there is no estimate of lists that a report names; empty otherwise.
    """

    table: pd.DataFrame
    provenance: Provenance
    published: bool = True
    refused: str = ""

    def __repr__(self) -> str:
        return f"<Worked: {len(self.table)} rows; show them through protect_model(...)>"

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets of lists, the one of the chosen estimate first."""
        return tuple(dict.fromkeys(str(name) for name in self.table["lists"]))

    def rows(self, *parts: str) -> pd.DataFrame:
        """The rows of these parts, in order."""
        return self.table[self.table["part"].isin(parts)]


def work_lists(
    lists: Sourced,
    shipped: Sourced,
    country: str,
    first_year: int = 0,
    last_year: int = 0,
    **options: Any,
) -> Worked:
    """All results for a file of lists, or the shipped results of published lists.

    Args:
        lists: ``open_captures(...)``; without a row the shipped results are taken.
        shipped: ``open_table("hidden_population")``.
        country: ISO 3166-1 alpha-3; ``WLD`` for every place of the shipped results.
        first_year: First year of the shipped results; 0 for all.
        last_year: Last year; 0 for all.
        options: As for ``tabulate_lists``.

    Raises:
        CaselightError: The file breaks a rule. A file that is too thin does not: the page says why
            there is no estimate.
    """
    if not len(lists.table):
        rows = shipped.table
        rows = rows if country == v.WORLD else rows[rows["country"] == country]
        years = rows["year"].astype(int)
        rows = rows[(years >= first_year) & (years <= (last_year or years.max()))]
        rows = rows.sort_values("position").fillna({"label": "", "detail": ""})
        return Worked(rows, shipped.provenance)
    from helpers.hidden_population.captures import read_captures

    captures = read_captures(lists.table)
    least = max(_FEWEST, lists.provenance.threshold or 0)
    nothing = Worked(shipped.table.iloc[:0], lists.provenance, published=False)
    try:
        _require_full(captures, least)
        # Loaded here because it brings a compiler, for which pages without lists need not wait.
        from helpers.hidden_population.tabulated import tabulate_lists

        rows = tabulate_lists(captures, lists=_OWN, **{"figures": FIGURES, **options})
    except CaselightError as refused:
        return replace(nothing, refused=f"{refused.rule} {refused.mend}")
    return replace(nothing, table=rows)


def _require_full(captures: Captures, least: int) -> None:
    sizes = [
        sum(captures.counts[h] for h in range(len(captures.counts)) if h >> i & 1)
        for i in range(captures.lists)
    ]
    if min(sizes) < least:
        raise CaselightError(
            f"An estimate from lists needs {least} persons on each list.",
            "a list with fewer",
            "Merge thin lists, or take a longer period.",
        )


def estimate_methods(worked: Worked) -> Modelled:
    """The estimate by each method with its intervals, the people known, Chao's, and the spread.

    Returns:
        Cells keyed by set of lists, figure and level: ``observed``, ``chosen``, the methods,
        ``near`` (range over models within 2 BIC of the best), ``chao`` and ``spread``.
    """
    rows = worked.rows("observed", "chosen", "method", "near", "chao")
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
    """The best models by BIC: their estimates, keyed by set, model and distance from the best."""
    rows = worked.rows("model")
    cells = [
        Cell((r.lists, r.label, f"{float(r.distance):.1f}"), float(r.persons))
        for r in rows.itertuples()
        if not pd.isna(r.persons)
    ]
    return _hand_over(worked, cells, ("lists", "model", "bic_above_best"), {}, [])


def estimate_changes(worked: Worked) -> Modelled:
    """The estimate after each change of what nobody can be sure of, and the one before."""
    rows = worked.rows("chosen", *_PARTS)
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
    """Each list as a population of known size: its estimate as a percentage of its true size."""
    rows = worked.rows("consistency")
    cells = [
        Cell((r.lists, r.label), float(r.percent)) for r in rows.itertuples() if not pd.isna(r.percent)
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
    rows = worked.rows("size", "overlap") if worked.published else worked.table.iloc[:0]
    cells = [
        counted_cell((r.lists, r.label, r.detail or r.label), int(r.persons))
        for r in rows.itertuples()
    ]
    counted = "people on two lists at once, and on each list"
    return Counts(("lists", "list", "other"), tuple(cells), worked.provenance, counted)


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
