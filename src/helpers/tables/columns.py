"""Columns that canonical tables are built of, each with its rule in words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pycountry

from helpers.tables import vocabulary as v

# ISO 3166-1 alpha-3, and the code that its users agreed on for Kosovo. A pattern of three letters
# would let regional aggregates pass as countries (CAS, EEU), and their people be counted twice.
_COUNTRIES = frozenset(country.alpha_3 for country in pycountry.countries) | {"XKX"}


def text(*allowed: str, pattern: str = "", nullable: bool = False) -> pa.Column:
    """A text column, never empty unless said, from a closed list or of a pattern."""
    checks = (
        [pa.Check.isin(list(allowed), error=f"one of {', '.join(filter(None, allowed))}")]
        if allowed
        else []
    )
    if pattern:
        checks.append(pa.Check.str_matches(pattern, error=f"text like {pattern}"))
    return pa.Column("string", checks, nullable=nullable, coerce=True)


def country(*others: str) -> pa.Column:
    """A country by its ISO 3166-1 alpha-3 code, or one of the other codes."""
    codes = sorted(_COUNTRIES | set(others))
    error = " or ".join(["an ISO 3166-1 alpha-3 code", *others])
    return pa.Column("string", pa.Check.isin(codes, error=error), coerce=True)


def count(*, nullable: bool = False) -> pa.Column:
    """Persons: whole numbers from zero."""
    check = pa.Check.ge(0, error="a count from zero")
    return pa.Column("Int64", check, nullable=nullable, coerce=True)


def rate() -> pa.Column:
    """A rate or a distance from zero; empty where there is none."""
    check = pa.Check.ge(0, error="a rate from zero")
    return pa.Column("Float64", check, nullable=True, coerce=True)


def year() -> pa.Column:
    """A calendar year."""
    check = pa.Check.in_range(1950, 2100, error="a year from 1950 to 2100")
    return pa.Column("Int64", check, coerce=True)


def bounded() -> dict[str, pa.Column]:
    """Count, bounds and status: the value columns of every published table."""
    return {
        "persons": count(nullable=True),
        "lower": count(nullable=True),
        "upper": count(nullable=True),
        "status": text(*v.STATUSES),
    }


_RANGES = (v.HIDDEN_AT_SOURCE, v.CONFLICTING)


def _bounds_hold(frame: pd.DataFrame) -> pd.Series[Any]:
    """Observed: a count that equals both bounds. A range: bounds in order. Else: no numbers."""
    status = frame["status"].fillna("")
    seen, ranged = status == v.OBSERVED, status.isin(_RANGES)
    equal = (frame["persons"] == frame["lower"]) & (frame["persons"] == frame["upper"])
    ordered = frame["persons"].isna() & (frame["lower"] <= frame["upper"]).fillna(False)
    empty = frame[["persons", "lower", "upper"]].isna().all(axis=1)
    return (equal.fillna(False) & seen) | (ordered & ranged) | (empty & ~seen & ~ranged)


_BOUNDS_RULE = (
    "an observed count equals both bounds, a range has bounds in order and no count, "
    "and any other status has no number"
)


def make_schema(columns: dict[str, pa.Column], unique: list[str]) -> pa.DataFrameSchema:
    """A table with these columns in this order, one row a key; bounds hold where it has them."""
    bounded = {"persons", "lower", "upper", "status"} <= set(columns)
    checks = [pa.Check(_bounds_hold, error=_BOUNDS_RULE)] if bounded else []
    return pa.DataFrameSchema(
        columns,
        checks=checks,
        unique=unique,
        strict=True,
        ordered=True,
        unique_column_names=True,
    )
