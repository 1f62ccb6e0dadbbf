"""First responders: each person once, groups that exclude one another, forms as published."""

from __future__ import annotations

import csv
import gzip
from collections import Counter
from math import isclose, sqrt

import pytest
from scipy.stats import chi2

from helpers.disclosure import protect
from helpers.identification import (
    count_organisations,
    count_responder_forms,
    count_responders,
    share_combined,
    share_responders,
)
from helpers.identification.responders import word_form
from helpers.sources.reference import read_reference
from tests.mechanism import referrals
from tests.support import shared_data

BORDER = "Home Office - UK Border Force UKBF"
VISAS = "Home Office - UK Visas and Immigration UKVI"
CRIME = "National Crime Agency NCA"
QUARTER = {
    ("government_agency", BORDER): 30,
    ("government_agency", VISAS): 20,
    ("government_agency", CRIME): 5,
    ("ngo", "Unseen"): 2,
    ("ngo", "Kalayaan"): 8,
    ("police", "total"): 25,
    ("local_authority", "total"): 10,
}


def test_the_publishers_sum_of_government_agencies_is_never_added_to_its_parts() -> None:
    found = protect(count_responders(referrals({"2022 Q3": QUARTER}), "GBR"))
    assert {c.key[1]: c.value for c in found.cells} == {
        "border": 50,
        "police": 25,
        "local_authority": 10,
        "ngo": 10,
        "government_agency": 5,
    }
    assert sum(c.value or 0 for c in found.cells) == sum(QUARTER.values()) == 100
    assert protect(count_responders(referrals({"2022 Q3": QUARTER}), "UKR")).is_empty


def test_an_organisation_is_named_as_the_publisher_names_it_with_its_small_count() -> None:
    found = protect(count_organisations(referrals({"2022 Q3": QUARTER}), "GBR"))
    assert found.cell(responder="Unseen").value == 2
    assert found.cell(responder="Police").value == 25
    assert sum(c.value or 0 for c in found.cells) == 100


def goodman(part: int, whole: int, groups: int) -> tuple[float, float]:
    """Goodman (1965), equation for one of several proportions, with chi-squared at alpha/k."""
    b = float(chi2.ppf(1 - 0.05 / groups, 1))
    middle = b + 2 * part
    arm = sqrt(b * (b + 4 * part * (whole - part) / whole))
    return (middle - arm) / (2 * (whole + b)), (middle + arm) / (2 * (whole + b))


def test_shares_have_intervals_that_hold_together() -> None:
    shares = share_responders(protect(count_responders(referrals({"2022 Q3": QUARTER}), "GBR")))
    for cell, part in zip(shares.cells, (50, 25, 10, 10, 5), strict=True):
        low, high = goodman(part, 100, 5)
        assert (cell.value, cell.of) == (part, 100)
        assert isclose(cell.lower or 0, 100 * low)
        assert isclose(cell.upper or 0, 100 * high)


def test_a_quarter_with_a_number_that_is_a_range_has_no_shares() -> None:
    quarter = {("police", "total"): "<5", ("local_authority", "total"): 10}
    counted = protect(count_responders(referrals({"2022 Q3": quarter}), "GBR"))
    assert counted.cell(responder="police").upper == 4
    assert share_responders(counted).is_empty


def test_several_forms_of_one_person_are_one_row_and_the_share_is_of_those_with_a_form() -> None:
    forms = {"labour": 30, "labour+sexual": 6, "criminal+domestic+labour": 4, "unknown": 60}
    source = referrals({"2022 Q3": QUARTER}, ngo=forms)
    counted = protect(count_responder_forms(source, "GBR"))
    assert {c.key[2]: c.value for c in counted.where(responder_type="ngo").cells} == forms
    shares = share_combined(counted)
    cell = shares.cell(responder_type="ngo")
    assert (cell.value, cell.of) == (25, 40)  # 10 of 40; the 60 without a form are left out
    assert (cell.lower or 0) < 25 < (cell.upper or 0)


def test_a_responder_without_published_forms_says_so() -> None:
    source = referrals({"2022 Q3": QUARTER}, ngo={"labour": 3})
    counted = protect(count_responder_forms(source, "GBR"))
    police = counted.cell(responder_type="police")
    assert (police.key[2], police.value, police.status) == ("total", None, "not_reported")
    assert share_combined(counted).cell(responder_type="police").value is None


def test_a_combination_of_forms_is_worded_with_every_form() -> None:
    assert word_form("organ_removal") == "Organ removal"
    assert word_form("criminal+domestic+labour") == (
        "Criminal exploitation with domestic servitude, labour exploitation"
    )
    assert word_form("unknown") == "Not specified"


def rows(year: int) -> list[dict[str, str]]:
    path = shared_data() / f"uk_nrm/nrm_referrals_{year}_q3.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TYPES = {"Government agency": "government_agency", "NGO and third sector": "ngo",
         "Local Authority": "local_authority", "Police": "police"}  # fmt: skip
DIMENSIONS = ("Exploitation type", "Age at exploitation", "Gender", "Nationality")


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_shipped_organisations_are_those_of_the_publisher_by_plain_csv(year: int) -> None:
    """The printed totals, one a responder; the sums 'Government agency total' are left out."""
    printed = {
        row["First responder"]: int(row["People"])
        for row in rows(year)
        if all(row[d] == "Total" for d in DIMENSIONS)
    }
    sums = {name: n for name, n in printed.items() if name.endswith(" total")}
    own = {name: n for name, n in printed.items() if name not in sums}
    expected = own | {
        "Police": sums["Police total"],
        "Local authorities": sums["Local Authority total"],
    }
    counted = protect(count_organisations(read_reference("referrals"), "GBR"))
    found = {c.key[1]: c.value for c in counted.where(quarter=f"{year} Q3").cells}
    assert found == expected
    whole = {2022: 4586, 2023: 4138}
    # Home Office, bulletins of quarter 3 2022 and quarter 3 2023, section 1, Key results.
    assert sum(n or 0 for n in found.values()) == whole[year] == sum(sums.values())


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_shipped_forms_are_the_sums_of_the_publishers_cells_by_plain_csv(year: int) -> None:
    expected: Counter[tuple[str, bool, bool]] = Counter()
    for row in rows(year):
        if all(row[d] != "Total" for d in DIMENSIONS):
            label = row["Exploitation type"]
            several = "&" in label
            key = TYPES[row["First responder type"]], several, label.startswith("Not specified")
            expected[key] += int(row["People"])
    counted = protect(count_responder_forms(read_reference("referrals"), "GBR"))
    found: Counter[tuple[str, bool, bool]] = Counter()
    for cell in counted.where(quarter=f"{year} Q3").cells:
        if cell.value is not None:
            form = cell.key[2]
            found[cell.key[1], "+" in form, form == "unknown"] += int(cell.value)
    assert found == expected


def test_each_shipped_margin_of_a_type_adds_up_to_its_total() -> None:
    table = read_reference("referrals").table
    types = table[table["first_responder"] == "total"]
    for (_, kind), part in types.groupby(["year", "responder_type"]):
        whole = part[(part[["form", "age_group", "sex"]] == "total").all(axis=1)]["persons"].sum()
        for name in ("form", "age_group", "sex"):
            margin = part[part[name] != "total"]["persons"]
            assert kind == "police" or margin.sum() == whole
    parts = table[table["level"] == "part"].groupby("year")["persons"].sum()
    assert parts.to_dict() == {"2022": 4586, "2023": 4138}
