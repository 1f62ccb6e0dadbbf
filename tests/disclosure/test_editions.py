"""Twelve months of one office: what the releases give away when they are laid side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from helpers.disclosure.editions import Edition, last_told, must_stay
from helpers.disclosure.plan import Decisions
from helpers.disclosure.planning import decide
from helpers.disclosure.population import to_population
from helpers.tables.counts import Counts, counted_cell
from helpers.tables.provenance import Provenance
from helpers.tables.regions import EVERYBODY, Region
from tests.disclosure.simple_engine import ENGINE

OWN = Provenance("own_cases", "An office", "Cases", "monthly", "", "", "", "")
T = 10
SEXES, FORMS = ("female", "male"), ("labour", "sexual", "other")
BOXES = tuple(product(SEXES, FORMS))
REGIONS: Mapping[str, frozenset[int]] = {
    region.text: frozenset(
        i for i, (s, f) in enumerate(BOXES) if region.holds({"sex": s, "kind": f})
    )
    for region in [
        EVERYBODY,
        *(Region.of(sex=s) for s in SEXES),
        *(Region.of(kind=f) for f in FORMS),
        *(Region.of(sex=s, kind=f) for s, f in BOXES),
    ]
}


def count(people: np.ndarray, month: int) -> Counts:
    cells = tuple(
        counted_cell((text,), int(people[list(places)].sum()), region=Region.parse(text))
        for text, places in REGIONS.items()
    )
    from dataclasses import replace

    return Counts(("who",), cells, replace(OWN, sha256=f"month {month}"), "people")


def publish(months: Sequence[np.ndarray]) -> list[Edition]:
    """Every month is published, with the months before it in mind."""
    told: list[Edition] = []
    for month, people in enumerate(months):
        asked = [count(people, month)]
        made = decide(to_population(OWN), asked, earlier=told, engine=ENGINE)
        assert isinstance(made, Decisions)
        assert made.kept == {
            a: last_told(told)[a] for a in REGIONS if a not in made.shown and a in last_told(told)
        }
        told.append(
            Edition(
                f"2026-{month + 1:02}-01",
                made.shown,
                made.hidden,
                frozenset(made.kept),
                made.zeros_hidden,
                f"month {month}",
            )
        )
    return told


def attack(told: Sequence[Edition], row: np.ndarray, grows: bool) -> tuple[int, int]:
    """Least and most of a sum of boxes over months, in whole persons: the test's own solver.

    The reader knows every published figure, and that nobody leaves a register, where he does.
    """
    width = len(BOXES) * len(told)
    rows, low, high = [], [], []
    for month, edition in enumerate(told):
        for address, n in edition.stated.items():
            one = np.zeros(width)
            one[[month * len(BOXES) + i for i in REGIONS[address]]] = 1
            rows.append(one)
            low.append(n)
            high.append(n)
    for month in range(len(told) - 1) if grows else ():
        for i in range(len(BOXES)):
            one = np.zeros(width)
            one[(month + 1) * len(BOXES) + i], one[month * len(BOXES) + i] = 1, -1
            rows.append(one)
            low.append(0)
            high.append(np.inf)
    ends = []
    for sign in (1, -1):
        found = milp(
            sign * row,
            constraints=LinearConstraint(np.array(rows), low, high) if rows else None,
            integrality=np.ones(width),
            bounds=Bounds(0, 10_000),
        )
        assert found.success, found.message
        ends.append(round(float(row @ found.x)))
    return ends[0], ends[1]


def row_of(address: str, month: int, months: int) -> np.ndarray:
    row = np.zeros(len(BOXES) * months)
    row[[month * len(BOXES) + i for i in REGIONS[address]]] = 1
    return row


def find_leaks(told: Sequence[Edition], months: Sequence[np.ndarray], grows: bool) -> list[str]:
    """Small counts, and small changes, that the releases tell more closely than the rule allows."""
    leaks = []
    last = len(months)
    for address, places in REGIONS.items():
        sizes = [int(people[list(places)].sum()) for people in months]
        asked = [(None, m) for m in range(last)]
        asked += [(e, m) for e in range(last) for m in range(e + 1, last)]
        for first, month in asked:
            true = sizes[month] - (0 if first is None else sizes[first])
            if not 0 < abs(true) < T:
                continue
            row = row_of(address, month, last)
            if first is not None:
                row = row - row_of(address, first, last)
            low, high = attack(told, row, grows)
            reach = max(high, -low) if first is not None else high
            if high - low < T - 1 or reach < T:
                leaks.append(f"{address} {first}->{month}: {true} in {low}..{high}")
    return leaks


def grow(seed: int, months: int, most: int) -> list[np.ndarray]:
    chance = np.random.default_rng(seed)
    people = chance.integers(2, 60, size=len(BOXES))
    found = [people]
    for _ in range(months - 1):
        found.append(found[-1] + chance.integers(0, most, size=len(BOXES)))
    return found


def naive(months: Sequence[np.ndarray]) -> list[Edition]:
    """Each month protected by itself, as if there were no other."""
    made = [
        decide(to_population(OWN), [count(people, m)], engine=ENGINE)
        for m, people in enumerate(months)
    ]
    return [Edition(f"{m}", part.shown, part.hidden) for m, part in enumerate(made)]


@pytest.mark.parametrize("seed", range(3))
def test_four_editions_of_a_growing_register_tell_no_small_count_and_no_small_change(
    seed: int,
) -> None:
    months = grow(seed, 4, 9)
    assert find_leaks(naive(months), months, grows=True)  # the attacker bites
    assert find_leaks(publish(months), months, grows=True) == []


def test_twelve_monthly_editions_tell_no_small_change() -> None:
    months = grow(7, 12, 6)
    told = publish(months)
    assert find_leaks(told, months, grows=True) == []
    renewed = [len(edition.stated) for edition in told]
    assert sum(renewed[1:]) > 0  # and they do not fall silent for a year
    assert last_told(told)["everybody"][1] > "2026-06"


def test_corrections_downward_are_told_only_when_large() -> None:
    people = np.array([40, 50, 60, 45, 55, 65])
    months = [people, people - np.array([0, 3, 0, 0, 0, 0]), people - np.array([0, 20, 0, 0, 0, 0])]
    told = publish(months)
    assert "sex=female" not in told[1].stated
    assert told[2].stated["sex=female"] == 130
    assert find_leaks(told, months, grows=False) == []


def test_an_unchanged_register_is_told_again_as_it_was() -> None:
    people = np.array([40, 5, 60, 45, 55, 65])
    told = publish([people, people, people])
    assert told[0].stated == told[1].stated == told[2].stated
    assert told[0].hidden == told[2].hidden


def test_two_figures_that_stay_are_not_given_away_by_their_sum() -> None:
    # women in labour +4, men in labour +8: 'labour' alone grew by 12, which is enough; but were
    # female (+14) and male (+8, stays) told apart from it, 4 and 8 would follow.
    people = np.array([40, 50, 60, 45, 55, 65])
    months = [people, people + np.array([4, 10, 0, 8, 0, 0])]
    told = publish(months)
    assert "kind=labour&sex=female" not in told[1].stated
    assert find_leaks(told, months, grows=True) == []


def test_the_rule_of_renewal() -> None:
    may = Edition("2026-05-01", {"same": 30, "little": 30, "much": 30, "less": 30},
                  hidden=frozenset({"hidden", "twice"}))  # fmt: skip
    today = {"same": 30, "little": 39, "much": 40, "less": 21, "hidden": 19, "twice": 20, "new": 12}
    assert must_stay(today, [may], T) == {"little", "less", "hidden"}
