"""Sentences about people identified, beside estimates of how many there are.

The two are never divided by one another: one counts people whom States identified in a year, the
other estimates a stock that is a wider concept.
"""

from __future__ import annotations

from helpers.prose.compared import tell_uncertainty
from helpers.prose.sentence import Headline, Sentence, nothing, to_bounds
from helpers.tables.compared import REFUSED, Comparison, Stated, require_comparison
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_cell,
    format_count,
    format_range,
    format_rate,
    place_phrase,
    pluralise,
    start_sentence,
)

_NO_ESTIMATE = "no estimate of people in modern slavery is published"


def describe_gap(
    comparison: Comparison, place: str, reporting: SafeTable | None = None
) -> Headline:
    """The answer: the newest detected number, and the estimate that may stand beside it.

    Args:
        comparison: What ``compare_numbers`` gave for the two.
        place: Name of the country, or 'World'.
        reporting: For a sum over States, how many reported by year.
    """
    if reporting is not None:
        require_safe(reporting, "describe_gap")
    comparison = require_comparison(comparison, "describe_gap")
    seen, thought = comparison.identified, comparison.estimated
    sources = [t.table.provenance[0].short for t in (seen, thought)]
    if seen.cell is None and thought.cell is None:
        text = (
            f"Neither detected victims nor an estimate are published for {place_phrase(place)} in "
            "these editions. That is not a finding that there are none."
        )
        return Headline(text, (), "; ".join(sources), is_empty=True)
    apart = comparison.outcome == REFUSED and None not in (seen.cell, thought.cell)
    told = [_tell_detected(seen.table, place, reporting)]
    told.append(f"{_NO_ESTIMATE} within five years of it" if apart else _tell_estimate(thought))
    facts = [*_detected_facts(seen.table), *([] if apart else _estimate_facts(thought))]
    return Headline(f"{start_sentence('; '.join(told))}.", tuple(facts), "; ".join(sources))


def _newest(table: SafeTable) -> Cell | None:
    told = [c for c in table.cells if c.value is not None or c.upper is not None]
    return max(told, key=lambda c: int(c.key[table.dimensions.index("year")]), default=None)


def _tell_detected(table: SafeTable, place: str, reporting: SafeTable | None) -> str:
    cell = _newest(table)
    if cell is None:
        return f"no detected victims are published for {place_phrase(place)}"
    year, number = cell.key[0], _span(*to_bounds(cell))
    if reporting is None:
        return f"{place_phrase(place)} reported {number} detected victims of trafficking in {year}"
    states = reporting.cell(year=year).value or 0
    return (
        f"{pluralise(states, 'State', 'States')} reported {number} detected victims of "
        f"trafficking for {year}"
    )


def _tell_estimate(estimate: Stated) -> str:
    if estimate.cell is None:
        return f"{_NO_ESTIMATE} here"
    number = _span(*estimate.bounds)
    return f"{number} people were estimated in modern slavery, a wider concept, in {estimate.year}"


def _detected_facts(table: SafeTable) -> list[tuple[str, str, str]]:
    cell = _newest(table)
    if cell is None:
        return []
    return [(format_cell(cell, "people"), f"detected victims, {cell.key[0]}", "as reported")]


def _estimate_facts(estimate: Stated) -> list[tuple[str, str, str]]:
    if estimate.cell is None:
        return []
    label = f"people in modern slavery, {estimate.year}, estimated"
    return [(format_cell(estimate.cell, "people"), label, tell_uncertainty(estimate))]


def _span(low: float, high: float) -> str:
    """Two bounds as short as a headline needs them."""
    return format_count(low) if low == high else f"{format_count(low)} to {format_count(high)}"


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
        "This is the detected part of SDG 16.2.2. That indicator of the Sustainable Development "
        "Goals speaks of all victims over the resident population; only detected ones are counted, "
        "so this measures identification, not how much trafficking there is. A count is given with "
        "the bounds it was published with; no sampling interval applies, because nobody was "
        "sampled."
    )
    return Sentence(text, f"{number} detected victims per 100,000 inhabitants", how)
