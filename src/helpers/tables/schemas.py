"""pandera schemas of the canonical tables, and the check that speaks in Caselight's errors."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v

_COUNTRY = r"^([A-Z]{3}|EU|unknown|all)$"
_CITIZENSHIP = r"^(total|unknown|stateless|refugee|([A-Z]{3}|unknown)(\+([A-Z]{3}|unknown))*)$"
_FORMS = rf"^(total|unknown|({'|'.join(v.REFERRAL_FORMS)})(\+({'|'.join(v.REFERRAL_FORMS)}))*)$"
_YEAR = r"^((19|20)\d\d(-(19|20)\d\d)?|unknown|all)$"
_FLAG = ("yes", "no", "unknown")


def _text(*allowed: str, pattern: str | None = None) -> pa.Column:
    """A text column that is never empty, from a closed list or of a pattern."""
    checks = [pa.Check.isin(list(allowed))] if allowed else []
    if pattern:
        checks.append(pa.Check.str_matches(pattern))
    return pa.Column("string", checks, coerce=True)


def _count(*, nullable: bool = False) -> pa.Column:
    """Persons: whole numbers from zero."""
    return pa.Column("Int64", pa.Check.ge(0), nullable=nullable, coerce=True)


def _year() -> pa.Column:
    return pa.Column("Int64", pa.Check.in_range(1950, 2100), coerce=True)


def _bounded() -> dict[str, pa.Column]:
    """Count, bounds and status: the value columns of every published table."""
    return {
        "persons": _count(nullable=True),
        "lower": _count(nullable=True),
        "upper": _count(nullable=True),
        "status": _text(*v.STATUSES),
    }


def _bounds_hold(frame: pd.DataFrame) -> pd.Series[Any]:
    """An observed count equals both of its bounds; bounds are in order."""
    seen = frame["status"] == v.OBSERVED
    equal = (frame["persons"] == frame["lower"]) & (frame["persons"] == frame["upper"])
    ordered = (frame["lower"] <= frame["upper"]).fillna(True)
    return (equal.fillna(False) | ~seen) & ordered & (frame["persons"].isna() | seen)


def _schema(columns: dict[str, pa.Column], unique: list[str]) -> pa.DataFrameSchema:
    bounded = {"persons", "lower", "upper", "status"} <= set(columns)
    checks = [pa.Check(_bounds_hold, name="bounds")] if bounded else []
    return pa.DataFrameSchema(columns, checks=checks, unique=unique, strict=True, ordered=True)


def _flagged(attribute: str) -> pa.DataFrameSchema:
    keys = {
        "channel": _text(*v.CHANNELS),
        "country": _text(pattern=_COUNTRY),
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
            "country": _text(pattern=_COUNTRY),
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
            "country": _text(pattern=_COUNTRY),
            "citizenship": _text(pattern=_COUNTRY),
            "persons": _count(),
        },
        ["channel", "country", "citizenship"],
    ),
    "caseload_sectors": _flagged("sector"),
    "caseload_means": _flagged("means_of_control"),
    "identified": _schema(
        {
            "country": _text(pattern=_COUNTRY),
            "year": _year(),
            "sex": _text(*v.SEXES),
            "age_group": _text(*v.BROAD_AGE_GROUPS),
            "form": _text("total", v.UNKNOWN, *v.MAIN_FORMS),
            **_bounded(),
        },
        ["country", "year", "sex", "age_group", "form"],
    ),
    "justice": _schema(
        {
            "country": _text(pattern=_COUNTRY),
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
            "country": _text(pattern=_COUNTRY),
            "year": _year(),
            "quarter": _text("Q1", "Q2", "Q3", "Q4", "total"),
            "stage": _text(*v.DECISION_STAGES),
            "outcome": _text(*v.DECISION_OUTCOMES),
            "age_group": _text(*v.BROAD_AGE_GROUPS),
            **_bounded(),
        },
        ["country", "year", "quarter", "stage", "outcome", "age_group"],
    ),
    "referrals": _schema(
        {
            "country": _text(pattern=_COUNTRY),
            "year": _text(pattern=_YEAR),
            "quarter": _text("Q1", "Q2", "Q3", "Q4", "total", v.UNKNOWN),
            "stage": _text("notified", "referred"),
            "responder_type": _text(*v.RESPONDER_TYPES),
            "first_responder": _text(),
            "form": _text(pattern=_FORMS),
            "age_group": _text(*v.BROAD_AGE_GROUPS),
            "sex": _text(*v.SEXES),
            "citizenship": _text(pattern=_CITIZENSHIP),
            "level": _text(*v.LEVELS),
            **_bounded(),
        },
        [
            "country",
            "year",
            "quarter",
            "stage",
            "responder_type",
            "first_responder",
            "form",
            "age_group",
            "sex",
            "citizenship",
        ],
    ),
    "small_boats": _schema(
        {
            "country": _text(pattern=_COUNTRY),
            "year": _year(),
            "quarter": _text("Q1", "Q2", "Q3", "Q4", "total"),
            "stage": _text(*v.ARRIVAL_STAGES),
            "outcome": _text(*v.ARRIVAL_OUTCOMES),
            "citizenship": _text(pattern=_CITIZENSHIP),
            "sex": _text(*v.SEXES),
            "age_group": _text(*v.ARRIVAL_AGES),
            **_bounded(),
        },
        ["country", "year", "quarter", "stage", "outcome", "citizenship", "sex", "age_group"],
    ),
    "estimates": _schema(
        {
            "source": _text("gsi"),
            "edition": _text(),
            "area": _text(pattern=_COUNTRY),
            "year": _year(),
            "concept": _text(*v.CONCEPTS),
            "persons": _count(nullable=True),
            "lower": _count(nullable=True),
            "upper": _count(nullable=True),
            "per_1000": pa.Column("Float64", pa.Check.ge(0), nullable=True, coerce=True),
            "status": _text(*v.STATUSES),
            "method": _text(),
        },
        ["source", "edition", "area"],
    ),
    "ratings": _schema(
        {"country": _text(pattern=_COUNTRY), "year": _year(), "tier": _text(*v.TIERS)},
        ["country", "year"],
    ),
    "population": _schema(
        {"country": _text(pattern=_COUNTRY), "year": _year(), "persons": _count()},
        ["country", "year"],
    ),
}


def make_empty(name: str) -> pd.DataFrame:
    """A canonical table without rows, for a source that has none of it.

    Example:
        >>> list(make_empty("population").columns)
        ['country', 'year', 'persons']
    """
    columns = SCHEMAS[name].columns
    return pd.DataFrame({c: pd.Series(dtype=str(columns[c].dtype)) for c in columns})


def check_table(name: str, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """Hold a table against its schema.

    Args:
        name: Name of the canonical table, a key of ``SCHEMAS``.
        frame: The table, one row a combination of attributes.
        where: The file it comes from, named in the error.

    Returns:
        The table, with the schema's types.

    Raises:
        CaselightError: A column is missing, or a cell breaks its rule. The message names column,
            row and rule, and no value.

    Example:
        >>> import pandas as pd
        >>> rows = pd.DataFrame({"country": ["NAM"], "year": [2020], "persons": [2540905]})
        >>> int(check_table("population", rows, "population.csv")["persons"].iloc[0])
        2540905
    """
    try:
        return SCHEMAS[name].validate(frame, lazy=True)
    except SchemaErrors as broken:
        first = broken.failure_cases.iloc[0]
        row = "" if pd.isna(first["index"]) else f", row {int(first['index']) + 1}"
        column = first["column"] or "the table's columns"
        raise CaselightError(
            f"Table '{name}' keeps its schema: {first['check']}.",
            f"{where}: {column}{row} ({len(broken.failure_cases)} cells or rules in all)",
            "Correct the file, or the label map of its source, and read it again.",
        ) from None
