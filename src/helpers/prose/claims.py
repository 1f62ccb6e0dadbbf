"""Sentences about claims: what public figures allow to say of them, and why not more."""

from __future__ import annotations

from datetime import date
from typing import Final

from helpers.prose.sentence import Headline, Passage, Sentence, nothing
from helpers.tables.claims import (
    CONTRADICTED,
    SUPPORTED,
    UNCHECKED,
    Evidence,
    Judgement,
    Judgements,
    Part,
    require_judgements,
)
from helpers.wording import (
    format_count,
    format_range,
    format_share,
    join_words,
    place_phrase,
    pluralise,
    start_sentence,
)

_AS_PRINTED: Final = "% as printed"

_REASONS: Final = {
    "agree": "Every figure here for {what} agrees with it.",
    "exclude": "Every figure here for {what} in {year} excludes it, with the rounding of both.",
    "disagree": "The figures for {what} disagree among themselves, so they decide nothing.",
    "touch": "The rounding of both leaves open whether the figures for {what} agree with it.",
    "other_years": "No source here prints {what} for {year}; another year decides nothing.",
    "no_figure": "No source here prints {what}.",
    "rose": "Higher at the end than at the start: {what}.",
    "not_rose": "No higher at the end than at the start: {what}.",
    "unclear": "Their ranges overlap, so no direction can be told: {what}.",
    "few_states": "Too few States report at both ends: {what}.",
    "late": "The years compared do not end before the year of the claim: {what}.",
    "no_stage": "No source here counts {what}.",
    "recorded": "Recorded for somebody: {what}.",
    "wider": "Recorded only within a wider category: {what}.",
    "not_recorded": "Recorded for nobody, or hidden: {what}.",
    "small": "Less than a tenth of the number beside it: {what}.",
    "not_small": "No less than a tenth of the number beside it: {what}.",
    "no_estimate": "No source here estimates the number of {what}.",
}

_LABELS: Final = {
    SUPPORTED: "supported by public figures",
    CONTRADICTED: "contradicted by public figures",
    UNCHECKED: "cannot be checked with public data",
}

_NONE_OF: Final = frozenset({"no_figure", "other_years", "no_stage", "no_estimate", "not_recorded"})
"""Grounds whose parts are joined by 'or', because none of them is there."""

_WORDS_MEANT: Final = (
    "Supported: every public figure here on the same thing agrees. Contradicted: every public "
    "figure here on the same thing excludes it, also with the rounding of both; which of them is "
    "right the figures do not say. Everything else cannot be checked here, which says nothing "
    "for or against it."
)


def describe_claims(ledger: Judgements, place: str) -> Headline:
    """The answer: how many claims public figures support, contradict and cannot check.

    Args:
        ledger: What ``judge_claims`` gave.
        place: Name of the country, or 'World'.
    """
    ledger = require_judgements(ledger, "describe_claims")
    source = "Speech of the International Organization for Migration (IOM), July 2014"
    if not ledger.rows:
        text = (
            f"The speech is about the world, and nothing of it is checked for "
            f"{place_phrase(place)}. That is not a finding that there is nothing."
        )
        return Headline(text, (), source, is_empty=True)
    sizes = {verdict: len(ledger.of(verdict)) for verdict in (SUPPORTED, CONTRADICTED, UNCHECKED)}
    text = (
        f"Of {pluralise(len(ledger.rows), 'claim', 'claims')} in the speech of July 2014, public "
        f"figures support {sizes[SUPPORTED]} and contradict {sizes[CONTRADICTED]}; "
        f"{sizes[UNCHECKED]} cannot be checked with public data."
    )
    return Headline(text, tuple(_to_fact(ledger, verdict) for verdict in sizes), source)


def _to_fact(ledger: Judgements, verdict: str) -> tuple[str, str, str]:
    names = [row.claim for row in ledger.of(verdict)]
    return str(len(names)), _LABELS[verdict], join_words(names) or "none"


