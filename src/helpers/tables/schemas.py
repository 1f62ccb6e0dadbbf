"""pandera schemas of the canonical tables, and the check that speaks in Caselight's errors."""

from __future__ import annotations

from typing import Final

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.columns import bounded, count, country, make_schema, rate, text, year
from helpers.tables.exposure import EXPOSURE_ATTRIBUTES
from helpers.tables.failures import explain_failures
from helpers.tables.lists import LISTS

_YEAR = r"^((19|20)\d\d(-(19|20)\d\d)?|unknown|all)$"
_DATE = r"^((19|20)\d\d-[01]\d-[0-3]\d)?$"  # empty: not signed, not consented
_CITIZENSHIP = r"^(total|unknown|stateless|refugee|([A-Z]{3}|unknown)(\+([A-Z]{3}|unknown))*)$"
_FORMS = rf"^(total|unknown|({'|'.join(v.REFERRAL_FORMS)})(\+({'|'.join(v.REFERRAL_FORMS)}))*)$"
_FLAG = ("yes", "no", "unknown")


def _flagged(attribute: str) -> pa.DataFrameSchema:
    keys = {
        "channel": text(*v.CHANNELS),
        "country": country(v.UNKNOWN, v.ALL),
        "year": text(pattern=_YEAR),
        attribute: text(),
    }
    return make_schema(keys | bounded(), list(keys))


_FORM_COLUMNS = {f"form_{form}": text(*_FLAG) for form in v.MAIN_FORMS + v.RARER_FORMS}

SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "caseload_forms": make_schema(
        {
            "channel": text(*v.CHANNELS),
            "year": text(pattern=_YEAR),
            "country": country(v.UNKNOWN),
            "sex": text(*v.SEXES),
            "age_group": text(*v.CASE_AGE_GROUPS),
            **_FORM_COLUMNS,
            "persons": count(),
        },
        ["channel", "year", "country", "sex", "age_group", *_FORM_COLUMNS],
    ),
    "caseload_citizenship": make_schema(
        {
            "channel": text(*v.CHANNELS),
            "country": country(v.UNKNOWN),
            "citizenship": country(v.UNKNOWN),
            "persons": count(),
        },
        ["channel", "country", "citizenship"],
    ),
    "caseload_sectors": _flagged("sector"),
    "caseload_means": _flagged("means_of_control"),
    "caseload_exposure": make_schema(
        {
            "channel": text(*v.CHANNELS),
            "country": country(v.UNKNOWN, v.ALL),
            "sector": text(),
            "attribute": text(*EXPOSURE_ATTRIBUTES),
            "value": text(),
            **bounded(),
        },
        ["channel", "country", "sector", "attribute", "value"],
    ),
    "identified": make_schema(
        {
            "country": country(),
            "year": year(),
            "sex": text(*v.SEXES),
            "age_group": text(*v.BROAD_AGE_GROUPS),
            "form": text("total", v.UNKNOWN, *v.MAIN_FORMS),
            **bounded(),
        },
        ["country", "year", "sex", "age_group", "form"],
    ),
    "justice": make_schema(
        {
            "country": country(),
            "year": year(),
            "stage": text(*v.STAGES),
            "sex": text(*v.SEXES),
            "age_group": text(*v.BROAD_AGE_GROUPS),
            **bounded(),
        },
        ["country", "year", "stage", "sex", "age_group"],
    ),
    "decisions": make_schema(
        {
            "country": country(),
            "year": year(),
            "quarter": text("Q1", "Q2", "Q3", "Q4", "total"),
            "stage": text(*v.DECISION_STAGES),
            "outcome": text(*v.DECISION_OUTCOMES),
            "age_group": text(*v.BROAD_AGE_GROUPS),
            **bounded(),
        },
        ["country", "year", "quarter", "stage", "outcome", "age_group"],
    ),
    "referrals": make_schema(
        {
            "country": country(),
            "year": text(pattern=_YEAR),
            "quarter": text("Q1", "Q2", "Q3", "Q4", "total", v.UNKNOWN),
            "stage": text("notified", "referred"),
            "responder_type": text(*v.RESPONDER_TYPES),
            "first_responder": text(),
            "form": text(pattern=_FORMS),
            "age_group": text(*v.BROAD_AGE_GROUPS),
            "sex": text(*v.SEXES),
            "citizenship": text(pattern=_CITIZENSHIP),
            "level": text(*v.LEVELS),
            **bounded(),
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
    "small_boats": make_schema(
        {
            "country": country(),
            "year": year(),
            "quarter": text("Q1", "Q2", "Q3", "Q4", "total"),
            "stage": text(*v.ARRIVAL_STAGES),
            "outcome": text(*v.ARRIVAL_OUTCOMES),
            "citizenship": text(pattern=_CITIZENSHIP),
            "sex": text(*v.SEXES),
            "age_group": text(*v.ARRIVAL_AGES),
            **bounded(),
        },
        ["country", "year", "quarter", "stage", "outcome", "citizenship", "sex", "age_group"],
    ),
    "estimates": make_schema(
        {
            "source": text(),
            "edition": text(),
            "area": country(),
            "year": year(),
            "concept": text(*v.CONCEPTS),
            **{name: bounded()[name] for name in ("persons", "lower", "upper")},
            "per_1000": rate(),
            "status": bounded()["status"],
            "method": text(),
        },
        ["source", "edition", "area", "year", "concept"],
    ),
    "hidden_population": LISTS,
    "treaties": make_schema(
        {
            "country": country("EU"),
            "treaty": text(),
            "signed": text(pattern=_DATE, nullable=True),
            "consented": text(pattern=_DATE, nullable=True),
            "kind": text(*v.CONSENT_KINDS, "", nullable=True),
        },
        ["country", "treaty"],
    ),
    "ratings": make_schema(
        {"country": country(), "year": year(), "tier": text(*v.TIERS)},
        ["country", "year"],
    ),
    "population": make_schema(
        {"country": country(), "year": year(), "persons": count()}, ["country", "year"]
    ),
    "statements": make_schema(
        {
            "statement": text(),
            "kind": text("share", "change", "sum"),
            "topic": text(),
            "text": text(),
            "printed": text(nullable=True),
            "part": text(nullable=True),
            "whole": text(nullable=True),
            "url": text(),
        },
        ["statement"],
    ),
}


CONTRIBUTED: Final = tuple(name for name in SCHEMAS if name.startswith("caseload_"))
"""Tables that can tell who contributed the persons: ``contributor``, after the key columns."""

_CONTRIBUTORS: Final = r"^(unknown|[1-9]\d?(\+[1-9]\d?)*)$"


def _find_schema(name: str, frame: pd.DataFrame) -> pa.DataFrameSchema:
    """The schema of a table; with ``contributor`` where it is a caseload that has it."""
    if name not in CONTRIBUTED or "contributor" not in frame:
        return SCHEMAS[name]
    schema, keys = SCHEMAS[name], list(SCHEMAS[name].unique or ())
    own = {"contributor": text(pattern=_CONTRIBUTORS)}
    columns = {c: schema.columns[c] for c in keys} | own
    return make_schema(columns | dict(schema.columns), [*keys, "contributor"])


def make_empty(name: str) -> pd.DataFrame:
    """A canonical table without rows, for a source that has none of it.

    Example:
        >>> list(make_empty("population").columns)
        ['country', 'year', 'persons']
    """
    columns = SCHEMAS[name].columns
    return pd.DataFrame({c: pd.Series(dtype=str(columns[c].dtype)) for c in columns})


def check_table(name: str, frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """A table held against its schema, with the schema's types and its rows numbered from 0.

    Args:
        name: Name of the canonical table, a key of ``SCHEMAS``.
        frame: The table, one row a combination of attributes.
        where: The file it comes from, named in the error.

    Raises:
        CaselightError: A column is missing, or a cell breaks its rule. The message names column,
            row and rule, and no value.

    Example:
        >>> rows = pd.DataFrame({"country": ["NAM"], "year": [2020], "persons": [2540905]})
        >>> int(check_table("population", rows, "population.csv")["persons"].iloc[0])
        2540905
    """
    frame = frame.reset_index(drop=True)
    schema = _find_schema(name, frame)
    try:
        return schema.validate(frame, lazy=True)
    except SchemaErrors as broken:
        rule, place = explain_failures(broken.failure_cases, schema, frame)
        raise CaselightError(
            f"Table '{name}' keeps its schema: {rule}.",
            f"{where}: {place} ({len(broken.failure_cases)} findings in all)",
            "Correct the file, or the label map of its source, and read it again.",
        ) from None
