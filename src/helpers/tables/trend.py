"""A trend estimated over reporting country-years, and what the evidence lets one say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.tables.change import FELL, ROSE, UNCLEAR
from helpers.tables.provenance import Provenance

CANNOT: Final = "cannot be said"

FEWEST_COUNTRIES: Final = 20
"""Countries that must inform a slope (two reports or more, one of them not '<5').

From bench/results/prosecution.md: with 20 simulated countries (about 14 of them inform the slope),
with 40 (about 28) and with 100, the 95% interval holds the truth in 93 to 97 of 100 simulations
under random reporting; with 10 (about 7) it does not always, and is 20 points wide. The limit is
on the careful side of what was found to hold.
"""

FEWEST_FREE: Final = 10
"""Persons beyond the number of parameters below which no model is released."""

FEWEST_YEARS: Final = 6
"""Years that the series of one State must have."""

WIDEST: Final = 2.0
"""An interval that holds both a doubling and a halving over the window says nothing."""


@dataclass(frozen=True)
class Sensitivity:
    """The same change by another method.

    Args:
        method: Its name.
        annual: Change in a year, in per cent.
        lower: Lower limit.
        upper: Upper limit.
        countries: Countries that inform it.
    """

    method: str
    annual: float
    lower: float
    upper: float
    countries: int


@dataclass(frozen=True)
class Trend:
    """Average change in a year of the counts that a country reports.

    Args:
        label: What moved (a stage of the justice chain).
        annual: Change in a year, in per cent.
        lower: Lower limit.
        upper: Upper limit.
        level: Coverage that the interval aims at, 0.95 for 95%.
        first_year: First year of the window.
        last_year: Last year.
        countries: Countries with a report.
        informing: Of these, countries that say something about change.
        country_years: Reports.
        hidden: Of these, published as a range.
        persons: Persons that the reports count at least.
        parameters: Parameters of the model.
        theta: Shape of the negative binomial (variance = mean + mean^2 / theta); infinite for none.
        method: Model and interval.
        verdict: ``rose``, ``fell``, ``no clear change`` or ``cannot be said``.
        reason: Why it cannot be said; empty otherwise.
        warnings: What a reader must know beside it.
        sensitivity: The same by other methods.
        provenance: Where the reports come from.
        policy: How they were protected, in one sentence.
        place: The one State that it is about; empty for all that report.
    """

    label: str
    annual: float
    lower: float
    upper: float
    level: float
    first_year: int
    last_year: int
    countries: int
    informing: int
    country_years: int
    hidden: int
    persons: int
    parameters: int
    theta: float
    method: str
    verdict: str
    reason: str
    warnings: tuple[str, ...]
    sensitivity: tuple[Sensitivity, ...]
    provenance: tuple[Provenance, ...]
    policy: str
    place: str = ""

    @property
    def is_told(self) -> bool:
        """Whether the estimate may be shown."""
        return self.verdict != CANNOT

    def over_window(self, annual: float) -> float:
        """What a yearly change comes to over the window, as a factor."""
        return float((1 + annual / 100) ** (self.last_year - self.first_year))


def find_trend_verb(lower: float, upper: float) -> str:
    """The verb that an interval of a yearly change supports.

    Args:
        lower: Lower limit, in per cent a year.
        upper: Upper limit.

    Example:
        >>> find_trend_verb(0.1, 4), find_trend_verb(0, 4), find_trend_verb(-4, -0.1)
        ('rose', 'no clear change', 'fell')
    """
    if lower > 0:
        return ROSE
    return FELL if upper < 0 else UNCLEAR


def is_too_wide(lower: float, upper: float, years: int) -> bool:
    """Whether an interval holds a doubling over the window and a halving as well.

    Args:
        lower: Lower limit, in per cent a year.
        upper: Upper limit.
        years: Years from the first to the last.

    Example:
        >>> is_too_wide(-7, 8, 10), is_too_wide(-6, 8, 10), is_too_wide(-7, 7, 10)
        (True, False, False)
    """
    least, most = ((1 + end / 100) ** years for end in (lower, upper))
    return bool(least <= 1 / WIDEST and most >= WIDEST)
