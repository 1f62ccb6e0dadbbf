"""The system of a release, held against the whole product of all values, solved by brute force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.disclosure.build import Built, build_system
from helpers.disclosure.building import choosing, remainders
from helpers.disclosure.related import system_from_relations
from helpers.disclosure.system import System
from helpers.errors import CaselightError
from helpers.tables.counts import Counts, Relation, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.regions import EVERYBODY, Region

OWN = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
T = 10
Values = Mapping[str, Sequence[str]]
SMALL: Values = {
    "country": ("A", "B", "C"),
    "sex": ("female", "male"),
    "form_labour": ("yes", "no", "unknown"),
    "form_sexual": ("yes", "no", "unknown"),
}


def draw(rng: np.random.Generator, values: Values, most: int = 30) -> pd.DataFrame:
    points = list(product(*values.values()))
    table = pd.DataFrame(points, columns=list(values))
    return table.assign(persons=rng.choice([0, 1, 3, 7, most], len(points)))


def count(table: pd.DataFrame, region: Region) -> int:
    rows = table.drop(columns="persons").to_dict("records")
    return sum(int(n) for row, n in zip(rows, table["persons"], strict=True) if region.holds(row))


def ask(table: pd.DataFrame, *regions: Region, empty: Sequence[Region] = ()) -> Counts:
    cells = [counted_cell([r.text], count(table, r), region=r) for r in regions]
    return Counts(("whom",), tuple(cells), OWN, "people", empty=tuple(empty))


def extremes(
    rows: np.ndarray, totals: Sequence[int], goal: np.ndarray, width: int
) -> tuple[float, float]:
    """The least and the most of a sum of whole numbers from zero that fit some equations."""
    fixed = LinearConstraint(rows, totals, totals) if len(rows) else ()
    found = []
    for sign in (1, -1):
        answer = milp(sign * goal, constraints=fixed, integrality=np.ones(width),
                      bounds=Bounds(0, np.inf))  # fmt: skip
        assert answer.success, answer.message
        found.append(round(sign * answer.fun))
    return found[0], found[1]


def brute(table: pd.DataFrame, shown: Sequence[Region], hidden: Region) -> tuple[float, float]:
    """What an attacker finds who sets up every combination of values."""
    points = table.drop(columns="persons").to_dict("records")
    rows = np.array([[r.holds(p) for p in points] for r in shown], dtype=float)
    totals = [count(table, r) for r in shown]
    goal = np.array([hidden.holds(p) for p in points], dtype=float)
    return extremes(rows.reshape(len(shown), len(points)), totals, goal, len(points))


def in_system(system: System, shown: Sequence[int], hidden: int) -> tuple[float, float]:
    sums, links = system.sums().toarray(), system.equalities().toarray()
    rows = np.vstack([sums[list(shown)], links])
    totals = [*(system.cells[at].persons for at in shown), *[0] * len(links)]
    return extremes(rows, totals, sums[hidden].astype(float), system.atoms)


def require_truth(built: Built) -> None:
    """Every count and every remainder holds the persons of its atoms; every link holds."""
    system = built.system
    assert system.truth is not None
    assert (system.sums() @ system.truth == system.persons).all()
    assert not (system.equalities() @ system.truth).any()


def require_same(
    table: pd.DataFrame, regions: Sequence[Region], rng: Any, empty: Any = ()
) -> Built:
    """Every hidden count has the same interval in the system and in the whole product."""
    # Everybody is always shown, so that all is bounded; a region of no box is nobody.
    regions = [EVERYBODY, *(r for r in regions if r != EVERYBODY and r.boxes)]
    built = build_system([ask(table, *regions, empty=empty)], {"caseload_forms": table}, T)
    require_truth(built)
    places = built.places[0]
    chosen = rng.choice(len(regions) - 1, max(1, len(regions) // 3), replace=False)
    hidden = sorted(int(at) + 1 for at in chosen)
    shown = [at for at in range(len(regions)) if at not in hidden]
    open_ones = [at for at in hidden if places[at] not in [places[s] for s in shown]]
    known = [regions[at] for at in shown]
    for at in open_ones:
        place = places[at]
        assert place is not None
        found = in_system(built.system, [p for s in shown if (p := places[s]) is not None], place)
        wanted = brute(table, [*known, *empty], regions[at])
        if built.bound == "exact":
            assert found == wanted, regions[at].text
        else:
            assert found[0] <= wanted[0]
            assert found[1] >= wanted[1]
    return built


def draw_region(rng: np.random.Generator, values: Values, variables: Sequence[str]) -> Region:
    told = {n: str(rng.choice(list(values[n]))) for n in variables if rng.random() < 0.7}
    found = Region.of(**told)
    if rng.random() < 0.25:
        found &= Region.of(form_labour="yes") | Region.of(form_sexual="yes")
    return found


@pytest.mark.parametrize("seed", range(5))
def test_intervals_are_those_of_the_whole_product(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = draw(rng, SMALL)
    pairs = (["country", "sex"], ["country", "form_labour"], ["sex", "form_labour", "form_sexual"])
    regions = [EVERYBODY, *(draw_region(rng, SMALL, pairs[int(rng.integers(3))]) for _ in range(9))]
    built = require_same(table, list(dict.fromkeys(regions)), rng)
    assert built.bound == "exact"


def margins(values: Values, *variables: str) -> list[Region]:
    labels = product(*(values[name] for name in variables))
    return [Region.of(**dict(zip(variables, each, strict=True))) for each in labels]


CIRCLE = [("country", "sex"), ("sex", "form_labour"), ("country", "form_labour")]


@pytest.mark.parametrize("seed", range(2))
def test_a_circle_of_tables_becomes_one_block(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = {name: SMALL[name] for name in ("country", "sex", "form_labour")}
    table = draw(rng, values)
    regions = [region for pair in CIRCLE for region in margins(values, *pair)]
    built = require_same(table, regions, rng)
    assert built.bound == "exact"


def test_a_circle_that_is_too_large_says_that_its_bound_is_pairwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(choosing, "MOST_MERGED", 1)
    rng = np.random.default_rng(1)
    table = draw(rng, {name: SMALL[name] for name in ("country", "sex", "form_labour")})
    regions = [region for pair in CIRCLE for region in margins(SMALL, *pair)]
    built = require_same(table, regions, rng)
    assert built.bound == "pairwise"
    assert len(built.system.links) > 0


@pytest.mark.parametrize("seed", range(2))
def test_tables_in_a_row_are_blocks_of_their_own_and_lose_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = draw(rng, SMALL)
    regions = [*margins(SMALL, "country", "sex"), *margins(SMALL, "sex", "form_labour"),
               *margins(SMALL, "form_labour", "form_sexual"), *margins(SMALL, "country"),
               EVERYBODY]  # fmt: skip
    built = require_same(table, regions, rng)
    assert built.bound == "exact"
    assert built.system.links
    # 6 + 6 + 9 combinations of the pairs, and never the 54 of all variables.
    assert built.system.atoms <= 21


FLAGS: Values = {
    "country": ("A", "B"),
    "sector_farm": ("yes", "no"),
    "sector_mine": ("yes", "no"),
    "sector_home": ("yes", "no"),
}


@pytest.mark.parametrize("seed", range(3))
def test_sectors_that_overlap_cover_those_with_any_sector(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = draw(rng, FLAGS)
    none = Region.of(sector_farm="no", sector_mine="no", sector_home="no")
    names = ("sector_farm", "sector_mine", "sector_home")
    groups = [EVERYBODY, Region.of(country="A")]
    regions = [g & r for g in groups for r in (EVERYBODY, none, *(Region.of(**{n: "yes"})
               for n in names))]  # fmt: skip
    require_same(table, regions, rng)


def test_nobody_of_a_label_that_a_list_leaves_out_is_known() -> None:
    rng = np.random.default_rng(3)
    table = draw(rng, SMALL)
    table.loc[(table["country"] == "B") & (table["form_labour"] == "yes"), "persons"] = 0
    empty = [Region.of(country="B", form_labour="yes")]
    regions = [*margins(SMALL, "country", "sex"), *margins(SMALL, "sex", "form_labour"),
               *margins(SMALL, "country"), *(Region.of(country=c, form_labour="yes")
               for c in "AC")]  # fmt: skip
    require_same(table, regions, rng, empty)


def test_flags_leave_no_more_people_without_any_than_they_add_up_to() -> None:
    # 5 farm, 4 mine, 3 home: at most 12 and at least 5 of 50 have a sector, so 38 to 45 have none.
    rows = [("yes", "no", "no", 5), ("no", "yes", "no", 4), ("no", "no", "yes", 3),
            ("no", "no", "no", 38)]  # fmt: skip
    names = ("sector_farm", "sector_mine", "sector_home")
    table = pd.DataFrame(rows, columns=[*names, "persons"])
    none = Region.of(**dict.fromkeys(names, "no"))
    flags = [Region.of(**{name: "yes"}) for name in names]
    built = build_system([ask(table, EVERYBODY, *flags, none)], {"caseload_forms": table}, T)
    *shown, hidden = (place for place in built.places[0] if place is not None)
    assert in_system(built.system, shown, hidden) == (38, 45)


def test_where_a_channel_asks_for_one_flag_only_it_is_all_that_there_is() -> None:
    # Nobody is asked about mines: whoever has a sector is on a farm, and 50 - 12 have none.
    table = pd.DataFrame({"sector_farm": ["yes", "no"], "sector_mine": ["no", "no"],
                          "persons": [12, 38]})  # fmt: skip
    none = Region.of(sector_farm="no", sector_mine="no")
    farm, mine = Region.of(sector_farm="yes"), Region.of(sector_mine="yes")
    page = ask(table, EVERYBODY, farm, none, empty=[mine])
    built = build_system([page], {"caseload_forms": table}, T)
    *shown, hidden = (place for place in built.places[0] if place is not None)
    assert in_system(built.system, shown, hidden) == (38, 38)


def test_what_is_nobody_in_one_table_is_nobody_in_the_next() -> None:
    table = draw(np.random.default_rng(8), SMALL)
    table.loc[table["country"] == "B", "persons"] = 0
    empty = [Region.of(country="B", form_labour=answer) for answer in SMALL["form_labour"]]
    regions = [EVERYBODY, *margins(SMALL, "country", "sex"), *margins(SMALL, "sex"),
               *(Region.of(country=c, form_labour="yes") for c in "AC")]  # fmt: skip
    built = build_system([ask(table, *regions, empty=empty)], {"caseload_forms": table}, T)
    place = built.places[0][regions.index(Region.of(country="B", sex="male"))]
    everybody = built.places[0][0]
    assert place is not None
    assert everybody is not None
    assert in_system(built.system, [everybody], place) == (0, 0)


def test_two_countries_far_apart_in_a_long_list_are_never_taken_for_one_another() -> None:
    # Python's hash of 1 << 0 is that of 1 << 61: with 70 countries two lines would be one.
    names = [f"C{n:02}" for n in range(70)]
    table = pd.DataFrame({"country": np.repeat(names, 2), "sex": ["female", "male"] * 70,
                          "persons": np.arange(11, 151)})  # fmt: skip
    values = {"country": names, "sex": ("female", "male")}
    regions = [EVERYBODY, *margins(values, "country"), *margins(values, "country", "sex")]
    built = build_system([ask(table, *regions)], {"caseload_forms": table}, T)
    assert not built.sensitive
    assert not guarded(built)


def test_a_remainder_of_counts_in_different_blocks_is_guarded() -> None:
    # A block of many answers, and one that tells only labour from the rest: the 4 people of A with
    # labour and no sexual exploitation are the difference of a count of each.
    rng = np.random.default_rng(2)
    table = draw(rng, SMALL, most=300)
    table["persons"] += 20
    several = (table["country"] == "A") & (table["form_labour"] == "yes")
    table.loc[several & (table["form_sexual"] != "yes"), "persons"] = [1, 1, 1, 1]
    regions = [EVERYBODY, *margins(SMALL, "country", "form_labour", "form_sexual"),
               *margins(SMALL, "country", "sex", "form_labour"), *margins(SMALL, "country"),
               *(Region.of(country=c, form_labour="yes") for c in "ABC")]  # fmt: skip
    built = build_system([ask(table, *regions)], {"caseload_forms": table}, T)
    require_truth(built)
    assert 4 in guarded(built)


def test_that_everybody_was_counted_in_one_country_is_not_sensitive() -> None:
    table = pd.DataFrame({"country": ["A", "B"], "persons": [40, 0]})
    page = ask(table, EVERYBODY, Region.of(country="A"), Region.of(country="B"))
    assert not build_system([page], {"caseload_forms": table}, T).sensitive


def test_each_atom_holds_the_persons_of_the_table() -> None:
    table = draw(np.random.default_rng(5), SMALL)
    regions = [*margins(SMALL, "country", "sex"), *margins(SMALL, "sex", "form_labour"),
               Region.of(form_labour="yes") | Region.of(form_sexual="yes"), EVERYBODY]  # fmt: skip
    system = build_system([ask(table, *regions)], {"caseload_forms": table}, T).system
    assert system.truth is not None
    assert (system.sums() @ system.truth == system.persons).all()
    assert not (system.equalities() @ system.truth).any()


def test_the_same_persons_asked_for_twice_are_one_cell() -> None:
    table = draw(np.random.default_rng(6), SMALL)
    page = ask(table, EVERYBODY, Region.of(country="A"))
    world = ask(table, Region.of(country=["A", "B", "C"]), Region.of(country="A"))
    built = build_system([page, world], {"caseload_forms": table}, T)
    assert built.places[0] == built.places[1]


def test_two_different_counts_of_the_same_persons_are_refused() -> None:
    table = draw(np.random.default_rng(7), SMALL)
    one = ask(table, Region.of(country="A"))
    other = ask(table.assign(persons=table["persons"] + 1), Region.of(country="A"))
    with pytest.raises(CaselightError, match="count the same persons alike") as told:
        build_system([one, other], None, T)
    assert str(count(table, Region.of(country="A"))) not in str(told.value)


def guarded(built: Built) -> dict[int, list[int]]:
    """Guarded remainders by their number of persons, each with what it holds."""
    found: dict[int, list[int]] = {}
    for cell in built.system.cells:
        if not cell.asked:
            found.setdefault(cell.persons, []).append(len(cell.atoms))
    return found


@pytest.fixture
def no_singles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Single atoms are small too; without them only what is subtracted is guarded."""
    monkeypatch.setattr(remainders, "MOST_SINGLE", 0)


