"""What the shipped caseload gives away: nothing below ten persons, read with plain csv."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from helpers.sources.reference import reference_folder
from tests.refresh.attacker import ALL, Key, solve, work_out

THRESHOLD = 10
FLAGGED = {"caseload_sectors": "sector", "caseload_means": "means_of_control"}


def rows(name: str) -> list[dict[str, str]]:
    path = reference_folder() / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def everyone() -> dict[str, Counter[Key]]:
    """Persons by channel, and in it by country and year with totals: what the attacker knows."""
    counts: dict[str, Counter[Key]] = defaultdict(Counter)
    for row in rows("caseload_forms"):
        country, number = row["country"], int(row["persons"])
        for key in ((country, row["year"]), (country, ALL), (ALL, ALL)):
            counts[row["channel"]][key] += number
    return counts


def flags(name: str) -> Iterator[tuple[str, str, dict[Key, int | None]]]:
    """Each flag of a channel with what is printed for it."""
    printed: dict[tuple[str, str], dict[Key, int | None]] = defaultdict(dict)
    for row in rows(name):
        number = int(row["persons"]) if row["persons"] else None
        printed[row["channel"], row[FLAGGED[name]]][row["country"], row["year"]] = number
    for (channel, flag), cells in printed.items():
        yield channel, flag, cells


@pytest.mark.parametrize("name", ["caseload_forms", "caseload_citizenship", *FLAGGED])
def test_every_number_that_is_shown_is_at_least_ten(name: str) -> None:
    shown = [int(row["persons"]) for row in rows(name) if row["persons"]]
    assert len(shown) > 100
    assert min(shown) >= THRESHOLD


@pytest.mark.parametrize("name", FLAGGED)
def test_a_hidden_cell_carries_no_number_and_no_bounds(name: str) -> None:
    hidden = [row for row in rows(name) if row["status"] == "hidden"]
    assert hidden
    assert {(row["persons"], row["lower"], row["upper"]) for row in hidden} == {("", "", "")}
    shown = [row for row in rows(name) if row["status"] != "hidden"]
    assert {row["status"] for row in shown} == {"observed"}
    assert all(row["persons"] == row["lower"] == row["upper"] != "" for row in shown)


@pytest.mark.parametrize("name", FLAGGED)
def test_no_total_gives_a_hidden_cell_away(name: str, everyone: dict[str, Counter[Key]]) -> None:
    """Every hidden count can still be ten or more, and any of at least ten numbers."""
    weak = []
    for channel, flag, printed in flags(name):
        known = work_out(printed, everyone[channel])
        for key in (key for key, number in printed.items() if number is None):
            low, high = known[key]
            if high < THRESHOLD or high - low < THRESHOLD - 1:
                weak.append((channel, flag, key))
    assert weak == []


@pytest.mark.parametrize("name", FLAGGED)
def test_the_two_attackers_agree_on_a_sample(name: str, everyone: dict[str, Counter[Key]]) -> None:
    asked = 0
    for channel, _flag, printed in flags(name):
        hidden = [key for key, number in printed.items() if number is None]
        known = work_out(printed, everyone[channel])
        for key in hidden[::12]:
            assert solve(printed, everyone[channel], key) == known[key]
            asked += 1
    assert asked >= 3


def test_the_attacker_finds_a_count_that_is_badly_hidden() -> None:
    """12 in all and 9 in 2019: 2020 has 3. 12 in all over two hidden years: 1 to 11 each."""
    most = {("NAM", "2019"): 40, ("NAM", "2020"): 40, ("NAM", ALL): 80, (ALL, ALL): 80}
    printed: dict[Key, int | None] = {("NAM", "2019"): 9, ("NAM", "2020"): None,
                                      ("NAM", ALL): 12, (ALL, ALL): 12}  # fmt: skip
    assert work_out(printed, most)["NAM", "2020"] == (3, 3)
    assert solve(printed, most, ("NAM", "2020")) == (3, 3)
    printed["NAM", "2019"] = None
    assert work_out(printed, most)["NAM", "2020"] == (1, 11)
    assert solve(printed, most, ("NAM", "2020")) == (1, 11)


@pytest.mark.parametrize("name", FLAGGED)
def test_totals_that_are_shown_are_the_sums_of_their_parts(name: str) -> None:
    for _channel, _flag, printed in flags(name):
        countries = {country for country, year in printed if year != ALL}
        for country in countries:
            parts = [n for (c, y), n in printed.items() if c == country and y != ALL]
            total = printed[country, ALL]
            if total is not None and None not in parts:
                assert total == sum(n or 0 for n in parts)


def test_who_is_left_out_is_told_as_a_sum_of_several_large_cells_or_not_at_all() -> None:
    withheld = rows("caseload_withheld")
    assert {row["channel"] for row in withheld} == {"case_management", "hotline"}
    for row in withheld:
        allowed = {
            "none": row["persons"] == "0",
            "several": row["persons"].isdigit() and int(row["persons"]) >= THRESHOLD,
            "not told": row["persons"] == "",
        }
        assert allowed[row["cells"]]


@pytest.mark.parametrize("channel", ["case_management", "hotline"])
def test_no_difference_of_tables_tells_how_many_were_left_out(channel: str) -> None:
    """Forms, citizenship and each line of the coverage count the same persons."""

    def persons(name: str) -> int:
        return sum(int(row["persons"]) for row in rows(name) if row["channel"] == channel)

    coverage = [row for row in rows("caseload_coverage") if row["channel"] == channel]
    sums = {sum(int(row[c]) for c in ("yes", "no", "unknown")) for row in coverage if row["yes"]}
    assert {persons("caseload_forms"), persons("caseload_citizenship")} == sums
    ledger = [r for r in rows("data_quality") if "over the whole channel" in r["rule"]]
    whole = {"Case management": "case_management", "Hotline": "hotline"}
    counts = {int(r["count"]) for r in ledger if whole[r["place"].split(",")[0]] == channel}
    assert counts == sums
