"""What the attack gives away, in words that need no knowledge of the method."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from helpers.audit.explain import Derivation, Term
from helpers.audit.models import SHOWN, Row
from helpers.audit.targets import HIDDEN, OVERLAP, Target
from helpers.audit.targets import SHOWN as SHOWN_COUNT

EXACT: Final = "exact"
NARROW: Final = "narrow"
EMPTY: Final = "group is empty"
NOT_PROVEN: Final = "not proven"


@dataclass(frozen=True)
class Finding:
    """One count that the published figures give away, or that was not proved to be safe.

    Args:
        population: Id of its population.
        severity: ``exact``, ``narrow``, ``group is empty`` or ``not proven``.
        words: What was found, in one sentence.
        counted: Whom the count is about.
        where: Where the figures stand that it comes from.
        least: The smallest number that it can be; None where nothing is known.
        most: The largest.
        derivations: How that follows from published statements.
        kind: ``hidden``, or what nobody prints: ``rest``, ``others``, ``overlap``.
    """

    population: str
    severity: str
    words: str
    counted: str
    where: str
    least: int | None = None
    most: int | None = None
    derivations: tuple[Derivation, ...] = ()
    kind: str = field(default=HIDDEN)


@dataclass(frozen=True)
class Audit:
    """The result of an audit.

    Args:
        findings: What is given away or not proven, the worst first.
        proven_by_witness: Counts whose safety a witness proves.
        proven_by_attack: Counts whose safety the attack proves.
        not_proven: Counts for which time ran out.
        bound: ``exact`` where the unknowns are the finest cells of all tables; ``pairwise`` where
            these were too many and tables were only held against each other.
        seconds: How long it took.
        rejected: Witnesses that disagree with the pages, and why.
        skipped: Populations of published figures, which are known to everybody.
    """

    findings: tuple[Finding, ...]
    proven_by_witness: int
    proven_by_attack: int
    not_proven: int
    bound: str
    seconds: float
    rejected: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()


ORDER: Final = (EXACT, EMPTY, NARROW, NOT_PROVEN)


def severity_of(least: int, most: int) -> str:
    """How bad bounds are."""
    if most == 0:
        return EMPTY
    return EXACT if least == most else NARROW


def tell(
    population: str, target: Target, least: int, most: int, derivations: Sequence[Derivation] = ()
) -> Finding:
    """The finding for a count whose bounds are too narrow."""
    severity = severity_of(least, most)
    name = _name(target)
    said = {
        EXACT: f"{name} can be worked out: {most}",
        EMPTY: f"{name} can be worked out: there is nobody",
        NARROW: f"{name} can be narrowed down to {least} to {most}",
    }[severity]
    shown = list(dict.fromkeys(one.text for one in derivations))
    words = f"{said}. {'. '.join(shown)}." if shown else f"{said}."
    return Finding(
        population,
        severity,
        words,
        target.words,
        target.where,
        least,
        most,
        tuple(derivations),
        target.kind,
    )


def tell_not_proven(population: str, target: Target, why: str = "in the time allowed") -> Finding:
    """The finding for a count that could not be decided."""
    words = f"{_name(target)} was not proved to be safe {why}."
    return Finding(population, NOT_PROVEN, words, target.words, target.where, kind=target.kind)


def from_printed(target: Target) -> Derivation:
    """The derivation of a difference of printed numbers."""
    terms = tuple(
        Term(Fraction(sign), cell.lower, Row(SHOWN, cell.where[0], (cell.region,)))
        for sign, cell in target.terms
    )
    return Derivation("exactly", target.value or 0, terms, target.own)


def _name(target: Target) -> str:
    own = " after one contributor takes off its own" if target.own else ""
    if target.kind == OVERLAP:
        return f"How often {target.words} are counted again{own}"
    kinds = {HIDDEN: "The hidden count", SHOWN_COUNT: "The shown count"}
    return f"{kinds.get(target.kind, 'The count that nobody printed')} ({target.words}){own}"
