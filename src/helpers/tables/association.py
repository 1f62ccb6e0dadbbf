"""What goes with an event of States, as far as it can be estimated at all."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable

REPORTING, FIVE_OR_MORE = "reporting", "five_or_more"

NEEDED = 20
"""States that an estimate needs at least."""


@dataclass(frozen=True)
class Association:
    """How an outcome of States differs after an event from States where it had not yet happened.

    Args:
        event: ``ratification`` or ``criminalization``.
        stage: Stage of the justice chain.
        outcome: ``reporting`` (whether a State reported the stage) or ``five_or_more`` (whether
            its report counts five or more persons).
        both: States with two or more years on both sides of the event.
        usable: Of these, the States that an estimate can use.
        needed: States that an estimate needs at least.
        others: States in the comparison that enter as not yet, or not by the end.
        years: First and last year.
        estimate: Average difference over the years 0 to 3 after the event, per 100 States; None
            where nothing can be estimated.
        lower: Lower limit of its interval, if parallel trends hold.
        upper: Upper limit.
        level: Coverage that the interval aims at.
        n: State-years.
        method: Name of the method.
        path: The difference by years since the event, per 100 States; no rows without an estimate.
        bounds: The interval when trends depart from parallel, by how much of the largest change
            between neighbouring years before the event.
        warnings: What the estimator said.
        provenance: Every source that went in.
        policy: The protection of these figures.
    """

    event: str
    stage: str
    outcome: str
    both: int
    usable: int
    needed: int
    others: int
    years: tuple[int, int]
    estimate: float | None
    lower: float | None
    upper: float | None
    level: float
    n: int
    method: str
    path: SafeTable
    bounds: SafeTable | None
    warnings: tuple[str, ...]
    provenance: tuple[Provenance, ...]
    policy: str

    @property
    def excludes_none(self) -> bool:
        """Whether the interval under parallel trends leaves 'no difference' out."""
        if self.lower is None or self.upper is None:
            return False
        return self.lower > 0 or self.upper < 0

    @property
    def survives(self) -> float | None:
        """The largest departure, of those computed, at which no difference is still left out."""
        if self.bounds is None or not self.excludes_none:
            return None
        held: float | None = None
        for cell in self.bounds.cells:
            if cell.lower is None or cell.upper is None or cell.lower <= 0 <= cell.upper:
                break
            held = float(cell.key[0])
        return held
