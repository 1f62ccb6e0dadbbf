"""Labour exploitation by sector, protected together with the tables that it is a part of.

An attacker has every number of ``caseload_exposure``, the persons by sex and age group of
``caseload_forms``, and the totals of ``caseload_sectors`` and ``caseload_means``, which count
persons with and without labour exploitation. What is hidden is chosen against all of it at once,
for each channel. A flag that would open a hidden count of those tables says nothing here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import pandas as pd

from helpers.disclosure.suppression import choose_hidden
from helpers.refresh.flags import give_back
from helpers.refresh.linked import Place, opens
from helpers.sources.exposure import count_exposure
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Relation, counted_cell
from helpers.tables.exposure import Key, guard_exposure, is_public

_LABELS: Final = ["country", "sector", "attribute", "value"]
_NUMBERS: Final = ["persons", "lower", "upper"]
_MEANS: Final = "means_of_control"
_WITHOUT: Final = "without labour exploitation"


def derive_exposure(
    persons: pd.DataFrame, tables: Mapping[str, pd.DataFrame], threshold: int
) -> pd.DataFrame:
    """The shipped ``caseload_exposure``.

    Args:
        persons: One row a person, with the columns of ``GRID`` and flags as booleans.
        tables: The protected ``caseload_sectors`` and ``caseload_means`` of the same persons.
        threshold: Smallest count that may be known.

    Returns:
        As ``count_exposure`` gives it; a hidden count has no number and no bounds.
    """
    counted = count_exposure(persons.assign(persons=1))
    asked = counted[counted["status"] == v.OBSERVED]
    parts = [counted[counted["status"] != v.OBSERVED]]
    for channel, rows in asked.groupby("channel"):
        mine = persons[persons["channel"] == channel]
        hidden = _choose(rows.copy(), mine, _read_linked(tables, str(channel)), threshold)
        parts.append(hidden)
    return pd.concat([part for part in parts if len(part)] or parts, ignore_index=True)


Linked = dict[Key, dict[Place, int | None]]
"""A flag here, and what is printed of it by country and year; the country is ``all``."""


def _read_linked(tables: Mapping[str, pd.DataFrame], channel: str) -> Linked:
    found: Linked = {}
    for name, column in (("caseload_sectors", "sector"), ("caseload_means", _MEANS)):
        table = tables[name]
        for row in table[table["channel"] == channel].itertuples():
            flag = str(getattr(row, column))
            key = (
                (v.ALL, flag, v.TOTAL, v.ALL)
                if column == "sector"
                else (v.ALL, v.ALL, _MEANS, flag)
            )
            number = int(row.persons) if row.status == v.OBSERVED else None
            found.setdefault(key, {})[str(row.country), str(row.year)] = number
    return found


def _choose(
    rows: pd.DataFrame, persons: pd.DataFrame, linked: Linked, threshold: int
) -> pd.DataFrame:
    """The rows of a channel, those to be hidden without their numbers."""
    keys: list[Key] = list(rows[_LABELS].itertuples(index=False, name=None))
    counts = dict(zip(keys, map(int, rows["persons"]), strict=True))
    cells, relations = guard_exposure(counts, threshold)
    withheld = frozenset(_withhold(keys, counts, persons, linked, threshold))
    told = {at for at, key in enumerate(keys) if is_public(key)}
    totals = _count_everybody(persons)
    for at, (country, sector, attribute, value) in enumerate(keys):
        printed = linked.get((v.ALL, sector, attribute, value), {})
        if (country, v.ALL) in printed:
            is_shown = printed[country, v.ALL] is not None
            told |= _relate_total(at, totals[keys[at]], is_shown, cells, relations)
    # What is not recorded stands beside every figure, so it is kept where another way is found.
    kept = told | {at for at, key in enumerate(keys) if key[1] == v.ALL and key[3] == v.UNKNOWN}
    hidden = choose_hidden(cells, relations, threshold, frozenset(kept), withheld)
    if len(hidden) >= len(keys) - len(kept):
        hidden = choose_hidden(cells, relations, threshold, frozenset(told), withheld)
    # A remainder that nobody prints is as unknown as what is hidden.
    unprinted = frozenset(at for at, cell in enumerate(cells) if not cell.shown)
    hidden = give_back(hidden | unprinted, cells, relations, threshold) | withheld
    index = rows.index[sorted(at for at in hidden if at < len(keys))]
    rows.loc[index, _NUMBERS] = pd.NA
    rows.loc[index, "status"] = v.HIDDEN
    return rows


def _withhold(
    keys: list[Key],
    counts: Mapping[Key, int],
    persons: pd.DataFrame,
    linked: Linked,
    threshold: int,
) -> Iterator[int]:
    """Cells that would open a hidden count of another table."""
    labour = _count_places(persons[persons["form_labour"] == "yes"])
    everyone = _count_places(persons)
    opened = set()
    for flag, printed in linked.items():
        told = {key[0]: n for key, n in counts.items() if key[1:] == flag[1:]}
        if told and opens(printed, labour, everyone, told, threshold):
            opened.add(flag[1:])
    for at, (country, sector, attribute, value) in enumerate(keys):
        shown = linked.get((v.ALL, sector, attribute, value), {}).get((country, v.ALL), 0)
        is_hidden = shown is None and country != v.ALL
        is_opened = (sector, attribute, value) in opened or (v.ALL, attribute, value) in opened
        if is_hidden or is_opened:
            yield at


def _count_places(persons: pd.DataFrame) -> dict[Place, int]:
    sizes = persons.groupby(["country", "year"], observed=True).size()
    return {(str(country), str(year)): int(n) for (country, year), n in sizes.items()}


def _count_everybody(persons: pd.DataFrame) -> dict[Key, int]:
    """The same counts of all persons, with labour exploitation and without."""
    rows = count_exposure(persons.assign(form_labour="yes", persons=1))
    rows = rows[rows["status"] == v.OBSERVED]
    keys = rows[_LABELS].itertuples(index=False, name=None)
    return dict(zip(keys, map(int, rows["persons"]), strict=True))


def _relate_total(
    at: int, total: int, is_shown: bool, cells: list[CountCell], relations: list[Relation]
) -> set[int]:
    """Persons with a flag = those with labour exploitation and those without, who are guarded."""
    whole = len(cells)
    key = cells[at].key
    cells.append(counted_cell((*key, v.ALL), total, shown=is_shown))
    cells.append(counted_cell((*key, _WITHOUT), total - (cells[at].persons or 0), shown=False))
    relations.append(Relation(whole, (at, whole + 1)))
    return {whole} if is_shown else set()
