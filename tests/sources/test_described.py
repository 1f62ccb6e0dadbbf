"""A file with a Data Package beside it is held against its own description."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.errors import CaselightError
from helpers.sources.described import check_description
from helpers.sources.read import read

FIELDS = [
    {"name": "Country Code", "type": "string", "constraints": {"pattern": "[A-Z]{3}"}},
    {"name": "Year", "type": "integer"},
    {"name": "Value", "type": "integer", "constraints": {"minimum": 0}},
]


def put(folder: Path, rows: str, **changes: object) -> Path:
    path = folder / "people.csv"
    path.write_text("Country Code,Year,Value\n" + rows, "utf-8")
    entry = {"name": "people", "path": "people.csv", "schema": {"fields": FIELDS}} | changes
    text = json.dumps({"name": "own", "resources": [entry]})
    (folder / "datapackage.json").write_text(text, "utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(CaselightError) as refused:
        read(path)
    return str(refused.value)


def test_a_file_that_fits_its_description_is_read_and_says_so(tmp_path: Path) -> None:
    reading = read(put(tmp_path, "NAM,2020,5\n"))
    assert int(reading.tables["population"]["persons"].iloc[0]) == 5
    assert any("datapackage.json beside it and fits" in note for note in reading.notes)


def test_a_cell_of_another_type_is_pointed_at_without_its_value(tmp_path: Path) -> None:
    said = refusal(put(tmp_path, "NAM,2020,5\nKEN,2020,Jane Doe\n"))
    assert "people.csv, line 3, field 'Value': type error" in said
    assert "Jane" not in said


def test_a_cell_that_breaks_a_constraint_is_pointed_at(tmp_path: Path) -> None:
    assert "line 2, field 'Country Code': constraint error" in refusal(
        put(tmp_path, "Nam,2020,5\n")
    )


def test_a_heading_that_is_not_described_is_pointed_at(tmp_path: Path) -> None:
    fields = [FIELDS[0], FIELDS[1], {"name": "Persons", "type": "integer"}]
    said = refusal(put(tmp_path, "NAM,2020,5\n", schema={"fields": fields}))
    assert "field 'Persons': incorrect label" in said


def test_without_a_schema_or_for_another_file_there_is_nothing_to_hold_it_against(
    tmp_path: Path,
) -> None:
    assert not check_description(put(tmp_path, "NAM,2020,x\n", schema={}))
    assert not check_description(put(tmp_path, "NAM,2020,x\n", path="other.csv"))
    (tmp_path / "datapackage.json").unlink()
    assert not check_description(tmp_path / "people.csv")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"resources": 3}', '{"resources": [3]}'])
def test_a_damaged_description_is_refused(tmp_path: Path, content: str) -> None:
    path = put(tmp_path, "NAM,2020,5\n")
    (tmp_path / "datapackage.json").write_text(content, "utf-8")
    assert "datapackage.json" in refusal(path)


def test_a_description_cannot_reach_another_file(tmp_path: Path) -> None:
    """The path of a resource is the file that is read, whatever else the description says."""
    path = put(tmp_path, "NAM,2020,5\n", data=[{"Year": "x"}])
    assert "datapackage.json" in refusal(path) or read(path).rows == 1
