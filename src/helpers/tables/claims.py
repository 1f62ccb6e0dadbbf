"""A claim, the public figures beside it, and the one of three words that they allow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from helpers.tables.made import require_made
from helpers.tables.provenance import Provenance

SUPPORTED: Final = "supported"
CONTRADICTED: Final = "contradicted"
UNCHECKED: Final = "cannot be checked with public data"

VERDICTS: Final = (SUPPORTED, CONTRADICTED, UNCHECKED)
"""What public figures allow one to say of a claim, and no other word.

``supported``: every figure here on the same thing agrees with it. ``contradicted``: every figure
here on the same thing excludes it, with the rounding of both; which of them is right is not said.
Everything else cannot be checked: no figure, another year, figures that disagree.
"""

GROUNDS: Final = (
    "agree",
    "exclude",
    "disagree",
    "touch",
    "other_years",
    "no_figure",
    "rose",
    "not_rose",
    "unclear",
    "few_states",
    "late",
    "no_stage",
    "recorded",
    "wider",
    "not_recorded",
    "small",
    "not_small",
    "no_estimate",
)
"""Why: each is one rule of ``helpers.published.rules`` and one sentence of ``helpers.prose``."""


@dataclass(frozen=True)
class Evidence:
    """One figure beside a claim.

    Args:
        what: What is counted, where and when.
        unit: "%", "people", "States", or another noun.
        lower: The least that it can be; None where no number is told.
        upper: The most.
        part: Persons that a share is of, when it was computed from counts.
        whole: The persons in its denominator.
        year: The year or the day that it is of.
        source: Who prints it, in a few words.
        url: The page, empty where it is a table of a source named on the page.
        decides: Whether it is on the same thing and decides; else it only stands beside.
    """

    what: str
    unit: str
    lower: float | None
    upper: float | None
    source: str
    year: str = ""
    url: str = ""
    part: int | None = None
    whole: int | None = None
    decides: bool = True


@dataclass(frozen=True)
class Part:
    """One thing that a claim says, with what the figures allow.

    Args:
        what: The thing, in words.
        verdict: One of ``VERDICTS``.
        ground: One of ``GROUNDS``.
        evidence: The figures, those that decide first.
    """

    what: str
    verdict: str
    ground: str
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS or self.ground not in GROUNDS:
            raise ValueError(f"no verdict or ground of ours: {self.verdict!r}, {self.ground!r}")


@dataclass(frozen=True)
class Judgement:
    """A claim with its parts.

    Args:
        claim: Its short name, 'S2'.
        statement: What was said.
        year: The year that it is about.
        unit: Unit of the figure that was given.
        value: That figure; None where the claim gives none.
        caveat: What its figures cannot say, whatever they are; empty where nothing is to be added.
        parts: What it says, one by one.
    """

    claim: str
    statement: str
    year: str
    unit: str
    value: float | None
    caveat: str
    parts: tuple[Part, ...]

    @property
    def verdict(self) -> str:
        """The word for the whole claim."""
        return combine(part.verdict for part in self.parts)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The figures of all parts, each once."""
        return tuple(dict.fromkeys(e for part in self.parts for e in part.evidence))


@dataclass(frozen=True)
class Judgements:
    """The ledger: every claim, in order, with where its figures come from.

    Args:
        rows: The claims.
        provenance: Sources of the figures.
        policy: How they are protected, in sentences.
    """

    rows: tuple[Judgement, ...]
    provenance: tuple[Provenance, ...]
    policy: str

    def of(self, verdict: str) -> tuple[Judgement, ...]:
        """The claims with this verdict."""
        return tuple(row for row in self.rows if row.verdict == verdict)

    def row(self, claim: str) -> Judgement:
        """The judgement of one claim.

        Raises:
            KeyError: There is none.
        """
        found = [row for row in self.rows if row.claim == claim]
        if not found:
            raise KeyError(claim)
        return found[0]


def combine(verdicts: Iterable[str]) -> str:
    """A claim falls with any part, stands with all of them, and else cannot be checked.

    Example:
        >>> combine(["supported", "contradicted"]), combine(["supported", "supported"])
        ('contradicted', 'supported')
        >>> combine(["supported", "cannot be checked with public data"]), combine([])
        ('cannot be checked with public data', 'cannot be checked with public data')
    """
    found = set(verdicts)
    if CONTRADICTED in found:
        return CONTRADICTED
    return SUPPORTED if found == {SUPPORTED} else UNCHECKED


def require_judgements(ledger: object, wanted_by: str) -> Judgements:
    """Refuse everything that is not a ledger of claims.

    Raises:
        CaselightError: Names ``judge_claims`` as the mend.
    """
    mend = "Judge the claims first: helpers.published.judge_claims(...)."
    return require_made(ledger, Judgements, wanted_by, mend, "a ledger of claims")
