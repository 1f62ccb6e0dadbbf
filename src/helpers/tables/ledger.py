"""The data-quality ledger: lines about files and rules, and the form that may be shown.

How many times something was found can be how many persons it was found for, so a ledger is shown
only after ``disclosure.protect_ledger``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from helpers.tables.made import require_made

Row = tuple[str, str, str, str, str]
"""Data, place, what was found, how many, what was done."""

_MAKER: Final = "made by protect_ledger"


@dataclass(frozen=True)
class SafeLedger:
    """A ledger that may be shown.

    Args:
        rows: Its lines.

    Raises:
        TypeError: When made by hand. Use ``helpers.disclosure.protect_ledger``.
    """

    rows: tuple[Row, ...]
    _made_by: str = field(default="", repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._made_by != _MAKER:
            raise TypeError("A SafeLedger is made by helpers.disclosure.protect_ledger(...).")


def seal_ledger(rows: tuple[Row, ...]) -> SafeLedger:
    """Make a safe ledger. For ``helpers.disclosure`` alone."""
    return SafeLedger(rows, _MAKER)


def require_safe_ledger(ledger: object, wanted_by: str) -> SafeLedger:
    """Refuse everything that is not a safe ledger.

    Raises:
        CaselightError: Names ``protect_ledger`` as the mend.
    """
    mend = "Pass the findings through helpers.disclosure.protect_ledger(...) first."
    return require_made(ledger, SafeLedger, wanted_by, mend)
