"""Sentences about the Trafficking in Persons Protocol: who is bound, and since when."""

from __future__ import annotations

from datetime import date

from helpers.prose.sentence import Sentence, nothing
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import place_phrase, pluralise, start_sentence


def describe_parties(
    parties: SafeTable, place: str, consent: tuple[str, str] | None = None
) -> Sentence:
    """How many States are bound by the Protocol, and when the country in focus consented.

    Args:
        parties: States bound by year.
        place: Name of the country, or 'World'.
        consent: Date and kind of the country's consent, when it had consented by January 2014.
    """
    parties = require_safe(parties, "describe_parties")
    if parties.is_empty:
        return nothing("No ratification falls into these years.")
    last = parties.cells[-1]
    bound = pluralise(last.value or 0, "State was", "States were")
    text = f"At the end of {last.key[0]}, {bound} bound by the Trafficking in Persons Protocol."
    if place != "World":
        text += f" {tell_consent(place, consent)}"
    how = (
        "The European Union is a party as well and is not counted, because it is no State. The "
        "list used here ends in January 2014; what happened later is unknown here, not absent."
    )
    title = f"{pluralise(last.value or 0, 'State', 'States')} bound by the end of {last.key[0]}"
    return Sentence(text, title, how)


def tell_consent(place: str, consent: tuple[str, str] | None) -> str:
    """When and how a State consented, or that it had not by January 2014.

    Args:
        place: Name of the country.
        consent: Date (ISO 8601) and kind of its consent.
    """
    subject = start_sentence(place_phrase(place))
    if consent is None:
        return f"{subject} had not consented by January 2014; later status is unknown here."
    day = date.fromisoformat(consent[0])
    return f"{subject} consented by {consent[1]} on {day.day} {day:%B %Y}."
