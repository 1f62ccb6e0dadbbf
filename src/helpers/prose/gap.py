"""Sentences about people identified, beside estimates of how many there are.

The two are never divided by one another: one counts people whom States identified in a year, the
other estimates a stock that is a wider concept.
"""

from __future__ import annotations

from helpers.prose.sentence import Headline, Sentence, nothing, to_bounds
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_cell,
    format_count,
    format_range,
    format_rate,
    join_words,
    place_phrase,
    pluralise,
    start_sentence,
)

_TWO_CONCEPTS = (
    "These are two concepts. A detected victim was identified as trafficked by a State in one "
    "year; people in modern slavery are an estimated number at one point in time, with forced "
    "marriage and with forced labour that is not trafficking. One is not a part of the other."
)


def describe_gap(
    identified: SafeTable, estimates: SafeTable, place: str, reporting: SafeTable | None = None
) -> Headline:
    """The answer: the newest detected number and the newest estimate, side by side.

    Args:
        identified: Detected victims, of the year to speak of.
        estimates: Estimates by edition and year.
        place: Name of the country, or 'World'.
        reporting: For a sum over States, how many reported by year.
    """
    identified = require_safe(identified, "describe_gap")
    estimates = require_safe(estimates, "describe_gap")
    told = [_tell_detected(identified, place, reporting), _tell_estimate(estimates)]
    facts = [*_detected_facts(identified), *_estimate_facts(estimates)]
    sources = [t.provenance[0].short for t in (identified, estimates)]
    if not facts:
        text = (
            f"Neither detected victims nor an estimate are published for {place_phrase(place)} in "
            "these editions. That is not a finding that there are none."
        )
        return Headline(text, (), "; ".join(sources), is_empty=True)
    text = "; ".join(told)
    return Headline(f"{start_sentence(text)}.", tuple(facts), "; ".join(sources))


def _newest(table: SafeTable) -> Cell | None:
    told = [c for c in table.cells if c.value is not None or c.upper is not None]
    return max(told, key=lambda c: int(c.key[table.dimensions.index("year")]), default=None)


def _tell_detected(table: SafeTable, place: str, reporting: SafeTable | None) -> str:
    cell = _newest(table)
    if cell is None:
        return f"no detected victims are published for {place_phrase(place)}"
    year, number = cell.key[0], format_range(*to_bounds(cell))
    if reporting is None:
        return f"{place_phrase(place)} reported {number} detected victims of trafficking in {year}"
    states = reporting.cell(year=year).value or 0
    return (
        f"{pluralise(states, 'State', 'States')} reported {number} detected victims of "
        f"trafficking for {year}"
    )


def _tell_estimate(estimates: SafeTable) -> str:
    cell = _newest(estimates)
    if cell is None:
        return "no estimate of people in modern slavery is published here"
    number = format_range(*to_bounds(cell))
    return f"{number} people were estimated in modern slavery, a wider concept, in {cell.key[1]}"


def _detected_facts(table: SafeTable) -> list[tuple[str, str, str]]:
    cell = _newest(table)
    if cell is None:
        return []
    return [(format_cell(cell, "people"), f"detected victims, {cell.key[0]}", "as reported")]


def _estimate_facts(table: SafeTable) -> list[tuple[str, str, str]]:
    cell = _newest(table)
    if cell is None:
        return []
    detail = "no interval is published"
    label = f"people in modern slavery, {cell.key[1]}, estimated"
    return [(format_cell(cell, "people"), label, detail)]


def describe_side_by_side(identified: SafeTable, estimates: SafeTable, place: str) -> Sentence:
    """The orders of magnitude of both numbers, with the difference of concept."""
    identified = require_safe(identified, "describe_side_by_side")
    estimates = require_safe(estimates, "describe_side_by_side")
    seen, thought = _newest(identified), _newest(estimates)
    if seen is None and thought is None:
        return nothing(f"Neither number is published for {place_phrase(place)}.")
    told = []
    if seen is not None:
        told.append(f"{format_range(*to_bounds(seen))} people detected in {seen.key[0]}")
    if thought is not None:
        told.append(f"{format_range(*to_bounds(thought))} estimated for {thought.key[1]}")
    title = "Detected victims and estimates, side by side"
    text = f"For {place_phrase(place)}: {join_words(told)}."
    how = f"{_TWO_CONCEPTS} Each step of the scale is ten times the one before. "
    return Sentence(text, title, how + estimates.notes[0])


