"""Sentences about who is registered, where, and what nobody recorded."""

from __future__ import annotations

from helpers.prose.channels import ASSISTED, RECORDS
from helpers.prose.sentence import Sentence, nothing
from helpers.prose.weighing import tell_bounds
from helpers.tables import vocabulary as v
from helpers.tables.safe import Bounds, Cell, SafeTable, require_safe
from helpers.wording import (
    format_cell,
    format_count,
    format_share,
    join_words,
    place_phrase,
    pluralise,
    start_sentence,
)

_UNNAMED = frozenset({v.UNKNOWN, v.ALL, "not_specified"})
"""Labels that name nothing, however many people carry them."""


def describe_people(people: SafeTable, place: str) -> Sentence:
    """Women and girls among the people whose sex is recorded, and how many have no age recorded."""
    people = require_safe(people, "describe_people")
    told = [t for channel in people.labels("channel") if (t := _tell_people(people, channel))]
    if not told:
        return nothing(f"Sex and age are recorded for nobody in {place_phrase(place)}.")
    how = (
        "Bars count people by the age group recorded at registration. Sex and age that are not "
        "recorded are shown as such and are in no share."
    )
    return Sentence(" ".join(told), _title_people(people), how)


def _title_people(people: SafeTable) -> str:
    """The share of women and girls, channel by channel, as far as it is shown."""
    shares = [
        f"{told} {RECORDS[channel]}"
        for channel in people.labels("channel")
        if (told := _tell_female(people, channel))
    ]
    if not shares:
        return "Age groups of the people registered"
    return f"Women and girls, of those whose sex is recorded: {join_words(shares)}"


def _tell_female(people: SafeTable, channel: str) -> str:
    """The share of women and girls, and what people of unknown sex could make of it among all."""
    everyone, female, unknown = (
        people.cell(channel=channel, sex=sex, age_group=v.ALL).value
        for sex in (v.ALL, "female", v.UNKNOWN)
    )
    if everyone is None or female is None or unknown is None or everyone == unknown:
        return ""
    limits = (100 * female / everyone, 100 * (female + unknown) / everyone, int(everyone))
    share = 100 * female / (everyone - unknown)
    return f"{format_share(share)} ({tell_bounds(Cell((), share, bounds=Bounds(*limits)))})"


def _tell_people(people: SafeTable, channel: str) -> str:
    sizes = {
        sex: people.cell(channel=channel, sex=sex, age_group=v.ALL)
        for sex in (v.ALL, "female", v.UNKNOWN)
    }
    if any(cell.value is None for cell in sizes.values()):
        return f"{people.word('channel', channel)}: these counts are hidden."
    everyone, unknown = (int(sizes[s].value or 0) for s in (v.ALL, v.UNKNOWN))
    if everyone == unknown:
        return ""
    no_age = people.cell(channel=channel, sex=v.ALL, age_group=v.UNKNOWN)
    ages = f"age is not recorded for {format_cell(no_age, 'people')} of {format_count(everyone)}"
    if no_age.value is None:
        ages = f"of {format_count(everyone)}, the number without a recorded age is hidden"
    return (
        f"{people.word('channel', channel)}: of the {format_count(everyone - unknown)} people "
        f"whose sex is recorded, {_tell_female(people, channel)} are women and girls; {ages}."
    )


def describe_unknown(shares: SafeTable, forms: SafeTable, place: str) -> Sentence:
    """What is recorded least, and who has only a form that no share here counts.

    Args:
        shares: ``share_unknown``.
        forms: ``count_forms`` of the whole period.
        place: Name of the country, or 'World'.
    """
    shares = require_safe(shares, "describe_unknown")
    forms = require_safe(forms, "describe_unknown")
    worst = [
        max(found, key=lambda c: c.value or 0)
        for channel in shares.labels("channel")
        if (found := [c for c in shares.where(channel=channel).cells if c.value is not None])
    ]
    if not worst:
        return nothing(f"Nobody is registered for {place_phrase(place)}.")
    parts = [
        f"{shares.word('attribute', c.key[1]).lower()}, for {format_share(c.value or 0)} of the "
        f"{format_count(c.of or 0)} people {ASSISTED[c.key[0]]}"
        for c in worst
    ]
    how = "Each bar is the part of everybody registered for whom nothing is recorded. Not "
    how += "recorded is not 'no': it says nothing about the person."
    text = f"Most often not recorded: {join_words(parts)}.{_tell_rarer(forms)}"
    gaps = [
        f"{shares.word('attribute', c.key[1]).lower()} for {format_share(c.value or 0)} "
        f"{RECORDS[c.key[0]]}"
        for c in worst
    ]
    return Sentence(text, f"Not recorded: {join_words(gaps)}", how)


def _tell_rarer(forms: SafeTable) -> str:
    told = [
        f"{format_count(c.value or 0)} {RECORDS[c.key[0]]}"
        for c in forms.where(form="rarer_only").cells
        if c.value
    ]
    if not told:
        return ""
    return (
        " People with only forced marriage, slavery or similar practices recorded are in no "
        f"share: {join_words(told)}."
    )


def describe_ranking(table: SafeTable, what: str, place: str) -> Sentence:
    """The largest labels of a table, channel by channel, and for how many nothing is recorded.

    Args:
        table: Counts keyed by channel and one label.
        what: What the labels are, in the plural ("countries of exploitation").
        place: Name of the country, or 'World'.
    """
    table = require_safe(table, "describe_ranking")
    told, firsts = [], []
    for channel in table.labels("channel"):
        if top := _rank(table, channel):
            told.append(f"{join_words([_tell_label(table, c) for c in top])} {RECORDS[channel]}")
            firsts.append(table.word(table.dimensions[-1], top[0].key[-1]))
    text = f"Recorded most often among {what}: {'; '.join(told)}."
    if not told:
        text = f"No {what} are named in the records for {place_phrase(place)}."
        if table.is_empty:
            return nothing(text)
    hidden = f" {pluralise(table.hidden, 'count is', 'counts are')} hidden." if table.hidden else ""
    how = "Counts of people as recorded; they are not shares of all victims."
    return Sentence(
        f"{text}{_tell_unnamed(table)}{hidden}",
        _title_ranking(firsts, what),
        " ".join([how, *table.notes]),
    )


def _title_ranking(firsts: list[str], what: str) -> str:
    if not firsts:
        return f"No {what} are named"
    named = [place_phrase(first) for first in dict.fromkeys(firsts)]
    if len(named) > 1:
        return start_sentence(f"{join_words(named)} are recorded most often, each in one channel")
    return start_sentence(f"{named[0]} is recorded most often")


def _rank(table: SafeTable, channel: str) -> list[Cell]:
    cells = table.where(channel=channel).cells
    named = [c for c in cells if c.value and c.key[-1] not in _UNNAMED]
    return sorted(named, key=lambda c: -(c.value or 0))[:3]


def _tell_label(table: SafeTable, cell: Cell) -> str:
    return f"{table.word(table.dimensions[-1], cell.key[-1])} ({format_count(cell.value or 0)})"


def _tell_unnamed(table: SafeTable) -> str:
    """People whose record says only that there was one, or nothing at all."""
    cells = table.where(**{table.dimensions[-1]: (v.UNKNOWN, "not_specified")}).cells
    told = [f"{format_cell(c, table.unit)} {RECORDS[c.key[0]]}" for c in cells if c.value]
    return f" Not specified or not recorded: {join_words(told)}." if told else ""
