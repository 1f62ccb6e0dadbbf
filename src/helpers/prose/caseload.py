"""Sentences about a caseload. Each comes from a safe table, and its verb follows the evidence."""

from __future__ import annotations

from helpers.prose.channels import ASSISTED, RECORDS, WHERE
from helpers.prose.sentence import Headline, Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.change import ROSE, UNCLEAR, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_share, join_words, place_phrase, start_sentence

_LIMITS = (
    "The line at the end of a bar is the 95% interval of chance. It does not cover whom "
    "organisations come to assist: a caseload is no random sample of all victims, and people in "
    "one case are not independent. The grey band is what the people without a record could make "
    "of the share among everybody registered."
)


_NO_SHARE = {v.NOT_REPORTED: "no form recorded for anybody"}


def describe_caseload(shares: SafeTable, place: str, by_year: SafeTable) -> Headline:
    """The answer: for each channel apart, the share of labour exploitation and of how many.

    Args:
        shares: ``share_forms`` of the whole period.
        place: Name of the country, or 'World'.
        by_year: ``count_forms`` by year, for the years that the answer covers.
    """
    shares = require_safe(shares, "describe_caseload")
    source = (
        f"{shares.provenance[0].short}{_tell_years(require_safe(by_year, 'describe_caseload'))}"
    )
    form = next((f for f in v.MAIN_FORMS if _shown(shares.where(form=f))), "")
    if not form:
        return Headline(_no_caseload(place), (), source, is_empty=True)
    told = [
        f"{format_share(c.value or 0)} of {format_count(c.of or 0)} {WHERE[c.key[0]]}"
        for c in _shown(shares.where(form=form))
    ]
    where = "" if place == "World" else f"in {place_phrase(place)}, "
    text = f"{where}among people with a recorded form, {v.FORM_WORDS[form]} is recorded for "
    return Headline(start_sentence(f"{text}{join_words(told)}."), _facts(shares), source)


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


def _facts(shares: SafeTable) -> tuple[tuple[str, str, str], ...]:
    """One channel alone has room for each of its forms; two have room for labour only."""
    shown = _shown(shares)
    if len({c.key[0] for c in shown}) > 1:
        shown = [c for c in shown if c.key[1] == "labour"]
    return tuple(
        (
            format_share(c.value or 0),
            f"{v.FORM_WORDS[c.key[1]]}, people {ASSISTED[c.key[0]]}",
            f"95% interval {format_share(c.lower or 0)} to {format_share(c.upper or 0)}, "
            f"of {format_count(c.of or 0)} with a recorded form",
        )
        for c in shown
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
        f"{format_count(c.of or 0)} people {ASSISTED[c.key[0]]} with a recorded form"
        for c in tops
    ]
    text = f"The form recorded most often is {join_words(parts)}. {_weigh(largest)}"
    return Sentence(text.strip(), _title_forms(tops), f"{shares.notes[0]} {_LIMITS}")


def _top_form(shares: SafeTable, channel: str) -> Cell | None:
    return max(_shown(shares.where(channel=channel)), key=lambda c: c.value or 0, default=None)


def _title_forms(tops: list[Cell]) -> str:
    if len({c.key[-1] for c in tops}) > 1:
        return "The most recorded form of exploitation differs between the two channels"
    return f"{v.FORM_WORDS[tops[0].key[-1]].capitalize()} is the form recorded most often"


def _weigh(largest: SafeTable | None) -> str:
    if largest is None:
        return ""
    heavy = [c for c in largest.cells if (c.value or 0) >= 30 and c.key[1] != v.UNKNOWN]
    return " ".join(
        f"{_name_period(c.key[1])} {format_share(c.value or 0)} of the people with a "
        f"recorded form {RECORDS[c.key[0]]}."
        for c in heavy
    )


def _name_period(period: str) -> str:
    if period.isdigit():
        return f"The year {period} alone holds"
    return f"The years {period.replace('-', ' to ')} alone hold"


def describe_form_trend(shares: SafeTable, form: str = "labour") -> Sentence:
    """Whether the share of a form moved between the first and the last year that are sound.

    The verb needs intervals that do not overlap; otherwise there is no clear change.
    """
    shares = require_safe(shares, "describe_form_trend")
    told, verbs = [], []
    for channel in shares.labels("channel"):
        cells = shares.where(channel=channel, form=form).cells
        found = [c for c in cells if c.value is not None and c.key[1].isdigit()]
        if len(found) > 1:
            verb = find_verb(_limits(found[0]), _limits(found[-1]))
            verbs.append(verb)
            told.append(_tell_change(channel, found, verb))
    if not told:
        return nothing("No two years have enough recorded people to be compared.")
    text = f"The recorded share of {v.FORM_WORDS[form]} {'; '.join(told)}."
    how = (
        "Points are shares of the people with a recorded form in that year, the thin lines their "
        "95% intervals; a line is broken where a year is left out. Organisations join and leave, "
        "so a change can come from who reports as much as from what happens."
    )
    return Sentence(text, _title_trend(form, verbs), " ".join([how, *shares.notes[1:]]))


def _limits(cell: Cell) -> tuple[float, float]:
    return cell.lower or 0, cell.upper or 0


def _tell_change(channel: str, found: list[Cell], verb: str) -> str:
    first, last = found[0], found[-1]
    moved = {UNCLEAR: "shows no clear change"}.get(verb, verb)
    return (
        f"{moved} {RECORDS[channel]}, from {format_share(first.value or 0)} in {first.key[1]} to "
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
        "no average of countries."
    )
    return Sentence(start_sentence(text), f"{start_sentence(place)} beside the world", how)


def _pairs(beside: SafeTable) -> list[SafeTable]:
    pairs = [beside.where(channel=name, form="labour") for name in beside.labels("channel")]
    return [pair for pair in pairs if len(pair) == 2 and pair.cells[1].is_shown]


def _tell_pair(pair: list[Cell], place: str) -> str:
    here, world = pair
    share = (
        f"{format_share(here.value)} of {format_count(here.of or 0)} people"
        if here.value is not None
        else _NO_SHARE.get(here.status, v.STATUS_WORDS[here.status])
    )
    return (
        f"{share} in {place_phrase(place)} and {format_share(world.value or 0)} of "
        f"{format_count(world.of or 0)} in the world, {ASSISTED[here.key[0]]}"
    )
