"""An attacker who lays the releases of several months side by side.

For each edition the atoms are unknown numbers of persons; what an edition told is an equation. He
also reckons with a register that only grows: nobody leaves it, except where a figure fell. (And
with one that only shrinks.) He then works out, by linear programming, what each hidden count, and
each change of a count between two editions, can have been.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from helpers.disclosure.editions import Edition, Structure
from helpers.disclosure.register import FREE, GROWS, SHRINKS, Quantity, RegisterModel

_TOLERANCE: Final = 1e-6
_POINTS: Final = 12


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
    ) -> list[Quantity]:
        """What must not be known closely: hidden counts, and changes of what is not told anew."""
        now = len(dates) - 1
        found = [
            Quantity(a, d)
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
                found.append(Quantity(a, last, first))
        return found

    def _models(self, dates: Sequence[Edition]) -> list[RegisterModel]:
        grown = [
            RegisterModel(self._atoms, self._of, self._links, dates, sign)
            for sign in (GROWS, SHRINKS)
        ]
        fit = [model for model in grown if model.is_feasible]
        return fit or [RegisterModel(self._atoms, self._of, self._links, dates, FREE)]

    def _made_worse(
        self,
        found: Mapping[Quantity, tuple[float, float]],
        dates: Sequence[Edition],
        values: Mapping[str, int],
        model: RegisterModel,
        end: float,
    ) -> set[str]:
        """Of what is told closely, what today's figures have a part in."""
        silent = Edition("", {}, kept=frozenset(values))
        before = [*dates[:-1], silent]
        if self._today_is_last:
            before[-1] = _join(self._past[-1], silent)
        alone = RegisterModel(self._atoms, self._of, self._links, before, model.sign)
        worse: set[str] = set()
        for quantity, (low, high) in found.items():
            if not alone.is_feasible or time.monotonic() > end:
                worse.add(quantity.address)
                continue
            was_low, was_high = alone.bound(quantity)
            if low > was_low + _TOLERANCE or high < was_high - _TOLERANCE:
                worse.add(quantity.address)
        return worse


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
