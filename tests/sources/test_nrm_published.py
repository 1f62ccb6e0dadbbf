"""The shipped referral figures against the Home Office's tables, by plain csv."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

Rows = list[dict[str, str]]
Read = Callable[[str], Rows]
AGES = {"Adult (18 or over)": "adult", "Child (17 or under)": "child",
        "Age not specified or unknown": "unknown"}  # fmt: skip
QUARTERS = ("Q1", "Q2", "Q3", "Q4")
GROUNDS = ("reasonable_grounds", "conclusive_grounds")
Key = tuple[str, ...]


def cells(rows: Rows, stage: str) -> dict[Key, int]:
    return {(r["year"], r["quarter"], r["outcome"], r["age_group"]): int(r["persons"])
            for r in rows if r["stage"] == stage}  # fmt: skip


def referred(rows: Rows) -> dict[Key, int]:
    """Totals over places by quarter and age, over ages, and over the quarters of whole years."""
    counts: Counter[Key] = Counter()
    quarters = defaultdict(set)
    for row in rows:
        if row["Location of exploitation"] != "Total":
            quarters[row["Year"]].add(row["Quarter"])
    for row in rows:
        if row["Location of exploitation"] != "Total":
            spans = [row["Quarter"]]
            if quarters[row["Year"]] == set(QUARTERS):
                spans.append("total")
            for span in spans:
                for age in (AGES[row["Age at exploitation"]], "total"):
                    counts[row["Year"], span, "total", age] += int(row["NRM referrals"])
    return dict(counts)


def test_referrals_are_the_sums_of_their_places(raw: Read, shipped: Read) -> None:
    """Summed from the parts; the reader takes the printed totals."""
    expected = referred(raw("uk_nrm/nrm_referrals_longitudinal.csv"))
    assert cells(shipped("decisions"), "referred") == expected


def test_printed_totals_equal_their_parts(raw: Read, shipped: Read) -> None:
    """The ledger says that none differs: places and totals, by quarter and age."""
    parts: Counter[Key] = Counter()
    totals = {}
    for row in raw("uk_nrm/nrm_referrals_longitudinal.csv"):
        key = row["Year"], row["Quarter"], row["Age at exploitation"]
        if row["Location of exploitation"] == "Total":
            totals[key] = int(row["NRM referrals"])
        else:
            parts[key] += int(row["NRM referrals"])
    unequal = sum(parts[key] != total for key, total in totals.items())
    for stage in GROUNDS:
        words = stage.replace("_", " ")
        for row in raw(f"uk_nrm/nrm_{stage}.csv"):
            for age in AGES:
                both = sum(int(row[f"{age} - {o} {words}"]) for o in ("Positive", "Negative"))
                unequal += both != int(row[f"{age} - Total"])
            unequal += sum(int(row[f"{age} - Total"]) for age in AGES) != int(row["Total"])
    (line,) = (r for r in shipped("data_quality")
               if r["rule"] == "totals that differ from the sum of their parts")  # fmt: skip
    assert int(line["count"]) == unequal == 0


@pytest.mark.parametrize("stage", GROUNDS)
def test_decisions_are_as_printed(stage: str, raw: Read, shipped: Read) -> None:
    words = stage.replace("_", " ")
    expected: Counter[Key] = Counter()
    for row in raw(f"uk_nrm/nrm_{stage}.csv"):
        when = row["Year"], row["Quarter"].replace("Total", "total")
        expected[*when, "total", "total"] = int(row["Total"])
        for age, code in AGES.items():
            expected[*when, "total", code] = int(row[f"{age} - Total"])
            for outcome in ("Positive", "Negative"):
                number = int(row[f"{age} - {outcome} {words}"])
                expected[*when, outcome.lower(), code] = number
                expected[*when, outcome.lower(), "total"] += number
    assert cells(shipped("decisions"), stage) == dict(expected)


def test_notifications_are_as_printed_without_the_year_that_began_in_its_last_quarter(
    raw: Read, shipped: Read
) -> None:
    expected = {}
    for row in raw("uk_nrm/nrm_duty_to_notify_longitudinal.csv"):
        when = row["Year"], row["Quarter"].replace("Total", "total")
        expected[*when, "total", "total"] = int(row["Total"])
    partial = expected.pop(("2015", "total", "total", "total"))
    assert expected["2015", "Q4", "total", "total"] == partial
    assert cells(shipped("decisions"), "notified") == expected


def test_a_total_of_a_year_is_the_sum_of_four_quarters(shipped: Read) -> None:
    quarters: dict[Key, dict[str, int]] = defaultdict(dict)
    for row in shipped("decisions"):
        key = row["stage"], row["year"], row["outcome"], row["age_group"]
        quarters[key][row["quarter"]] = int(row["persons"])
    years = 0
    for numbers in quarters.values():
        if "total" in numbers:
            years += 1
            assert numbers["total"] == sum(numbers[quarter] for quarter in QUARTERS)
        else:
            assert set(numbers) < set(QUARTERS)
    assert years > 100


def test_2009_began_in_its_second_quarter_and_has_no_total(shipped: Read) -> None:
    rows = [r for r in shipped("decisions") if (r["stage"], r["year"]) == ("referred", "2009")]
    assert {r["quarter"] for r in rows} == {"Q2", "Q3", "Q4"}
