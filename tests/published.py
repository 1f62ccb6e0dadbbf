"""Published tables made by code: a number, a range printed as '<5', or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from helpers.tables.provenance import Provenance

FEW = "<5"


@dataclass(frozen=True)
class Made:
    """What ``read_reference`` gives, with rows of our own."""

    table: pd.DataFrame
    provenance: Provenance


def provenance(source: str) -> Provenance:
    return Provenance(source, "An office", "Figures", "2026", "2026-01-01", "", "", "")


def bounded(count: int | str | tuple[int, int] | None) -> dict[str, Any]:
    """The value columns of one published cell: 7, '<5', a conflict (3, 9), or None."""
    if count is None:
        return {"persons": pd.NA, "lower": pd.NA, "upper": pd.NA, "status": "not_reported"}
    if count == FEW:
        return {"persons": pd.NA, "lower": 0, "upper": 4, "status": "hidden_at_source"}
    if isinstance(count, tuple):
        low, high = count
        return {"persons": pd.NA, "lower": low, "upper": high, "status": "conflicting"}
    return {"persons": count, "lower": count, "upper": count, "status": "observed"}


def table(source: str, defaults: dict[str, Any], *rows: tuple[dict[str, Any], Any]) -> Made:
    """Rows of labels with a count each; labels that a row leaves out are the defaults'."""
    lines = [{**defaults, **labels, **bounded(count)} for labels, count in rows]
    columns = [*defaults, "persons", "lower", "upper", "status"]
    frame = pd.DataFrame(lines, columns=columns)
    numbers = dict.fromkeys(("persons", "lower", "upper"), "Int64")
    return Made(frame.astype(numbers), provenance(source))


def justice(*rows: tuple[str, int, str, Any]) -> Made:
    """Country, year, stage, count."""
    defaults = {"country": "", "year": 0, "stage": "", "sex": "total", "age_group": "total"}
    named = [({"country": c, "year": y, "stage": s}, n) for c, y, s, n in rows]
    return table("glotip", defaults, *named)


def detected(*rows: tuple[str, int, Any]) -> Made:
    """Country, year, detected victims."""
    defaults = {"country": "", "year": 0, "sex": "total", "age_group": "total", "form": "total"}
    return table("glotip", defaults, *[({"country": c, "year": y}, n) for c, y, n in rows])
