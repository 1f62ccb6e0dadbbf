"""Persons by sector and one more attribute, against counts made one person at a time."""

from __future__ import annotations

import csv
from collections import Counter
from importlib import resources
from itertools import product

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sources.caseload import complete, tabulate
from helpers.sources.exposure import count_exposure
from helpers.sources.reading import read_labels
from helpers.sources.sectors import read_sections
from helpers.tables.schemas import check_table

SECTORS = ("construction", "begging")
CHANNELS = ("hotline", "referral")
PERSON = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(CHANNELS),
        "country": st.sampled_from(["NAM", "PHL", "unknown"]),
        "sex": st.sampled_from(["female", "male", "unknown"]),
        "age_group": st.sampled_from(["9-17", "unknown"]),
        "form_labour": st.sampled_from(["yes", "yes", "no", "unknown"]),
        "sector_construction": st.booleans(),
        "sector_begging": st.booleans(),
        "sector_not_specified": st.booleans(),
        "means_threats": st.booleans(),
        "means_not_specified": st.booleans(),
        "recruiter_family": st.booleans(),
        "persons": st.integers(1, 30),
    }
)


def to_counts(table: pd.DataFrame) -> dict[tuple[str, ...], int]:
    rows = table[table["status"] == "observed"]
    keys = rows[["channel", "country", "sector", "attribute", "value"]]
    return dict(
        zip(keys.itertuples(index=False, name=None), map(int, rows["persons"]), strict=True)
    )


def count_plainly(people: list[dict]) -> dict[tuple[str, ...], int]:
    """Every cell that a person is in, a person at a time; 'not specified' names nothing."""
    counts: Counter[tuple[str, ...]] = Counter()
    for person in (p for p in people if p["form_labour"] == "yes"):
        sectors = [s for s in SECTORS if person[f"sector_{s}"]]
        values = {
            "sex": [person["sex"]],
            "age_group": [person["age_group"]],
            "means_of_control": ["threats"] if person["means_threats"] else ["unknown"],
            "recruiter": ["family"] if person["recruiter_family"] else ["unknown"],
        }
        for sector in ["all", *(sectors or ["unknown"])]:
            for country in (person["country"], "all"):
                counts[person["channel"], country, sector, "total", "all"] += person["persons"]
            for attribute, found in values.items():
                for value in found:
                    counts[person["channel"], "all", sector, attribute, value] += person["persons"]
    return dict(counts)


@settings(max_examples=25, deadline=None)
@given(st.lists(PERSON, min_size=1, max_size=10))
def test_sectors_equal_a_plain_count(people: list[dict]) -> None:
    found = count_exposure(complete(pd.DataFrame(people)))
    assert to_counts(found) == count_plainly(people)
    check_table("caseload_exposure", found, "a test")


def test_a_flag_that_a_channel_never_sets_is_not_collected_and_no_zero() -> None:
    flags = {"sector_construction": [True, False], "sector_begging": [False, True]}
    people = pd.DataFrame({"channel": list(CHANNELS), "form_labour": "yes", **flags})
    table = tabulate(people)["caseload_exposure"]
    unasked = table[table["status"] == "not_collected"]
    assert set(zip(unasked["channel"], unasked["sector"], strict=True)) == {
        ("hotline", "begging"),
        ("referral", "construction"),
    }
    assert unasked["persons"].isna().all()


def test_a_flag_set_for_somebody_without_labour_exploitation_is_collected() -> None:
    people = pd.DataFrame({"channel": "referral", "form_labour": ["yes", "no"],
                           "sector_construction": [False, True]})  # fmt: skip
    table = tabulate(people)["caseload_exposure"]
    assert not (table["status"] == "not_collected").any()
    assert set(table["sector"]) == {"all", "unknown"}


def test_a_file_without_labour_exploitation_or_without_sectors_has_no_false_rows() -> None:
    nobody = tabulate(pd.DataFrame({"channel": ["referral"], "form_labour": ["no"]}))
    assert nobody["caseload_exposure"].empty
    table = tabulate(pd.DataFrame({"channel": ["referral"], "form_labour": ["yes"]}))
    assert set(table["caseload_exposure"]["sector"]) == {"all", "unknown"}
    assert "recruiter" not in set(table["caseload_exposure"]["attribute"])


def test_every_sector_code_stands_in_the_crosswalk_to_isic_with_a_real_section() -> None:
    """Sections A to U of ISIC Revision 4; 'not specified' is no sector."""
    path = resources.files("helpers.sources").joinpath("labels", "isic_sectors.csv")
    with path.open(encoding="utf-8") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(read_labels("ctdc_sectors").values()) - {"not_specified"}
    assert {row["section"] for row in rows.values()} <= {*"ABCDEFGHIJKLMNOPQRSTU", ""}
    assert rows["construction"]["section"] == "F"
    assert rows["domestic_work"]["section"] == "T"
    assert "textiles" in rows["manufacturing"]["loses"]
    assert "fishing" in rows["agriculture"]["loses"]
    assert all(len(row) == 4 and all(row) for row in read_sections())


def test_the_sections_agree_with_the_crosswalk_of_the_columns() -> None:
    labels = resources.files("helpers.sources").joinpath("labels")
    with labels.joinpath("isic_sectors.csv").open(encoding="utf-8") as file:
        sections = {row["code"]: row["section"] for row in csv.DictReader(file)}
    with labels.joinpath("crosswalk_ctdc.csv").open(encoding="utf-8") as file:
        for row, (code, section) in product(list(csv.DictReader(file)), sections.items()):
            if row["goes_to"] == f"sector = {code}":
                stated = row["standard"].partition(";")[0].removeprefix("ISIC Rev. 4 ")
                assert stated[:1] == section or (not section and stated == "no ISIC section")
