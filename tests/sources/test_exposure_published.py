"""The shipped sectors against the publisher's file, counted with plain pandas."""

from __future__ import annotations

import csv

import pandas as pd
import pytest

from helpers.sources.reference import reference_folder
from tests.support import shared_data

CHANNELS = {"case_management": "Case Management", "hotline": "Hotline"}
SHEET = "typeOfLabour"


def spell(column: str, prefix: str) -> str:
    name = column.removeprefix(prefix)
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]


@pytest.fixture(scope="module")
def labour() -> pd.DataFrame:
    frame = pd.read_feather(shared_data() / "ctdc_kanon_2021" / "ctdc_kanon_2021-07-15.feather")
    return frame[frame["isForcedLabour"] == 1]


@pytest.fixture(scope="module")
def shipped() -> dict[tuple[str, ...], dict[str, str]]:
    path = reference_folder() / "caseload_exposure.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (r["channel"], r["country"], r["sector"], r["attribute"], r["value"]): r
            for r in csv.DictReader(file)
        }


def truth(labour: pd.DataFrame) -> dict[tuple[str, ...], int]:
    with (reference_folder() / "countries.csv").open(encoding="utf-8", newline="") as file:
        alpha3 = {r["iso2"]: r["country"] for r in csv.DictReader(file)}
    flags = [c for c in labour if c.startswith(SHEET) and c[len(SHEET):] not in
             ("Concatenated", "NotSpecified")]  # fmt: skip
    means = [c for c in labour if c.startswith("meansOfControl") and c[14:] not in
             ("Concatenated", "NotSpecified")]  # fmt: skip
    recruiters = [f"recruiterRelation{n}" for n in ("IntimatePartner", "Friend", "Family", "Other")]
    counts: dict[tuple[str, ...], int] = {}
    for channel, name in CHANNELS.items():
        people = labour[labour["Datasource"] == name]
        groups = {"all": people, "unknown": people[~(people[flags] == 1).any(axis=1)]}
        groups |= {spell(flag, SHEET): people[people[flag] == 1] for flag in flags}
        for sector, group in groups.items():
            counts[channel, "all", sector, "total", "all"] = len(group)
            for place, number in group["CountryOfExploitation"].value_counts(dropna=False).items():
                code = "unknown" if pd.isna(place) else alpha3[place]
                counts[channel, code, sector, "total", "all"] = int(number)
            for column, attribute in (("gender", "sex"), ("ageBroad", "age_group")):
                for value, number in group[column].value_counts(dropna=False).items():
                    label = "unknown" if pd.isna(value) else str(value).lower().replace("--", "-")
                    counts[channel, "all", sector, attribute, label] = int(number)
            for columns, attribute, prefix in (
                (means, "means_of_control", "meansOfControl"),
                (recruiters, "recruiter", "recruiterRelation"),
            ):
                none = ~(group[columns] == 1).any(axis=1)
                counts[channel, "all", sector, attribute, "unknown"] = int(none.sum())
                for column in columns:
                    number = int((group[column] == 1).sum())
                    counts[channel, "all", sector, attribute, spell(column, prefix)] = number
    return {key: number for key, number in counts.items() if number}


def test_every_shown_count_of_a_sector_is_true_and_every_small_one_hidden(
    labour: pd.DataFrame, shipped: dict[tuple[str, ...], dict[str, str]]
) -> None:
    counts = truth(labour)
    asked = {key: row for key, row in shipped.items() if row["status"] != "not_collected"}
    assert set(asked) == set(counts)
    for key, row in asked.items():
        if row["status"] == "observed":
            assert int(row["persons"]) == counts[key] >= 10, key
        else:
            assert row["status"] == "hidden"
            assert row["persons"] == row["lower"] == row["upper"] == ""
    assert all(asked[key]["status"] == "hidden" for key, n in counts.items() if n < 10)


def test_nine_of_ten_counts_are_shown(shipped: dict[tuple[str, ...], dict[str, str]]) -> None:
    """Protection that hides everything would pass every other test."""
    statuses = [row["status"] for row in shipped.values()]
    assert statuses.count("observed") > 0.8 * len(statuses)
    for channel in CHANNELS:
        assert shipped[channel, "all", "unknown", "total", "all"]["status"] == "observed"
        for attribute in ("means_of_control", "recruiter"):
            assert shipped[channel, "all", "all", attribute, "unknown"]["status"] == "observed"


def test_what_a_channel_never_answers_is_not_collected(
    labour: pd.DataFrame, shipped: dict[tuple[str, ...], dict[str, str]]
) -> None:
    unasked = {key[:3] for key, row in shipped.items() if row["status"] == "not_collected"}
    assert unasked == {
        ("case_management", "all", "illicit_activities"),
        ("case_management", "all", "mining_or_drilling"),
        ("case_management", "all", "transportation"),
        ("hotline", "all", "mining_or_drilling"),
    }
