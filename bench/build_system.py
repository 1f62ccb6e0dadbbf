"""How large the system of a release is, and how long it takes: the sample file and two offices.

``python bench/build_system.py sample``, ``office`` (20,000 persons, 6 countries, 10 years) or
``world`` (the same over 195 countries). Prints one line; persons are drawn by a seeded program.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pycountry

from helpers.composition import (
    count_citizenships,
    count_combinations,
    count_crossed,
    count_flags,
    count_forms,
    count_mix,
    count_people,
    count_places,
    count_sectors,
    count_strata,
    count_unknown,
    find_channels,
    select_caseload,
)
from helpers.disclosure.build import build_system
from helpers.sources.caseload import tabulate
from helpers.sources.names import country_regions
from helpers.sources.read import read
from helpers.sources.reading import Source
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts
from helpers.tables.decomposition import Pair, Population
from helpers.tables.provenance import Provenance

OWN = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
ROOT = Path(__file__).parents[1]


def draw_office(persons: int, countries: Sequence[str]) -> dict[str, pd.DataFrame]:
    """The canonical tables of a synthetic office."""
    rng = np.random.default_rng(20261124)
    weights = 1 / np.arange(1, len(countries) + 1) ** 0.7
    rows = pd.DataFrame({
        "channel": "case_management",
        "year": rng.choice([*map(str, range(2015, 2025)), v.UNKNOWN], persons),
        "country": rng.choice(countries, persons, p=weights / weights.sum()),
        "citizenship": rng.choice(countries, persons),
        "sex": rng.choice(["female", "male", v.UNKNOWN], persons, p=[0.6, 0.35, 0.05]),
        "age_group": rng.choice(v.CASE_AGE_GROUPS, persons),
        **{f"form_{form}": rng.choice(["yes", "no", v.UNKNOWN], persons, p=[p, 0.7 - p, 0.3])
           for form, p in zip(v.MAIN_FORMS + v.RARER_FORMS, (0.4, 0.3, 0.1, 0.03, 0.02),
                              strict=True)},
        **{f"sector_s{n}": rng.random(persons) < 0.1 for n in range(8)},
        **{f"means_m{n}": rng.random(persons) < 0.2 for n in range(8)},
    })  # fmt: skip
    return tabulate(rows)


def ask(tables: Mapping[str, pd.DataFrame], countries: Sequence[str]) -> list[Counts]:
    """What the notebooks on composition and on sectors count for each country and the world."""
    sources = {name: Source(table, OWN, ()) for name, table in tables.items()}
    cases, exposure = sources["caseload_forms"], sources["caseload_exposure"]
    everywhere, regions = select_caseload(cases), country_regions()
    found: list[Counts] = []
    for country in countries:
        mine = select_caseload(cases, country)
        years = [year for year in sorted(mine.table["year"].unique()) if year.isdigit()]
        channel = mine.channels[0]
        pair = Pair(Population(channel, years[0]), Population(channel, years[-1]))
        found += [
            count_combinations(mine), count_forms(mine, by="year"), count_forms(everywhere),
            count_mix(mine, pair, ["country"]), count_mix(mine, pair, ["sex", "age_group"]),
            count_mix(mine, find_channels(mine), ["country"]),
            count_strata(everywhere, country, regions), count_people(mine),
            count_places(mine, {}), count_unknown(mine), count_sectors(exposure, country),
            count_citizenships(sources["caseload_citizenship"], country, {}, mine.channels),
            count_flags(sources["caseload_sectors"], cases, country, "sector", mine.channels),
            count_flags(sources["caseload_means"], cases, country, "means_of_control",
                        mine.channels),
        ]  # fmt: skip
    for attribute in ("sex", "age_group", "means_of_control", "recruiter"):
        found.append(count_crossed(exposure, attribute, everywhere.channels))
    return found


def main(which: str) -> None:
    if which == "sample":
        tables = read(ROOT / "data/sample/cases.toml").tables
    else:
        codes = [country.alpha_3 for country in pycountry.countries]
        size = 6 if which == "office" else 195
        tables = draw_office(20_000, codes[:size])
    places = sorted(set(map(str, tables["caseload_forms"]["country"].unique())) - {v.UNKNOWN})
    start = time.perf_counter()
    requests = ask(tables, [v.WORLD, *places])
    counted = time.perf_counter()
    built = build_system(requests, tables, 10)
    took = time.perf_counter() - counted
    cells = built.system.cells
    print(
        f"{which}: {len(places)} countries, {sum(c.asked for c in cells):,} cells, "
        f"{sum(not c.asked for c in cells):,} guarded remainders, {built.system.atoms:,} atoms, "
        f"{len(built.system.links):,} links, {sum(len(c.atoms) for c in cells):,} terms, "
        f"{built.bound}, {built.filled:,} atoms filled in, truth "
        f"{built.system.truth is not None}, {len(built.sensitive):,} sensitive; counted in "
        f"{counted - start:.0f} s, built in {took:.1f} s, "
        f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "sample")
