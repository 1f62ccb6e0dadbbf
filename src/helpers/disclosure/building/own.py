"""What each contributing organisation knows: its own persons, whom it can subtract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from helpers.disclosure.building.asked import Asked
from helpers.disclosure.building.assemble import Blocks, Equal, count_atoms
from helpers.disclosure.building.block import Array
from helpers.disclosure.building.solve import UNTOLD, Equation, tell_atoms
from helpers.disclosure.building.space import Space
from helpers.tables import vocabulary as v
from helpers.tables.exposed import PREFIXES, read_flags, to_region
from helpers.tables.regions import Region

CONTRIBUTOR = "contributor"
_FLAGGED = {"caseload_sectors": "sector", "caseload_means": "means_of_control"}
_EXPOSURE = "caseload_exposure"


def list_contributors(tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The numbers of the organisations that contributed persons."""
    found = {
        number
        for table in tables.values()
        if CONTRIBUTOR in table
        for label in table[CONTRIBUTOR].astype("str").unique()
        for number in label.split("+")
    }
    return sorted(found - {v.UNKNOWN}, key=int)


def count_own(
    number: str,
    tables: Mapping[str, pd.DataFrame],
    joint: Mapping[str, pd.DataFrame],
    space: Space,
    blocks: Blocks,
    links: list[Equal],
    atoms: int,
) -> Array:
    """The persons of one organisation in each atom.

    Args:
        number: The organisation.
        tables: Canonical tables with ``contributor``.
        joint: Those of them in which each person stands once.
        space: The axes.
        blocks: The blocks.
        links: Sums that count the same persons.
        atoms: How many atoms there are.

    Returns:
        Persons; 0 where the tables do not tell, which is the least that it can be.
    """
    mine = {name: _select(table, number) for name, table in tables.items()}
    told = count_atoms(blocks, {name: mine[name] for name in joint})
    told = np.append(told, np.full(atoms - len(told), UNTOLD))
    counts = dict(_count_flags(mine, tables, space))
    known = {frozenset(sets.items()): n for sets, n in counts.values()}
    equations: list[Equation] = [(one, two, 0) for one, two in links]
    for at, held in enumerate(blocks.holds):
        for asked in (a for a in held if _is_flagged(a, space)):
            persons = known.get(asked.key, 0)
            equations.append((blocks.find(at, asked.sets).tolist(), [], persons))
    solved = tell_atoms(told, equations)
    found = told if solved is None else solved
    return np.where(found == UNTOLD, 0, found)


def _select(table: pd.DataFrame, number: str) -> pd.DataFrame:
    if CONTRIBUTOR not in table:
        return table.iloc[:0]
    labels = table[CONTRIBUTOR].astype("str")
    has = {label: number in label.split("+") for label in labels.unique()}
    return table[labels.map(has).astype(bool)]


def _is_flagged(asked: Asked, space: Space) -> bool:
    """Whether it counts sectors, means or recruiters, of which no table tells each person."""
    flags = tuple(PREFIXES.values())
    return any(space.axes[axis].names[0].startswith(flags) for axis in asked.sets)


def _count_flags(
    mine: Mapping[str, pd.DataFrame], tables: Mapping[str, pd.DataFrame], space: Space
) -> Iterator[tuple[str, tuple[Mapping[int, int], int]]]:
    """The rows of the tables of flags as regions, each with the organisation's own persons."""
    sums: dict[Region, int] = {}
    for name, column in _FLAGGED.items():
        rows = mine.get(name, pd.DataFrame(columns=["year"]))
        for row in rows[rows["year"] == v.ALL].itertuples():
            place = {} if row.country == v.ALL else {"country": str(row.country)}
            flag = {f"{PREFIXES[column]}{getattr(row, column)}": "yes"}
            region = Region.of(channel=str(row.channel), **place, **flag)
            sums[region] = sums.get(region, 0) + int(row.persons)
    if _EXPOSURE in mine:
        rows, flags = mine[_EXPOSURE], read_flags(tables[_EXPOSURE])
        for row in rows[rows["status"] == v.OBSERVED].itertuples():
            key = (str(row.country), str(row.sector), str(row.attribute), str(row.value))
            region = to_region(str(row.channel), key, flags)
            sums[region] = sums.get(region, 0) + int(row.persons)
    for region, persons in sums.items():
        sets = _place_known(region, space)
        if sets is not None:
            yield region.text, (sets, persons)


def _place_known(region: Region, space: Space) -> Mapping[int, int] | None:
    """The region as sets of points, where every variable of it is asked for in the release."""
    try:
        return space.place(region)
    except KeyError:
        return None
