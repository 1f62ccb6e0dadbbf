"""Sentences about print: shares beside what a speech said, case files, and slips of arithmetic."""

from __future__ import annotations

from typing import Final

from helpers.prose.sentence import Passage, Sentence, nothing
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.tables.statements import (
    CHANGE,
    FOLLOWS,
    OPEN,
    POINTS,
    SLIP,
    SUM,
    Comparison,
    Comparisons,
)
from helpers.wording import (
    format_count,
    format_printed,
    format_share,
    join_words,
    place_phrase,
    pluralise,
    start_sentence,
)

_WORLD_ONLY: Final = "These figures are about the world and not about {place}."


def describe_shares(shares: SafeTable, place: str) -> Sentence:
    """What the speech said of a year, and what was printed on the same year.

    Args:
        shares: ``compare_shares``.
        place: Name of the country, or 'World'.
    """
    shares = require_safe(shares, "describe_shares")
    said = shares.where(how="speech").cells
    if not said:
        return nothing(_WORLD_ONLY.format(place=place_phrase(place)))
    told = [_tell_year(cell, _find_printed(shares, cell)) for cell in said]
    text = f"{start_sentence('; '.join(told))}."
    apart = [c.key[0] for c in said if _is_apart(c, _find_printed(shares, c))]
    title = (
        f"The speech and the printed figures exclude one another for {join_words(apart)}"
        if apart
        else "The speech and the printed figures do not exclude one another"
    )
    how = (
        "Filled marks are printed shares, or shares of printed counts; open marks are what the "
        "speech said. A bar from zero is the most that a share can be where the total of the year "
        "is not printed. The speech does not say of which people its shares are, and nothing here "
        "says which figure is right."
    )
    return Sentence(text, title, how)


def _find_printed(shares: SafeTable, said: Cell) -> list[Cell]:
    return list(shares.where(year=said.key[0], how=("counts", "printed")).cells)


def _tell_year(said: Cell, printed: list[Cell]) -> str:
    year, value = said.key[0], f"{said.value:g}%"
    if not printed:
        return f"for {year} the speech says {value}, and no figure for {year} is printed here"
    told = [f"{format_printed(cell)} ({cell.key[1]})" for cell in printed]
    stands = "is" if len(told) == 1 else "are"
    return f"for {year} the speech says {value}, and in print {stands} {join_words(told)}"


def _is_apart(said: Cell, printed: list[Cell]) -> bool:
    """Whether every printed share excludes what was said, with the rounding of both."""
    low, high = said.lower or 0, said.upper or 0
    gaps = [(c.lower or 0) > high or (c.upper or 0) < low for c in printed]
    return bool(gaps) and all(gaps)


def describe_files(forms: SafeTable, bounds: SafeTable, shares: SafeTable, place: str) -> Sentence:
    """Why the public case files cannot tell which share is right: what they leave open.

    Args:
        forms: The protected ``count_forms`` by year, of case management.
        bounds: ``bound_forms`` of it.
        shares: ``compare_shares``.
        place: Name of the country, or 'World'.
    """
    forms, bounds = (require_safe(t, "describe_files") for t in (forms, bounds))
    years = require_safe(shares, "describe_files").where(how="speech").labels("year")
    told = [_tell_files(year, forms, bounds, shares) for year in years]
    text = " ".join(filter(None, told))
    if not text:
        return nothing(_WORLD_ONLY.format(place=place_phrase(place)))
    how = (
        "These are the people of the public files only: not everybody whom IOM assisted, and not "
        "IOM's alone. Between the bounds lie all shares that the people without a record leave "
        "possible. A share of the few with a record says what was recorded, and not how people "
        "were exploited."
    )
    return Sentence(text, "What the public case files record of these years", how)


