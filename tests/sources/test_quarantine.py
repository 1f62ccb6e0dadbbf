"""Cells that are no counts are put aside, and no true count is, however large."""

from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sources.quarantine import FLOOR, clean_values
from helpers.sources.read import read
from helpers.sources.reading import Reading
from tests.sources.glotip_files import CONVICTED, real_lines, row, series, write_csv, write_workbook
from tests.sources.shared_files import needs_shared

WILD = "10082022"
"""A questionnaire code of eight digits."""


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


def read_rows(folder: Path, rows: list[list[str]]) -> Reading:
    return read(write_csv(folder / "edition.csv", rows))


def quarantined(reading: Reading) -> list[int]:
    """Rows of the file, counted from 1: two rows of preamble and a header come first."""
    return reading.tables["glotip_quarantined"]["row"].tolist()


def world() -> list[list[str]]:
    """Three countries with true counts below ten thousand."""
    return [
        *series("USA", 9854, 8913, 8375, 6244, 5501, 3120),
        *series("AFG", 12, 31, 7, 5, 18, 22),
        *series("KEN", 110, 95, 160, 201, 188, 240),
    ]


def test_an_eight_digit_code_is_kept_in_the_ledger_and_out_of_every_figure(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [*world(), row("AFG", 2020, WILD, Sex="Female")])
    assert quarantined(reading) == [3 + 18 + 1]
    cell = reading.tables["glotip_quarantined"].iloc[0]
    assert (cell["country"], cell["year"], cell["sex"], cell["value"]) == (
        "AFG", "2020", "Female", WILD)  # fmt: skip
    found = [f for f in reading.findings if "8 digits" in f.rule]
    assert [f.count for f in found] == [1]
    assert "row 22" in found[0].place
    assert "AFG" in found[0].place
    assert "other numbers go up to 31" in found[0].rule
    assert reading.tables["identified"]["upper"].max() == 9854


def test_the_other_value_of_a_key_holds_when_one_is_quarantined(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [*world(), row("AFG", 2020, WILD), row("AFG", 2020, "27")])
    table = reading.tables["identified"]
    cell = table[(table["country"] == "AFG") & (table["year"] == 2020)].iloc[0]
    assert (cell["persons"], cell["status"]) == (27, "observed")


@pytest.mark.parametrize("large", [99_999, 100_000, 250_000, 999_999])
def test_a_year_with_a_hundred_thousand_identified_passes_and_is_named(
    tmp_path: Path, large: int
) -> None:
    reading = read_rows(tmp_path, [*world(), row("AFG", 2022, large)])
    assert quarantined(reading) == []
    assert reading.tables["identified"]["persons"].max() == large
    named = [f for f in reading.findings if f"{large:,}" in f.rule]
    assert len(named) == (large >= 100_000)


def test_a_file_of_large_true_counts_passes_also_beyond_a_million(tmp_path: Path) -> None:
    rows = [*world(), *series("IND", 310_000, 420_500, 680_000, 905_000, 730_000, 1_240_000)]
    assert quarantined(read_rows(tmp_path, rows)) == []


def test_a_wild_cell_is_held_against_its_own_country_where_the_world_has_large_counts(
    tmp_path: Path,
) -> None:
    # No empty decade lies above 310,000. Logarithms 0.7, 1.3, 1.9, 2.5, 3.0 have the median 1.9 and
    # the MAD 0.6: (6.18 - 1.9) * 0.6745 / 0.6 = 4.8, which is above 3.5.
    rows = [*world(), *series("IND", 310_000), *series("TUV", 5, 20, 80, 300, 1000)]
    rows.append(row("TUV", 2020, 1_500_000))
    reading = read_rows(tmp_path, rows)
    assert quarantined(reading) == [len(rows) + 3]
    assert "go up to 1,000" in reading.tables["glotip_quarantined"]["reason"].iloc[0]
    # Among numbers from 80 to 100,000 a million and a half has a score of 1.8 only: it passes.
    rows[-6:-1] = series("TUV", 80, 3_000, 20_000, 60_000, 100_000)
    assert quarantined(read_rows(tmp_path, rows)) == []


def test_a_count_beyond_a_million_passes_when_its_published_parts_add_up(tmp_path: Path) -> None:
    parts = {"Total": 3_000_001, "Female": 1_800_000, "Male": 1_200_001}
    rows = [*world(), *(row("AFG", 2022, number, Sex=sex) for sex, number in parts.items())]
    assert quarantined(read_rows(tmp_path, rows)) == []
    rows[-1] = row("AFG", 2022, 1_200_002, Sex="Male")
    assert len(quarantined(read_rows(tmp_path, rows))) == 3


