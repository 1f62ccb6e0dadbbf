"""The door for what a model gives: released only when enough persons stand behind it.

A coefficient or an estimated total is no count, so hiding cells does not protect it. A model that
nearly repeats its data can still give them away; the rules of official statistics ask for a
minimum of residual degrees of freedom, and of persons on each list [1]_.

References:
    .. [1] Brandt, M. et al. (2010). Guidelines for the checking of output based on microdata
       research. ESSnet on statistical disclosure control.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from helpers.disclosure.policy import DEFAULT_THRESHOLD, policy_of
from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell, SafeTable, seal

REGRESSION: Final = "regression"
CAPTURE_RECAPTURE: Final = "capture_recapture"
_FEWEST_LISTS: Final = 2


def protect_model(
    cells: Iterable[Cell],
    *,
    kind: str,
    persons: int | Sequence[int],
    parameters: int,
    provenance: Provenance | Sequence[Provenance],
    counted: str,
    dimensions: Sequence[str],
    unit: str = "people",
    words: Mapping[str, Mapping[str, str]] | None = None,
    notes: Iterable[str] = (),
) -> SafeTable:
    """Release the result of a model, or refuse it.

    Args:
        cells: Estimates with their limits. Without a cell there is nothing to release, and the
            table is empty and names no source.
        kind: ``regression`` or ``capture_recapture``.
        persons: For a regression, the persons that it rests on; for capture-recapture, the
            persons on each list, one number a list.
        parameters: How many parameters were estimated.
        provenance: Where the data come from; the strictest of their thresholds applies.
        counted: What is estimated, in words for a subtitle.
        dimensions: Names of the labels in each cell's key.
        unit: Unit of the numbers.
        words: For each dimension, what to print for a code.
        notes: Remarks that travel with the result: the model in words, its warnings.

    Raises:
        CaselightError: The kind is unknown, or too few persons stand behind the model. The
            message says no number of persons.
        ValueError: A hidden cell carries a number.

    Example:
        >>> own = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
        >>> told = dict(kind="capture_recapture", parameters=3, provenance=own, counted="people")
        >>> total = Cell(("total",), 182, 120, 310)
        >>> protect_model([total], persons=[52, 42], dimensions=["figure"], **told).cells[0].value
        182
        >>> protect_model([total], persons=[52, 9], dimensions=["figure"], **told)
        Traceback (most recent call last):
        ...
        helpers.errors.CaselightError: An estimate from lists needs 10 persons on each list.
          found: 1 of 2 lists with fewer
          mend:  Merge thin lists, or take a longer period.
    """
    cells = tuple(cells)
    sources = (provenance,) if isinstance(provenance, Provenance) else tuple(provenance)
    least = max([DEFAULT_THRESHOLD, *(policy_of(p).threshold or 0 for p in sources)])
    if any(c.status == v.HIDDEN and (c.value, c.lower, c.upper) != (None,) * 3 for c in cells):
        raise ValueError("a model's result tells a number for a cell that is hidden")
    policy = _check(kind, persons, parameters, least) if cells else ""
    return seal(
        tuple(dimensions),
        cells,
        unit=unit,
        counted=counted,
        provenance=sources if cells else (),
        policy=policy,
        words=dict(words or {}),
        notes=tuple(notes),
    )


def _check(kind: str, persons: int | Sequence[int], parameters: int, least: int) -> str:
    """Hold the result against the rule of its kind; the sentence that the page prints."""
    if kind == REGRESSION and isinstance(persons, int):
        return _check_regression(persons, parameters, least)
    if kind == CAPTURE_RECAPTURE and not isinstance(persons, int) and len(persons) >= _FEWEST_LISTS:
        return _check_lists(persons, least)
    raise CaselightError(
        "A model is a regression with its number of persons, or a capture_recapture with the "
        "persons on each of its lists.",
        f"kind = {kind!r}, persons as a {type(persons).__name__}",
        "Name one of the two, with its persons.",
    )


def _check_regression(persons: int, parameters: int, least: int) -> str:
    if persons - parameters < least:
        raise CaselightError(
            f"A regression is released with at least {least} residual degrees of freedom, "
            "counted in persons.",
            f"fewer, with {parameters} parameters",
            "Use more data, or a model with fewer parameters.",
        )
    return (
        f"The result of a model, not a count: at least {least} more people than it has parameters "
        "stand behind it."
    )


def _check_lists(persons: Sequence[int], least: int) -> str:
    thin = sum(number < least for number in persons)
    if thin:
        raise CaselightError(
            f"An estimate from lists needs {least} persons on each list.",
            f"{thin} of {len(persons)} lists with fewer",
            "Merge thin lists, or take a longer period.",
        )
    return (
        "The result of a model: only estimates, their intervals and the number of people known "
        f"are shown, and each list holds at least {least} people."
    )
