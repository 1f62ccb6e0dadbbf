"""UK National Referral Mechanism, one quarter crossed by everything, and notified nationalities.

The table of a quarter has a ``Total`` in each of five dimensions (first responder, form, age, sex,
nationality) beside the parts: added up as it is, one person counts up to 2 ** 5 = 32 times. Not
every first responder is broken down alike (the police by nationality only). ``level`` tells parts
from totals: the rows that are ``part`` hold every person once. Each total is checked against the
sum of its parts.

The table does not say which quarter it is of. It is never taken from the name of the file: year
and quarter stay unknown until a user states them (``state_period``). A name that looks like a
quarter is offered as a hint.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.codes import Coded, read_numbers, to_codes
from helpers.sources.layouts import Layout
from helpers.sources.nationalities import JOINED, to_citizenships
from helpers.sources.nrm_levels import DIMENSIONS, check_totals, mark_levels
from helpers.sources.peek import Header, Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Finding, Reading, read_labels
from helpers.sources.texts import read_rows
from helpers.tables import vocabulary as v

_CROSSED: Final = ("First responder type", "First responder", "Exploitation type",
                   "Age at exploitation", "Gender", "Nationality", "People")  # fmt: skip
_NATIONALITIES: Final = ("Nationality", "Total")
_KEYS: Final = ["responder_type", "first_responder", *DIMENSIONS]
_COLUMNS: Final = ["country", "year", "quarter", "stage", *_KEYS, "level",
                   "persons", "lower", "upper", "status"]  # fmt: skip
_PLACE: Final = "UK National Referral Mechanism, one quarter"
_CITATION: Final = (
    "UK Home Office. Modern slavery: National Referral Mechanism and Duty to Notify statistics."
)


def read_crossed(look: Peek) -> Reading:
    """Referrals of one quarter by first responder, form, age, sex and nationality.

    Args:
        look: The first look at the file.
    """
    rows = read_rows(look, *_CROSSED)
    columns = {
        "responder_type": to_codes(rows["First responder type"], "nrm_responders"),
        "form": _to_forms(rows["Exploitation type"]),
        "age_group": to_codes(rows["Age at exploitation"], "nrm"),
        "sex": to_codes(rows["Gender"], "nrm"),
        "citizenship": to_citizenships(rows["Nationality"]),
    }
    is_total = rows["First responder"].str.casefold().str.endswith("total")
    table = pd.DataFrame({name: coded.codes for name, coded in columns.items()})
    table["first_responder"] = rows["First responder"].mask(is_total, v.TOTAL)
    table["persons"] = _require_counts(rows["People"], look)
    table = _add_alike(table).assign(stage="referred")
    return _to_reading("nrm_crossed", table, columns, len(rows), look)


def read_nationalities(look: Peek) -> Reading:
    """Reports under the duty to notify of one quarter, by nationality.

    Args:
        look: The first look at the file.
    """
    rows = read_rows(look, *_NATIONALITIES)
    coded = to_citizenships(rows["Nationality"])
    table = pd.DataFrame({"citizenship": coded.codes})
    table["persons"] = _require_counts(rows["Total"], look)
    table = table.assign(**dict.fromkeys([k for k in _KEYS if k != "citizenship"], v.TOTAL))
    table = _add_alike(table).assign(stage="notified")
    return _to_reading("nrm_nationalities", table, {"citizenship": coded}, len(rows), look)


def state_period(reading: Reading, year: int, quarter: str) -> Reading:
    """The reading of a quarter whose user knows which quarter it is.

    Args:
        reading: From a file that does not state its quarter.
        year: The year.
        quarter: ``Q1`` to ``Q4``.

    Returns:
        The same with year and quarter, and all persons as a row of the table of decisions.

    Raises:
        CaselightError: The quarter is none, or the reading states its own.
    """
    if quarter not in ("Q1", "Q2", "Q3", "Q4") or not 1950 <= year <= 2100:
        raise CaselightError(
            "A period is a year and a quarter from Q1 to Q4.", f"{year} {quarter}", "Correct it."
        )
    if reading.layout not in PERIODLESS:
        raise CaselightError(
            "A period is stated only for a file that does not say its own.",
            f"layout '{reading.layout}'",
            "Leave the period away.",
        )
    table = reading.tables["referrals"].assign(year=str(year), quarter=quarter)
    row = {
        "country": "GBR", "year": year, "quarter": quarter, "stage": table["stage"].iloc[0],
        "outcome": v.TOTAL, "age_group": v.TOTAL, "persons": reading.persons,
        "lower": reading.persons, "upper": reading.persons, "status": v.OBSERVED,
    }  # fmt: skip
    edition = f"{year} {quarter}, as stated by the user"
    about = replace(reading.provenance, edition=edition, citation=f"{_CITATION} {year} {quarter}.")
    numbers = ["year", "persons", "lower", "upper"]
    decisions = pd.DataFrame([row]).astype(dict.fromkeys(numbers, "Int64"))
    notes = tuple(note for note in reading.notes if not note.startswith(_UNSTATED))
    tables = {"referrals": table, "decisions": decisions}
    return replace(reading, tables=tables, provenance=about, notes=notes)


def _to_reading(
    layout: str, table: pd.DataFrame, columns: dict[str, Coded], rows: int, look: Peek
) -> Reading:
    table = mark_levels(table)
    counts = table["persons"]
    whole = table.assign(country="GBR", year=v.UNKNOWN, quarter=v.UNKNOWN, lower=counts,
                         upper=counts, status=v.OBSERVED)[_COLUMNS]  # fmt: skip
    strange: list[Finding] = []
    for name, coded in columns.items():
        done = f"counted as {name.replace('_', ' ')} unknown; add it to the label map"
        strange += coded.to_findings("referrals", f"{_PLACE}, {name}", done)
    parts = whole[whole["level"] == "part"]
    return Reading(
        layout,
        {"referrals": whole},
        provenance_of("nrm", edition="not stated in the file", date="", citation=_CITATION),
        rows,
        int(parts["persons"].sum()),
        (*check_totals(table, _PLACE), *strange),
        (_tell_period(look), _LEVELS, _DUAL),
        _count_missing(parts),
    )


def _require_counts(values: pd.Series, look: Peek) -> pd.Series:
    counts = read_numbers(values, look)
    unseen = counts["status"] != v.OBSERVED
    if unseen.any():
        raise CaselightError(
            "Each cell of this table is a number: the Home Office publishes zeros and small ones.",
            f"{look.path.name}, line {values.index[unseen][0]} ({int(unseen.sum())} such cells)",
            "Export the table again.",
        )
    return counts["persons"]


def _to_forms(values: pd.Series) -> Coded:
    """Forms, also combined ('Sexual, Labour & Criminal'), as codes in one order."""
    known = {label.casefold(): code for label, code in read_labels("nrm_forms").items()}
    found = {}
    for label in values.drop_duplicates():
        parts = [known.get(part.strip()) for part in re.split(r"[,&]", label.casefold())]
        told = {part for part in parts if part is not None}
        alone = not told & {v.TOTAL, v.UNKNOWN} or len(parts) == 1
        found[label] = JOINED.join(sorted(told)) if None not in parts and alone else None
    codes = values.map(found)
    strange = values[codes.isna()].value_counts(sort=False).to_dict()
    return Coded(codes.fillna(v.UNKNOWN).astype("str"), strange)


def _add_alike(table: pd.DataFrame) -> pd.DataFrame:
    """One row a key: two spellings of one nationality, or two unknown labels, are added up."""
    return table.groupby(_KEYS, as_index=False, sort=False)["persons"].sum()


def _count_missing(parts: pd.DataFrame) -> dict[str, int]:
    return {
        name: int(parts.loc[parts[name].isin([v.UNKNOWN, v.TOTAL]), "persons"].gt(0).sum())
        for name in DIMENSIONS
    }


def _tell_period(look: Peek) -> str:
    hint = re.search(r"(20\d\d)[ _-]*q([1-4])", look.path.name, re.IGNORECASE)
    words = f"{_UNSTATED}: year and quarter are unknown until you state them."
    if hint is None:
        return words
    return f"{words} Its name suggests {hint[1]} Q{hint[2]}; a name is a hint and no evidence."


def _is_nationalities(look: Peek) -> bool:
    header: Header | None = look.find_header(*_NATIONALITIES)
    return header is not None and {c for c in header.columns if c} == set(_NATIONALITIES)


_UNSTATED: Final = "The file does not say which quarter it is of"
_LEVELS: Final = (
    "Totals stand beside their parts. Add up rows of level 'part' only: they hold each person once."
)
_DUAL: Final = (
    "A combined form or a dual nationality is one row of its own: persons with a form are those of "
    "every combination that contains it, so shares of forms add up to more than 100%."
)
PERIODLESS: Final = ("nrm_crossed", "nrm_nationalities")
"""Layouts of files that do not say which quarter they are of."""

LAYOUTS = (
    Layout("nrm_crossed", "UK National Referral Mechanism: one quarter, fully crossed",
           lambda look: look.has(*_CROSSED), read_crossed),
    Layout("nrm_nationalities", "UK duty to notify: one quarter by nationality",
           _is_nationalities, read_nationalities),
)  # fmt: skip
