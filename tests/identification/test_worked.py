"""The published pairs: the United Kingdom in 2013, and the TIP report's world of 2009."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from math import floor, isclose

import pytest

from helpers.disclosure import protect
from helpers.identification import compare_worked, count_worked
from helpers.sources.reference import read_reference
from helpers.tables.compared import COMPARABLE, REFUSED, SIDE_BY_SIDE
from helpers.tables.safe import SafeTable
from tests.published import Made


def worked(place: str, source: object = None) -> SafeTable:
    return protect(count_worked(source or read_reference("published"), place))  # type: ignore[arg-type]


def test_the_united_kingdom_of_2013_is_the_comparable_case() -> None:
    """Home Office: 2,744 known, 10,000 to 13,000 in all: 3.64 to 4.74 for each one known."""
    found = compare_worked(worked("United Kingdom"), "GBR", "United Kingdom")
    assert found.outcome == COMPARABLE
    assert found.identified.bounds == (2_744, 2_744)
    assert found.estimated.bounds == (10_000, 13_000)
    assert found.ratio is not None
    assert found.ratio.point is None
    assert isclose(found.ratio.lower or 0, 10_000 / 2_744)
    assert isclose(found.ratio.upper or 0, 13_000 / 2_744)
    assert found.ratio.level is None
    assert found.provenance[0].publisher == "UK Home Office"


def test_the_world_of_the_tip_report_stands_side_by_side() -> None:
    """49,105 identified, 12.3 million estimated: 250 times, so the certain step is 100."""
    table = worked("World")
    found = compare_worked(table, "WLD", "World")
    assert (found.outcome, found.magnitude, found.ratio) == (SIDE_BY_SIDE, 2, None)
    assert found.identified.bounds == (49_105, 49_105)
    assert found.estimated.bounds == (12_300_000, 12_300_000)
    assert not found.estimated.has_interval
    assert table.cell(figure="convictions", year="2009").value == 4_166
    assert "they are of two concepts" in found.reasons


def test_the_quotient_of_convictions_holds_in_both_roundings() -> None:
    """The report printed 8.5: 4,166 / 49,105 is 8.484 per 100, which is 8.5 and 8."""
    per_100 = Decimal(100 * 4_166) / Decimal(49_105)
    assert per_100.quantize(Decimal("0.001"), ROUND_HALF_UP) == Decimal("8.484")
    assert per_100.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal("8.5")
    assert per_100.quantize(Decimal(1), ROUND_HALF_UP) == 8
    # The printed 8.5 covers 8.45 to 8.55; from 8.5 alone one would not get back to 4,166.
    assert floor(49_105 * 0.0845) < 4_166 < floor(49_105 * 0.0855)


@pytest.mark.parametrize("place", ["Philippines", "Tuvalu", ""])
def test_a_place_without_a_published_pair_has_none(place: str) -> None:
    table = worked(place)
    assert len(table) == 0
    assert compare_worked(table, "PHL", place).outcome == REFUSED


@pytest.mark.parametrize("lost", ["known_cases", "estimate_low"])
def test_half_of_a_pair_is_no_pair(lost: str) -> None:
    source = read_reference("published")
    rest = source.table[source.table["measure"] != lost]
    assert len(worked("United Kingdom", Made(rest, source.provenance))) == 0


def test_a_pair_follows_the_published_numbers() -> None:
    source = read_reference("published")
    rows = source.table.copy()
    rows.loc[rows["measure"] == "known_cases", "value"] = "5000"
    changed = worked("United Kingdom", Made(rows, source.provenance))
    ratio = compare_worked(changed, "GBR", "United Kingdom").ratio
    assert ratio is not None
    assert (ratio.lower, ratio.upper) == (2, 2.6)
