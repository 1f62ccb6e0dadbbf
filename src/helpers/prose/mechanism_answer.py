"""The answer of the report on a referral mechanism: flows of one quarter, compared with none."""

from __future__ import annotations

from typing import Final

from helpers.prose.mechanism import GROUND_WORDS, publish_none, to_known
from helpers.prose.sentence import Headline, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.quarters import breaks_within, find_breaks, start_of, tell_breaks
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, join_words, place_phrase

Decided = tuple[Cell, Cell]
"""Positive decisions of a quarter, and all of them."""

_LAST: Final = "conclusive_grounds"
_ORDER: Final = {"reasonable_grounds": "first", "conclusive_grounds": "second"}
"""Short words for a headline: the facts and the page below say which grounds."""


def describe_mechanism(funnel: SafeTable, backlog: SafeTable, place: str, country: str) -> Headline:
    """The newest quarter: who was referred, how the decisions made in it went, who has none.

    The decisions of a quarter are mostly about people referred earlier, so the sentence sets flows
    beside each other and makes no rate of them. It compares nothing with an earlier quarter; the
    fact on decisions names the rules that they were made under.

    Args:
        funnel: The protected ``count_funnel``, cut to the years of the page.
        backlog: ``estimate_backlog``, cut to the same years.
        place: Name of the country.
        country: ISO 3166-1 alpha-3, for its changes of rules.

    Raises:
        CaselightError: A table is not protected.
    """
    funnel = require_safe(funnel, "describe_mechanism").where(age_group=v.TOTAL)
    backlog = require_safe(backlog, "describe_mechanism")
    referred = _by_quarter(funnel.where(stage="referred"))
    source = funnel.provenance[0].short
    if not referred:
        text = f"{publish_none(place)} That is not a finding that there are no victims."
        return Headline(text, (), source, is_empty=True)
    decided = {stage: _find_decided(funnel, stage) for stage in GROUND_WORDS}
    quarter = max(set(referred).intersection(*decided.values()) or referred)
    made = {s: pairs[quarter] for s, pairs in decided.items() if quarter in pairs}
    number = _span(referred[quarter])
    text = f"In {quarter}, {number} people were referred in {place_phrase(place)}; {_tell(made)}."
    facts = [(number, f"people referred, {quarter}", "as published")]
    if _LAST in made:
        label = f"conclusive-grounds decisions positive, {quarter}"
        facts.append((_tell_pair(made[_LAST]), label, _tell_rules(country, quarter)))
    return Headline(text, (*facts, *_tell_without(backlog, quarter)), source)


def _by_quarter(table: SafeTable) -> dict[str, Cell]:
    return {cell.key[-1]: cell for cell in table.cells if to_known(cell)}


def _find_decided(funnel: SafeTable, stage: str) -> dict[str, Decided]:
    positive = _by_quarter(funnel.where(stage=stage, outcome="positive"))
    every = _by_quarter(funnel.where(stage=stage, outcome=v.TOTAL))
    return {
        quarter: (cell, every[quarter]) for quarter, cell in positive.items() if quarter in every
    }


def _tell(made: dict[str, Decided]) -> str:
    if not made:
        return "the decisions of that quarter are not in these sources"
    told = [f"{_tell_pair(pair)} {_ORDER[stage]}" for stage, pair in made.items()]
    return f"{join_words(told)} decisions, mostly about earlier referrals, were positive"


def _tell_pair(pair: Decided) -> str:
    return f"{_span(pair[0])} of {_span(pair[1])}"


def _span(cell: Cell) -> str:
    low, high = to_bounds(cell)
    return format_count(low) if low == high else f"{format_count(low)} to {format_count(high)}"


def _tell_rules(country: str, quarter: str) -> str:
    """Under which rules the decisions of a quarter were made."""
    within = breaks_within(country, quarter, quarter)
    if within:
        return f"the rules changed in the quarter ({tell_breaks(within)})"
    before = [found for found in find_breaks(country) if found.day <= start_of(quarter)]
    if before:
        return f"under the rules since {before[-1].words}; earlier ones are not comparable"
    return "of decisions made then, not of people referred"


def _tell_without(backlog: SafeTable, quarter: str) -> list[tuple[str, str, str]]:
    cells = backlog.where(
        stage=_LAST, age_group=v.TOTAL, reading="none_closed", quarter=quarter
    ).cells
    label = f"people without a conclusive-grounds decision, end of {quarter}"
    return [(_span(c), label, "closed cases are among them, so fewer wait") for c in cells]
