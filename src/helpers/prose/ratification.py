"""Sentences about what goes with ratification or a new law: associated at most, never caused."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.prose.sentence import Headline, Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.association import NEEDED, REPORTING, Association
from helpers.tables.safe import SafeTable, require_safe
from helpers.wording import format_count, format_rate, join_words, pluralise, start_sentence

_EVENTS = {
    "ratification": "consent to the Protocol",
    "criminalization": "full criminalization",
}
_LINES = (
    "Each thin line is one State, by years since the event; marks are its reports, and a line is "
    "broken where it did not report. The bold line is the median of the States that reported in "
    "that year: others in each year, so it is no trend. The vertical scale is logarithmic."
)
_PATH = (
    "The mark for a year is the difference from the year just before the event, less the same "
    "difference in States where the event had not yet happened; lines are 95% intervals. It would "
    "be an effect only if both groups had gone on alike, which no test of earlier years can show. "
    "The last rows of the table say what remains when they part by as much as before the event."
)


def describe_ratification(sides: SafeTable) -> Sentence:
    """How many States reported on both sides of an event, and what that allows to say.

    Args:
        sides: The protected reports' ``count_sides``.
    """
    sides = require_safe(sides, "describe_ratification")
    if not sides.cells:
        return nothing("No State reported before and after the event.")
    event = _EVENTS[sides.labels("event")[0]]
    both, usable = _counts(sides, "both_sides"), _counts(sides, "usable")
    counts = join_words([f"{format_count(n)} for {v.STAGE_WORDS[s]}" for s, n in both.items()])
    text = (
        f"States with two or more reported years before {event} and two or more from its year "
        f"on: {counts}. {_judge(both, usable)}"
    )
    return Sentence(text, _title(both, usable), _LINES)


def _enough(both: dict[str, int], usable: dict[str, int]) -> list[str]:
    return [s for s in both if both[s] >= NEEDED and usable.get(s, 0) >= NEEDED]


def _judge(both: dict[str, int], usable: dict[str, int]) -> str:
    """No effect where there are fewer than 20, or fewer than 20 that can be used."""
    enough = _enough(both, usable)
    near = [s for s in both if both[s] >= NEEDED and s not in enough]
    if enough:
        names = join_words([v.STAGE_WORDS[stage] for stage in enough])
        rest = "" if len(enough) == len(both) else "; for the rest no effect can be estimated"
        return f"An estimate is possible for persons {names}{rest}."
    if near:
        told = join_words([f"{format_count(usable[s])} for {v.STAGE_WORDS[s]}" for s in near])
        return (
            "No effect can be estimated: those that also reported just before and just after it, "
            f"in years that can be compared, are {told}, and an estimate needs {NEEDED} States."
        )
    return f"No effect can be estimated: it needs {NEEDED} States. The lines are the reports."


def _title(both: dict[str, int], usable: dict[str, int]) -> str:
    if _enough(both, usable):
        return "Reports before and after, State by State"
    return "Reports before and after, State by State: no effect can be estimated"


def describe_law(sides: SafeTable, law_sides: SafeTable, place: str) -> Headline:
    """The answer of the report on law and prosecution: whether an effect can be estimated at all.

    Args:
        sides: ``count_sides`` of consent to the Protocol.
        law_sides: ``count_sides`` of full criminalization.
        place: Name of the country, or 'World'.
    """
    tables = [require_safe(table, "describe_law") for table in (sides, law_sides)]
    source = "; ".join(dict.fromkeys(p.short for table in tables for p in table.provenance))
    found = [table for table in tables if table.cells]
    if place != "World" or not found:
        text = (
            "What goes with ratification and with new laws is asked of all States together. That "
            f"is not a finding that there is nothing to say of {place}."
        )
        return Headline(text, (), source, is_empty=True)
    if any(_enough(_counts(table, "both_sides"), _counts(table, "usable")) for table in found):
        text = "Enough States reported before and after for an estimate; what it supports is below."
    else:
        text = (
            "Whether ratification or a full law is followed by more prosecutions or convictions "
            f"cannot be estimated: too few States reported before and after, {NEEDED} are needed."
        )
    return Headline(text, tuple(map(_to_fact, found)), source)


def _to_fact(sides: SafeTable) -> tuple[str, str, str]:
    usable = _counts(sides, "usable")
    most = max(usable.values(), default=0)
    event = _EVENTS[sides.labels("event")[0]]
    label = f"States at most that can be compared before and after {event}"
    return format_count(most), label, f"{NEEDED} are needed"


def _counts(sides: SafeTable, rule: str) -> dict[str, int]:
    return {cell.key[1]: int(cell.value or 0) for cell in sides.where(rule=rule).cells}


def describe_association(found: Sequence[Association]) -> Sentence:
    """What an outcome's difference after an event supports: associated, no clear association.

    Args:
        found: ``estimate_association`` for one or several stages of one event and outcome.
    """
    found = [one for one in found if one is not None]
    if not any(one.both for one in found):
        return nothing("No State reported before and after the event.")
    texts = [_tell(one) for one in found]
    return Sentence(" ".join(texts), _title_association(found), _PATH)


def find_claim(one: Association) -> str:
    """The strongest words that a result supports.

    ``cannot`` without an estimate; ``unclear`` when the interval under parallel trends holds zero;
    ``fragile`` when a departure as large as the largest before the event lets zero in; else
    ``associated``.
    """
    if one.estimate is None:
        return "cannot"
    if not one.excludes_none:
        return "unclear"
    survives = one.survives
    return "associated" if survives is not None and survives >= 1 else "fragile"


def _tell(one: Association) -> str:
    event, subject = _EVENTS[one.event], _subject(one)
    claim = find_claim(one)
    if claim == "cannot" or one.estimate is None or one.lower is None or one.upper is None:
        return f"For {subject} no effect of {event} can be estimated: {_tell_lack(one)}."
    size = f"{_signed(one.estimate)} per 100 States"
    interval = f"95% interval {format_rate(one.lower)} to {format_rate(one.upper)}"
    compared = (
        f"in the years 0 to 3 after it ({size}, {interval}; {format_count(one.usable)} States "
        f"against {format_count(one.others)} not yet there, {one.years[0]} to {one.years[1]})"
    )
    if claim == "unclear":
        return f"{start_sentence(event)} has no clear association with {subject} {compared}."
    more = "more" if one.estimate > 0 else "fewer"
    text = f"{start_sentence(event)} is associated with {more} States {_doing(one)} {compared}"
    if claim == "fragile":
        return f"{text}; a departure from parallel trends as large as before could explain this."
    return f"{text}; only a larger departure from parallel trends than before could explain this."


def _tell_lack(one: Association) -> str:
    if one.both >= one.needed and one.usable >= one.needed:
        return "what was reported leaves the estimate without an interval"
    return (
        f"{pluralise(one.both, 'State has', 'States have')} two years on both sides, of which "
        f"{format_count(one.usable)} can be used, and an estimate needs {one.needed}"
    )


def _signed(number: float) -> str:
    return f"{'+' if number > 0 else ''}{format_rate(number)}"


def _subject(one: Association) -> str:
    stage = v.STAGE_WORDS[one.stage]
    if one.outcome == REPORTING:
        return f"whether a State reports persons {stage}"
    return f"whether a State reports five or more persons {stage}"


def _doing(one: Association) -> str:
    amount = "" if one.outcome == REPORTING else "five or more "
    return f"reporting {amount}persons {v.STAGE_WORDS[one.stage]}"


def _title_association(found: Sequence[Association]) -> str:
    claims = {find_claim(one) for one in found}
    if claims <= {"cannot"}:
        return "No effect can be estimated"
    if claims <= {"cannot", "unclear"}:
        return f"No clear association of {_EVENTS[found[0].event]} with reporting itself"
    return f"What is associated with {_EVENTS[found[0].event]}"