def test_parts_by_age_bear_a_large_total_out_as_well(tmp_path: Path) -> None:
    ages = {"Total": 2_500_000, "0 to 17 years": 1_000_000, "18 years or over": 1_500_000}
    rows = [*world(), *(row("AFG", 2022, number, Age=age) for age, number in ages.items())]
    assert quarantined(read_rows(tmp_path, rows)) == []


def test_a_country_whose_every_value_is_wild_is_held_against_the_world(tmp_path: Path) -> None:
    wild = series("TUV", "10082022", "20190101", "30052023", "99999999", "12345678", "87654321")
    reading = read_rows(tmp_path, [*world(), *wild])
    assert len(quarantined(reading)) == 6
    assert "TUV" not in set(reading.tables["identified"]["country"])
    assert set(reading.tables["identified"]["country"]) == {"USA", "AFG", "KEN"}


def test_a_country_with_one_number_only_is_held_against_the_world(tmp_path: Path) -> None:
    assert len(quarantined(read_rows(tmp_path, [*world(), row("TUV", 2019, WILD)]))) == 1
    # Two million is more than ten times the largest count of this edition, 9,854, ...
    assert len(quarantined(read_rows(tmp_path, [*world(), row("TUV", 2019, 2_000_000)]))) == 1
    # ... and a million and a half less than ten times the largest of this one, 160,000.
    rows = [*world(), *series("IND", 160_000), row("TUV", 2019, 1_500_000)]
    assert quarantined(read_rows(tmp_path, rows)) == []


def test_wild_cells_of_many_sizes_do_not_vouch_for_one_another(tmp_path: Path) -> None:
    sizes = ["1500000", "4000000", "12000000", "40000000", "150000000", "9999999999"]
    wild = [row("KEN", 2003 + at, size, Indicator=CONVICTED) for at, size in enumerate(sizes)]
    assert len(quarantined(read_rows(tmp_path, [*world(), *wild]))) == len(sizes)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [("12.5", "fraction"), ("0,75", "fraction"), ("-3", "negative"), ("2019-05-07", "a date"),
     ("07/05/2019", "a date"), ("see note", "no number"), ("=1+1", "no number"),
     ("1e7", "no number"), ("12 (est.)", "no number")],
)  # fmt: skip
def test_a_cell_that_is_no_whole_number_is_quarantined(
    tmp_path: Path, cell: str, reason: str
) -> None:
    reading = read_rows(tmp_path, [*world(), row("AFG", 2020, cell)])
    assert quarantined(reading) == [22]
    assert reason in reading.tables["glotip_quarantined"]["reason"].iloc[0]
    assert reading.tables["identified"]["upper"].max() == 9854


def test_words_in_the_place_of_a_number_are_not_repeated(tmp_path: Path) -> None:
    reading = read_rows(tmp_path, [*world(), row("AFG", 2020, "Jane Example")])
    assert quarantined(reading) == [22]
    told = str(reading.findings) + reading.tables["glotip_quarantined"].to_csv()
    assert "Jane" not in told


def test_a_date_cell_of_a_workbook_is_quarantined(tmp_path: Path) -> None:
    cells: list[object] = list(row("AFG", 2020, ""))
    cells[11] = datetime.datetime(2020, 5, 10)
    path = write_workbook(tmp_path / "edition.xlsx", [*world(), cells])
    reading = read(path)
    assert quarantined(reading) == [22]
    assert reading.tables["glotip_quarantined"]["reason"].tolist() == ["a date"]


def test_the_day_number_of_a_date_is_quarantined_and_a_count_of_its_size_is_not(
    tmp_path: Path,
) -> None:
    # Spreadsheets count days from 30 December 1899: 1 January 2014 is day 41,640.
    serial = (datetime.date(2014, 1, 1) - datetime.date(1899, 12, 30)).days
    assert serial == 41_640
    reading = read_rows(tmp_path, [*world(), row("AFG", 2009, serial)])
    assert quarantined(reading) == [22]
    assert "2014-01-01" in reading.tables["glotip_quarantined"]["reason"].iloc[0]
    assert quarantined(read_rows(tmp_path, [*world(), row("USA", 2009, serial)])) == []
    # Outside of the years that the file speaks of, a number is no date of it.
    assert quarantined(read_rows(tmp_path, [*world(), row("AFG", 2009, 55_000)])) == []


