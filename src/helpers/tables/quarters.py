"""Quarters as labels ('2023 Q4'), and the changes of rules that no comparison may cross."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from helpers.wording import join_words


@dataclass(frozen=True)
class Break:
    """A change of the rules by which a State decides.

    Args:
        country: ISO 3166-1 alpha-3.
        since: The first day under the new rules, ISO 8601.
        what: What changed, to follow 'the rules changed: '.
        citation: Where it is published.
        day_known: Whether the day is sure; else pages name the month only, and no comparison may
            depend on the day within its quarter.
    """

    country: str
    since: str
    what: str
    citation: str
    day_known: bool = True

    @property
    def day(self) -> date:
        """The first day under the new rules."""
        return date.fromisoformat(self.since)

    @property
    def words(self) -> str:
        """The day as a sentence says it, or the month where the day is not sure."""
        month = f"{self.day:%B %Y}"
        return f"{self.day.day} {month}" if self.day_known else month


_GUIDANCE: Final = (
    "Home Office. Modern slavery: statutory guidance for England and Wales (under s49 of the "
    "Modern Slavery Act 2015) and non-statutory guidance for Scotland and Northern Ireland"
)
BREAKS: Final = (
    Break(
        "GBR",
        "2023-01-30",
        "a positive reasonable-grounds decision had to rest on objective factors",
        f"{_GUIDANCE}, version in force from 30 January 2023.",
    ),
    Break(
        "GBR",
        "2023-07-10",
        "objective evidence was no longer required of a credible account",
        # The change was agreed to at the end of June and stands in the version of 24 July. Any day
        # after the first of July parts the same quarters; this one only places the dotted line.
        f"{_GUIDANCE}, versions of July 2023.",
        day_known=False,
    ),
)
"""Changes of the rules of evidence. A quarter in which one falls was decided under both rules."""


def find_breaks(country: str) -> tuple[Break, ...]:
    """The changes of rules of a State, in order.

    Args:
        country: ISO 3166-1 alpha-3.
    """
    return tuple(found for found in BREAKS if found.country == country)


def start_of(quarter: str) -> date:
    """The first day of a quarter.

    Example:
        >>> start_of("2023 Q2").isoformat()
        '2023-04-01'
    """
    year, number = quarter.split(" Q")
    return date(int(year), 3 * int(number) - 2, 1)


def end_of(quarter: str) -> date:
    """The last day of a quarter.

    Example:
        >>> end_of("2023 Q4").isoformat()
        '2023-12-31'
    """
    return start_of(shift(quarter, 1)) - timedelta(days=1)


def shift(quarter: str, by: int) -> str:
    """The quarter so many quarters later.

    Example:
        >>> shift("2023 Q1", -1), shift("2022 Q4", 4)
        ('2022 Q4', '2023 Q4')
    """
    year, number = quarter.split(" Q")
    at = 4 * int(year) + int(number) - 1 + by
    return f"{at // 4} Q{at % 4 + 1}"


def span(first: str, last: str) -> list[str]:
    """Every quarter from the first to the last.

    Example:
        >>> span("2022 Q4", "2023 Q1")
        ['2022 Q4', '2023 Q1']
    """
    found = [first]
    while found[-1] < last:
        found.append(shift(found[-1], 1))
    return found


def breaks_within(country: str, first: str, last: str) -> tuple[Break, ...]:
    """The changes of rules on or between the days of two quarters: they forbid a comparison.

    Args:
        country: ISO 3166-1 alpha-3.
        first: The earlier quarter.
        last: The later quarter.

    Example:
        >>> [found.since for found in breaks_within("GBR", "2022 Q4", "2023 Q2")]
        ['2023-01-30']
        >>> breaks_within("GBR", "2021 Q4", "2022 Q4")
        ()
    """
    # A change on the first day of the earlier quarter leaves the whole span under one rule.
    return tuple(b for b in find_breaks(country) if start_of(first) < b.day <= end_of(last))


def tell_breaks(breaks: tuple[Break, ...]) -> str:
    """The days of changes as a sentence names them.

    Example:
        >>> tell_breaks(find_breaks("GBR"))
        '30 January 2023 and July 2023'
    """
    return join_words([found.words for found in breaks])


def place_day(day: date) -> float:
    """A day on an axis of years.

    Example:
        >>> place_day(date(2023, 7, 2))
        2023.4986301369863
    """
    start = date(day.year, 1, 1)
    return day.year + (day - start).days / (date(day.year + 1, 1, 1) - start).days


def place_quarter(quarter: str) -> float:
    """The middle of a quarter on an axis of years.

    Example:
        >>> place_quarter("2023 Q1")
        2023.125
    """
    year, number = quarter.split(" Q")
    return int(year) + (int(number) - 0.5) / 4
