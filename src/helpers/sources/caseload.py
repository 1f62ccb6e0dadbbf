"""Persons into the caseload tables: what every reader of case files hands over.

A reader gives *combinations*: rows of attributes under canonical names, one row a person or one
row a combination with its number of persons. From here on there are counts only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.exposure import count_exposure
from helpers.sources.reading import Finding
from helpers.tables import vocabulary as v
from helpers.tables.schemas import make_empty

FORMS: Final = tuple(f"form_{form}" for form in v.MAIN_FORMS + v.RARER_FORMS)
ATTRIBUTES: Final = ("year", "country", "citizenship", "sex", "age_group")
GRID: Final = ("channel", *ATTRIBUTES, *FORMS)
"""The main variables: every combination of them is one cell of the grid."""

SECTOR: Final = "sector_"
MEANS: Final = "means_"
"""How the columns of flags begin: ``sector_construction``, ``means_threats``."""

_FORMS_TABLE: Final = [name for name in GRID if name != "citizenship"]
_FLAG_KEYS: Final = ["channel", "country", "year"]


CONTRIBUTOR: Final = "contributor"
"""Which organisations contributed a person, by number ('1+3'); only where a file tells it."""

_NEVER: Final = "never filled in"


def tabulate(combinations: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The caseload tables, with true counts; protection comes where they are shown.

    Args:
        combinations: Columns ``channel``; any of ``year`` (text: a year, a band ``2014-2018`` or
            ``unknown``), ``country``, ``citizenship`` (ISO 3166-1 alpha-3 or ``unknown``),
            ``sex``, ``age_group``; ``form_…`` as yes, no or unknown; ``sector_…`` and ``means_…``
            as booleans; ``contributor``, which every table then has as well; ``persons``. An
            attribute without a column is unknown for everybody; without ``persons`` each row is
            one person. Rows may repeat a combination.

    Returns:
        ``caseload_forms``, ``caseload_citizenship``, ``caseload_sectors``, ``caseload_means`` and
        ``caseload_exposure``. In the last three ``all`` marks totals; an absent row is zero.

    Raises:
        CaselightError: There is no column ``channel``, or there are no rows.

    Example:
        >>> import pandas as pd
        >>> cases = pd.DataFrame({"channel": "referral", "form_labour": ["yes", "no"],
        ...                       "sector_construction": [True, False], "persons": [3, 2]})
        >>> tables = tabulate(cases)
        >>> int(tables["caseload_forms"]["persons"].sum())
        5
        >>> print(*tables["caseload_sectors"].iloc[0, :5])
        referral all all construction 3
    """
    whole = complete(combinations)
    known = drop_uncollected(whole, describe_coverage(whole))
    own = [CONTRIBUTOR] if CONTRIBUTOR in known else []
    return {
        "caseload_forms": _sum(known, [*_FORMS_TABLE, *own]),
        "caseload_citizenship": _sum(known, ["channel", "country", "citizenship", *own]),
        "caseload_sectors": count_flags(known, SECTOR, "sector"),
        "caseload_means": count_flags(known, MEANS, "means_of_control"),
        "caseload_exposure": count_exposure(known),
    }


def complete(combinations: pd.DataFrame) -> pd.DataFrame:
    """The combinations with every column of the grid, and with ``persons``.

    Args:
        combinations: As for ``tabulate``.

    Raises:
        CaselightError: There is no column ``channel``, or there are no rows.
    """
    if "channel" not in combinations or combinations.empty:
        raise CaselightError(
            "A case file has at least one person, and says how people came to be counted.",
            "no column 'channel'" if "channel" not in combinations else "no rows",
            "Name the channel in the mapping: case_management, hotline, referral or mixed.",
        )
    missing = [name for name in GRID if name not in combinations]
    whole = combinations.assign(**dict.fromkeys(missing, v.UNKNOWN))
    return whole if "persons" in whole else whole.assign(persons=1)


