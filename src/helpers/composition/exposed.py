"""Whom the counts of ``caseload_exposure`` are about, in the variables of a case file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from helpers.composition.regions import has_form
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts
from helpers.tables.exposure import PARTITIONS, Key
from helpers.tables.regions import Region

PREFIXES: Final = {"sector": "sector_", "means_of_control": "means_", "recruiter": "recruiter_"}
"""How the flags of each attribute begin: a person can have several of each."""

_LABELS: Final = {"sex": v.SEXES, "age_group": v.CASE_AGE_GROUPS}

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
    found = Region.of(channel=channel) & has_form("labour")
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


def find_nobody(
    table: pd.DataFrame, counts: Counts, place: str, rows: pd.DataFrame
) -> tuple[Region, ...]:
    """Whom a table tells to be nobody: what a channel never records, and what is left out.

    Args:
        table: The canonical table.
        counts: What was counted of it.
        place: The country, or ``all``.
        rows: The rows that the table was made of, those of what is not collected with them.
    """
    flags = read_flags(table)
    unasked = rows[rows["status"] == v.NOT_COLLECTED]
    keys = zip(unasked["country"], unasked["sector"], unasked["attribute"], unasked["value"],
               strict=True)  # fmt: skip
    found = [to_region(str(c), k, flags) for c, k in zip(unasked["channel"], keys, strict=True)]
    present = {cell.key[0] for cell in counts.cells}
    for channel in sorted(set(map(str, rows["channel"])) - present):
        found.append(to_region(channel, (place, v.ALL, v.TOTAL, v.ALL), flags))
    for attribute in counts.dimensions[2:]:
        absent = _list_absent(attribute, [cell.key[2] for cell in counts.cells])
        for channel in sorted(present) if absent else ():
            whole = to_region(channel, (place, v.ALL, v.TOTAL, v.ALL), flags)
            found.append(whole & Region.of(**{attribute: absent}))
    return tuple(found)


def _list_absent(attribute: str, values: Sequence[str]) -> list[str]:
    """Labels of a sex or an age that nobody has; flags that nobody has are told one by one."""
    known = (label for label in _LABELS.get(attribute, ()) if label != v.TOTAL)
    return [label for label in known if label not in values]