def _tell_files(year: str, forms: SafeTable, bounds: SafeTable, shares: SafeTable) -> str:
    counts = {cell.key[-1]: cell.value for cell in forms.where(year=year).cells}
    wanted = [counts.get(name) for name in ("persons", "known", "labour")]
    limits = bounds.where(year=year, form="labour").cells
    if None in wanted or not limits or limits[0].upper is None:
        return f"For {year} the public files hold no number that may be shown."
    persons, known, labour = (format_count(n or 0) for n in wanted)
    low, high = limits[0].lower or 0, limits[0].upper
    said = shares.where(year=year, how=("counts", "printed", "speech")).cells
    inside = [_tell_plain(c) for c in said if low <= (c.value or 0) <= high]
    outside = [_tell_plain(c) for c in said if not low <= (c.value or 0) <= high]
    text = (
        f"For {year} the public files hold {persons} people; a main form of exploitation is "
        f"recorded for {known} and labour exploitation for {labour}, so that between "
        f"{format_share(low)} and {format_share(high)} of them can have been in it."
    )
    text += f" {_tell_all(inside)} between these bounds." if inside else ""
    text += f" {_tell_all(outside)} outside them." if outside else ""
    return text


def _tell_plain(cell: Cell) -> str:
    """A share without what it is of."""
    return f"{cell.value:g}%" if cell.of is None else format_share(cell.value or 0)


def _tell_all(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} lies"
    return f"{'Both' if len(names) == 2 else 'All of'} {join_words(names)} lie"


def describe_slips(found: Comparisons, place: str) -> Sentence:
    """Which printed percentages and totals do not follow from the counts beside them.

    Args:
        found: What ``compare_statements`` gave.
        place: Name of the country, or 'World'.
    """
    compared = found.of(FOLLOWS, POINTS, SLIP)
    if not compared:
        return nothing(_WORLD_ONLY.format(place=place_phrase(place)))
    slips = found.of(SLIP)
    text = (
        f"{format_count(len(slips))} of {pluralise(len(compared), 'number', 'numbers')} that "
        f"stand in print beside their counts {'does' if len(slips) == 1 else 'do'} not follow from "
        f"them{': ' if slips else ''}{'; '.join(_tell_slip(row) for row in slips)}."
    )
    if found.of(POINTS):
        names = join_words([f"{_lower(r.text)}, printed {r.printed}" for r in found.of(POINTS)])
        text += f" As a difference in percentage points, and not in per cent, follows: {names}."
    how = (
        "Both sides are rounded in print, so a number follows when some counts that round to the "
        "printed ones give a result that rounds to it. A slip of arithmetic says nothing about "
        f"the counts themselves. {_tell_open(len(found.of(OPEN)))}"
    )
    title = "Printed numbers that do not follow from the counts beside them"
    return Sentence(text, title, how.strip())


def _tell_open(number: int) -> str:
    if not number:
        return ""
    more = pluralise(number, "more number has", "more numbers have")
    return f"{more} no counts in print beside them and cannot be compared."


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _tell_slip(row: Comparison) -> str:
    about = f"{_lower(row.text)}, printed {row.printed}, by the counts {tell_result(row)}"
    if row.wholes is None:
        return about
    least, most = (format_count(n) for n in row.wholes)
    return f"{about} ({row.printed} would be of {least} to {most})"


def tell_result(row: Comparison) -> str:
    """What follows from printed counts: a percentage with its sign, or a total."""
    if row.lower is None or row.upper is None:
        return row.outcome
    if row.kind == SUM:
        words = [format_count(row.lower), format_count(row.upper)]
    else:
        sign = "+" if row.kind == CHANGE else ""
        words = [f"{sign if n > 0 else ''}{format_share(n)}" for n in (row.lower, row.upper)]
    return " to ".join(dict.fromkeys(words))


def tell_counts(row: Comparison) -> str:
    """The printed counts that a number is about, as a reader checks them."""
    if row.kind == SUM:
        return " + ".join(row.parts)
    joint = "from {1} to {0}" if row.kind == CHANGE else "{0} of {1}"
    missing = "no count in print"
    text = joint.format(*(n or missing for n in ("".join(row.parts), row.whole)))
    if row.wholes is None:
        return text
    least, most = (format_count(n) for n in row.wholes)
    return f"{text}; {row.printed} would be of {least} to {most}"


def describe_comparisons(found: Comparisons) -> Passage:
    """Every printed percentage and total that was compared, with its counts and its page.

    Args:
        found: What ``compare_statements`` gave.
    """
    rows = tuple(
        (row.text, row.printed, tell_counts(row), tell_result(row), row.outcome,
         f"{row.source} {row.url}")
        for row in found.rows
    )  # fmt: skip
    columns = ("About", "In print", "Counts in print", "By the counts", "Outcome", "Source")
    title = "Every printed percentage and total that was compared"
    return Passage("ledger", title=title, columns=columns, rows=rows)
