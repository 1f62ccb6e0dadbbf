"""Populations made by code: sizes of groups that do not overlap, and the tables counted of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from helpers.composition import count_forms, select_caseload
from helpers.sources.reading import Source
from helpers.tables.counts import Counts, Relation, counted_cell, relate_margins
from helpers.tables.provenance import Provenance

CASES = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
THRESHOLD = 10
Key = tuple[str, ...]


@dataclass(frozen=True)
class Population:
    """Groups of people, and the table that is counted of them.

    ``sums`` says for every label, printed or not, of which groups it is the sum; it is worked out
    from the labels alone, so that the attacker need not believe the relations in ``counts``.
    """

    sizes: tuple[int, ...]
    sums: Mapping[Key, frozenset[int]]
    counts: Counts

    @property
    def true(self) -> dict[Key, int]:
        return {key: sum(self.sizes[g] for g in groups) for key, groups in self.sums.items()}

    @property
    def small(self) -> dict[Key, int]:
        return {key: n for key, n in self.true.items() if 0 < n < THRESHOLD}


@dataclass(frozen=True)
class PrintedCell:
    """A cell as a page shows it."""

    key: Key
    value: float | None


def suppress_naively(population: Population) -> list[PrintedCell]:
    """What a spreadsheet does: strike out the small cells, and print the rest."""
    printed = [cell.key for cell in population.counts.cells if cell.shown]
    true, small = population.true, population.small
    return [PrintedCell(key, None if key in small else true[key]) for key in printed]


def draw_sizes(rng: np.random.Generator, groups: int, most: int = 300) -> tuple[int, ...]:
    """A fifth of the groups empty, a third below the threshold, the rest up to ``most``."""
    kinds = rng.choice(4, groups, p=[0.2, 0.3, 0.3, 0.2])
    ranges = [(0, 1), (1, 10), (10, min(40, most)), (min(40, most - 1), most)]
    return tuple(int(rng.integers(*ranges[kind])) for kind in kinds)


def cross_groups(sizes: Sequence[int], shape: Sequence[int]) -> Population:
    """A table with a margin in each dimension."""
    leaves = list(product(*map(range, shape)))
    names = list(product(*([*map(str, range(n)), "all"] for n in shape)))
    sums = {
        name: frozenset(
            group
            for group, leaf in enumerate(leaves)
            if all(label in ("all", str(at)) for label, at in zip(name, leaf, strict=True))
        )
        for name in names
    }
    relations = relate_margins(names, dict.fromkeys(range(len(shape)), "all"))
    return _count(sizes, sums, relations, tuple(f"d{n}" for n in range(len(shape))))


def make_table(rng: np.random.Generator) -> Population:
    """One or two dimensions, two to five labels each."""
    shape = tuple(int(n) for n in rng.integers(2, 5, size=rng.integers(1, 3)))
    return cross_groups(draw_sizes(rng, int(np.prod(shape))), shape)


def make_hierarchy(rng: np.random.Generator) -> Population:
    """Countries in regions in the world, by sex."""
    countries = [(r, c) for r in range(rng.integers(2, 4)) for c in range(rng.integers(1, 4))]
    regions = sorted({r for r, _ in countries})
    sexes = [str(s) for s in range(rng.integers(2, 4))]
    leaves = [(r, c, s) for r, c in countries for s in sexes]
    sums: dict[Key, frozenset[int]] = {}
    for sex in [*sexes, "all"]:
        here = {g: leaf for g, leaf in enumerate(leaves) if sex in ("all", leaf[2])}
        sums["world", sex] = frozenset(here)
        for r in regions:
            sums[f"region {r}", sex] = frozenset(g for g, leaf in here.items() if leaf[0] == r)
        for r, c in countries:
            sums[f"{r}.{c}", sex] = frozenset(g for g, leaf in here.items() if leaf[:2] == (r, c))
    at = {key: index for index, key in enumerate(sums)}
    relations = []
    for place in dict.fromkeys(place for place, _ in sums):
        relations.append(Relation(at[place, "all"], tuple(at[place, sex] for sex in sexes)))
    for sex in [*sexes, "all"]:
        parts = tuple(at[f"region {r}", sex] for r in regions)
        relations.append(Relation(at["world", sex], parts))
        for r in regions:
            parts = tuple(at[f"{a}.{c}", sex] for a, c in countries if a == r)
            relations.append(Relation(at[f"region {r}", sex], parts))
    return _count(draw_sizes(rng, len(leaves)), sums, relations, ("place", "sex"))


def _count(
    sizes: Sequence[int],
    sums: Mapping[Key, frozenset[int]],
    relations: Iterable[Relation],
    dimensions: tuple[str, ...],
) -> Population:
    cells = tuple(counted_cell(k, sum(sizes[g] for g in groups)) for k, groups in sums.items())
    counts = Counts(dimensions, cells, CASES, "people", relations=tuple(relations))
    return Population(tuple(sizes), sums, counts)


_ANSWERS = ("yes", "no", "unknown")


def make_forms(rng: np.random.Generator) -> Population:
    """Overlapping forms of exploitation, counted by ``count_forms`` itself.

    A group for every way to answer three questions, those without a 'yes' once more by whether a
    rarer form is recorded: 35 groups, most of them empty as in real case files.
    """
    groups = [
        (*answers, rarer)
        for answers in product(_ANSWERS, repeat=3)
        for rarer in (("no",) if "yes" in answers else ("yes", "no"))
    ]
    filled = rng.random(len(groups)) < rng.choice([0.15, 0.3, 0.6])
    sizes = np.where(filled, draw_sizes(rng, len(groups)), 0)
    for form in range(3):  # each form is recorded for somebody, or it would not be collected
        sizes[[g for g, answers in enumerate(groups) if answers[form] == "yes"][form]] += 1
    people = pd.DataFrame(groups, columns=["labour", "sexual", "other", "marriage"])
    people = people.add_prefix("form_").assign(
        channel="case_management", year="2020", country="PHL", sex="female", age_group="18-20"
    )
    people = people.assign(form_slavery_like="no", persons=sizes)
    counts = count_forms(select_caseload(Source(people, CASES)))
    sums = {("case_management", name): found for name, found in _measures(groups).items()}
    return Population(tuple(int(n) for n in sizes), sums, counts)


def _measures(groups: Sequence[tuple[str, ...]]) -> dict[str, frozenset[int]]:
    """Each measure's groups, from its definition in words."""

    def those(wanted: Callable[[tuple[str, ...]], bool]) -> frozenset[int]:
        return frozenset(g for g, answers in enumerate(groups) if wanted(answers))

    found = {
        "persons": those(lambda a: True),
        "known": those(lambda a: "yes" in a[:3]),
        "rarer_only": those(lambda a: "yes" not in a[:3] and a[3] == "yes"),
        "no_form": those(lambda a: "yes" not in a),
    }
    for at, form in enumerate(("labour", "sexual", "other")):
        found[form] = those(lambda a, at=at: a[at] == "yes")
        found[f"{form}_no"] = those(lambda a, at=at: a[at] == "no")
        found[f"{form}_unknown"] = those(lambda a, at=at: a[at] == "unknown")
        found[f"{form}_rest"] = found["known"] - found[form]
    return found
