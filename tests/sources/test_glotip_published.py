"""The shipped UNODC figures against counts made from the workbook with openpyxl alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

Rows = list[dict[str, str]]
REGIONS = {"CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM"}
NO_COUNTRY = {*REGIONS, "Aruba/Curacao", ""}
KEY = ("Iso3_code", "Indicator", "Dimension", "Category", "Sex", "Age", "Year")
INDICATORS = {"formal_contact": "Persons brought into formal contact",
              "prosecuted": "Persons prosecuted", "convicted": "Persons convicted"}  # fmt: skip
SEXES = {"Total": "total", "Female": "female", "Male": "male", "Other": "other",
         "Unknown": "unknown"}  # fmt: skip
AGES = {"Total": "total", "0 to 17 years": "child", "18 years or over": "adult",
        "Unknown": "unknown"}  # fmt: skip
FORMS = {"Total": "total", "Forced labour": "labour", "Sexual exploitation": "sexual",
         "Other forms of exploitation": "other"}  # fmt: skip


def values_by_key(rows: Rows) -> dict[tuple[str, ...], set[str]]:
    """The different values of each key, without the codes that are no country's."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row["Iso3_code"] not in NO_COUNTRY:
            found[tuple(row[column] for column in KEY)].add(row["txtVALUE"])
    return dict(found)


def expected_cell(values: set[str]) -> tuple[str, str, str, str]:
    """Persons, lower, upper, status: one value as printed; several from the least to the sum."""
    bounds = [(0, 4) if v == "<5" else (int(v.replace(",", "")),) * 2 for v in values]
    lower, upper = str(min(low for low, _ in bounds)), str(sum(high for _, high in bounds))
    if len(values) > 1:
        return "", lower, upper, "conflicting"
    if values == {"<5"}:
        return "", lower, upper, "hidden_at_source"
    return lower, lower, upper, "observed"


def cell(row: dict[str, str]) -> tuple[str, str, str, str]:
    return row["persons"], row["lower"], row["upper"], row["status"]


def test_every_detected_number_is_as_printed(glotip: Rows, shipped: Callable[[str], Rows]) -> None:
    expected = {}
    for (code, indicator, dimension, category, sex, age, year), values in values_by_key(
        glotip
    ).items():
        if indicator == "Detected trafficking victims" and dimension in {
            "Total",
            "by form of exploitation",
        }:
            expected[code, year, SEXES[sex], AGES[age], FORMS[category]] = expected_cell(values)
    found = {(r["country"], r["year"], r["sex"], r["age_group"], r["form"]): cell(r)
             for r in shipped("identified")}  # fmt: skip
    assert found == expected


def test_every_number_of_the_justice_chain_is_as_printed(
    glotip: Rows, shipped: Callable[[str], Rows]
) -> None:
    stages = {words: stage for stage, words in INDICATORS.items()}
    expected = {}
    for (code, indicator, dimension, _, sex, age, year), values in values_by_key(glotip).items():
        if indicator in stages and dimension == "Total":
            key = (code, year, stages[indicator], SEXES[sex], AGES[age])
            expected[key] = expected_cell(values)
    found = {(r["country"], r["year"], r["stage"], r["sex"], r["age_group"]): cell(r)
             for r in shipped("justice")}  # fmt: skip
    assert found == expected


def test_the_ledger_counts_copies_conflicts_ranges_and_regions(
    glotip: Rows, shipped: Callable[[str], Rows]
) -> None:
    ledger = {r["rule"]: int(r["count"]) for r in shipped("data_quality")
              if r["resource"] == "identified"}  # fmt: skip
    counted = Counter(tuple(row.values()) for row in glotip)
    conflicts = [v for v in values_by_key(glotip).values() if len(v) > 1]
    assert ledger["rows equal to an earlier one"] == len(glotip) - len(counted) == 255
    assert ledger["keys with several values"] == len(conflicts) == 192
    assert len(shipped("glotip_conflicts")) == 192
    ranges = sum(row["txtVALUE"] == "<5" for row in glotip)
    assert ledger["values printed as '<5'"] == ranges == 23_076
    strange = Counter(row["Iso3_code"] or row["Country"] for row in glotip
                      if row["Iso3_code"] in NO_COUNTRY)  # fmt: skip
    assert set(strange) == {*REGIONS, "Aruba/Curacao", "Sark"}
    for code, number in strange.items():
        assert ledger[f"rows of '{code}', which is no country's code"] == number


