"""A country beside its region, once as it is and once with the region's mix of people."""

from __future__ import annotations

from typing import Final

from helpers.prose.channels import ASSISTED
from helpers.prose.sentence import Sentence, nothing
from helpers.tables import standardisation as s
from helpers.tables import vocabulary as v
from helpers.tables.change import FELL, ROSE, find_verb
from helpers.tables.safe import Cell
from helpers.tables.standardisation import (
    Standardisation,
    Standardised,
    require_standardisation,
)
from helpers.wording import format_share, join_words, place_phrase, start_sentence

_HOW: Final = (
    "With its region's mix means: the country's own share among girls, boys, women and men, each "
    "counted as heavily as in the region. What is left of a difference is not one of sex or of "
    "being a child. The region is its records in the same source, this country's included, over "
    "the same groups. The thin lines are 95% intervals of chance and take the region's mix as "
    "fixed; a caseload is no random sample."
)
_VERBS: Final = {ROSE: "higher than", FELL: "lower than"}


def describe_standardised(standard: Standardisation, place: str) -> Sentence:
    """What a country's share would be with its region's sexes and ages, channel by channel.

    Args:
        standard: ``standardise_share``.
        place: Name of the country, or 'World'.
    """
    standard = require_standardisation(standard, "describe_standardised")
    if not standard.results:
        if place == "World":
            return nothing("This page is of the world itself, which has no region.")
        return nothing(f"There is no caseload of {place_phrase(place)} to standardise.")
    told = [_tell(standard, result, place) for result in standard.results]
    text = " ".join(told)
    computed = [100 * part for r in standard.results for part in (r.covered, r.unplaced or 0)]
    computed += [n for r in standard.results for n in (r.least, r.most) if n is not None]
    if standard.table.is_empty:
        return nothing(text, [*computed, 100 * s.COVERED_AT_LEAST])
    warnings = dict.fromkeys(w for result in standard.results for w in result.warnings)
    how = " ".join([_HOW, *warnings])
    return Sentence(text, _find_title(standard, place), how, computed=tuple(computed))


def _area(standard: Standardisation) -> str:
    return "the world" if standard.area == "World" else f"{standard.area}"


def _tell(standard: Standardisation, result: Standardised, place: str) -> str:
    if result.reason or result.estimate is None:
        return start_sentence(_refuse(standard, result, place))
    crude, fitted, region = _cells(standard, result)
    word = v.FORM_WORDS[standard.form]
    told = (
        f"With the sexes and ages of {_area(standard)}, {word} would be recorded for "
        f"{_number(fitted)} of the people {ASSISTED[result.channel]} in {place_phrase(place)}, "
        f"beside {_number(crude)} as recorded; in {_area(standard)} it is {_number(region)}"
    )
    compared = f"with the same mix it is {_compare(fitted, region)} the region's"
    return f"{told}; {compared}.{_tell_cover(standard, result)}"


def _cells(standard: Standardisation, result: Standardised) -> tuple[Cell, Cell, Cell]:
    crude, fitted, region = (
        standard.table.cell(channel=result.channel, standard=name)
        for name in (s.CRUDE, s.STANDARDISED, s.REGION)
    )
    return crude, fitted, region


def _number(cell: Cell) -> str:
    return "a hidden share" if cell.value is None else format_share(cell.value)


def _find_verb(fitted: Cell, region: Cell) -> str:
    return find_verb((region.lower or 0, region.upper or 0), (fitted.lower or 0, fitted.upper or 0))


def _compare(fitted: Cell, region: Cell) -> str:
    """Higher or lower only where the two intervals do not touch."""
    return _VERBS.get(_find_verb(fitted, region), "not clearly different from")


def _tell_cover(standard: Standardisation, result: Standardised) -> str:
    parts = []
    if result.missing and result.least is not None and result.most is not None:
        parts.append(
            f"The groups that it has hold {format_share(100 * result.covered)} of the people of "
            f"{_area(standard)}; whatever the others would show, the share lies between "
            f"{format_share(result.least)} and {format_share(result.most)}, chance aside."
        )
    if result.unplaced:
        parts.append(
            f"{format_share(100 * result.unplaced)} of its people have no recorded sex or age and "
            "are in no group."
        )
    return "".join(f" {part}" for part in parts)


def _refuse(standard: Standardisation, result: Standardised, place: str) -> str:
    name, area = place_phrase(place), _area(standard)
    who = f"the people {ASSISTED[result.channel]}"
    if result.reason == s.NO_STRATA:
        return f"sex and age are not recorded or hidden for {who} in {name}."
    if result.reason == s.ALONE:
        return f"all of {who} in {area} are those in {name}: there is nothing to compare them with."
    if result.reason == s.TOO_LITTLE:
        return (
            f"this cannot be said of {who} in {name}: the groups of sex and age that it has hold "
            f"{format_share(100 * result.covered)} of the people of {area}, and "
            f"{round(100 * s.COVERED_AT_LEAST)}% are needed."
        )
    return (
        f"this cannot be said of {who} in {name}: sex or age is not recorded or hidden for more "
        "than half of them."
    )


def _find_title(standard: Standardisation, place: str) -> str:
    shown = [result for result in standard.results if not result.reason]
    told = []
    for result in shown:
        _, fitted, region = _cells(standard, result)
        told.append(_compare(fitted, region))
    area = _area(standard)
    name = start_sentence(place_phrase(place))
    return f"{name}: {join_words(list(dict.fromkeys(told)))} {area}, with the same mix of people"
