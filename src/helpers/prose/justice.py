"""Sentences about the criminal justice chain and the Protocol behind it."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.prose.sentence import Headline, Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, Change, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
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
        (_span(*change.first), f"persons convicted in {first_year}", "the same States"),
        (_span(*change.last), f"persons convicted in {last_year}", "the same States"),
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
    return (format_count(states), f"States reported convictions for {year}", "'<5' is a report")


def _span(lower: float, upper: float) -> str:
    """A number or a range as a fact prints it."""
    ends = dict.fromkeys((format_count(lower), format_count(upper)))
    return " to ".join(ends)


def describe_state_justice(chain: SafeTable, place: str) -> Headline:
    """The answer for a State: its newest count of each stage, each with its year."""
    chain = require_safe(chain, "describe_state_justice")
    newest = [c for stage in v.STAGES if (c := _newest(chain, stage))]
    source = chain.provenance[0].short
    if not newest:
        text = (
            f"No persons in formal contact, prosecuted or convicted are published for "
            f"{place_phrase(place)}. That is not a finding that there were none."
        )
        return Headline(text, (), source, is_empty=True)
    told = [f"{_amount(c)} {v.STAGE_WORDS[c.key[0]]} ({c.key[1]})" for c in newest]
    facts = tuple((_amount(c), f"persons {v.STAGE_WORDS[c.key[0]]}", c.key[1]) for c in newest)
    text = f"The newest reports of {place_phrase(place)} count persons: {join_words(told)}."
    return Headline(text, facts, source)


def _newest(chain: SafeTable, stage: str) -> Cell | None:
    told = [c for c in chain.where(stage=stage).cells if c.value is not None or c.upper is not None]
    return max(told, key=lambda c: c.key[1], default=None)


def _amount(cell: Cell) -> str:
    return _span(*((cell.lower or 0, cell.upper or 0) if cell.value is None else [cell.value] * 2))


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
        return _describe_sum(require_safe(reporting, "describe_chain"))
    spans = [
        f"{v.STAGE_WORDS[stage]} for {plural(len(cells), 'year', 'years')}"
        for stage in chain.labels("stage")
        if (cells := [c for c in chain.where(stage=stage).cells if c.upper is not None])
    ]
    text = f"{place_phrase(place)} reported persons {join_words(spans)}."
    how = "Open marks are values published as a range ('<5'). A line is broken where a year is "
    how += f"not reported. {_COHORTS}"
    title = "Persons in the justice chain, as reported"
    return Sentence(f"{start_sentence(text)}", title, how)


def _describe_sum(reporting: SafeTable) -> Sentence:
    cells = [c for c in reporting.where(stage="convicted").cells if c.value is not None]
    most = max(cells, key=lambda c: c.value or 0)
    first, *rest = dict.fromkeys((cells[0], most, cells[-1]))
    states = [
        f"{plural(first.value or 0, 'State', 'States')} reported convictions for {first.key[1]}"
    ]
    states += [f"{format_count(c.value or 0)} for {c.key[1]}" for c in rest]
    text = f"{join_words(states)}: the sum follows how many report and is no trend."
    how = (
        "Upper lines: the sum over all States that reported, with the range that '<5' leaves open. "
        f"Lower lines: how many States reported that stage. {_COHORTS}"
    )
    return Sentence(text, "The sum over States follows how many of them report", how)


def describe_matched(
    matched: SafeTable, changes: Sequence[Change], first_year: int, last_year: int
) -> Sentence:
    """Each stage over the same States at both ends of the window, beside the naive sum.

    Args:
        matched: ``count_matched``, which holds the sum over everybody who reported as well.
        changes: ``compare_ends`` of it.
        first_year: First year of the window.
        last_year: Last year of the window.
    """
    matched = require_safe(matched, "describe_matched")
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
    return Sentence(
        f"{text} {_tell_everybody(matched)}".strip(), _title_matched(matched, changes), how
    )


def _everybody(matched: SafeTable, stage: str) -> list[Cell]:
    ends = matched.where(stage=stage, group=v.ALL).cells
    return sorted(ends, key=lambda c: c.key[2])


def _tell_everybody(matched: SafeTable) -> str:
    """The naive sum of convictions, with the States behind each end of it."""
    ends = _everybody(matched, "convicted")
    if len(ends) < 2:
        return ""
    told = [
        f"{_amount(c)} for {c.key[2]} ({plural(int(c.key[3]), 'State', 'States')})" for c in ends
    ]
    return f"Everybody who reported, whoever that was, adds up to {join_words(told)} convicted."


def _title_matched(matched: SafeTable, changes: Sequence[Change]) -> str:
    """Whether the sum over everybody tells another story than the same States."""
    for change in changes:
        ends = [(c.lower or 0, c.upper or 0) for c in _everybody(matched, change.label)]
        if len(ends) == 2 and find_verb(*ends) != change.verb:
            return "The same States at both ends tell another story than the sum of all"
    return "The same States at both ends, beside the sum of all"
