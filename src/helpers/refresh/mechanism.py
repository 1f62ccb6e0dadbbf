"""The shipped margins of a national referral mechanism: who referred, and who came by small boat.

The Home Office's tables are fully crossed (51,000 rows a quarter). What ships are the margins that
a report shows, each a number that the publisher prints or the sum of numbers that it prints.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import pandas as pd

from helpers.sources.nrm_crossed import read_crossed, state_period
from helpers.sources.nrm_levels import DIMENSIONS
from helpers.sources.peek import peek
from helpers.sources.reading import Finding
from helpers.sources.small_boats import read_boat_outcomes, read_boat_referrals
from helpers.tables import vocabulary as v

QUARTERS: Final = ((2022, "Q3"), (2023, "Q3"))
"""The quarters of the crossed tables; the files do not say their own, the folder's list does."""

_MARGINS: Final = ("form", "age_group", "sex")
_ARRIVALS: Final = ("citizenship", "sex", "age_group")


def derive_referrals(folder: Path) -> tuple[pd.DataFrame, list[Finding]]:
    """Referrals by first responder, and by type of responder and form, age or sex.

    Args:
        folder: The folder of the Home Office's tables.
    """
    tables, findings = [], []
    for year, quarter in QUARTERS:
        path = folder / f"nrm_referrals_{year}_{quarter.lower()}.csv.gz"
        reading = state_period(read_crossed(peek(path)), year, quarter)
        tables.append(to_margins(reading.tables["referrals"]))
        findings += [_name(found, f"{year} {quarter}") for found in reading.findings]
    return pd.concat(tables, ignore_index=True), findings


def to_margins(table: pd.DataFrame) -> pd.DataFrame:
    """How many each responder referred; for each type of responders, by form, by age and by sex.

    The type's numbers by one attribute are sums of the published cells of its responders. A type
    of which the publisher breaks nothing down (the police) has its total and nothing else.

    Args:
        table: The canonical table of one quarter.
    """
    whole = table[(table[list(DIMENSIONS)] == v.TOTAL).all(axis=1)]
    has_own = whole["responder_type"].isin(_with_own(whole))
    is_sum = (whole["first_responder"] == v.TOTAL) & has_own
    whole = whole.assign(level=pd.Series("part", index=whole.index).mask(is_sum, v.TOTAL))
    parts = table[table["level"] == "part"]
    return pd.concat([whole, *(_add_up(parts, name) for name in _MARGINS)], ignore_index=True)


def _with_own(whole: pd.DataFrame) -> pd.Series:
    return whole.loc[whole["first_responder"] != v.TOTAL, "responder_type"]


def _add_up(parts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Persons of each type of responders by one attribute, where that is published."""
    told = parts[(parts[name] != v.TOTAL) & (parts["persons"] > 0)]
    keys = ["country", "year", "quarter", "stage", "responder_type", name]
    sums = told.groupby(keys, as_index=False)["persons"].sum()
    others = {d: v.TOTAL for d in ("first_responder", *DIMENSIONS) if d != name}
    sums = sums.assign(**others, level=v.TOTAL, lower=sums["persons"], upper=sums["persons"])
    return sums.assign(status=v.OBSERVED)[list(parts.columns)]


def derive_boats(folder: Path) -> tuple[pd.DataFrame, list[Finding]]:
    """Arrivals by quarter and by one attribute, referred or not; outcomes by quarter.

    Args:
        folder: The folder of the Home Office's tables.
    """
    arrivals = read_boat_referrals(peek(folder / "small_boat_NRM_referrals.csv"))
    outcomes = read_boat_outcomes(peek(folder / "small_boat_NRM_outcomes.csv"))
    known = arrivals.tables["small_boats"]
    parts = [_sum(known, keep) for keep in ((), *((name,) for name in _ARRIVALS))]
    table = pd.concat([*parts, _sum(outcomes.tables["small_boats"], ())], ignore_index=True)
    return table, [*arrivals.findings, *outcomes.findings]


def _sum(table: pd.DataFrame, keep: Sequence[str]) -> pd.DataFrame:
    """Persons by quarter, stage and outcome, and by what is kept; the rest is ``total``."""
    keys = ["country", "year", "quarter", "stage", "outcome", *keep]
    sums = table.groupby(keys, as_index=False)["persons"].sum()
    sums = sums.assign(**{name: v.TOTAL for name in _ARRIVALS if name not in keep})
    sums = sums.assign(lower=sums["persons"], upper=sums["persons"], status=v.OBSERVED)
    return sums[list(table.columns)]


def _name(found: Finding, period: str) -> Finding:
    place = found.place.replace("one quarter", period)
    return Finding(found.resource, place, found.rule, found.count, found.done, found.strange)
