"""What is attacked: hidden counts, and counts that nobody prints but that subtraction gives.

- a *rest*: a published count less a published part of it;
- the *others*: a published count less all its published parts by one variable ('unknown');
- an *overlap*: counts of several groups less the count of everybody in any of them, which is how
  often people are in more than one (labour + sexual + other - persons).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.blocks import needed_variables
from helpers.audit.models import Cell, Equations, Row
from helpers.audit.nesting import Held, Nest, find_nests
from helpers.audit.rows import own_persons, to_matrix
from helpers.audit.statements import Statement, in_words
from helpers.tables.regions import Region

NEAREST = 3
"""A part is subtracted from so many of the smallest counts that contain it, where one is hidden."""

HIDDEN, REST, OTHERS, OVERLAP = "hidden", "rest", "others", "overlap"
SHOWN = "shown"

Terms = tuple[tuple[int, Cell], ...]


@dataclass(frozen=True)
class Target:
    """One count that must not be known.

    Args:
        kind: ``hidden``, ``rest``, ``others``, ``overlap``; ``shown`` less a contributor's own.
        terms: The published counts whose sum, each with its sign, it is.
        value: Its number, where the printed numbers alone give it.
        own: A contributor's own persons in it, taken off.
        variable: For ``others`` the variable that its parts are shown by.
    """

    kind: str
    terms: Terms = field(repr=False)
    value: int | None = field(repr=False, default=None)
    own: int = field(repr=False, default=0)
    variable: str = ""

    @property
    def words(self) -> str:
        """Whom it counts."""
        names = [in_words(cell.region) for _, cell in self.terms]
        if self.kind == OVERLAP:
            return f"people in more than one of: {'; '.join(names[:-1])}"
        if self.kind == OTHERS:
            return f"{names[0]}, without those shown by {self.variable.replace('_', ' ')}"
        return ", without ".join(names)

    @property
    def where(self) -> str:
        """Where its parts are printed."""
        return "; ".join(dict.fromkeys(at for _, cell in self.terms for at in cell.where[:1]))


@dataclass(frozen=True, repr=False)
class Targets:
    """All targets of one system: which they are, and each as a sum of atoms (targets x atoms)."""

    told: tuple[Target, ...]
    matrix: csr_matrix

    def __repr__(self) -> str:
        return f"<Targets: {len(self.told)}>"

    @property
    def own(self) -> np.ndarray:
        """A contributor's own persons in each target, int64."""
        return np.array([target.own for target in self.told], dtype=np.int64)

    def values(self, atoms: np.ndarray) -> np.ndarray:
        """Each target in one release, int64."""
        return self.matrix @ atoms - self.own


_Made = tuple[Target, np.ndarray, np.ndarray]


def find_targets(equations: Equations, known: Sequence[Statement] = ()) -> Targets:
    """Everything to attack in a system.

    Args:
        equations: The system.
        known: A contributor's own persons; then what is left of each count without them.
    """
    made: Iterable[_Made] = [*_hidden(equations), *_overlaps(equations), *_differences(equations)]
    if known:
        made = _without_own(equations, list(made), known)
    kept: dict[tuple[bytes, bytes], _Made] = {}
    printed = {cell.columns.tobytes() for cell in equations.cells if not cell.hidden}
    for one in made:
        target, columns, factors = one
        if known or target.kind in (HIDDEN, OVERLAP) or columns.tobytes() not in printed:
            kept.setdefault((columns.tobytes(), factors.tobytes()), one)
    row = Row("", "")
    rows = [(columns, factors, 0, 0, row) for _, columns, factors in kept.values()]
    return Targets(
        tuple(one[0] for one in kept.values()), to_matrix(rows, equations.matrix.shape[1])
    )


def _ones(columns: np.ndarray) -> np.ndarray:
    return np.ones(len(columns), dtype=np.int64)


def _hidden(equations: Equations) -> Iterator[_Made]:
    for cell in equations.cells:
        if cell.hidden:
            target = Target(HIDDEN, ((1, cell),))
            yield target, cell.columns, _ones(cell.columns)


