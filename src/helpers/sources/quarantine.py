"""Cells that are plainly not counts of persons: put aside with place and reason, never in silence.

A publisher's table can carry a questionnaire code, a date or a fraction where a count belongs. One
such cell outweighs every true count of the world. But true counts are skewed: in the edition of
May 2023 whole countries have a largest true count far outside what rules for outliers allow (for
Sri Lanka the modified z-score below is 6.3). So size alone decides nothing, and being an outlier
alone decides nothing. A cell is quarantined for one of three reasons:

1. *It is no whole number*: a fraction, a negative number, a date, words. ('<5' is a range, a blank
   is not reported, '1,234' and '12.0' are counts.)
2. *It is far too large*: it is at least ``FLOOR`` (one million: the detected victims of all States
   together stay below 50,000 in every year of the edition of May 2023 [1]_), **and** it stands
   apart in one of two ways. From its own country: its modified z-score on the logarithmic scale,
   among the country's numbers below the floor over all indicators and years, is above 3.5 [2]_;
   this takes ``ENOUGH`` such numbers. Or from the whole edition: it is at least ``GAP`` times the
   largest number below the floor of any country, so that an empty decade lies between it and the
   counts of the world. A country whose every cell is wild is found by the second.
3. *It is the day number of a date*, as spreadsheets store dates: between the first day of the
   first year and the last day of the year after the last year of the file, **and** at least
   ``JUMP`` times every number of its country outside of that span, of which there are ``ENOUGH``
   or more.

Whatever a number's size, it is kept when the file itself bears it out: when it is the sum of its
published parts by sex or by age, or a part of such a sum. Numbers from ``LARGE`` on that are kept
are named in the ledger, so that somebody looks at them.

References:
    .. [1] UNODC (2023). Data on trafficking in persons (GLOTIP), dataUNODC, edition 30 May 2023:
       49,572 in its largest year, 2019.
    .. [2] Iglewicz, B. and Hoaglin, D. C. (1993). How to Detect and Handle Outliers. ASQC Quality
       Press: the modified z-score 0.6745 (x - median) / MAD, and its bound of 3.5.
"""

from __future__ import annotations

import datetime
import re
from typing import Final

import numpy as np
import pandas as pd

from helpers.tables import vocabulary as v

FLOOR: Final = 1_000_000
LARGE: Final = 100_000
ENOUGH: Final = 5
GAP: Final = 10
JUMP: Final = 100
BOUND: Final = 3.5
LEAST_SPREAD: Final = 0.25
"""Smallest spread of a country's logarithms: a series that hardly varies proves nothing."""

_KEY: Final = ("country", "indicator", "dimension", "category", "year", "sex", "age_group")
_SCALE: Final = 0.6745
_DAY_ZERO: Final = datetime.date(1899, 12, 30)
_MISSING: Final = ("", "-", "–", "—", "..", "...", "…", "n/a", "na", "nan", "none", "null", "<na>")
_COUNT: Final = r"<?\s*(?:\d+|\d{1,3}(?:[,\u0020\u00a0\u202f]\d{3})+)(?:\.0+)?"
_KINDS: Final = (
    (r"-\s*\d[\d,.]*", "a negative number"),
    (r"\d{4}-\d\d?-\d\d?.*|\d\d?[/.-]\d\d?[/.-]\d{2,4}.*", "a date"),
    (r"\d[\d,]*[.,]\d+", "a number with a fraction"),
)


def clean_values(values: pd.Series) -> pd.Series:
    """Values in one spelling: plain digits, '<5' for a range, an empty text for not reported.

    Args:
        values: Cells as text. What is no count is left as it is.

    Example:
        >>> list(clean_values(pd.Series(["1,234", "12.0", "< 5", "-", "12.5"])))
        ['1234', '12', '<5', '', '12.5']
    """
    text = values.str.strip()
    counts = text.str.fullmatch(_COUNT).astype(bool)
    digits = text.str.replace(r"\.0+$|[,\s\u00a0\u202f]", "", regex=True)
    bare = digits.str.replace(r"^(<?)0+(?=\d)", r"\1", regex=True)
    return text.where(~counts, bare).where(~text.str.casefold().isin(_MISSING), "")


