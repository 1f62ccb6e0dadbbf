"""Sentences about a caseload. Each comes from a safe table, and its verb follows the evidence."""

from __future__ import annotations

from helpers.prose.channels import ASSISTED, WHERE
from helpers.prose.sentence import Headline, Sentence, nothing
from helpers.prose.weighing import (
    tell_bounds,
    tell_everybody,
    tell_heavy,
    tell_heavy_short,
    tell_short,
)
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_share, join_words, place_phrase, start_sentence

LIMITS = (
    "The line at the end of a bar is the 95% interval of chance, for all shares of a channel "
    "together, as if each person had come independently. They do not: people of one case come "
    "together, and a line would be about twice as long if they came in groups of four with the "
    "same record. Nor does it cover whom organisations come to assist: a caseload is no random "
    "sample of all victims. The grey band is what the people without a record could make of the "
    "share among everybody registered; nothing in the records says where within it the truth lies."
)

_HIDDEN = "The shares of the forms of exploitation in {} are hidden to protect people."

_NO_SHARE = {v.NOT_REPORTED: "no form recorded for anybody"}


def describe_caseload(
    shares: SafeTable, place: str, by_year: SafeTable, years: SafeTable
) -> Headline:
    """The answer: for each channel apart, the share of labour exploitation and of how many.

    No share stands alone: beside it are what the blanks could make of it among everybody
    registered, and the year that weighs most in it.

    Args:
        shares: ``share_forms`` of the whole period.
        place: Name of the country, or 'World'.
        by_year: ``count_forms`` by year, for the years that the answer covers.
        years: ``share_years`` of the same caseload.
    """
    shares = require_safe(shares, "describe_caseload")
    years = require_safe(years, "describe_caseload")
    source = (
        f"{shares.provenance[0].short}{_tell_years(require_safe(by_year, 'describe_caseload'))}"
    )
    form = next((f for f in v.MAIN_FORMS if _shown(shares.where(form=f))), "")
    if not form:
        text = _HIDDEN.format(place_phrase(place)) if shares.hidden else _no_caseload(place)
        return Headline(text, (), source, is_empty=True)
    told = [
        f"{format_share(c.value or 0)} of {format_count(c.of or 0)} {WHERE[c.key[0]]} "
        f"({'; '.join(filter(None, [tell_heavy_short(years, c.key[0]), tell_short(c)]))})"
        for c in _shown(shares.where(form=form))
    ]
    where = "" if place == "World" else f"in {place_phrase(place)}, "
    text = f"{where}of people with a recorded form, {v.FORM_WORDS[form]} is recorded for "
    text = start_sentence(f"{text}{join_words(told)}.")
    return Headline(text, _facts(shares, years), source, tables=(years,))


def _shown(shares: SafeTable) -> list[Cell]:
    return [cell for cell in shares.cells if cell.value is not None]


def _no_caseload(place: str) -> str:
    return (
        f"This source records no form of exploitation for people exploited in "
        f"{place_phrase(place)}. That is not a finding that there are none."
    )


def _tell_years(by_year: SafeTable) -> str:
    """The years of registration in which somebody has a recorded form."""
    told = [c.key[1] for c in by_year.where(form="known").cells if c.value != 0]
    years = sorted({year for year in told if year != v.UNKNOWN})
    if not years:
        return ""
    span = years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"
    return f"; registered {span}{' or in a year not recorded' if v.UNKNOWN in told else ''}"


def _facts(shares: SafeTable, years: SafeTable) -> tuple[tuple[str, str, str], ...]:
    """One channel alone has room for each of its forms; two have room for labour only."""
    shown = _shown(shares)
    if len({c.key[0] for c in shown}) > 1:
        shown = [c for c in shown if c.key[1] == "labour"]
    return tuple(
        (
            format_share(c.value or 0),
            f"{v.FORM_WORDS[c.key[1]]}, people {ASSISTED[c.key[0]]}",
            f"95% interval {format_share(c.lower or 0)} to {format_share(c.upper or 0)}, "
            f"of {format_count(c.of or 0)} with a recorded form"
            f"{_after_comma(tell_heavy(years, c.key[0]))}; {tell_bounds(c)}",
        )
        for c in shown
    )


def _after_comma(words: str) -> str:
    return f", {words}" if words else ""


