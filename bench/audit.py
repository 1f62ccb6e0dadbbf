"""How long the attack on a release takes, without witnesses and with them.

    python -m bench.audit [--hidden 500 1000 ...] [--cells 20000 ...] [--long]

A release is made of tables by country, by one more variable and by sex, with every margin shown.
Small counts are hidden together with cubes of eight cells that can be moved against each other
without changing a margin: so the release is safe, and the moves are its witnesses. The attack
reads the statements alone. The short run shows that it works; --long is the one to quote.
Processor seconds count the work, also on a machine that is shared. Written into
bench/results/audit.md.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np

from helpers.audit import Audit, Population, Secret, Statement, Witnesses, audit_statements
from helpers.tables.regions import Region

RESULT = Path(__file__).resolve().parents[1] / "bench" / "results" / "audit.md"
THRESHOLD = 10
SEXES = ("female", "male", "unknown")
MOVES = 12
"""Releases a witness file holds; each moves as many small counts as do not touch each other."""


@dataclass(frozen=True)
class Release:
    """What is published, and what the plan would keep privately."""

    population: Population
    said: tuple[Statement | Secret, ...]
    witnesses: Witnesses

    @property
    def hidden(self) -> int:
        """How many cells are hidden."""
        return sum(isinstance(one, Secret) for one in self.said)


@dataclass
class Table:
    """Counts by country, by one variable and by sex, the last place of each being the total."""

    name: str
    counts: np.ndarray
    hidden: np.ndarray
    moved: list[np.ndarray]


def make_table(name: str, draw: np.random.Generator, people: np.ndarray, values: int) -> Table:
    """A table in which every small count is hidden within a cube that can be moved.

    Args:
        name: Of its variable.
        draw: The random numbers.
        people: Persons by country and sex, the same in each table.
        values: How many values the variable has.
    """
    shape = (len(people), values, len(SEXES))
    chances = np.exp(draw.normal(0, 0.6, (values, *people.shape)))
    split = draw.multinomial(people, np.moveaxis(chances / chances.sum(axis=0), 0, -1))
    counts = np.moveaxis(split, -1, 1).astype(np.int64)
    hidden = np.zeros(shape, dtype=bool)
    moved = [counts.copy() for _ in range(MOVES)]
    busy = [np.zeros(shape, dtype=bool) for _ in range(MOVES)]
    for cell in np.argwhere((counts > 0) & (counts < THRESHOLD)).tolist():
        cube = find_cube(counts, cell, draw)
        if cube is None and hidden[tuple(cell)]:
            continue  # It grows in a cube of another small count.
        if cube is None:
            # Nothing to hide behind: these people are counted in the largest group instead.
            country, value, sex = cell
            largest = int(counts[country, :, sex].argmax())
            number = counts[country, value, sex]
            for one in (counts, *moved):
                one[country, largest, sex] += number
                one[tuple(cell)] = 0
            continue
        hidden[cube[0]] = True
        for other, used in zip(moved, busy, strict=True):
            if not used[cube[0]].any():
                other[cube[0]] += cube[1] * THRESHOLD
                used[cube[0]] = True
                break
    return Table(name, counts, hidden, moved)


Cube = tuple[tuple[np.ndarray, ...], np.ndarray]


def find_cube(counts: np.ndarray, cell: list[int], draw: np.random.Generator) -> Cube | None:
    """Eight cells with signs, the small one growing; those that shrink have enough people."""
    for _ in range(60):
        other = [int(draw.integers(size)) for size in counts.shape]
        if any(one == two for one, two in zip(cell, other, strict=True)):
            continue
        corners = np.array(list(product(*zip(cell, other, strict=True)))).T
        signs = np.array([(-1) ** sum(bits) for bits in product((0, 1), repeat=3)])
        values = counts[tuple(corners)]
        if (values[signs < 0] > THRESHOLD).all() and (values > 0).all():
            return tuple(corners), signs
    return None


def with_totals(counts: np.ndarray) -> np.ndarray:
    """The table with a total in the last place of every dimension."""
    for axis in range(counts.ndim):
        counts = np.concatenate([counts, counts.sum(axis=axis, keepdims=True)], axis=axis)
    return counts


def make_release(countries: int, values: int, tables: int, seed: int = 0) -> Release:
    """Tables of the same countries and sexes, each by a variable of its own."""
    draw = np.random.default_rng(seed)
    variables = {"country": tuple(f"C{n:03d}" for n in range(countries)), "sex": SEXES}
    sizes = np.exp(draw.normal(4.0, 1.0, countries))[:, None] * np.array([[14.0, 12.0, 8.0]])
    people = draw.poisson(sizes * values / 8)
    said: dict[Region, Statement | Secret] = {}
    addresses: list[str] = []
    columns: list[np.ndarray] = []
    for number in range(tables):
        name = f"kind_{number}"
        variables[name] = tuple(f"k{n:02d}" for n in range(values))
        table = make_table(name, draw, people, values)
        labels = [variables["country"], variables[name], SEXES]
        full = with_totals(table.counts)
        for place in np.ndindex(full.shape):
            told = {
                key: label[at]
                for key, label, at in zip(("country", name, "sex"), labels, place, strict=True)
                if at < len(label)
            }
            region = Region.of(**told)
            inner = len(told) == 3
            if inner:
                addresses.append(region.text)
            if inner and table.hidden[place]:
                said[region] = Secret("bench", region, f"table {name}")
            else:
                count = int(full[place])
                said[region] = Statement("bench", region, count, count, f"table {name}")
        columns.append(np.stack([one.ravel() for one in [*table.moved, table.counts]]))
    population = Population("bench", THRESHOLD, False, variables=variables)
    return Release(
        population, tuple(said.values()), Witnesses(tuple(addresses), np.hstack(columns))
    )


def measure(release: Release, *, with_witnesses: bool, seconds: float) -> tuple[Audit, float]:
    """The audit and its processor seconds."""
    witnesses = {"bench": release.witnesses} if with_witnesses else None
    before = time.process_time()
    audit = audit_statements(release.said, [release.population], witnesses, seconds=seconds)
    return audit, time.process_time() - before


def describe(release: Release, audit: Audit, used: float) -> str:
    """One line of the table."""
    assert not audit.rejected, audit.rejected
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    proven = f"{audit.proven_by_witness:,} | {audit.proven_by_attack:,} | {len(audit.findings):,}"
    return (
        f"| {len(release.said):,} | {release.hidden:,} | {proven} | {audit.not_proven:,} "
        f"| {used:.1f} | {audit.seconds:.1f} | {memory:.1f} |"
    )


HEAD = (
    "| cells | hidden | proven by a witness | proven by attack | findings | not proven "
    "| processor s | s | GB so far |\n|---|---|---|---|---|---|---|---|---|"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--countries", type=int, nargs="*", default=[10, 20])
    parser.add_argument("--tables", type=int, nargs="*", default=[1])
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--result", type=Path, default=RESULT)
    options = parser.parse_args(arguments)
    countries = [10, 20, 40, 80, 120] if options.long else options.countries
    tables = [1, 2, 4, 6] if options.long else options.tables
    command = "python -m bench.audit" + (" --long" if options.long else "")
    lines = [
        f"# Attack on a release\n\n`{command}` on {date.today()}.\n\nWithout witnesses:\n",
        HEAD,
    ]
    for number in countries:
        release = make_release(number, 24, 1)
        audit, used = measure(release, with_witnesses=False, seconds=options.seconds)
        lines.append(describe(release, audit, used))
        print(lines[-1], flush=True)
    lines += ["\nWith witnesses, 195 countries:\n", HEAD]
    for number in tables:
        release = make_release(195, 24, number)
        audit, used = measure(release, with_witnesses=True, seconds=options.seconds)
        lines.append(describe(release, audit, used))
        print(lines[-1], flush=True)
    options.result.parent.mkdir(parents=True, exist_ok=True)
    options.result.write_text("\n".join(lines) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
