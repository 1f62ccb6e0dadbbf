"""Noise for a differentially private release: drawn by OpenDP, described here, settled after it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from helpers.errors import CaselightError

LAPLACE: Final = "discrete Laplace"
GAUSSIAN: Final = "discrete Gaussian"
_LEVEL: Final = 0.95


def settle(noisy: Sequence[int]) -> list[int]:
    """The nearest whole numbers of at least zero with the same sum (at least zero).

    Only the noisy counts go in, so that it costs nothing. Cutting off at zero alone would add
    persons: in a table with many empty cells the total would be far too large.

    Args:
        noisy: Counts with noise.

    Example:
        >>> settle([12, -3, 1, 40])
        [11, 0, 0, 39]
        >>> settle([-2, 1])
        [0, 0]
    """
    values = np.array(noisy, dtype=float)
    total = max(0, int(sum(noisy)))
    falling = np.sort(values)[::-1]
    excess = (np.cumsum(falling) - total) / np.arange(1, len(values) + 1)
    if total == 0 or not len(values):
        return [0] * len(values)
    last = int(np.flatnonzero(falling > excess)[-1])
    found = np.maximum(0.0, values - excess[last])
    whole = np.floor(found + 1e-9).astype(int)
    first = np.argsort(-(found - whole), kind="stable")[: total - int(whole.sum())]
    whole[first] += 1
    return [int(value) for value in whole]


def probability(mechanism: str, scale: float, reach: int) -> np.ndarray:
    """How likely each change from ``-reach`` to ``reach`` is.

    Args:
        mechanism: ``discrete Laplace`` or ``discrete Gaussian``.
        scale: Its scale in persons.
        reach: The largest change that is asked for.

    Example:
        >>> probability("discrete Laplace", 1 / math.log(2), 1).round(4)  # 1/3 at 0, half beside
        array([0.1667, 0.3333, 0.1667])
    """
    far = np.arange(-max(reach, math.ceil(60 * scale)), max(reach, math.ceil(60 * scale)) + 1)
    heights = np.exp(-np.abs(far) / scale if mechanism == LAPLACE else -(far**2) / (2 * scale**2))
    return (heights / heights.sum())[np.abs(far) <= reach]


def half_width(mechanism: str, scale: float, level: float = _LEVEL) -> int:
    """The smallest number of persons that a count is off by at most, with this probability."""
    chances = probability(mechanism, scale, math.ceil(60 * scale))
    middle = len(chances) // 2
    within = chances[middle] + np.cumsum(2 * chances[middle + 1 :])
    return int(np.searchsorted(np.concatenate([[chances[middle]], within]), level))


def draw_noise(
    true: list[int], mechanism: str, epsilon: float, delta: float
) -> tuple[list[int], float]:
    """Counts with noise, and its scale: the smallest whose cost, as OpenDP proves it, is enough.

    Args:
        true: True counts of disjoint cells.
        mechanism: ``discrete Laplace`` or ``discrete Gaussian``.
        epsilon: What it may cost.
        delta: What it may cost of delta; only Gaussian noise uses it.

    Raises:
        CaselightError: OpenDP is not installed.
    """
    dp = _load_opendp()
    cells = dp.vector_domain(dp.atom_domain(T=int))
    if mechanism == LAPLACE:
        scale = 1 / epsilon

        def make(scale: float) -> Any:
            return dp.m.make_laplace(cells, dp.l1_distance(T=int), scale=scale)

        while make(scale).map(1) > epsilon:
            scale = math.nextafter(scale * (1 + 1e-12), math.inf)
        return make(scale)(true), scale

    def cost(scale: float) -> float:
        noise = dp.m.make_gaussian(cells, dp.l2_distance(T=float), scale=scale)
        return dp.c.make_zCDP_to_approxDP(noise).map(1.0).epsilon(delta)

    low, high = 1e-3, 1.0
    while cost(high) > epsilon:
        low, high = high, 2 * high
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if cost(middle) > epsilon else (low, middle)
    return dp.m.make_gaussian(cells, dp.l2_distance(T=float), scale=high)(true), high


def _load_opendp() -> Any:
    """OpenDP, loaded only where it is needed: most users never release privately."""
    try:
        import opendp.prelude as dp
    except ImportError:
        raise CaselightError(
            "A differentially private release draws its noise by OpenDP.",
            "OpenDP is not installed",
            "Install it: pip install 'caselight[private]'.",
        ) from None
    dp.enable_features("contrib")
    return dp
