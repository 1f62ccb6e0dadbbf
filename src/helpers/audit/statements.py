"""What was found published, one statement at a time, and the interval that a printed text tells.

A page never prints a number with infinite precision: '12.3%' is every share from 12.25% to 12.35%,
'65,000' may be rounded to thousands. An attacker reckons with the interval, both ends included:
which way a tie was rounded is not printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from helpers.errors import CaselightError
from helpers.tables.regions import Region

Bound = Fraction | float | int
Interval = tuple[Fraction, Fraction]

_NUMBER: Final = re.compile(r"(?P<digits>\d[\d,]*(?:\.\d+)?|\.\d+)\s*(?P<word>million|billion)?")
NO_LIMIT: Final = 2**62
"""Stands for 'no bound' in whole numbers."""

_SPACES: Final = dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " ")
_WORDS: Final = {None: 1, "million": 10**6, "billion": 10**9}


@dataclass(frozen=True)
class Population:
    """Persons whose counts were published together, and the rule that holds for them.

    Args:
        id: Its name in the release ledger.
        threshold: The least count of persons that may be known.
        zeros_hidden: Whether a hidden count may be zero. Where it may not, a reader knows that it
            is at least 1; where it may, that a group is empty is a secret too.
        published: Whether a government or the United Nations printed these figures: known to
            everybody, never a finding.
        variables: All values of each variable. A person has exactly one value of each.
    """

    id: str
    threshold: int
    zeros_hidden: bool = False
    published: bool = False
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Statement:
    """A count that is printed, exactly (both bounds equal) or as an interval.

    Args:
        population: Id of the population.
        region: Whom it counts.
        lower: Least number of persons.
        upper: Most persons; infinite where nothing is said.
        where: The page and the place on it, in words for the finding.
    """

    population: str
    region: Region
    lower: Bound
    upper: Bound
    where: str


@dataclass(frozen=True)
class Ratio:
    """A printed share of persons: ``lower <= part / whole <= upper``, both between 0 and 1."""

    population: str
    part: Region
    whole: Region
    lower: Bound
    upper: Bound
    where: str


@dataclass(frozen=True)
class Secret:
    """A count that a page prints as hidden."""

    population: str
    region: Region
    where: str


Said = Statement | Ratio | Secret


def number_interval(text: str, step: int | None = None) -> Interval:
    """The persons that a printed number can stand for.

    Args:
        text: Such as '1,234' or '1.2 million'.
        step: To what it was rounded, in persons; None for an exact number, unless the text itself
            is in millions, where the last digit printed is the step.

    Raises:
        CaselightError: No number is in the text.

    Example:
        >>> number_interval("1,234")
        (Fraction(1234, 1), Fraction(1234, 1))
        >>> number_interval("65,000", step=1000)
        (Fraction(64500, 1), Fraction(65500, 1))
        >>> number_interval("1.2 million")
        (Fraction(1150000, 1), Fraction(1250000, 1))
    """
    value, last, scale = _read(text)
    half = Fraction(step) / 2 if step else Fraction(last * scale, 2) if scale > 1 else Fraction(0)
    return max(Fraction(0), value * scale - half), value * scale + half


def share_interval(text: str) -> Interval:
    """The shares that a printed percentage can stand for, as parts of one.

    Args:
        text: Such as '12.3%' or '12.3 %'; '<1%' is everything from 0 to 1%.

    Raises:
        CaselightError: No percentage is in the text.

    Example:
        >>> share_interval("12.3%")
        (Fraction(49, 400), Fraction(247, 2000))
        >>> share_interval("100%")
        (Fraction(199, 200), Fraction(1, 1))
        >>> share_interval("<1%")
        (Fraction(0, 1), Fraction(1, 100))
    """
    low, high = rate_interval(text, per=100)
    return min(low, Fraction(1)), min(high, Fraction(1))


def rate_interval(text: str, per: int = 100_000) -> Interval:
    """What a printed rate can stand for, as parts of one.

    Args:
        text: Such as '3.2'; what is rounded is its last digit.
        per: For how many persons it is printed.

    Raises:
        CaselightError: No number is in the text.

    Example:
        >>> rate_interval("3.2", per=100_000) == (Fraction(315, 10**7), Fraction(325, 10**7))
        True
    """
    value, last, scale = _read(text)
    if text.lstrip().startswith("<"):
        return Fraction(0), value * scale / per
    half = last * scale / 2
    return max(Fraction(0), value * scale - half) / per, (value * scale + half) / per


def _read(text: str) -> tuple[Fraction, Fraction, int]:
    """The number, one unit of its last digit, and by what both are multiplied."""
    found = _NUMBER.search(text.translate(_SPACES).lower())
    if found is None:
        raise CaselightError(
            "A published number begins with a digit.",
            f"a text of {len(text)} characters without one",
            "Leave it out of the statements, or give the number alone.",
        )
    digits = Decimal(found["digits"].replace(",", ""))
    places = len(found["digits"].partition(".")[2])
    return Fraction(digits), Fraction(1, 10**places), _WORDS[found["word"]]


def outward(lower: Bound, upper: Bound) -> tuple[Fraction, Fraction | None]:
    """Both bounds as fractions of at most six decimals, never nearer to each other than before."""
    fine = 10**6
    low = lower if isinstance(lower, Fraction) else Fraction(int(lower * fine // 1), fine)
    if upper == float("inf"):
        return low, None
    high = upper if isinstance(upper, Fraction) else -Fraction(int(-upper * fine // 1), fine)
    return low, high


def whole_bounds(lower: Bound, upper: Bound) -> tuple[int, int]:
    """The least and the most whole number between two bounds; ``NO_LIMIT`` for infinity."""
    low, high = outward(lower, upper)
    return max(0, -(-low.numerator // low.denominator)), (
        NO_LIMIT if high is None else high.numerator // high.denominator
    )


def in_words(region: Region) -> str:
    """A region for a reader.

    Example:
        >>> in_words(Region.of(country="PHL", year=["2015", "2016"]))
        'country PHL, year 2015 or 2016'
    """
    if not region.boxes:
        return "nobody"
    told = [
        ", ".join(f"{name.replace('_', ' ')} {' or '.join(values)}" for name, values in box)
        for box in region.boxes
    ]
    return "; or ".join(text or "all" for text in told)
