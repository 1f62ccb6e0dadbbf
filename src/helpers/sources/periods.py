"""A quarter that a user states for a file that does not say its own: ``2022-Q3``.

A report names it behind the file: ``source = "data/raw/FILE@2022-Q3"``.
"""

from __future__ import annotations

import re
from typing import Final

from helpers.errors import CaselightError
from helpers.sources.reading import Reading

_PERIOD: Final = re.compile(r"(\d{4})-?(Q[1-4])", re.ASCII)
_BEHIND: Final = re.compile(r"(.+)@([^@/\\\\]*)")


def split_period(source: str) -> tuple[str, str]:
    """The path of a source, and the quarter that stands behind it.

    Args:
        source: As a report names it.

    Returns:
        The path, and the quarter as it is written; the whole and '' where none stands behind it.

    Example:
        >>> split_period("data/raw/referrals.csv@2022-Q3")
        ('data/raw/referrals.csv', '2022-Q3')
        >>> split_period("data/raw/us@home.csv")
        ('data/raw/us@home.csv', '')
    """
    found = _BEHIND.fullmatch(source)
    # A file may have an @ in its name: only what begins as a year does is meant as a quarter.
    return (found[1], found[2]) if found and re.match(r"\d{4}", found[2]) else (source, "")


def apply_period(reading: Reading, period: str, name: str) -> Reading:
    """The reading of the quarter that its user stated; unchanged where none was stated.

    Args:
        reading: What was read.
        period: ``2022-Q3``; '' for none.
        name: The file, for the error.

    Raises:
        CaselightError: The period is no quarter, or the file states its own.
    """
    if not period:
        return reading
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise CaselightError(
            "A period is a year and a quarter from Q1 to Q4.",
            f"{name}: {period[:20]!r}",
            "Write for instance 2022-Q3.",
        )
    from helpers.sources.nrm_crossed import state_period

    return state_period(reading, int(found[1]), found[2])


def require_period(reading: Reading, name: str) -> Reading:
    """The reading, when it is known of which quarter it is.

    Args:
        reading: What was read, with its period applied.
        name: The file, for the error.

    Raises:
        CaselightError: The file does not say its quarter, and nobody stated it.
    """
    if lacks_period(reading):
        raise CaselightError(
            "A report is told the quarter of a file that does not say its own.",
            f"{name}: no year and no quarter in the file",
            f"Write source = '{name}@2022-Q3', with the quarter that it is of.",
        )
    return reading


def lacks_period(reading: Reading) -> bool:
    """Whether a file does not say of which quarter it is, and nobody has.

    Args:
        reading: What was read.
    """
    from helpers.sources.nrm_crossed import PERIODLESS

    return reading.layout in PERIODLESS and "decisions" not in reading.tables