def _sum(combinations: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return combinations.groupby(list(columns), observed=True)["persons"].sum().reset_index()


def count_flags(combinations: pd.DataFrame, prefix: str, column: str) -> pd.DataFrame:
    """Persons for whom a flag is set, by channel, country and year, with totals.

    Args:
        combinations: What ``complete`` gave.
        prefix: ``SECTOR`` or ``MEANS``.
        column: Name of the canonical column.
    """
    keys = [*_FLAG_KEYS, *(c for c in [CONTRIBUTOR] if c in combinations)]
    parts = []
    for name in (c for c in combinations.columns if c.startswith(prefix)):
        rows = combinations.loc[combinations[name].astype(bool), [*keys, "persons"]]
        # Few sums are left; totals over all rows would turn each of their categories into text.
        parts.append(_sum(rows, keys).assign(**{column: name.removeprefix(prefix)}))
    found = pd.concat(parts) if parts else pd.DataFrame()
    if found.empty:
        return make_empty(f"caseload_{'means' if prefix == MEANS else 'sectors'}")
    own = [name for name in keys if name not in _FLAG_KEYS]
    counted = _sum(with_totals(found), [*_FLAG_KEYS, column, *own])
    numbers = counted["persons"]
    return counted.assign(lower=numbers, upper=numbers, status=v.OBSERVED)


def with_totals(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows once more as ``all`` years of their country, and as ``all`` of everything.

    Args:
        rows: With columns ``country`` and ``year``.
    """
    years = rows.astype({"year": "str", "country": "str"})
    countries = years.assign(year=v.ALL)
    return pd.concat([years, countries, countries.assign(country=v.ALL)], ignore_index=True)


def describe_coverage(combinations: pd.DataFrame) -> pd.DataFrame:
    """For each channel and attribute: how often yes, no, unknown, and whether it is collected.

    Args:
        combinations: What ``complete`` gave; further ``form_…`` columns are described too.
    """
    forms = [name for name in combinations.columns if name.startswith("form_")]
    rows = []
    for channel, group in combinations.groupby("channel", observed=True):
        for form in forms:
            sizes = group.groupby(form, observed=True)["persons"].sum()
            rows.append((channel, form, *_collected(sizes.to_dict())))
        everyone = int(group["persons"].sum())
        for name in ATTRIBUTES:
            unknown = int(group.loc[group[name] == v.UNKNOWN, "persons"].sum())
            known = everyone - unknown
            answer = ("yes", known, 0, unknown, "") if known else ("no", 0, 0, unknown, _NEVER)
            rows.append((channel, name, *answer))
    columns = ["channel", "attribute", "collected", "yes", "no", "unknown", "reason"]
    return pd.DataFrame(rows, columns=columns)


def _collected(sizes: Mapping[str, int]) -> tuple[str, int, int, int, str]:
    yes, no, unknown = (int(sizes.get(name, 0)) for name in ("yes", "no", v.UNKNOWN))
    if yes:
        return "yes", yes, no, unknown, ""
    reason = "the flag has one value over the whole channel" if no else _NEVER
    return "no", yes, no, unknown, reason


def drop_uncollected(combinations: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """A flag that a channel does not collect becomes unknown: a constant is no measurement.

    Args:
        combinations: What ``complete`` gave.
        coverage: What ``describe_coverage`` gave for them.
    """
    changed = combinations.copy()
    for row in coverage[coverage["collected"] == "no"].itertuples():
        if row.attribute.startswith("form_"):
            changed.loc[changed["channel"] == row.channel, row.attribute] = v.UNKNOWN
    return changed


def find_uncollected(coverage: pd.DataFrame) -> list[Finding]:
    """The ledger's lines on what a channel does not collect.

    Args:
        coverage: What ``describe_coverage`` gave.
    """
    return [
        Finding(
            "caseload",
            f"{v.CHANNELS[row.channel]}, flag '{_in_words(row.attribute)}'",
            row.reason,
            row.no + row.unknown,
            "treated as not collected, not as 'no'",
        )
        for row in coverage[coverage["collected"] == "no"].itertuples()
    ]


def _in_words(attribute: str) -> str:
    return attribute.removeprefix("form_").replace("_", " ")


def count_missing(combinations: pd.DataFrame) -> dict[str, int]:
    """For each attribute, and for the forms together, the persons who lack it.

    Args:
        combinations: What ``complete`` gave.
    """
    persons = combinations["persons"]
    counts = {
        name: int(persons[combinations[name] == v.UNKNOWN].sum()) for name in (*ATTRIBUTES, *FORMS)
    }
    none = ~(combinations[list(FORMS)] == "yes").any(axis=1)
    return counts | {"form": int(persons[none].sum())}