def _overlaps(equations: Equations) -> Iterator[_Made]:
    """For each union whose boxes are published: how often people are in more than one."""
    frame = equations.frame
    by_region = {cell.region: cell for cell in equations.cells}
    for whole in equations.cells:
        parts = [by_region.get(Region((box,))) for box in whole.region.boxes]
        if len(parts) < 2 or any(part is None for part in parts):
            continue
        cells = [part for part in parts if part is not None]
        counts = np.zeros(frame.starts[-1], dtype=np.int64)
        counts[whole.columns] -= 1
        for cell in cells:
            counts[frame.columns(cell.region, whole.block)] += 1
        columns = np.flatnonzero(counts)
        terms = (*((1, cell) for cell in cells), (-1, whole))
        if len(columns) and (target := _difference(equations, OVERLAP, terms)):
            yield target, columns, counts[columns]


def _differences(equations: Equations) -> Iterator[_Made]:
    """Rests of nested counts, and the others of each count by each variable."""
    cells, classes = equations.cells, equations.frame.grid.blocks[0].classes
    needed = [needed_variables(cell.region.variables, classes) for cell in cells]
    families: dict[tuple[int, str, int], tuple[Held, list[Held]]] = {}
    for nest in find_nests(equations):
        yield from _rests(equations, nest)
        for whole in nest.wholes:
            more = needed[nest.part[0]] - needed[whole[0]]
            if len(more) == 1:
                key = (whole[0], min(more), int(whole[1][0]))
                families.setdefault(key, (whole, []))[1].append(nest.part)
    for (_, variable, _), (whole, parts) in families.items():
        if len(parts) > 1:
            yield from _others(equations, variable, whole, parts)


def _rests(equations: Equations, nest: Nest) -> Iterator[_Made]:
    """A count less a part of it: where both are printed by number, otherwise for the nearest."""
    part, secret = equations.cells[nest.part[0]], 0
    for number, columns in nest.wholes:
        whole = equations.cells[number]
        plain = whole.value is not None and part.value is not None
        if plain and whole.lower - part.lower >= equations.frame.population.threshold:
            continue
        if not plain and secret >= NEAREST:
            continue
        secret += not plain
        terms = ((1, whole), (-1, part))
        if target := _difference(equations, REST, terms):
            outside = np.ones(len(columns), dtype=bool)
            outside[columns.searchsorted(nest.part[1])] = False
            yield target, columns[outside], _ones(columns[outside])


def _others(
    equations: Equations, variable: str, whole: Held, parts: Sequence[Held]
) -> Iterator[_Made]:
    cell = equations.cells[whole[0]]
    covered = np.unique(np.concatenate([columns for _, columns in parts]))
    left = np.setdiff1d(whole[1], covered, assume_unique=True)
    disjoint = len(covered) == sum(len(columns) for _, columns in parts)
    terms = ((1, cell), *((-1, equations.cells[number]) for number, _ in parts))
    target = _difference(equations, OTHERS, terms, disjoint)
    if target and len(left):
        yield replace(target, variable=variable), left, _ones(left)


def _difference(equations: Equations, kind: str, terms: Terms, exact: bool = True) -> Target | None:
    """The target of some counts with signs; None where their numbers tell that it is safe."""
    population = equations.frame.population
    numbers = [cell.value for _, cell in terms]
    value = None
    if exact and None not in numbers:
        value = sum(sign * (number or 0) for (sign, _), number in zip(terms, numbers, strict=True))
        if value >= population.threshold or (value == 0 and not population.zeros_hidden):
            return None
    return Target(kind, terms, value)


def _without_own(
    equations: Equations, made: Sequence[_Made], known: Sequence[Statement]
) -> Iterator[_Made]:
    """What is left of each count, hidden or shown, when a contributor takes off its own."""
    frame = equations.frame
    groups = [own_persons(frame, known, block) for block in range(len(frame.merged))]
    shown = [
        (Target(SHOWN, ((1, cell),), cell.value), cell)
        for cell in equations.cells
        if not cell.hidden and cell.value
    ]
    everything = [*made, *((target, cell.columns, _ones(cell.columns)) for target, cell in shown)]
    for target, columns, factors in everything:
        block = int(np.searchsorted(frame.starts, columns[0], side="right")) - 1
        counts = dict(zip(columns.tolist(), factors.tolist(), strict=True))
        own = sum(
            number * min(counts.get(column, 0) for column in group.tolist())
            for group, number in groups[block]
            if len(group)
        )
        value = None if target.value is None else target.value - own
        if own or target.kind != SHOWN:
            yield replace(target, own=own, value=value), columns, factors
