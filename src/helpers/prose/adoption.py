"""Sentences about the two curves: States bound by the Protocol, and laws coded as full."""

from __future__ import annotations

from datetime import date

from helpers.prose.sentence import Sentence, nothing
from helpers.prose.treaty import tell_consent
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, pluralise


def describe_ratified(
    curve: SafeTable, place: str, consent: tuple[str, str] | None = None
) -> Sentence:
    """How many States are bound on the last day that the list covers; the Union apart.

    Args:
        curve: The protected ``count_parties_daily`` or ``count_parties_on``.
        place: Name of the country, or 'World'.
        consent: Date and kind of the country's consent, when it had consented by January 2014.
    """
    curve = require_safe(curve, "describe_ratified")
    states = [c for c in curve.where(party="states").cells if c.value is not None]
    if not states:
        return nothing("No consent to the Protocol falls into these years.")
    last = max(states, key=lambda c: c.key[1])
    bound = pluralise(last.value or 0, "State was", "States were")
    text = f"On {_say(last.key[1])}, {bound} bound by the Trafficking in Persons Protocol"
    text += f"{_tell_union(curve, last.key[1])}. What followed January 2014 is unknown here."
    if place != "World":
        text += f" {tell_consent(place, consent)}"
    how = (
        "The line steps up on the day of each consent. The European Union is a party and no "
        "State; it is counted apart. The list was taken in January 2014: the shaded part is "
        "unknown, not flat."
    )
    title = f"{pluralise(last.value or 0, 'State', 'States')} bound by the end of {last.key[1][:4]}"
    return Sentence(text, title, how)


def _tell_union(curve: SafeTable, day: str) -> str:
    cells = curve.where(party="european_union", date=day).cells
    return ", and the European Union beside them" if cells and cells[0].value else ""


def _say(day: str) -> str:
    told = date.fromisoformat(day)
    return f"{told.day} {told:%B %Y}"


def describe_criminalized(curve: SafeTable) -> Sentence:
    """Whether more States are coded as criminalizing trafficking in full.

    It *rose* only by more than the number of States that are coded at all: else newly coded
    States could make all of the difference.

    Args:
        curve: The protected ``count_criminalized_by_year``.
    """
    curve = require_safe(curve, "describe_criminalized")
    full, coded = (_ends(curve, extent) for extent in ("full", "coded"))
    if full is None or coded is None:
        return nothing("No year is coded for criminalization.")
    (first, last), (before, after) = full, coded
    grew = (last.value or 0) - (first.value or 0)
    newly = (after.value or 0) - (before.value or 0)
    verb = "rose" if grew > max(newly, 0) else "fell" if grew < min(newly, 0) else ""
    ends = f"{_amount(first, before)} in {first.key[1]}", f"{_amount(last, after)} in {last.key[1]}"
    if verb:
        text = f"States coded as criminalizing trafficking in full {verb} from {' to '.join(ends)}."
        title = f"Full criminalization {verb} between {first.key[1]} and {last.key[1]}"
    else:
        text = (
            "States coded as criminalizing trafficking in full show no clear change: "
            f"{ends[0]}, then {ends[1]}, while the number coded changed by as much or more."
        )
        title = "No clear change in full criminalization"
    how = (
        "The line counts States whose law a published coding calls full; the line above it is how "
        "many States are coded at all. A law says nothing of its use. The coding ends in "
        f"{last.key[1]}; what came later is unknown here."
    )
    return Sentence(text, title, how)


def _ends(curve: SafeTable, extent: str) -> tuple[Cell, Cell] | None:
    cells = sorted(curve.where(extent=extent).cells, key=lambda c: c.key[1])
    return (cells[0], cells[-1]) if len(cells) > 1 else None


def _amount(part: Cell, whole: Cell) -> str:
    return f"{format_count(part.value or 0)} of {format_count(whole.value or 0)} coded"
