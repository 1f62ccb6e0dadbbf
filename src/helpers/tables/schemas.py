"""pandera schemas of the canonical tables, and the check that speaks in Caselight's errors."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
import pycountry
from pandera.errors import SchemaErrors

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.failures import explain_failures

# ISO 3166-1 alpha-3, and the code that its users agreed on for Kosovo. A pattern of three letters
# would let regional aggregates pass as countries (CAS, EEU), and their people be counted twice.
_COUNTRIES = frozenset(country.alpha_3 for country in pycountry.countries) | {"XKX"}
_YEAR = r"^((19|20)\d\d|unknown|all)$"
_DATE = r"^((19|20)\d\d-[01]\d-[0-3]\d)?$"  # empty: not signed, not consented
_FLAG = ("yes", "no", "unknown")


def _text(*allowed: str, pattern: str = "", nullable: bool = False) -> pa.Column:
    """A text column, never empty unless said, from a closed list or of a pattern."""
    checks = (
        [pa.Check.isin(list(allowed), error=f"one of {', '.join(filter(None, allowed))}")]
        if allowed
        else []
    )
    if pattern:
        checks.append(pa.Check.str_matches(pattern, error=f"text like {pattern}"))
    return pa.Column("string", checks, nullable=nullable, coerce=True)


def _country(*others: str) -> pa.Column:
    codes = sorted(_COUNTRIES | set(others))
    error = " or ".join(["an ISO 3166-1 alpha-3 code", *others])
    return pa.Column("string", pa.Check.isin(codes, error=error), coerce=True)


def _count(*, nullable: bool = False) -> pa.Column:
    """Persons: whole numbers from zero."""
    check = pa.Check.ge(0, error="a count from zero")
    return pa.Column("Int64", check, nullable=nullable, coerce=True)


def _year() -> pa.Column:
    check = pa.Check.in_range(1950, 2100, error="a year from 1950 to 2100")
    return pa.Column("Int64", check, coerce=True)


def _bounded() -> dict[str, pa.Column]:
    """Count, bounds and status: the value columns of every published table."""
    return {
        "persons": _count(nullable=True),
        "lower": _count(nullable=True),
        "upper": _count(nullable=True),
        "status": _text(*v.STATUSES),
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


def _schema(columns: dict[str, pa.Column], unique: list[str]) -> pa.DataFrameSchema:
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


def _flagged(attribute: str) -> pa.DataFrameSchema:
    keys = {
        "channel": _text(*v.CHANNELS),
        "country": _country(v.UNKNOWN, v.ALL),
        "year": _text(pattern=_YEAR),
        attribute: _text(),
    }
    return _schema(keys | _bounded(), list(keys))


_FORM_COLUMNS = {f"form_{form}": _text(*_FLAG) for form in v.MAIN_FORMS + v.RARER_FORMS}

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "caseload_forms": _schema(
        {
            "channel": _text(*v.CHANNELS),
            "year": _text(pattern=_YEAR),
            "country": _country(v.UNKNOWN),
            "sex": _text(*v.SEXES),
            "age_group": _text(*v.CASE_AGE_GROUPS),
            **_FORM_COLUMNS,
            "persons": _count(),
        },
        ["channel", "year", "country", "sex", "age_group", *_FORM_COLUMNS],
    ),
    "caseload_citizenship": _schema(
        {
            "channel": _text(*v.CHANNELS),
            "country": _country(v.UNKNOWN),
            "citizenship": _country(v.UNKNOWN),
            "persons": _count(),
        },
        ["channel", "country", "citizenship"],
    ),
    "caseload_sectors": _flagged("sector"),
    "caseload_means": _flagged("means_of_control"),
    "identified": _schema(
        {
            "country": _country(),
            "year": _year(),
            "sex": _text(*v.SEXES),
            "age_group": _text(*v.BROAD_AGE_GROUPS),
            "form": _text("total", *v.MAIN_FORMS),
            **_bounded(),
        },
        ["country", "year", "sex", "age_group", "form"],
    ),
    "justice": _schema(
        {
            "country": _country(),
            "year": _year(),
            "stage": _text(*v.STAGES),
            "sex": _text(*v.SEXES),
            "age_group": _text(*v.BROAD_AGE_GROUPS),
            **_bounded(),
        },
        ["country", "year", "stage", "sex", "age_group"],
    ),
    "decisions": _schema(
        {
            "country": _country(),
            "year": _year(),
            "quarter": _text("Q1", "Q2", "Q3", "Q4", "total"),
            "stage": _text(*v.DECISION_STAGES),
            "outcome": _text("positive", "negative", "total"),
            "age_group": _text(*v.BROAD_AGE_GROUPS),
            **_bounded(),
        },
        ["country", "year", "quarter", "stage", "outcome", "age_group"],
    ),
    "estimates": _schema(
        {
            "source": _text(),
            "edition": _text(),
            "area": _country(),
            "year": _year(),
            "concept": _text(*v.CONCEPTS),
            **{name: _bounded()[name] for name in ("persons", "lower", "upper")},
            "per_1000": pa.Column(
                "Float64", pa.Check.ge(0, error="a rate from zero"), nullable=True, coerce=True
            ),
            "status": _bounded()["status"],
            "method": _text(),
        },
        ["source", "edition", "area", "year", "concept"],
    ),
    "treaties": _schema(
        {
            "country": _country("EU"),
            "treaty": _text(),
            "signed": _text(pattern=_DATE, nullable=True),
            "consented": _text(pattern=_DATE, nullable=True),
            "kind": _text(*v.CONSENT_KINDS, "", nullable=True),
        },
        ["country", "treaty"],
    ),
    "population": _schema(
        {"country": _country(), "year": _year(), "persons": _count()}, ["country", "year"]
    ),
}


def check_table(name: str, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Hold a table against its schema.

    Args:
        name: Name of the canonical table, a key of ``SCHEMAS``.
        frame: The table, one row a combination of attributes.
        where: The file it comes from, named in the error.

    Returns:
        The table, with the schema's types and its rows numbered from 0.

    Raises:
        CaselightError: A column is missing, or a cell breaks its rule. The message names column,
            row and rule, and no value.

    Example:
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"country": ["NAM"], "year": [2020], "persons": [2540905]})
        >>> int(check_table("population", rows, "population.csv")["persons"].iloc[0])
        2540905
    """
    frame = frame.reset_index(drop=True)
    try:
        return SCHEMAS[name].validate(frame, lazy=True)
    except SchemaErrors as broken:
        rule, place = explain_failures(broken.failure_cases, SCHEMAS[name], frame)
        raise CaselightError(
            f"Table '{name}' keeps its schema: {rule}.",
            f"{where}: {place} ({len(broken.failure_cases)} findings in all)",
            "Correct the file, or the label map of its source, and read it again.",
        ) from None
