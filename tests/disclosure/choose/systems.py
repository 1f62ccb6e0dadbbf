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
    return System(len(sizes), tuple(cells), truth=sizes if known else None, contributors=owns or {})


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


def with_contributors(rng: np.random.Generator, system: System, several: int = 2) -> System:
    """The same release; organisations brought the people of each group, split at random."""
    assert system.truth is not None
    shares = rng.dirichlet([0.6] * several, len(system.truth))
    split = np.array(
        [rng.multinomial(n, share) for n, share in zip(system.truth, shares, strict=True)]
    )
    owns = {f"organisation {at}": split[:, at] for at in range(several)}
    return System(system.atoms, system.cells, system.links, system.truth, owns)


def draw_pairs(rng: np.random.Generator) -> list[System]:
    """Three attributes, every two of them crossed, never all three."""
    axes = [flat(int(rng.integers(2, 4))) for _ in range(3)]
    sizes = draw_sizes(rng, int(np.prod([axis.size for axis in axes])))
    sums = cross(axes)
    tables = []
    for left_out in range(3):
        mine = {key: groups for key, groups in sums.items() if key[left_out] == "all"}
        tables.append(to_system((("|".join(k), g) for k, g in mine.items()), sizes))
    return tables


def draw_windows(rng: np.random.Generator) -> list[System]:
    """A table, and the same one for a part of the people; what is left over is guarded."""
    axes = [flat(int(rng.integers(2, 5))), flat(int(rng.integers(2, 4))), flat(2)]
    sizes = draw_sizes(rng, int(np.prod([axis.size for axis in axes])))
    sums = cross(axes)
    tables = []
    for name in ("all", "v0"):
        mine = {key: groups for key, groups in sums.items() if key[2] == name}
        rest = {key: groups for key, groups in sums.items() if key[2] == "v1"}
        named = [("|".join(k), g) for k, g in mine.items()]
        tables.append(
            to_system(named, sizes, not_asked=[("|".join(k), g) for k, g in rest.items()])
        )
    return tables


def draw_forms(rng: np.random.Generator) -> list[System]:
    """Three forms that overlap, in some countries: how many people are in each, and in any."""
    countries = int(rng.integers(1, 4))
    kinds = list(product((0, 1), repeat=3))
    sizes = draw_sizes(rng, countries * 8)
    tables = []
    for there in [*range(countries), None]:
        here = [c for c in range(countries) if there in (None, c)]

        def those(form: int | None, here: list[int] = here) -> frozenset[int]:
            wanted = [k for k, kind in enumerate(kinds) if form is None or kind[form]]
            return frozenset(c * 8 + k for c in here for k in wanted)

        named = [(f"{there}|form {form}", those(form)) for form in range(3)]
        named.append((f"{there}|persons", those(None)))
        none = frozenset(c * 8 for c in here)
        named.append((f"{there}|any", those(None) - none))
        rests = [(f"{there}|not {f}", those(None) - those(f)) for f in range(3)]
        rests += [(f"{there}|none", none)]
        tables.append(to_system(named, sizes, not_asked=rests))
    return tables


def draw_editions(rng: np.random.Generator) -> list[System]:
    """Twelve months of one growing file: each edition counts all who came until then."""
    labels = int(rng.integers(1, 4))
    sizes = rng.choice([0, 3, 7, 15, 40], 12 * labels, p=[0.3, 0.15, 0.15, 0.2, 0.2])
    tables = []
    for month in range(12):
        of = {f"v{n}": frozenset(m * labels + n for m in range(month + 1)) for n in range(labels)}
        named = [(f"{month}|{name}", groups) for name, groups in of.items()]
        named.append((f"{month}|all", frozenset().union(*of.values())))
        new = [(f"new {month}|v{n}", frozenset([month * labels + n])) for n in range(labels)]
        new.append((f"new {month}|all", frozenset(range(month * labels, (month + 1) * labels))))
        tables.append(to_system(named, sizes, not_asked=new))
    return tables


LINKED = (draw_pairs, draw_windows, draw_forms, draw_editions)


def join(tables: Sequence[System]) -> System:
    """All tables of a release in one system; a cell that several of them show is one cell."""
    asked = {frozenset(c.atoms): c.address for t in tables for c in t.cells if c.asked}
    rests = {frozenset(c.atoms): c.address for t in tables for c in t.cells if not c.asked}
    assert tables[0].truth is not None
    return to_system(
        [(name, groups) for groups, name in asked.items()],
        tables[0].truth,
        not_asked=[(name, groups) for groups, name in rests.items()],
    )