def describe_detected(identified: SafeTable, place: str, reporting: SafeTable) -> Sentence:
    """Detected victims by year: a State's own, or the sum with the States behind it.

    Args:
        identified: Detected victims by year.
        place: Name of the country, or 'World'.
        reporting: How many States reported by year.
    """
    if place == "World":
        return describe_reporting(identified, reporting)
    return describe_identified(identified, place, reporting)


def describe_reporting(identified: SafeTable, reporting: SafeTable) -> Sentence:
    """The sum over States with the number of States, and why it is no trend."""
    require_safe(identified, "describe_reporting")
    reporting = require_safe(reporting, "describe_reporting")
    cells = [c for c in reporting.cells if c.value is not None]
    if not cells:
        return nothing("No State has reported.")
    most, last = max(cells, key=lambda c: c.value or 0), cells[-1]
    text = (
        f"The number of States behind the sum ranges from {format_count(cells[0].value or 0)} for "
        f"{cells[0].key[0]} to {format_count(most.value or 0)} for {most.key[0]} and "
        f"{format_count(last.value or 0)} for {last.key[0]}."
    )
    how = (
        "Upper bars: the sum of what States reported; the thin line is the range that values "
        "published as '<5' leave open. Lower bars: how many States reported. The sum moves with "
        "the States that report, so it is no trend, and the newest year is incomplete."
    )
    return Sentence(text, "The sum follows how many States report", how)


def describe_identified(identified: SafeTable, place: str, reporting: SafeTable) -> Sentence:
    """The first and the newest number of a State, the years without one, and how many report."""
    identified = require_safe(identified, "describe_identified")
    reporting = require_safe(reporting, "describe_identified")
    cells = [c for c in identified.cells if c.value is not None or c.upper is not None]
    if not cells:
        return nothing(f"No detected victims are published for {place_phrase(place)}.")
    first, last = cells[0], cells[-1]
    text = f"{place_phrase(place)} reported {format_range(*to_bounds(last))} detected victims for "
    text += f"{last.key[0]}"
    text += f", and {format_range(*to_bounds(first))} for {first.key[0]}" if last != first else ""
    missing = int(last.key[0]) - int(first.key[0]) + 1 - len(cells)
    gaps = f"; {pluralise(missing, 'year', 'years')} between are not reported" if missing else ""
    how = (
        "Each bar is what the State reported for the year. More detected victims can mean more "
        "victims, more identification or a new way of counting; the number alone does not tell."
    )
    title = "Detected victims by year, as reported"
    text = f"{start_sentence(text)}{gaps}. {_tell_states(reporting, last.key[0])}"
    return Sentence(text.strip(), title, how)


def _tell_states(reporting: SafeTable, year: str) -> str:
    """How many States reported for the year, so that a reader sees how rare a number is."""
    told = [c for c in reporting.where(year=year).cells if c.value]
    if not told:
        return ""
    return f"For {year}, {pluralise(told[0].value or 0, 'State', 'States')} reported a number."


def describe_rate(rates: SafeTable, place: str) -> Sentence:
    """Detected victims per 100,000 inhabitants in the newest year."""
    rates = require_safe(rates, "describe_rate")
    cell = _newest(rates)
    if cell is None:
        why = ", because only some States report" if place == "World" else ""
        return nothing(f"No rate can be given for {place_phrase(place)}{why}.")
    low, high = to_bounds(cell)
    number = format_rate(low) if low == high else f"{format_rate(low)} to {format_rate(high)}"
    text = (
        f"In {cell.key[0]}, {number} detected victims per 100,000 inhabitants were reported by "
        f"{place_phrase(place)}."
    )
    how = (
        "This is the detected part of indicator 16.2.2 of the Sustainable Development Goals, over "
        "the whole population. It measures identification, not how much trafficking there is."
    )
    return Sentence(text, f"{number} detected victims per 100,000 inhabitants", how)
