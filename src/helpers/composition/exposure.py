"""Labour exploitation by sector: counts, with those whose sector nobody recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from helpers.composition.exposed import find_nobody
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, Sourced, counted_cell
from helpers.tables.exposed import Flags, read_flags, sum_contributors, to_region
from helpers.tables.exposure import Key, guard_exposure
from helpers.tables.provenance import Provenance

_THRESHOLD: Final = 10
"""Remainders below it are guarded, where a file's mapping sets no other."""

_SECTOR_WORDS: Final = {
    v.ALL: "All sectors together",
    v.UNKNOWN: "Sector not recorded",
    "other": "Other sectors, not named",
}
_VALUE_WORDS: Final = {
    "sex": v.SEX_WORDS | {v.ALL: "All"},
    "age_group": {v.UNKNOWN: "Age not recorded", v.ALL: "All ages"},
    "means_of_control": {
        v.UNKNOWN: "No means recorded",
        v.ALL: "All",
        "other": "Other, not named",
        "takes_earnings": "Earnings taken",
        "withholds_documents": "Documents withheld",
        "withholds_necessities": "Necessities withheld",
        "restricts_movement": "Movement restricted",
        "restricts_medical_care": "Medical care restricted",
        "restricts_financial_access": "Access to money restricted",
        "uses_children": "Children used as a threat",
    },
    "recruiter": {
        v.UNKNOWN: "Recruiter not recorded",
        v.ALL: "All",
        "intimate_partner": "Intimate partner",
        "friend": "Friend or acquaintance",
        "family": "Family or relative",
        "other": "Somebody else",
    },
}
_OVERLAP: Final = "A person can be in several sectors, so shares can add to more than 100%."
COUNTED: Final = "people with labour exploitation recorded"

ILO_MEANS: Final = (
    "debt_bondage", "withholds_documents", "takes_earnings", "restricts_movement",
    "excessive_working_hours", "threats", "false_promises", "physical_abuse",
)  # fmt: skip
"""Means of control that stand among the indicators of forced labour of the ILO (2012)."""


def count_sectors(source: Sourced, country: str, channel: str = "each") -> Counts:
    """Persons with labour exploitation by sector, with those whose sector is not recorded.

    Args:
        source: The canonical ``caseload_exposure``.
        country: Country of exploitation, ISO 3166-1 alpha-3; ``WLD`` for all of them.
        channel: One channel, or ``each`` for all side by side.

    Returns:
        Counts keyed by channel and sector: named sectors, the largest first, then ``unknown`` and
        ``all``. A sector that a channel never records is not collected there.
    """
    place = v.ALL if country == v.WORLD else country
    source = _over_contributors(source)
    rows = _select(source.table, channel)
    mine = rows[(rows["attribute"] == v.TOTAL) & (rows["country"] == place)]
    channels = set(mine.loc[mine["status"] != v.NOT_COLLECTED, "channel"])
    unasked = rows[(rows["status"] == v.NOT_COLLECTED) & (rows["attribute"] == v.TOTAL)]
    both = pd.concat([mine[mine["status"] != v.NOT_COLLECTED], unasked])
    counts = _to_counts(source, both[both["channel"].isin(channels)], "", COUNTED, rows)
    return replace(counts, empty=find_nobody(source.table, counts, place, rows))


def count_crossed(source: Sourced, attribute: str, channels: Sequence[str]) -> Counts:
    """Persons with labour exploitation by sector and one more attribute, over all countries.

    Args:
        source: The canonical ``caseload_exposure``.
        attribute: ``sex``, ``age_group``, ``means_of_control`` or ``recruiter``.
        channels: The channels that the report speaks of.

    Returns:
        Counts keyed by channel, sector and value; ``all`` is everybody of the sector.
    """
    source = _over_contributors(source)
    known = source.table[source.table["channel"].isin(list(channels))]
    known = known[(known["country"] == v.ALL) & known["attribute"].isin([v.TOTAL, attribute])]
    rows = known[known["status"] != v.NOT_COLLECTED]
    words = f"{COUNTED}, all countries of the source"
    counts = _to_counts(source, rows, attribute, words, known)
    return replace(counts, empty=find_nobody(source.table, counts, v.ALL, known))


@dataclass(frozen=True)
class _Summed:
    """A source over all organisations that contributed to it."""

    table: pd.DataFrame
    provenance: Provenance


def _over_contributors(source: Sourced) -> Sourced:
    return _Summed(sum_contributors(source.table), source.provenance)


def _select(table: pd.DataFrame, channel: str) -> pd.DataFrame:
    return table if channel == "each" else table[table["channel"] == channel]


