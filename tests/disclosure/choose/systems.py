"""Random releases as systems of sums, made by code from groups of people that do not overlap."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from helpers.disclosure.system import SumCell, System

THRESHOLD = 10
Labels = dict[str, frozenset[int]]


@dataclass(frozen=True)
class Axis:
    """One dimension: each label stands for some of its ``size`` leaves; the first label is all."""

    size: int
    labels: Labels
    children: dict[str, tuple[str, ...]]


def flat(size: int) -> Axis:
    """A total and its labels."""
    labels = {"all": frozenset(range(size))} | {f"v{n}": frozenset([n]) for n in range(size)}
    return Axis(size, labels, {"all": tuple(f"v{n}" for n in range(size))})


def nested(groups: Sequence[int]) -> Axis:
    """A total, regions, and in each region some leaves; a region of one leaf has no leaf below."""
    size = sum(groups)
    labels: Labels = {"all": frozenset(range(size))}
    children: dict[str, tuple[str, ...]] = {"all": tuple(f"r{n}" for n in range(len(groups)))}
    start = 0
    for at, count in enumerate(groups):
        labels[f"r{at}"] = frozenset(range(start, start + count))
        if count > 1:
            children[f"r{at}"] = tuple(f"v{n}" for n in range(start, start + count))
            labels |= {f"v{n}": frozenset([n]) for n in range(start, start + count)}
        start += count
    return Axis(size, labels, children)


def draw_sizes(rng: np.random.Generator, groups: int, most: int = 300) -> np.ndarray:
    """A fifth of the groups empty, a quarter below the threshold, the rest up to ``most``."""
    kinds = rng.choice(4, groups, p=[0.2, 0.25, 0.3, 0.25])
    ranges = [(0, 1), (1, 10), (10, min(40, most)), (min(40, most - 1), most)]
    return np.array([int(rng.integers(*ranges[kind])) for kind in kinds], dtype=np.int64)


def cross(axes: Sequence[Axis]) -> dict[tuple[str, ...], frozenset[int]]:
    """Each combination of labels with the groups that it holds."""
    shape = [axis.size for axis in axes]
    found = {}
    for names in product(*(axis.labels for axis in axes)):
        leaves = [sorted(axis.labels[name]) for axis, name in zip(axes, names, strict=True)]
        mesh = np.ravel_multi_index(np.ix_(*leaves), shape)
        found[names] = frozenset(mesh.ravel().tolist())
    return found


def to_system(
    sums: Iterable[tuple[str, frozenset[int]]],
    sizes: np.ndarray,
    known: bool = True,
    owns: dict[str, np.ndarray] | None = None,
    not_asked: Iterable[tuple[str, frozenset[int]]] = (),
) -> System:
    """The sums as cells, each set of groups once."""
    cells, seen = [], set()
    for asked, several in ((True, sums), (False, not_asked)):
        for name, groups in several:
            if groups and groups not in seen:
                seen.add(groups)
                atoms = tuple(sorted(groups))
                cells.append(SumCell(name, atoms, int(sizes[list(atoms)].sum()), asked))
    return System(
        len(sizes), tuple(cells), truth=sizes if known else None, contributors=owns or {}
    )


def table(axes: Sequence[Axis], sizes: np.ndarray, name: str = "") -> System:
    """One table with all its margins."""
    return to_system(((name + "|".join(k), g) for k, g in cross(axes).items()), sizes)


def draw_axes(rng: np.random.Generator, dimensions: int, most_cells: int = 250) -> list[Axis]:
    """One to three axes, some of them in two levels."""
    while True:
        axes = []
        for _ in range(dimensions):
            if rng.random() < 0.4:
                axes.append(nested([int(n) for n in rng.integers(2, 4, rng.integers(2, 4))]))
            else:
                axes.append(flat(int(rng.integers(2, 6))))
        if np.prod([len(axis.labels) for axis in axes]) <= most_cells:
            return axes


def draw_table(rng: np.random.Generator, dimensions: int | None = None) -> System:
    """A random table of one to three dimensions."""
    axes = draw_axes(rng, dimensions or int(rng.integers(1, 4)), 120)
    return table(axes, draw_sizes(rng, int(np.prod([axis.size for axis in axes]))))
