"""GLOTIP: every number of the ledger against a plain count, and every layout read back exactly."""

from __future__ import annotations

from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.layouts import find_layout
from helpers.sources.peek import peek
from helpers.sources.read import read
from helpers.sources.reading import Reading
from tests.sources.glotip_files import (
    CONVICTED,
    EDITION_2023,
    HEADER,
    real_lines,
    row,
    series,
    write_csv,
    write_workbook,
)
from tests.sources.shared_files import needs_shared

REGIONS = ("CAR", "CAS", "EEU", "MCA", "MCN", "SAF", "SAM")
STAGES = {
    "Persons brought into formal contact": "formal_contact",
    "Persons prosecuted": "prosecuted",
    CONVICTED: "convicted",
}


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


@cache
def plain_rows() -> list[dict[str, str]]:
    """The rows of the 2023 edition, by openpyxl."""
    return [dict(zip(HEADER, line, strict=True)) for line in real_lines()]


@cache
def edition_2023() -> Reading:
    return read(EDITION_2023)


def counted(reading: Reading, words: str) -> int:
    """The count of the one line of the ledger whose rule holds these words."""
    (found,) = [finding for finding in reading.findings if words in finding.rule]
    return found.count


def key_of(line: dict[str, str]) -> tuple[str, ...]:
    names = ("Iso3_code", "Indicator", "Dimension", "Category", "Sex", "Age", "Year")
    return tuple(line[name] for name in names)


@needs_shared
def test_the_ledger_counts_the_duplicate_rows_of_2023() -> None:
    lines = [tuple(line.values()) for line in plain_rows()]
    assert counted(edition_2023(), "equal to an earlier") == len(lines) - len(set(lines)) == 255


@needs_shared
def test_the_ledger_counts_the_conflicting_keys_of_2023() -> None:
    values: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for line in plain_rows():
        if line["Iso3_code"] and line["Country"]:  # regional groups have no Country
            values[key_of(line)].add(line["txtVALUE"])
    several = {key for key, told in values.items() if len(told) > 1}
    assert counted(edition_2023(), "keys with several values") == len(several) == 192
    assert len(edition_2023().tables["glotip_conflicts"]) == len(several)


@needs_shared
def test_the_ledger_counts_the_ranges_of_2023() -> None:
    ranges = sum(line["txtVALUE"] == "<5" for line in plain_rows())
    assert counted(edition_2023(), "printed as '<5'") == ranges == 23076


@needs_shared
@pytest.mark.parametrize("code", [*REGIONS, "Aruba/Curacao"])
def test_the_ledger_counts_each_code_that_is_no_country(code: str) -> None:
    rows = sum(line["Iso3_code"] == code for line in plain_rows())
    assert counted(edition_2023(), f"rows of '{code}'") == rows > 0
    for table in ("identified", "justice"):
        assert code not in set(edition_2023().tables[table]["country"])


@needs_shared
def test_the_blank_code_of_2023_is_sark() -> None:
    blank = [line["Country"] for line in plain_rows() if not line["Iso3_code"]]
    assert set(blank) == {"Sark"}
    assert counted(edition_2023(), "'Sark'") == len(blank) == 26
    assert edition_2023().missing["country code"] == len(blank)


@needs_shared
def test_no_cell_of_2023_is_quarantined_because_each_is_a_count() -> None:
    values = Counter(line["txtVALUE"] for line in plain_rows())
    numbers = [int(value.replace(",", "")) for value in values if value != "<5"]
    assert min(numbers) == 5
    assert max(numbers) == 25844
    assert counted(edition_2023(), "plainly not counts") == 0
    assert edition_2023().tables["glotip_quarantined"].empty


@needs_shared
def test_detected_victims_of_2023_equal_a_plain_sum_over_keys_with_one_value() -> None:
    values: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for line in plain_rows():
        is_country = line["Country"] and line["Iso3_code"]
        is_total = (line["Dimension"], line["Sex"], line["Age"]) == ("Total", "Total", "Total")
        if is_country and is_total and line["Indicator"].startswith("Detected"):
            values[key_of(line)].add(line["txtVALUE"].replace(",", ""))
    single = [next(iter(told)) for told in values.values() if len(told) == 1]
    assert edition_2023().persons == sum(int(value) for value in single if value != "<5")


@needs_shared
@pytest.mark.parametrize(("label", "stage"), STAGES.items())
def test_each_stage_of_2023_has_as_many_keys_as_a_plain_count(label: str, stage: str) -> None:
    keys = {
        key_of(line)
        for line in plain_rows()
        if line["Indicator"] == label and line["Dimension"] == "Total"
        if line["Iso3_code"] and line["Country"]
    }
    table = edition_2023().tables["justice"]
    assert int((table["stage"] == stage).sum()) == len(keys)


@needs_shared
def test_the_edition_and_its_date_come_from_the_preamble() -> None:
    about = edition_2023().provenance
    assert (about.edition, about.date, about.source) == ("30 May 2023", "2023-05-30", "glotip")
    assert edition_2023().rows == len(plain_rows()) == 46556