def describe_forms(shares: SafeTable, place: str, years: SafeTable) -> Sentence:
    """Which form is recorded most, channel by channel, and which year weighs most in it.

    One form is *recorded most often* only when its interval lies above that of the next; what
    holds among everybody registered is said only as far as the bounds let one say it.

    Args:
        shares: ``share_forms`` of the whole period.
        place: Name of the country, or 'World'.
        years: ``share_years`` of the same caseload.
    """
    shares = require_safe(shares, "describe_forms")
    years = require_safe(years, "describe_forms")
    ranked = [r for channel in shares.labels("channel") if (r := _rank_forms(shares, channel))]
    if not ranked and shares.hidden:
        return nothing(_HIDDEN.format(place_phrase(place)))
    if not ranked:
        return nothing(f"No form of exploitation is recorded for {place_phrase(place)}.")
    told = [_tell_top(cells, tell_heavy(years, cells[0].key[0])) for cells in ranked]
    how = f"{shares.notes[0]} {LIMITS}"
    return Sentence(" ".join(told), _title_forms(ranked), how, tables=(years,))


def _rank_forms(shares: SafeTable, channel: str) -> list[Cell]:
    return sorted(_shown(shares.where(channel=channel)), key=lambda c: -(c.value or 0))


def _is_clear(ranked: list[Cell]) -> bool:
    """Whether the first form's interval lies above the second's."""
    return len(ranked) < 2 or (ranked[0].lower or 0) > (ranked[1].upper or 0)


def _tell_top(ranked: list[Cell], heavy: str) -> str:
    top = ranked[0]
    people = f"the {format_count(top.of or 0)} people {ASSISTED[top.key[0]]} with a recorded form"
    people += _after_comma(heavy)
    shares = [
        f"{v.FORM_WORDS[c.key[-1]]}, {format_share(c.value or 0)} ({tell_bounds(c)})"
        for c in ranked[: 1 if _is_clear(ranked) else 2]
    ]
    if _is_clear(ranked):
        text = f"Of {people}, the form recorded most often is {shares[0]}."
    else:
        text = f"Of {people}, no form is clearly recorded most often: {join_words(shares)}."
    return f"{text}{tell_everybody(ranked, 'form')}"


def _title_forms(ranked: list[list[Cell]]) -> str:
    if not all(_is_clear(cells) for cells in ranked):
        return "No form of exploitation is clearly recorded most often in each channel"
    if len({cells[0].key[-1] for cells in ranked}) > 1:
        return "The most recorded form of exploitation differs between the two channels"
    return f"{v.FORM_WORDS[ranked[0][0].key[-1]].capitalize()} is the form recorded most often"


def describe_beside_world(beside: SafeTable, place: str) -> Sentence:
    """A country's share of labour exploitation beside the world's, channel by channel.

    Args:
        beside: ``compare_with_world``.
        place: Name of the country, or 'World'.
    """
    beside = require_safe(beside, "describe_beside_world")
    told = [_tell_pair(list(pair.cells), place) for pair in _pairs(beside)]
    if not told:
        if place == "World":
            return nothing("This page is of the world itself.")
        return nothing(f"There is no caseload of {place_phrase(place)} to lay beside the world's.")
    text = f"{v.FORM_WORDS['labour']}: {'; '.join(told)}."
    how = (
        "Each channel of the country stands beside the same channel of the world. The world is "
        "all records of the source, this country's and those without a country included; it is "
        "no average of countries. 'Of all' is what the share could be among everybody registered, "
        "whatever the blanks hold. An interval is of chance only, and too short where people of "
        "one case come together."
    )
    return Sentence(start_sentence(text), f"{start_sentence(place)} beside the world", how)


def _pairs(beside: SafeTable) -> list[SafeTable]:
    pairs = [beside.where(channel=name, form="labour") for name in beside.labels("channel")]
    return [pair for pair in pairs if len(pair) == 2 and pair.cells[1].is_shown]


def _tell_pair(pair: list[Cell], place: str) -> str:
    here, world = pair
    share = _NO_SHARE.get(here.status, v.STATUS_WORDS.get(here.status, ""))
    if here.value is not None:
        share = f"{format_share(here.value)} of {format_count(here.of or 0)} people"
        share += f" ({tell_short(here)})"
    return (
        f"{share} in {place_phrase(place)} and {format_share(world.value or 0)} of "
        f"{format_count(world.of or 0)} in the world ({tell_short(world)}), "
        f"{ASSISTED[here.key[0]]}{_tell_difference(here, world)}"
    )


def _tell_difference(here: Cell, world: Cell) -> str:
    """Whether two shares differ by more than chance, and by more than the blanks."""
    if here.value is None or None in (here.lower, here.upper, world.lower, world.upper):
        return ""
    chance = find_verb((world.lower or 0, world.upper or 0), (here.lower or 0, here.upper or 0))
    if chance == UNCLEAR:
        return ", no clear difference"
    if here.bounds is None or world.bounds is None:
        return ""
    blanks = find_verb(
        (world.bounds.least, world.bounds.most), (here.bounds.least, here.bounds.most)
    )
    if blanks == chance:
        return ""
    return ", a difference that the blanks could undo among everybody registered"