@pytest.mark.usefixtures("no_singles")
def test_what_a_country_leaves_of_the_world_is_guarded() -> None:
    # 3 of 43 people are elsewhere: nobody prints them, and 43 - 40 tells them.
    table = pd.DataFrame({"country": ["A", "B"], "persons": [40, 3]})
    built = build_system([ask(table, EVERYBODY), ask(table, Region.of(country="A"))],
                         {"caseload_forms": table}, T)  # fmt: skip
    assert 3 in guarded(built)


@pytest.mark.usefixtures("no_singles")
def test_how_many_are_in_several_forms_is_guarded() -> None:
    # labour 24 + sexual 34 - people 54 = 4 people who are in both.
    table = pd.DataFrame({"form_labour": ["yes", "yes", "no"], "form_sexual": ["yes", "no", "yes"],
                          "persons": [4, 20, 30]})  # fmt: skip
    forms = [Region.of(form_labour="yes"), Region.of(form_sexual="yes")]
    built = build_system([ask(table, *forms, forms[0] | forms[1])], {"caseload_forms": table}, T)
    assert 4 in guarded(built)


@pytest.mark.usefixtures("no_singles")
def test_a_whole_less_all_of_its_parts_is_guarded() -> None:
    # 100 - 40 - 55 = 5, and no two of these numbers alone tell it.
    table = pd.DataFrame({"country": ["A", "B", "C"], "persons": [40, 55, 5]})
    regions = [EVERYBODY, Region.of(country="A"), Region.of(country="B")]
    built = build_system([ask(table, *regions)], {"caseload_forms": table}, T)
    assert 5 in guarded(built)


