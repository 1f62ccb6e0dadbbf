"""Rates over inhabitants: whose they are over, and what is refused."""

from __future__ import annotations

from math import isclose

import pandas as pd
import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import count_identified, count_profile, rate_identified
from helpers.sources.reference import read_reference
from helpers.tables.counts import Counts, counted_cell
from tests.identification.test_detected import population, profile
from tests.published import FEW, Made, detected, provenance

PROFILE = profile(
    (2019, "female", "child", 12), (2019, "male", "adult", FEW), (2019, "female", "adult", 30)
)
GROUPS = ["country", "year", "sex", "age_group", "persons"]


def by_group(*rows: tuple[str, str, int]) -> Made:
    frame = pd.DataFrame([("AAA", 2019, *row) for row in rows], columns=GROUPS)
    return Made(frame, provenance("worldbank"))


def test_a_rate_of_one_sex_and_age_is_over_the_whole_population_and_says_so() -> None:
    """12 of 400,000 is 3 per 100,000, although girls are far fewer than 400,000."""
    rates = rate_identified(
        protect(count_profile(PROFILE, "AAA")), population(("AAA", 2019, 400_000)), "AAA"
    )
    found = {c.key[1:]: (c.lower, c.upper, c.of) for c in rates.cells}
    assert found[("female", "child")] == (3, 3, 400_000)
    assert found[("male", "adult")] == (0, 1, 400_000)
    assert "of the whole population" in rates.counted
    assert any("over the whole population" in note for note in rates.notes)


def test_a_rate_of_all_victims_needs_no_such_remark() -> None:
    rates = rate_identified(
        protect(count_identified(detected(("AAA", 2019, 12)), "AAA")),
        population(("AAA", 2019, 400_000)),
        "AAA",
    )
    assert not any("whole population" in note for note in rates.notes)
    assert [p.source for p in rates.provenance] == ["glotip", "worldbank"]


def test_rates_over_the_whole_population_add_up_to_the_rate_of_all() -> None:
    people = population(("AAA", 2019, 400_000))
    source = profile(*[(2019, s, a, 10) for s in ("female", "male") for a in ("child", "adult")])
    rates = rate_identified(protect(count_profile(source, "AAA")), people, "AAA")
    assert isclose(sum(c.value or 0 for c in rates.cells), 100_000 * 40 / 400_000)


def test_a_rate_of_a_group_is_refused_without_a_population_by_sex_and_age() -> None:
    counts = protect(count_profile(PROFILE, "AAA"))
    with pytest.raises(CaselightError) as refused:
        rate_identified(counts, population(("AAA", 2019, 400_000)), "AAA", of_group=True)
    assert refused.value.found == "the population has no sex and no age_group"
    assert "leave of_group out" in refused.value.mend
    half = Made(by_group(("female", "child", 9)).table.drop(columns="age_group"), provenance("x"))
    with pytest.raises(CaselightError, match="the population has no age_group"):
        rate_identified(counts, half, "AAA", of_group=True)


def test_a_rate_of_a_group_is_refused_for_victims_who_are_not_by_sex_and_age() -> None:
    counts = protect(count_identified(detected(("AAA", 2019, 12)), "AAA"))
    with pytest.raises(CaselightError, match="the table of victims has no sex and no age_group"):
        rate_identified(counts, by_group(("female", "child", 9)), "AAA", of_group=True)


def test_the_shipped_population_has_no_sex_and_age_so_no_such_rate_is_given() -> None:
    counts = protect(count_profile(read_reference("identified"), "GBR"))
    with pytest.raises(CaselightError, match="the population has no sex"):
        rate_identified(counts, read_reference("population"), "GBR", of_group=True)


def test_with_a_population_by_sex_and_age_a_rate_is_over_the_own_group() -> None:
    """12 girls of 60,000 are 20 per 100,000; men have no inhabitants here, so no rate."""
    people = by_group(
        ("female", "child", 60_000), ("female", "adult", 150_000), ("total", "total", 400_000)
    )
    counts = protect(count_profile(PROFILE, "AAA"))
    own = rate_identified(counts, people, "AAA", of_group=True)
    found = {c.key[1:]: (c.value, c.of, c.status) for c in own.cells}
    assert found[("female", "child")] == (20, 60_000, "observed")
    assert found[("female", "adult")] == (20, 150_000, "observed")
    assert found[("male", "adult")] == (None, None, "not_reported")
    assert "their own sex and age group" in own.counted
    assert not any("whole population" in note for note in own.notes)
    whole = rate_identified(counts, people, "AAA")
    assert {c.of for c in whole.cells} == {400_000}


def test_a_population_by_parts_alone_is_added_up_for_the_whole() -> None:
    people = by_group(("female", "child", 60_000), ("male", "child", 40_000))
    rates = rate_identified(protect(count_profile(PROFILE, "AAA")), people, "AAA")
    assert {c.of for c in rates.cells} == {100_000}


def test_there_is_no_rate_for_the_world_nor_over_nobody() -> None:
    counts = protect(count_identified(detected(("AAA", 2019, 12)), "WLD"))
    rates = rate_identified(counts, population(("WLD", 2019, 7_000_000_000)), "WLD")
    assert rates.is_empty
    own = protect(count_identified(detected(("AAA", 2019, 12)), "AAA"))
    assert rate_identified(own, population(("AAA", 2019, 0)), "AAA").is_empty


def test_a_hidden_count_has_no_rate() -> None:
    cells = (counted_cell(["2019"], 4),)
    own = protect(Counts(("year",), cells, provenance("own_cases"), "people"))
    (cell,) = rate_identified(own, population(("AAA", 2019, 1_000)), "AAA").cells
    assert (cell.status, cell.value, cell.lower, cell.of) == ("hidden", None, None, None)
