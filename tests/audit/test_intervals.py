"""What a printed text can stand for: by hand, and that rounding stays inside."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.audit import number_interval, rate_interval, share_interval
from helpers.audit.statements import NO_LIMIT, in_words, outward, whole_bounds
from helpers.errors import CaselightError
from helpers.tables.regions import EVERYBODY, NOBODY, Region


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("12.3%", Fraction(1225, 10_000), Fraction(1235, 10_000)),
        ("12.3 %", Fraction(1225, 10_000), Fraction(1235, 10_000)),
        ("0%", Fraction(0), Fraction(5, 1000)),
        ("100%", Fraction(995, 1000), Fraction(1)),
        ("<0.1%", Fraction(0), Fraction(1, 1000)),
    ],
)
def test_a_printed_share_stands_for_what_rounds_to_it(
    text: str, low: Fraction, high: Fraction
) -> None:
    assert share_interval(text) == (low, high)


@pytest.mark.parametrize(
    ("text", "step", "low", "high"),
    [
        ("1,234", None, 1234, 1234),
        ("65,000", 1000, 64_500, 65_500),
        ("27.6 million", None, 27_550_000, 27_650_000),
        ("12 345 people", None, 12, 12),  # a space does not group digits on our pages
    ],
)
def test_a_printed_number_stands_for_what_rounds_to_it(
    text: str, step: int | None, low: int, high: int
) -> None:
    assert number_interval(text, step) == (low, high)


def test_a_rate_per_100_000_is_a_part_of_one() -> None:
    # 3.15 to 3.25 of 100,000
    assert rate_interval("3.2") == (Fraction(315, 10**7), Fraction(325, 10**7))


def test_a_text_without_a_number_is_refused_and_not_repeated() -> None:
    with pytest.raises(CaselightError, match="18 characters") as refused:
        number_interval("Maria is not known")
    assert "Maria" not in str(refused.value)


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 2))
@settings(max_examples=60, deadline=None)
def test_the_true_share_lies_in_the_interval_whichever_way_ties_go(
    whole: int, part: int, places: int
) -> None:
    share = Decimal(100 * min(part, whole)) / whole
    for way in (ROUND_HALF_UP, ROUND_HALF_EVEN):
        low, high = share_interval(f"{share.quantize(Decimal(1).scaleb(-places), way)}%")
        assert low <= Fraction(min(part, whole), whole) <= high


def test_bounds_become_whole_numbers_inwards_and_fractions_outwards() -> None:
    assert whole_bounds(2.5, 7.9) == (3, 7)
    assert whole_bounds(0, float("inf")) == (0, NO_LIMIT)
    low, high = outward(0.1, 0.3)
    assert low <= Fraction(0.1)
    assert high is not None
    assert high >= Fraction(0.3)


def test_a_region_is_told_in_words() -> None:
    either = Region.of(form_labour="yes") | Region.of(form_sexual="yes")
    assert in_words(either) == "form labour yes; or form sexual yes"
    assert (in_words(EVERYBODY), in_words(NOBODY)) == ("all", "nobody")
