"""Direct standardisation: a country's share with its region's mix of sexes and ages."""

from __future__ import annotations

from typing import Final

from helpers.composition.mix import KNOWN, YES
from helpers.composition.strata import AREA, COUNTRY
from helpers.tables import standardisation as s
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.tables.standardisation import Standardisation, Standardised
from helpers.uncertainty import estimate_combination, estimate_share

_METHOD: Final = "direct standardisation; Zou, Huang and Zhang, from Wilson limits"
_HIDDEN: Final = "A stratum with a hidden count is left out, as if the country lacked it."
_NONE: Final = (None, None, None)
Stratum = tuple[str, str]
Numbers = dict[Stratum, tuple[int, int]]


def standardise_share(strata: SafeTable, level: float = 0.95) -> Standardisation:
    """A country's share of a form as it would be with the sexes and ages of its region.

    The share within each stratum of the country is weighted by the stratum's part of the region
    [1]_: it answers whether a difference from the region is one of who is registered. The weights
    are taken as fixed. Strata that the country lacks cannot be weighted: the others are weighted
    up, the part that they cover is told, and below ``COVERED_AT_LEAST`` there is no result.

    Args:
        strata: The protected ``count_strata``.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        For each channel the country's share as recorded, the standardised one, and the region's
        over the same strata, with intervals that cover chance only.

    Raises:
        CaselightError: Something else than a safe table was given.

    References:
        .. [1] Fleiss, J. L. (1981). Statistical Methods for Rates and Proportions, 2nd edition.
           Wiley, chapter 14.
    """
    strata = require_safe(strata, "standardise_share")
    results: list[Standardised] = []
    cells: list[Cell] = []
    for channel in strata.labels("channel"):
        part = strata.where(channel=channel)
        result, shown = _standardise(part, channel, level)
        results.append(result)
        cells += shown
    table = strata.derive(cells, unit="%", dimensions=("channel", "standard"))
    area = strata.word("place", AREA)
    form = next(iter(strata.labels("form")), "labour")
    return Standardisation(table, form, area, tuple(results))


def _standardise(part: SafeTable, channel: str, level: float) -> tuple[Standardised, list[Cell]]:
    mine, area = _read(part, COUNTRY), _read(part, AREA)
    shared = [stratum for stratum in area if stratum in mine]
    whole = sum(known for _, known in area.values())
    covered = sum(area[stratum][1] for stratum in shared) / whole if whole else 0.0
    unplaced = _find_unplaced(part)
    reason = _find_reason(mine, area, covered, unplaced)
    cells = [] if reason else _make_cells(part, channel, shared, level)
    estimate, lower, upper = (cells[1].value, cells[1].lower, cells[1].upper) if cells else _NONE
    # Nobody or everybody of the missing strata; the others weigh what they hold of the region.
    least = None if estimate is None else covered * estimate
    result = Standardised(
        channel,
        estimate,
        lower,
        upper,
        covered,
        least,
        None if least is None else least + 100 * (1 - covered),
        len(area) - len(shared),
        unplaced,
        reason,
        level,
        sum(mine[stratum][1] for stratum in shared),
        _METHOD,
        _warn(part),
    )
    return result, cells


def _make_cells(part: SafeTable, channel: str, shared: list[Stratum], level: float) -> list[Cell]:
    """The country as recorded and standardised, and its region over the same strata."""
    mine, area = _read(part, COUNTRY), _read(part, AREA)
    base = sum(area[stratum][1] for stratum in shared)
    found = estimate_combination(
        [mine[stratum][0] for stratum in shared],
        [mine[stratum][1] for stratum in shared],
        [area[stratum][1] / base for stratum in shared],
        level,
    )
    limits = (100 * found.point, 100 * found.lower, 100 * found.upper)
    return [
        _share((channel, s.CRUDE), *_total(part, COUNTRY), level),
        Cell((channel, s.STANDARDISED), *limits, of=found.n),
        _share((channel, s.REGION), sum(area[x][0] for x in shared), base, level),
    ]


def _read(part: SafeTable, place: str) -> Numbers:
    """Persons with the form and all persons, in strata with a name and nothing hidden."""
    found: dict[Stratum, dict[str, Cell]] = {}
    for cell in part.where(place=place).cells:
        stratum = (cell.key[3], cell.key[4])
        if not {v.UNKNOWN, v.ALL} & {*stratum}:
            found.setdefault(stratum, {})[cell.key[5]] = cell
    return {
        stratum: (int(cells[YES].value or 0), int(cells[KNOWN].value or 0))
        for stratum, cells in found.items()
        if all(cell.is_shown for cell in cells.values()) and cells[KNOWN].value
    }


def _total(part: SafeTable, place: str) -> tuple[int | None, int | None]:
    cells = [
        part.cell(place=place, sex=v.ALL, age_group=v.ALL, measure=measure)
        for measure in (YES, KNOWN)
    ]
    return tuple(int(c.value) if c.value is not None else None for c in cells)  # type: ignore[return-value]


def _share(key: tuple[str, str], yes: int | None, known: int | None, level: float) -> Cell:
    if yes is None or not known:
        return Cell(key, None, status=v.HIDDEN)
    share = estimate_share(yes, known, level)
    return Cell(key, 100 * share.point, 100 * share.lower, 100 * share.upper, of=known)


def _find_reason(mine: Numbers, area: Numbers, covered: float, unplaced: float | None) -> str:
    if not mine:
        return s.NO_STRATA
    if mine == area:
        return s.ALONE
    if covered < s.COVERED_AT_LEAST:
        return s.TOO_LITTLE
    return s.UNPLACED if unplaced is None or unplaced > s.UNPLACED_AT_MOST else ""


def _find_unplaced(part: SafeTable) -> float | None:
    """Part of the country's people without a recorded sex or age; None where that is hidden."""
    unplaced = [
        cell
        for cell in part.where(place=COUNTRY, measure=KNOWN).cells
        if v.UNKNOWN in cell.key[3:5]
    ]
    _, known = _total(part, COUNTRY)
    if not known or not all(cell.is_shown for cell in unplaced):
        return None
    return sum(cell.value or 0 for cell in unplaced) / known


def _warn(part: SafeTable) -> tuple[str, ...]:
    return (_HIDDEN,) if part.hidden else ()