@pytest.mark.parametrize("preamble", [True, False])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_edition_reads_alike_as_csv_and_workbook_with_and_without_preamble(
    tmp_path: Path, kind: str, preamble: bool
) -> None:
    rows = [row("NAM", 2019, "1,234"), row("AFG", 2019, "<5"), row("NAM", 2020, "7", Sex="Female")]
    write = write_csv if kind == "csv" else write_workbook
    reading = read(write(tmp_path / f"any name.{kind}", rows, preamble=preamble))
    table = reading.tables["identified"]
    found = table[["country", "year", "sex", "upper"]].itertuples(index=False, name=None)
    assert set(found) == {("NAM", 2019, "total", 1234), ("AFG", 2019, "total", 4),
                          ("NAM", 2020, "female", 7)}  # fmt: skip
    about = reading.provenance
    if preamble:
        assert (about.edition, about.date) == ("14 April 2025", "2025-04-14")
    else:
        assert (about.edition, about.date) == ("not stated in the file", "")


def test_numbers_in_a_numeric_column_are_read_and_blanks_are_not_reported(tmp_path: Path) -> None:
    header = ["VALUE" if name == "txtVALUE" else name for name in HEADER]
    numbers = {"1234": 1234, "0": 0, "3": 3, "": None}
    rows: list[list[object]] = []
    for at, text in enumerate(numbers):
        cells: list[object] = list(row("NAM", 2010 + at, text))
        cells[HEADER.index("Year")] = 2010 + at
        cells[HEADER.index("txtVALUE")] = numbers[text]
        rows.append(cells)
    table = read(write_workbook(tmp_path / "a.xlsx", rows, header)).tables["identified"]
    table = table.set_index("year")
    assert table["persons"].dropna().to_dict() == {2010: 1234, 2011: 0, 2012: 3}
    assert table.loc[2013, "status"] == "not_reported"


@pytest.mark.parametrize("spelling", ["ISO3", "iso3 code", "ISO3_CODE", "Iso3 Code"])
def test_another_spelling_of_the_header_and_extra_columns_make_no_difference(
    tmp_path: Path, spelling: str
) -> None:
    header = [spelling, *(name.upper() for name in HEADER[1:]), "Remark"]
    rows = [[*row("NAM", 2019, "12"), "=1+1"]]
    reading = read(write_csv(tmp_path / "a.csv", rows, header))
    assert reading.tables["identified"]["persons"].tolist() == [12]


def test_columns_in_another_order_are_read_by_name(tmp_path: Path) -> None:
    rows = [row("NAM", 2019, "12")[::-1]]
    reading = read(write_csv(tmp_path / "a.csv", rows, HEADER[::-1]))
    assert reading.tables["identified"]["persons"].tolist() == [12]


def test_another_table_of_data_unodc_is_not_taken_for_glotip(tmp_path: Path) -> None:
    rows = [row("NAM", 2019, "12", Indicator="Victims of intentional homicide", Source="CTS")]
    look = peek(write_csv(tmp_path / "data_glotip.csv", rows))
    layout = find_layout(look)
    assert layout is None or layout.name != "glotip"


def test_rates_are_left_out_and_told(tmp_path: Path) -> None:
    rate = row("NAM", 2019, "0.4", **{"Unit of measurement": "Rate per 100,000 population"})
    reading = read(write_csv(tmp_path / "a.csv", [row("NAM", 2019, "12"), rate]))
    assert counted(reading, "another unit") == 1
    assert reading.tables["identified"]["persons"].tolist() == [12]
    assert reading.tables["glotip_quarantined"].empty


def test_a_label_without_a_code_is_counted_as_unknown_and_told(tmp_path: Path) -> None:
    by_form = {"Dimension": "by form of exploitation"}
    rows = [
        row("NAM", 2019, "12", Sex="Nonbinary"),
        row("NAM", 2019, "5", Sex="Unknown"),
        row("NAM", 2019, "7", Category="Forced criminality", **by_form),
        row("NAM", 2019, "9", Indicator="Persons arrested"),
    ]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    table = reading.tables["identified"]
    unknown = table[table["sex"] == "unknown"].iloc[0]
    assert (unknown["lower"], unknown["upper"], unknown["status"]) == (5, 17, "conflicting")
    assert table.loc[table["form"] == "unknown", "persons"].tolist() == [7]
    for label in ("Nonbinary", "Forced criminality", "Persons arrested"):
        assert counted(reading, repr(label)) == 1


def test_two_unknown_labels_with_one_value_are_two_groups_of_people(tmp_path: Path) -> None:
    rows = [row("NAM", 2019, "12", Sex="Nonbinary"), row("NAM", 2019, "12", Sex="Unknown")]
    table = read(write_csv(tmp_path / "a.csv", rows)).tables["identified"]
    assert table[["lower", "upper"]].values.tolist() == [[12, 24]]


