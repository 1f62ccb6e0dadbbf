"""Sentences about an identified number beside an estimate. The outcome decides the words.

A comparable pair has a ratio with its limits. A pair side by side has both numbers and an order
of magnitude. A refused pair has the reason, and the estimate is not told in the same breath.
"""

from __future__ import annotations

from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables.compared import (
    COMPARABLE,
    REFUSED,
    Comparison,
    Ratio,
    Stated,
    require_comparison,
)
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import (
    format_count,
    format_range,
    format_rate,
    join_words,
    place_phrase,
    pluralise,
    start_sentence,
)

NOT_PUBLISHED = "uncertainty not published"

_TWO_CONCEPTS = (
    "These are two concepts. A detected victim was identified as trafficked by a State in one "
    "year; people in modern slavery are an estimated number at one point in time, with forced "
    "marriage and with forced labour that is not trafficking. One is not a part of the other, and "
    "countries are not ranked by the two."
)
_MAGNITUDE = (
    "The order of magnitude is the largest step of ten that the published bounds reach, read "
    "against the difference; it says nothing finer, and does not know the estimate's uncertainty."
)

_SUMS = (
    "The first number is a sum over the States that reported, the second over the countries of "
    "the edition: part of the difference is who is in the sums."
)


def describe_compared(
    comparison: Comparison, place: str, reporting: SafeTable | None = None
) -> Sentence:
    """Detected victims and an estimate: side by side with an order of magnitude, or refused.

    Args:
        comparison: What ``compare_numbers`` gave.
        place: Name of the country, or 'World'.
        reporting: For a sum over States, how many reported by year: a sum is told with them.
    """
    if reporting is not None:
        reporting = require_safe(reporting, "describe_compared")
    comparison = require_comparison(comparison, "describe_compared")
    where = place_phrase(place)
    if comparison.outcome == REFUSED:
        why = join_words(comparison.reasons)
        return nothing(f"For {where} the two numbers are not put side by side: {why}.")
    if comparison.outcome == COMPARABLE and comparison.ratio is not None:
        return _tell_comparable(comparison, comparison.ratio, where)
    seen, thought = comparison.identified, comparison.estimated
    text = (
        f"For {where}: {_tell_number(seen)} people detected in {seen.year}"
        f"{_tell_states(reporting, seen.year)} and "
        f"{_tell_number(thought)} estimated for {thought.year} ({tell_uncertainty(thought)})."
        f"{tell_magnitude(comparison)}"
    )
    notes = " ".join((_SUMS, *thought.table.notes) if reporting else thought.table.notes)
    how = f"{_TWO_CONCEPTS} Each step of the scale is ten times the one before. {_MAGNITUDE} "
    how += notes
    return Sentence(text, "Detected victims and an estimate, side by side", how.strip())


def _tell_states(reporting: SafeTable | None, year: int | None) -> str:
    """The States behind a sum: without them it is not told."""
    if reporting is None:
        return ""
    states = reporting.cell(year=str(year)).value or 0
    return f" by {pluralise(states, 'State', 'States')} that reported"


def describe_worked(comparison: Comparison, worked: SafeTable, place: str) -> Sentence:
    """A published pair of numbers, and which of the three kinds it is.

    Args:
        comparison: What ``compare_worked`` gave.
        worked: The pair, with further figures that were published beside it.
        place: Name of the country, or 'World'.
    """
    worked = require_safe(worked, "describe_worked")
    comparison = require_comparison(comparison, "describe_worked")
    where = place_phrase(place)
    if worked.is_empty or comparison.outcome == REFUSED:
        return nothing(f"No such published pair of numbers for {where} is in these sources.")
    if comparison.outcome == COMPARABLE and comparison.ratio is not None:
        return _tell_comparable(comparison, comparison.ratio, where)
    seen, thought = comparison.identified, comparison.estimated
    text = (
        f"Side by side only: {_tell_number(seen)} victims identified in {seen.year}, and an "
        f"estimate of {_tell_number(thought)} people in forced labour for {thought.year} "
        f"({tell_uncertainty(thought)}).{tell_magnitude(comparison)}{_tell_convictions(worked)}"
    )
    how = f"The two are not divided: {join_words(comparison.reasons)}. {_MAGNITUDE}"
    return Sentence(text, "A published pair that stands side by side only", how)


