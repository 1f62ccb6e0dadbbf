"""Sentences about who waits for a decision, and how long: what flows by quarter can tell."""

from __future__ import annotations

from helpers.prose.mechanism import GROUND_WORDS, publish_none
from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_range, join_words


def describe_backlog(backlog: SafeTable, place: str) -> Sentence:
    """How many people have no published decision, at the end of the newest quarter.

    Args:
        backlog: ``estimate_backlog``.
        place: Name of the country.
    """
    backlog = require_safe(backlog, "describe_backlog")
    if backlog.is_empty:
        return nothing(f"How many wait cannot be said. {publish_none(place)}")
    quarter = max(backlog.labels("quarter"))
    part = backlog.where(age_group=v.TOTAL, quarter=quarter)
    told = [_tell_stock(part, stage) for stage in GROUND_WORDS if stage in part.labels("stage")]
    text = f"At the end of {quarter}, {join_words(told)}."
    text += _tell_closed(part)
    how = (
        "People who came to a stage, less the decisions on it. The band is what is unknown about "
        "the people who waited when the decisions begin to be published: from the fewest that the "
        "flows allow to everybody referred before. Cases that were withdrawn, suspended or closed "
        "have no decision and are in the number, so fewer people wait than it says; how many "
        "fewer is not published. A decision that is made again counts twice."
    )
    return Sentence(text, "How many people have no decision", how)


def _tell_stock(part: SafeTable, stage: str) -> str:
    cell = part.where(stage=stage, reading="none_closed").cells[0]
    number = format_range(*to_bounds(cell))
    if stage == "reasonable_grounds":
        return f"{number} people referred had no published reasonable-grounds decision"
    return f"{number} people with a positive one had no published conclusive-grounds decision"


def _tell_closed(part: SafeTable) -> str:
    cells = part.where(stage="conclusive_grounds", reading="as_arrivals").cells if len(part) else ()
    if not cells:
        return " How many of these cases were closed without a decision is not published."
    return (
        " If as large a share of cases was closed as among small-boat referrals, the only ones for "
        f"which closures are published, {format_range(*to_bounds(cells[0]))} people waited for a "
        "conclusive-grounds decision."
    )


def describe_wait(waits: SafeTable, place: str) -> Sentence:
    """How long the person decided about last had waited, had decisions kept the order of arrival.

    Args:
        waits: ``estimate_wait``.
        place: Name of the country.
    """
    waits = require_safe(waits, "describe_wait")
    if waits.is_empty:
        return nothing(f"How long people wait cannot be said. {publish_none(place)}")
    quarter = max(waits.labels("quarter"))
    part = waits.where(age_group=v.TOTAL, quarter=quarter)
    told = [
        f"{format_range(*to_bounds(cell))} months for a {GROUND_WORDS[cell.key[0]]} decision"
        for cell in part.cells
    ]
    text = (
        f"If people were decided about in the order in which they came, the last one of {quarter} "
        f"had waited {join_words(told)}."
    )
    how = (
        "The horizontal distance between the curves of people who came and of decisions, added up "
        "over all quarters. The order of decisions is not published and was not this one: nobody's "
        "own wait, no average and no median can be read from it. Closed cases make it too long: "
        "the lower end allows for them, the upper end does not."
    )
    return Sentence(text, "How long a decision takes, as far as flows can tell", how)