def test_the_codes_that_count_people_twice_have_no_country(glotip: Rows) -> None:
    """The seven regions and the mixed code have a blank country; no country has."""
    blank = {row["Iso3_code"] for row in glotip if not row["Country"].strip()}
    assert blank == REGIONS | {"Aruba/Curacao"}


@pytest.mark.parametrize("name", ["identified", "justice"])
def test_no_region_stands_among_the_countries(name: str, shipped: Callable[[str], Rows]) -> None:
    assert {row["country"] for row in shipped(name)} & NO_COUNTRY == set()
    assert {row["country"] for row in shipped(name)} & {"EU", "XXX", "unknown", "all"} == set()


@pytest.mark.parametrize("stage", INDICATORS)
def test_countries_report_each_year_as_often_as_in_the_workbook(
    stage: str, glotip: Rows, shipped: Callable[[str], Rows]
) -> None:
    expected = defaultdict(set)
    for row in glotip:
        total = {row["Dimension"], row["Sex"], row["Age"], row["Category"]} == {"Total"}
        country = row["Iso3_code"] not in NO_COUNTRY
        if row["Indicator"] == INDICATORS[stage] and total and country:
            expected[row["Year"]].add(row["Iso3_code"])
    found = defaultdict(set)
    for row in shipped("justice"):
        if row["stage"] == stage and row["sex"] == row["age_group"] == "total":
            found[row["year"]].add(row["country"])
    assert found == expected


@pytest.mark.parametrize(("year", "states"), [("2003", 22), ("2017", 114), ("2021", 21)])
def test_convictions_come_from_so_many_countries(
    year: str, states: int, shipped: Callable[[str], Rows]
) -> None:
    """A country that reports '<5' has reported."""
    rows = [r for r in shipped("justice") if r["stage"] == "convicted" and r["year"] == year
            and r["sex"] == r["age_group"] == "total"]  # fmt: skip
    assert len({r["country"] for r in rows}) == len(rows) == states


@pytest.mark.parametrize(("year", "states"), [("2003", 12), ("2017", 73), ("2021", 15)])
def test_with_a_number_of_five_or_more_they_are_fewer(year: str, states: int, glotip: Rows) -> None:
    """So to drop '<5' would make the number of reporting States another one."""
    totals = [r for r in glotip if {r["Dimension"], r["Sex"], r["Age"]} == {"Total"}
              and r["Indicator"] == "Persons convicted" and r["Year"] == year]  # fmt: skip
    numbers = [r for r in totals if r["txtVALUE"] != "<5"]
    codes = {r["Iso3_code"] for r in numbers} - NO_COUNTRY
    assert len(codes) == states


@pytest.mark.parametrize("name", ["identified", "justice"])
def test_the_edition_prints_neither_zero_nor_one_to_four(
    name: str, glotip: Rows, shipped: Callable[[str], Rows]
) -> None:
    assert {r["txtVALUE"] for r in glotip} & {"0", "1", "2", "3", "4"} == set()
    numbers = [int(r["persons"]) for r in shipped(name) if r["persons"]]
    assert min(numbers) == 5


def test_every_conflict_is_listed_with_its_values(
    glotip: Rows, shipped: Callable[[str], Rows]
) -> None:
    expected = Counter()
    for key, values in values_by_key(glotip).items():
        if len(values) > 1:
            code, indicator, _, category, sex, age, year = key
            expected[code, indicator, category, sex, age, year, frozenset(values)] += 1
    found = Counter(
        (r["country"], r["indicator"], r["category"], r["sex"], r["age_group"], r["year"],
         frozenset(r["values"].split("; "))) for r in shipped("glotip_conflicts")
    )  # fmt: skip
    assert found == expected
