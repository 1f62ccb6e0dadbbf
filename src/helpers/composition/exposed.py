"""Whom a table of sectors leaves out because nobody is there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts
from helpers.tables.exposed import read_flags, to_region
from helpers.tables.regions import Region

_LABELS: Final = {"sex": v.SEXES, "age_group": v.CASE_AGE_GROUPS}


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
