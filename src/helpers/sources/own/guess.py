"""Guesses at how a file is written, for a draft that a person looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from helpers.sources.own.dates import EXCEL, DateFormat, read_date
from helpers.sources.own.words import fold, known_labels

_FORMATS: Final = ("DD/MM/YYYY", "MM/DD/YYYY", "DD.MM.YYYY", "DD-MM-YYYY", "YYYY/MM/DD",
                   "DD MMM YYYY", "DD-MMM-YYYY", "MM/YYYY", "YYYY", EXCEL)  # fmt: skip
_SEPARATORS: Final = (";", "|", ",", "/", "+")
_ENOUGH: Final = 0.9


def guess_formats(cells: Iterable[str]) -> list[str]:
    """Formats that read nearly all dates; none where ISO 8601 reads them, '' where nothing does.

    Args:
        cells: Different cells of a column of dates.

    Example:
        >>> guess_formats(["31/12/2020"]), guess_formats(["1/2/2020"]), guess_formats([])
        (['DD/MM/YYYY'], ['DD/MM/YYYY', 'MM/DD/YYYY'], [])
    """
    unread = [cell for cell in cells if cell and read_date(cell, ()) is None]
    if not unread:
        return []
    fits = [name for name in _FORMATS if mostly(unread, DateFormat(name).read)]
    return fits or [""]


def guess_separator(cells: Iterable[tuple[str, str]]) -> str:
    """The separator whose parts the lists of labels know; ';' when none is used.

    Args:
        cells: Kinds and cells of columns that can hold several values.

    Example:
        >>> guess_separator([("form", "labour, sexual")])
        ','
    """
    scores = dict.fromkeys(_SEPARATORS, 0)
    for kind, cell in cells:
        known = known_labels(kind)
        if fold(cell) not in known:
            for mark in _SEPARATORS:
                parts = cell.split(mark)
                scores[mark] += len(parts) > 1 and sum(fold(part) in known for part in parts)
    return max(_SEPARATORS, key=lambda mark: scores[mark])


def mostly(values: Iterable[str], fits: Callable[[str], object]) -> bool:
    """Whether something holds for nearly all values, and there are some."""
    found = [bool(fits(value)) for value in values]
    return bool(found) and sum(found) >= _ENOUGH * len(found)
