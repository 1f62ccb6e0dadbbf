"""Differences taken apart: against Das Gupta's printed examples, brute force, and invariants."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from math import isclose
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.composition import (
    count_forms,
    count_mix,
    decompose_share,
    find_channels,
    find_ends,
    select_caseload,
    share_forms,
)
from helpers.composition.dasgupta import split_crossed, split_effects, split_structure
from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.sources.reference import read_reference
from helpers.tables import decomposition as d
from helpers.tables.decomposition import Decomposition, Pair, Population
from tests.composition.cases import caseload, group, made

CM = "case_management"
YEARS = Pair(Population(CM, "2005"), Population(CM, "2018"))


def product_of(factors: Sequence[Any]) -> Any:
    """Das Gupta's rate: the sum over groups of a product of factors."""
    return np.prod(np.stack(factors), axis=0).sum(axis=-1)


def effects(first: Sequence[Any], last: Sequence[Any]) -> list[float]:
    arrays = [[np.atleast_1d(np.asarray(f, dtype=float)) for f in side] for side in (first, last)]
    return [float(e) for e in split_effects(product_of, *arrays)]


# Das Gupta, P. (1993), Current Population Reports P23-186, chapter 2: the examples of tables 2.1
# to 2.4, with inputs and results as the documentation of the R package DasGuptR 2.1.0 (README,
# sections 'P factors') reprints them.
PRINTED = [
    ([10930, 0.717892], [16591, 0.825974], [4369.913, 1487.262]),
    (
        [51.78746, 0.45919, 0.52638],
        [84.90502, 0.75756, 0.51065],
        [10.4340333, 10.5608476, -0.6670084],
    ),
    (
        [25.3, 0.214, 0.279, 0.949],
        [32.7, 0.290, 0.473, 0.986],
        [0.6889411, 0.8125381, 1.3829055, 0.1047547],
    ),
    (
        [0.58, 0.76, 0.84, 0.66, 16.573],
        [0.72, 0.97, 0.97, 0.56, 16.158],
        [1.0909785, 1.2298438, 0.7278399, -0.8398707, -0.1290187],
    ),
]


@pytest.mark.parametrize(("first", "last", "expected"), PRINTED)
def test_das_guptas_printed_examples_of_two_to_five_factors(
    first: list[float], last: list[float], expected: list[float]
) -> None:
    found = effects(first, last)
    assert found == pytest.approx(expected, rel=1e-6)


HEADSHIP = {
    "1970": (
        [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9],
        [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8],
    ),
    "1985": (
        [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5],
        [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2],
    ),
}
"""Per cent of the population by age group, and heads of households per 100 of each."""


def test_das_guptas_printed_headship_rates_by_one_variable() -> None:
    """Das Gupta (1993), example 5.1: household headship per 100, United States, 1970 and 1985.

    Of 2.9672 points, 1.2269 are the ages and 1.7403 the rates (DasGuptR 2.1.0 README).
    """
    sides = [[np.array(sizes) / 100, np.array(rates)] for sizes, rates in HEADSHIP.values()]
    found = effects(*sides)
    assert found == pytest.approx([1.2269, 1.7403], abs=5e-5)


SIZES = {
    "1985": [3041, 11577, 27450, 32711, 35480, 27411, 19555, 19795, 15254, 8022, 2472,
             707, 2692, 6473, 6841, 6547, 4352, 3034, 2540, 1749, 804, 236],
    "1970": [2968, 11484, 34614, 30992, 21983, 20314, 20928, 16897, 11339, 5720, 1315,
             535, 2162, 6120, 4781, 3096, 2718, 2363, 1767, 1149, 448, 117],
}  # fmt: skip
RATES = {
    "1985": [9.163, 0.462, 0.248, 0.929, 1.084, 1.810, 4.715, 12.187, 27.728, 64.068, 157.570,
             17.208, 0.738, 0.328, 1.103, 2.045, 3.724, 8.052, 17.812, 34.128, 68.276, 125.161],
    "1970": [18.469, 0.751, 0.391, 1.146, 1.287, 2.672, 6.636, 15.691, 34.723, 79.763, 176.837,
             36.993, 1.352, 0.541, 2.040, 3.523, 6.746, 12.967, 24.471, 45.091, 74.902, 123.205],
}  # fmt: skip
AGES_RACES = [(str(age), race) for race in "12" for age in range(11)]


