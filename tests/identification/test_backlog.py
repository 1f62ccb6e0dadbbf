"""People without a decision, and the wait that flows imply: against arithmetic and made queues."""

from __future__ import annotations

import csv
import random
from collections import deque

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.disclosure import protect
from helpers.identification import (
    count_arrival_outcomes,
    count_funnel,
    estimate_backlog,
    estimate_wait,
)
from helpers.identification.backlog import look_back
from helpers.sources.reference import read_reference
from helpers.tables.quarters import shift
from helpers.tables.safe import SafeTable
from tests.mechanism import decisions, funnel, outcomes
from tests.support import shared_data

RG, CG = "reasonable_grounds", "conclusive_grounds"
START = "2021 Q1"


def ranges(table: SafeTable, stage: str, reading: str = "none_closed") -> list[tuple[float, float]]:
    part = table.where(stage=stage)
    part = part.where(reading=reading) if "reading" in table.dimensions else part
    return [(c.lower or 0, c.upper or 0) for c in part.cells]


def test_a_backlog_is_who_came_less_who_was_decided_about() -> None:
    """Before: 40 referred. Then 100 and 100 come, 60 and 110 are decided about:
    40 and 30 more at the end of each quarter, on top of 0 to 40 who waited at the start."""
    backlog = estimate_backlog(funnel(START, [100, 100], [(50, 10), (90, 20)], [], before=[40]))
    assert ranges(backlog, RG) == [(40, 80), (30, 70)]
    assert all(cell.value is None for cell in backlog.cells)


def test_more_decisions_than_arrivals_prove_who_waited_before() -> None:
    """120 decisions for 100 arrivals: at least 20 of the 50 referred before were waiting."""
    backlog = estimate_backlog(funnel(START, [100, 100], [(120, 0), (90, 0)], [], before=[50]))
    assert ranges(backlog, RG) == [(0, 30), (10, 40)]


def test_people_come_to_the_second_decision_by_a_positive_first_one() -> None:
    made = funnel(START, [100, 100], [(70, 30), (60, 40)], [(20, 10), (30, 10)], before=[0])
    assert ranges(estimate_backlog(made), CG) == [(40, 40), (60, 60)]


def test_the_second_reading_takes_off_the_closed_share_of_small_boat_referrals() -> None:
    """5 of 100 closed: 5% of the 100 and of the 200 who came do not wait."""
    made = funnel(START, [100, 100], [(50, 10), (90, 20)], [], before=[40])
    table = protect(count_arrival_outcomes(outcomes(rg_positive=95, rg_closed=5), "GBR"))
    backlog = estimate_backlog(made, table)
    assert ranges(backlog, RG, "as_arrivals") == [(35, 75), (20, 60)]
    assert ranges(backlog, RG) == [(40, 80), (30, 70)]
    assert {p.source for p in backlog.provenance} == {"nrm", "nrm_boats"}
    without = protect(count_arrival_outcomes(outcomes(rg_positive=95), "GBR"))
    assert estimate_backlog(made, without).labels("reading") == ("none_closed",)


def test_nothing_is_said_of_a_stage_with_a_quarter_that_is_not_published() -> None:
    rows = [(shift(START, q), "referred", "total", "total", 10) for q in range(-1, 3)]
    rows += [(shift(START, q), RG, "total", "total", 8) for q in (0, 2)]
    assert estimate_backlog(protect(count_funnel(decisions(*rows), "GBR"))).is_empty


def test_nothing_is_said_where_nobody_knows_who_was_referred_before() -> None:
    rows = [(START, "referred", "total", "total", 10), (START, RG, "total", "total", 8)]
    assert estimate_backlog(protect(count_funnel(decisions(*rows), "GBR"))).is_empty
    assert estimate_backlog(protect(count_funnel(decisions(), "GBR"))).is_empty


def test_a_range_of_arrivals_widens_the_backlog() -> None:
    rows = [(shift(START, -1), "referred", "total", "total", 0)]
    rows += [(START, "referred", "total", "total", (10, 14)), (START, RG, "total", "total", 8)]
    made = protect(count_funnel(decisions(*rows), "GBR"))
    assert ranges(estimate_backlog(made), RG) == [(2, 6)]


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 60),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 100)), min_size=1, max_size=8),
)
def test_whoever_waits_is_within_the_bounds_in_whatever_order_they_are_taken(
    before: int, decided_before: int, quarters: list[tuple[int, int]]
) -> None:
    waiting = max(before - decided_before, 0)
    truth, referred, decided = [], [], []
    for came, wish in quarters:
        waiting += came
        done = min(waiting, wish)
        waiting -= done
        referred.append(came)
        decided.append((done, 0))
        truth.append(waiting)
    found = ranges(estimate_backlog(funnel(START, referred, decided, [], before=[before])), RG)
    for (low, high), number in zip(found, truth, strict=True):
        assert low <= number <= high


