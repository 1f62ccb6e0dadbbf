"""What counts of a register can have been, month after month, as linear programs."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import highspy
import numpy as np

from helpers.disclosure.editions import Edition
from helpers.disclosure.solver import make_solver

_TOLERANCE: Final = 1e-6
_POINTS: Final = 12
GROWS, SHRINKS, FREE = 1, -1, 0


@dataclass(frozen=True)
class Quantity:
    """A count of one edition, or its change between two (``first`` is None for a count)."""

    address: str
    last: int
    first: int | None = None


def is_wide(low: float, high: float, threshold: int, change: bool) -> bool:
    """Whether an interval keeps the rule: sure to be large or nothing, or wide and reaching t."""
    low, high = math.ceil(low - _TOLERANCE), math.floor(high + _TOLERANCE)
    if low == high == 0 or low >= threshold or (change and high <= -threshold):
        return True
    return is_open(low, high, threshold, change)


def is_open(low: float, high: float, threshold: int, change: bool) -> bool:
    """Whether values that were seen to be possible are enough, whatever else is possible."""
    low, high = math.ceil(low - _TOLERANCE), math.floor(high + _TOLERANCE)
    reaches = high >= threshold or (change and low <= -threshold)
    return reaches and high - low >= threshold - 1


class RegisterModel:
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
        self._solver = solver = make_solver()
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

    def _row(self, quantity: Quantity) -> np.ndarray:
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

    def bound(self, quantity: Quantity) -> tuple[float, float]:
        """Least and most that it can have been."""
        row = self._row(quantity)
        ends = [self._solve(row), self._solve(-row)]
        low, high = (float(row @ x) if x is not None else math.nan for x in ends)
        return low, high

    def find_tight(
        self, asked: Sequence[Quantity], threshold: int, end: float
    ) -> dict[Quantity, tuple[float, float]] | None:
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

    def _drop_wide(self, asked: Sequence[Quantity], threshold: int) -> list[Quantity]:
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
            if not is_open(float(low), float(high), threshold, q.first is not None)
        ]


def _directions(chance: np.random.Generator, width: int) -> Iterable[np.ndarray]:
    for _ in range(_POINTS // 2):
        cost = chance.normal(size=width)
        yield cost
        yield -cost
