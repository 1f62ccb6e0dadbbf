"""Sentences about who identifies, and about who is identified in a mixed flow of people."""

from __future__ import annotations

from typing import Final

from helpers.prose.mechanism import publish_none, tell_inside, tell_share, to_known
from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, find_verb
from helpers.tables.quarters import breaks_within, tell_breaks
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_count,
    format_range,
    join_words,
    place_phrase,
    start_sentence,
)

_FEWEST: Final = 100
"""Arrivals of a nationality from which on it is ranked: fewer give an interval too wide to rank."""


def describe_responders(shares: SafeTable, place: str, country: str) -> Sentence:
    """Who referred, in the newest quarter; beside an earlier one with no verb across new rules.

    Args:
        shares: ``share_responders``.
        place: Name of the country.
        country: ISO 3166-1 alpha-3, for its changes of rules.
    """
    shares = require_safe(shares, "describe_responders")
    if shares.is_empty:
        return nothing(f"Who refers is not published. {publish_none(place)}")
    quarters = shares.labels("quarter")
    newest = shares.where(quarter=quarters[-1])
    ranked = sorted(newest.cells, key=lambda c: -(c.value or 0))
    told = [f"{_lower(newest.word('responder', c.key[1]))} {tell_share(c)}" for c in ranked]
    text = (
        f"In {quarters[-1]}, {format_count(ranked[0].of or 0)} people were referred. The shares by "
        f"who referred them were: {join_words(told)}. {_tell_first(newest, ranked)}"
    )
    if len(quarters) > 1:
        text += f" {_compare(shares, quarters[0], quarters[-1], country)}"
    how = (
        "Who refers says who meets people and is trained to see: an organisation that refers many "
        "may stand where many come. Each person is counted once, with the organisation that "
        "referred; the publisher's sum of all government agencies is not drawn. The intervals hold "
        "for all groups together and cover chance only."
    )
    return Sentence(text, "Who identifies: first responders", how)


def _lower(word: str) -> str:
    return word[:1].lower() + word[1:]


def _tell_first(part: SafeTable, ranked: list[Cell]) -> str:
    """Whether the largest group is larger than each other, as far as the intervals let one say."""
    if len(ranked) < 2:
        return ""
    first = _lower(part.word("responder", ranked[0].key[1]))
    if find_verb(to_bounds(ranked[1]), to_bounds(ranked[0])) == UNCLEAR:
        return "Which group refers most cannot be said: the intervals of the two largest overlap."
    return f"No other group referred as many as {first}."


def _compare(shares: SafeTable, first: str, last: str, country: str) -> str:
    breaks = breaks_within(country, first, last)
    earlier = {c.key[1]: c for c in shares.where(quarter=first).cells}
    pairs = [
        (earlier[c.key[1]], c) for c in shares.where(quarter=last).cells if c.key[1] in earlier
    ]
    if not pairs:
        return ""
    if breaks:
        told = [
            f"{_lower(shares.word('responder', old.key[1]))} {tell_share(old)}" for old, _ in pairs
        ]
        return (
            f"In {first} the shares were: {join_words(told)}. The rules changed between the two "
            f"quarters ({tell_breaks(breaks)}): they cannot be compared."
        )
    told = [_tell_change(shares, old, new) for old, new in pairs]
    return f"From {first} to {last}: {join_words(told)}."


def _tell_change(shares: SafeTable, old: Cell, new: Cell) -> str:
    name = _lower(shares.word("responder", new.key[1]))
    return f"{name} {find_verb(to_bounds(old), to_bounds(new))}"


def describe_combined(shares: SafeTable, place: str) -> Sentence:
    """How often more than one form of exploitation is recorded, by type of responder.

    Args:
        shares: ``share_combined``.
        place: Name of the country.
    """
    shares = require_safe(shares, "describe_combined")
    if shares.is_empty:
        return nothing(f"Forms at referral are not published. {publish_none(place)}")
    quarter = max(c.key[0] for c in shares.cells if to_known(c))
    part = shares.where(quarter=quarter)
    told = [
        f"{tell_share(c)} of {format_count(c.of or 0)} referred by "
        f"{_lower(part.word('responder_type', c.key[1]))}"
        for c in part.cells
        if to_known(c)
    ]
    silent = [_lower(part.word("responder_type", c.key[1])) for c in part.cells if not to_known(c)]
    text = (
        f"Among people referred in {quarter} with a form recorded, more than one form was recorded "
        f"for {join_words(told)}."
    )
    if silent:
        text += f" For people referred by {join_words(silent)} no forms are published."
    how = (
        "Forms as recorded at referral. People can be exploited in several ways at once; whoever "
        "counts one form a person loses that. How much is recorded differs by organisation."
    )
    return Sentence(text, "How often several forms are recorded together", how)


