"""An attacker who reads a release and works out hidden counts. No code of Caselight is in it.

He thinks in *groups*: the finest sets of people that do not overlap. Every published cell is a
sum of groups; he writes down one equation for each printed number, knows that groups are whole
numbers from zero, and that a hidden cell is no zero (zeros are printed as zeros). Then he asks
for the smallest and the largest value that a hidden cell can have.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

NOBODY_COUNTS_SO_FAR = 5_000
"""No table of these tests holds as many people: an answer near it means 'without limit'."""


@dataclass(frozen=True)
class Release:
    """What is printed: sums of groups with their number, and sums whose number is hidden."""

    groups: int
    printed: tuple[tuple[frozenset[int], int], ...]
    hidden: tuple[frozenset[int], ...]
    hidden_is_positive: bool = True


def read_release(
    groups: int, sums: Mapping[tuple[str, ...], Iterable[int]], cells: Iterable[object]
) -> Release:
    """A release as its cells tell it: ``sums`` says of which groups each label is the sum."""
    printed, hidden = [], []
    for cell in cells:
        members = frozenset(sums[cell.key])  # type: ignore[attr-defined]
        if cell.value is None:  # type: ignore[attr-defined]
            hidden.append(members)
        else:
            printed.append((members, int(cell.value)))  # type: ignore[attr-defined]
    return Release(groups, tuple(printed), tuple(hidden), bool(printed))


def find_interval(release: Release, target: Sequence[frozenset[int]]) -> tuple[float, float]:
    """Smallest and largest sum of the target cells that fit everything printed.

    Raises:
        ValueError: Nothing fits: the release contradicts itself.
    """
    wanted = sum(_row(release, cell) for cell in target)
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * np.asarray(wanted),
            constraints=_constraints(release),
            integrality=np.ones(release.groups),
            bounds=Bounds(0, NOBODY_COUNTS_SO_FAR),
        )
        if found.x is None:
            raise ValueError(f"no whole counts fit the release: {found.message}")
        ends.append(float(np.dot(wanted, np.round(found.x))))
    low, high = ends
    return low, math.inf if high >= NOBODY_COUNTS_SO_FAR else high


def _row(release: Release, members: frozenset[int]) -> np.ndarray:
    return np.array([float(group in members) for group in range(release.groups)])


def _constraints(release: Release) -> list[LinearConstraint]:
    found = []
    for members, number in release.printed:
        found.append((_row(release, members), number, number))
    if release.hidden_is_positive:
        found += [(_row(release, members), 1, np.inf) for members in release.hidden]
    if not found:
        return []
    rows, low, high = zip(*found, strict=True)
    return [LinearConstraint(np.array(rows), low, high)]


def enumerate_tables(release: Release) -> Iterator[tuple[int, ...]]:
    """Every table of whole numbers that fits: by trying them all, group after group.

    Every group has to be in some printed sum, or there would be no end.
    """
    last = {at: max(members) for at, (members, _) in enumerate(release.printed) if members}
    of = [
        [at for at, (m, _) in enumerate(release.printed) if g in m] for g in range(release.groups)
    ]
    if any(number for members, number in release.printed if not members):
        return
    rest = [number for _, number in release.printed]
    table = [0] * release.groups

    def fill(group: int) -> Iterator[tuple[int, ...]]:
        if group == release.groups:
            sums = [sum(table[g] for g in members) for members in release.hidden]
            if not release.hidden_is_positive or all(sums):
                yield tuple(table)
            return
        limit = min(rest[at] for at in of[group])
        closing = [rest[at] for at in of[group] if last[at] == group]
        values = set(closing) if closing else set(range(limit + 1))
        if len(set(closing)) > 1:
            return
        for value in sorted(v for v in values if v <= limit):
            table[group] = value
            for at in of[group]:
                rest[at] -= value
            yield from fill(group + 1)
            for at in of[group]:
                rest[at] += value
        table[group] = 0

    yield from fill(0)