def find_no_counts(rows: pd.DataFrame) -> pd.Series:
    """Why each cell is no count; an empty text where it is one.

    Args:
        rows: ``country``, ``indicator``, ``dimension``, ``category``, ``sex``, ``age_group``,
            ``year`` and ``value`` (from ``clean_values``), all as text.

    Returns:
        Reasons, with the index of the rows.
    """
    reasons = _judge_form(rows["value"])
    numbers = pd.to_numeric(rows["value"].where(reasons == "").str.lstrip("<"), errors="coerce")
    for country, other in _group(rows, numbers).items():
        large = numbers[(rows["country"] == country) & _is_candidate(numbers, rows["year"])]
        for row, number in large.items():
            reason = _judge_size(number, other, numbers, rows["year"])
            if reason and not _adds_up(rows, numbers, row):
                reasons[row] = reason
    return reasons


def find_large(rows: pd.DataFrame, reasons: pd.Series) -> pd.Series:
    """The numbers from ``LARGE`` on that are kept.

    Args:
        rows: As for ``find_no_counts``.
        reasons: Its result.
    """
    numbers = pd.to_numeric(rows["value"].where(reasons == ""), errors="coerce")
    return numbers[numbers >= LARGE].astype("int64")


def _judge_form(values: pd.Series) -> pd.Series:
    reasons = pd.Series("", index=values.index, dtype="str")
    wrong = ~(values.str.fullmatch(r"\d+|<[1-9]\d*").astype(bool) | (values == ""))
    for row, value in values[wrong].items():
        kinds = (word for form, word in _KINDS if re.fullmatch(form, value))
        reasons[row] = next(kinds, "a text that is no number")
    return reasons


def _is_candidate(numbers: pd.Series, years: pd.Series) -> pd.Series:
    first, last = _days(years)
    return (numbers >= FLOOR) | numbers.between(first, last)


def _group(rows: pd.DataFrame, numbers: pd.Series) -> dict[str, np.ndarray]:
    """For each country with a candidate its different numbers below the floor."""
    wanted = rows.loc[_is_candidate(numbers, rows["year"]), "country"].unique()
    sound = numbers[(numbers > 0) & (numbers < FLOOR)]
    return {c: sound[rows["country"].reindex(sound.index) == c].to_numpy() for c in wanted}


def _judge_size(number: float, other: np.ndarray, world: pd.Series, years: pd.Series) -> str:
    if number >= FLOOR:
        size, sound = f"a number of {len(str(int(number)))} digits", world[world < FLOOR]
        most = int(sound.max()) if len(sound) else 0
        if len(other) >= ENOUGH and _score(number, other) > BOUND:
            return f"{size}; the country's other numbers go up to {int(other.max()):,}"
        return (
            f"{size}; the edition's other numbers go up to {most:,}" if number >= GAP * most else ""
        )
    first, last = _days(years)
    rest = other[(other < first) | (other > last)]
    if len(rest) >= ENOUGH and number >= JUMP * rest.max():
        day = _DAY_ZERO + datetime.timedelta(days=int(number))
        return f"the day number of a date ({day}); other numbers go up to {int(rest.max()):,}"
    return ""


def _score(number: float, other: np.ndarray) -> float:
    """The modified z-score of a number among others, on the logarithmic scale."""
    logs = np.log10(other)
    middle = float(np.median(logs))
    spread = float(np.median(np.abs(logs - middle))) / _SCALE
    return (float(np.log10(number)) - middle) / max(spread, LEAST_SPREAD)


def _days(years: pd.Series) -> tuple[int, int]:
    """Day numbers of the first and the last date that the file can speak of."""
    known = years[years.str.fullmatch(r"(?:19|20)\d\d").astype(bool)].astype(int)
    if known.empty:
        return (0, -1)
    first, last = datetime.date(known.min(), 1, 1), datetime.date(known.max() + 1, 12, 31)
    return ((first - _DAY_ZERO).days, (last - _DAY_ZERO).days)


def _adds_up(rows: pd.DataFrame, numbers: pd.Series, row: int) -> bool:
    """Whether the cell belongs to a total, by sex or by age, of two or more published parts."""
    exact = numbers.where(~rows["value"].str.startswith("<"))
    for split in ("sex", "age_group"):
        fixed = [key for key in _KEY if key != split]
        same = (rows[fixed] == rows.loc[row, fixed]).all(axis=1)
        cells = pd.DataFrame({"label": rows.loc[same, split].str.casefold(), "n": exact[same]})
        cells = cells.drop_duplicates().dropna()
        is_total = cells["label"] == v.TOTAL
        totals, parts = cells.loc[is_total, "n"], cells.loc[~is_total, "n"]
        if len(parts) > 1 and (parts > 0).all() and (totals == parts.sum()).any():
            return True
    return False
