"""An attacker who lays the releases of several months side by side.

For each edition the atoms are unknown numbers of persons; what an edition told is an equation. He
also reckons with a register that only grows: nobody leaves it, except where a figure fell. (And
with one that only shrinks.) He then works out, by linear programming, what each hidden count, and
each change of a count between two editions, can have been.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np

from helpers.disclosure.editions import Edition, Structure

_TOLERANCE: Final = 1e-6
_POINTS: Final = 12
GROWS, SHRINKS, FREE = 1, -1, 0


@dataclass(frozen=True)
class _Quantity:
    """A count of one edition, or its change between two (``first`` is None for a count)."""

    address: str
    last: int
    first: int | None = None


class Chain:
    """Editions of one population as one system of linear equations.

    Args:
        structure: All counts that were ever asked for, as sums of common atoms.
        earlier: What was told before, the oldest first.
        threshold: The threshold t.
        edition: Fingerprint of today's file; an earlier release of the same file is of the same
            day.
    """

    def __init__(
        self, structure: Structure, earlier: Sequence[Edition], threshold: int, edition: str = ""
    ) -> None:
        self._t = threshold
        self._atoms, self._links = structure.atoms, structure.links
        self._of = {a: np.asarray(atoms, dtype=np.int64) for a, atoms in structure.of.items()}
        self._past = _merge(earlier)
        self._today_is_last = bool(edition) and bool(earlier) and earlier[-1].edition == edition

    def distance(self, address: str) -> dict[str, float]:
        """How far other counts are: 0 where they share half of their atoms, 1 where some."""
        mine = set(self._of[address].tolist()) if address in self._of else set()
        found = {}
        for other, atoms in self._of.items():
            both = len(mine.intersection(atoms.tolist()))
            if both:
                found[other] = 0.0 if 2 * both >= max(len(mine), len(atoms)) else 1.0
        return found

    def find_exposed(
        self, values: Mapping[str, int], withheld: frozenset[str], end: float
    ) -> set[str] | None:
        """Counts that releases together tell too closely; None when the time is over.

        Args:
            values: The true counts of today.
            withheld: Addresses that today does not tell; the others are told.
            end: When to give up, on the monotonic clock.
        """
        today = Edition("", {a: n for a, n in values.items() if a not in withheld}, kept=withheld)
        dates = [*self._past, today]
        if self._today_is_last:
            dates[-2:] = [_join(dates[-2], today)]
        asked = self._list_quantities(dates, values)
        for model in self._models(dates):
            found = model.find_tight(asked, self._t, end)
            if found is None:
                return None
            if found and (worse := self._made_worse(found, dates, values, model, end)):
                return worse
        return set()

    def _list_quantities(
        self, dates: Sequence[Edition], values: Mapping[str, int]
    ) -> list[_Quantity]:
        """What must not be known closely: hidden counts, and changes of what is not told anew."""
        now = len(dates) - 1
        found = [
            _Quantity(a, d)
            for d, edition in enumerate(dates)
            for a in sorted(edition.withheld)
            if a in self._of and (d < now or a not in values or 0 < values[a] < self._t)
        ]
        steps = [(d, now) for d in range(now)] + [(d, d + 1) for d in range(now - 1)]
        for first, last in steps:
            one, two = dates[first], dates[last]
            for a in sorted({*one.stated, *one.withheld, *two.stated, *two.withheld}):
                if a not in self._of or (a in one.stated and a in two.stated):
                    continue
                told = one.stated.get(a) if last == now else None
                if told is not None and a in values and not 0 < abs(values[a] - told) < self._t:
                    continue
                found.append(_Quantity(a, last, first))
        return found

    def _models(self, dates: Sequence[Edition]) -> list[_Model]:
        grown = [
            _Model(self._atoms, self._of, self._links, dates, sign) for sign in (GROWS, SHRINKS)
        ]
        fit = [model for model in grown if model.is_feasible]
        return fit or [_Model(self._atoms, self._of, self._links, dates, FREE)]

    def _made_worse(
        self,
        found: Mapping[_Quantity, tuple[float, float]],
        dates: Sequence[Edition],
        values: Mapping[str, int],
        model: _Model,
        end: float,
    ) -> set[str]:
        """Of what is told closely, what today's figures have a part in."""
        silent = Edition("", {}, kept=frozenset(values))
        before = [*dates[:-1], silent]
        if self._today_is_last:
            before[-1] = _join(self._past[-1], silent)
        alone = _Model(self._atoms, self._of, self._links, before, model.sign)
        worse: set[str] = set()
        for quantity, (low, high) in found.items():
            if not alone.is_feasible or time.monotonic() > end:
                worse.add(quantity.address)
                continue
            was_low, was_high = alone.bound(quantity)
            if low > was_low + _TOLERANCE or high < was_high - _TOLERANCE:
                worse.add(quantity.address)
        return worse


def is_wide(low: float, high: float, threshold: int, change: bool) -> bool:
    """Whether an interval keeps the rule: sure to be large or nothing, or wide and reaching t."""
    low, high = math.ceil(low - _TOLERANCE), math.floor(high + _TOLERANCE)
    if low == high == 0 or low >= threshold or (change and high <= -threshold):
        return True
    return _is_open(low, high, threshold, change)


