"""A country's share as it would be with its region's mix of sexes and ages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.tables.made import require_made
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

CRUDE, STANDARDISED, REGION = "crude", "standardised", "region"

COVERED_AT_LEAST: Final = 0.8
"""A country is standardised when it has people in strata that hold this part of its region's."""

NO_COUNTRY = "no_country"
NO_STRATA = "no_strata"
TOO_LITTLE = "too_little"
ALONE = "alone"
UNPLACED = "unplaced"

UNPLACED_AT_MOST: Final = 0.5
"""And when no more than this part of its own people lacks a recorded sex or age."""


@dataclass(frozen=True)
class Standardised:
    """One channel's share of a form, standardised, or the reason why it is not.

    Args:
        channel: The channel.
        estimate: The standardised share in per cent; None where refused.
        lower: Lower limit of its interval.
        upper: Upper limit.
        covered: Part of the region's people, 0 to 1, in strata where the country has people.
        least: The share in per cent, were nobody in the missing strata in this form.
        most: The same, were everybody.
        missing: Strata of the region that the country lacks or whose count is hidden.
        unplaced: Part of the country's people, 0 to 1, without a recorded sex or age: they are in
            the crude share and in no stratum. None where hidden.
        reason: Why there is no standardised share; empty where there is.
        level: Coverage that the interval aims at.
        n: The country's people in the strata.
        method: Name of the method.
        warnings: What a reader has to know besides.
    """

    channel: str
    estimate: float | None
    lower: float | None
    upper: float | None
    covered: float
    least: float | None
    most: float | None
    missing: int
    unplaced: float | None
    reason: str
    level: float
    n: int
    method: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standardisation:
    """A country beside its region, channel by channel.

    Args:
        table: Percentages keyed by channel and measure (``crude``, ``standardised``, ``region``),
            for the channels that could be standardised.
        form: The form of exploitation whose share it is.
        area: Name of the region, or 'World'.
        results: One result a channel.
    """

    table: SafeTable
    form: str
    area: str
    results: tuple[Standardised, ...]

    @property
    def provenance(self) -> tuple[Provenance, ...]:
        """Where the counts come from."""
        return self.table.provenance

    @property
    def policy(self) -> str:
        """How the counts were protected."""
        return self.table.policy


def require_standardisation(given: object, wanted_by: str) -> Standardisation:
    """Refuse everything that is not a standardisation of protected counts.

    Raises:
        CaselightError: Names ``standardise_share`` as the mend.
    """
    mend = "Standardise protected counts first: standardise_share(protect(count_strata(...)))."
    return require_made(given, Standardisation, wanted_by, mend)
