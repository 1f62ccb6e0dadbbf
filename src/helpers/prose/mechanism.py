"""Sentences about a national referral mechanism; no verb crosses a change of its rules."""

from __future__ import annotations

from typing import Final

from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, find_verb
from helpers.tables.quarters import breaks_within, find_breaks, shift, start_of, tell_breaks
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_range, format_share, join_words, place_phrase

GROUND_WORDS: Final = {
    "reasonable_grounds": "reasonable-grounds",
    "conclusive_grounds": "conclusive-grounds",
}
_AGES: Final = {"adult": "adults", "child": "children", v.UNKNOWN: "of unknown age"}
_YEAR: Final = 4  # quarters
_PUBLISHES: Final = "United Kingdom"
_THE_ONE: Final = place_phrase(_PUBLISHES)


def publish_none(place: str) -> str:
    """What a page says of a State without a published referral mechanism."""
    if place == _PUBLISHES:  # its own page, about years or a file without them
        return f"These sources hold no such figures of {_THE_ONE} for these years."
    where = "the States together" if place == "World" else place_phrase(place)
    return (
        f"No referral mechanism of {where} is published in these sources. Only {_THE_ONE} "
        "publishes its referrals and decisions here."
    )


def _cell(table: SafeTable, **labels: str) -> Cell | None:
    found = table.where(**labels).cells
    return found[0] if len(found) == 1 and to_known(found[0]) else None


def to_known(cell: Cell) -> bool:
    """Whether something is known of a number: itself, or its bounds."""
    return cell.value is not None or cell.upper is not None


def describe_funnel(funnel: SafeTable, place: str, country: str) -> Sentence:
    """Referrals and positive decisions of the newest quarter that has all of them.

    Args:
        funnel: The protected ``count_funnel``.
        place: Name of the country.
        country: ISO 3166-1 alpha-3, for its changes of rules.
    """
    funnel = require_safe(funnel, "describe_funnel")
    every = funnel.where(age_group=v.TOTAL)
    referred = every.where(stage="referred")
    positive = [every.where(stage=stage, outcome="positive") for stage in GROUND_WORDS]
    known = [{c.key[-1] for c in t.cells if to_known(c)} for t in (referred, *positive)]
    common = sorted(set.intersection(*known))
    if not common:
        return nothing(publish_none(place))
    quarter = common[-1]
    numbers = [_range(t, quarter) for t in positive]
    text = (
        f"In {quarter}, {_range(referred, quarter)} people were referred"
        f"{_tell_ages(funnel, quarter)}. {numbers[0]} reasonable-grounds and {numbers[1]} "
        f"conclusive-grounds decisions of that quarter were positive."
        f"{_tell_notified(every, quarter)} {_compare_counts(referred, quarter, country)}"
    )
    how = (
        "The decisions of a quarter are mostly about people referred earlier, so no line is a rate "
        "of another. Adults who are reported under the duty to notify did not consent to a "
        "referral: they are no earlier step of the others. A referral is not yet a finding that "
        f"the person is a victim.{_tell_rules(country)}"
    )
    return Sentence(text.strip(), "From report to decision, by quarter", how)


def _range(table: SafeTable, quarter: str) -> str:
    return format_range(*to_bounds(table.cell(quarter=quarter)))


def _tell_ages(funnel: SafeTable, quarter: str) -> str:
    part = funnel.where(stage="referred", quarter=quarter)
    told = [
        f"{format_range(*to_bounds(cell))} {word}"
        for age, word in _AGES.items()
        if (cell := _cell(part, age_group=age)) is not None
    ]
    return f": {join_words(told)}" if told else "; by age nothing is published"


def _tell_notified(every: SafeTable, quarter: str) -> str:
    cell = _cell(every, stage="notified", quarter=quarter)
    if cell is None:
        return ""
    number = format_range(*to_bounds(cell))
    return f" {number} adults were reported without a referral under the duty to notify."