def test_das_guptas_printed_death_rates_by_age_and_race() -> None:
    """Das Gupta (1993), example 5.3: deaths per 1000, United States, 1970 and 1985.

    Ages 1.5217347, races 0.0197749, rates -2.2277254 (DasGuptR 2.1.0, README and vignette
    'Category effects').
    """
    sizes, rates = (
        tuple(np.array(table[year], dtype=float) for year in ("1970", "1985"))
        for table in (SIZES, RATES)
    )
    found = [float(e) for e in split_crossed(sizes, rates, AGES_RACES)]  # type: ignore[arg-type]
    assert found == pytest.approx([1.5217347, 0.0197749, -2.2277254], abs=5e-8)
    assert sum(found) == pytest.approx(-0.6862158, abs=5e-8)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=24, max_size=24))
def test_the_effects_of_crossed_groups_are_the_mean_over_orders_that_keep_the_mix_together(
    numbers: list[int],
) -> None:
    """Brute force: rates before or after the mix, and the variables of the mix in any order."""
    labels = [(a, b) for a in "xy" for b in "123"]
    sizes = np.array(numbers[:12], dtype=float).reshape(2, 6)
    rates = np.array(numbers[12:], dtype=float).reshape(2, 6) / 500
    ends = [(*split_structure(sizes[k], labels), rates[k]) for k in (0, 1)]
    total = np.zeros(3)
    orders = [(0, 1, 2), (1, 0, 2), (2, 0, 1), (2, 1, 0)]
    for order in orders:
        now = list(ends[0])
        for place in order:
            before = product_of(now)
            now[place] = ends[1][place]
            total[place] += product_of(now) - before
    found = split_crossed((sizes[0], sizes[1]), (rates[0], rates[1]), labels)
    assert np.allclose([float(e) for e in found], total / 4, atol=1e-12)


factor = st.floats(0.01, 100, allow_nan=False)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 5).flatmap(lambda n: st.tuples(*[st.lists(factor, min_size=n, max_size=n)] * 2))
)
def test_the_effects_are_the_mean_over_every_order_in_which_factors_can_move(
    sides: tuple[list[float], list[float]],
) -> None:
    """Brute force over all orders (the Shapley value), written independently."""
    first, last = sides
    places = range(len(first))
    total = [0.0] * len(first)
    orders = list(permutations(places))
    for order in orders:
        now = list(first)
        for place in order:
            before = float(np.prod(now))
            now[place] = last[place]
            total[place] += float(np.prod(now)) - before
    expected = [t / len(orders) for t in total]
    found = effects(first, last)
    scale = max(float(np.prod(first)), float(np.prod(last)), 1.0)
    assert np.allclose(found, expected, rtol=0, atol=1e-12 * scale)
    assert isclose(sum(found), float(np.prod(last) - np.prod(first)), abs_tol=1e-12 * scale)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 500), min_size=6, max_size=6))
def test_the_structure_of_a_population_is_the_product_of_its_variables(sizes: list[int]) -> None:
    labels = [(a, b) for a in "xy" for b in "123"]
    counts = np.array(sizes, dtype=float)
    found = split_structure(counts, labels)
    assert np.allclose(found[0] * found[1], counts / counts.sum(), rtol=1e-12)
    swapped = split_structure(counts, [(b, a) for a, b in labels])
    assert np.allclose(found[0], swapped[1], rtol=1e-12), "the order of variables has no part in it"


def year_rows(year: str, **countries: tuple[int, int]) -> list[dict[str, Any]]:
    """For each country: persons with labour, and with sexual exploitation only."""
    rows = []
    for country, (yes, rest) in countries.items():
        rows += [group(yes, year=year, country=country, labour="yes")] if yes else []
        rows += [group(rest, year=year, country=country, sexual="yes", labour="no")] if rest else []
    return rows


def taken_apart(
    first: dict[str, tuple[int, int]],
    last: dict[str, tuple[int, int]],
    source: str = "published",
    pair: Pair = YEARS,
) -> Decomposition:
    rows = [*year_rows("2005", **first), *year_rows("2018", **last)]
    cases = caseload(*rows, source=source)
    return decompose_share(protect(count_mix(cases, pair, ["country"])))


def values(change: Decomposition) -> dict[str, float]:
    return {c.key[1]: c.value for c in change.table.cells if c.value is not None}


