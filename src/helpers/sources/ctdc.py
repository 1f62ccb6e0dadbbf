"""CTDC Global k-anonymised dataset, 2021 edition: one row a person, counted and let go.

Exact copies of rows are expected under k-anonymity and all count. Blank is missing. The country
of exploitation of IOM's records is the country of first assistance.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pycountry

from helpers.errors import CaselightError
from helpers.sources.reading import (
    Finding,
    apply_labels,
    read_labels,
    read_raw,
    require_columns,
    to_whole,
)
from helpers.tables import vocabulary as v

FORM_FLAGS = {
    "labour": "isForcedLabour",
    "sexual": "isSexualExploit",
    "other": "isOtherExploit",
    "marriage": "isForcedMarriage",
    "slavery_like": "isSlaveryAndPractices",
    "military": "isForcedMilitary",
    "organ_removal": "isOrganRemoval",
}
_NEVER = "never filled in"
_KEYS = {
    "yearOfRegistration": "year",
    "Datasource": "channel",
    "gender": "sex",
    "ageBroad": "age_group",
    "citizenship": "citizenship",
    "CountryOfExploitation": "country",
}
GRID = (
    "channel",
    "year",
    "country",
    "citizenship",
    "sex",
    "age_group",
    *(f"form_{form}" for form in v.MAIN_FORMS + v.RARER_FORMS),
)


def read_persons(path: Path) -> pd.DataFrame:
    """Read the persons with canonical columns; the frame never leaves the derivation.

    Args:
        path: The Feather file of the edition.

    Returns:
        One row a person: the columns of ``GRID``, one ``form_`` column a form, and the
        publisher's flags of sectors and means of control; ``copy`` says whether the row equals
        an earlier one.

    Raises:
        CaselightError: The file is missing, damaged, has another layout, or holds a code or an
            answer that the edition does not define.
    """
    raw = read_raw(path, pd.read_feather)
    flags = [*read_labels("ctdc_sectors"), *read_labels("ctdc_means")]
    require_columns(raw, [*_KEYS, *FORM_FLAGS.values(), *flags], path)
    for flag in (*flags, *FORM_FLAGS.values()):
        _require_flag(raw[flag], path)
    persons = raw[flags].astype("Int8")
    for column, name in _KEYS.items():
        persons[name] = _to_codes(raw[column], name, path)
    persons["copy"] = raw.duplicated()
    for form, flag in FORM_FLAGS.items():
        persons[f"form_{form}"] = raw[flag].map({1.0: "yes", 0.0: "no"}).fillna(v.UNKNOWN)
    return persons


def _to_codes(values: pd.Series, name: str, path: Path) -> pd.Series:
    known = values.dropna()
    if name == "year":
        codes = to_whole(known, path).astype(str)
    elif name in {"country", "citizenship"}:
        codes = known.map({code: _alpha3(code, path) for code in known.unique()})
    else:
        codes = apply_labels(known, "ctdc", path.name)
    return codes.reindex(values.index).fillna(v.UNKNOWN).astype("str")


def _require_flag(values: pd.Series, path: Path) -> None:
    """Another answer than 1, 0 or blank (-99 in older editions) is not read as 'unknown'."""
    if not values.dropna().isin([0, 1]).all():
        raise CaselightError(
            "A flag is 1 for yes, 0 for no, or blank.",
            f"{path.parent.name}/{path.name}: column {values.name!r} holds something else",
            "Check that it is the edition of 2021; older ones mark missing answers with -99.",
        )


def _alpha3(alpha2: str, path: Path) -> str:
    country = pycountry.countries.get(alpha_2=alpha2)
    if country is None and alpha2 != "XK":
        raise CaselightError(
            "A country is an ISO 3166-1 alpha-2 code, XK (Kosovo) or blank.",
            f"{path.parent.name}/{path.name}: {alpha2!r}",
            "Correct the code; it is neither guessed nor counted as unknown.",
        )
    return "XKX" if country is None else str(country.alpha_3)


def drop_uncollected(persons: pd.DataFrame, coverage: pd.DataFrame) -> pd.DataFrame:
    """A flag that a channel does not collect becomes unknown: a constant is no measurement."""
    changed = persons.copy()
    for row in coverage[coverage["collected"] == "no"].itertuples():
        if row.attribute.startswith("form_"):
            changed.loc[changed["channel"] == row.channel, row.attribute] = v.UNKNOWN
    return changed


def describe_coverage(persons: pd.DataFrame) -> pd.DataFrame:
    """For each channel and attribute: how often yes, no, unknown, and whether it is collected."""
    rows = []
    for channel, group in persons.groupby("channel"):
        for form in FORM_FLAGS:
            sizes = group[f"form_{form}"].value_counts()
            rows.append((channel, f"form_{form}", *_collected(sizes)))
        for name in ("year", "country", "citizenship", "sex", "age_group"):
            unknown = int((group[name] == v.UNKNOWN).sum())
            known = len(group) - unknown
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


def find_issues(persons: pd.DataFrame, coverage: pd.DataFrame) -> list[Finding]:
    """The ledger of the caseload: copies, unknowns and what a channel does not collect."""
    place = "CTDC k-anonymised 2021"
    found = [
        Finding(
            "caseload",
            place,
            "records equal to an earlier one",
            int(persons["copy"].sum()),
            "counted: copies are expected in k-anonymised data",
        ),
        Finding(
            "caseload",
            place,
            "records without a year of registration",
            int((persons["year"] == v.UNKNOWN).sum()),
            "counted as year unknown",
        ),
        Finding(
            "caseload",
            place,
            "records without a country of exploitation",
            int((persons["country"] == v.UNKNOWN).sum()),
            "counted as country unknown",
        ),
    ]
    for row in coverage[coverage["collected"] == "no"].itertuples():
        form = row.attribute.removeprefix("form_").replace("_", " ")
        found.append(
            Finding(
                "caseload",
                f"{v.CHANNELS[row.channel]}, flag '{form}'",
                row.reason,
                row.no + row.unknown,
                "treated as not collected, not as 'no'",
            )
        )
    return found
