"""What a printed number can stand for: arithmetic with the rounding of print.

A number in print is rounded, so it stands for an interval. '1.6 million' is anything from 1.55 to
1.65 million, '7%' anything from 6.5% to 7.5%, and '9,071' is 9,071. Two printed numbers agree when
their intervals have a point in common [1]_. Fractions are exact, so that no float decides.

References:
    .. [1] Moore, R. E., Kearfott, R. B. and Cloud, M. J. (2009). Introduction to Interval Analysis.
       SIAM, chapter 2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from helpers.errors import CaselightError

Number = Fraction | float
"""A fraction, or infinity where print sets no bound."""

_SCALES: Final = {"": 1, "thousand": 10**3, "million": 10**6, "billion": 10**9}
_ABOUT: Final = ("about", "around", "approximately", "some")
_ABOVE: Final = ("more than", "over", "at least")
_CLOSE_BELOW: Final = ("nearly", "almost")
_BELOW: Final = ("fewer than", "less than", "up to", "at most")
_WORDS: Final = "|".join((*_ABOUT, *_ABOVE, *_CLOSE_BELOW, *_BELOW))
_AMOUNT: Final = re.compile(
    rf"(?:(?P<word>{_WORDS}) )?(?P<sign>[+−-]?)(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)"
    r"(?:\.(?P<decimals>\d+))?(?: ?(?P<scale>thousand|million|billion|%|per cent))?"
)
_ROUND_THOUSANDS: Final = 3
"""Zeros at the end of a number that is written out, from which on it is taken as rounded."""


@dataclass(frozen=True)
class Interval:
    """Every number that a printed one can stand for, both ends included.

    Args:
        low: The least.
        high: The most; infinite for 'more than'.
    """

    low: Number
    high: Number

    def meets(self, other: Interval) -> bool:
        """Whether the two have a number in common."""
        return self.low <= other.high and other.low <= self.high

    def touches(self, other: Interval) -> bool:
        """Whether they share no more than an end, as 35% and 36% do: both can be 35.5%."""
        wide = self.low < self.high and other.low < other.high
        return wide and (self.low == other.high or other.low == self.high)


def read_printed(text: str) -> Interval:
    """What a printed count or percentage can stand for.

    Half a unit of the last printed digit on either side, both ends included: whether the
    publisher rounds a half up or to even does not matter. A number cut off rather than rounded is
    not accepted, because then every printed 27% could be 28%. A count written out is exact, unless
    it ends in three zeros or more: '7,000' is 6,500 to 7,500. 'About' doubles the half unit,
    'nearly' is up to a unit below, 'more than' has no upper end, 'fewer than' starts at 0.

    Args:
        text: As printed: '1.6 million', '9,071', 'more than 65,000', '+27%', 'about 13%'.

    Raises:
        CaselightError: It is no printed number.

    Example:
        >>> million = read_printed("1.6 million")
        >>> int(million.low), int(million.high)
        (1550000, 1650000)
        >>> read_printed("9,071") == Interval(Fraction(9071), Fraction(9071))
        True
        >>> float(read_printed("-7%").low)
        -7.5
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise CaselightError(
            "A printed number is written as '9,071', '1.6 million', 'nearly 7,000' or '+27%'.",
            f"{text!r}",
            "Correct the statement.",
        )
    decimals = found["decimals"] or ""
    percent = found["scale"] in ("%", "per cent")
    scale = 1 if percent else _SCALES[found["scale"] or ""]
    digits = found["digits"].replace(",", "")
    size = Fraction(f"{digits}.{decimals or 0}") * scale
    value = -size if found["sign"] in ("-", "−") else size
    unit = _find_unit(digits, decimals, scale, exact=not (percent or found["scale"]))
    return _widen(found["word"] or "", value, unit)


def _find_unit(digits: str, decimals: str, scale: int, *, exact: bool) -> Fraction:
    """The size of the last digit that was printed; 0 where a count is exact."""
    if decimals or not exact:
        return Fraction(scale, 10 ** len(decimals))
    zeros = len(digits) - len(digits.rstrip("0"))
    return Fraction(10**zeros) if _ROUND_THOUSANDS <= zeros < len(digits) else Fraction(0)


def _widen(word: str, value: Fraction, unit: Fraction) -> Interval:
    largest = max(unit, Fraction(1))
    if word in _ABOVE:
        return Interval(value, math.inf)
    if word in _BELOW:
        return Interval(Fraction(0), value)
    if word in _CLOSE_BELOW:
        return Interval(value - largest, value)
    half = largest if word in _ABOUT else unit / 2
    return Interval(value - half, value + half)


def take_share(part: Interval, whole: Interval) -> Interval:
    """A part as a percentage of a whole.

    Example:
        >>> share = take_share(read_printed("1.6 million"), read_printed("20.9 million"))
        >>> f"{float(share.low):.2f} to {float(share.high):.2f}"
        '7.40 to 7.91'
    """
    return Interval(_divide(100 * part.low, whole.high), _divide(100 * part.high, whole.low))


def take_change(new: Interval, old: Interval) -> Interval:
    """The change from an old number to a new one, in % of the old.

    Example:
        >>> change = take_change(read_printed("2,040"), read_printed("1,565"))
        >>> round(float(change.low), 1)
        30.4
    """
    share = take_share(new, old)
    return Interval(share.low - 100, share.high - 100)


def take_difference(new: Interval, old: Interval) -> Interval:
    """How far a new number lies above an old one: percentage points between percentages."""
    return Interval(new.low - old.high, new.high - old.low)


def take_sum(parts: Iterable[Interval]) -> Interval:
    """The sum of parts.

    Example:
        >>> total = take_sum([read_printed("27.6 million"), read_printed("22 million")])
        >>> float(total.low), float(total.high)
        (49050000.0, 50150000.0)
    """
    found = list(parts)
    low: Number = sum((p.low for p in found), Fraction(0))
    high: Number = sum((p.high for p in found), Fraction(0))
    return Interval(low, high)


def find_whole(part: Interval, percent: Interval) -> Interval:
    """The wholes of which a part is a printed percentage.

    Example:
        >>> whole = find_whole(read_printed("3,014"), read_printed("53%"))
        >>> math.ceil(whole.low), math.floor(whole.high)
        (5634, 5740)
    """
    return Interval(_divide(100 * part.low, percent.high), _divide(100 * part.high, percent.low))


def _divide(number: Number, by: Number) -> Number:
    """A quotient of two numbers from 0; infinite where nothing bounds it."""
    if by == 0:
        return math.inf
    return Fraction(0) if by == math.inf else number / by