def _compare_counts(referred: SafeTable, quarter: str, country: str) -> str:
    before = shift(quarter, -_YEAR)
    cell = _cell(referred, quarter=before)
    if cell is None:
        return ""
    breaks = breaks_within(country, before, quarter)
    if breaks:
        return (
            f"In {before}, {format_range(*to_bounds(cell))} were referred: the two cannot be "
            f"compared across the change of rules ({tell_breaks(breaks)})."
        )
    verb = find_verb(to_bounds(cell), to_bounds(referred.cell(quarter=quarter)))
    return f"{_say(verb, 'The number referred')} from {before}."


def _say(verb: str, what: str) -> str:
    return f"{what} shows {UNCLEAR}" if verb == UNCLEAR else f"{what} {verb}"


def _tell_rules(country: str) -> str:
    found = find_breaks(country)
    return "".join(f" From {b.words}, {b.what}." for b in found)


def describe_positive(shares: SafeTable, place: str, country: str) -> Sentence:
    """Positive decisions among those of the newest quarter, and how far that can be compared.

    Args:
        shares: ``share_positive``.
        place: Name of the country.
        country: ISO 3166-1 alpha-3, for its changes of rules.
    """
    shares = require_safe(shares, "describe_positive")
    told = [
        text
        for stage, word in GROUND_WORDS.items()
        if (text := _tell_share(shares.where(stage=stage, age_group=v.TOTAL), word, country))
    ]
    if not told:
        return nothing(publish_none(place))
    how = (
        "A share is of the decisions of a quarter, not of the people referred in it: it moves with "
        "who is decided about, also under the same rules. The thin lines are 95% intervals; they "
        f"cover chance only. No line is compared across a dotted one.{_tell_rules(country)}"
    )
    return Sentence(" ".join(told), "How many decisions are positive", how)


def _tell_share(part: SafeTable, word: str, country: str) -> str:
    known = {c.key[-1]: c for c in part.cells if to_known(c)}
    if not known:
        return ""
    newest = max(known)
    text = f"In {newest}, {_percent(known[newest])} {word} decisions were positive."
    before = shift(newest, -_YEAR)
    breaks = breaks_within(country, before, newest)
    if breaks and before in known:
        text += (
            f" In {before} it was {_percent(known[before])}: the two cannot be compared across the "
            f"change of rules ({tell_breaks(breaks)})."
        )
    return f"{text} {_tell_same_rules(known, country)}".strip()


def _tell_same_rules(known: dict[str, Cell], country: str) -> str:
    """How the share moved over the last year of quarters under one set of rules."""
    pairs = [
        (shift(quarter, -_YEAR), quarter)
        for quarter in sorted(known)
        if shift(quarter, -_YEAR) in known
        and not breaks_within(country, shift(quarter, -_YEAR), quarter)
    ]
    newest, parts = max(known), []
    if pairs:
        first, last = pairs[-1]
        verb = find_verb(to_bounds(known[first]), to_bounds(known[last]))
        ends = f"{tell_share(known[first])}, then {tell_share(known[last])}"
        told = f"{_say(verb, 'the share')}: {ends}."
        parts.append(f"From {first} to {last}, under the same rules, {told}")
    changed = [b for b in find_breaks(country) if b.day <= start_of(newest)]
    whole = [q for q in known if changed and start_of(q) >= changed[-1].day]
    if whole and (not pairs or pairs[-1][1] < min(whole)):
        few = len(whole) == 1
        size = "one whole quarter is" if few else f"{format_count(len(whole))} whole quarters are"
        parts.append(f"Under the present rules {size} published: too few for a change.")
    return " ".join(parts)


def _percent(cell: Cell) -> str:
    return f"{tell_share(cell)} of {format_count(cell.of or 0)}"


def tell_share(cell: Cell) -> str:
    """A share with its interval, or the interval alone where the share is not known."""
    low, high = (format_share(number) for number in to_bounds(cell))
    if cell.value is None:
        return f"{low} to {high}"
    return f"{format_share(cell.value)} ({low} to {high})"


def tell_inside(cell: Cell) -> str:
    """The same inside brackets."""
    return tell_share(cell).replace(" (", ", ").replace(")", "")
