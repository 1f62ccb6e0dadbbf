"""A whole release by cell keys: perturbed, with the threshold on top, and proven.

The criterion of this regime: no difference of two printed counts is exact, the noise has the
stated variance, and each small count, printed by nobody, is left an interval at least t-1 wide
that reaches t, for a reader who knows the noise table. Where no proof of that is found, further
cells are hidden until there is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import vstack

from helpers.disclosure.cellkey.keys import cell_keys
from helpers.disclosure.cellkey.noise import NoiseTable
from helpers.disclosure.cellkey.perturb import Perturbed, perturb
from helpers.disclosure.cellkey.proof import NO_BOUND, Search, cover
from helpers.disclosure.cellkey.secret import Secret
from helpers.disclosure.integer_program import Program, solve_program
from helpers.disclosure.system import Pattern, System
from helpers.errors import CaselightError

NOT_ADDITIVE: Final = (
    "Each count was changed by a small random number that stays the same for the same people in "
    "every report, so parts no longer add up exactly to their total."
)
"""The sentence of every page with perturbed counts."""


@dataclass(frozen=True, repr=False)
class CellKeyRelease:
    """Perturbed counts of a system, and the proof that goes with them.

    Args:
        values: For each cell the value to print; None where hidden or not asked for.
        pattern: Which cells are hidden, and the witnesses. ``coarsened`` names the cells that
            had to be hidden for a proof, and the counts for whose sake they were.
        fingerprint: Of the secret, to be kept with the release.
        sentence: What the page prints.
    """

    values: tuple[int | None, ...]
    pattern: Pattern
    fingerprint: str
    sentence: str

    def __repr__(self) -> str:
        shown = sum(value is not None for value in self.values)
        return f"<CellKeyRelease: {shown} of {len(self.values)} cells shown>"


def describe_noise(table: NoiseTable, threshold: int) -> str:
    """What a page prints about the regime.

    Example:
        >>> from helpers.disclosure.cellkey.perturb import default_noise
        >>> describe_noise(default_noise(10), 10).endswith("at most 5.")
        True
    """
    return (
        f"Counts of people below {threshold} are hidden. {NOT_ADDITIVE} The standard deviation of "
        f"the change is {table.variance**0.5:.1f} people, the change at most {table.most}."
    )


def release_cells(
    system: System,
    key_sums: np.ndarray,
    secret: Secret,
    table: NoiseTable,
    threshold: int,
    *,
    time_limit: float | None = None,
) -> CellKeyRelease:
    """Perturb every count that is asked for, and prove that small counts stay hidden.

    Args:
        system: The counts.
        key_sums: For each cell the sum of its persons' keys (``count_regions``), uint64.
        secret: The population's secret.
        table: The perturbation table.
        threshold: Smallest count of persons that may be printed.
        time_limit: Seconds for the proof of one count; without a proof the count is unsafe.

    Raises:
        CaselightError: The counts contradict each other, or no proof was found even with every
            neighbour hidden.
    """
    if len(table.rows) - 1 > threshold:
        raise CaselightError(
            "Every printed count has the full range of noise.",
            f"a table with {len(table.rows)} rows under a threshold of {threshold}",
            "Make the noise table with a smaller largest change or floor.",
        )
    noisy = perturb(system.persons, cell_keys(key_sums, secret), table, threshold)
    truth = system.truth if system.truth is not None else _some_truth(system)
    also: set[int] = set()
    searches = _search(system, truth, noisy, table, threshold)
    while True:
        for search in searches:
            search.run(time_limit)
        left = {int(cell) for search in searches for cell in search.unproven}
        if not left:
            break
        more = _more_to_hide(system, noisy, also, left)
        also |= more
        for search in searches:  # what was proven stays proven: hiding only widens intervals
            search.hide(sorted(more))
    shown = [c.asked and not noisy.hidden[i] and i not in also for i, c in enumerate(system.cells)]
    values = tuple(int(v) if s else None for v, s in zip(noisy.values, shown, strict=True))
    hidden = frozenset(i for i, c in enumerate(system.cells) if c.asked and not shown[i])
    told = tuple(system.cells[i].address for i in sorted(also))
    pattern = Pattern(hidden, cover(searches), coarsened=told)
    return CellKeyRelease(values, pattern, secret.fingerprint, describe_noise(table, threshold))


def _search(
    system: System, truth: np.ndarray, noisy: Perturbed, table: NoiseTable, threshold: int
) -> list[Search]:
    """One search for a reader without cases, one for each contributor."""
    lower, upper = _bounds(system, noisy, table, threshold)
    sums, links = system.sums(), system.equalities()
    readers = [np.zeros(system.atoms, dtype=np.int64), *system.contributors.values()]
    return [
        Search(sums, links, truth, lower.copy(), upper.copy(), own, threshold) for own in readers
    ]


def _bounds(
    system: System, noisy: Perturbed, table: NoiseTable, threshold: int
) -> tuple[np.ndarray, np.ndarray]:
    """What a reader knows of each cell by itself: the smallest and the largest count."""
    lower = np.zeros(len(system.cells), dtype=np.int64)
    upper = np.full(len(system.cells), NO_BOUND, dtype=np.int64)
    down = -min(table.rows[-1].changes)
    for at, cell in enumerate(system.cells):
        if not cell.asked:
            continue
        if noisy.hidden[at]:
            lower[at], upper[at] = 1, threshold - 1 + down
        elif noisy.values[at] == 0:
            upper[at] = 0
        else:
            near = table.sources(int(noisy.values[at]))
            lower[at], upper[at] = max(threshold, near.start), near.stop - 1
    return lower, upper


def _more_to_hide(system: System, noisy: Perturbed, also: set[int], left: set[int]) -> set[int]:
    """For each count without a proof itself, and the smallest printed cell that shares an atom.

    With that neighbour hidden for its sake, a reader cannot tell which of the two was hidden for
    the other's: so neither has an upper bound any more.
    """
    sums = system.sums()
    columns, found = sums.tocsc(), set()
    for cell in left:
        near = [int(i) for i in np.unique(columns[:, sums[cell].indices].indices)]
        asked = [i for i in near if system.cells[i].asked and i not in also]
        open_ = [i for i in asked if noisy.values[i] > 0]
        found |= {cell} & set(asked)
        found |= {min(open_, key=lambda i: (system.cells[i].persons, i))} if open_ else set()
    if not found:
        raise CaselightError(
            "A release is made only when every small count is proven safe.",
            f"{len(left)} counts without a proof, and nothing more to hide around them",
            "Ask for fewer or coarser tables, or allow more time.",
        )
    return found


def _some_truth(system: System) -> np.ndarray:
    """Atoms that give every true count: one of the ways to fill a system whose atoms are untold."""
    rows = system.sums()
    links = system.equalities()
    right = np.concatenate([system.persons, np.zeros(links.shape[0])])
    nothing, most = np.zeros(system.atoms), np.full(system.atoms, np.inf)
    whole = np.ones(system.atoms, dtype=bool)
    program = Program(nothing, vstack([rows, links]).tocsr(), right, right, nothing, most, whole)
    found = solve_program(program)
    if found is None:
        raise CaselightError(
            "Counts of the same persons agree with each other.",
            "no numbers of persons fit all counts of this release",
            "Count all tables from the same reading of the same file.",
        )
    return found.astype(np.int64)
