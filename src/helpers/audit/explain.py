"""Which published statements give a count away, and with which factors.

A bound of a linear program comes with a proof: a factor for each row, so that the rows, multiplied
and added up, say that the count is at least (or at most) the bound. The rows around the count are
tried first, so that the proof is short where a short one exists.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.models import HIDDEN, LINK, OWN, SHARE, Equations, Row
from helpers.audit.reduction import find_ceiling
from helpers.audit.solver import TOLERANCE, Answer, Program
from helpers.audit.statements import NO_LIMIT

_REACH = (2, 4, 8, 32, None)
"""So many of the smallest statements about the count are taken, with their parts; at last all."""

_FINE = 10_000
"""Denominators of the factors; those of tables are small."""


@dataclass(frozen=True)
class Term:
    """One published statement in a derivation.

    Args:
        factor: By what it is multiplied.
        value: The number that it contributes: its own, its least or its most.
        row: Where it comes from.
    """

    factor: Fraction
    value: int
    row: Row

    @property
    def words(self) -> str:
        """The number with whom it counts and where it stands."""
        row = self.row
        if row.kind == HIDDEN:
            return f"{self.value} ({row.words}: hidden, so at least 1; {row.where})"
        if row.kind == OWN:
            return f"{self.value} ({row.words})"
        return f"{self.value} ({row.words}; {row.where})"


@dataclass(frozen=True)
class Derivation:
    """How a bound follows from statements: the sum of factor times value.

    Args:
        side: ``at least`` or ``at most``.
        bound: The whole number that follows.
        terms: The statements.
        own: A contributor's own persons, taken off at the end.
    """

    side: str
    bound: int
    terms: tuple[Term, ...]
    own: int = 0

    @property
    def total(self) -> Fraction:
        """What the statements add up to, less the contributor's own; before rounding."""
        return sum((term.factor * term.value for term in self.terms), Fraction(-self.own))

    @property
    def text(self) -> str:
        """The derivation on one line."""
        counted = [term for term in self.terms if term.value]
        counted.sort(key=lambda term: (term.factor < 0, -abs(term.value)))
        line = "".join(_write(term, at) for at, term in enumerate(counted)) or "nothing"
        line += f" − {self.own} (the contributor's own)" if self.own else ""
        total = self.total
        shown = f"{total}" if total.denominator == 1 else f"{float(total):.2f}"
        rounded = "" if total == self.bound else f", so {self.side} {self.bound} people"
        others = dict.fromkeys(_note(term.row) for term in self.terms if not term.value)
        with_ = f"; with {'; '.join(others)}" if others else ""
        return f"{line} = {shown}{rounded}{with_}"


def _write(term: Term, at: int) -> str:
    size = abs(term.factor)
    sign = ("−" if term.factor < 0 else "") if at == 0 else (" − " if term.factor < 0 else " + ")
    return sign + ("" if size == 1 else f"{size} × ") + term.words


def _note(row: Row) -> str:
    if row.kind == LINK:
        return f"both tables count the same people by {row.words}"
    if row.kind == SHARE:
        return f"{row.words} ({row.where})"
    return f"0 ({row.words}; {row.where})"


def explain_bound(
    equations: Equations, target: csr_matrix, own: int, least: bool, wanted: int, seconds: float
) -> Derivation | None:
    """The statements that give a bound of one target.

    Args:
        equations: The system.
        target: The target as a sum of atoms, one row.
        own: A contributor's own persons in it.
        least: Whether its least value is asked for, otherwise its most.
        wanted: The bound that is known to hold; a proof of it may be short.
        seconds: When to stop.

    Returns:
        The derivation; None where none was found in time.
    """
    best: Derivation | None = None
    before = -1
    until = time.monotonic() + seconds
    for reach in _REACH:
        rows = _around(equations, target, reach)
        left = until - time.monotonic()
        if len(rows) == before or left <= 0:
            continue
        before = len(rows)
        answer = _bound(equations, target, rows, least, left)
        if answer.status != "solved" or answer.duals is None:
            continue
        best = _derive(equations, rows, answer, least, own)
        if best.bound == wanted:
            return best
    return best


def _around(equations: Equations, target: csr_matrix, reach: int | None) -> np.ndarray:
    """The smallest rows that share atoms with the target, and all rows within those."""
    if reach is None:
        return np.arange(equations.matrix.shape[0])
    matrix, by_atom = equations.matrix, equations.by_atom
    sizes = np.diff(matrix.indptr)
    about = np.unique(by_atom[target.indices].indices)
    about = about[np.argsort(sizes[about], kind="stable")][:reach]
    atoms = np.union1d(target.indices, matrix[about].indices)
    inside = np.zeros(matrix.shape[1], dtype=np.int64)
    inside[atoms] = 1
    rows = np.unique(by_atom[atoms].indices)
    nested = csr_matrix(matrix[rows] != 0).astype(np.int64) @ inside == sizes[rows]
    return rows[nested]


def _bound(
    equations: Equations, target: csr_matrix, rows: np.ndarray, least: bool, seconds: float
) -> Answer:
    matrix = csr_matrix(equations.matrix[rows])
    columns = np.union1d(matrix.indices, target.indices)
    narrow = csr_matrix(
        (matrix.data, columns.searchsorted(matrix.indices), matrix.indptr),
        shape=(len(rows), len(columns)),
    )
    most = np.full(len(columns), NO_LIMIT if least else find_ceiling(equations))
    program = Program(
        narrow, equations.lower[rows], equations.upper[rows], np.zeros(len(columns)), most
    )
    cost = np.zeros(len(columns))
    cost[columns.searchsorted(target.indices)] = target.data
    return program.minimise(cost if least else -cost, seconds)


def _derive(
    equations: Equations, rows: np.ndarray, answer: Answer, least: bool, own: int
) -> Derivation:
    terms = []
    duals = np.zeros(0) if answer.duals is None else answer.duals
    for at in np.flatnonzero(np.abs(duals) > TOLERANCE).tolist():
        row = int(rows[at])
        # A positive factor stands for 'at least', also where the most is asked for (minus itself).
        value = equations.lower[row] if duals[at] > 0 else equations.upper[row]
        factor = Fraction(float(duals[at] if least else -duals[at])).limit_denominator(_FINE)
        terms.append(Term(factor, int(value), equations.rows[row]))
    exact = answer.bound if least else -answer.bound
    bound = math.ceil(exact - TOLERANCE) if least else math.floor(exact + TOLERANCE)
    return Derivation("at least" if least else "at most", bound - own, tuple(terms), own)
