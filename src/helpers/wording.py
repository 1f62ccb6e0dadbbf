"""Numbers, names and lists as a reader meets them, the same in charts, tables and sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from helpers.tables import vocabulary as v

if TYPE_CHECKING:  # A safe table words its own cells, so it must not be needed to load this.
    from helpers.tables.safe import Bounds, Cell

# Short names of countries and areas that take an article in an English sentence, and no others:
# a rule over word endings gets 'Republic of Korea' or 'South Georgia and the ...' wrong.
_WITH_ARTICLE: Final = """
    Åland Islands; Bahamas; British Indian Ocean Territory; British Virgin Islands; Cayman Islands;
    Central African Republic; Cocos (Keeling) Islands; Comoros; Congo; Cook Islands;
    Democratic People's Republic of Korea; Democratic Republic of the Congo; Dominican Republic;
    Falkland Islands (Malvinas); Faroe Islands; French Southern Territories; Gambia; Holy See;
    Isle of Man; Maldives; Marshall Islands; Netherlands; Northern Mariana Islands; Philippines;
    Republic of Korea; Republic of Moldova; Russian Federation; Solomon Islands;
    State of Palestine; Syrian Arab Republic; Turks and Caicos Islands; United Arab Emirates;
    United Kingdom; United Republic of Tanzania; United States; United States of America;
    United States Minor Outlying Islands; United States Virgin Islands
"""
_NAMES_WITH_ARTICLE: Final = frozenset(" ".join(_WITH_ARTICLE.split()).split("; "))


def _round(number: float, places: int) -> Decimal:
    """Half up, as a reader rounds; what floating point adds beyond nine decimals is noise."""
    return Decimal(f"{number:.9f}").quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def format_count(number: float) -> str:
    """A count with thousands separators.

    Example:
        >>> format_count(65000)
        '65,000'
    """
    return f"{_round(number, 0):,}"


def format_share(percent: float, places: int = 1) -> str:
    """A percentage with one decimal, or as many as a comparison needs.

    Example:
        >>> format_share(28.05), format_share(28.054, 2)
        ('28.1%', '28.05%')
    """
    return f"{_round(percent, places)}%"


def format_rate(rate: float) -> str:
    """A rate with one decimal; below 1 with two significant figures, so that it is not 0.0.

    Example:
        >>> format_rate(3.144), format_rate(0.0321), format_rate(12.34), format_rate(0)
        ('3.1', '0.032', '12.3', '0')
    """
    if rate == 0:
        return "0"
    places = 1 if abs(rate) >= 0.995 else 1 - Decimal(f"{rate:.9e}").adjusted()
    return f"{_round(rate, places):,f}"


def format_points(points: float) -> str:
    """A difference in percentage points, with its sign.

    Example:
        >>> format_points(5.44), format_points(-16.62), format_points(-0.04)
        ('+5.4', '−16.6', '0.0')
    """
    rounded = _round(points, 1)
    if rounded == 0:
        return "0.0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded)}"


def format_number(number: float, unit: str) -> str:
    """A number in its unit, without the unit's name unless it is a per cent sign."""
    if unit == "%":
        return format_share(number)
    if unit == "percentage points":
        return format_points(number)
    return format_rate(number) if unit.startswith("per ") else format_count(number)


def format_cell(cell: Cell, unit: str) -> str:
    """A cell as a table prints it: the number, its range, or the word for why there is none.

    Example:
        >>> from helpers.tables.safe import Cell
        >>> format_cell(Cell(("2004",), None, 0, 4, "hidden_at_source"), "people")
        '0 to 4'
        >>> format_cell(Cell(("2004",), None, status="hidden"), "people")
        'hidden'
        >>> from helpers.tables.safe import Bounds
        >>> format_cell(Cell(("2015",), 46.5, 45.8, 47.3, bounds=Bounds(23.2, 85.7)), "%")
        '46.5% (45.8% to 47.3%); 23.2% to 85.7% of all'
    """
    if cell.bounds is not None:
        return f"{format_cell(replace(cell, bounds=None), unit)}; {format_bounds(cell.bounds)}"
    if cell.value is not None:
        text = format_number(cell.value, unit)
        if cell.lower is not None and cell.upper is not None and cell.lower < cell.upper:
            return (
                f"{text} ({format_number(cell.lower, unit)} to {format_number(cell.upper, unit)})"
            )
        return text
    if cell.lower is not None and cell.upper is not None and cell.status != v.HIDDEN:
        return f"{format_number(cell.lower, unit)} to {format_number(cell.upper, unit)}"
    return v.STATUS_WORDS[cell.status]


