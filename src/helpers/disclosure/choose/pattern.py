"""Which cells of a release to hide, with the witnesses that prove it."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from helpers.disclosure.choose.coarsen import hide_all, hide_overlapping
from helpers.disclosure.choose.exact import improve
from helpers.disclosure.choose.guards import add_zeros, list_attackers, list_guards
from helpers.disclosure.choose.pack import pack
from helpers.disclosure.choose.part import Part, Rules, split_parts
from helpers.disclosure.choose.prover import Prover
from helpers.disclosure.choose.start import find_base
from helpers.disclosure.choose.tidy import tidy
from helpers.disclosure.choose.verify import find_unproven
from helpers.disclosure.system import Pattern, System
from helpers.errors import CaselightError

EXACT_CELLS = 250
"""Parts up to this size are improved to the optimum, or as near as stated rounds bring them."""


@dataclass(frozen=True)
class _Found:
    """What one part came to."""

    part: Part
    hidden: np.ndarray
    releases: np.ndarray
    coarsened: np.ndarray


def choose_pattern(
    system: System,
    threshold: int,
    *,
    fixed_hidden: frozenset[int] = frozenset(),
    fixed_shown: frozenset[int] = frozenset(),
    zeros_hidden: bool = False,
    time_limit: float | None = None,
    seed: int = 0,
) -> Pattern:
    """Decide which cells to hide so that no count below the threshold can be worked out.

    A count of 1 to ``threshold - 1`` is guarded, whether or not anybody asks for it; so is what is
    left of a cell after a contributor has taken off its own persons. For each of them two releases
    of whole numbers are found that agree with everything shown and in which the count differs by
    at least ``threshold - 1`` and once reaches the threshold [1]_ [2]_. What has to differ for it
    is hidden. A reader who knows policy and method, and that a shown zero is zero, cannot tell
    these releases from the true one.

    Args:
        system: Counts of one population as sums of atoms, with links and contributors.
        threshold: Smallest count of persons that may be known, at least 2.
        fixed_hidden: Positions of cells that stay hidden, as in an earlier release.
        fixed_shown: Positions of cells that an earlier release has shown.
        zeros_hidden: Whether zeros may be hidden; a hidden zero is then guarded too.
        time_limit: Seconds after which what is not proven is hidden with all that hangs together
            with it; None for no limit.
        seed: For the solver's choice among equal answers.

    Returns:
        The hidden cells that are asked for, and witnesses whose first row is the release in which
        nothing moves: the true counts where the system tells them. As private as the case file.

    Raises:
        ValueError: The counts contradict each other.
        CaselightError: Cells that were shown before give a small count away.

    References:
        .. [1] Kelly, J. P., Golden, B. L. and Assad, A. A. (1990). Cell suppression: disclosure
           protection for sensitive tabular data. Networks 22, 397-417.
        .. [2] Fischetti, M. and Salazar, J. J. (2001). Solving the cell suppression problem on
           tabular data with linear constraints. Management Science 47, 1008-1027.

    Example:
        >>> from helpers.disclosure.system import SumCell, System
        >>> counts = [("a", (0,), 3), ("b", (1,), 12), ("c", (2,), 40), ("all", (0, 1, 2), 55)]
        >>> cells = tuple(SumCell(name, atoms, n) for name, atoms, n in counts)
        >>> sorted(choose_pattern(System(3, cells), 10).hidden)
        [0, 1]
    """
    deadline = np.inf if time_limit is None else time.monotonic() + time_limit
    attackers = list_attackers(system)
    base = find_base(system, attackers, time_limit)
    persons = system.persons
    guards = list_guards(system.sums(), persons, attackers, threshold)
    fixed = np.zeros(len(persons), dtype=bool)
    fixed[list(fixed_hidden)] = True
    zeros = np.flatnonzero(fixed & (persons == 0))
    rules = _set_rules(system, guards.cell, fixed, fixed_shown, zeros_hidden)
    guards = add_zeros(guards, zeros)
    parts = split_parts(system, base, rules, attackers, guards, threshold, zeros_hidden)
    found = [_choose(part, deadline, seed) for part in parts]
    return _confirm(system, base, rules, found, threshold, fixed_hidden, zeros_hidden)


def _set_rules(
    system: System,
    guarded: np.ndarray,
    fixed: np.ndarray,
    fixed_shown: frozenset[int],
    zeros_hidden: bool,
) -> Rules:
    """What may happen to each cell; refused where it must be hidden and was shown."""
    persons = system.persons
    asked = np.array([cell.asked for cell in system.cells], dtype=bool)
    shown = np.zeros(len(persons), dtype=bool)
    shown[list(fixed_shown)] = True
    must = fixed.copy()
    must[guarded] = True
    must &= asked
    if (must & shown).any():
        _refuse(int((must & shown).sum()))
    if not zeros_hidden and (fixed & (persons == 0)).any():
        raise ValueError("a hidden zero needs zeros_hidden: elsewhere each zero is shown")
    rank = np.array([cell.rank for cell in system.cells], dtype=float)
    # Cells are counted; among equal choices the one with fewer persons is hidden.
    cost = 3.0**-rank * (1 + np.log10(1 + persons) / 50)
    may = asked & ~shown & ((persons > 0) | zeros_hidden)
    least = np.full(len(persons), 0 if zeros_hidden else 1) * asked
    return Rules(asked, must, may, least, cost)


def _choose(part: Part, deadline: float, seed: int) -> _Found:
    """Hide until all is proven, show again what is not needed, improve, or give the part up."""
    prover = Prover(part, part.rules.must, seed)
    coarsened = np.zeros(len(part.cells), dtype=bool)
    order = np.lexsort((part.guards.cell, part.persons[part.guards.cell] - part.guards.own))
    for guard in order:
        if time.monotonic() > deadline:
            break
        if not prover.prove(int(guard)):
            coarsened |= hide_overlapping(prover, int(guard))
    while len(prover.open) and time.monotonic() <= deadline:
        guard = int(prover.open[0])
        if not prover.prove(guard):
            break
    if len(prover.open):
        hidden, releases = hide_all(part, seed)
        return _Found(part, hidden, releases, hidden & ~part.rules.must)
    keep = part.rules.must | coarsened
    tidy(prover, keep, deadline)
    if len(part.cells) <= EXACT_CELLS:
        prover = improve(prover, keep, deadline, seed)
    return _Found(part, prover.hidden, pack(part, prover.witnesses), coarsened)


def _confirm(
    system: System,
    base: np.ndarray,
    rules: Rules,
    found: list[_Found],
    threshold: int,
    fixed_hidden: frozenset[int],
    zeros_hidden: bool,
) -> Pattern:
    """Put the parts together and check every proof; what is not proven is not released."""
    hidden = rules.must.copy()
    releases = np.tile(base, (max([1, *(len(one.releases) for one in found)]), 1))
    coarsened: set[int] = set()
    for one in found:
        hidden[one.part.cells] |= one.hidden & one.part.rules.asked
        releases[: len(one.releases), one.part.atoms] = one.releases
        coarsened |= set(one.part.cells[one.coarsened])
    pattern = Pattern(
        hidden=frozenset(np.flatnonzero(hidden).tolist()),
        witnesses=releases,
        zeros_hidden=zeros_hidden,
        coarsened=tuple(system.cells[at].address for at in sorted(coarsened)),
    )
    unproven = find_unproven(system, pattern, threshold, fixed_hidden)
    if unproven:
        _refuse(len(unproven))
    return pattern


def _refuse(cells: int) -> None:
    raise CaselightError(
        "A count below the threshold must not follow from figures that were shown before.",
        f"{cells} counts that cannot be guarded beside the figures of an earlier release",
        "Show these figures in coarser groups, or withdraw the earlier release.",
    )
