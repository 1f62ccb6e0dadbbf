"""Witnesses held against the pages: which of them are possible, and what they prove.

A witness is turned into persons per atom and put into every equation derived from the pages, in
whole numbers. How it was turned is no matter: atoms that agree with all equations are a possible
release, whoever made them. One that disagrees anywhere proves nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from helpers.audit.models import Equations
from helpers.audit.reading import read_atoms
from helpers.audit.targets import Targets
from helpers.audit.witnesses import Witnesses

FAR = 2**61
"""Beyond every count: where no value is attained yet."""


@dataclass(frozen=True, repr=False)
class Attained:
    """The smallest and the largest value of each target in a possible release, int64."""

    least: np.ndarray = field(repr=False)
    most: np.ndarray = field(repr=False)

    @classmethod
    def nothing(cls, targets: int) -> Attained:
        """No release has been seen yet."""
        return cls(np.full(targets, FAR, np.int64), np.full(targets, -FAR, np.int64))

    def add(self, targets: Targets, atoms: np.ndarray) -> None:
        """Take in a possible release (persons in each atom)."""
        values = targets.values(atoms)
        np.minimum(self.least, values, out=self.least)
        np.maximum(self.most, values, out=self.most)

    def proves(self, threshold: int) -> np.ndarray:
        """For each target whether two releases are far enough apart, and one is large enough."""
        return (self.most >= threshold) & (self.most - self.least >= threshold - 1)


@dataclass(frozen=True)
class Rejected:
    """A witness that proves nothing: its number, and the first row that it breaks."""

    population: str
    witness: int
    why: str


def check_witnesses(
    equations: Equations, targets: Targets, witnesses: Witnesses, attained: Attained
) -> tuple[list[np.ndarray], list[Rejected]]:
    """Hold each witness against the equations, and take in what the possible ones attain.

    Args:
        equations: The system, from the pages alone.
        targets: What is to be proved.
        witnesses: What the plan kept.
        attained: Filled in place.

    Returns:
        The atoms of the possible releases, and the witnesses that are none.
    """
    valid, rejected = [], []
    for number, (atoms, unknown) in enumerate(read_atoms(equations, witnesses)):
        why = _broken(equations, atoms, unknown)
        if why:
            rejected.append(Rejected(equations.frame.population.id, number, why))
            continue
        attained.add(targets, atoms)
        valid.append(atoms)
    return valid, rejected


def _broken(equations: Equations, atoms: np.ndarray, unknown: int) -> str:
    if (atoms < 0).any():
        return "it has a group with fewer people than none"
    fits = equations.fits(atoms)
    if fits.all():
        return ""
    row = equations.rows[int(np.argmin(fits))]
    more = f"; it does not tell {unknown} of the finest groups of the pages" if unknown else ""
    return f"it disagrees with what is {row.kind} for {row.words} ({row.where}){more}"
