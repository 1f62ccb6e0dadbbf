"""Sentences about a caseload. Each comes from a safe table, and its verb follows the evidence."""

from __future__ import annotations

from helpers.prose.sentence import Headline, Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.change import ROSE, UNCLEAR, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_cell,
    format_count,
    format_share,
    join_words,
    place_phrase,
    start_sentence,
)

_CHANNEL_PHRASE = {
    "case_management": "assisted through case management",
    "hotline": "reported to a hotline",
}
_LIMITS = (
    "The line at the end of a bar is the 95% interval of chance. It does not cover whom "
    "organisations come to assist: a caseload is no random sample of all victims, and people in "
    "one case are not independent. The grey band is what the people without a record could make "
    "of the share among everybody registered."
)


def describe_caseload(shares: SafeTable, place: str) -> Headline:
    """The answer: for each channel apart, the shares of labour and sexual exploitation.

    Args:
        shares: ``share_forms`` of the whole period.
        place: Name of the country, or 'World'.
    """
    shares = require_safe(shares, "describe_caseload")
    source = shares.provenance[0].short
    told = [_tell_channel(shares, channel) for channel in shares.labels("channel")]
    told = [text for text in told if text]
    if not told:
        return Headline(_no_caseload(place), (), source, is_empty=True)
    where = "" if place == "World" else f"In {place_phrase(place)}: "
    text = where + "; ".join(told) + "."
    return Headline(start_sentence(text), _facts(shares), source)


def _no_caseload(place: str) -> str:
    return (
        f"This source records no form of exploitation for people exploited in "
        f"{place_phrase(place)}. That is not a finding that there are none."
    )


def _tell_channel(shares: SafeTable, channel: str) -> str:
    found = [c for c in shares.where(channel=channel).cells if c.value is not None]
    if not found:
        return ""
    parts = [f"{format_share(c.value or 0)} {_in_form(c)}" for c in found if c.key[-1] != "other"]
    people = f"of {format_count(found[0].of or 0)} people {_CHANNEL_PHRASE[channel]}"
    return f"{people} with a recorded form of exploitation, {join_words(parts)}"


def _in_form(cell: Cell) -> str:
    return f"were in {v.FORM_WORDS[cell.key[-1]]}"


def _facts(shares: SafeTable) -> tuple[tuple[str, str, str], ...]:
    labour = [c for c in shares.where(form="labour").cells if c.value is not None]
    return tuple(
        (
            format_share(c.value or 0),
            f"labour exploitation, people {_CHANNEL_PHRASE[c.key[0]]}",
            f"95% interval {format_share(c.lower or 0)} to {format_share(c.upper or 0)}, "
            f"of {format_count(c.of or 0)}",
        )
        for c in labour
    )


def describe_forms(shares: SafeTable, place: str, largest: SafeTable | None = None) -> Sentence:
    """Which form is recorded most, channel by channel, and which year weighs most in it.

    Args:
        shares: ``share_forms`` of the whole period.
        place: Name of the country, or 'World'.
        largest: ``largest_year`` of the same caseload.
    """
    shares = require_safe(shares, "describe_forms")
    tops = [t for channel in shares.labels("channel") if (t := _top_form(shares, channel))]
    if not tops:
        return nothing(f"No form of exploitation is recorded for {place_phrase(place)}.")
    parts = [
        f"{v.FORM_WORDS[c.key[-1]]} for {format_share(c.value or 0)} of the "
        f"{format_count(c.of or 0)} people {_CHANNEL_PHRASE[c.key[0]]}"
        for c in tops
    ]
    text = f"The form recorded most often is {join_words(parts)}. {_weigh(shares, largest)}"
    return Sentence(text.strip(), _title_forms(tops), f"{shares.notes[0]} {_LIMITS}")


def _top_form(shares: SafeTable, channel: str) -> Cell | None:
    found = [c for c in shares.where(channel=channel).cells if c.value is not None]
    return max(found, key=lambda c: c.value or 0, default=None)


def _title_forms(tops: list[Cell]) -> str:
    if len({c.key[-1] for c in tops}) > 1:
        return "The most recorded form of exploitation differs between the two channels"
    return f"{v.FORM_WORDS[tops[0].key[-1]].capitalize()} is the form recorded most often"


def _weigh(shares: SafeTable, largest: SafeTable | None) -> str:
    if largest is None:
        return ""
    heavy = [c for c in largest.cells if (c.value or 0) >= 30 and c.key[1] != v.UNKNOWN]
    return " ".join(
        f"The year {c.key[1]} alone holds {format_share(c.value or 0)} of the people with a "
        f"recorded form in {shares.word('channel', c.key[0]).lower()}."
        for c in heavy
    )


