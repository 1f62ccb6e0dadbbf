"""Witnesses, collected until each guarded count is proven by two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from helpers.disclosure.choose.model import Model, Target, to_whole
from helpers.disclosure.choose.part import Part


@dataclass(frozen=True)
class Witness:
    """Another release: the move of each atom and of each cell, and who could believe in it."""

    atoms: np.ndarray
    cells: np.ndarray
    fits: np.ndarray


class Prover:
    """What is hidden of a part so far, and what proves it.

    Args:
        part: The connected part.
        hidden: One entry a cell: what is hidden to begin with.
        seed: For the solver.
    """

    def __init__(self, part: Part, hidden: np.ndarray, seed: int = 0) -> None:
        self.part, self.seed = part, seed
        self.model = Model(part, seed)
        self.hidden = np.zeros(len(part.cells), dtype=bool)
        self.witnesses: list[Witness] = []
        self.guard = (part.guards.cell, part.guards.who, part.guards.own)
        self.recount()
        self.hide(np.flatnonzero(hidden))

    @property
    def open(self) -> np.ndarray:
        """Guards without a proof."""
        limit = self.part.threshold
        return np.flatnonzero((self.most < limit) | (self.most - self.least < limit - 1))

    def hide(self, cells: np.ndarray) -> None:
        """Hide cells; a zero among them is guarded from now on."""
        new = cells[~self.hidden[cells]]
        if not len(new):
            return
        self.hidden[new] = True
        self.model.hide(new)
        zeros = new[(self.part.persons[new] == 0) & ~np.isin(new, self.guard[0])]
        if len(zeros):
            nothing = np.zeros(len(zeros), dtype=np.int64)
            columns = zip(self.guard, (zeros, nothing, nothing), strict=True)
            self.guard = tuple(np.concatenate(pair) for pair in columns)  # type: ignore[assignment]
            self.recount()

    def add(self, move: np.ndarray) -> bool:
        """Take a move as a witness, hide what it changes; False where it is none."""
        part = self.part
        cells = np.asarray(part.sums @ move)
        changed = part.rules.asked & (cells != 0)
        value = part.persons + cells
        if (
            (part.base + move < 0).any()
            or np.asarray(part.links @ move).any()
            or (changed & ~self.hidden & ~part.rules.may).any()
            or (value < part.rules.least)[changed | (self.hidden & part.rules.asked)].any()
        ):
            return False
        fits = np.array([not (part.base + move < own).any() for own in part.attackers])
        self.witnesses.append(Witness(move, cells, fits))
        self._extend(self.witnesses[-1])
        self.hide(np.flatnonzero(changed))
        return True

    def drop_where(self, cell: int) -> list[Witness]:
        """Take away and return the witnesses that change a cell."""
        gone = [w for w in self.witnesses if w.cells[cell]]
        if gone:
            self.witnesses = [w for w in self.witnesses if not w.cells[cell]]
            self.recount()
        return gone

    def prove(self, guard: int, near_only: bool = False) -> bool:
        """Find what is missing to prove one guard, at the least cost of further cells.

        Args:
            guard: Its number.
            near_only: Whether to give up where whole numbers need other cells than the linear
                program changes.
        """
        limit = self.part.threshold
        for _ in range(6):
            low, high = int(self.least[guard]), int(self.most[guard])
            if high >= limit and high - low >= limit - 1:
                return True
            move = self._choose_move(guard, low, high, near_only)
            if move is None or not self.add(move):
                return False
        return False

    def _choose_move(self, guard: int, low: int, high: int, near_only: bool) -> np.ndarray | None:
        """Up at once, or up a little and down a little: whichever costs less."""
        limit = self.part.threshold
        far = max(limit, low + limit - 1)
        best = self._solve(guard, far, near_only)
        if best is not None and best[0] < 1e-7:
            return best[1]
        other: tuple[float, np.ndarray] | None = None
        if high < limit and far > limit:
            other = self._solve(guard, limit, near_only)
            if other is not None and low > 1:
                down = self._solve(guard, 1, near_only)
                other = None if down is None else (other[0] + down[0], other[1])
        elif high >= limit:
            other = self._solve(guard, high - limit + 1, near_only)
        found = [one for one in (best, other) if one is not None]
        return min(found, key=lambda one: one[0])[1] if found else None

    def _solve(self, guard: int, value: int, near_only: bool) -> tuple[float, np.ndarray] | None:
        """The cheapest move that brings a guard to a value, for its attacker."""
        cell, who, own = (int(column[guard]) for column in self.guard)
        by = value + own - int(self.part.persons[cell])
        if by == 0:
            return 0.0, np.zeros(self.part.sums.shape[1], dtype=np.int64)
        if by < 0 and value < 0:
            return None
        several = len(self.part.attackers) > 1
        found = self._solve_for(Target(cell, by, -1 if several else who), near_only)
        if several and (found is None or found[0] > 1e-7):
            narrow = self._solve_for(Target(cell, by, who), near_only)
            if found is None or (narrow is not None and narrow[0] < found[0] - 1e-7):
                found = narrow
        return found

    def _solve_for(self, target: Target, near_only: bool) -> tuple[float, np.ndarray] | None:
        found = self.model.solve(target)
        if found is None:
            return None
        whole = to_whole(found[1])
        if whole is not None:
            return found[0], whole
        close = self.model.solve_near(target, found[1])
        if close is not None:
            return close[0], close[1].astype(np.int64)
        for near in (found[1],) if near_only else (found[1], None):
            again = self.model.solve_whole(target, near)
            whole = None if again is None else to_whole(again[1])
            if again is not None and whole is not None:
                return again[0], whole
        return None

    def unguard(self, cell: int) -> None:
        """A zero that is shown again is no longer guarded."""
        stays = self.guard[0] != cell
        self.guard = tuple(column[stays] for column in self.guard)
        self.recount()

    def recount(self) -> None:
        """Least and most value of each guard over the witnesses that its attacker believes."""
        cell, _, own = self.guard
        self.least = self.part.persons[cell] - own
        self.most = self.least.copy()
        for witness in self.witnesses:
            self._extend(witness)

    def _extend(self, witness: Witness) -> None:
        cell, who, own = self.guard
        value = self.part.persons[cell] + witness.cells[cell] - own
        fits = witness.fits[who]
        self.least = np.where(fits, np.minimum(self.least, value), self.least)
        self.most = np.where(fits, np.maximum(self.most, value), self.most)
