"""Labour exploitation by sector, crossed with who it happened to: cells and the sums among them.

A person can be in several sectors and under several means of control, so such counts overlap.
What a reader can work out from them is not only sums: the parts less the whole tell how many are
counted twice. That remainder is a cell of its own here, never printed and guarded like the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Relation, counted_cell

Key = tuple[str, str, str, str]
"""Country, sector, attribute, value; ``all`` marks totals, ``unknown`` what nobody recorded."""

EXPOSURE_ATTRIBUTES: Final = ("total", "sex", "age_group", "means_of_control", "recruiter")
"""What a sector is crossed with; ``total`` is the sector itself."""

PARTITIONS: Final = ("sex", "age_group")
"""Each person has one value of these; of the other attributes a person can have several."""

_CALLED_TWICE: Final = "counted more than once"
_ALL_PARTS: Final = "sum of all parts"


def is_public(key: Key) -> bool:
    """Whether a count follows from the caseload's table of forms, sex and age: all sectors.

    Example:
        >>> is_public(("all", "all", "sex", "male")), is_public(("all", "begging", "sex", "male"))
        (True, False)
    """
    return key[1] == v.ALL and (key[2] == v.TOTAL or key[2] in PARTITIONS)


def guard_exposure(
    counts: Mapping[Key, int], threshold: int
) -> tuple[list[CountCell], list[Relation]]:
    """Cells of one channel with all that can be worked out among them.

    Args:
        counts: True counts above zero, with their totals (``all``) and what is not recorded
            (``unknown``); an absent key is a zero.
        threshold: Smallest count that may be known, to choose which remainder is guarded.

    Returns:
        The cells in the order of ``counts``, then remainders that nobody prints; and the sums.

    Example:
        >>> keys = [("all", s, "total", "all") for s in ("all", "unknown", "agriculture")]
        >>> cells, sums = guard_exposure(dict(zip(keys, (40, 15, 25))), threshold=10)
        >>> len(cells), sums
        (3, [Relation(whole=0, parts=(1, 2))])
    """
    keys = list(counts)
    cells = [
        counted_cell(key, counts[key], most=_find_most(key, counts, threshold)) for key in keys
    ]
    places = {key: at for at, key in enumerate(keys)}
    relations = [*_sum_countries(places), *_sum_partitions(places)]
    for whole, parts, named in _cover(places):
        _relate_cover(whole, parts, named, cells, relations)
    return cells, relations


def _find_most(key: Key, counts: Mapping[Key, int], threshold: int) -> int | None:
    """The size of the group that a count is a part of; the one whose rest is small, if any is."""
    country, sector, attribute, value = key
    above = ((country, sector, v.TOTAL, v.ALL), (country, v.ALL, attribute, value))
    sizes = [counts[group] for group in above if group != key and group in counts]
    small = [size for size in sizes if 0 < size - counts[key] < threshold]
    return min(small or sizes, default=None)


def _group(places: Mapping[Key, int], at: int) -> dict[tuple[str, ...], dict[str, int]]:
    """Lines of the table: cells that differ in one label only."""
    lines: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for key, place in places.items():
        lines[(*key[:at], *key[at + 1 :])][key[at]] = place
    return lines


def _sum_countries(places: Mapping[Key, int]) -> Iterable[Relation]:
    for line in _group(places, 0).values():
        parts = tuple(place for country, place in line.items() if country != v.ALL)
        if v.ALL in line and parts:
            yield Relation(line[v.ALL], parts)


def _sum_partitions(places: Mapping[Key, int]) -> Iterable[Relation]:
    for (country, sector, attribute), line in _group(places, 3).items():
        whole = places.get((country, sector, v.TOTAL, v.ALL))
        if attribute in PARTITIONS and whole is not None:
            yield Relation(whole, tuple(line.values()))


def _cover(places: Mapping[Key, int]) -> Iterable[tuple[int, tuple[int, ...], int]]:
    """Wholes whose parts overlap, with how many of the parts are named and not unknown.

    All sectors, and all means of control or recruiters of a sector.
    """
    for line in _group(places, 1).values():
        parts = {sector: place for sector, place in line.items() if sector != v.ALL}
        if v.ALL in line and parts:
            yield line[v.ALL], tuple(parts.values()), len(parts.keys() - {v.UNKNOWN})
    for (country, sector, attribute), line in _group(places, 3).items():
        whole = places.get((country, sector, v.TOTAL, v.ALL))
        if attribute not in (v.TOTAL, *PARTITIONS) and whole is not None:
            yield whole, tuple(line.values()), len(line.keys() - {v.UNKNOWN})


def _relate_cover(
    whole: int,
    parts: tuple[int, ...],
    named: int,
    cells: list[CountCell],
    relations: list[Relation],
) -> None:
    """Parts = whole + how often somebody is counted again; nobody is where one part is named."""
    if named < 2:
        relations.append(Relation(whole, parts))
        return
    total = sum(cells[part].persons or 0 for part in parts)
    again = total - (cells[whole].persons or 0)
    key = cells[whole].key
    at = len(cells)
    cells.append(counted_cell((*key, _ALL_PARTS), total, shown=False))
    cells.append(counted_cell((*key, _CALLED_TWICE), again, shown=False))
    relations.append(Relation(at, parts))
    relations.append(Relation(at, (whole, at + 1)))
