"""Sentences about how far an estimate of people on no list can be trusted."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.prose.sentence import Sentence, nothing
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_share, join_words, pluralise, start_sentence

_CHANGES = {
    "threshold": "stepwise thresholds from {} to {} give",
    "without": "leaving out one list gives",
    "merged": "taking two lists as one gives",
    "linkage": "errors in the links between records give",
}
_CHAO = "N = n + (t-1)/t f1^2 / (2 f2)"
_BOUND = "lower bound only if lists are not negatively dependent"


def describe_sensitivity(changes: SafeTable) -> Sentence:
    """The least and the most that each kind of change gives, by set of lists.

    Args:
        changes: The protected ``estimate_changes``.
    """
    changes = require_safe(changes, "describe_sensitivity")
    if changes.is_empty:
        return nothing("There are no lists here, so nothing is changed.")
    told = [_tell_changes(changes.where(lists=name), name) for name in changes.labels("lists")]
    how = (
        "Each point is the estimate after one change, the dotted line the estimate before. Without "
        "a list, who was on that list alone counts among the unknown. 'Wrong' breaks a share of "
        "the links between records, 'missed' puts back as many as that rate would have lost; the "
        "median over simulated tables is given. Thresholds are of the stepwise choice; the other "
        f"changes are of the chosen method. {' '.join(changes.notes)}"
    )
    return Sentence(" ".join(told), _title(changes), how.strip())


def _title(changes: SafeTable) -> str:
    values = _values(changes.where(lists=changes.labels("lists")[:1]).cells)
    return f"Changes like these give {format_count(min(values))} to {format_count(max(values))}"


def _values(cells: Sequence[Cell]) -> list[float]:
    return [cell.value for cell in cells if cell.value is not None]


def _tell_changes(part: SafeTable, name: str) -> str:
    """One sentence a set: each kind with its ends, the named list of the furthest change."""
    told = []
    for kind, words in _CHANGES.items():
        cells = [c for c in part.where(change=kind).cells if c.value is not None]
        if not cells:
            continue
        words = words.format(cells[0].key[2], cells[-1].key[2])
        low, high = min(_values(cells)), max(_values(cells))
        ends = format_count(low) if low == high else f"{format_count(low)} to {format_count(high)}"
        told.append(f"{words} {ends}")
    before = _values(part.where(change="chosen").cells)
    base = f", estimated at {format_count(before[0])}" if before else ""
    return f"{start_sentence(name)}{base}: {join_words(told)}."


def describe_consistency(consistency: SafeTable) -> Sentence:
    """How well lists of known size are estimated from the others.

    Args:
        consistency: The protected ``estimate_consistency``.
    """
    consistency = require_safe(consistency, "describe_consistency")
    thin = " ".join(consistency.notes)
    if consistency.is_empty:
        return nothing(f"No list can be checked against its own size. {thin}".strip())
    told = [
        f"{c.key[1]} at {format_share(c.value or 0)} of its true size ({c.key[0]})"
        for c in consistency.cells
    ]
    checked = pluralise(len(told), "list can be checked", "lists can be checked")
    text = f"{start_sentence(checked)}: {join_words(told)}."
    how = (
        "Each list in turn is taken as a population of known size and estimated from those of it "
        "who are on others as well (Binette and Steorts 2022). 100% would be right; what is "
        f"estimated wrongly where the truth is known deserves little trust elsewhere. {thin}"
    )
    return Sentence(text, "Lists of known size, estimated from the others", how.strip())


def describe_chao(methods: SafeTable) -> Sentence:
    """Chao's estimate beside the chosen one; a warning where it is the larger.

    Args:
        methods: The protected ``estimate_methods``.
    """
    methods = require_safe(methods, "describe_chao")
    told, warned = [], False
    for cell in methods.where(figure="chao").cells if len(methods) else ():
        if cell.value is None:
            continue
        part = methods.where(lists=cell.key[0])
        chosen = part.where(figure="chosen").cells[0].value or 0
        above = cell.value > chosen
        warned = warned or above
        side = "above" if above else "not above"
        told.append(
            f"{cell.key[0]}: {format_count(cell.value)}, {side} the model's {format_count(chosen)}"
        )
    if not told:
        return nothing("Chao's estimate needs people who are on just two lists.")
    warning = (
        " Where it is above, that is a warning: some lists avoid one another, or the model misses "
        "how they depend."
        if warned
        else ""
    )
    text = f"Chao's estimate, {_BOUND}: {'; '.join(told)}.{warning}"
    how = (
        f"{_CHAO}, with n people known, t lists, f1 people on one list and f2 on two. It takes no "
        "model of which lists go together."
    )
    return Sentence(text, "A bound without a model", how)


def describe_assumptions(methods: SafeTable) -> Sentence:
    """What every estimate here takes for granted and no data can test.

    Args:
        methods: The protected ``estimate_methods``.
    """
    methods = require_safe(methods, "describe_assumptions")
    if methods.is_empty:
        return nothing("There are no lists here, so nothing is assumed.")
    if any(p.source == "mse" for p in methods.provenance):
        frame = (
            "Population: potential victims of trafficking in the United Kingdom whom the lists of "
            "the National Crime Agency's strategic assessment could reach. Period: 2013. Linkage: "
            "records of one person were brought together by the agency; how well is not published."
        )
    else:
        frame = (
            "Population: whom these lists could reach. Period and linkage: the file does not state "
            "them."
        )
    text = (
        "Four things are assumed and no data can test them: no interaction of all lists at once, "
        "nobody whom no list could reach, a population that is closed during the period, and "
        f"records linked without error. {frame}"
    )
    how = (
        "An interval covers chance within these assumptions and nothing else. In simulations a "
        "fifth of the people out of every list's reach, or two groups of people whom lists find "
        "with different chances, made nearly every interval miss the truth."
    )
    return Sentence(text, "What no data can test", how)