def format_bounds(bounds: Bounds) -> str:
    """What a share could be among everybody, once the blanks are counted as no and as yes.

    Example:
        >>> from helpers.tables.safe import Bounds
        >>> format_bounds(Bounds(23.18, 85.71)), format_bounds(Bounds(20, 20))
        ('23.2% to 85.7% of all', '20.0% of all')
    """
    least, most = format_share(bounds.least), format_share(bounds.most)
    return f"{least} of all" if least == most else f"{least} to {most} of all"


def format_printed(cell: Cell) -> str:
    """A share in print with the decimals that it bears: its own, or one where counts give it.

    Example:
        >>> from helpers.tables.safe import Cell
        >>> format_printed(Cell(("2011",), 53, 52.5, 53.5))
        '53%'
        >>> format_printed(Cell(("2011",), 52.856, of=5498))
        '52.9% of 5,498'
        >>> format_printed(Cell(("2008",), None, 0, 40.138, "hidden_at_source", of=5060))
        'at most 40.1%'
    """
    if cell.value is None:
        return f"at most {format_share(cell.upper or 0)}"
    if cell.of is None:
        return f"{cell.value:g}%"
    return f"{format_share(cell.value)} of {format_count(cell.of)}"


def format_range(lower: float, upper: float) -> str:
    """Two bounds in words, or the one number where they meet.

    Example:
        >>> format_range(47448, 47460), format_range(20, 20)
        ('between 47,448 and 47,460', '20')
    """
    if lower == upper:
        return format_count(lower)
    return f"between {format_count(lower)} and {format_count(upper)}"


def join_words(words: Sequence[str]) -> str:
    """A list in a sentence.

    Example:
        >>> join_words(["labour", "sexual", "other"])
        'labour, sexual and other'
    """
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def place_phrase(name: str) -> str:
    """A country's name with the article that a sentence needs.

    Example:
        >>> place_phrase("United Kingdom"), place_phrase("Ukraine")
        ('the United Kingdom', 'Ukraine')
    """
    if name == "World":
        return "the world"
    return f"the {name}" if name in _NAMES_WITH_ARTICLE else name


def start_sentence(text: str) -> str:
    """The text with its first letter large and the rest as it stands.

    Example:
        >>> start_sentence("victims detected by States, as reported to UNODC")
        'Victims detected by States, as reported to UNODC'
    """
    return text[:1].upper() + text[1:]


def pluralise(number: float, one: str, many: str) -> str:
    """A count with its noun.

    Example:
        >>> pluralise(1, "State", "States"), pluralise(114, "State", "States")
        ('1 State', '114 States')
    """
    return f"{format_count(number)} {one if number == 1 else many}"


def join_years(years: Sequence[int]) -> str:
    """Years with runs folded together.

    Example:
        >>> join_years([2003, 2004, 2005, 2009])
        '2003 to 2005 and 2009'
    """
    runs: list[list[int]] = []
    for year in sorted(set(years)):
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    spoken = [
        [f"{run[0]} to {run[-1]}"] if len(run) > 2 else [str(year) for year in run] for run in runs
    ]
    return join_words([words for run in spoken for words in run])


def join_periods(periods: Sequence[str]) -> str:
    """Years and bands of years as a file writes them; runs of years are folded together.

    Example:
        >>> join_periods(["2003", "2004", "2005"]), join_periods(["2005-2013", "2019"])
        ('2003 to 2005', '2019 and 2005-2013')
    """
    years = [int(period) for period in periods if period.isdigit()]
    bands = [period for period in periods if not period.isdigit()]
    return join_words([*([join_years(years)] if years else []), *bands])
