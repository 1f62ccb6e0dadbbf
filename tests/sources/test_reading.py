"""Numbers as publishers print them, and what is no number."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.reading import count_values, to_whole

FILE = Path("folder/file.csv")
MISSING = (None, None, None, "not_reported")


def read_one(text: str) -> tuple[int | None, int | None, int | None, str]:
    row = count_values(pd.Series([text]), FILE).iloc[0]
    persons, lower, upper = (None if pd.isna(row[c]) else int(row[c])
                             for c in ("persons", "lower", "upper"))  # fmt: skip
    return persons, lower, upper, row["status"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", (0, 0, 0, "observed")),
        ("7", (7, 7, 7, "observed")),
        (" 1,234 ", (1234, 1234, 1234, "observed")),
        ("2,640,000", (2640000, 2640000, 2640000, "observed")),
        ("<5", (None, 0, 4, "hidden_at_source")),
        ("<1,000", (None, 0, 999, "hidden_at_source")),
        ("< 5", (None, 0, 4, "hidden_at_source")),
        ("", MISSING),
        ("-", MISSING),
        ("  ", MISSING),
    ],
)
def test_a_count_is_a_number_a_range_or_missing(
    text: str, expected: tuple[int | None, int | None, int | None, str]
) -> None:
    assert read_one(text) == expected


@pytest.mark.parametrize("text", ["five", "-5", "4.5", "<0", "<1", "<", "<-5", "5-9", "inf", ">5"])
def test_another_text_is_refused_with_its_file_and_row(text: str) -> None:
    with pytest.raises(CaselightError) as refused:
        count_values(pd.Series(["7", text, "9"], index=[2, 3, 4]), FILE)
    assert refused.value.found == "file.csv: 1 cells, the first in row 3"


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_a_printed_number_is_read_back_whole(numbers: list[int]) -> None:
    table = count_values(pd.Series([f"{number:,}" for number in numbers]), FILE)
    assert table["persons"].to_list() == numbers
    assert table["lower"].to_list() == table["upper"].to_list() == numbers


@settings(deadline=None, max_examples=50)
@given(st.integers(2, 10**6))
def test_a_range_ends_below_the_printed_number_and_starts_at_zero(number: int) -> None:
    assert read_one(f"<{number:,}") == (None, 0, number - 1, "hidden_at_source")


@pytest.mark.parametrize("cell", ["", "x", "1.5", "-1", None, float("nan"), float("inf")])
def test_a_year_that_is_no_whole_number_is_refused(cell: object) -> None:
    values = pd.Series([2019, cell], index=[2, 3], name="Year", dtype="object")
    with pytest.raises(CaselightError, match="'Year', row 3"):
        to_whole(values, FILE)


def test_whole_numbers_are_read_from_text_and_from_floats() -> None:
    assert to_whole(pd.Series(["2019", 2020.0, 7]), FILE).to_list() == [2019, 2020, 7]
