"""The perturbation table: how likely each change of a count is.

Of all changes that leave the count unbiased, stay within a maximum, keep to a variance and never
print a value from 1 to ``floor``, the ones of largest entropy [1]_ [2]_: nothing is assumed that
was not asked for. The rows agree with those of the R package ptable [3]_, which states the
variance as a limit too: a count of 1 cannot go down by more than 1, so it varies less.

The probabilities are held as whole parts of 720,720, so that the mean is exactly zero and every
key can be tried in a test.

References:
    .. [1] Marley, J. K. and Leaver, V. L. (2011). A method for confidentialising user-defined
       tables: statistical properties and a risk-utility analysis. ISI World Statistics Congress.
    .. [2] Giessing, S. (2016). Computational issues in the design of transition probabilities and
       disclosure risk estimation for additive noise. Privacy in Statistical Databases, LNCS 9867.
    .. [3] Enderle, T. (2023). ptable: generation of perturbation tables for the cell-key method.
       R package version 1.0.0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.disclosure.cellkey.entropy import spread_most
from helpers.errors import CaselightError

PARTS: Final = 720_720
"""Into how many parts a probability is cut: the least number that 1 to 16 all divide."""


@dataclass(frozen=True)
class NoiseRow:
    """How counts of one size change.

    Args:
        changes: What is added to the count, in rising order.
        parts: Of 720,720 keys, how many lead to each change.
    """

    changes: tuple[int, ...]
    parts: tuple[int, ...]

    def __post_init__(self) -> None:
        rising = all(a < b for a, b in zip(self.changes, self.changes[1:], strict=False))
        if sum(self.parts) != PARTS or min(self.parts, default=-1) < 0 or not rising:
            raise ValueError("a row's parts are not all of its keys, or its changes do not rise")

    @property
    def probabilities(self) -> np.ndarray:
        """Probability of each change."""
        return np.array(self.parts) / PARTS

    @property
    def mean(self) -> float:
        """Mean change in persons."""
        return sum(c * p for c, p in zip(self.changes, self.parts, strict=True)) / PARTS

    @property
    def variance(self) -> float:
        """Variance of the change in persons squared."""
        squares = sum(c * c * p for c, p in zip(self.changes, self.parts, strict=True))
        return squares / PARTS - self.mean**2


@dataclass(frozen=True)
class NoiseTable:
    """A row for each small count; the last one is for all counts from there on.

    Args:
        rows: Row ``n`` is for a count of ``n`` persons.
        most: Largest change, in persons.
        variance: Largest variance of a change.
        floor: No count is changed into 1 to ``floor``.
    """

    rows: tuple[NoiseRow, ...]
    most: int
    variance: float
    floor: int = 0

    def row(self, count: int) -> NoiseRow:
        """The row for a count."""
        return self.rows[min(count, len(self.rows) - 1)]

    def sources(self, printed: int) -> range:
        """From the smallest to the largest true count that this value can come from.

        Raises:
            ValueError: No count gives this value.
        """
        near = range(max(0, printed - self.most), printed + self.most + 1)
        found = [n for n in near if printed - n in _possible(self.row(n))]
        if not found:
            raise ValueError(f"no count can be changed into {printed}")
        return range(found[0], found[-1] + 1)


def _possible(row: NoiseRow) -> frozenset[int]:
    return frozenset(c for c, p in zip(row.changes, row.parts, strict=True) if p)


def make_noise_table(
    most: int, variance: float, *, floor: int = 0, monotone: bool = True
) -> NoiseTable:
    """The table of largest entropy.

    Args:
        most: Largest change of a count, in persons (D of the literature).
        variance: Largest variance of a change (V).
        floor: Values from 1 to ``floor`` are never printed (js).
        monotone: Whether a change downwards is at most as likely as a smaller one downwards.

    Raises:
        CaselightError: No noise fits: the limits are too narrow for these counts.

    Example:
        >>> table = make_noise_table(2, 1.0)
        >>> [round(float(p), 4) for p in table.rows[1].probabilities]  # as printed for ptable
        [0.3665, 0.3665, 0.1676, 0.0995]
        >>> table.rows[0].changes, table.rows[2].mean
        ((0,), 0.0)
    """
    if most < 1 or variance <= 0 or floor < 0:
        raise CaselightError(
            "A perturbation table has a largest change of 1 or more and a variance above zero.",
            f"most = {most}, variance = {variance:g}, floor = {floor}",
            "For example most=5, variance=3.",
        )
    sizes = range(1, most + floor + 1)
    rows = [NoiseRow((0,), (PARTS,))]
    rows += [_make_row(n, most, variance, floor, monotone) for n in sizes]
    return NoiseTable(tuple(rows), most, variance, floor)


def _make_row(count: int, most: int, variance: float, floor: int, monotone: bool) -> NoiseRow:
    values = [v for v in range(max(0, count - most), count + most + 1) if not 1 <= v <= floor]
    changes = np.array([value - count for value in values], dtype=np.int64)
    ideal = spread_most(changes, variance, monotone)
    parts = None if ideal is None else _cut(changes, ideal, variance)
    if parts is None:
        raise CaselightError(
            "Noise that is zero on average must fit between the largest change and the variance.",
            f"a count of {count} with most = {most}, variance = {variance:g}, floor = {floor}",
            "Allow a larger change or variance, or a lower floor.",
        )
    return NoiseRow(tuple(int(c) for c in changes), parts)


def _cut(changes: np.ndarray, ideal: np.ndarray, variance: float) -> tuple[int, ...] | None:
    """The nearest whole parts with mean exactly zero and at most the variance; None for none."""
    base = np.floor(ideal * PARTS)
    gap = np.array([PARTS - base.sum(), -(base @ changes)])
    room = variance * PARTS - base @ changes**2
    size = len(changes)
    # Unknowns: the shift of each part, then its distance from the ideal.
    shift, far = np.eye(size), np.eye(size)
    left = ideal * PARTS - base
    rows = np.vstack([np.ones(size), changes])
    found = milp(
        np.concatenate([np.zeros(size), np.ones(size)]),
        constraints=[
            LinearConstraint(np.hstack([rows, 0 * rows]), gap, gap),
            LinearConstraint(np.concatenate([changes**2, np.zeros(size)])[None], -np.inf, room),
            LinearConstraint(np.hstack([shift, -far]), -np.inf, left),
            LinearConstraint(np.hstack([-shift, -far]), -np.inf, -left),
        ],
        integrality=np.concatenate([np.ones(size), np.zeros(size)]),
        bounds=Bounds(np.concatenate([-np.minimum(base, 50), np.zeros(size)]), np.inf),
    )
    if found.x is None:
        return None
    parts = (base + np.round(found.x[:size])).astype(np.int64)
    exact = parts.sum() == PARTS and parts @ changes == 0 and parts.min() >= 0
    return tuple(int(p) for p in parts) if exact else None


def read_noise_table(rows: Iterable[tuple[int, int, float]]) -> NoiseTable:
    """A table that somebody published: lines of original value, printed value, probability.

    Args:
        rows: The lines; every original value from 0 on, with probabilities that add up to 1.

    Raises:
        CaselightError: A row is missing, or its probabilities do not add up to 1.

    Example:
        >>> read_noise_table([(0, 0, 1.0), (1, 0, 0.5), (1, 2, 0.5)]).row(7).changes
        (-1, 1)
    """
    lines = sorted(rows)
    sizes = sorted({n for n, _, _ in lines})
    found = []
    for size in sizes:
        here = [(value - size, p) for n, value, p in lines if n == size]
        parts = [round(p * PARTS) for _, p in here]
        if sum(parts) != PARTS or sizes != list(range(len(sizes))):
            raise CaselightError(
                "A perturbation table has a row for every count from 0 on, each adding up to 1.",
                f"the row for {size}",
                "Complete the row.",
            )
        found.append(NoiseRow(tuple(c for c, _ in here), tuple(parts)))
    return NoiseTable(
        tuple(found), max(abs(c) for r in found for c in r.changes), max(r.variance for r in found)
    )