def test_a_change_of_the_mix_alone_is_all_mix() -> None:
    """80% and 20% within countries in both years; the mix goes from 1:3 to 3:1.

    So the share goes from (80 * 100 + 20 * 300) / 400 = 35% to 65%: 30 points of mix.
    """
    change = taken_apart({"PHL": (80, 20), "NAM": (60, 240)}, {"PHL": (240, 60), "NAM": (20, 80)})
    found = values(change)
    assert found["mix_country"] == pytest.approx(30, abs=1e-9)
    assert found["within"] == pytest.approx(0, abs=1e-9)
    assert found["difference"] == pytest.approx(30, abs=1e-9)


def test_a_change_within_groups_alone_is_all_within() -> None:
    """The mix stays; within countries 80% becomes 60% and 20% becomes 10%: 15 points down."""
    change = taken_apart({"PHL": (80, 20), "NAM": (20, 80)}, {"PHL": (60, 40), "NAM": (10, 90)})
    assert values(change) == pytest.approx(
        {"mix_country": 0, "within": -15, "difference": -15}, abs=1e-9
    )


def test_kitagawas_two_parts_are_computed_with_the_means_of_both_years() -> None:
    """Weights 1/4, 3/4 to 1/2, 1/2; rates 0.8, 0.2 to 0.6, 0.5 (Kitagawa 1955, two factors).

    Mix: (1/4)(0.7) + (-1/4)(0.35) = 8.75 points; within: (3/8)(-0.2) + (5/8)(0.3) = 11.25.
    """
    change = taken_apart({"PHL": (80, 20), "NAM": (60, 240)}, {"PHL": (60, 40), "NAM": (50, 50)})
    assert values(change) == pytest.approx(
        {"mix_country": 8.75, "within": 11.25, "difference": 20}, abs=1e-9
    )


def test_groups_of_one_year_only_are_not_comparable_as_nopo_sets_them_apart() -> None:
    """2005: PHL 80/20 and LAO 0/100; 2018: PHL 60/40 and TUV 50/0 (Nopo 2008, Delta_M, Delta_F).

    2005 alone: -(1/2)(0 - 0.8) = +40 points; 2018 alone: (1/3)(1 - 0.6) = +13.33; PHL -20.
    The whole is 40% to 110/150: +33.33.
    """
    change = taken_apart({"PHL": (80, 20), "LAO": (0, 100)}, {"PHL": (60, 40), "TUV": (50, 0)})
    assert values(change) == pytest.approx(
        {"mix_country": 0, "within": -20, "only_first": 40, "only_last": 40 / 3,
         "difference": 100 / 3}, abs=1e-9,
    )  # fmt: skip
    assert change.first is not None
    assert change.last is not None
    assert change.first.comparable == pytest.approx(1 / 2)
    assert change.last.comparable == pytest.approx(2 / 3)


def test_people_without_a_recorded_group_are_no_group() -> None:
    """Two 'unknown' are not the same place: their part stands apart, -(1/2)(0 - 0.5) = +25 of it
    for 2005 and (1/2)(1 - 0.5) = +25 for 2018."""
    change = taken_apart(
        {"PHL": (50, 50), "unknown": (0, 100)}, {"PHL": (50, 50), "unknown": (100, 0)}
    )
    assert values(change) == pytest.approx(
        {"mix_country": 0, "within": 0, "not_recorded": 50, "difference": 50}, abs=1e-9
    )


side = st.dictionaries(
    st.sampled_from(["PHL", "NAM", "LAO", "TUV", "unknown"]),
    st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda pair: sum(pair) > 0),
    min_size=2,
)


@settings(max_examples=15, deadline=None)
@given(side, side)
def test_the_parts_add_up_and_swapping_the_populations_turns_every_sign(
    first: dict[str, tuple[int, int]], last: dict[str, tuple[int, int]]
) -> None:
    change = taken_apart(first, last)
    if not change.is_possible:
        named = {c for c in first if c in last and c != "unknown"}
        yes = sum(y for s in (first, last) for y, _ in s.values())
        assert not named or yes == 0 or len({*first, *last}) == 1
        return
    found = values(change)
    whole = found.pop("difference")
    assert isclose(sum(found.values()), whole, abs_tol=1e-12 * 100)
    back = values(taken_apart(last, first))
    turned = {"only_first": "only_last", "only_last": "only_first"}
    assert {turned.get(k, k): -x for k, x in back.items()} == pytest.approx(
        found | {"difference": whole}, abs=1e-9
    )


