"""What a reader gains by subtracting and averaging perturbed counts.

Noise of different cells is independent and has mean zero, so the error of a difference is the
difference of two errors, and everything about it can be computed. The best that averaging can do
is the least variance among unbiased estimators (Gauss-Markov): it is finite where the printed
cells determine the wanted one, and it says how much of the noise is left.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.linalg import lsqr

from helpers.disclosure.cellkey.noise import NoiseRow


@dataclass(frozen=True)
class Errors:
    """The distribution of an error.

    Args:
        errors: Errors in persons, in rising order.
        probabilities: Of each error.
    """

    errors: np.ndarray
    probabilities: np.ndarray

    @property
    def mean(self) -> float:
        """Mean error in persons."""
        return float(self.errors @ self.probabilities)

    @property
    def variance(self) -> float:
        """Variance in persons squared."""
        return float(self.errors**2 @ self.probabilities) - self.mean**2

    @property
    def exact(self) -> float:
        """How likely the printed figure happens to be the true one."""
        return float(self.probabilities[self.errors == 0].sum())


def errors_of_difference(whole: NoiseRow, part: NoiseRow) -> Errors:
    """Error of 'printed whole minus printed part', exactly.

    Args:
        whole: Noise of the first count.
        part: Noise of the count that is taken off.

    Example:
        >>> from helpers.disclosure.cellkey.noise import make_noise_table
        >>> row = make_noise_table(5, 3.0).row(100)
        >>> found = errors_of_difference(row, row)
        >>> round(found.variance, 2), round(found.exact, 2)
        (6.0, 0.16)
    """
    low = min(whole.changes) - max(part.changes)
    high = max(whole.changes) - min(part.changes)
    chances = np.zeros(high - low + 1)
    for one, p in zip(whole.changes, whole.probabilities, strict=True):
        for two, q in zip(part.changes, part.probabilities, strict=True):
            chances[one - two - low] += p * q
    return Errors(np.arange(low, high + 1), chances)


def least_variance(
    printed: csr_matrix, wanted: np.ndarray, variance: float, tolerance: float = 1e-8
) -> float:
    """Least variance of an unbiased guess of a count from all printed counts together.

    Args:
        printed: Printed cells by atoms, 1 where the atom is part of the cell. The same cell in
            several tables is one row: it is printed with the same noise everywhere, so that its
            repetition tells nothing.
        wanted: The atoms of the count that is guessed, as a row of zeros and ones.
        variance: Variance of the noise of a printed cell.
        tolerance: How near to exact the printed cells must give the wanted one.

    Returns:
        Persons squared; infinite where the printed cells do not determine the count.

    Example:
        >>> cells = csr_matrix([[1, 1], [1, 0], [0, 1]])  # a total and its two parts
        >>> round(least_variance(cells, np.array([1, 1]), 3.0), 6)  # not 3: 2/3 of it
        2.0
    """
    # The best unbiased guess is the shortest vector of weights w with w @ printed = wanted.
    target = np.asarray(wanted, dtype=float)
    weights = lsqr(printed.T.astype(float).tocsr(), target, atol=1e-14, btol=1e-14)[0]
    gap = np.abs(printed.T @ weights - target).max(initial=0.0)
    return float(variance * weights @ weights) if gap < tolerance else float("inf")