def describe_verdicts(ledger: Judgements, place: str) -> Sentence:
    """Which claims got which of the three words, and what the words mean.

    Args:
        ledger: What ``judge_claims`` gave.
        place: Name of the country, or 'World'.
    """
    ledger = require_judgements(ledger, "describe_verdicts")
    if not ledger.rows:
        return nothing(f"The claims are about the world and not about {place_phrase(place)}.")
    told = [_tell_group(ledger, verdict) for verdict in (SUPPORTED, CONTRADICTED, UNCHECKED)]
    text = " ".join(filter(None, told))
    title = f"{pluralise(len(ledger.rows), 'claim', 'claims')} beside the public figures"
    return Sentence(text, title, _WORDS_MEANT)


def _tell_group(ledger: Judgements, verdict: str) -> str:
    rows = ledger.of(verdict)
    if not rows:
        return ""
    if verdict == UNCHECKED:
        return f"Cannot be checked with public data: {join_words([r.claim for r in rows])}."
    told = [f"{row.claim} ({', '.join(name_deciding(row))})" for row in rows]
    return f"{start_sentence(verdict)}: {join_words(told)}."


def name_deciding(row: Judgement) -> list[str]:
    """Who prints the figures that decide a claim, each once."""
    return list(dict.fromkeys(e.source for e in row.evidence if e.decides))


def tell_verdict(row: Judgement) -> str:
    """The word for a claim, with who prints the figures that decide it."""
    if row.verdict == UNCHECKED:
        return start_sentence(row.verdict)
    return f"{start_sentence(row.verdict)} by: {', '.join(name_deciding(row))}"


def tell_reason(row: Judgement) -> str:
    """Why a claim got its word, part by part, and what its figures cannot say."""
    grounds: dict[str, list[Part]] = {}
    for part in row.parts:
        grounds.setdefault(part.ground, []).append(part)
    told = [
        _REASONS[ground].format(what=_join(ground, parts), year=row.year)
        for ground, parts in grounds.items()
    ]
    return " ".join([*told, *([row.caveat] if row.caveat else [])])


def _join(ground: str, parts: list[Part]) -> str:
    names = [part.what for part in parts]
    return " or ".join(names) if ground in _NONE_OF else join_words(names)


def tell_evidence(found: Evidence) -> str:
    """One figure beside a claim, with its year and who prints it."""
    year = f"{_tell_day(found.year)}: " if found.year else ""
    amount = _tell_amount(found)
    return f"{year}{found.what}, {amount} ({cite(found.source, found.url)})"


def cite(source: str, url: str) -> str:
    """A source with its address behind it, which a page turns into a link.

    Example:
        >>> cite("IOM press note of 2012", "https://iom.int/news")
        'IOM press note of 2012 https://iom.int/news'
    """
    return f"{source} {url}".strip()


def _tell_day(year: str) -> str:
    """A year as it is, a day as a reader writes it."""
    if len(year) < len("2008-09-26"):
        return year
    day = date.fromisoformat(year)
    return f"{day.day} {day:%B %Y}"


def _tell_amount(found: Evidence) -> str:
    if found.lower is None or found.upper is None:
        return "hidden"
    if found.unit == _AS_PRINTED:
        return f"{found.lower:g}%"
    if found.unit != "%":
        return format_range(found.lower, found.upper)
    share = format_share(found.lower)
    if found.lower < found.upper:
        share = f"between {share} and {format_share(found.upper)}"
    if found.part is not None:
        return f"{share}, {format_count(found.part)} of {format_count(found.whole or 0)}"
    return f"{share} of {format_count(found.whole)} people" if found.whole else share


def describe_addresses(ledger: Judgements) -> Passage:
    """Who prints the figures beside each claim, with the address of the page.

    Args:
        ledger: What ``judge_claims`` gave.
    """
    ledger = require_judgements(ledger, "describe_addresses")
    rows = [(row.claim, e.source, e.url) for row in ledger.rows for e in row.evidence]
    title, columns = "Who prints the figures beside each claim", ("Claim", "Source", "Address")
    return Passage("ledger", title=title, columns=columns, rows=tuple(dict.fromkeys(rows)))