def _is_open(low: float, high: float, threshold: int, change: bool) -> bool:
    """Whether values that were seen to be possible are enough, whatever else is possible."""
    low, high = math.ceil(low - _TOLERANCE), math.floor(high + _TOLERANCE)
    reaches = high >= threshold or (change and low <= -threshold)
    return reaches and high - low >= threshold - 1


def _merge(earlier: Sequence[Edition]) -> list[Edition]:
    """Releases of the same file, one after the other, as one."""
    found: list[Edition] = []
    for edition in earlier:
        if found and edition.edition and found[-1].edition == edition.edition:
            found[-1] = _join(found[-1], edition)
        else:
            found.append(edition)
    return found


def _join(one: Edition, two: Edition) -> Edition:
    stated = {**one.stated, **two.stated}
    return Edition(
        two.date,
        stated,
        frozenset((one.hidden | two.hidden) - stated.keys()),
        frozenset((one.kept | two.kept) - stated.keys()),
        one.zeros_hidden or two.zeros_hidden,
        one.edition,
    )


class _Model:
    """The equations of some editions in a solver."""

    def __init__(
        self,
        atoms: int,
        of: Mapping[str, np.ndarray],
        links: Sequence[tuple[Sequence[int], Sequence[int]]],
        dates: Sequence[Edition],
        sign: int,
    ) -> None:
        self.sign = sign
        self._atoms, self._of = atoms, of
        self._width = atoms * len(dates)
        most = max((n for e in dates for n in e.stated.values()), default=0)
        self._roof = 10.0 * most + 1000.0
        self._solver = solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.addVars(self._width, np.zeros(self._width), np.full(self._width, self._roof))
        for d, edition in enumerate(dates):
            for address, n in edition.stated.items():
                if address in of:
                    self._add(n, n, of[address] + d * atoms)
            if not edition.zeros_hidden:
                for address in edition.hidden & of.keys():
                    self._add(1, highspy.kHighsInf, of[address] + d * atoms)
            for one, two in links:
                plus, minus = np.array(one) + d * atoms, np.array(two) + d * atoms
                self._add(0, 0, np.concatenate([plus, minus]), len(plus))
        for d in range(len(dates) - 1) if sign else ():
            self._tie(d, dates[d], dates[d + 1])
        self.is_feasible = self._solve(np.zeros(self._width)) is not None

    def _add(self, low: float, high: float, places: np.ndarray, plus: int | None = None) -> None:
        signs = np.ones(len(places))
        signs[len(places) if plus is None else plus :] = -1.0
        self._solver.addRow(low, high, len(places), places.astype(np.int32), signs)

    def _tie(self, d: int, one: Edition, two: Edition) -> None:
        """Nobody leaves (or joins) between two editions, except where a figure moved so."""
        moved = [
            self._of[a]
            for a in one.stated.keys() & two.stated.keys() & self._of.keys()
            if self.sign * (two.stated[a] - one.stated[a]) < 0
        ]
        free = set(np.concatenate(moved).tolist()) if moved else set()
        for atom in range(self._atoms):
            if atom not in free:
                pair = np.array([atom + (d + 1) * self._atoms, atom + d * self._atoms])
                if self.sign == SHRINKS:
                    pair = pair[::-1]
                self._add(0, highspy.kHighsInf, pair, 1)

    def _row(self, quantity: _Quantity) -> np.ndarray:
        row = np.zeros(self._width)
        row[self._of[quantity.address] + quantity.last * self._atoms] = 1.0
        if quantity.first is not None:
            row[self._of[quantity.address] + quantity.first * self._atoms] -= 1.0
        return row

    def _solve(self, cost: np.ndarray) -> np.ndarray | None:
        self._solver.changeColsCost(self._width, np.arange(self._width, dtype=np.int32), cost)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        if status != highspy.HighsModelStatus.kOptimal:
            raise RuntimeError(f"the solver gave up: {status.name}")
        return np.array(self._solver.getSolution().col_value)

    def bound(self, quantity: _Quantity) -> tuple[float, float]:
        """Least and most that it can have been."""
        row = self._row(quantity)
        ends = [self._solve(row), self._solve(-row)]
        low, high = (float(row @ x) if x is not None else math.nan for x in ends)
        return low, high

    def find_tight(
        self, asked: Sequence[_Quantity], threshold: int, end: float
    ) -> dict[_Quantity, tuple[float, float]] | None:
        """Quantities with an interval that breaks the rule; None when the time is over."""
        waiting = self._drop_wide(asked, threshold)
        found = {}
        for quantity in waiting:
            if time.monotonic() > end:
                return None
            low, high = self.bound(quantity)
            if not is_wide(low, high, threshold, quantity.first is not None):
                found[quantity] = (low, high)
        return found

    def _drop_wide(self, asked: Sequence[_Quantity], threshold: int) -> list[_Quantity]:
        """Without those that a few alternative histories show to be open enough."""
        if not asked:
            return []
        rows = np.array([self._row(q) for q in asked])
        chance = np.random.default_rng(0)
        points = [self._solve(c) for c in _directions(chance, self._width)]
        seen = rows @ np.array([x for x in points if x is not None]).T
        return [
            q
            for q, low, high in zip(asked, seen.min(axis=1), seen.max(axis=1), strict=True)
            if not _is_open(float(low), float(high), threshold, q.first is not None)
        ]


def _directions(chance: np.random.Generator, width: int) -> Iterable[np.ndarray]:
    for _ in range(_POINTS // 2):
        cost = chance.normal(size=width)
        yield cost
        yield -cost
