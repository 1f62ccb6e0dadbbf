"""Printed numbers as intervals: expected values are arithmetic that stands in the tests."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.published import compare_printed
from helpers.published.interval import Interval, read_printed, take_share
from helpers.tables.statements import FOLLOWS, POINTS, SLIP


@pytest.mark.parametrize(
    ("printed", "low", "high"),
    [
        ("9,071", 9071, 9071),
        ("1565", 1565, 1565),
        ("2,040", 2040, 2040),  # one zero at the end is a digit like others
        ("7,000", 6500, 7500),  # three are taken as rounded
        ("20,900,000", 20_850_000, 20_950_000),
        ("1.6 million", 1_550_000, 1_650_000),
        ("22 million", 21_500_000, 22_500_000),
        ("0.6 million", 550_000, 650_000),
        ("27%", Fraction(53, 2), Fraction(55, 2)),
        ("+27%", Fraction(53, 2), Fraction(55, 2)),
        ("-13%", Fraction(-27, 2), Fraction(-25, 2)),
        ("−13 per cent", Fraction(-27, 2), Fraction(-25, 2)),
        ("4.37%", Fraction(4365, 1000), Fraction(4375, 1000)),
        ("more than 65,000", 65_000, math.inf),
        ("over 100", 100, math.inf),
        ("fewer than 500", 0, 500),
        ("nearly 7,000", 6000, 7000),
        ("about 13%", 12, 14),
        ("0", 0, 0),
    ],
)
def test_a_printed_number_is_read_with_its_rounding(printed: str, low: float, high: float) -> None:
    assert read_printed(printed) == Interval(low, high)


@pytest.mark.parametrize("text", ["", "many", "12,34", "1.2.3", "27 %%", "nan", "about"])
def test_what_is_no_printed_number_is_refused(text: str) -> None:
    with pytest.raises(CaselightError, match="printed number"):
        read_printed(text)


@pytest.mark.parametrize(
    ("kind", "printed", "part", "whole", "outcome"),
    [
        ("change", "+27%", "2,040", "1,565", SLIP),  # 2040 / 1565 = 1.3035
        ("change", "+27%", "2,040", "1,656", SLIP),  # 2040 / 1656 = 1.2319
        ("share", "53%", "3,014", "5,498", SLIP),  # 0.5482
        ("share", "53%", "2,906", "5,498", FOLLOWS),  # 0.5286
        ("share", "7%", "1.6 million", "20.9 million", FOLLOWS),  # 0.0766, and 0.0740 to 0.0791
        ("share", "6%", "1.6 million", "20.9 million", SLIP),
        ("share", "9%", "1.6 million", "20.9 million", SLIP),
        ("change", "+140%", "1,708", "713", FOLLOWS),  # 2.3955
        ("change", "-13%", "3,531", "4,066", FOLLOWS),  # 0.8684
        ("change", "+13%", "3,531", "4,066", SLIP),  # the sign is part of what is printed
        ("change", "-7%", "20%", "27%", POINTS),  # 20 - 27 = -7, and 20 / 27 = 0.741
        ("change", "-26%", "20%", "27%", FOLLOWS),
        ("change", "-15%", "20%", "27%", SLIP),
    ],
)
def test_a_percentage_is_held_against_its_counts(
    kind: str, printed: str, part: str, whole: str, outcome: str
) -> None:
    assert compare_printed(kind, printed, [part], whole)[0] == outcome


@pytest.mark.parametrize(
    ("total", "parts", "outcome"),
    [
        ("14,894", ["1,251", "2,137", "2,703", "996", "6,297", "1,513"], SLIP),  # 14,897
        ("14,897", ["1,251", "2,137", "2,703", "996", "6,297", "1,513"], FOLLOWS),
        ("27.6 million", ["17.3 million", "6.3 million", "3.9 million"], FOLLOWS),  # 27.5 by digits
        ("27.8 million", ["17.3 million", "6.3 million", "3.9 million"], SLIP),
    ],
)
def test_a_total_is_held_against_its_parts(total: str, parts: list[str], outcome: str) -> None:
    assert compare_printed("sum", total, parts, "")[0] == outcome


def round_to(number: Fraction, places: int, way: str) -> Decimal:
    exact = Decimal(number.numerator) / Decimal(number.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), way)


COUNTS = st.integers(min_value=1, max_value=2_000_000)
WAYS = st.sampled_from([ROUND_HALF_UP, ROUND_HALF_EVEN])
few = settings(max_examples=150, deadline=None)


@few
@given(part=COUNTS, whole=COUNTS, places=st.integers(0, 2), way=WAYS)
def test_a_percentage_made_from_counts_by_rounding_is_never_flagged(
    part: int, whole: int, places: int, way: str
) -> None:
    share = round_to(Fraction(100 * part, whole), places, way)
    assert compare_printed("share", f"{share}%", [f"{part:,}"], f"{whole:,}")[0] == FOLLOWS
    change = round_to(Fraction(100 * part, whole) - 100, places, way)
    assert compare_printed("change", f"{change:+}%", [f"{part:,}"], f"{whole:,}")[0] == FOLLOWS


@few
@given(part=COUNTS, whole=COUNTS, scale=st.sampled_from([100, 1000, 100_000]), way=WAYS)
def test_rounded_counts_never_flag_a_percentage_of_the_true_ones(
    part: int, whole: int, scale: int, way: str
) -> None:
    """Both counts in print in thousands or millions with a decimal, the percentage of the truth."""
    part, whole = part + 10 * scale, whole + 10 * scale
    words = {100: "thousand", 1000: "million", 100_000: "million"}
    by = {100: 10**3, 1000: 10**6, 100_000: 10**6}[scale]
    places = {100: 1, 1000: 3, 100_000: 1}[scale]
    printed = [f"{round_to(Fraction(n, by), places, way)} {words[scale]}" for n in (part, whole)]
    share = round_to(Fraction(100 * part, whole), 0, way)
    assert compare_printed("share", f"{share}%", [printed[0]], printed[1])[0] == FOLLOWS


def exact(count: int) -> str:
    """A count in print that is not taken as rounded."""
    return f"{count + 1:,}" if count % 1000 == 0 else f"{count:,}"


@few
@given(part=COUNTS, whole=COUNTS, places=st.integers(0, 2), up=st.booleans())
def test_a_percentage_one_unit_beyond_the_rounding_is_flagged(
    part: int, whole: int, places: int, up: bool
) -> None:
    """More than half a unit from the truth: above what rounds up, below what rounds down."""
    parts, wholes = exact(part), exact(whole)
    true = Fraction(100 * int(parts.replace(",", "")), int(wholes.replace(",", "")))
    unit = Fraction(1, 10**places)
    steps = true / unit
    beyond = math.floor(steps + Fraction(1, 2)) + 1 if up else math.ceil(steps - Fraction(1, 2)) - 1
    printed = Decimal(beyond).scaleb(-places)
    if beyond >= 0:
        assert compare_printed("share", f"{printed:.{places}f}%", [parts], wholes)[0] == SLIP


def test_a_percentage_cut_off_instead_of_rounded_is_flagged() -> None:
    """2 of 3 is 66.67%: print rounds to 67%, and 66% is more than half a unit away."""
    assert compare_printed("share", "66%", ["2"], "3")[0] == SLIP
    assert compare_printed("share", "67%", ["2"], "3")[0] == FOLLOWS


def test_both_ways_to_round_a_half_are_accepted() -> None:
    """1 of 8 is 12.5%."""
    assert [compare_printed("share", p, ["1"], "8")[0] for p in ("11%", "12%", "13%", "14%")] == [
        SLIP, FOLLOWS, FOLLOWS, SLIP,
    ]  # fmt: skip


def test_more_than_leaves_the_upper_end_open() -> None:
    share = take_share(read_printed("more than 20"), read_printed("200"))
    assert share == Interval(Fraction(10), math.inf)
    of_more = take_share(read_printed("20"), read_printed("more than 200"))
    assert of_more == Interval(Fraction(0), Fraction(10))