def test_the_order_of_groups_makes_no_difference() -> None:
    first, last = {"PHL": (30, 20), "NAM": (5, 45), "LAO": (9, 1)}, {"LAO": (30, 9), "PHL": (1, 9)}
    turned = dict(reversed(first.items())), dict(reversed(last.items()))
    assert values(taken_apart(first, last)) == values(taken_apart(*turned))


def test_two_variables_get_a_part_each_in_whichever_order_they_are_named() -> None:
    rows = [
        group(n, year=year, sex=sex, age_group=age, **flag)
        for year, sizes in (("2005", (30, 20, 10, 40)), ("2018", (12, 50, 44, 14)))
        for n, (sex, age) in zip(
            sizes, [(s, a) for s in ("female", "male") for a in ("9-17", "18-20")], strict=True
        )
        for flag in ({"labour": "yes"}, {"sexual": "yes", "labour": "no"})
    ]
    cases = caseload(*rows)
    one, two = (
        values(decompose_share(protect(count_mix(cases, YEARS, by))))
        for by in (["sex", "age_group"], ["age_group", "sex"])
    )
    assert one == pytest.approx(two, abs=1e-9)
    assert {"mix_sex", "mix_age_group", "within", "difference"} == one.keys()


def test_the_interval_of_a_part_is_that_of_an_independent_resampling() -> None:
    """A bootstrap written anew for two groups, Kitagawa's formula and another generator."""
    first, last = {"PHL": (80, 20), "NAM": (60, 240)}, {"PHL": (60, 40), "NAM": (50, 50)}
    rng = np.random.default_rng(7)
    mixes, withins = [], []
    for _ in range(4000):
        n, r = [], []
        for counts in (first, last):
            cells = np.array([*counts["PHL"], *counts["NAM"]], dtype=float)
            a, b, c, e = rng.multinomial(int(cells.sum()), cells / cells.sum())
            n.append(np.array([a + b, c + e]) / cells.sum())
            r.append(np.array([a / (a + b), c / (c + e)]))
        mixes.append(((n[1] - n[0]) * (r[0] + r[1]) / 2).sum())
        withins.append(((r[1] - r[0]) * (n[0] + n[1]) / 2).sum())
    change = taken_apart(first, last)
    for part, drawn in (("mix_country", mixes), ("within", withins)):
        cell = change.table.cell(part=part)
        expected = 100 * np.percentile(drawn, [2.5, 97.5])
        assert [cell.lower, cell.upper] == pytest.approx(list(expected), abs=1.2)
    assert (change.level, change.n) == (0.95, 600)
    assert "multinomial" in change.method


def test_the_same_counts_give_the_same_interval() -> None:
    given_ = {"PHL": (80, 20), "NAM": (60, 240)}, {"PHL": (60, 40), "NAM": (50, 50)}
    assert taken_apart(*given_).table.cells == taken_apart(*given_).table.cells


def test_a_group_that_resampling_cannot_vary_is_a_warning() -> None:
    flat = taken_apart({"PHL": (50, 0), "NAM": (5, 45)}, {"PHL": (50, 9), "NAM": (25, 25)})
    assert "too short" in flat.warnings[0]
    varied = taken_apart({"PHL": (50, 1), "NAM": (5, 45)}, {"PHL": (50, 9), "NAM": (25, 25)})
    assert varied.warnings == ()


def test_no_country_in_both_is_an_answer_and_no_number() -> None:
    change = taken_apart({"PHL": (80, 20), "unknown": (9, 9)}, {"NAM": (60, 40), "unknown": (5, 5)})
    assert change.reason == d.NOTHING_COMMON
    assert change.table.cells == ()


def test_a_hidden_group_is_not_comparable_and_never_recovered() -> None:
    """NAM and LAO have small counts: whatever is hidden there stays out of mix and within."""
    first = {"PHL": (80, 20), "KHM": (30, 70), "NAM": (8, 9), "LAO": (9, 8)}
    last = {"PHL": (60, 40), "KHM": (50, 50), "NAM": (40, 41), "LAO": (30, 31)}
    change = taken_apart(first, last, source="ctdc")
    alone = taken_apart({k: first[k] for k in ("PHL", "KHM")}, {k: last[k] for k in ("PHL", "KHM")})
    found = values(change)
    assert found["mix_country"] == pytest.approx(values(alone)["mix_country"], abs=1e-9)
    assert found["within"] == pytest.approx(values(alone)["within"], abs=1e-9)
    assert "hidden_groups" in {c.key[1] for c in change.table.cells}
    whole = found.pop("difference")
    assert whole == pytest.approx(100 * (180 / 342 - 127 / 234))  # both totals are shown
    assert sum(found.values()) == pytest.approx(whole, abs=1e-9)