def test_a_group_in_which_everybody_has_the_attribute_is_sensitive() -> None:
    table = pd.DataFrame({"country": ["A", "A", "B"], "sex": ["female", "male", "male"],
                          "persons": [40, 0, 30]})  # fmt: skip
    regions = [*margins({"country": "AB", "sex": ("female", "male")}, "country", "sex"),
               *margins({"country": "AB"}, "country"), EVERYBODY]  # fmt: skip
    page = ask(table, *regions)
    built = build_system([page], {"caseload_forms": table}, T)
    named = {regions[at].text for at, place in enumerate(built.places[0])
             if place in built.sensitive}  # fmt: skip
    # Women of A are all of A, so the men of A are none; men of B likewise.
    assert named == {"country=A&sex=female", "country=A&sex=male", "country=B&sex=male",
                     "country=B&sex=female"}  # fmt: skip
    assert all(built.system.cells[at].persons == 0 for at in built.empty_rests)
    off = build_system([page], {"caseload_forms": table}, T, group_disclosure=False)
    assert not off.sensitive


def test_that_everybody_has_a_record_is_not_sensitive() -> None:
    table = pd.DataFrame({"sex": ["female", "male", "unknown"], "persons": [40, 30, 0]})
    regions = [EVERYBODY, Region.of(sex=["female", "male"]), Region.of(sex="unknown")]
    built = build_system([ask(table, *regions)], {"caseload_forms": table}, T)
    assert not built.sensitive


def test_counts_without_regions_are_held_by_their_sums() -> None:
    cells = tuple(counted_cell([k], n, most=50 if k == "b" else None)
                  for k, n in (("a", 4), ("b", 46), ("all", 50)))  # fmt: skip
    counts = Counts(("k",), cells, OWN, "people", relations=(Relation(2, (0, 1)),))
    built = system_from_relations(counts, T)
    assert built.system.truth is not None
    assert (built.system.sums() @ built.system.truth == built.system.persons).all()
    # The group of b has 50 people, which another table tells: the other 4 are guarded.
    assert [c.persons for c in built.system.cells if not c.asked] == [4]
    assert [built.system.cells[at].persons for at in built.told] == [50]