def _to_counts(
    source: Sourced, rows: pd.DataFrame, attribute: str, counted: str, known: pd.DataFrame
) -> Counts:
    cells: list[CountCell] = []
    relations: list[Relation] = []
    # A table that hides something was protected when it was derived, against all of its totals.
    is_protected = bool((source.table["status"] == v.HIDDEN).any())
    threshold, flags = source.provenance.threshold or _THRESHOLD, read_flags(source.table)
    for channel in v.CHANNELS:
        if not (rows["channel"] == channel).any():
            continue
        mine = _sort(_fill(rows, known, channel))
        found, sums = _to_cells(mine, is_protected, threshold)
        at = len(cells)
        cells += [_rename(cell, channel, attribute, flags) for cell in found]
        relations += [Relation(r.whole + at, tuple(p + at for p in r.parts)) for r in sums]
    sectors = {cell.key[1] for cell in cells}
    words = {"channel": v.CHANNELS, "sector": {s: _name(s, _SECTOR_WORDS) for s in sectors}}
    if attribute:
        values = {cell.key[2] for cell in cells}
        words[attribute] = {value: _name(value, _VALUE_WORDS[attribute]) for value in values}
    dimensions = ("channel", "sector", attribute) if attribute else ("channel", "sector")
    return Counts(
        dimensions, tuple(cells), source.provenance, counted, relations=tuple(relations),
        words=words, notes=(_OVERLAP,),
    )  # fmt: skip


def _name(code: str, known: dict[str, str]) -> str:
    return known.get(code, code.replace("_", " ").capitalize())


def _fill(rows: pd.DataFrame, known: pd.DataFrame, channel: str) -> pd.DataFrame:
    """The rows of a channel, with a zero for each sector and value that it asks and nobody has.

    Args:
        rows: Rows of every channel.
        known: Rows of every channel and place, with those for what a channel never asks.
        channel: The channel.
    """
    mine = rows[(rows["channel"] == channel) & (rows["status"] != v.NOT_COLLECTED)]
    unasked = known[(known["channel"] == channel) & (known["status"] == v.NOT_COLLECTED)]
    asked = known[~known["sector"].isin(unasked.loc[unasked["attribute"] == v.TOTAL, "sector"])]
    values = rows[~rows["value"].isin(unasked.loc[unasked["attribute"] != v.TOTAL, "value"])]
    values = values[values["attribute"].isin(mine["attribute"])]
    places = mine[["country"]].drop_duplicates()
    whole = values[["attribute", "value"]].drop_duplicates().merge(places, how="cross")
    whole = whole.merge(asked[["sector"]].drop_duplicates(), how="cross")
    filled = whole.merge(mine, on=["country", "sector", "attribute", "value"], how="left")
    filled["status"] = filled["status"].fillna(v.OBSERVED)
    zero = filled["persons"].isna() & (filled["status"] == v.OBSERVED)
    filled["persons"] = filled["persons"].mask(zero, 0)
    other = rows[(rows["channel"] == channel) & (rows["status"] == v.NOT_COLLECTED)]
    return pd.concat([filled, other], ignore_index=True) if len(other) else filled


def _sort(rows: pd.DataFrame) -> pd.DataFrame:
    """Sectors by their size, the unknown and all of them last; values in a fixed order."""
    totals = rows[rows["attribute"] == v.TOTAL].set_index("sector")["persons"].fillna(0)
    last = {v.UNKNOWN: 1, v.ALL: 2}
    size = rows["sector"].map(totals).fillna(0).astype(int)
    placed = {value: at for at, value in enumerate((*v.SEXES, *v.CASE_AGE_GROUPS))}
    ordered = rows.assign(
        rank=rows["sector"].map(last).fillna(0), size=-size,
        end=rows["value"].map(last).fillna(0), place=rows["value"].map(placed).fillna(0),
    )  # fmt: skip
    return ordered.sort_values(["rank", "size", "sector", "end", "place", "value"], kind="stable")


def _to_cells(
    rows: pd.DataFrame, is_protected: bool, threshold: int
) -> tuple[list[CountCell], list[Relation]]:
    keys: list[Key] = [(r.country, r.sector, r.attribute, r.value) for r in rows.itertuples()]
    asked = dict(zip(keys, rows["status"], strict=True))
    if is_protected:
        numbers = zip(keys, rows["persons"], rows["status"], strict=True)
        return [_published(key, persons, status) for key, persons, status in numbers], []
    counts = {key: int(n) for key, n in zip(keys, rows["persons"], strict=True) if not pd.isna(n)}
    cells, relations = guard_exposure(counts, threshold)
    empty = [CountCell(k, None, None, None, s) for k, s in asked.items() if k not in counts]
    return cells + empty, relations


def _published(key: Key, persons: object, status: str) -> CountCell:
    if status == v.OBSERVED:
        return counted_cell(key, int(str(persons)))
    return CountCell(key, None, None, None, status)


def _rename(cell: CountCell, channel: str, attribute: str, flags: Flags) -> CountCell:
    """The key of a report: channel, sector and, where it is crossed, the value."""
    country, sector, kind, value = cell.key[:4]
    rest = cell.key[4:]
    key = (channel, sector, value, *rest) if attribute else (channel, sector, *rest)
    # A remainder counts memberships and no set of persons.
    region = None if rest else to_region(channel, (country, sector, kind, value), flags)
    return replace(cell, key=key, region=region)
