"""An estimate from lists, made ready for the door of models: numbers, and words beside them."""

from __future__ import annotations

from itertools import combinations
from math import isnan
from typing import TYPE_CHECKING, Any, Final

from helpers.hidden_population.captures import Captures, read_captures
from helpers.hidden_population.words import METHODS, spread
from helpers.tables.counts import Sourced
from helpers.tables.models import Modelled
from helpers.tables.safe import Cell

if TYPE_CHECKING:
    from helpers.hidden_population.result import Result

SEED: Final = 1
"""The same file gives the same page, so the random draws of a report start here."""

_WORDS: Final = {
    "observed": "Known: on at least one list",
    "total": "Estimated in all, those on no list included",
    "spread": "Estimates over methods and models that the data do not tell apart",
}


def estimate_lists(source: Sourced, **options: Any) -> Modelled:
    """Everybody whom overlapping lists could reach, estimated, for ``disclosure.protect_model``.

    Args:
        source: Capture histories: one 0/1 column a list, and ``persons``. Without a row there is
            nothing to estimate, and nothing is given.
        options: As for ``estimate``; the seed is fixed unless it is given.

    Returns:
        Cells keyed by figure and level: the number of people known, the estimate with an interval
        of each level, and the range over methods and over models within 2 BIC of the best. No
        count of a history or of a list is among them.

    Raises:
        CaselightError: As ``estimate`` does.
    """
    if not len(source.table):
        return _hand_over((), (), 0, source, ())
    # Loaded here because it brings a compiler, for which pages without lists need not wait.
    from helpers.hidden_population.estimation import estimate

    captures = read_captures(source.table)
    result = estimate(captures, **{"seed": SEED, **options})
    return _hand_over(
        _cells(result), _sizes(captures), _count_parameters(result), source, _notes(result)
    )


def _count_parameters(result: Result) -> int:
    """The intercept, and every term that the largest ones contain."""
    tops = [frozenset(top) for top in result.model]
    return 1 + len({part for top in tops for n in range(len(top)) for part in _parts(top, n + 1)})


def _parts(top: frozenset[str], size: int) -> list[frozenset[str]]:
    return [frozenset(part) for part in combinations(sorted(top), size)]


def _hand_over(
    cells: tuple[Cell, ...],
    persons: tuple[int, ...],
    parameters: int,
    source: Sourced,
    notes: tuple[str, ...],
) -> Modelled:
    levels = {cell.key[1]: f"{round(100 * float(cell.key[1]))}%" for cell in cells if cell.key[1]}
    return Modelled(
        cells,
        "capture_recapture",
        persons,
        parameters,
        source.provenance,
        "people whom the lists could reach, those on no list estimated",
        ("figure", "level"),
        words={"figure": _WORDS, "level": levels | {"": "none"}},
        notes=notes,
    )


def _sizes(captures: Captures) -> tuple[int, ...]:
    counts = captures.counts
    return tuple(
        int(sum(counts[h] for h in range(len(counts)) if h >> i & 1)) for i in range(captures.lists)
    )


def _cells(result: Result) -> tuple[Cell, ...]:
    total, known = round(result.total), result.observed
    low, high = (round(limit) for limit in spread(result))
    widest_first = sorted(result.intervals, key=_by_level)
    totals = [Cell(("total", f"{i.level:g}"), total, *i.printed()) for i in widest_first]
    return (
        Cell(("observed", ""), known, known, known),
        *(totals or [Cell(("total", ""), total)]),
        Cell(("spread", ""), None, low, high),
    )


def _by_level(interval: Any) -> float:
    return -float(interval.level)


def _notes(result: Result) -> tuple[str, ...]:
    """The model, what was not compared, the warnings, and what no data can test."""
    terms = ["*".join(top) for top in result.model if len(top) > 1]
    draws = len(result.replicates) - int(sum(isnan(one) for one in result.replicates))
    model = f"The model ({METHODS[result.method]}) " + (
        f"lets these lists depend on one another: {', '.join(terms)}."
        if terms
        else "takes the lists to be independent."
    )
    alone = () if result.near_best else (
        "With so many lists the other models are too many to compare: how far they differ is not "
        "known.",
    )  # fmt: skip
    return (
        model,
        f"Its intervals rest on {draws:,} draws, the choice of the model repeated in each."
        if result.intervals
        else "It has no interval.",
        *alone,
        *result.warnings,
        "It assumes a closed population, no interaction of all lists at once, which no data can "
        "test, nobody whom no list could reach, and records linked without error.",
    )
