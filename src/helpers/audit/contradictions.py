"""Published figures that contradict each other: an error, with the statements that clash."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.models import Equations
from helpers.audit.reduction import find_ceiling
from helpers.audit.solver import Program
from helpers.errors import CaselightError

_SHORT = 60
"""So many statements are tried one by one for a smaller set."""

_SECONDS = 20.0


def check_possible(equations: Equations, seconds: float) -> None:
    """Whether any numbers of persons agree with everything published.

    Raises:
        CaselightError: None do. The clash is told with the statements that make it.
    """
    if not _fits(equations, np.arange(len(equations.rows)), seconds):
        raise refuse(equations)


def refuse(equations: Equations) -> CaselightError:
    """The error for a release that contradicts itself, with as few statements as can be found."""
    rows = _clash(equations)
    kinds = {"shown": "shown", "hidden": "hidden, so at least 1"}
    told = [
        f"{kinds.get(row.kind, row.kind)}: {row.words} ({row.where})"
        for row in dict.fromkeys(equations.rows[at] for at in rows[:12].tolist())
    ]
    more = f"; and {len(rows) - 12} more" if len(rows) > 12 else ""
    return CaselightError(
        "The published figures of a population fit together.",
        f"in '{equations.frame.population.id}' they contradict each other: "
        + "; ".join(told)
        + more,
        "Correct the figures; a release that contradicts itself cannot be audited.",
    )


def _program(equations: Equations, rows: np.ndarray, *, whole: bool = False) -> tuple[Program, int]:
    matrix = csr_matrix(equations.matrix[rows])
    columns = np.unique(matrix.indices)
    most = np.full(len(columns), find_ceiling(equations))
    program = Program(
        csr_matrix(matrix[:, columns]),
        equations.lower[rows],
        equations.upper[rows],
        np.zeros(len(columns)),
        most,
        whole=whole,
    )
    return program, len(columns)


def _fits(equations: Equations, rows: np.ndarray, seconds: float, *, whole: bool = False) -> bool:
    """Whether some numbers fit these rows, or no time was left to tell."""
    lower, upper = equations.lower[rows], equations.upper[rows]
    none = np.diff(equations.matrix.indptr)[rows] == 0
    if (lower > upper).any() or (none & ((lower > 0) | (upper < 0))).any():
        return False
    if none.all():
        return True
    program, width = _program(equations, rows, whole=whole)
    return program.minimise(np.zeros(width), seconds).status != "infeasible"


def _clash(equations: Equations) -> np.ndarray:
    """A set of rows that nothing fits, as small as leaving out one after the other makes it."""
    rows = np.arange(len(equations.rows))
    single = [at for at in rows.tolist() if not _alone(equations, at)]
    if single:
        return np.array(single[:1])
    program, width = _program(equations, rows)
    whole = program.minimise(np.zeros(width), _SECONDS).status != "infeasible"
    if not whole:
        proof = program.contradiction()
        if len(proof) and not _fits(equations, proof, _SECONDS):
            rows = proof
    if len(rows) > _SHORT:
        return rows
    for at in rows.tolist():
        fewer = rows[rows != at]
        if not _fits(equations, fewer, 2.0, whole=whole):
            rows = fewer
    return rows


def _alone(equations: Equations, at: int) -> bool:
    """Whether one row is possible by itself."""
    lower, upper = int(equations.lower[at]), int(equations.upper[at])
    start, end = equations.matrix.indptr[at : at + 2]
    return lower <= upper and (end > start or lower <= 0 <= upper)
