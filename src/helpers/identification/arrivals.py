"""People who arrive by small boat: whom the State refers as a potential victim, and whom not.

The share referred says how often identification happens in a mixed flow of people. It is no
prevalence: nobody knows how many of those who were not referred had been trafficked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, bounded_cell
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share

ARRIVED: Final = "arrived"
REFERRED: Final = "referred"
GROUPS: Final = {
    v.TOTAL: "Everybody",
    "age_group": "Age",
    "sex": "Sex",
    "citizenship": "Nationality",
    "quarter": "Quarter of arrival",
}
_ATTRIBUTES: Final = ("age_group", "sex", "citizenship")
_AGES: Final = {
    "child": "Under 18",
    "18-24": "18 to 24",
    "25-39": "25 to 39",
    "40+": "40 or over",
    v.UNKNOWN: "Age not recorded",
}
_OUTCOMES: Final = {
    "positive": "Positive",
    "negative": "Negative",
    "awaited": "Awaited",
    "reconsidered": "Under reconsideration",
    "closed": "Withdrawn or closed",
    v.UNKNOWN: "Not recorded",
}
_LATE: Final = "People of the newest quarters may still be referred later."


def count_arrivals(source: Sourced, country: str, names: Mapping[str, str]) -> Counts:
    """Arrivals by small boat and those of them who were referred, by one attribute at a time.

    Args:
        source: ``read_reference("small_boats")``.
        country: ISO 3166-1 alpha-3 of the State where they arrive.
        names: Country names by code.

    Returns:
        Counts keyed by group (everybody, age, sex, nationality, quarter), label and stage
        (``arrived``, ``referred``). Arrivals are those referred and those not referred together.
    """
    rows = source.table
    rows = rows[(rows["country"] == country) & rows["stage"].isin([REFERRED, "not_referred"])]
    rows = rows.assign(at=rows["year"].astype("str") + " " + rows["quarter"].astype("str"))
    rows = rows[rows["quarter"] != v.TOTAL]
    whole = (rows[list(_ATTRIBUTES)] == v.TOTAL).all(axis=1)
    cells: list[CountCell] = _count_group(rows[whole].assign(all=v.TOTAL), v.TOTAL, "all")
    for name in _ATTRIBUTES:
        others = [other for other in _ATTRIBUTES if other != name]
        margin = (rows[name] != v.TOTAL) & (rows[others] == v.TOTAL).all(axis=1)
        cells += _count_group(rows[margin], name, name)
    cells += _count_group(rows[whole], "quarter", "at")
    labels = {**_name_citizenships(rows, names), **_AGES, **v.SEX_WORDS, v.TOTAL: "Everybody"}
    labels |= {v.UNKNOWN: "Not recorded"}
    return Counts(
        ("group", "label", "stage"),
        tuple(cells),
        source.provenance,
        "people who arrived by small boat, and those of them who were referred",
        words={
            "group": GROUPS,
            "label": labels,
            "stage": {ARRIVED: "Arrived", REFERRED: "Referred"},
        },
        notes=(_LATE,),
    )


def _name_citizenships(rows: pd.DataFrame, names: Mapping[str, str]) -> dict[str, str]:
    codes = [str(code) for code in rows["citizenship"].unique()]
    known = {**names, "stateless": "Stateless", "refugee": "Refugee", v.UNKNOWN: "unknown"}
    return {c: " and ".join(known.get(part, part) for part in c.split("+")) for c in codes}


def _count_group(rows: pd.DataFrame, group: str, column: str) -> list[CountCell]:
    """Arrived and referred for every label; labels by size, quarters in order of time."""
    arrived = rows.groupby(column)[["lower", "upper"]].sum()
    referred = rows[rows["stage"] == REFERRED].groupby(column)[["lower", "upper"]].sum()
    order = list(arrived.index) if group == "quarter" else _by_size(arrived, group)
    cells = []
    for label in order:
        cells.append(_to_cell((group, str(label), ARRIVED), arrived, label))
        cells.append(_to_cell((group, str(label), REFERRED), referred, label))
    return cells


def _by_size(arrived: pd.DataFrame, group: str) -> list[str]:
    if group == "age_group":
        return [age for age in _AGES if age in arrived.index]
    return [str(label) for label in arrived["upper"].sort_values(ascending=False).index]


def _to_cell(key: tuple[str, ...], sums: pd.DataFrame, label: object) -> CountCell:
    # A label without a row at a stage is a zero: the file lists who was counted.
    low, high = (int(sums.loc[label, c]) if label in sums.index else 0 for c in ("lower", "upper"))
    return bounded_cell(key, low, high)


def share_referred(arrivals: SafeTable) -> SafeTable:
    """Share of the arrivals of each label who were referred: an identification share.

    The labels of a group are compared with one another, so their intervals are Wilson's at the
    level 1 - 0.05/k for a group of k labels (Bonferroni): all of a group hold together.

    Args:
        arrivals: The protected ``count_arrivals``.

    Returns:
        Percentages keyed by group and label; ``of`` is the people who arrived. Where the number
        referred is known as a range, limits that hold for all of it and no value.
    """
    arrivals = require_safe(arrivals, "share_referred")
    wholes = {c.key[:2]: c for c in arrivals.where(stage=ARRIVED).cells}
    sizes = {g: len(arrivals.where(group=g).labels("label")) for g in arrivals.labels("group")}
    cells = [
        _share(cell, wholes[cell.key[:2]], 1 - 0.05 / sizes[cell.key[0]])
        for cell in arrivals.where(stage=REFERRED).cells
    ]
    return arrivals.derive(
        cells,
        unit="%",
        dimensions=("group", "label"),
        counted="people who arrived by small boat and were referred",
        notes=(
            "95% intervals hold for all labels of a group together (Wilson, Bonferroni).",
            "An identification share: it is no share of victims among the arrivals.",
        ),
    )


def _share(part: Cell, whole: Cell, level: float) -> Cell:
    key = part.key[:2]
    if not whole.value or part.lower is None or part.upper is None:
        return Cell(key, None, status=v.NOT_REPORTED)
    size = int(whole.value)
    low, high = (estimate_share(min(int(n), size), size, level) for n in (part.lower, part.upper))
    value = 100 * low.point if part.value is not None else None
    return Cell(key, value, 100 * low.lower, 100 * high.upper, part.status, size)


def count_arrival_outcomes(source: Sourced, country: str) -> Counts:
    """What became of the referrals of arrivals, at each of the two stages.

    Args:
        source: ``read_reference("small_boats")``.
        country: ISO 3166-1 alpha-3.

    Returns:
        Counts keyed by stage and outcome. Each referral is once at the first stage; the ones with
        a positive decision there are once more at the second. One stage is never added to another.
    """
    rows = source.table
    rows = rows[(rows["country"] == country) & (rows["quarter"] != v.TOTAL)]
    rows = rows[(rows[list(_ATTRIBUTES)] == v.TOTAL).all(axis=1)]
    sums = rows.groupby(["stage", "outcome"])[["lower", "upper"]].sum()
    cells = tuple(
        bounded_cell((stage, outcome), *(int(n) for n in sums.loc[(stage, outcome)]))
        for stage in ("reasonable_grounds", "conclusive_grounds")
        for outcome in _OUTCOMES
        if (stage, outcome) in sums.index
    )
    stages = {
        "reasonable_grounds": "Reasonable grounds",
        "conclusive_grounds": "Conclusive grounds",
    }
    return Counts(
        ("stage", "outcome"),
        cells,
        source.provenance,
        "referrals of people who arrived by small boat, by what was decided",
        words={"stage": stages, "outcome": _OUTCOMES},
    )
