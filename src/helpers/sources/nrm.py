"""UK National Referral Mechanism, series by quarter: notified, referred, and the two decisions.

The Home Office publishes each series in a table of its own, with totals over age, outcome and the
quarters of a year beside their parts. The published totals are kept and checked against the parts.
The tables fully crossed by first responder are in ``nrm_crossed``, small boats in ``small_boats``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.sources.codes import read_numbers, read_quarters, read_years, to_codes
from helpers.sources.layouts import Layout
from helpers.sources.nrm_edition import tell_provenance
from helpers.sources.peek import Header, Peek, peek
from helpers.sources.reading import Finding, Reading
from helpers.sources.texts import read_rows, read_texts, require_header, require_rows
from helpers.tables import vocabulary as v

_COLUMNS: Final = ["country", "year", "quarter", "stage", "outcome", "age_group",
                   "persons", "lower", "upper", "status"]  # fmt: skip
_KEYS: Final = ["year", "quarter", "stage", "outcome", "age_group"]
_REFERRALS: Final = ("Year", "Quarter", "Age at exploitation", "Location of exploitation",
                     "NRM referrals")  # fmt: skip
_SERIES: Final = ("Year", "Quarter", "Total")
_GROUNDS: Final = re.compile(
    r"(?:(?P<age>.+?) - )?(?:(?:(?P<outcome>positive|negative) "
    r"(?P<kind>reasonable|conclusive) grounds)|total)",
    re.IGNORECASE,
)
UNEQUAL: Final = "totals that differ from the sum of their parts"
_KEPT: Final = "the published total is kept"
PARTIAL: Final = "totals of years with fewer than four quarters"
_LEFT_OUT: Final = "left out: part of a year looks like a fall"
_PLACE: Final = "UK National Referral Mechanism"


def read_decisions(folder: Path) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """The four series together, as the canonical table of decisions.

    Args:
        folder: The folder of the Home Office's tables.

    Raises:
        CaselightError: A file is missing, damaged, or has another layout.
    """
    readings = [
        read_referrals(peek(folder / "nrm_referrals_longitudinal.csv")),
        read_notified(peek(folder / "nrm_duty_to_notify_longitudinal.csv")),
        *(read_grounds(peek(folder / f"nrm_{kind}_grounds.csv")) for kind in _KINDS),
    ]
    table = pd.concat([reading.tables["decisions"] for reading in readings], ignore_index=True)
    findings = tuple(
        Finding("decisions", f"{_PLACE} tables", rule, _sum_findings(readings, rule), done)
        for rule, done in ((UNEQUAL, _KEPT), (PARTIAL, _LEFT_OUT))
    )
    strange = (f for reading in readings for f in reading.findings if f.strange)
    return table, (*findings, *strange)


def _sum_findings(readings: Sequence[Reading], rule: str) -> int:
    return sum(f.count for reading in readings for f in reading.findings if f.rule == rule)


def read_referrals(look: Peek) -> Reading:
    """Referrals by quarter, age and place of exploitation, since 2009.

    A year's total is made only where all four quarters are there.

    Args:
        look: The first look at the file.
    """
    rows = read_rows(look, *_REFERRALS)
    ages, places = to_codes(rows[_REFERRALS[2]], "nrm"), rows[_REFERRALS[3]].str.casefold()
    table = _frame(rows, look, _REFERRALS[4]).assign(
        age_group=ages.codes, stage="referred", outcome=v.TOTAL
    )
    is_total = places == "total"
    totals = table[is_total].groupby(_KEYS, as_index=False)["persons"].sum()
    parts = table[~is_total].groupby(_KEYS, as_index=False)["persons"].sum()
    unequal = _count_unequal(totals, parts, _KEYS)
    if (totals["age_group"] == v.TOTAL).any():
        unequal += _count_sums(totals, "age_group")
    missing = parts[~_keys(parts, _KEYS).isin(_keys(totals, _KEYS))]
    whole = _add_years(_add_ages(pd.concat([totals, missing], ignore_index=True)))
    strange = ages.to_findings("decisions", _PLACE, "counted as age unknown")
    if len(missing):
        rule, done = (
            "quarters and ages of which a total is missing",
            "the sum of the parts is taken",
        )
        strange.append(Finding("decisions", look.path.name, rule, len(missing), done, strange=True))
    return _to_reading("nrm_referrals", whole, len(rows), unequal, strange)


def read_notified(look: Peek) -> Reading:
    """Adults who did not consent to a referral, told to the Home Office: the duty to notify.

    Args:
        look: The first look at the file.
    """
    rows = read_rows(look, *_SERIES)
    table = _frame(rows, look, "Total").assign(stage="notified", outcome=v.TOTAL, age_group=v.TOTAL)
    return _to_reading("nrm_notified", table, len(rows), _count_sums(table, "quarter"))


def read_grounds(look: Peek) -> Reading:
    """Reasonable or conclusive grounds decisions by quarter, age and outcome, since 2014.

    Args:
        look: The first look at the file.
    """
    header = require_header(look, *_SERIES)
    kind = _find_kind(header)
    names = [name for name in header.columns if _GROUNDS.fullmatch(name)]
    rows = require_rows(read_texts(look, header, ["Year", "Quarter", *names]), look)
    labels = {name: _GROUNDS.fullmatch(name) for name in names}
    ages = to_codes(
        pd.Series([(m["age"] if m else None) or "Total" for m in labels.values()]), "nrm"
    )
    parts = []
    for (name, found), age in zip(labels.items(), ages.codes, strict=True):
        outcome = ((found["outcome"] if found else None) or v.TOTAL).lower()
        parts.append(_frame(rows, look, name).assign(outcome=outcome, age_group=age))
    table = pd.concat(parts, ignore_index=True).assign(stage=f"{kind}_grounds")
    table = table.groupby(_KEYS, as_index=False)["persons"].sum()
    unequal = sum(_count_sums(table, column) for column in ("outcome", "age_group", "quarter"))
    strange = ages.to_findings("decisions", _PLACE, "counted as age unknown")
    return _to_reading(f"nrm_{kind}_grounds", _add_ages(table), len(rows), unequal, strange)


def _frame(rows: pd.DataFrame, look: Peek, column: str) -> pd.DataFrame:
    counts = read_numbers(rows[column], look)
    years, quarters = read_years(rows["Year"], look), read_quarters(rows["Quarter"], look)
    return pd.DataFrame({"year": years, "quarter": quarters, "persons": counts["persons"]})


def _to_reading(
    layout: str, table: pd.DataFrame, rows: int, unequal: int, strange: Sequence[Finding] = ()
) -> Reading:
    table, left_out = _drop_partial_years(table)
    counted = table["persons"].notna()
    status = pd.Series(v.OBSERVED, index=table.index, dtype="str").where(counted, v.NOT_REPORTED)
    table = table.assign(country="GBR", lower=table["persons"], upper=table["persons"],
                         status=status)[_COLUMNS]  # fmt: skip
    whole = table[(table[["outcome", "age_group"]] == v.TOTAL).all(axis=1)]
    persons = int(whole.loc[whole["quarter"] != v.TOTAL, "persons"].sum())
    findings = (
        Finding("decisions", _PLACE, UNEQUAL, unequal, _KEPT),
        Finding("decisions", _PLACE, PARTIAL, left_out, _LEFT_OUT),
    )
    return Reading(layout, {"decisions": table}, tell_provenance(table), rows, persons,
                   (*findings, *strange), (_NOTES[layout],),
                   {"count": int((~counted).sum())})  # fmt: skip


def _drop_partial_years(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """The table without totals of years with fewer than four quarters; how many they were."""
    parts = table["quarter"].mask(table["quarter"] == v.TOTAL)
    quarters = parts.groupby([table["stage"], table["year"]]).transform("nunique")
    partial = (table["quarter"] == v.TOTAL) & (quarters < 4)
    return table[~partial], int(partial.sum())


def _add_ages(table: pd.DataFrame) -> pd.DataFrame:
    """Sums over ages for each outcome of which the file gives no total over ages."""
    keys = [key for key in _KEYS if key != "age_group"]
    told = _keys(table[table["age_group"] == v.TOTAL], keys)
    parts = table[(table["age_group"] != v.TOTAL) & ~_keys(table, keys).isin(told)]
    ages = parts.groupby(keys, as_index=False)["persons"].sum().assign(age_group=v.TOTAL)
    return pd.concat([table, ages], ignore_index=True)


def _add_years(table: pd.DataFrame) -> pd.DataFrame:
    """Sums over the quarters of each year that has all four and no row of its own."""
    quarters = table[table["quarter"] != v.TOTAL]
    told = table.loc[table["quarter"] == v.TOTAL, "year"]
    whole = quarters.groupby("year")["quarter"].transform("nunique") == 4
    parts = quarters[whole & ~quarters["year"].isin(told)]
    keys = [key for key in _KEYS if key != "quarter"]
    years = parts.groupby(keys, as_index=False)["persons"].sum().assign(quarter=v.TOTAL)
    return pd.concat([table, years], ignore_index=True)


def _count_sums(table: pd.DataFrame, column: str) -> int:
    """Totals over a column that are not the sum of its other values."""
    keys = [key for key in _KEYS if key != column]
    is_total = table[column] == v.TOTAL
    parts = table[~is_total].groupby(keys, as_index=False)["persons"].sum()
    return _count_unequal(table[is_total], parts, keys)


def _count_unequal(totals: pd.DataFrame, parts: pd.DataFrame, keys: list[str]) -> int:
    both = totals.merge(parts, on=keys, suffixes=("", "_parts"))
    return int((both["persons"] != both["persons_parts"]).sum())


def _keys(table: pd.DataFrame, columns: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(table[columns])


def _find_kind(header: Header) -> str:
    matches = (_GROUNDS.fullmatch(name) for name in header.columns)
    return next((m["kind"].lower() for m in matches if m and m["kind"]), "")


def _is_grounds(look: Peek, kind: str) -> bool:
    header = look.find_header(*_SERIES)
    return header is not None and _find_kind(header) == kind


def _is_notified(look: Peek) -> bool:
    header = look.find_header(*_SERIES)
    return header is not None and {name for name in header.columns if name} == set(_SERIES)


_KINDS: Final = ("reasonable", "conclusive")
_NOTES: Final = {
    "nrm_referrals": "Places of exploitation (UK, overseas) are added up; a referral is of a "
    "potential victim, and not yet a decision.",
    "nrm_notified": "The file says only year, quarter and total. No other table that is known has "
    "just these columns, so it is read as reports under the duty to notify.",
    "nrm_reasonable_grounds": "In 2023 the rules of evidence for reasonable grounds changed: years "
    "before and after are not comparable.",
    "nrm_conclusive_grounds": "A decision is counted in the quarter in which it was made, often "
    "years after the referral.",
}
LAYOUTS = (
    Layout("nrm_referrals", "UK National Referral Mechanism: referrals by quarter",
           lambda look: look.has(*_REFERRALS), read_referrals),
    Layout("nrm_reasonable_grounds", "UK National Referral Mechanism: reasonable grounds decisions",
           lambda look: _is_grounds(look, "reasonable"), read_grounds),
    Layout("nrm_conclusive_grounds", "UK National Referral Mechanism: conclusive grounds decisions",
           lambda look: _is_grounds(look, "conclusive"), read_grounds),
    Layout("nrm_notified", "UK duty to notify: reports by quarter", _is_notified, read_notified),
)  # fmt: skip
