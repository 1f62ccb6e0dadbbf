"""A differentially private release: noise so large that no single person can be told to be in it.

Disjoint cells, so that one person more or less changes one count by one: the noise of all cells
together costs what one costs (parallel composition). Discrete Laplace noise gives epsilon-
differential privacy, discrete Gaussian noise (epsilon, delta) [1]_ [2]_; both are drawn by OpenDP,
which also says what they cost. The cells are named beforehand, never taken from the data: a group
that is listed only when somebody is in it would tell that somebody is.

Criterion: epsilon, over all editions of the population together (``budget``). It means nothing
beside exact figures of the same persons, so the two are never released together.

References:
    .. [1] Canonne, C., Kamath, G. and Steinke, T. (2020). The discrete Gaussian for differential
       privacy. NeurIPS 33.
    .. [2] Ghosh, A., Roughgarden, T. and Sundararajan, M. (2012). Universally utility-maximizing
       privacy mechanisms. SIAM Journal on Computing 41, 1673-1693.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from helpers.disclosure.budget import Budget, Spent, to_amount
from helpers.disclosure.budget_ledger import has_private_release, spend
from helpers.disclosure.private_noise import (
    GAUSSIAN,
    LAPLACE,
    draw_noise,
    half_width,
    settle,
)
from helpers.errors import CaselightError

Key = tuple[str, ...]


@dataclass(frozen=True)
class PrivateRelease:
    """Noisy counts that add up, and what they cost.

    Args:
        cells: The cells, as they were named beforehand.
        values: Whole numbers of at least zero. Their sum is the total to print.
        epsilon: What this edition cost.
        delta: What it cost of delta.
        mechanism: The noise.
        scale: Its scale in persons.
        receipt: Seal of its line in the ledger; printed, and kept by the release ledger.
        sentence: What the page prints.
    """

    cells: tuple[Key, ...]
    values: tuple[int, ...]
    epsilon: Decimal
    delta: Decimal
    mechanism: str
    scale: float
    receipt: str
    sentence: str

    @property
    def half_width(self) -> int:
        """95 in 100 counts are at most this many persons off, before they were made to add up."""
        return half_width(self.mechanism, self.scale)


def release_privately(
    counts: Mapping[Key, int],
    cells: Sequence[Key],
    *,
    folder: Path,
    edition: str,
    epsilon: str,
    delta: str = "0",
    exact: Iterable[str] = (),
    receipts: Iterable[str] = (),
) -> PrivateRelease:
    """Release counts of disjoint cells once for an edition; asked again, the same is given.

    Args:
        counts: True counts; a cell that is not in it counts nobody. Each person is in one cell.
        cells: All cells, named without looking at the data.
        folder: The population's private folder, with its budget (``make_budget``).
        edition: Which edition; its cells and cost never change.
        epsilon: What it may cost, as text.
        delta: Above zero for Gaussian noise.
        exact: Editions in which figures of the same persons were shown without such noise.
        receipts: Of private editions that were printed before.

    Raises:
        CaselightError: The same persons were counted exactly, the budget does not reach, or
            OpenDP is not installed.
    """
    refuse_private_beside_exact(exact)
    cost = to_amount(epsilon), to_amount(delta, zero=True)
    names = tuple(cells)
    _check_cells(counts, names)
    mechanism = GAUSSIAN if cost[1] else LAPLACE

    def draw() -> dict[str, Any]:
        true = [int(counts.get(cell, 0)) for cell in names]
        noisy, scale = draw_noise(true, mechanism, *map(float, cost))
        settled = settle(noisy)
        told = {"mechanism": mechanism, "scale": scale, "values": settled}
        return {**told, "cells": [list(cell) for cell in names]}

    budget, entry = spend(folder, edition, *cost, draw, receipts)
    if entry.about["cells"] != [list(c) for c in names] or (entry.epsilon, entry.delta) != cost:
        raise CaselightError(
            "An edition is released once.",
            "the same edition with other cells or another cost",
            "Give the new release a name of its own; it costs anew.",
        )
    return _to_release(budget, entry)


def _to_release(budget: Budget, entry: Spent) -> PrivateRelease:
    about = entry.about
    left = budget.left[0]
    width = half_width(about["mechanism"], about["scale"])
    sentence = (
        f"Random numbers were added to the counts ({about['mechanism']}; 95 in 100 are off by at "
        f"most {width} people), which gives differential privacy with epsilon {entry.epsilon}"
        f"{f' and delta {entry.delta}' if entry.delta else ''} for one person more or less. "
        f"All editions together may spend {budget.epsilon}; {left} is left. {budget.reason}"
    )
    return PrivateRelease(
        tuple(tuple(cell) for cell in about["cells"]),
        tuple(about["values"]),
        entry.epsilon,
        entry.delta,
        about["mechanism"],
        about["scale"],
        entry.receipt,
        sentence,
    )


def refuse_private_beside_exact(exact: Iterable[str]) -> None:
    """Refuse a private release of persons who were counted without such noise.

    Args:
        exact: Editions in which they were, as the release ledger knows them.

    Raises:
        CaselightError: There is one.
    """
    names = list(exact)
    if names:
        raise CaselightError(
            "A differentially private release never stands beside exact figures of the same "
            "persons: those tell what the noise hides.",
            f"{len(names)} editions with exact figures, the first one '{names[0]}'",
            "Keep to the regime of the earlier editions, or release other persons.",
        )


def refuse_exact_beside_private(folder: Path) -> None:
    """Refuse an exact (or suppressed, or rounded) release of persons with a private one.

    Args:
        folder: The population's private folder.

    Raises:
        CaselightError: There was a private release, or its ledger is damaged.
    """
    if has_private_release(folder):
        raise CaselightError(
            "Exact figures never stand beside a differentially private release of the same "
            "persons: they would undo it.",
            "a private edition of this population",
            "Release this population privately, or not at all.",
        )


def _check_cells(counts: Mapping[Key, int], cells: tuple[Key, ...]) -> None:
    unknown = len(set(counts) - set(cells))
    if unknown or len(set(cells)) != len(cells) or not cells or min(counts.values(), default=0) < 0:
        raise CaselightError(
            "The cells of a private release are named beforehand, each once, and each person is in "
            "one of them.",
            f"{unknown} counted cells that were not named, {len(cells) - len(set(cells))} named "
            "twice, or a count below zero",
            "Name every combination of the labels.",
        )