def test_several_day_numbers_in_one_country_do_not_vouch_for_one_another(tmp_path: Path) -> None:
    wild = [row("AFG", 2004 + at, 41_000 + 90 * at) for at in range(4)]
    assert len(quarantined(read_rows(tmp_path, [*world(), *wild]))) == 4


def test_a_wild_cell_of_a_citizenship_is_in_the_ledger_too(tmp_path: Path) -> None:
    cell = row("AFG", 2020, WILD, Dimension="by citizenship", Category="Nepal")
    assert quarantined(read_rows(tmp_path, [*world(), cell])) == [22]


def test_very_many_wild_cells_are_named_by_their_rows(tmp_path: Path) -> None:
    wild = [row("TUV", 2003 + at % 20, WILD, Category=f"C{at}", Dimension="by citizenship")
            for at in range(60)]  # fmt: skip
    reading = read_rows(tmp_path, [*world(), *wild])
    assert len(quarantined(reading)) == 60
    (told,) = [f for f in reading.findings if "TUV" in f.place]
    assert told.count == 60
    assert all(str(number) in told.place for number in range(22, 82))


@needs_shared
def test_wild_cells_in_the_real_edition_are_found_and_large_true_counts_are_not(
    tmp_path: Path,
) -> None:
    wild = {"GBR": WILD, "IND": "30052023", "USA": "12345678", "LKA": "1000000", "MLT": "41640"}
    true = {"FRA": "45,000", "DEU": "100,000", "MDG": "250,000"}
    left, rows = wild | true, [list(line) for line in real_lines()]
    for line in rows:
        if line[4].startswith("Detected") and line[5:9] == ["Total"] * 4:
            line[11] = left.pop(line[0], line[11])
    assert not left
    reading = read_rows(tmp_path, rows)
    table = reading.tables["glotip_quarantined"]
    assert set(zip(table["country"], table["value"], strict=True)) == set(wild.items())
    assert {45_000, 100_000, 250_000} <= set(reading.tables["identified"]["persons"].dropna())


@pytest.mark.parametrize(
    ("cell", "clean"),
    [("1,234", "1234"), ("1 234", "1234"), ("1\u202f234\u00a0567", "1234567"), ("12.0", "12"),
     ("< 5", "<5"), ("-", ""), ("..", ""), ("N/A", ""), ("007", "7"), ("0", "0"), ("1,23", "1,23"),
     ("1.234", "1.234"), ("12.50", "12.50")],
)  # fmt: skip
def test_counts_are_brought_into_one_spelling_and_the_rest_is_left(cell: str, clean: str) -> None:
    assert list(clean_values(pd.Series([cell]))) == [clean]


true_counts = st.lists(st.integers(0, 9_999), min_size=5, max_size=15)


@settings(max_examples=25, deadline=None)
@given(counts=st.dictionaries(st.sampled_from(["NAM", "AFG", "KEN", "USA"]), true_counts,
                              min_size=1))  # fmt: skip
def test_no_count_below_ten_thousand_is_ever_quarantined(
    tmp_path_factory: pytest.TempPathFactory, counts: dict[str, list[int]]
) -> None:
    rows = [line for code, numbers in counts.items() for line in series(code, *numbers)]
    reading = read_rows(tmp_path_factory.mktemp("true"), rows)
    assert quarantined(reading) == []
    assert reading.persons == sum(sum(numbers) for numbers in counts.values())


def test_a_country_of_few_and_uneven_numbers_does_not_hide_a_wild_one(tmp_path: Path) -> None:
    # Logarithms 0.7, 0.7, 1.7, 1.7, 2.7: their spread alone would let eight digits pass.
    rows = [*world(), *series("TUV", 5, 5, 53, 53, 551), row("TUV", 2001, "10000000")]
    assert len(quarantined(read_rows(tmp_path, rows))) == 1


@settings(max_examples=25, deadline=None)
@given(
    large=st.integers(50_000, FLOOR - 1),
    wild=st.integers(10_000_000, 99_999_999),
    numbers=st.lists(st.integers(5, 9_999), min_size=5, max_size=15),
)
def test_eight_digits_are_quarantined_and_a_large_true_count_beside_them_is_not(
    tmp_path_factory: pytest.TempPathFactory, large: int, wild: int, numbers: list[int]
) -> None:
    # The true count of another country is the larger evidence that counts can be large.
    rows = [*series("KEN", *numbers), *series("USA", large), row("KEN", 2001, wild)]
    reading = read_rows(tmp_path_factory.mktemp("wild"), rows)
    assert quarantined(reading) == [len(rows) + 3]
    assert reading.persons == sum(numbers) + large
