"""Reports, referrals and decisions by quarter, and the share of positive decisions."""

from __future__ import annotations

import csv
from collections import defaultdict
from math import isclose, sqrt

import pytest

from helpers.disclosure import protect
from helpers.errors import CaselightError
from helpers.identification import count_funnel, select_steps, share_positive, within_years
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.mechanism import decisions, funnel
from tests.published import FEW
from tests.support import shared_data

RG, CG = "reasonable_grounds", "conclusive_grounds"


def shipped() -> SafeTable:
    return protect(count_funnel(read_reference("decisions"), "GBR"))


def test_the_funnel_takes_quarters_and_no_totals_of_years() -> None:
    source = decisions(
        ("2022 Q2", "referred", "total", "total", 30),
        ("2022 Q1", "referred", "total", "total", 25),
        ("2022 total", "referred", "total", "total", 55),
        ("2022 Q1", "notified", "total", "total", 9),
        ("2022 Q1", "referred", "total", "child", 5),
    )
    counted = protect(count_funnel(source, "GBR"))
    assert [(c.key, c.value) for c in counted.cells] == [
        (("notified", "total", "total", "2022 Q1"), 9),
        (("referred", "total", "total", "2022 Q1"), 25),
        (("referred", "total", "total", "2022 Q2"), 30),
        (("referred", "total", "child", "2022 Q1"), 5),
    ]
    assert protect(count_funnel(source, "UKR")).is_empty


def test_the_steps_are_reports_referrals_and_positive_decisions_only() -> None:
    steps = select_steps(funnel("2022 Q1", [10], [(7, 2)], [(3, 1)]))
    assert {(c.key[0], c.value) for c in steps.where(quarter="2022 Q1").cells} == {
        ("referred", 10),
        (RG, 7),
        (CG, 3),
    }


def wilson(part: int, whole: int) -> tuple[float, float]:
    """Wilson (1927), by its own formula."""
    z = 1.959963984540054
    p = part / whole
    middle = p + z * z / (2 * whole)
    arm = z * sqrt(p * (1 - p) / whole + z * z / (4 * whole * whole))
    return (middle - arm) / (1 + z * z / whole), (middle + arm) / (1 + z * z / whole)


def test_a_positive_share_is_of_the_decisions_of_its_quarter() -> None:
    shares = share_positive(funnel("2022 Q1", [100, 100], [(60, 20), (90, 0)], [(0, 0), (5, 15)]))
    first = shares.cell(stage=RG, quarter="2022 Q1")
    low, high = wilson(60, 80)
    assert (first.value, first.of) == (75, 80)
    assert isclose(first.lower or 0, 100 * low)
    assert isclose(first.upper or 0, 100 * high)
    assert shares.cell(stage=RG, quarter="2022 Q2").value == 100
    assert shares.cell(stage=CG, quarter="2022 Q2").value == 25
    nobody = shares.cell(stage=CG, quarter="2022 Q1")
    assert (nobody.value, nobody.upper, nobody.status) == (None, None, "not_reported")


def test_a_range_of_positive_decisions_gives_limits_for_all_of_it_and_no_share() -> None:
    source = decisions(
        ("2022 Q1", RG, "positive", "total", FEW), ("2022 Q1", RG, "total", "total", 10)
    )
    (cell,) = share_positive(protect(count_funnel(source, "GBR"))).cells
    assert cell.value is None
    assert cell.lower == 0
    assert isclose(cell.upper or 0, 100 * wilson(4, 10)[1])


def test_a_share_of_decisions_that_nobody_reported_is_none() -> None:
    source = decisions(
        ("2022 Q1", RG, "positive", "total", 4), ("2022 Q1", RG, "total", "total", None)
    )
    (cell,) = share_positive(protect(count_funnel(source, "GBR"))).cells
    assert (cell.value, cell.lower, cell.status) == (None, None, "not_reported")


def test_a_window_of_years_keeps_its_quarters_and_refuses_the_wrong_order() -> None:
    whole = funnel("2021 Q4", [1, 2, 3, 4, 5, 6], [], [])
    assert within_years(whole, 2022, 2022).labels("quarter") == tuple(f"2022 Q{q}" for q in "1234")
    assert within_years(whole, 2022).labels("quarter")[-1] == "2023 Q1"
    with pytest.raises(CaselightError, match="first_year = 2023"):
        within_years(whole, 2023, 2022)


def test_the_shipped_quarters_are_those_of_the_publishers_bulletin() -> None:
    """Home Office (7 March 2024), NRM and DtN statistics, quarter 4 2023, section 1, Key results:
    4,142 referred (4,131 in quarter 3, 4,413 in quarter 4 2022), 4,705 reasonable and 3,148
    conclusive grounds decisions, of which 55% and 54% positive, 1,044 reports (1,317 before)."""
    counted, shares = shipped(), share_positive(shipped())
    every = counted.where(age_group="total", outcome="total")
    printed = {("referred", "2023 Q4"): 4142, ("referred", "2023 Q3"): 4131,
               ("referred", "2022 Q4"): 4413, (RG, "2023 Q4"): 4705, (CG, "2023 Q4"): 3148,
               ("notified", "2023 Q4"): 1044, ("notified", "2023 Q3"): 1317}  # fmt: skip
    for (stage, quarter), number in printed.items():
        assert every.cell(stage=stage, quarter=quarter).value == number
    for stage, percent in ((RG, 55), (CG, 54)):
        cell = shares.cell(stage=stage, age_group="total", quarter="2023 Q4")
        assert round(cell.value or 0) == percent


def test_adults_children_and_unknown_ages_are_everybody_in_every_quarter() -> None:
    parts: dict[tuple[str, ...], float] = defaultdict(float)
    wholes = {}
    for cell in shipped().cells:
        stage, outcome, age, quarter = cell.key
        if age == "total":
            wholes[stage, outcome, quarter] = cell.value
        else:
            parts[stage, outcome, quarter] += cell.value or 0
    assert len(parts) > 200
    assert {key: wholes[key] for key in parts} == dict(parts)


def test_the_funnel_equals_the_publishers_files_by_plain_csv() -> None:
    folder = shared_data() / "uk_nrm"
    positive = f"Adult (18 or over) - Positive {RG.replace('_', ' ')}"
    with (folder / "nrm_reasonable_grounds.csv").open(newline="") as file:
        adults = {f"{r['Year']} {r['Quarter']}": int(r[positive]) for r in csv.DictReader(file)}
    found = shipped().where(stage=RG, outcome="positive", age_group="adult")
    assert {c.key[-1]: c.value for c in found.cells} == {
        q: n for q, n in adults.items() if not q.endswith("Total")
    }
