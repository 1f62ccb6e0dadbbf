"""Every count says whom it counts: held against the persons, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
from helpers.sources.caseload import complete, describe_coverage, drop_uncollected, tabulate
from helpers.sources.reading import Source
from helpers.tables.counts import Counts
from helpers.tables.decomposition import Pair, Population
from helpers.tables.provenance import Provenance

OWN = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
FORMS = ("labour", "sexual", "other", "marriage", "slavery_like")
FLAGS = ("sector_agriculture", "sector_begging", "sector_not_specified", "means_threats",
         "means_debt_bondage", "recruiter_family", "recruiter_friend")  # fmt: skip
VALUES: dict[str, Sequence[str]] = {
    "channel": ("case_management", "hotline"),
    "year": ("2015", "2016", "2017", "2014-2016", "unknown"),
    "country": ("PHL", "THA", "UKR", "unknown"),
    "citizenship": ("PHL", "UKR", "unknown"),
    "sex": ("female", "male", "unknown"),
    "age_group": ("0-8", "9-17", "18-20", "48+", "adult", "unknown"),
    **{f"form_{form}": ("yes", "no", "unknown") for form in FORMS},
}
REGIONS = {"PHL": "South-eastern Asia", "THA": "South-eastern Asia", "UKR": "Eastern Europe"}


@dataclass(frozen=True)
class Office:
    """A case file: its canonical tables, and its persons as regions know them."""

    tables: Mapping[str, Source]
    persons: tuple[tuple[Mapping[str, str], int], ...]

    def count(self, region: Any) -> int:
        return sum(n for person, n in self.persons if region.holds(person))


def make_office(rows: Sequence[Mapping[str, Any]]) -> Office:
    combinations = pd.DataFrame(list(rows)).astype(dict.fromkeys(FLAGS, bool))
    whole = complete(combinations)
    known = drop_uncollected(whole, describe_coverage(whole))
    tables = {name: Source(table, OWN, ()) for name, table in tabulate(combinations).items()}
    persons = [
        ({k: ("yes" if x else "no") if k in FLAGS else str(x) for k, x in row.items()}, n)
        for row, n in zip(
            known.drop(columns="persons").to_dict("records"), known["persons"], strict=True
        )
    ]
    return Office(tables, tuple(persons))


def draw_rows(seed: int, size: int) -> list[dict[str, Any]]:
    rng = np.random.default_rng(seed)
    return [
        {name: str(rng.choice(values)) for name, values in VALUES.items()}
        | {flag: bool(rng.random() < 0.4) for flag in FLAGS}
        | {"persons": int(rng.integers(1, 20))}
        for _ in range(size)
    ]


def count_everything(
    office: Office, country: str, first: int = 0, last: int = 0, channel: str = "each"
) -> dict[str, Counts]:
    """Every function that counts persons of a case file, as the notebooks call them."""
    cases = office.tables["caseload_forms"]
    caseload = select_caseload(cases, country, first, last, channel)
    everywhere = select_caseload(cases, first_year=first, last_year=last, channel=channel)
    channels = caseload.channels
    pair = Pair(Population("hotline", "2015"), Population("hotline", "2017"))
    flagged = {"sector": "caseload_sectors", "means_of_control": "caseload_means"}
    exposure = office.tables["caseload_exposure"]
    found = {
        "forms": count_forms(caseload),
        "forms by year": count_forms(caseload, by="year"),
        "combinations": count_combinations(caseload),
        "mix by country": count_mix(caseload, pair, ["country"]),
        "mix by sex and age": count_mix(caseload, pair, ["sex", "age_group"], form="sexual"),
        "mix of channels": count_mix(caseload, find_channels(caseload), ["country"]),
        "strata": count_strata(everywhere, country, REGIONS),
        "people": count_people(caseload),
        "unknown": count_unknown(caseload),
        "places": count_places(caseload, {}),
        "citizenships": count_citizenships(
            office.tables["caseload_citizenship"], country, {}, channels
        ),
        "exposed": count_sectors(exposure, country, channel),
    }
    for column, table in flagged.items():
        found[column] = count_flags(office.tables[table], cases, country, column, channels)
    for attribute in ("sex", "age_group", "means_of_control", "recruiter"):
        found[f"exposed by {attribute}"] = count_crossed(exposure, attribute, channels)
    return found


WITHOUT = {"together", "several", "sum of all parts", "counted more than once"}
"""What counts memberships, and so is no set of persons."""


def require_right(office: Office, counts: Mapping[str, Counts]) -> int:
    held = 0
    for name, table in counts.items():
        for cell in table.cells:
            if cell.region is None:
                assert WITHOUT & set(cell.key), f"{name}: {cell.key} has no region"
            elif cell.persons is not None:
                assert office.count(cell.region) == cell.persons, f"{name}: {cell.key}"
                held += 1
        for region in table.empty:
            assert office.count(region) == 0, f"{name}: not empty: {region.text}"
    return held


@pytest.mark.parametrize(
    "asked",
    [
        ("WLD",),
        ("PHL",),
        ("UKR", 2015, 2016),
        ("WLD", 2015, 2016),
        ("WLD", 2014, 0, "hotline"),
        ("BRA",),
        ("WLD", 1990, 1991),
    ],
)
def test_each_cell_counts_the_persons_of_its_region(asked: tuple[Any, ...]) -> None:
    office = make_office(draw_rows(1, 80))
    held = require_right(office, count_everything(office, *asked))
    assert held > 300 or asked[0] == "BRA" or 1990 in asked


def test_a_form_that_a_channel_never_records_is_told_to_be_nobody() -> None:
    rows = [row | {"form_other": "no"} for row in draw_rows(2, 60)]
    office = make_office(rows)
    counts = count_everything(office, "WLD")
    require_right(office, counts)
    told = {region.text for region in counts["forms"].empty}
    assert "channel=hotline&form_other=yes" in told


def test_what_a_list_leaves_out_is_told_to_be_nobody() -> None:
    rows = [row | {"country": "PHL"} for row in draw_rows(3, 30)]
    rows += [row | {"country": "UKR", "year": "2017"} for row in draw_rows(4, 10)]
    office = make_office(rows)
    cases = select_caseload(office.tables["caseload_forms"], first_year=2015, last_year=2016)
    places = count_places(cases, {})
    require_right(office, {"places": places})
    assert any("country=UKR" in region.text for region in places.empty)


person = st.fixed_dictionaries(
    {name: st.sampled_from(values) for name, values in VALUES.items()}
    | dict.fromkeys(FLAGS, st.booleans())
    | {"persons": st.integers(1, 30)}
)


@settings(deadline=None, max_examples=5)
@given(st.lists(person, min_size=1, max_size=12), st.sampled_from(["WLD", "PHL", "UKR"]),
       st.sampled_from([0, 2015, 2016]))  # fmt: skip
def test_regions_hold_for_any_caseload(
    rows: list[dict[str, Any]], country: str, first: int
) -> None:
    office = make_office(rows)
    require_right(office, count_everything(office, country, first))
