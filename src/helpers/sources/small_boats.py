"""People who came to the United Kingdom in small boats: who was referred, and what was decided.

Two tables of the Home Office. They are a part of all referrals and are told apart from them: adding
them to ``decisions`` would count people twice. In the first, most rows count people who were *not*
referred. In the second one referral stands in up to two rows: its place at the reasonable grounds
stage (decided, awaited, closed) and, after a positive decision, its place at the conclusive grounds
stage. Rows are added up within one stage only.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.sources.codes import Coded, read_numbers, read_quarters, read_years, to_codes
from helpers.sources.layouts import Layout
from helpers.sources.nationalities import to_citizenships
from helpers.sources.nrm_edition import tell_provenance
from helpers.sources.peek import Peek
from helpers.sources.reading import Finding, Reading
from helpers.sources.texts import read_rows
from helpers.tables import vocabulary as v

_SHARED: Final = ("Year", "Quarter", "Nationality", "Sex", "Age Group", "Referrals")
_REFERRALS: Final = (*_SHARED, "NRM referral")
_OUTCOMES: Final = (*_SHARED, "NRM Case Outcome Group", "NRM Case Outcome")
_KEYS: Final = ["country", "year", "quarter", "stage", "outcome", "citizenship", "sex", "age_group"]
_PLACE: Final = "UK small boats"
_FIRST: Final = "reasonable_grounds"
_SECOND: Final = "conclusive_grounds"


def read_boat_referrals(look: Peek) -> Reading:
    """Arrivals by whether they were referred.

    Args:
        look: The first look at the file.
    """
    rows = read_rows(look, *_REFERRALS)
    stages = to_codes(rows["NRM referral"], "nrm_boats")
    table, strange = _to_table(rows, look, {"stage": stages})
    table = _count(table.assign(outcome=v.TOTAL))
    persons = int(table.loc[table["stage"] == "referred", "persons"].sum())
    notes = (
        f"The file counts {int(table['persons'].sum()):,} arrivals; the persons told here are "
        "those who were referred.",
    )
    return _to_reading("nrm_boat_referrals", table, persons, len(rows), strange, notes)


def read_boat_outcomes(look: Peek) -> Reading:
    """Referrals of arrivals by what was decided.

    Args:
        look: The first look at the file.
    """
    rows = read_rows(look, *_OUTCOMES)
    labels = rows["NRM Case Outcome Group"] + " / " + rows["NRM Case Outcome"]
    outcomes = to_codes(labels, "nrm_boats")
    split = outcomes.codes.str.split("/", expand=True).reindex(columns=[0, 1])
    table, strange = _to_table(rows, look, {"outcome": outcomes})
    table["stage"], table["outcome"] = split[0], split[1].fillna(v.UNKNOWN)
    table = _count(table)
    first = table[table["stage"] == _FIRST]
    finding = Finding(
        "small_boats",
        _PLACE,
        "groups whose positive reasonable grounds differ from their conclusive grounds stage",
        _count_unequal(table),
        "the published numbers are kept",
    )
    notes = (
        "A referral stands at its reasonable grounds stage and, after a positive decision, at its "
        "conclusive grounds stage too: add up rows of one stage only.",
    )
    found = [finding, *strange]
    persons = int(first["persons"].sum())
    return _to_reading("nrm_boat_outcomes", table, persons, len(rows), found, notes)


def _to_table(
    rows: pd.DataFrame, look: Peek, own: dict[str, Coded]
) -> tuple[pd.DataFrame, list[Finding]]:
    columns = {
        **own,
        "citizenship": to_citizenships(rows["Nationality"]),
        "sex": to_codes(rows["Sex"], "nrm_boats"),
        "age_group": to_codes(rows["Age Group"], "nrm_boats"),
    }
    strange: list[Finding] = []
    for name, coded in columns.items():
        done = f"counted as {name.replace('_', ' ')} unknown; add it to the label map"
        strange += coded.to_findings("small_boats", f"{_PLACE}, {name}", done)
    table = pd.DataFrame({name: coded.codes for name, coded in columns.items()})
    table["country"], table["year"] = "GBR", read_years(rows["Year"], look)
    table["quarter"] = read_quarters(rows["Quarter"], look)
    table["persons"] = read_numbers(rows["Referrals"], look)["persons"]
    return table, strange


def _count(table: pd.DataFrame) -> pd.DataFrame:
    counted = table.groupby(_KEYS, as_index=False)["persons"].sum(min_count=1)
    status = pd.Series(v.OBSERVED, index=counted.index, dtype="str")
    status[counted["persons"].isna()] = v.NOT_REPORTED
    return counted.assign(lower=counted["persons"], upper=counted["persons"], status=status)


def _count_unequal(table: pd.DataFrame) -> int:
    keys = [key for key in _KEYS if key not in ("stage", "outcome")]
    positive = (table["stage"] == _FIRST) & (table["outcome"] == "positive")
    first = table[positive].groupby(keys)["persons"].sum()
    second = table[table["stage"] == _SECOND].groupby(keys)["persons"].sum()
    both = pd.concat([first, second], axis=1, keys=["first", "second"]).fillna(0)
    return int((both["first"] != both["second"]).sum())


def _to_reading(
    layout: str,
    table: pd.DataFrame,
    persons: int,
    rows: int,
    findings: list[Finding],
    notes: tuple[str, ...],
) -> Reading:
    missing = {
        name: int((table[name] == v.UNKNOWN).sum()) for name in ("citizenship", "sex", "age_group")
    }
    about = tell_provenance(table)
    return Reading(
        layout, {"small_boats": table}, about, rows, persons, tuple(findings), notes, missing
    )


LAYOUTS = (
    Layout("nrm_boat_referrals", "UK small boats: arrivals and referrals",
           lambda look: look.has(*_REFERRALS), read_boat_referrals),
    Layout("nrm_boat_outcomes", "UK small boats: referrals and decisions",
           lambda look: look.has(*_OUTCOMES), read_boat_outcomes),
)  # fmt: skip
