"""The codes that a value can have, and the labels in English, French and Spanish that we know."""

from __future__ import annotations

import csv
import unicodedata
from functools import cache
from importlib import resources
from typing import Final

from helpers.sources.reading import read_labels
from helpers.tables import vocabulary as v

YES, NO = "yes", "no"
FORMS: Final = v.MAIN_FORMS + v.RARER_FORMS
SECTORS: Final = tuple(dict.fromkeys(read_labels("ctdc_sectors").values()))
MEANS: Final = tuple(dict.fromkeys(read_labels("ctdc_means").values()))

CODES: Final[dict[str, tuple[str, ...]]] = {
    "channel": tuple(v.CHANNELS),
    "sex": tuple(code for code in v.SEXES if code not in (v.TOTAL, v.UNKNOWN)),
    "age_group": tuple(code for code in v.CASE_AGE_GROUPS if code != v.UNKNOWN),
    "form": FORMS,
    "sector": SECTORS,
    "means": MEANS,
    "flag": (YES, NO),
}
"""For each kind of value, the codes of the canonical tables; every kind can also be unknown."""

LANGUAGES: Final = ("en", "fr", "es")
_FILES: Final = {"sex": "own_sex", "age_group": "own_age", "form": "own_forms", "flag": "own_flags",
                 "sector": "own_sectors", "means": "own_means"}  # fmt: skip


def fold(label: str) -> str:
    """A label without regard to capitals, blanks around it and how its accents are stored."""
    return " ".join(unicodedata.normalize("NFC", label).casefold().split())


@cache
def known_labels(kind: str, languages: tuple[str, ...] = LANGUAGES) -> dict[str, str]:
    """Labels of the lists in ``labels/own_*.csv``: folded label to code.

    Args:
        kind: A key of ``CODES``.
        languages: Only these.
    """
    if kind not in _FILES:
        return {}
    return {fold(row["label"]): row["code"] for row in _rows(_FILES[kind], languages)}


@cache
def known_headers() -> dict[str, str]:
    """Headings of ``labels/own_headers.csv``: folded heading to attribute."""
    return {fold(row["label"]): row["code"] for row in _rows("own_headers", LANGUAGES)}


@cache
def language_of(kind: str, label: str) -> str:
    """The language of a label that a list has; empty when none has it."""
    rows = _rows(_FILES[kind], LANGUAGES) if kind in _FILES else []
    return next((row["language"] for row in rows if fold(row["label"]) == fold(label)), "")


def _rows(name: str, languages: tuple[str, ...]) -> list[dict[str, str]]:
    text = resources.files("helpers.sources").joinpath("labels", f"{name}.csv")
    with text.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["language"] in (*languages, "any")]
