"""Sentences about the criminal justice chain and the Protocol behind it."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.prose.sentence import Headline, Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, Change
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_cell,
    format_count,
    format_range,
    join_words,
    place_phrase,
    start_sentence,
)
from helpers.wording import pluralise as plural

_COHORTS = (
    "The stages are counts of a year, not one group followed through: people convicted in a year "
    "were often prosecuted in an earlier one, so no stage is a rate of another."
)


def describe_justice(
    chain: SafeTable,
    changes: Sequence[Change],
    reporting: SafeTable,
    place: str,
    window: tuple[int, int],
) -> Headline:
    """The answer of the report: for the world over the same States, for a State its own counts.

    Args:
        chain: Counts keyed by stage and year, of the place.
        changes: ``compare_ends`` of the window, for the world.
        reporting: Number of reporting States by stage and year.
        place: Name of the country, or 'World'.
        window: First and last year compared.
    """
    if place == "World":
        return describe_world_justice(changes, reporting, *window)
    return describe_state_justice(chain, place)


def describe_world_justice(
    changes: Sequence[Change], reporting: SafeTable, first_year: int, last_year: int
) -> Headline:
    """The answer for the world: what the States that reported in both years say of convictions.

    Args:
        changes: ``compare_ends`` of the window.
        reporting: Number of reporting States by stage and year.
        first_year: First year of the window.
        last_year: Last year of the window.
    """
    reporting = require_safe(reporting, "describe_world_justice")
    source = reporting.provenance[0].short
    change = next((c for c in changes if c.label == "convicted"), None)
    if change is None:
        text = f"No State reported convictions for both {first_year} and {last_year}."
        return Headline(text, (), source, is_empty=True)
    text = (
        f"In the {plural(change.states, 'State', 'States')} that reported convictions for both "
        f"{first_year} and {last_year}, persons convicted of trafficking {_tell(change)}."
    )
    facts = (
        (format_range(*change.last), f"persons convicted in {last_year}", "the same States"),
        (format_range(*change.first), f"persons convicted in {first_year}", "the same States"),
        _reporting_fact(reporting, last_year),
    )
    return Headline(text, facts, source)


def _tell(change: Change) -> str:
    first, last = format_range(*change.first), format_range(*change.last)
    if change.verb == UNCLEAR:
        return f"show no clear change: {first}, then {last}"
    return f"{change.verb} from {first} to {last}"


def _reporting_fact(reporting: SafeTable, year: int) -> tuple[str, str, str]:
    states = reporting.cell(stage="convicted", year=str(year)).value or 0
    return (format_count(states), f"States reported convictions for {year}", "of all States")


def describe_state_justice(chain: SafeTable, place: str) -> Headline:
    """The answer for a State: its newest count of each stage, each with its year."""
    chain = require_safe(chain, "describe_state_justice")
    newest = [c for stage in v.STAGES if (c := _newest(chain, stage))]
    source = chain.provenance[0].short
    if not newest:
        text = (
            f"{place_phrase(place)} reported no persons brought into formal contact, prosecuted "
            "or convicted in this edition. That is not a finding that there were none."
        )
        return Headline(f"{start_sentence(text)}", (), source, is_empty=True)
    told = [
        f"{_amount(c)} {'person was' if c.value == 1 else 'persons were'} "
        f"{v.STAGE_WORDS[c.key[0]]} ({c.key[1]})"
        for c in newest
    ]
    facts = tuple((_amount(c), f"persons {v.STAGE_WORDS[c.key[0]]}", c.key[1]) for c in newest)
    text = f"In {place_phrase(place)}, by the newest report of each stage, {join_words(told)}."
    return Headline(text, facts, source)


def _newest(chain: SafeTable, stage: str) -> Cell | None:
    told = [c for c in chain.where(stage=stage).cells if c.value is not None or c.upper is not None]
    return max(told, key=lambda c: c.key[1], default=None)


def _amount(cell: Cell) -> str:
    if cell.value is None:
        return format_range(cell.lower or 0, cell.upper or 0)
    return format_count(cell.value)


def describe_chain(chain: SafeTable, place: str, reporting: SafeTable | None = None) -> Sentence:
    """What the chart of the stages shows; for a sum over States, that it is no trend.

    Args:
        chain: Counts keyed by stage and year.
        place: Name of the country, or 'World'.
        reporting: Number of reporting States by stage and year, for a sum over States.
    """
    chain = require_safe(chain, "describe_chain")
    if chain.is_empty:
        return nothing(f"No stage of the justice chain is published for {place_phrase(place)}.")
    if reporting is not None:
        return _describe_sum(reporting)
    spans = [
        f"{v.STAGE_WORDS[stage]} for {plural(len(cells), 'year', 'years')}"
        for stage in chain.labels("stage")
        if (cells := [c for c in chain.where(stage=stage).cells if c.upper is not None])
    ]
    text = f"{place_phrase(place)} reported persons {join_words(spans)}."
    how = "Open circles are values published as a range ('<5'). A line is broken where a year is "
    how += f"not reported. {_COHORTS}"
    title = "Persons in the justice chain, as reported"
    return Sentence(f"{start_sentence(text)}", title, how)


def _describe_sum(reporting: SafeTable) -> Sentence:
    cells = [c for c in reporting.where(stage="convicted").cells if c.value is not None]
    most = max(cells, key=lambda c: c.value or 0)
    states = [f"{format_cell(c, 'States')} for {c.key[1]}" for c in (cells[0], most, cells[-1])]
    text = f"Convictions are reported by {join_words(list(dict.fromkeys(states)))} States: the sum "
    text += "above follows the reports and is no trend."
    how = (
        "Upper lines: the sum over all States that reported, with the range that '<5' leaves open. "
        f"Lower lines: how many States reported that stage. {_COHORTS}"
    )
    return Sentence(text, "The sum over States follows how many of them report", how)


def describe_matched(changes: Sequence[Change], first_year: int, last_year: int) -> Sentence:
    """Each stage over the same States at both ends of the window."""
    if not changes:
        return nothing(f"No State reported a stage for both {first_year} and {last_year}.")
    told = [
        f"persons {v.STAGE_WORDS[c.label]} {_tell(c)} ({plural(c.states, 'State', 'States')})"
        for c in changes
    ]
    how = (
        "Solid lines join the same States in both years; dotted lines show everybody who reported "
        "in either year. Where the two disagree, the difference comes from who reports. States "
        "that report in both years are not a sample of all States."
    )
    text = f"Between {first_year} and {last_year}, over the same States: {'; '.join(told)}."
    return Sentence(text, "The same States, at both ends", how)


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
    text = f"At the end of {last.key[0]} {format_cell(last, 'States')} States were bound by the "
    text += "Trafficking in Persons Protocol."
    if place != "World":
        text += f" {_tell_consent(place, consent)}"
    how = (
        "The European Union is a party as well and is not counted, because it is no State. The "
        "list used here ends in January 2014; what happened later is unknown here, not absent."
    )
    return Sentence(
        text, f"{format_cell(last, 'States')} States bound by the end of {last.key[0]}", how
    )


def _tell_consent(place: str, consent: tuple[str, str] | None) -> str:
    subject = place_phrase(place)
    subject = start_sentence(subject)
    if consent is None:
        return f"{subject} had not consented by January 2014; later status is unknown here."
    return f"{subject} consented by {consent[1]} on {consent[0]}."
