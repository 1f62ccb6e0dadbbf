"""Whom the counts of ``caseload_exposure`` are about, in the variables of a case file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.exposure import PARTITIONS, Key
from helpers.tables.regions import Region

PREFIXES: Final = {"sector": "sector_", "means_of_control": "means_", "recruiter": "recruiter_"}
"""How the flags of each attribute begin: a person can have several of each."""

Flags = Mapping[str, tuple[str, ...]]
"""For each attribute, the flags that the source knows; without one of them it is unknown."""


def read_flags(table: pd.DataFrame) -> Flags:
    """The flags of a canonical ``caseload_exposure``, for all of its channels and countries.

    Args:
        table: The canonical table.
    """
    found = {"sector": table["sector"]}
    for attribute in ("means_of_control", "recruiter"):
        found[attribute] = table.loc[table["attribute"] == attribute, "value"]
    return {
        attribute: tuple(sorted({str(c) for c in codes.unique()} - {v.ALL, v.UNKNOWN}))
        for attribute, codes in found.items()
    }


def to_region(channel: str, key: Key, flags: Flags) -> Region:
    """Whom a count is about.

    Args:
        channel: The channel.
        key: Country, sector, attribute and value.
        flags: What ``read_flags`` gave.

    Example:
        >>> flags = {"sector": ("agriculture", "fishing")}
        >>> to_region("referral", ("all", "unknown", "total", "all"), flags).text
        'channel=referral&form_labour=yes&sector_agriculture=no&sector_fishing=no'
    """
    country, sector, attribute, value = key
    found = Region.of(channel=channel) & Region.of(form_labour="yes")
    if country != v.ALL:
        found &= Region.of(country=country)
    found &= _flag("sector", sector, flags)
    if attribute in PARTITIONS:
        return found & Region.of(**{attribute: value})
    return found if attribute == v.TOTAL else found & _flag(attribute, value, flags)


def _flag(attribute: str, code: str, flags: Flags) -> Region:
    prefix = PREFIXES[attribute]
    if code == v.ALL:
        return Region.of()
    if code == v.UNKNOWN:
        return Region.of(**{f"{prefix}{name}": "no" for name in flags[attribute]})
    return Region.of(**{f"{prefix}{code}": "yes"})


def sum_contributors(table: pd.DataFrame) -> pd.DataFrame:
    """A canonical table over all contributing organisations; as it is where it names none.

    Args:
        table: A canonical table of counts with bounds and a status.
    """
    if "contributor" not in table:
        return table
    numbers = ["persons", "lower", "upper"]
    keys = [name for name in table.columns if name not in (*numbers, "contributor")]
    summed = table.groupby(keys, observed=True, sort=False)[numbers].sum(min_count=1)
    return summed.reset_index()[[name for name in table.columns if name != "contributor"]]
