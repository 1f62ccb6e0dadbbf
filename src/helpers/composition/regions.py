"""Whom each count of a caseload is about, in the variables of a case file.

Regions are written from the meaning of a count and not from the rows that were summed, so that a
test can hold one against the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.regions import NOBODY, Region

NOT_YES: Final = ("no", v.UNKNOWN)
_CHILDREN: Final = ("0-8", "9-17", "child")
AGES: Final[Mapping[str, tuple[str, ...]]] = {
    "child": _CHILDREN,
    "adult": tuple(a for a in v.CASE_AGE_GROUPS if a not in (*_CHILDREN, v.UNKNOWN)),
    v.UNKNOWN: (v.UNKNOWN,),
}
"""Children and adults as bands of age: every band of the vocabulary lies on one side of 18."""


def has_form(form: str, *answers: str) -> Region:
    """Persons with one of these answers for a form; *yes* when none is named.

    Example:
        >>> has_form("labour").text
        'form_labour=yes'
    """
    return Region.of(**{f"form_{form}": answers or ("yes",)})


def has_any(forms: Sequence[str]) -> Region:
    """Persons for whom at least one of these forms is recorded as yes."""
    found = NOBODY
    for form in forms:
        found |= has_form(form)
    return found


def has_none(forms: Sequence[str]) -> Region:
    """Persons for whom none of these forms is recorded as yes."""
    return Region.of(**{f"form_{form}": NOT_YES for form in forms})


KNOWN: Final = has_any(v.MAIN_FORMS)
"""At least one of the main forms is recorded: the people whom shares of forms are about."""

RARER_ONLY: Final = has_none(v.MAIN_FORMS) & has_any(v.RARER_FORMS)
NO_FORM: Final = has_none(v.MAIN_FORMS + v.RARER_FORMS)


def measure_regions() -> dict[str, Region | None]:
    """Whom each measure of ``count_forms`` is about.

    'together' and 'several' count memberships, and are no set of persons: they have no region.
    """
    found: dict[str, Region | None] = {form: has_form(form) for form in v.MAIN_FORMS}
    found |= {"known": KNOWN, "rarer_only": RARER_ONLY, "no_form": NO_FORM}
    found |= {"persons": Region.of(), "together": None, "several": None}
    for form in v.MAIN_FORMS:
        others = [other for other in v.MAIN_FORMS if other != form]
        found[f"{form}_unknown"] = has_form(form, v.UNKNOWN)
        found[f"{form}_no"] = has_form(form, "no")
        found[f"{form}_rest"] = has_form(form, *NOT_YES) & has_any(others)
    return found


def combination_regions(
    chosen: Sequence[str], collected: Sequence[str]
) -> tuple[Region, Region, Region]:
    """Whom an exact combination of forms counts: as recorded, for certain, and at most.

    Args:
        chosen: The forms of the combination.
        collected: The forms that the channel collects.
    """
    rest = [form for form in collected if form not in chosen]
    may = ("yes", v.UNKNOWN)
    return (
        _answer(chosen, ("yes",)) & _answer(rest, NOT_YES),
        _answer(chosen, ("yes",)) & _answer(rest, ("no",)),
        _answer(chosen, may) & _answer(rest, NOT_YES),
    )


def _answer(forms: Sequence[str], answers: tuple[str, ...]) -> Region:
    return Region.of(**{f"form_{form}": answers for form in forms})


def list_channels(base: Region, known: Sequence[str], present: Sequence[str]) -> tuple[Region, ...]:
    """Channels of the source that a table leaves out: nobody came by them.

    Args:
        base: Whom the table is about.
        known: Every channel of the source.
        present: Those that the table has.
    """
    absent = [name for name in known if name not in present]
    return (base & Region.of(channel=absent),) if absent else ()


def left_out(base: Region, variable: str, known: Sequence[str], present: set[str]) -> Region:
    """Persons of the labels that a list leaves out because nobody has them.

    Args:
        base: Whom the list is about.
        variable: The variable of the labels.
        known: Every label of the source.
        present: Those that the list has.
    """
    absent = [label for label in known if label not in present]
    return base & Region.of(**{variable: absent}) if absent else NOBODY
