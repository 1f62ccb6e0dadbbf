"""Additive controlled rounding: every count to a multiple of a base, and every sum still adds up.

Zero-restricted: a multiple of the base stays, another count goes to one of its two neighbouring
multiples. Where no such rounding adds up, each count may go one step further, then two: the
smallest relaxation that works [1]_. Of all roundings the one nearest to the counts is taken, by the
sum of absolute distances, totals included, as in tau-Argus [2]_. Solved as one whole-number
program over all cells (tau-Argus' engine refuses small bases).

Criterion: a printed multiple ``m`` can be any count from ``m - b + 1`` to ``m + b - 1``, a zero any
from 0 to ``b - 1``. A reader who knows that the *nearest* rounding was taken knows more: a count
that stands in no sum is at most half a base away. Against such a reader round to
:func:`draw_targets` instead, which go up as often as the remainder says [3]_.

References:
    .. [1] Salazar-Gonzalez, J. J. (2006). Controlled rounding and cell perturbation: statistical
       disclosure limitation methods for tabular data. Mathematical Programming 105, 583-603.
    .. [2] Handbook on Statistical Disclosure Control (2024), section 5.5.
    .. [3] Cox, L. H. (1987). A constructive procedure for unbiased controlled rounding. Journal of
       the American Statistical Association 82, 520-524.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_matrix, hstack, identity, vstack

from helpers.disclosure.integer_program import Program, solve_program
from helpers.disclosure.system import System
from helpers.errors import CaselightError
from helpers.tables.counts import Relation

MOST_STEPS: Final = 3
"""How far beyond its neighbouring multiples a count may go before there is no rounding."""


@dataclass(frozen=True)
class Rounded:
    """Rounded counts.

    Args:
        values: The multiples of the base, in the order of the counts.
        base: The base.
        steps: 0 when zero-restricted; else how many steps beyond the neighbours were allowed.
        distance: Sum of absolute distances from what was aimed at, in persons.
    """

    values: tuple[int, ...]
    base: int
    steps: int
    distance: int

    def interval(self, value: int) -> tuple[int, int]:
        """Smallest and largest count that can have been rounded to this value.

        Example:
            >>> Rounded((10,), 10, 0, 3).interval(10)
            (1, 19)
        """
        far = (self.steps + 1) * self.base - 1
        return max(0, value - far), value + far

    @property
    def sentence(self) -> str:
        """What the page prints about it."""
        far = (self.steps + 1) * self.base - 1
        return (
            f"Each count of people is rounded to a multiple of {self.base}, up or down by at most "
            f"{far}, so that parts add up to their total. A 0 can be up to {far} people."
        )


def round_counts(
    counts: Sequence[int],
    relations: Sequence[Relation],
    base: int,
    *,
    threshold: int,
    targets: Sequence[int] | None = None,
    most_steps: int = MOST_STEPS,
    time_limit: float | None = None,
) -> Rounded:
    """Round counts whose sums are told.

    Args:
        counts: True counts of persons.
        relations: Every sum that a reader can check.
        base: What to round to, in persons: at least the threshold.
        threshold: Smallest count of persons that may be known.
        targets: What to come near to; the counts themselves when None.
        most_steps: How many steps beyond the neighbouring multiples are allowed at most.
        time_limit: Seconds for each number of steps.

    Raises:
        CaselightError: The base is below the threshold, or no rounding adds up.
        OutOfTimeError: The nearest rounding was not found in time.

    Example:
        >>> round_counts([3, 12, 40, 55], [Relation(3, (0, 1, 2))], 10, threshold=10).values
        (0, 10, 40, 50)
    """
    places = [
        (row, cell, sign)
        for row, relation in enumerate(relations)
        for cell, sign in [(relation.whole, -1), *((part, 1) for part in relation.parts)]
    ]
    row, column, sign = zip(*places, strict=True) if places else ((), (), ())
    sums = csr_matrix((sign, (row, column)), shape=(len(relations), len(counts)))
    nothing = csr_matrix((len(relations), 0))
    aims = counts if targets is None else targets
    return _round(counts, aims, sums, nothing, base, threshold, most_steps, time_limit)


def round_system(
    system: System,
    base: int,
    *,
    threshold: int,
    targets: Sequence[int] | None = None,
    most_steps: int = MOST_STEPS,
    time_limit: float | None = None,
) -> Rounded:
    """Round every count of a system that is asked for, so that all sums that follow hold.

    The rounded counts are sums of the same atoms as the true ones, for some numbers of at least
    zero in the atoms; so each sum and difference that is true of the counts is true of them.

    Args:
        system: The counts.
        base: What to round to, in persons: at least the threshold.
        threshold: Smallest count of persons that may be known.
        targets: What to come near to, for the cells that are asked for; the counts when None.
        most_steps: How many steps beyond the neighbouring multiples are allowed at most.
        time_limit: Seconds for each number of steps.

    Returns:
        The rounded values of the cells that are asked for, in their order.

    Raises:
        CaselightError: The base is below the threshold, or no rounding adds up.
        OutOfTimeError: The nearest rounding was not found in time.
    """
    asked = [at for at, cell in enumerate(system.cells) if cell.asked]
    counts = [system.cells[at].persons for at in asked]
    links = system.equalities()
    own = vstack([-identity(len(asked)), csr_matrix((links.shape[0], len(asked)))]).tocsr()
    atoms = vstack([system.sums()[asked], links]).tocsr()
    aims = counts if targets is None else targets
    return _round(counts, aims, own, atoms, base, threshold, most_steps, time_limit)


def draw_targets(counts: Sequence[int], keys: np.ndarray, base: int) -> list[int]:
    """Multiples of the base that are right on average: up with probability remainder / base.

    Args:
        counts: True counts of persons.
        keys: A key for each cell (``cellkey.cell_keys``), uint64: the same persons, the same draw.
        base: The base.

    Example:
        >>> draw_targets([3, 3, 20], np.array([0, 2**63, 0], dtype=np.uint64), 10)
        [10, 0, 20]
    """
    draws = np.asarray(keys, dtype=np.uint64).astype(float) / 2.0**64 * base
    return [
        int(count // base + (draw < count % base)) * base
        for count, draw in zip(counts, draws, strict=True)
    ]


def _round(
    counts: Sequence[int],
    targets: Sequence[int],
    own: csr_matrix,
    others: csr_matrix,
    base: int,
    threshold: int,
    most_steps: int,
    time_limit: float | None,
) -> Rounded:
    """``own`` and ``others`` say which sums of multiples and of further unknowns are zero."""
    if base < threshold or base < 2:
        raise CaselightError(
            "Counts are rounded to a base of at least the threshold.",
            f"a base of {base} under a threshold of {threshold}",
            "Take a larger base.",
        )
    true, aims = np.array(counts, dtype=np.int64), np.array(targets, dtype=np.int64)
    sums = hstack([own, csr_matrix((own.shape[0], len(true))), others]).tocsr()
    for steps in range(most_steps + 1):
        program = _to_program(true, aims, sums, others.shape[1], base, steps)
        found = solve_program(program, time_limit=time_limit)
        if found is not None:
            if np.abs(sums @ found).max(initial=0.0) > 1e-6:
                raise ValueError("the solver's rounding does not add up")
            values = found[: len(true)].astype(np.int64) * base
            distance = int(np.abs(values - aims).sum())
            return Rounded(tuple(int(v) for v in values), base, steps, distance)
    raise CaselightError(
        "Rounded counts add up like the true ones.",
        f"no rounding to {base} does, within {most_steps} steps",
        "Ask for fewer tables, or allow more steps.",
    )


def _to_program(
    true: np.ndarray, aims: np.ndarray, sums: csr_matrix, others: int, base: int, steps: int
) -> Program:
    """Unknowns: each count's multiple, its distance from the aim, and the further ones."""
    size = len(true)
    below, rest = true // base, true % base
    one, none = identity(size), csr_matrix((size, others))
    over = hstack([base * one, -one, none])
    under = hstack([-base * one, -one, none])
    zeros, far = np.zeros(sums.shape[0]), np.full(2 * size, -np.inf)
    return Program(
        np.concatenate([np.zeros(size), np.ones(size), np.zeros(others)]),
        vstack([sums, over, under]).tocsr(),
        np.concatenate([zeros, far]),
        np.concatenate([zeros, aims, -aims]),
        np.concatenate([np.maximum(0, below - steps), np.zeros(size + others)]),
        np.concatenate([below + steps + (rest > 0), np.full(size + others, np.inf)]),
        np.arange(2 * size + others) < size,
    )
