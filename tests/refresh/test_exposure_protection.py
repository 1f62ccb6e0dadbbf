"""Labour exploitation by sector, beside all other tables: nothing below ten can be worked out."""

from __future__ import annotations

from collections import Counter, defaultdict

import pytest

from tests.refresh.exposure_attacker import ALL, Interval, Name, lay_out, lay_out_flag
from tests.refresh.test_shipped_protection import rows

THRESHOLD = 10
CHANNELS = ("case_management", "hotline")
TOTAL = ("total", ALL)


def printed_of(channel: str) -> dict[Name, int | None]:
    return {
        (r["country"], r["sector"], r["attribute"], r["value"]): int(r["persons"])
        if r["persons"]
        else None
        for r in rows("caseload_exposure")
        if r["channel"] == channel and r["status"] != "not_collected"
    }


def is_weak(interval: Interval) -> bool:
    low, high = interval
    return high < THRESHOLD or high - low < THRESHOLD - 1


def persons_by_year(channel: str, labour: bool) -> Counter[Name]:
    counts: Counter[Name] = Counter()
    for row in rows("caseload_forms"):
        if row["channel"] == channel and (row["form_labour"] == "yes" or not labour):
            counts[row["country"], row["year"]] += int(row["persons"])
    return counts


@pytest.fixture(scope="module", params=CHANNELS)
def attacked(request: pytest.FixtureRequest) -> tuple[str, dict[Name, Interval]]:
    printed = printed_of(request.param)
    puzzle = lay_out(printed)
    return request.param, puzzle.solve([n for n, number in printed.items() if number is None])


def test_every_number_of_the_sectors_is_at_least_ten_or_not_shown() -> None:
    for row in rows("caseload_exposure"):
        numbers = {row["persons"], row["lower"], row["upper"]}
        if row["status"] == "observed":
            assert len(numbers) == 1
            assert int(row["persons"]) >= THRESHOLD
        else:
            assert row["status"] in ("hidden", "not_collected")
            assert numbers == {""}


def test_no_hidden_count_of_a_sector_can_be_worked_out(
    attacked: tuple[str, dict[Name, Interval]],
) -> None:
    channel, known = attacked
    assert len(known) > 20
    assert {name: i for name, i in known.items() if is_weak(i)} == {}, channel


def test_no_group_of_a_shown_count_leaves_a_small_rest(
    attacked: tuple[str, dict[Name, Interval]],
) -> None:
    """'95 of 100 are in construction' is a statement about the other five."""
    channel, _ = attacked
    printed = printed_of(channel)
    for name, number in printed.items():
        for group in ((name[0], name[1], *TOTAL), (name[0], ALL, *name[2:])):
            whole = printed.get(group)
            if number is not None and whole is not None:
                assert not 0 < whole - number < THRESHOLD, (name, group)


def test_how_many_are_in_two_sectors_at_once_is_no_small_number_that_shows(
    attacked: tuple[str, dict[Name, Interval]],
) -> None:
    """All parts shown, the whole shown: parts less the whole are persons counted again."""
    printed = printed_of(attacked[0])
    for name, whole in printed.items():
        lines = []
        if name[1] == ALL:
            lines.append([n for n in printed if (n[0], *n[2:]) == (name[0], *name[2:])
                          and n[1] != ALL])  # fmt: skip
        if name[2] == "total":
            lines += [[n for n in printed if n[:3] == (*name[:2], attribute)]
                      for attribute in ("means_of_control", "recruiter")]  # fmt: skip
        for parts in filter(None, lines):
            numbers = [printed[part] for part in parts]
            if whole is not None and None not in numbers:
                again = sum(n or 0 for n in numbers) - whole
                assert not 0 < again < THRESHOLD, name


@pytest.mark.parametrize(
    ("table", "column", "at"),
    [("caseload_sectors", "sector", 1), ("caseload_means", "means_of_control", 3)],
)
def test_the_sectors_open_no_hidden_count_of_the_tables_that_shipped_before(
    attacked: tuple[str, dict[Name, Interval]], table: str, column: str, at: int
) -> None:
    channel, known = attacked
    labour, everyone = persons_by_year(channel, True), persons_by_year(channel, False)
    flags: dict[str, dict[Name, int | None]] = defaultdict(dict)
    for row in rows(table):
        if row["channel"] == channel:
            number = int(row["persons"]) if row["persons"] else None
            flags[row[column]][row["country"], row["year"]] = number
    told: dict[str, dict[str, Interval]] = defaultdict(dict)
    for name, number in printed_of(channel).items():
        if name[2:] == TOTAL if at == 1 else name[1:3] == (ALL, "means_of_control"):
            told[name[at]][name[0]] = known[name] if number is None else (number, number)
    weak, asked = [], 0
    for flag, printed in flags.items():
        puzzle = lay_out_flag(printed, labour, everyone, told.get(flag, {}))
        hidden = [("t", *name) for name, number in printed.items() if number is None]
        asked += len(hidden)
        weak += [(flag, n, i) for n, i in puzzle.solve(hidden).items() if is_weak(i)]
    assert asked > 0 or channel == "hotline"
    assert weak == []


def test_the_attacker_finds_a_count_that_is_badly_hidden() -> None:
    """40 with 15 unknown and 20 in one sector leave at least 5 in the other; 25 and 3 by sex."""
    printed = {
        (ALL, ALL, *TOTAL): 40,
        (ALL, "unknown", *TOTAL): 15,
        (ALL, "construction", *TOTAL): 22,
        (ALL, "begging", *TOTAL): None,
        (ALL, "construction", "sex", "male"): 19,
        (ALL, "construction", "sex", "female"): None,
    }
    found = lay_out(printed).solve([n for n, number in printed.items() if number is None])
    assert found[ALL, "construction", "sex", "female"] == (3, 3)
    assert found[ALL, "begging", *TOTAL] == (3, 25)


def test_the_attacker_finds_a_total_that_another_table_gives_away() -> None:
    """12 of 14 have labour exploitation, in 2019 nobody: 2 at most of the 14 were in 2019."""
    printed: dict[Name, int | None] = {
        ("NAM", "2018"): None, ("NAM", "2019"): None, ("NAM", ALL): 14, (ALL, ALL): 14,
    }  # fmt: skip
    everyone = {("NAM", "2018"): 40, ("NAM", "2019"): 30}
    puzzle = lay_out_flag(printed, {("NAM", "2018"): 30}, everyone, {"NAM": (12, 12)})
    assert puzzle.solve([("t", "NAM", "2019")])["t", "NAM", "2019"] == (1, 2)
