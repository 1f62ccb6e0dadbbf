"""The shipped margins of the referral mechanism, from a small folder made by code."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.refresh.mechanism import to_margins
from helpers.sources.nrm_crossed import read_crossed, state_period
from helpers.sources.peek import peek
from helpers.sources.reference import read_reference
from tests.refresh import raw_folder as made


def margins(raw: Path) -> pd.DataFrame:
    reading = state_period(read_crossed(peek(raw / made.CROSSED[0])), 2022, "Q3")
    return to_margins(reading.tables["referrals"])


def test_parts_hold_each_person_once_and_sums_stand_beside_them(small_raw: Path) -> None:
    """Agency A 1 + 1, agency B 1 + 2, the police 7; the agencies' total of 5 is a sum."""
    found = margins(small_raw)
    parts = found[found["level"] == "part"].set_index("first_responder")["persons"]
    assert parts.to_dict() == {"Agency A": 2, "Agency B": 3, "total": 7}
    sums = found[(found["level"] == "total") & (found["form"] == "total")]
    whole = sums[(sums["age_group"] == "total") & (sums["sex"] == "total")]
    assert whole["persons"].to_list() == [5]


def test_a_type_is_broken_down_by_one_attribute_at_a_time(small_raw: Path) -> None:
    found = margins(small_raw)
    forms = found[found["form"] != "total"].set_index("form")["persons"]
    assert forms.to_dict() == {"labour": 1, "criminal+labour": 1, "sexual": 3}
    ages = found[found["age_group"] != "total"].set_index("age_group")["persons"]
    assert ages.to_dict() == {"adult": 2, "child": 3}
    assert found.loc[found["sex"] != "total", "persons"].to_list() == [5]
    assert not (found["citizenship"] != "total").any()


def test_arrivals_ship_by_quarter_and_one_attribute(small_figures: Path) -> None:
    table = read_reference("small_boats", small_figures).table
    keys = ["citizenship", "sex", "age_group"]
    assert ((table[keys] != "total").sum(axis=1) <= 1).all()
    whole = table[(table[keys] == "total").all(axis=1)].set_index(["stage", "outcome"])["persons"]
    assert whole.to_dict() == {
        ("not_referred", "total"): 9,
        ("referred", "total"): 3,
        ("reasonable_grounds", "negative"): 3,
    }


def test_the_shipped_margins_stay_small() -> None:
    assert len(read_reference("referrals").table) < 200
    assert len(read_reference("small_boats").table) < 1500
