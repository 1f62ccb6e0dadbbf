"""Parts and totals of a crossed table: told apart, and checked against each other."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.sources.reading import Finding
from helpers.tables import vocabulary as v

DIMENSIONS: Final = ("form", "age_group", "sex", "citizenship")
PART: Final = "part"
_GROUP: Final = ["responder_type", "first_responder"]
_KEPT: Final = "the published numbers are kept, parts and total"


def mark_levels(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ``level``: ``part`` for rows that together hold each person once.

    They are the rows of each first responder that are broken down by most dimensions. The total of
    a type of responders is a part only where the type has no responder of its own.

    Args:
        table: ``responder_type``, ``first_responder``, the dimensions and ``persons``.
    """
    is_total = (table[list(DIMENSIONS)] == v.TOTAL).astype(int)
    groups = [table[name] for name in _GROUP]
    broken = len(DIMENSIONS) - is_total.sum(axis=1)
    finest = broken == broken.groupby(groups).transform("max")
    # Where two breakdowns are equally fine, one of them holds everybody already.
    pattern = is_total @ [2**place for place in range(len(DIMENSIONS))]
    first = pattern.where(finest).groupby(groups).transform("first")
    is_sum = table["first_responder"] == v.TOTAL
    has_own = (~is_sum).groupby(table["responder_type"]).transform("any")
    part = finest & (pattern == first) & ~(is_sum & has_own)
    return table.assign(level=pd.Series(PART, index=table.index).where(part, v.TOTAL))


def check_totals(table: pd.DataFrame, place: str) -> list[Finding]:
    """How many totals differ from the sum of their parts, a line a dimension.

    Args:
        table: From ``mark_levels``.
        place: Where the table is from.
    """
    found: list[Finding | None] = []
    for name in DIMENSIONS:
        keys = [*_GROUP, *(other for other in DIMENSIONS if other != name)]
        is_total = table[name] == v.TOTAL
        found.append(_compare(table[is_total], table[~is_total], keys, name, place))
    sums = table[(table["first_responder"] == v.TOTAL) & (table["level"] != PART)]
    # A responder's total is broken down by fewer dimensions than the responders themselves.
    broken = [name for name in DIMENSIONS if (sums[name] != v.TOTAL).any()]
    leaves = table[(table["level"] == PART) & (table["first_responder"] != v.TOTAL)]
    whole = sums[(sums[broken] != v.TOTAL).all(axis=1)]
    keys = ["responder_type", *broken]
    found.append(_compare(whole, leaves, keys, "first responder", place))
    return [finding for finding in found if finding is not None]


def _compare(
    totals: pd.DataFrame, parts: pd.DataFrame, keys: list[str], name: str, place: str
) -> Finding | None:
    summed = parts.groupby(keys, as_index=False)["persons"].sum()
    both = totals[[*keys, "persons"]].merge(summed, on=keys, suffixes=("", "_parts"))
    if both.empty:  # nothing is broken down by this dimension
        return None
    unequal = int((both["persons"] != both["persons_parts"]).sum())
    word = name.replace("_", " ")
    rule = f"totals over {word} that differ from the sum of their parts, of {len(both):,}"
    return Finding("referrals", place, rule, unequal, _KEPT)
