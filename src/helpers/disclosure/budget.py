"""The privacy budget of one population: what all its editions together may spend, and have spent.

Each private release costs; the costs of all editions add up (sequential composition [1]_), and
when the budget is spent there is no further release.

References:
    .. [1] Dwork, C. and Roth, A. (2014). The algorithmic foundations of differential privacy.
       Foundations and Trends in Theoretical Computer Science 9, section 3.5.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from helpers.errors import CaselightError


@dataclass(frozen=True)
class Spent:
    """One private release.

    Args:
        edition: Which edition it was.
        epsilon: What it cost.
        delta: What it cost of delta; 0 for pure differential privacy.
        about: Mechanism, cells and printed values, so that the edition is printed alike again.
        receipt: Seal of the line; the edition prints it.
    """

    edition: str
    epsilon: Decimal
    delta: Decimal
    about: dict[str, Any]
    receipt: str


@dataclass(frozen=True)
class Budget:
    """A budget as its ledger tells it.

    Args:
        population: Whose.
        epsilon: What all editions together may spend.
        delta: The same for delta.
        reason: Why it is this much, in a sentence that is printed.
        spent: The releases so far, the first one first.
    """

    population: str
    epsilon: Decimal
    delta: Decimal
    reason: str
    spent: tuple[Spent, ...] = ()

    @property
    def left(self) -> tuple[Decimal, Decimal]:
        """What is left of epsilon and of delta."""
        gone = [sum(values, Decimal(0)) for values in zip(*self._costs, strict=True)] or [0, 0]
        return self.epsilon - gone[0], self.delta - gone[1]

    @property
    def _costs(self) -> list[tuple[Decimal, Decimal]]:
        return [(entry.epsilon, entry.delta) for entry in self.spent]

    def find(self, edition: str) -> Spent | None:
        """The release of an edition, if there was one."""
        return next((entry for entry in self.spent if entry.edition == edition), None)


def to_amount(value: str | Decimal, *, zero: bool = False) -> Decimal:
    """An amount of budget, exactly as it was written.

    Args:
        value: A decimal number as text; a float would not be exact.
        zero: Whether nothing is an amount.

    Raises:
        CaselightError: It is no such number.

    Example:
        >>> sum([to_amount("0.1")] * 3, Decimal(0))
        Decimal('0.3')
    """
    try:
        amount = Decimal(value) if isinstance(value, str | Decimal) else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or (amount == 0 and not zero):
        raise CaselightError(
            "A privacy budget is a decimal number above zero, written as text.",
            f"{value!r}",
            'For example "0.5".',
        )
    return amount