def test_a_key_with_several_values_keeps_bounds_from_the_smallest_to_the_sum(
    tmp_path: Path,
) -> None:
    rows = [row("NAM", 2019, value) for value in ("27", "<5", "20", "27")]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    (cell,) = reading.tables["identified"].itertuples()
    # The second 27 is an exact copy; '<5' adds at most 4: 27 + 4 + 20.
    assert (cell.lower, cell.upper, cell.status) == (0, 51, "conflicting")
    assert counted(reading, "equal to an earlier") == 1


def test_a_form_named_total_does_not_count_people_twice(tmp_path: Path) -> None:
    by_form = row("NAM", 2019, "12", Dimension="by form of exploitation")
    table = read(write_csv(tmp_path / "a.csv", [row("NAM", 2019, "12"), by_form]))
    assert table.persons == 12


@pytest.mark.parametrize("year", ["9999", "20 19", "", "19"])
def test_a_row_without_a_year_is_kept_out_and_told(tmp_path: Path, year: str) -> None:
    rows = [row("NAM", 2019, "12"), row("NAM", year, "13")]
    reading = read(write_csv(tmp_path / "a.csv", rows))
    assert reading.tables["identified"]["persons"].tolist() == [12]
    assert counted(reading, "without a year") == 1


def test_a_file_without_rows_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CaselightError, match="a header and no row"):
        read(write_csv(tmp_path / "a.csv", []))


def test_a_label_of_markup_stays_text_in_the_ledger(tmp_path: Path) -> None:
    label = "<img src=x onerror=alert(1)>"
    reading = read(write_csv(tmp_path / "a.csv", [row("NAM", 2019, "12", Sex=label)]))
    assert counted(reading, label) == 1
    assert reading.tables["identified"]["sex"].tolist() == ["unknown"]


@pytest.mark.parametrize(
    ("cell", "date"),
    [("30/05/2023", "2023-05-30"), ("2023-05-30", "2023-05-30"), ("30 May 2023", "2023-05-30"),
     ("Updated: 5.6.2024", "2024-06-05"), ("05/30/2023", "2023-05-30"),
     ("05/06/2024", "2024-06-05"), ("May", "")],
)  # fmt: skip
def test_the_date_of_an_edition_is_read_day_first(tmp_path: Path, cell: str, date: str) -> None:
    path = write_csv(tmp_path / "a.csv", series("NAM", 12))
    path.write_text(path.read_text("utf-8").replace("14/04/2025", cell), encoding="utf-8")
    assert read(path).provenance.date == date


codes = st.sampled_from(["NAM", "AFG", "GBR", "CIV", "XKX"])
values = st.one_of(st.integers(0, 99_999).map(str), st.integers(1000, 99_999).map("{:,}".format),
                   st.just("<5"), st.just(""))  # fmt: skip
sexes = st.sampled_from([("Total", "total"), ("Female", "female"), ("Male", "male"),
                         ("Other", "other"), ("Unknown", "unknown")])  # fmt: skip
ages = st.sampled_from([("Total", "total"), ("0 to 17 years", "child"),
                        ("18 years or over", "adult"), ("Unknown", "unknown")])  # fmt: skip
kinds = st.sampled_from(
    [("Total", "Total", "total"), ("by form of exploitation", "Forced labour", "labour"),
     ("by form of exploitation", "Sexual exploitation", "sexual"),
     ("by form of exploitation", "Other forms of exploitation", "other")]
)  # fmt: skip
keys = st.tuples(codes, st.integers(2003, 2025), kinds, sexes, ages)


@settings(max_examples=25, deadline=None)
@given(cells=st.dictionaries(keys, values, min_size=1, max_size=30), data=st.data())
def test_any_valid_edition_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple, str], data: st.DataObject
) -> None:
    rows = [
        row(code, year, value, Dimension=kind[0], Category=kind[1], Sex=sex[0], Age=age[0])
        for (code, year, kind, sex, age), value in cells.items()
    ]
    order = data.draw(st.permutations(HEADER))
    rows = [[line[HEADER.index(name)] for name in order] for line in rows]
    path = tmp_path_factory.mktemp("glotip") / "edition.csv"
    reading = read(write_csv(path, rows, order, preamble=data.draw(st.booleans())))
    expected = {
        (code, year, sex[1], age[1], kind[2]): bounds(value)
        for (code, year, kind, sex, age), value in cells.items()
    }
    table = reading.tables["identified"].astype(object)
    found = {tuple(line[:5]): tuple(line[6:]) for line in table.itertuples(index=False, name=None)}
    assert {key: clear(told) for key, told in found.items()} == expected


def bounds(value: str) -> tuple[object, ...]:
    if value == "":
        return (None, None, "not_reported")
    if value == "<5":
        return (0, 4, "hidden_at_source")
    number = int(value.replace(",", ""))
    return (number, number, "observed")


def clear(told: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(None if pd.isna(value) else value for value in told)
