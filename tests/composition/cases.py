"""Small caseloads made by code: one row a combination of attributes, with its persons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.composition import Caseload, select_caseload
from helpers.tables.provenance import Provenance

FLAGS = ("labour", "sexual", "other", "marriage", "slavery_like")
BLANK = {
    "channel": "case_management",
    "year": "2015",
    "country": "PHL",
    "sex": "female",
    "age_group": "9-17",
    **{f"form_{flag}": "unknown" for flag in FLAGS},
}


@dataclass(frozen=True)
class Made:
    """What ``read_reference`` gives, with rows of our own."""

    table: pd.DataFrame
    provenance: Provenance


def provenance(source: str) -> Provenance:
    """``published`` has no threshold, ``ctdc`` hides counts below 10."""
    return Provenance(source, "An office", "Cases", "2026", "2026-01-01", "", "", "")


def group(persons: int, **values: Any) -> dict[str, Any]:
    """One row; a flag is written ``labour="yes"``, everything else by its column's name."""
    named = {f"form_{k}" if k in FLAGS else k: value for k, value in values.items()}
    assert named.keys() <= BLANK.keys()
    return {**BLANK, **named, "persons": persons}


def made(*rows: dict[str, Any], source: str = "published") -> Made:
    return Made(pd.DataFrame(list(rows)), provenance(source))


def caseload(*rows: dict[str, Any], source: str = "published", **chosen: Any) -> Caseload:
    return select_caseload(made(*rows, source=source), **chosen)
