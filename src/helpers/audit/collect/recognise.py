"""Cells of a page become statements about regions, by the release ledger."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from helpers.audit.collect import model as m
from helpers.audit.collect.ledger import Entry, Ledger
from helpers.audit.statements import Ratio, Said, Secret, Statement
from helpers.tables.regions import Region

UNKNOWN_COUNT: Final = "unrecognised count"
SHOWN_SECRET: Final = "hidden and shown"
_EXACT: Final = 1e-9
"""How far a float that a display carries can be from the number that was computed, relatively."""


@dataclass
class Recognised:
    """What the cells of a report say.

    Args:
        said: Statements for the attacker.
        problems: Cells that contradict the ledger, or of which it knows nothing.
        cells: How many cells were recognised.
        derived: How many cells are no count and no share of one: points, indices, estimates.
        hidden: Population and region of every cell that the ledger or a page calls hidden.
    """

    said: list[Said] = field(default_factory=list)
    problems: list[m.Problem] = field(default_factory=list)
    cells: int = 0
    derived: int = 0
    hidden: set[tuple[str, str]] = field(default_factory=set)


class Marks:
    """The cells that the ledger lists for one report, by mark and by place in their table."""

    def __init__(self, entries: Iterable[Entry], ledger: Ledger) -> None:
        self.ledger = ledger
        self._marks: dict[str, set[Entry]] = {}
        self._keys: dict[tuple[tuple[str, ...], tuple[str, ...]], set[Entry]] = {}
        for entry in entries:
            self._marks.setdefault(entry.mark, set()).add(entry)
            self._keys.setdefault((entry.dimensions, entry.key), set()).add(entry)

    def find(self, cell: m.Printed, table: m.Shown) -> set[tuple[str, str]]:
        """Whom a cell counts: population and region, none or several where the ledger is unclear.

        Args:
            cell: A cell of a display.
            table: Its table.
        """
        if cell.mark:
            return self._of(self._marks.get(cell.mark, set()), table)
        return self._of(self._keys.get((table.dimensions, cell.key), set()), table)

    def whole(self, cell: m.Printed, table: m.Shown) -> set[tuple[str, str]]:
        """Whom a share is of, where the display tells it."""
        return self._of(self._marks.get(cell.whole, set()), table) if cell.whole else set()

    def _of(self, entries: set[Entry], table: m.Shown) -> set[tuple[str, str]]:
        sources = self.ledger.sources
        fitting = {e for e in entries if sources[e.population] in table.sources} or entries
        return {(e.population, e.region) for e in fitting}


def recognise(entries: tuple[Entry, ...], tables: Iterable[m.Shown], ledger: Ledger) -> Recognised:
    """What the tables of one report say about whom.

    Args:
        entries: The cells that the ledger lists for the report.
        tables: What its displays carry.
        ledger: The release ledger.
    """
    silent = sum(e.status == m.HIDDEN and not e.region for e in entries)
    entries = tuple(e for e in entries if e.region)
    marks, found = Marks(entries, ledger), Recognised()
    if silent:
        words = f"{silent} hidden counts of which the ledger does not say whom they count"
        found.problems.append(m.Problem(UNKNOWN_COUNT, "release.json", "reports", words))
    secret = {(e.population, e.region) for e in entries if e.status == m.HIDDEN}
    for table in tables:
        for cell in table.cells:
            _add(cell, table, marks, found, secret)
    found.hidden |= secret
    told = {(s.population, s.region.text) for s in found.said if isinstance(s, Secret)}
    found.said += [
        Secret(population, Region.parse(text), "the release ledger")
        for population, text in sorted(secret - told)
    ]
    return found


def _add(
    cell: m.Printed, table: m.Shown, marks: Marks, found: Recognised, secret: set[tuple[str, str]]
) -> None:
    where = f"{table.file}, {table.spot}: {', '.join(cell.key)}"
    about = marks.find(cell, table)
    if len(about) != 1:
        _note_unknown(cell, table, marks.ledger, found, several=bool(about))
        return
    (target,) = about
    population, _ = target
    said = list(_statements(cell, table.unit, target, marks.whole(cell, table), where))
    if not said:
        found.derived += cell.value is not None
        return
    found.cells += 1
    found.said += said
    if cell.status == m.HIDDEN:
        found.hidden.add(target)
    elif target in secret and not marks.ledger.populations[population].published:
        words = "the release ledger says that it is hidden, and the display carries a number"
        found.problems.append(m.Problem(SHOWN_SECRET, table.file, where, words))


def _note_unknown(
    cell: m.Printed, table: m.Shown, ledger: Ledger, found: Recognised, *, several: bool
) -> None:
    """A count of people of which the ledger knows nothing was not protected with the others."""
    exact = cell.value is not None and cell.lower == cell.upper and float(cell.value).is_integer()
    public = bool(table.sources) and all(map(ledger.is_published, table.sources))
    if public or table.unit != "people" or not exact or cell.of is not None:
        found.derived += cell.value is not None
        return
    words = "the ledger lists it for several groups" if several else "the ledger does not list it"
    where = f"{table.spot}: {', '.join(cell.key)}"
    found.problems.append(m.Problem(UNKNOWN_COUNT, table.file, where, words))


def _statements(
    cell: m.Printed, unit: str, target: tuple[str, str], whole: set[tuple[str, str]], where: str
) -> Iterator[Said]:
    population, region = target[0], Region.parse(target[1])
    if cell.status == m.HIDDEN and cell.value is None:
        yield Secret(population, region, where)
    elif unit == "people" and cell.of is None:
        if cell.lower is not None and cell.upper is not None:
            yield Statement(population, region, cell.lower, cell.upper, where)
    elif (per := _read_unit(unit)) and cell.value is not None:
        yield from _shares(cell, per, population, region, whole, where)


def _shares(
    cell: m.Printed,
    per: float,
    population: str,
    region: Region,
    whole: set[tuple[str, str]],
    where: str,
) -> Iterator[Said]:
    """A share gives its numerator away where its denominator is told, and a ratio where not.

    A display carries a share with all its decimals, so that is what the attacker has.
    """
    low, high = _interval(cell.value or 0.0)
    wholes = [Region.parse(text) for name, text in whole if name == population]
    if cell.of is not None:
        yield Statement(
            population,
            region,
            math.ceil(low * cell.of / per - 1e-6),
            math.floor(high * cell.of / per + 1e-6),
            f"{where} (a share and what it is of)",
        )
        for base in wholes[:1]:
            yield Statement(population, base, cell.of, cell.of, f"{where} (what it is a share of)")
    elif wholes:
        ends = max(0.0, low / per), min(1.0, high / per)
        yield Ratio(population, region, wholes[0], *ends, where)


def _interval(value: float) -> tuple[float, float]:
    """What a carried share can stand for: itself, or what rounds to it where it has few decimals.

    A program may have rounded it before; then more numerators are possible, and saying that only
    one is would make the equations contradict each other.
    """
    for places in range(4):
        if value == round(value, places) and not float(value).is_integer():
            half = 0.5 * 10**-places
            return value - half, value + half
    slack = _EXACT * max(1.0, abs(value))
    return value - slack, value + slack


def _read_unit(unit: str) -> float | None:
    """Of how many a rate is: 100 for a percentage; None for what is no part of a whole.

    Example:
        >>> _read_unit("%"), _read_unit("per 100,000"), _read_unit("percentage points")
        (100.0, 100000.0, None)
    """
    if unit == "%":
        return 100.0
    digits = unit.removeprefix("per ").replace(",", "")
    return float(digits) if unit.startswith("per ") and digits.isdecimal() else None
