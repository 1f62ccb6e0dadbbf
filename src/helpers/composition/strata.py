"""A country and its region counted by the same strata of sex and age."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Final

import pandas as pd

from helpers.composition import regions as whom
from helpers.composition.caseload import Caseload, list_labels
from helpers.composition.mix import KNOWN, REST, YES
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, counted_cell
from helpers.tables.regions import Region
from helpers.tables.standardisation import CRUDE, REGION, STANDARDISED

COUNTRY, AREA, OTHERS = "country", "area", "others"
_SEXES: Final = tuple(sex for sex in v.SEXES if sex != v.TOTAL)
_AGES: Final = ("child", "adult", v.UNKNOWN)
_MEASURES: Final = (YES, REST, KNOWN)


def count_strata(
    everywhere: Caseload, country: str, regions: Mapping[str, str], form: str = "labour"
) -> Counts:
    """Persons with a recorded form by sex, and child or adult, in a country and in its region.

    Children and adults are the strata of age because every source tells them apart; of the finer
    bands most countries lack most.

    Args:
        everywhere: The caseload of all countries (``select_caseload`` without a country).
        country: ISO 3166-1 alpha-3; ``WLD`` gives no cells.
        regions: Country code to the name of its UN M49 region; a country without one stands
            beside the world.
        form: The form whose share is standardised.

    Returns:
        Counts keyed by channel, form, area (``country`` or ``area``, the region with the country
        itself), sex, age group and measure, with the total of each area. The name of the region
        is the word for ``area``.
    """
    region = regions.get(country, "")
    cells: list[CountCell] = []
    relations: list[Relation] = []
    places = _place_regions(everywhere, country, regions)
    for channel in everywhere.channels:
        base = everywhere.region & Region.of(channel=channel) & whom.KNOWN
        rows = everywhere.table[everywhere.table["channel"] == channel]
        rows = rows[(rows[[f"form_{name}" for name in v.MAIN_FORMS]] == "yes").any(axis=1)]
        area = rows if not region else rows[rows["country"].map(regions) == region]
        mine = area["country"] == country
        if mine.any():
            parts = {COUNTRY: area[mine], OTHERS: area[~mine], AREA: area}
            about = {place: base & places[place] for place in parts}
            _add_channel((channel, form), parts, about, cells, relations)
    measures = {CRUDE: "As recorded", STANDARDISED: "With its region's mix", REGION: "Region"}
    words: dict[str, Mapping[str, str]] = {"channel": v.CHANNELS, "sex": v.SEX_WORDS}
    return Counts(
        ("channel", "form", "place", "sex", "age_group", "measure"),
        tuple(cells),
        everywhere.provenance,
        "people with at least one form of exploitation recorded",
        relations=tuple(relations),
        words=words | {"place": {AREA: region or "World"}, "standard": measures},
    )


def _place_regions(
    everywhere: Caseload, country: str, regions: Mapping[str, str]
) -> dict[str, Region]:
    """The country, the area that it stands beside, and the area without it."""
    known = everywhere.labels.get("country", list_labels(everywhere.table["country"]))
    region = regions.get(country, "")
    area = [code for code, name in regions.items() if name == region] if region else known
    return {
        COUNTRY: Region.of(country=country),
        OTHERS: Region.of(country=[code for code in area if code != country]),
        AREA: Region.of(country=area) if region else Region.of(),
    }


def _add_channel(
    prefix: tuple[str, str],
    parts: Mapping[str, pd.DataFrame],
    about: Mapping[str, Region],
    cells: list[CountCell],
    relations: list[Relation],
) -> None:
    """Each area's strata and total. The region less the country is never shown, and guarded."""
    at: dict[tuple[str, ...], int] = {}
    form = prefix[1]
    of_measure = (whom.has_form(form), whom.has_form(form, *whom.NOT_YES), Region.of())
    for place, rows in parts.items():
        sizes = _measure(rows, form)
        for stratum, measures in sizes.items():
            mine = about[place] & _stratum_region(*stratum)
            for measure, number, part in zip(_MEASURES, measures, of_measure, strict=True):
                at[place, *stratum, measure] = len(cells)
                key, told = (*prefix, place, *stratum, measure), place != OTHERS
                cells.append(counted_cell(key, number, shown=told, region=mine & part))
    strata = [*product(_SEXES, _AGES)]
    for stratum in (*strata, (v.ALL, v.ALL)):
        for place in parts:
            whole, *summed = (at[place, *stratum, m] for m in (KNOWN, YES, REST))
            relations.append(Relation(whole, tuple(summed)))
        for measure in _MEASURES:
            whole, *summed = (at[p, *stratum, measure] for p in (AREA, COUNTRY, OTHERS))
            relations.append(Relation(whole, tuple(summed)))
    for place, measure in product(parts, _MEASURES):
        summed = [at[place, *stratum, measure] for stratum in strata]
        relations.append(Relation(at[place, v.ALL, v.ALL, measure], tuple(summed)))


def _measure(rows: pd.DataFrame, form: str) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Persons by stratum and in all: with the form, without it, together."""
    yes, age = rows[f"form_{form}"] == "yes", rows["age_group"].map(_to_age)
    sums = rows["persons"].groupby([rows["sex"], age, yes]).sum().to_dict()
    sizes = {}
    for sex, group in product(_SEXES, _AGES):
        told, rest = int(sums.get((sex, group, True), 0)), int(sums.get((sex, group, False), 0))
        sizes[sex, group] = (told, rest, told + rest)
    told, rest = (sum(size[at] for size in sizes.values()) for at in (0, 1))
    return sizes | {(v.ALL, v.ALL): (told, rest, told + rest)}


def _stratum_region(sex: str, age: str) -> Region:
    """Persons of a stratum; of every stratum where it is the total."""
    return Region.of() if sex == v.ALL else Region.of(sex=sex, age_group=whom.AGES[age])


def _to_age(age_group: str) -> str:
    """Child, adult or unknown: every band of the vocabulary lies on one side of 18."""
    return next(age for age, bands in whom.AGES.items() if age_group in bands)
