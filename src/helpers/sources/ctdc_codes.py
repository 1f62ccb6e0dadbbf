"""Cells of CTDC's files as codes, whatever the edition: case, dashes, -99, NULL, 1.0.

Cells are translated one distinct text at a time, so a column of a million cells costs little. A
text that has no code counts as unknown and is told with its number of rows, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from helpers.sources.countries import to_alpha3
from helpers.sources.reading import Finding, read_labels
from helpers.tables import vocabulary as v

_DASHES: Final = re.compile(r"\s*[-‐‑‒–—―−]+\s*")
_YEAR: Final = re.compile(r"((?:19|20)\d\d)(?:-((?:19|20)\d\d))?")
_WHOLE: Final = re.compile(r"-?\d+\.0+")
_MOST_LABELS: Final = 20
_LONGEST_LABEL: Final = 60
_FLAGS: Final = {"1": "yes", "0": "no", "true": "yes", "false": "no"}

Strange = dict[str, dict[str, int]]
"""For each column the texts without a code, with their number of rows."""


def plain(text: str) -> str:
    """A label without differences that mean nothing.

    Example:
        >>> plain("18--20"), plain("18 — 20"), plain("  case  Management"), plain("2016.0")
        ('18-20', '18-20', 'case management', '2016')
    """
    short = " ".join(text.split()).casefold()
    if _WHOLE.fullmatch(short):
        return short.partition(".")[0]
    # A dash in front is the sign of -99.
    return short[:1] + _DASHES.sub("-", short[1:])


@cache
def _missing() -> frozenset[str]:
    return frozenset({"", *map(plain, read_labels("ctdc_missing"))})


@cache
def _labels() -> dict[str, str]:
    return {plain(label): code for label, code in read_labels("ctdc").items()}


def is_missing(text: str) -> bool:
    """Whether a cell says that nothing is recorded.

    Example:
        >>> [is_missing(text) for text in ("", "-99", "-99.0", "NULL", "NA")]
        [True, True, True, True, False]
    """
    return plain(text) in _missing()


def to_year(text: str) -> str | None:
    """A year or a band of years as CTDC writes them; None for anything else.

    Example:
        >>> to_year("2016.0"), to_year("2014--2018"), to_year("9999"), to_year("20 19")
        ('2016', '2014-2018', None, None)
    """
    found = _YEAR.fullmatch(plain(text))
    if found is None or (found[2] and found[2] <= found[1]):
        return None
    return f"{found[1]}-{found[2]}" if found[2] else found[1]


def to_country(text: str) -> str | None:
    """ISO 3166-1 alpha-3 of a code in either length, in any case; 'NA' is Namibia.

    Example:
        >>> [to_country(code) for code in ("NA", "ph", "MDA", "XK", "na")]
        ['NAM', 'PHL', 'MDA', 'XKX', None]
    """
    code = to_alpha3(text)
    # In small letters 'na' is more often 'not available' than Namibia: nobody can tell.
    if code is None and text.isalpha() and len(text) in (2, 3) and text != "na":
        return to_alpha3(text.upper())
    return code


def label_of(*allowed: str) -> Callable[[str], str | None]:
    """A translation by the label map that gives only codes of one vocabulary.

    Args:
        *allowed: The codes.

    Example:
        >>> label_of(*v.SEXES)("WOMAN"), label_of(*v.SEXES)("0--8")
        ('female', None)
    """

    def translate(text: str) -> str | None:
        code = _labels().get(plain(text))
        return code if code in allowed else None

    return translate


def to_flag(text: str) -> str | None:
    """A flag as yes or no."""
    return _FLAGS.get(plain(text))


def code_column(
    values: pd.Series, translate: Callable[[str], str | None]
) -> tuple[pd.Series, dict[str, int]]:
    """A column as codes, and what had none.

    A cell with several values joined by ';' has a code only where all of them have the same.

    Args:
        values: The cells as text.
        translate: Gives a text's code, or None.
    """
    places, texts = pd.factorize(values)
    codes = [_code(str(text), translate) for text in texts]
    table = np.array([v.UNKNOWN if code is None else code for code in codes], dtype=object)
    counts = np.bincount(places, minlength=len(codes))
    strange = {
        str(text): int(n) for text, code, n in zip(texts, codes, counts, strict=True) if not code
    }
    return pd.Series(table[places], index=values.index, dtype="str"), strange


def _code(text: str, translate: Callable[[str], str | None]) -> str | None:
    if is_missing(text):
        return v.UNKNOWN
    found = {translate(part.strip()) for part in text.split(";") if not is_missing(part)}
    return found.pop() if len(found) == 1 else None


def find_strange(strange: Mapping[str, Mapping[str, int]], place: str) -> list[Finding]:
    """The ledger's lines on texts without a code, the most frequent of each column first.

    Args:
        strange: For each column its texts, with their number of rows.
        place: What the file is.
    """
    return [
        Finding(
            "caseload",
            f"{place}, column '{column}'",
            rule,
            rows,
            "counted as unknown",
            strange=True,
        )
        for column, labels in strange.items()
        for rule, rows in _to_rules(labels)
    ]


def _to_rules(labels: Mapping[str, int]) -> Iterable[tuple[str, int]]:
    ordered = sorted(labels.items(), key=lambda entry: (-entry[1], entry[0]))
    for label, rows in ordered[:_MOST_LABELS]:
        kind = "several values together" if ";" in label else "label"
        yield f"{kind} {_shorten(label)!r} without a code", rows
    rest = ordered[_MOST_LABELS:]
    if rest:
        yield f"{len(rest):,} other labels without a code", sum(rows for _, rows in rest)


def _shorten(label: str) -> str:
    return label if len(label) <= _LONGEST_LABEL else label[:_LONGEST_LABEL] + "…"
