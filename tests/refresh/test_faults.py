"""Raw files that are missing, damaged or strange: one message, status 2, nothing touched."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from helpers import cli
from tests.refresh import raw_folder as made
from tests.refresh.conftest import Desk, contents


def read_rows(path: Path) -> list[list[str]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def edit_csv(path: Path, old: str, new: str) -> None:
    """Another text in every cell that equals the old one."""
    rows = read_rows(path)
    edited = [[new if cell == old else cell for cell in row] for row in rows]
    assert edited != rows
    made.write_csv(path, edited)


def keep_header(path: Path) -> None:
    if path.suffix == ".feather":
        pd.read_feather(path).iloc[:0].to_feather(path)
    elif path.suffix in {".csv", ".gz"}:
        made.write_csv(path, read_rows(path)[:1])
    elif path.name == Path(made.GLOTIP).name:
        made.write_glotip(path, [])
    else:
        made.write_gsi_2018(path, [])


def rename_columns(path: Path) -> None:
    if path.suffix == ".feather":
        pd.read_feather(path).add_prefix("x").to_feather(path)
    elif path.suffix in {".csv", ".gz"}:
        rows = read_rows(path)
        made.write_csv(path, [[f"x{name}" for name in rows[0]], *rows[1:]])
    elif path.name == Path(made.GLOTIP).name:
        header = [name if name == "Iso3_code" else f"x{name}" for name in made.GLOTIP_HEADER]
        made.write_glotip(path, made.glotip_rows(), header)
    else:
        # The columns of estimates change places with others: read by position they would pass.
        header = [*made.GSI_2018_HEADER[:3], "Factor One", "Factor Two"]
        made.write_gsi_2018(path, made.GSI_2018_ROWS, header)


def truncate(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) * 2 // 3])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def test_the_small_folder_is_refreshed_without_a_complaint(desk: Desk) -> None:
    before = contents(desk.figures)
    assert desk.refresh() == (0, "")
    assert contents(desk.figures) == before  # same files, same bytes, and the note stays


@pytest.mark.parametrize("name", made.FILES)
def test_a_missing_raw_file_is_named(desk: Desk, name: str) -> None:
    (desk.raw / name).unlink()
    assert f"{Path(name).name}: No such file" in desk.refuse()


def test_a_folder_that_is_not_there_is_refused(desk: Desk) -> None:
    desk.raw = desk.raw / "elsewhere"
    assert "No such file" in desk.refuse()


@pytest.mark.parametrize("spoil", [keep_header, rename_columns, empty])
@pytest.mark.parametrize("name", made.FILES)
def test_a_file_without_its_rows_or_columns_is_named(
    desk: Desk, name: str, spoil: Callable[[Path], None]
) -> None:
    spoil(desk.raw / name)
    assert Path(name).name in desk.refuse()


@pytest.mark.parametrize("name", [made.CTDC, *made.WORKBOOKS])
def test_a_truncated_file_is_named(desk: Desk, name: str) -> None:
    truncate(desk.raw / name)
    assert f"{Path(name).name}:" in desk.refuse()


def test_a_workbook_is_known_by_its_columns_whatever_its_sheet_is_called(desk: Desk) -> None:
    path = desk.raw / made.GSI_2018
    book = openpyxl.load_workbook(path)
    book.worksheets[0].title = "Something else"
    book.save(path)
    before = contents(desk.figures)
    assert desk.refresh() == (0, "")
    assert contents(desk.figures) == before


def test_a_name_in_another_encoding_is_read_as_the_country_that_it_is(desk: Desk) -> None:
    path = desk.raw / made.TREATIES
    text = path.read_text(encoding="utf-8").replace("Albania", "Côte d'Ivoire")
    path.write_bytes(text.encode("latin-1"))
    assert desk.refresh() == (0, "")
    assert b"CIV" in contents(desk.figures)["treaties.csv"]


def test_an_unreadable_file_is_not_called_damaged(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = Path(made.GLOTIP).name
    open_any = Path.open

    def refuse(path: Path, *mode: Any, **options: Any) -> Any:
        if path.name == name:
            raise PermissionError(13, "Permission denied")
        return open_any(path, *mode, **options)

    monkeypatch.setattr(Path, "open", refuse)
    said = desk.refuse()
    assert f"{name}: Permission denied" in said
    assert "damaged" not in said


STRANGE_CELLS = [
    (made.TREATIES, "Albania", "Albanya", "line 2"),
    (made.TREATIES, "21 Aug 2002", "21 Aug 2002 x", "line 2"),
    (made.TREATIES, "21 Aug 2002", "31 Feb 2002", "line 2"),
    (made.TREATIES, "12 Dec 2000", "2000-12-12", "line 2"),
    (made.GSI_2023, "Maldives", "The Maldives", "'The Maldives'"),
    (made.GSI_2023, "505,000", "about 505,000", "row 2"),
    (made.GSI_2023, "505,000", "<0", "row 2"),
    (made.GSI_2023, "13.0", "13,0", "row 2"),
    (made.POPULATION, "2540905", "2.5 million", "column 'Value', row 4"),
    (made.POPULATION, "2540905", "2540905.5", "column 'Value', row 4"),
    (made.POPULATION, "2020", "20x0", "column 'Year', row 2"),
    (made.REFERRALS, "Child (17 or under)", "Minor", "'Minor'"),
    (made.REFERRALS, "Total", "Sum", "a total is missing"),
    (made.REFERRALS, "3", "three", "column 'NRM referrals'"),
    (made.NOTIFIED, "Q3", "Third", "column 'Quarter'"),
    (made.NOTIFIED, "65", "-65", "line 2, column 'Total'"),
    (made.REASONABLE, "Q4", "Q5", "column 'Quarter'"),
    (made.CONCLUSIVE, f"{made.AGES[0]} - Total", "Adult - Total", "'Adult'"),
    (made.CROSSED[0], "Albanian", "Martian", "'Martian'"),
    (made.CROSSED[1], "Labour & Criminal", "Labour & Fraud", "'Labour & Fraud'"),
    (made.BOATS, "NRM referral raised", "Referred", "'Referred'"),
    (made.BOAT_OUTCOMES, "Negative", "Refused", "Refused"),
]


@pytest.mark.parametrize(("name", "old", "new", "found"), STRANGE_CELLS)
def test_a_strange_cell_is_pointed_at_and_never_guessed(
    desk: Desk, name: str, old: str, new: str, found: str
) -> None:
    edit_csv(desk.raw / name, old, new)
    said = desk.refuse()
    assert found in said
    places = (
        Path(name).name,
        "Global Slavery Index 2023",
        "UK National Referral Mechanism",
        "UK small boats",
    )
    assert any(place in said for place in places)


STRANGE_ROWS = [
    ({"Indicator": "Persons sentenced"}, "'Persons sentenced'"),
    ({"Sex": "Femme"}, "'Femme'"),
    ({"Age": "0 to 15 years"}, "'0 to 15 years'"),
    ({"Dimension": "by form"}, "'by form'"),
    ({"Dimension": "by form of exploitation", "Category": "Domestic"}, "'Domestic'"),
    ({"Year": "2018/19"}, "rows without a year"),
    ({"txtVALUE": "fewer than 5"}, "row 14"),
    ({"txtVALUE": "4.5"}, "row 14"),
]


@pytest.mark.parametrize(("words", "found"), STRANGE_ROWS)
def test_a_strange_row_of_glotip_is_pointed_at(
    desk: Desk, words: dict[str, str], found: str
) -> None:
    row = dict(zip(made.GLOTIP_HEADER, made.glotip_row("UGA", 2018, "6"), strict=True)) | words
    rows = [*made.glotip_rows(), list(row.values())]
    made.write_glotip(desk.raw / made.GLOTIP, rows)
    assert found in desk.refuse()


STRANGE_PERSONS = [
    ({"Datasource": "Referral"}, "'Referral'"),
    ({"gender": "F"}, "'F'"),
    ({"ageBroad": "9-19"}, "'9-19'"),
    ({"citizenship": "ZZ"}, "'ZZ'"),
    ({"CountryOfExploitation": "Atlantis"}, "'Atlantis'"),
    ({"yearOfRegistration": 19}, "column 'yearOfRegistration'"),
    ({"isForcedLabour": 7}, "column 'isForcedLabour'"),
    ({"typeOfLabourBegging": 2}, "column 'typeOfLabourBegging'"),
]


@pytest.mark.parametrize(("facts", "found"), STRANGE_PERSONS)
def test_a_strange_answer_in_the_case_records_is_pointed_at(
    desk: Desk, facts: dict[str, object], found: str
) -> None:
    odd = made.person(**facts)
    made.write_persons(desk.raw / made.CTDC, [odd, *made.persons()])
    assert found in desk.refuse()


DOUBLED = {made.TREATIES: "treaties", made.GSI_2023: "estimates", made.POPULATION: "population",
           made.SPEECH: "claims", made.COUNTRIES: "countries"}  # fmt: skip


@pytest.mark.parametrize("name", DOUBLED)
def test_a_row_that_stands_there_twice_is_refused(desk: Desk, name: str) -> None:
    rows = read_rows(desk.raw / name)
    made.write_csv(desk.raw / name, [*rows, rows[-1]])
    said = desk.refuse()
    assert f"'{DOUBLED[name]}'" in said
    assert "one row for each" in said


def test_a_referral_total_that_is_lost_is_not_summed_over(desk: Desk) -> None:
    rows = read_rows(desk.raw / made.REFERRALS)
    at = next(i for i, row in enumerate(rows) if row[3] == "Total")
    made.write_csv(desk.raw / made.REFERRALS, rows[:at] + rows[at + 1 :])
    assert "a total is missing" in desk.refuse()


def test_refresh_without_a_target_writes_the_shipped_figures(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELIGHT_REFERENCE", str(desk.figures))
    before = contents(desk.figures)
    (desk.figures / "datapackage.json").unlink()
    (desk.figures / "population.csv").write_text("damaged", encoding="utf-8")
    assert cli.main(["refresh", "--from", str(desk.raw)]) == 0
    assert contents(desk.figures) == before
