"""Small-boat arrivals: who was referred, of whom, and what was decided."""

from __future__ import annotations

import csv
from collections import Counter
from math import isclose, sqrt

import pytest
from scipy.stats import norm

from helpers.disclosure import protect
from helpers.identification import count_arrival_outcomes, count_arrivals, share_referred
from helpers.sources.names import country_names
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.mechanism import NAMES, arrivals, boats, outcomes
from tests.support import shared_data


def shares(source: object) -> SafeTable:
    return share_referred(protect(count_arrivals(source, "GBR", NAMES)))  # type: ignore[arg-type]


def test_arrivals_are_those_referred_and_those_not() -> None:
    made = arrivals(30, 270, sex__male=(20, 180), sex__female=(10, 90))
    counted = protect(count_arrivals(made, "GBR", NAMES))
    assert counted.cell(group="total", stage="arrived").value == 300
    assert counted.cell(group="total", stage="referred").value == 30
    assert counted.cell(group="sex", label="female", stage="arrived").value == 100
    assert counted.cell(group="quarter", label="2022 Q1", stage="referred").value == 30
    assert protect(count_arrivals(made, "UKR", NAMES)).is_empty


def wilson(part: int, whole: int, level: float) -> tuple[float, float]:
    z = float(norm.ppf((1 + level) / 2))
    p, n = part / whole, whole
    middle, arm = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - arm) / (1 + z * z / n), (middle + arm) / (1 + z * z / n)


@pytest.mark.parametrize("labels", [1, 2, 3])
def test_the_intervals_of_a_group_hold_for_all_its_labels(labels: int) -> None:
    sizes = [("sex__male", (20, 180)), ("sex__female", (10, 90)), ("sex__unknown", (0, 5))]
    found = shares(arrivals(**dict(sizes[:labels])))
    cell = found.cell(group="sex", label="male")
    low, high = wilson(20, 200, 1 - 0.05 / labels)
    assert (cell.value, cell.of) == (10, 200)
    assert isclose(cell.lower or 0, 100 * low)
    assert isclose(cell.upper or 0, 100 * high)


def test_a_label_of_whom_nobody_was_referred_is_a_zero_with_an_interval() -> None:
    made = boats(
        ("2022 Q1", "referred", "", "", 3),
        ("2022 Q1", "not_referred", "", "", 9),
        ("2022 Q1", "not_referred", "citizenship", "IRN", 9),
    )
    cell = shares(made).cell(group="citizenship", label="IRN")
    assert (cell.value, cell.of) == (0, 9)
    assert (cell.upper or 0) > 20


def test_a_range_of_referrals_gives_limits_and_no_share() -> None:
    made = boats(("2022 Q1", "referred", "", "", "<5"), ("2022 Q1", "not_referred", "", "", 96))
    cell = protect(count_arrivals(made, "GBR", NAMES)).cell(group="total", stage="arrived")
    assert (cell.lower, cell.upper) == (96, 100)
    assert shares(made).cell(group="total").value is None


def test_two_nationalities_are_one_label_of_their_own() -> None:
    made = boats(
        ("2022 Q1", "referred", "citizenship", "ALB+IRN", 1),
        ("2022 Q1", "not_referred", "citizenship", "ALB+IRN", 9),
    )
    counted = protect(count_arrivals(made, "GBR", NAMES))
    assert counted.word("label", "ALB+IRN") == "Albania and Iran"
    assert shares(made).cell(group="citizenship").value == 10


def test_outcomes_keep_their_stages_apart() -> None:
    made = outcomes(rg_positive=50, rg_negative=10, rg_closed=5, cg_positive=20, cg_awaited=30)
    table = protect(count_arrival_outcomes(made, "GBR"))
    assert [(c.key, c.value) for c in table.cells] == [
        (("reasonable_grounds", "positive"), 50),
        (("reasonable_grounds", "negative"), 10),
        (("reasonable_grounds", "closed"), 5),
        (("conclusive_grounds", "positive"), 20),
        (("conclusive_grounds", "awaited"), 30),
    ]


def rows(name: str) -> list[dict[str, str]]:
    path = shared_data() / f"uk_nrm/small_boat_NRM_{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shipped() -> SafeTable:
    return protect(count_arrivals(read_reference("small_boats"), "GBR", country_names()))


def test_the_shipped_arrivals_are_those_of_the_publisher_by_plain_csv() -> None:
    expected: dict[tuple[str, str], list[int]] = {}
    for row in rows("referrals"):
        labels = {
            "total": "total",
            "sex": row["Sex"],
            "age_group": row["Age Group"],
            "citizenship": row["Nationality"],
            "quarter": f"{row['Year']} Q{row['Quarter']}",
        }
        for group, label in labels.items():
            pair = expected.setdefault((group, label), [0, 0])
            pair[0] += int(row["Referrals"])
            pair[1] += int(row["Referrals"]) * (row["NRM referral"] == "NRM referral raised")
    counted = shipped()
    codes = {"Male": "male", "Female": "female", "17 and under": "child", "18 to 24": "18-24",
             "25 to 39": "25-39", "40 and over": "40+", "Vietnam": "VNM", "Iran": "IRN",
             "Albania": "ALB", "Eritrea": "ERI", "Sudan": "SDN", "Turkey": "TUR"}  # fmt: skip
    compared = 0
    for (group, label), (arrived, referred) in expected.items():
        if group in {"total", "quarter"} or label in codes:
            part = counted.where(group=group, label=codes.get(label, label))
            assert [c.value for c in part.cells] == [arrived, referred]
            compared += 1
    assert compared == 1 + 22 + len(codes)
    assert expected["total", "total"] == [91918, 7923]


def test_the_groups_of_shipped_arrivals_are_all_everybody() -> None:
    counted = shipped()
    for stage, whole in (("arrived", 91918), ("referred", 7923)):
        for group in counted.labels("group"):
            assert sum(c.value or 0 for c in counted.where(group=group, stage=stage).cells) == whole


def test_the_shipped_outcomes_follow_the_file_and_its_own_identities() -> None:
    expected: Counter[str] = Counter()
    for row in rows("outcomes"):
        expected[row["NRM Case Outcome Group"] + "/" + row["NRM Case Outcome"]] += int(
            row["Referrals"]
        )
    table = protect(count_arrival_outcomes(read_reference("small_boats"), "GBR"))
    found = {c.key: c.value for c in table.cells}
    first, second = "reasonable_grounds", "conclusive_grounds"
    assert found[first, "positive"] == expected["Reasonable grounds decision/Positive"]
    assert found[first, "closed"] == expected["Withdrawn/Closed/Withdrawn/Closed"]
    awaited = "Awaiting a decision/Awaiting a conclusive grounds decision"
    assert found[second, "awaited"] == expected[awaited]
    assert sum(n or 0 for (stage, _), n in found.items() if stage == first) == 7923
    later = sum(n or 0 for (stage, _), n in found.items() if stage == second)
    assert later == found[first, "positive"] == 5070
