"""Shares of sectors among persons with labour exploitation, and what the unknown could hide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from statsmodels.stats.proportion import confint_proportions_2indep

from helpers.composition.exposure import COUNTED
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share

_LEVEL: Final = 0.95


def share_sectors(sectors: SafeTable) -> SafeTable:
    """Share of each sector among persons whose sector is recorded, and of the unrecorded in all.

    Args:
        sectors: The protected ``count_sectors``.

    Returns:
        Percentages keyed by channel and sector. Sectors have Wilson intervals at a level of
        ``1 - 0.05 / k`` for the k sectors of their channel [1]_, so that all k hold together in 95
        of 100 such caseloads; ``unknown`` is a percentage of everybody, without an interval.

    References:
        .. [1] Dunn, O. J. (1961). Multiple comparisons among means. JASA 56, 52-64.
    """
    sectors = require_safe(sectors, "share_sectors")
    cells: list[Cell] = []
    for _, group in groupby(sectors.cells, key=lambda cell: cell.key[0]):
        found = {cell.key[-1]: cell for cell in group}
        whole, unknown = _take_out(found, v.ALL), _take_out(found, v.UNKNOWN)
        level = _adjust(sum(c.status != v.NOT_COLLECTED for c in found.values()))
        known = _subtract(whole, unknown)
        cells += [_share(cell, known, level) for cell in found.values()]
        if unknown is not None and unknown.value is not None and whole and whole.value:
            share = 100 * unknown.value / whole.value
            cells.append(Cell(unknown.key, share, of=int(whole.value)))
        elif unknown is not None:
            cells.append(Cell(unknown.key, None, status=v.HIDDEN))
    return sectors.derive(cells, unit="%", counted=_name_known(sectors, "sector"))


def _take_out(found: dict[str, Cell], label: str) -> Cell | None:
    return found.pop(label, None)


def _adjust(intervals: int) -> float:
    return 1 - (1 - _LEVEL) / max(intervals, 1)


def _subtract(whole: Cell | None, part: Cell | None) -> int | None:
    """Persons with a record; nobody lacks one where there is no cell for it."""
    if whole is None or whole.value is None or (part is not None and part.value is None):
        return None
    lacking = part.value or 0 if part is not None else 0
    return int(whole.value - lacking)


def _share(cell: Cell, known: int | None, level: float) -> Cell:
    if cell.value is None or known is None:
        status = cell.status if cell.value is None else v.HIDDEN
        return Cell(cell.key, None, status=status)
    if known == 0:
        return Cell(cell.key, None, status=v.NOT_REPORTED)
    share = estimate_share(int(cell.value), known, level)
    return Cell(cell.key, 100 * share.point, 100 * share.lower, 100 * share.upper, of=known)


def _name_known(table: SafeTable, what: str) -> str:
    place = ", all countries of the source" if "all countries" in table.counted else ""
    return f"{COUNTED} and {what} recorded{place}"


def bound_sectors(sectors: SafeTable) -> SafeTable:
    """What the unknown could hide: each sector's share of everybody, least and most.

    Persons without a recorded sector are counted once as outside of it and once as in it [1]_.
    Persons with another recorded sector count as outside.

    References:
        .. [1] Manski, C. F. (1995). Identification Problems in the Social Sciences. Harvard.
    """
    sectors = require_safe(sectors, "bound_sectors")
    cells: list[Cell] = []
    for _, group in groupby(sectors.cells, key=lambda cell: cell.key[0]):
        found = {cell.key[-1]: cell for cell in group}
        whole, unknown = _take_out(found, v.ALL), _take_out(found, v.UNKNOWN)
        known = _subtract(whole, unknown)
        for cell in found.values():
            if cell.value is not None and known is not None and whole and whole.value:
                least = 100 * cell.value / whole.value
                most = least + 100 * (whole.value - known) / whole.value
                of = int(whole.value)
                cells.append(Cell(cell.key, None, least, most, v.HIDDEN_AT_SOURCE, of=of))
            else:
                cells.append(Cell(cell.key, None, status=cell.status))
    return sectors.derive(cells, unit="%", counted=COUNTED)


def share_crossed(crossed: SafeTable, *values: str) -> SafeTable:
    """Share of each value within a sector, among its persons for whom any value is recorded.

    Args:
        crossed: The protected ``count_crossed``.
        values: Only these values; all when none is named.

    Returns:
        Percentages keyed as the counts. Wilson intervals at ``1 - 0.05 / k`` for the k shares of a
        channel; ``unknown`` is a percentage of everybody in the sector, without an interval.
    """
    crossed = require_safe(crossed, "share_crossed")
    cells: list[Cell] = []
    for channel in crossed.labels("channel"):
        part = crossed.where(channel=channel)
        level = _adjust(len(list(_pair(part, values))))
        for sector in part.labels("sector"):
            mine = part.where(sector=sector)
            cells += [_share(cell, known, level) for cell, known in _pair(mine, values)]
            cells += _share_unknown(mine)
    what = crossed.dimensions[-1].replace("_", " ")
    return crossed.derive(cells, unit="%", counted=_name_known(crossed, what))


def _share_unknown(part: SafeTable) -> list[Cell]:
    """For how many of a sector nothing is recorded: beside every share of those with a record."""
    found = {cell.key[-1]: cell for cell in part.cells}
    whole, unknown = found.get(v.ALL), found.get(v.UNKNOWN)
    if unknown is None:
        return []
    if whole is None or not whole.value or unknown.value is None:
        return [Cell(unknown.key, None, status=v.HIDDEN if unknown.value != 0 else v.NOT_REPORTED)]
    return [Cell(unknown.key, 100 * unknown.value / whole.value, of=int(whole.value))]


def _pair(crossed: SafeTable, values: Sequence[str]) -> Iterator[tuple[Cell, int | None]]:
    for _, group in groupby(crossed.cells, key=lambda cell: cell.key[:2]):
        found = {cell.key[-1]: cell for cell in group}
        known = _subtract(_take_out(found, v.ALL), _take_out(found, v.UNKNOWN))
        for value, cell in found.items():
            if not values or value in values:
                yield cell, known


def split_sectors(crossed: SafeTable) -> SafeTable:
    """Every value as a percentage of all persons of the sector, the unknown included."""
    crossed = require_safe(crossed, "split_sectors")
    cells = []
    for _, group in groupby(crossed.cells, key=lambda cell: cell.key[:2]):
        found = {cell.key[-1]: cell for cell in group}
        whole = _take_out(found, v.ALL)
        size = int(whole.value) if whole is not None and whole.value else None
        for cell in found.values():
            told = cell.value is not None and size is not None
            share = 100 * (cell.value or 0) / (size or 1) if told else None
            cells.append(Cell(cell.key, share, status=v.OBSERVED if told else v.HIDDEN, of=size))
    return crossed.derive(cells, unit="%")


def select_value(shares: SafeTable, value: str) -> SafeTable:
    """One value of a crossed table, keyed by channel and sector."""
    shares = require_safe(shares, "select_value")
    dimension = shares.dimensions[-1]
    cells = [replace(c, key=c.key[:2]) for c in shares.where(**{dimension: value}).cells]
    return shares.derive(cells, dimensions=("channel", "sector"))


def compare_with_all(crossed: SafeTable, value: str) -> SafeTable:
    """A value's share within a sector less its share among all persons, in points.

    The persons of a sector are a part of all, so the difference is that between the sector and
    everybody else, times the part that everybody else makes up; Newcombe's interval [1]_ of the
    former is scaled in the same way, at ``1 - 0.05 / k`` for the k sectors of a channel.

    Args:
        crossed: The protected ``count_crossed``.
        value: The value, such as ``female``.

    References:
        .. [1] Newcombe, R. G. (1998). Interval estimation for the difference between independent
           proportions. Statistics in Medicine 17, 873-890.
    """
    crossed = require_safe(crossed, "compare_with_all")
    cells: list[Cell] = []
    for channel in crossed.labels("channel"):
        pairs = {
            c.key[1]: (c, known) for c, known in _pair(crossed.where(channel=channel), [value])
        }
        everyone = pairs.pop(v.ALL, None)
        pairs.pop(v.UNKNOWN, None)
        alpha = 1 - _adjust(len(pairs))
        cells += [_compare(cell, known, everyone, alpha) for cell, known in pairs.values()]
    return crossed.derive(cells, unit="%", dimensions=(*crossed.dimensions[:2], "difference"))


def _compare(
    cell: Cell, known: int | None, everyone: tuple[Cell, int | None] | None, alpha: float
) -> Cell:
    whole, size = everyone or (None, None)
    if cell.value is None or not known or whole is None or whole.value is None or not size:
        return Cell(cell.key, None, status=v.HIDDEN)
    others, rest = int(whole.value - cell.value), size - known
    if rest <= 0 or not 0 <= others <= rest:
        return Cell(cell.key, None, status=v.NOT_REPORTED)
    part = 100 * rest / size
    limits = confint_proportions_2indep(
        int(cell.value), known, others, rest, method="newcomb", compare="diff", alpha=alpha
    )
    point = part * (cell.value / known - others / rest)
    return Cell(cell.key, point, part * float(limits[0]), part * float(limits[1]), of=known)