def test_a_hidden_number_of_yes_makes_a_range_that_holds_the_truth() -> None:
    """With 3 of labour in all of 2005, its total is hidden as well: the difference is a range."""
    first = {"PHL": (3, 97), "KHM": (0, 100)}
    last = {"PHL": (60, 40), "KHM": (50, 50)}
    change = taken_apart(first, last, source="ctdc")
    assert change.first is not None
    assert change.first.estimate is None
    truth = 110 / 200 - 3 / 200
    assert change.is_possible
    whole = change.table.cell(part=d.DIFFERENCE)
    assert whole.value is None
    assert (whole.lower or 0) <= 100 * truth <= (whole.upper or 0)
    # PHL's 100 may all be yes, or nobody: 5 to 55 points, and chance beyond either end.
    assert (whole.lower or 0) < 100 * (110 / 200 - 100 / 200) - 1
    assert (whole.upper or 0) > 100 * 110 / 200 + 1


def test_a_hidden_total_cannot_be_taken_apart() -> None:
    change = taken_apart({"PHL": (3, 3)}, {"PHL": (60, 40), "KHM": (50, 50)}, source="ctdc")
    assert change.reason == d.HIDDEN_TOTAL
    assert change.table.cells == ()


def test_one_group_alone_has_no_mix() -> None:
    assert taken_apart({"PHL": (80, 20)}, {"PHL": (60, 40)}).reason == d.ONE_GROUP


def test_without_two_populations_there_is_nothing_to_take_apart() -> None:
    cases = caseload(*year_rows("2005", PHL=(30, 30)))
    change = decompose_share(protect(count_mix(cases, None, ["country"])))
    assert (change.reason, change.n) == (d.NO_PAIR, 0)


def test_a_form_that_one_channel_does_not_collect_is_not_compared() -> None:
    rows = [group(40, labour="yes", other="yes"), group(50, channel="hotline", sexual="yes")]
    cases = caseload(*rows)
    counts = count_mix(cases, find_channels(cases), ["country"], form="other")
    assert counts.cells == ()


def test_only_protected_counts_are_taken_apart() -> None:
    with pytest.raises(CaselightError, match="protect"):
        decompose_share(made(group(3)).table)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def shipped() -> Any:
    return select_caseload(read_reference("caseload_forms"))


def test_the_two_channels_of_2021_cannot_be_decomposed_by_country(shipped: Any) -> None:
    """No known country is in both; 46.54% of 22,488 and 19.52% of 48,732 (SOURCES.md)."""
    pair = find_channels(shipped)
    change = decompose_share(protect(count_mix(shipped, pair, ["country"])))
    assert change.reason == d.NOTHING_COMMON
    assert change.first is not None
    assert change.last is not None
    told = [(round(s.estimate or 0, 2), s.n) for s in (change.first, change.last)]
    assert told == [(46.54, 22_488), (19.52, 48_732)]


def test_between_2005_and_2018_two_countries_can_be_compared(shipped: Any) -> None:
    """Counted in the shipped file: Poland (11; 16) and Russia (259; 274), of 1,199 and 1,396.

    Labour: 120 of 270, then 290 of 290; over all 603 of 1,199 and 470 of 1,396. So 2005 alone is
    -(929/1199)(483/929 - 120/270) and 2018 alone (1106/1396)(180/1106 - 1).
    """
    yearly = share_forms(protect(count_forms(shipped, by="year")))
    pair = find_ends(yearly)
    assert pair == YEARS
    change = decompose_share(protect(count_mix(shipped, pair, ["country"])))
    found = values(change)
    assert change.common == 2
    assert found["mix_country"] + found["within"] == pytest.approx(100 * (1 - 120 / 270))
    assert found["only_first"] == pytest.approx(-100 * 929 / 1199 * (483 / 929 - 120 / 270))
    assert found["only_last"] == pytest.approx(100 * 1106 / 1396 * (180 / 1106 - 1))
    assert found["difference"] == pytest.approx(100 * (470 / 1396 - 603 / 1199))
    assert not change.is_mostly_comparable