def describe_form_trend(shares: SafeTable, form: str = "labour") -> Sentence:
    """Whether the share of a form moved between the first and the last year that are sound.

    The verb needs intervals that do not overlap; otherwise there is no clear change.
    """
    shares = require_safe(shares, "describe_form_trend")
    told, verbs = [], []
    for channel in shares.labels("channel"):
        cells = shares.where(channel=channel, form=form).cells
        found = [c for c in cells if c.value is not None and c.key[1] != v.UNKNOWN]
        if len(found) > 1:
            verb = find_verb(_limits(found[0]), _limits(found[-1]))
            verbs.append(verb)
            told.append(_tell_change(shares, channel, found, verb))
    if not told:
        return nothing("No two years have enough recorded people to be compared.")
    text = f"The recorded share of {v.FORM_WORDS[form]} {'; '.join(told)}."
    how = (
        "Points are shares of the people with a recorded form in that year, the thin lines their "
        "95% intervals; a line is broken where a year is left out. Organisations join and leave, "
        "so a change can come from who reports as much as from what happens. "
    )
    return Sentence(text, _title_trend(form, verbs), how + " ".join(shares.notes[1:]))


def _limits(cell: Cell) -> tuple[float, float]:
    return cell.lower or 0, cell.upper or 0


def _tell_change(shares: SafeTable, channel: str, found: list[Cell], verb: str) -> str:
    first, last = found[0], found[-1]
    where = shares.word("channel", channel).lower()
    moved = {UNCLEAR: "shows no clear change in"}.get(verb, f"{verb} in")
    return (
        f"{moved} {where}, from {format_share(first.value or 0)} in {first.key[1]} to "
        f"{format_share(last.value or 0)} in {last.key[1]}"
    )


def _title_trend(form: str, verbs: list[str]) -> str:
    word = v.FORM_WORDS[form].capitalize()
    if set(verbs) == {UNCLEAR}:
        return f"{word}: no clear change in its recorded share"
    if len(set(verbs)) > 1:
        return f"{word}: its recorded share moved differently in the two channels"
    return (
        f"{word}: its recorded share {'is higher' if verbs[0] == ROSE else 'is lower'} at the end"
    )


def describe_people(people: SafeTable, place: str) -> Sentence:
    """Women and girls among the people whose sex is recorded, and how many have no age recorded."""
    people = require_safe(people, "describe_people")
    told = [t for channel in people.labels("channel") if (t := _tell_people(people, channel))]
    if not told:
        return nothing(f"Sex and age are not recorded for {place_phrase(place)}.")
    how = (
        "Bars count people by the age group recorded at registration. Sex and age that are not "
        "recorded are shown as such and are in no share."
    )
    return Sentence(" ".join(told), "Who the people registered are", how)


def _tell_people(people: SafeTable, channel: str) -> str:
    sizes = {
        sex: people.cell(channel=channel, sex=sex, age_group=v.ALL)
        for sex in (v.ALL, "female", v.UNKNOWN)
    }
    if any(cell.value is None for cell in sizes.values()):
        return f"{people.word('channel', channel)}: these counts are hidden."
    everyone, female, unknown = (int(sizes[s].value or 0) for s in (v.ALL, "female", v.UNKNOWN))
    if everyone == unknown:
        return ""
    no_age = people.cell(channel=channel, sex=v.ALL, age_group=v.UNKNOWN)
    return (
        f"{people.word('channel', channel)}: {format_share(100 * female / (everyone - unknown))} "
        f"of the {format_count(everyone - unknown)} people whose sex is recorded are women and "
        f"girls; age is not recorded for {format_cell(no_age, 'people')} of "
        f"{format_count(everyone)}."
    )


def describe_unknown(shares: SafeTable, place: str) -> Sentence:
    """What is recorded least."""
    shares = require_safe(shares, "describe_unknown")
    worst = [
        max(found, key=lambda c: c.value or 0)
        for channel in shares.labels("channel")
        if (found := [c for c in shares.where(channel=channel).cells if c.value is not None])
    ]
    if not worst:
        return nothing(f"Nobody is registered for {place_phrase(place)}.")
    parts = [
        f"{shares.word('attribute', c.key[1]).lower()} for {format_share(c.value or 0)} of the "
        f"{format_count(c.of or 0)} people {_CHANNEL_PHRASE[c.key[0]]}"
        for c in worst
    ]
    how = "Each bar is the part of everybody registered for whom nothing is recorded. Not "
    how += "recorded is not 'no': it says nothing about the person."
    return Sentence(f"Least often recorded: {join_words(parts)}.", "Much is not recorded", how)


def describe_ranking(table: SafeTable, what: str, place: str) -> Sentence:
    """The largest labels of a table, and for how many people nothing is recorded.

    Args:
        table: Counts keyed by channel and one label.
        what: What the labels are, in the plural ("countries of exploitation").
        place: Name of the country, or 'World'.
    """
    table = require_safe(table, "describe_ranking")
    dimension = table.dimensions[-1]
    named = [c for c in table.cells if c.value and c.key[-1] not in {v.UNKNOWN, v.ALL}]
    named.sort(key=lambda c: -(c.value or 0))
    if not named:
        return nothing(f"No {what} are recorded for {place_phrase(place)}.")
    top = [f"{table.word(dimension, c.key[-1])} ({format_count(c.value or 0)})" for c in named[:3]]
    first = table.word(dimension, named[0].key[-1])
    hidden = f" {table.hidden} counts are hidden." if table.hidden else ""
    text = f"Recorded most often among {what}: {join_words(top)}.{hidden}"
    how = "Counts of people as recorded; they are not shares of all victims. "
    return Sentence(text, f"{first} is recorded most often", how + " ".join(table.notes))
