"""Sectors of labour exploitation: denominators, bounds and differences, by hand and by scipy."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from scipy.stats import norm

from helpers.composition import (
    bound_sectors,
    compare_with_all,
    count_crossed,
    count_sectors,
    select_value,
    share_crossed,
    share_sectors,
    split_sectors,
)
from helpers.disclosure import protect
from helpers.sources.caseload import complete
from helpers.sources.exposure import count_exposure
from helpers.tables.safe import SafeTable
from tests.composition.cases import Made, provenance

ROWS = [  # sex, construction, begging, debt bondage, threats, persons
    ("female", False, True, True, False, 30),
    ("female", True, False, False, False, 20),
    ("male", True, False, True, True, 100),
    ("male", True, True, False, True, 10),
    ("unknown", False, False, False, False, 40),
    ("male", False, False, False, True, 60),
]
COLUMNS = ["sex", "sector_construction", "sector_begging", "means_debt_bondage", "means_threats",
           "persons"]  # fmt: skip


def made(rows: list[tuple], source: str = "published", **columns: object) -> Made:
    frame = pd.DataFrame(rows, columns=COLUMNS).assign(
        channel="referral", country="PHL", form_labour="yes", **columns
    )
    return Made(count_exposure(complete(frame)), provenance(source))


def sectors(rows: list[tuple] = ROWS, source: str = "published") -> SafeTable:
    return protect(count_sectors(made(rows, source), "WLD"))


def wilson(part: int, whole: int, level: float) -> tuple[float, float]:
    """Wilson (1927), written out."""
    z = norm.ppf(1 - (1 - level) / 2)
    p = part / whole
    middle, root = p + z**2 / (2 * whole), z * math.sqrt(p * (1 - p) / whole + z**2 / 4 / whole**2)
    return (middle - root) / (1 + z**2 / whole), (middle + root) / (1 + z**2 / whole)


def test_the_denominator_is_the_people_with_a_recorded_sector() -> None:
    """130 in construction, 40 begging, 10 of them in both: 160 known, 100 unknown, 260 in all."""
    shares = share_sectors(sectors())
    construction = shares.cell(channel="referral", sector="construction")
    assert construction.value == pytest.approx(100 * 130 / 160)
    assert construction.of == 160
    assert shares.cell(channel="referral", sector="begging").value == pytest.approx(25.0)
    unknown = shares.cell(channel="referral", sector="unknown")
    assert unknown.value == pytest.approx(100 * 100 / 260)
    assert unknown.of == 260


def test_intervals_of_a_channel_hold_together() -> None:
    """Wilson at 1 - 0.05 / 2 for two sectors."""
    cell = share_sectors(sectors()).cell(channel="referral", sector="construction")
    low, high = wilson(130, 160, 0.975)
    assert (cell.lower, cell.upper) == (pytest.approx(100 * low), pytest.approx(100 * high))


def test_the_bounds_count_the_unknown_once_as_outside_and_once_as_inside() -> None:
    cell = bound_sectors(sectors()).cell(channel="referral", sector="begging")
    assert cell.lower == pytest.approx(100 * 40 / 260)
    assert cell.upper == pytest.approx(100 * 140 / 260)
    assert cell.of == 260


def test_the_unknown_sector_is_a_row_of_every_table() -> None:
    assert {"unknown", "all"} <= set(sectors().labels("sector"))
    for attribute in ("sex", "age_group", "means_of_control"):
        crossed = protect(count_crossed(made(ROWS), attribute, ["referral"]))
        assert {"unknown", "all"} <= set(crossed.labels("sector"))
        assert "unknown" in share_crossed(crossed).labels(attribute)


def test_a_file_with_a_sector_for_everybody_has_an_unknown_of_zero() -> None:
    shares = share_sectors(sectors(ROWS[:4]))
    known = [c for c in shares.cells if c.key[1] == "construction"]
    assert known[0].of == 160


def test_a_share_of_means_is_of_those_with_any_means_recorded() -> None:
    """In construction 110 of 130 have a means: 100 debt bondage, 110 threats."""
    crossed = protect(count_crossed(made(ROWS), "means_of_control", ["referral"]))
    debt = select_value(share_crossed(crossed, "debt_bondage"), "debt_bondage")
    cell = debt.cell(channel="referral", sector="construction")
    assert cell.value == pytest.approx(100 * 100 / 110)
    assert cell.of == 110
    none = share_crossed(crossed).cell(
        channel="referral", sector="construction", means_of_control="unknown"
    )
    assert (none.value, none.of) == (pytest.approx(100 * 20 / 130), 130)


def test_a_sector_without_a_value_is_zero_and_not_missing() -> None:
    crossed = protect(count_crossed(made(ROWS), "sex", ["referral"]))
    cell = crossed.cell(channel="referral", sector="construction", sex="unknown")
    assert (cell.value, cell.status) == (0, "observed")


def newcombe(a: int, m: int, b: int, n: int, level: float) -> tuple[float, float]:
    """Newcombe (1998), method 10: square-and-add of two Wilson intervals."""
    p, q = a / m, b / n
    (l1, u1), (l2, u2) = wilson(a, m, level), wilson(b, n, level)
    low = (p - q) - math.sqrt((p - l1) ** 2 + (u2 - q) ** 2)
    return low, (p - q) + math.sqrt((u1 - p) ** 2 + (q - l2) ** 2)


def test_a_sector_is_held_against_everybody_by_newcombes_interval() -> None:
    """Women are 20 of 130 in construction, 50 of 220 in all, so 30 of 90 elsewhere."""
    crossed = protect(count_crossed(made(ROWS), "sex", ["referral"]))
    cell = compare_with_all(crossed, "female").cell(
        channel="referral", sector="construction", difference="female"
    )
    assert cell.value == pytest.approx(100 * (20 / 130 - 50 / 220))
    low, high = newcombe(20, 130, 30, 90, 0.975)
    part = 90 / 220
    assert cell.lower == pytest.approx(100 * part * low)
    assert cell.upper == pytest.approx(100 * part * high)


def test_every_value_of_a_sector_and_the_unknown_add_to_all_of_it() -> None:
    split = split_sectors(protect(count_crossed(made(ROWS), "sex", ["referral"])))
    for sector in ("construction", "begging", "unknown", "all"):
        total = sum(c.value or 0 for c in split.where(sector=sector).cells)
        assert total == pytest.approx(100)


def test_a_small_count_of_an_own_file_hides_what_it_follows_from() -> None:
    """Three women in construction: with 100 men and 103 in all shown, they would be known."""
    rows = [
        ("female", True, False, False, False, 3),
        ("male", True, False, False, False, 100),
        ("female", False, True, False, False, 50),
        ("male", False, True, False, False, 70),
    ]
    crossed = protect(count_crossed(made(rows, "own_cases"), "sex", ["referral"]))
    cell = crossed.cell(channel="referral", sector="construction", sex="female")
    assert (cell.value, cell.lower, cell.upper, cell.status) == (None, None, None, "hidden")
    others = [c for c in crossed.where(sector="construction").cells if c.status == "hidden"]
    assert len(others) > 1
    shares = share_crossed(crossed)
    assert all(c.value is None for c in shares.where(sector="construction", sex="female").cells)
    difference = compare_with_all(crossed, "female")
    assert difference.where(sector="construction").cells[0].value is None


def test_people_in_two_sectors_at_once_are_guarded_like_a_small_count() -> None:
    """40 and 60 in two sectors and 97 in any: three are in both, unless a number is hidden."""
    rows = [
        ("female", True, False, False, False, 37),
        ("female", False, True, False, False, 57),
        ("female", True, True, False, False, 3),
        ("male", False, False, False, False, 50),
    ]
    table = sectors(rows, "own_cases")
    assert table.hidden > 0
    shown = {c.key[1]: c.value for c in table.cells}
    assert None in (shown["construction"], shown["begging"], shown["unknown"], shown["all"])


def test_a_hidden_unknown_hides_every_share() -> None:
    rows = [("female", True, False, False, False, 60), ("male", False, True, False, False, 70),
            ("male", False, False, False, False, 4)]  # fmt: skip
    shares = share_sectors(sectors(rows, "own_cases"))
    assert [c for c in shares.cells if c.value is not None] == []


def test_channels_are_never_pooled() -> None:
    frame = pd.DataFrame(
        {
            "channel": ["referral", "hotline"],
            "country": "PHL",
            "form_labour": "yes",
            "sector_begging": True,
            "persons": [20, 30],
        }
    )
    source = Made(count_exposure(complete(frame)), provenance("published"))
    counts = protect(count_sectors(source, "PHL"))
    values = {c.key[0]: c.value for c in counts.where(sector="begging").cells}
    assert values == {"referral": 20, "hotline": 30}
    one = protect(count_sectors(source, "PHL", "hotline"))
    assert one.labels("channel") == ("hotline",)


def test_a_country_without_labour_exploitation_has_no_cells() -> None:
    assert protect(count_sectors(made(ROWS), "UKR")).is_empty