def describe_arrivals(shares: SafeTable, place: str) -> Sentence:
    """How many of those who arrived by small boat were referred, and of whom more.

    Args:
        shares: ``share_referred``.
        place: Name of the country.
    """
    shares = require_safe(shares, "describe_arrivals")
    if shares.is_empty:
        return nothing(
            f"Arrivals by small boat and their referrals are not published for "
            f"{place_phrase(place)} in these sources; only the United Kingdom publishes them here."
        )
    quarters = [cell.key[1] for cell in shares.where(group="quarter").cells]
    (whole,) = shares.where(group=v.TOTAL).cells
    text = (
        f"Of {format_count(whole.of or 0)} people who arrived by small boat from {min(quarters)} "
        f"to {max(quarters)}, {tell_share(whole)} were referred as potential victims. "
        f"{_tell_pair(shares, 'sex', 'female', 'male')} "
        f"{_tell_children(shares)} {_tell_most(shares)}"
    )
    how = (
        "An identification share: how often somebody raised a referral, with whom and under which "
        "procedure. It is no prevalence, and a low share can mean that nobody asked. People of the "
        "newest quarters may still be referred; the rules changed in the time, so no quarter is "
        "compared with another. Intervals hold for all labels of a group together."
    )
    text = " ".join(text.split())
    return Sentence(text, "Who is referred among people who arrive by small boat", how)


def _find(shares: SafeTable, group: str, label: str) -> Cell | None:
    cells = shares.where(group=group, label=label).cells
    return cells[0] if cells and to_known(cells[0]) else None


def _tell_pair(shares: SafeTable, group: str, one: str, other: str) -> str:
    first, second = _find(shares, group, one), _find(shares, group, other)
    if first is None or second is None:
        return ""
    names = [shares.word("label", label) for label in (one, other)]
    how = {"rose": "more often than", "fell": "less often than"}.get(
        find_verb(to_bounds(second), to_bounds(first)), "no clearly more or less often than"
    )
    return (
        f"{names[0]} ({tell_inside(first)}) were referred {how} "
        f"{_lower(names[1])} ({tell_inside(second)})."
    )


def _tell_children(shares: SafeTable) -> str:
    child = _find(shares, "age_group", "child")
    known = ("18-24", "25-39", "40+")
    older = [c for age in known if (c := _find(shares, "age_group", age)) is not None]
    if child is None or not older:
        return ""
    verbs = {find_verb(to_bounds(c), to_bounds(child)) for c in older}
    if verbs == {"rose"}:
        how = "more often than people of each older group"
    elif verbs == {"fell"}:
        how = "less often than people of each older group"
    else:
        how = "no clearly more or less often than people of every older group"
    return f"People under 18 ({tell_inside(child)}) were referred {how}."


def _tell_most(shares: SafeTable) -> str:
    cells = [c for c in shares.where(group="citizenship").cells if (c.of or 0) >= _FEWEST]
    ranked = sorted((c for c in cells if c.value is not None), key=lambda c: -(c.value or 0))
    if len(ranked) < 2:
        return ""
    first, second = ranked[:2]
    told = [f"{shares.word('label', c.key[1])} ({tell_inside(c)})" for c in (first, second)]
    size = f"By nationality, where at least {_FEWEST} arrived"
    if find_verb(to_bounds(second), to_bounds(first)) == UNCLEAR:
        return f"{size}, the largest shares, of {join_words(told)}, are too near to be ranked."
    return f"{size}, the largest share is that of {told[0]}."


def describe_arrival_outcomes(outcomes: SafeTable, place: str) -> Sentence:
    """What was decided about the referrals of arrivals, stage by stage.

    Args:
        outcomes: The protected ``count_arrival_outcomes``.
        place: Name of the country.
    """
    outcomes = require_safe(outcomes, "describe_arrival_outcomes")
    if outcomes.is_empty:
        return nothing(
            f"What was decided about arrivals is not published for {place_phrase(place)}."
        )
    told = [
        f"At the {outcomes.word('stage', stage).lower()} stage: "
        f"{join_words([_tell_outcome(outcomes, c) for c in outcomes.where(stage=stage).cells])}."
        for stage in outcomes.labels("stage")
    ]
    how = (
        "Each referral stands once at the first stage; those with a positive decision there stand "
        "once more at the second, most of them still without a decision. Positive decisions are "
        "no share of the referrals until the others are decided."
    )
    return Sentence(start_sentence(" ".join(told)), "What was decided about arrivals", how)


def _tell_outcome(outcomes: SafeTable, cell: Cell) -> str:
    return f"{format_range(*to_bounds(cell))} {outcomes.word('outcome', cell.key[1]).lower()}"
