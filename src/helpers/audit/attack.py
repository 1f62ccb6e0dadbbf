"""The attack on targets that no witness has proved: linear programs, then whole numbers.

1. *Spread*: one program for many targets at once. It pushes a random half of the open targets up,
   each as far as a proof needs and no further, and the others down. Its solution, in whole
   numbers, is a possible release like a witness.
2. *Single*: for each target that is left its smallest and largest value. The linear program gives
   bounds that no release can pass: too narrow bounds are a finding at once.
3. *Whole*: where the bounds are wide and no two releases of whole numbers were found, a program
   in whole numbers, with a time limit.

Reference: Fischetti and Salazar, *Solving the cell suppression problem on tabular data with linear
constraints*, Management Science 47 (2001), section 2 (the attacker's problems).
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from helpers.audit.proof import FAR, Attained
from helpers.audit.reduction import Part
from helpers.audit.repair import make_whole
from helpers.audit.solver import TOLERANCE, Program
from helpers.audit.statements import NO_LIMIT

_FEW_ROUNDS = 4
_LONGEST = 10.0
"""Seconds for one program in whole numbers."""


class Contradiction(Exception):  # noqa: N818 - a fact about a release, handled by the entry
    """No release fits a part of the system."""


@dataclass(frozen=True, repr=False)
class Outer:
    """Bounds that no possible release passes, for each target (int64)."""

    least: np.ndarray = field(repr=False)
    most: np.ndarray = field(repr=False)

    @classmethod
    def open(cls, targets: int) -> Outer:
        """Nothing is known yet."""
        return cls(np.full(targets, -FAR, np.int64), np.full(targets, FAR, np.int64))

    def is_safe(self, threshold: int) -> np.ndarray:
        """For each target whether it cannot be a small count."""
        return self.least >= threshold

    def is_broken(self, threshold: int) -> np.ndarray:
        """For each target whether the bounds are too narrow for the rule."""
        narrow = (self.most < threshold) | (self.most - self.least < threshold - 1)
        return ~self.is_safe(threshold) & narrow


@dataclass
class Attacker:
    """Everything that the attack of one population shares between its parts.

    Args:
        threshold: The rule.
        attained: What possible releases attain, filled in place.
        outer: What no release passes, filled in place.
        until: When to stop, by ``time.monotonic``.
        draw: The random numbers.
    """

    threshold: int
    attained: Attained
    outer: Outer
    until: float
    draw: np.random.Generator

    def left(self) -> float:
        """Seconds left."""
        return self.until - time.monotonic()

    def undecided(self, part: Part) -> np.ndarray:
        """Positions in the part of the targets that are neither proven, safe nor broken."""
        known = self.attained.proves(self.threshold)
        known |= self.outer.is_safe(self.threshold) | self.outer.is_broken(self.threshold)
        return np.flatnonzero(~known[part.chosen])

    def attack(self, part: Part) -> None:
        """Decide as many targets of a part as time allows.

        Raises:
            Contradiction: Nothing fits.
        """
        plain = _to_program(part)
        width = part.matrix.shape[1]
        first = plain.minimise(self.draw.random(width), self.left())
        if first.status == "infeasible":
            raise Contradiction
        self._take(part, first.atoms)
        self._large_at_once(part)
        self._spread(part)
        self._single(part, plain)
        self._whole(part)
        if (self.outer.least > self.outer.most)[part.chosen].any():
            raise Contradiction
        self._some_release(part)

    def _some_release(self, part: Part) -> None:
        """Where no release of whole numbers was met on the way: whether there is any."""
        if (self.attained.most[part.chosen] == -FAR).all() and self.left() > 0:
            program = _to_program(part, whole=True)
            none = np.zeros(part.matrix.shape[1])
            if program.minimise(none, min(_LONGEST, self.left())).status == "infeasible":
                raise Contradiction

    def _take(self, part: Part, atoms: np.ndarray | None) -> None:
        """Make a solution whole, and note what it attains."""
        if atoms is None:
            return
        whole = make_whole(part, atoms, min(2.0, self.left()))
        if whole is not None:
            values = part.targets @ whole + part.offset
            at = part.chosen
            self.attained.least[at] = np.minimum(self.attained.least[at], values)
            self.attained.most[at] = np.maximum(self.attained.most[at], values)

    def _large_at_once(self, part: Part) -> None:
        """A target that contains a count of at least the threshold is no small count."""
        big = np.flatnonzero(part.lower >= self.threshold)
        ones = np.diff(part.matrix.indptr)
        rows = part.matrix[big]
        inside = csr_matrix(part.targets > 0).astype(np.int64) @ csr_matrix(rows == 1).T
        inside = inside.tocoo()
        full = inside.data == ones[big][inside.col]
        at = inside.row[full]
        least = part.lower[big][inside.col[full]] + part.offset[at]
        np.maximum.at(self.outer.least, part.chosen[at], least)

    def _spread(self, part: Part) -> None:
        fruitless, rounds = 0, 0
        program: Program | None = None
        chosen = np.zeros(0, dtype=np.int64)
        while self.left() > 0 and fruitless < 3:
            before = self.undecided(part)
            if len(before) < 2:
                return
            if program is None or len(before) < 0.6 * len(chosen):
                chosen = before
                program = self._spread_program(part, chosen)
            weights = 0.5 + self.draw.random(len(chosen))
            weights *= np.isin(chosen, before)
            up = self.draw.random(len(chosen)) < 0.5
            cost = np.zeros(part.matrix.shape[1] + 2 * len(chosen))
            cost[part.matrix.shape[1] :] = np.concatenate([-weights * up, weights * ~up])
            found = program.minimise(cost, self.left())
            if found.atoms is None:
                return
            self._take(part, found.atoms[: part.matrix.shape[1]])
            rounds += 1
            gain = len(before) - len(self.undecided(part))
            fruitless = 0 if gain > 0.02 * len(before) else fruitless + (rounds > _FEW_ROUNDS)

    def _spread_program(self, part: Part, chosen: np.ndarray) -> Program:
        """The part with two more unknowns a target: one not above it, one not below it."""
        targets, offset = part.targets[chosen], part.offset[chosen]
        count, width = len(chosen), part.matrix.shape[1]
        one, none = identity(count, format="csr"), csr_matrix((count, count))
        matrix = vstack(
            [
                hstack([part.matrix, csr_matrix((len(part.lower), 2 * count))]),
                hstack([targets, -one, none]),
                hstack([-targets, none, one]),
            ],
            format="csr",
        )
        unlimited = np.full(2 * count, NO_LIMIT)
        lower = np.concatenate([part.lower, np.zeros(2 * count, np.int64)])
        upper = np.concatenate([part.upper, unlimited])
        enough = np.maximum(0, 2 * self.threshold - 2 - offset)
        most = np.concatenate([part.most, enough, unlimited])
        least = np.zeros(width + 2 * count)
        return Program(csr_matrix(matrix), lower, upper, least, most)

    def _single(self, part: Part, program: Program) -> None:
        """The bounds of each target that is left, by two linear programs."""
        for at in self.undecided(part).tolist():
            if at not in self.undecided(part):
                continue
            number, cost = part.chosen[at], _dense(part, at)
            low = program.minimise(cost, self.left())
            if low.status == "infeasible":
                raise Contradiction
            if low.status == "solved":
                least = math.ceil(low.bound - TOLERANCE) + part.offset[at]
                self.outer.least[number] = max(self.outer.least[number], least)
                self._take(part, low.atoms)
            if at in self.undecided(part):
                high = program.minimise(-cost, self.left())
                if high.status == "solved":
                    most = math.floor(-high.bound + TOLERANCE) + part.offset[at]
                    self.outer.most[number] = min(self.outer.most[number], most)
                    self._take(part, high.atoms)
            if self.left() <= 0:
                return

    def _whole(self, part: Part) -> None:
        """The bounds of each target that is still open, in whole numbers."""
        if not len(self.undecided(part)) or self.left() <= 0:
            return
        program = _to_program(part, whole=True)
        for at in self.undecided(part).tolist():
            number, cost = part.chosen[at], _dense(part, at)
            for sign in (-1, 1):
                if self.left() <= 0 or at not in self.undecided(part):
                    break
                enough = self._enough(part, at, sign)
                found = program.minimise(sign * cost, min(_LONGEST, self.left()), enough)
                if found.status == "infeasible":
                    raise Contradiction
                self._take(part, found.atoms)
                if math.isfinite(found.bound):
                    self._tighten(part, at, int(number), sign, found.bound)

    def _enough(self, part: Part, at: int, sign: int) -> float:
        """The objective at which the proof is complete: twice the threshold, then the distance."""
        number, offset = part.chosen[at], int(part.offset[at])
        if sign == -1:
            return -float(2 * self.threshold - 2 - offset)
        return float(int(self.attained.most[number]) - self.threshold + 1 - offset)

    def _tighten(self, part: Part, at: int, number: int, sign: int, bound: float) -> None:
        bounded = math.ceil(bound - TOLERANCE)
        if sign == 1:
            least = bounded + int(part.offset[at])
            self.outer.least[number] = max(self.outer.least[number], least)
        else:
            most = -bounded + int(part.offset[at])
            self.outer.most[number] = min(self.outer.most[number], most)


def _dense(part: Part, at: int) -> np.ndarray:
    return part.targets[at].toarray().ravel().astype(float)


def _to_program(part: Part, *, whole: bool = False) -> Program:
    none = np.zeros(part.matrix.shape[1])
    return Program(part.matrix, part.lower, part.upper, none, part.most, whole=whole)
