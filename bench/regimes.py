"""Suppression against cell keys, at equal proven safety, on made-up case files.

    python -m bench.regimes [--countries 6 195] [--persons N] [--seed 0] [--time 60] [--only-noise]

One office (20,000 synthetic persons, 6 countries, 10 years) and the same for 195 countries: for
each country and the world, forms by year, sex by age, citizenship. Both regimes are held to the
same rule, and the bench itself checks the proof (alternative counts that agree with everything
printed): each count below the threshold, printed or not, keeps an interval at least t-1 wide that
reaches t. What is then compared is what a reader gets. Written into bench/results/regimes.md.
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.disclosure.cellkey.keys import cell_keys, record_keys
from helpers.disclosure.cellkey.perturb import default_noise, perturb
from helpers.disclosure.cellkey.release import release_cells
from helpers.disclosure.cellkey.secret import Secret
from helpers.disclosure.system import Pattern, SumCell, System
from helpers.errors import CaselightError

RESULT = Path(__file__).resolve().parents[1] / "bench" / "results" / "regimes.md"
THRESHOLD = 10
YEARS = 10
FORMS = ("labour", "sexual", "other")
SEXES, AGES, CITIZENSHIPS = 3, 4, 15


@dataclass(frozen=True)
class Office:
    """A case file: its counts as a system, and the sum of keys of each count."""

    system: System
    key_sums: np.ndarray


@dataclass(frozen=True)
class Shown:
    """What a regime prints: for each cell a value, or None."""

    name: str
    values: tuple[float | None, ...]
    seconds: float
    note: str = ""


def make_persons(countries: int, persons: int, seed: int) -> pd.DataFrame:
    """Persons with uneven countries, years, forms that overlap, and rare citizenships."""
    rng = np.random.default_rng(seed)
    sizes = 1 / np.arange(1, countries + 1) ** 1.2
    country = rng.choice(countries, persons, p=sizes / sizes.sum())
    kind = rng.random(countries)[country]  # what a country mostly records
    form = {
        "labour": rng.random(persons) < 0.15 + 0.6 * kind,
        "sexual": rng.random(persons) < 0.65 - 0.5 * kind,
        "other": rng.random(persons) < 0.06,
    }
    nations = 1 / np.arange(1, CITIZENSHIPS + 1) ** 1.5
    shift = rng.integers(0, CITIZENSHIPS, countries)[country]
    return pd.DataFrame(
        {
            "country": country,
            "year": np.minimum(rng.geometric(0.15, persons) - 1, YEARS - 1),
            **form,
            "sex": rng.choice(SEXES, persons, p=[0.62, 0.33, 0.05]),
            "age": rng.choice(AGES, persons, p=[0.12, 0.38, 0.35, 0.15]),
            "citizenship": (rng.choice(CITIZENSHIPS, persons, p=nations / nations.sum()) + shift)
            % CITIZENSHIPS,
        }
    )


class _Builder:
    """Atoms in blocks, cells as sums of them, links between blocks."""

    def __init__(self, people: pd.DataFrame, keys: np.ndarray) -> None:
        self.people, self.keys = people, keys
        self.truth: list[np.ndarray] = []
        self.sums: list[np.ndarray] = []
        self.cells: list[SumCell] = []
        self.key_sums: list[int] = []
        self.width = 0

    def block(self, codes: Iterable[tuple[str, int]]) -> np.ndarray:
        """A block crossed by these columns; positions of its atoms in their shape."""
        names, sizes = zip(*codes, strict=True)
        place = np.ravel_multi_index([self.people[n].to_numpy(dtype=int) for n in names], sizes)
        total = int(np.prod(sizes))
        sums = np.zeros(total, dtype=np.uint64)
        np.add.at(sums, place, self.keys)
        self.truth.append(np.bincount(place, minlength=total))
        self.sums.append(sums)
        atoms = np.arange(self.width, self.width + total).reshape(sizes)
        self.width += total
        self.flat_truth, self.flat_sums = np.concatenate(self.truth), np.concatenate(self.sums)
        return atoms

    def add(self, address: str, atoms: np.ndarray, *, asked: bool = True, rank: int = 0) -> None:
        truth, sums = self.flat_truth, self.flat_sums
        flat = atoms.ravel()
        persons = int(truth[flat].sum())
        self.cells.append(SumCell(address, tuple(map(int, flat)), persons, asked, rank))
        self.key_sums.append(int(sums[flat].sum(dtype=np.uint64)))


def make_office(countries: int, persons: int, seed: int) -> Office:
    """The counts that the pages of one office show."""
    people = make_persons(countries, persons, seed)
    keys = record_keys(range(persons), Secret(bytes(range(32))))
    build = _Builder(people, keys)
    forms = build.block([("country", countries), ("year", YEARS), *((f, 2) for f in FORMS)])
    crossed = build.block([("country", countries), ("sex", SEXES), ("age", AGES)])
    nations = build.block([("country", countries), ("citizenship", CITIZENSHIPS)])
    every = slice(None)
    for place in [*range(countries), every]:
        name = "all" if place is every else f"c{place}"
        for year in [*range(YEARS), every]:
            here = forms[place, year]
            when = f"country={name}&year={'all' if year is every else year}"
            build.add(f"{when}&form=any", here, rank=-1)
            for at, form in enumerate(FORMS):
                axis = here.ndim - 3 + at
                build.add(f"{when}&form={form}", np.take(here, 1, axis))
                build.add(f"{when}&form={form}_rest", np.take(here, 0, axis), asked=False)
        for sex in [*range(SEXES), every]:
            for age in [*range(AGES), every]:
                if sex is every and age is every:
                    continue  # the same persons as the country's total above
                told = f"sex={'all' if sex is every else sex}&age={'all' if age is every else age}"
                build.add(f"country={name}&{told}", crossed[place, sex, age])
        for nation in range(CITIZENSHIPS):
            build.add(f"country={name}&citizenship={nation}", nations[place, nation])
    links = []
    for place in range(countries):
        one = tuple(map(int, forms[place].ravel()))
        links += [(one, tuple(map(int, other[place].ravel()))) for other in (crossed, nations)]
    system = System(
        build.width, tuple(build.cells), tuple(links), np.concatenate(build.truth).astype(np.int64)
    )
    return Office(system, np.array(build.key_sums, dtype=np.uint64))


def is_safe(
    system: System, low: np.ndarray, high: np.ndarray, witnesses: np.ndarray
) -> tuple[int, int]:
    """How many counts below the threshold there are, and how many are proven by the witnesses."""
    rows, links = system.sums(), system.equalities()
    values = rows @ witnesses.T if len(witnesses) else np.empty((len(system.cells), 0), int)
    fits = (values >= low[:, None]).all(axis=0) & (values <= high[:, None]).all(axis=0)
    fits &= ~np.any(links @ witnesses.T != 0, axis=0) & (witnesses >= 0).all(axis=1)
    true = system.persons
    reached = np.column_stack([values[:, fits], true])
    small = (true > 0) & (true < THRESHOLD)
    wide = reached.max(axis=1) - reached.min(axis=1) >= THRESHOLD - 1
    return int(small.sum()), int((small & wide & (reached.max(axis=1) >= THRESHOLD)).sum())


def suppress(office: Office, time_limit: float) -> tuple[Shown, tuple[int, int]] | None:
    """Regime 1, by the engine of this project; None where it is not there."""
    try:
        from helpers.disclosure.choose import choose_pattern
    except ImportError:
        return None
    begin = time.perf_counter()
    pattern: Pattern = choose_pattern(office.system, THRESHOLD, time_limit=time_limit)
    seconds = time.perf_counter() - begin
    true, low = office.system.persons, np.zeros(len(office.system.cells), dtype=np.int64)
    high = np.full(len(low), 1 << 40)
    values: list[float | None] = []
    for at, cell in enumerate(office.system.cells):
        shown = cell.asked and at not in pattern.hidden
        values.append(float(true[at]) if shown else None)
        if shown:
            low[at] = high[at] = true[at]
        elif cell.asked and not pattern.zeros_hidden:
            low[at] = 1
    note = f"{len(pattern.coarsened)} coarsened" if pattern.coarsened else ""
    safe = is_safe(office.system, low, high, pattern.witnesses)
    return Shown("suppression", tuple(values), seconds, note), safe


def perturb_office(office: Office, time_limit: float) -> tuple[Shown, tuple[int, int]]:
    """Regime 2: noise of at most 5 persons and a variance of at most 3, the threshold on top."""
    noise = default_noise(THRESHOLD)
    begin = time.perf_counter()
    secret = Secret(bytes(range(32)))
    found = release_cells(office.system, office.key_sums, secret, noise, THRESHOLD, time_limit=2.0)
    seconds = time.perf_counter() - begin
    low = np.zeros(len(office.system.cells), dtype=np.int64)
    high = np.full(len(low), 1 << 40)
    free = set(found.pattern.coarsened)
    for at, (cell, value) in enumerate(zip(office.system.cells, found.values, strict=True)):
        if value is None:
            low[at] = int(cell.asked)
            if cell.asked and cell.address not in free:
                high[at] = THRESHOLD - 1 + noise.most
        else:
            low[at] = 0 if value == 0 else max(THRESHOLD, value - noise.most)
            high[at] = 0 if value == 0 else value + noise.most
    safe = is_safe(office.system, low, high, found.pattern.witnesses)
    told = f"{len(free)} hidden for a proof" if free else ""
    values = tuple(None if v is None else float(v) for v in found.values)
    return Shown("cell keys", values, seconds, told), safe


def perturb_only(office: Office, time_limit: float) -> tuple[Shown, tuple[int, int]]:
    """Noise and threshold alone, for the time and the error: no proof, so not a release."""
    begin = time.perf_counter()
    keys = cell_keys(office.key_sums, Secret(bytes(range(32))))
    found = perturb(office.system.persons, keys, default_noise(THRESHOLD), THRESHOLD)
    seconds = time.perf_counter() - begin
    pairs = zip(found.values, found.hidden, office.system.cells, strict=True)
    values = tuple(float(v) if not h and c.asked else None for v, h, c in pairs)
    small = int(((office.system.persons > 0) & (office.system.persons < THRESHOLD)).sum())
    return Shown("cell keys, not proven", values, seconds), (small, 0)


def measure(office: Office, shown: Shown, safe: tuple[int, int]) -> str:
    """One line of the result."""
    cells, true = office.system.cells, office.system.persons
    asked = [i for i, c in enumerate(cells) if c.asked]
    filled = [i for i in asked if true[i] > 0]
    printed = [i for i in filled if shown.values[i] is not None]
    place = {c.address: i for i, c in enumerate(cells)}
    errors, possible = [], 0
    for at in asked:
        head, _, form = cells[at].address.partition("&form=")
        if form not in FORMS or true[place[f"{head}&form=any"]] == 0:
            continue
        possible += 1
        part, whole = shown.values[at], shown.values[place[f"{head}&form=any"]]
        if part is not None and whole:
            exact = true[at] / true[place[f"{head}&form=any"]]
            errors.append(100 * abs(part / whole - exact))
    persons = sum(true[i] for i in printed) / sum(true[i] for i in filled)
    mean, worst = (np.mean(errors), np.max(errors)) if errors else (float("nan"),) * 2
    return (
        f"| {shown.name} | {len(printed):,} of {len(filled):,} ({len(printed) / len(filled):.1%}) "
        f"| {persons:.2%} | {len(errors):,} of {possible:,} | {mean:.2f} (worst {worst:.1f}) "
        f"| {safe[1]:,} of {safe[0]:,} | {shown.seconds:.1f} | {shown.note} |"
    )


def run(
    countries: int, persons: int, seed: int, time_limit: float, proven: bool = True
) -> list[str]:
    """Both regimes on one case file."""
    office = make_office(countries, persons, seed)
    asked = sum(cell.asked for cell in office.system.cells)
    lines = [
        f"\n## {countries} countries, {persons:,} persons: {asked:,} cells asked for, "
        f"{len(office.system.cells) - asked:,} guarded\n",
        "| regime | counts above zero shown | persons in them | shares shown | error of shares "
        "(mean absolute, points) | small counts proven | seconds | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for regime in (suppress, perturb_office, perturb_only) if proven else (perturb_only,):
        try:
            found = regime(office, time_limit)
        except CaselightError as refused:
            lines.append(f"| {regime.__name__} | refused: {refused.found} | | | | | | |")
            continue
        lines.append(
            "| suppression | engine not installed | | | | | | |"
            if found is None
            else measure(office, *found)
        )
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Run and write the result."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--countries", type=int, nargs="+", default=[6, 195])
    ask.add_argument("--persons", type=int, default=20_000)
    ask.add_argument("--only-noise", action="store_true", help="no proof, and no suppression")
    ask.add_argument("--seed", type=int, default=0)
    ask.add_argument("--time", type=float, default=60.0, help="seconds for the suppression")
    told = ask.parse_args()
    lines: list[str] = []
    for countries in told.countries:
        lines += run(countries, told.persons, told.seed, told.time, not told.only_noise)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    head = (
        f"# Regimes, {date.today().isoformat()}\n\n`python -m bench.regimes --countries "
        f"{' '.join(map(str, told.countries))} --persons {told.persons} --seed {told.seed}`; "
        f"threshold {THRESHOLD}, noise at most 5 with a variance of at most 3; "
        f"{memory:,.0f} MB at most.\n"
    )
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(head + "\n".join(lines))


if __name__ == "__main__":
    main()