def describe_listed(comparison: Comparison, listed: SafeTable, place: str) -> Sentence:
    """An estimate from a user's lists: the doubt first, then the estimate, then the ratio.

    Args:
        comparison: What ``compare_listed`` gave.
        listed: What ``protect_model`` gave.
        place: Name of the country, or 'World'.
    """
    listed = require_safe(listed, "describe_listed")
    comparison = require_comparison(comparison, "describe_listed")
    if listed.is_empty:
        return nothing("No file of capture lists is named for this report.")
    spread = to_bounds(listed.where(figure="spread").cells[0])
    model, *notes = listed.notes
    text = f"{_tell_spread(spread)} {_tell_total(listed)} {model}{_tell_ratio(comparison)}"
    how = f"The lists are taken to be of {place_phrase(place)}; their file does not say so. "
    return Sentence(text, "Estimated from how lists overlap", how + " ".join(notes))


def tell_uncertainty(number: Stated) -> str:
    """What is known of an estimate's uncertainty, in words for a bracket."""
    if not number.has_interval:
        return NOT_PUBLISHED
    if number.level is None:
        return "a published range, its level not stated"
    return f"{round(100 * number.level)}% interval"


def tell_magnitude(comparison: Comparison) -> str:
    """The order of magnitude, read against the difference; nothing where the bounds leave none."""
    power = comparison.magnitude
    if power is None:
        return " The bounds leave the order of magnitude open."
    if power == 0:
        return " The second is the larger one, by no certain step of ten."
    return f" The second is about {_name_step(power)} times the first, or more."


def _name_step(power: int) -> str:
    """A power of ten in words: 100, 10 thousand, 1 million."""
    names = {0: "", 3: " thousand", 6: " million", 9: " billion"}
    base = max(step for step in names if step <= power)
    return f"{10 ** (power - base)}{names[base]}"


def _tell_number(number: Stated) -> str:
    return format_range(*number.bounds)


def _tell_comparable(comparison: Comparison, ratio: Ratio, where: str) -> Sentence:
    seen, thought = comparison.identified, comparison.estimated
    when = f" in {thought.year}" if thought.year else ""
    text = (
        f"{start_sentence(where)}{when}: {_tell_number(seen)} people were known and "
        f"{_tell_number(thought)} are estimated in all ({tell_uncertainty(thought)})."
        f"{_tell_ratio(comparison)}"
    )
    how = (
        "The two may be compared: they are of the same people who could be counted, in the same "
        "place and year, and the estimate includes those known. "
        + " ".join((*ratio.warnings, *thought.table.notes))
    )
    return Sentence(text, "Known, and estimated in all", how.strip())


def _tell_ratio(comparison: Comparison) -> str:
    """How many are estimated for each one known, with the limits that the estimate has."""
    ratio = comparison.ratio
    if ratio is None:
        return ""
    limits = ""
    if ratio.lower is not None and ratio.upper is not None:
        limits = f"{format_rate(ratio.lower)} to {format_rate(ratio.upper)}"
    if ratio.point is None:
        return f" For each one known, {limits} people are estimated in all."
    if not limits:
        return f" For each one known, {format_rate(ratio.point)} are estimated ({NOT_PUBLISHED})."
    level = "" if ratio.level is None else f"{round(100 * ratio.level)}% interval "
    point = format_rate(ratio.point)
    return f" For each one known, {point} people are estimated in all ({level}{limits})."


def _tell_convictions(worked: SafeTable) -> str:
    """Convictions beside victims identified: the quotient that is not what it looks like."""
    found = [c.value for c in worked.where(figure="convictions").cells if c.value is not None]
    known = [c.value for c in worked.where(figure="identified").cells if c.value]
    if not found or not known or not known[0]:
        return ""
    each = format_rate(100 * found[0] / known[0])
    return (
        f" Beside them stand {format_count(found[0])} convictions: {each} convictions per 100 "
        "victims identified is not a conviction rate, because it counts offenders over victims."
    )


def _tell_spread(spread: tuple[float, float]) -> str:
    low, high = (format_count(end) for end in spread)
    if low == high:
        return f"Everybody whom the lists could reach: {low}, by every method and model compared."
    return (
        f"Everybody whom the lists could reach: between {low} and {high}, by methods and models "
        "that the data do not tell apart."
    )


def _tell_total(listed: SafeTable) -> str:
    """The chosen estimate with an interval of each level, and how many are known."""
    cells = listed.where(figure="total").cells
    limits = [
        f"{listed.word('level', c.key[1])} interval {' to '.join(map(format_count, to_bounds(c)))}"
        for c in cells
        if c.key[1]
    ]
    interval = f" ({', '.join(limits)})" if limits else " (no interval can be given)"
    known = listed.where(figure="observed").cells[0].value or 0
    return (
        f"The chosen estimate is {format_count(cells[0].value or 0)}{interval}; "
        f"{format_count(known)} are on at least one list."
    )