def test_steady_flows_wait_as_long_as_littles_law_says() -> None:
    """100 come and 100 are decided about in each quarter and 150 wait: 1.5 quarters, 4.5 months."""
    made = funnel(START, [100] * 6, [(100, 0)] * 6, [], before=[100, 150 - 100 + 100])
    backlog = estimate_backlog(made)
    assert ranges(backlog, RG)[-1] == (0, 250)
    assert look_back([100] * 8, 150) == 150 / 100
    short, long = ranges(estimate_wait(backlog, made), RG)[-1]
    assert (short, long) == (0, 3 * 250 / 100)


def test_a_queue_in_order_has_its_wait_within_the_bounds() -> None:
    """Every person of a made queue, first in first out; the last one decided about in a quarter."""
    chance = random.Random(7)
    queue: deque[float] = deque()
    before = [chance.randint(60, 90) for _ in range(4)]
    for place, number in enumerate(before):
        queue.extend(place - 4 + (i + 0.5) / number for i in range(number))
    for _ in range(sum(before) - 50):  # 50 of them wait when decisions begin to be published
        queue.popleft()
    referred, decided, waits = [], [], []
    for quarter in range(10):
        number, done = chance.randint(60, 90), chance.randint(50, 80)
        queue.extend(quarter + (i + 0.5) / number for i in range(number))
        last = [queue.popleft() for _ in range(min(done, len(queue)))][-1]
        referred.append(number)
        decided.append((done, 0))
        waits.append(3 * (quarter + 1 - last))
    made = funnel(START, referred, decided, [], before=before)
    found = ranges(estimate_wait(estimate_backlog(made), made), RG)
    assert len(found) == 10
    for (short, long), truth in zip(found, waits, strict=True):
        assert short - 0.1 <= truth <= long + 0.1


@pytest.mark.parametrize(
    ("came", "waiting", "quarters"),
    [
        ([100, 100], 0, 0.0),
        ([100, 50], 50, 1.0),
        ([100, 50], 100, 1.5),
        ([100, 0, 50], 75, 2.25),
        ([100, 50], 150, 2.0),
        ([100, 50], 151, None),
        ([], 1, None),
    ],
)
def test_looking_back_takes_the_newest_first(
    came: list[float], waiting: float, quarters: float | None
) -> None:
    assert look_back(came, waiting) == quarters


def test_a_wait_longer_than_the_series_is_not_told() -> None:
    made = funnel(START, [10, 10], [(0, 10), (10, 0)], [(0, 0), (0, 0)], before=[500])
    waits = estimate_wait(estimate_backlog(made), made)
    assert waits.where(stage=CG).is_empty


def shipped() -> tuple[SafeTable, SafeTable]:
    made = protect(count_funnel(read_reference("decisions"), "GBR"))
    boats = protect(count_arrival_outcomes(read_reference("small_boats"), "GBR"))
    backlog = estimate_backlog(made, boats)
    return backlog, estimate_wait(backlog, made)


def test_the_shipped_backlog_follows_from_the_publishers_files_by_plain_csv() -> None:
    folder = shared_data() / "uk_nrm"
    came = {"early": 0, "window": 0}
    with (folder / "nrm_referrals_longitudinal.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            if row["Location of exploitation"] != "Total":
                place = "early" if int(row["Year"]) < 2014 else "window"
                came[place] += int(row["NRM referrals"])
    sums = {}
    for kind in ("reasonable", "conclusive"):
        with (folder / f"nrm_{kind}_grounds.csv").open(newline="") as file:
            rows = [r for r in csv.DictReader(file) if r["Quarter"] == "Total"]
        sums[kind] = sum(int(r["Total"]) for r in rows)
        sums[f"{kind}+"] = sum(int(n) for r in rows for c, n in r.items() if "Positive" in c)
    backlog, _ = shipped()
    part = backlog.where(age_group="total", quarter="2023 Q4", reading="none_closed")
    grown = came["window"] - sums["reasonable"]
    assert part.cell(stage=RG).upper == grown + came["early"]
    assert grown == 3298
    assert part.cell(stage=RG).lower == grown + 87  # by 2014 Q3, 87 more decisions than referrals
    grown = sums["reasonable+"] - sums["conclusive"]
    assert part.cell(stage=CG).lower == grown == 34597
    assert part.cell(stage=CG).upper == grown + came["early"]


def test_the_shipped_second_reading_takes_off_480_of_7923() -> None:
    backlog, _ = shipped()
    part = backlog.where(stage=CG, age_group="total", quarter="2023 Q4")
    every = protect(count_funnel(read_reference("decisions"), "GBR"))
    came = sum(
        c.value or 0
        for c in every.where(stage=RG, outcome="positive", age_group="total").cells
        if c.key[-1] >= "2014"
    )
    off = came * 480 / 7923
    low = part.cell(reading="none_closed").lower or 0
    assert abs((part.cell(reading="as_arrivals").lower or 0) - (low - off)) <= 1


def test_no_value_stands_between_the_bounds_of_a_backlog_or_a_wait() -> None:
    for table in shipped():
        assert all(c.value is None and (c.lower or 0) <= (c.upper or 0) for c in table.cells)
