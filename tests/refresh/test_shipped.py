"""The shipped figures: made from the publishers' files, described, whole, and no bigger than said.

``CASELIGHT_REFERENCE`` can name another folder of figures to hold to the same tests.
"""

from __future__ import annotations

import csv
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from helpers.sources.reference import read_reference, reference_folder
from helpers.tables import vocabulary as v
from tests.refresh.conftest import contents

REFERENCE = reference_folder()


@cache
def package() -> dict[str, Any]:
    descriptor: dict[str, Any] = json.loads((REFERENCE / "datapackage.json").read_text("utf-8"))
    return descriptor


RESOURCES = {entry["name"]: entry for entry in package()["resources"]}


def rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_shipped_figures_are_derived_from_the_publishers_files_byte_for_byte(
    derived: Path,
) -> None:
    made, shipped = contents(derived), contents(REFERENCE)
    assert sorted(made) == sorted(shipped)
    assert [name for name in made if made[name] != shipped[name]] == []


def test_the_shipped_figures_take_less_than_five_megabytes() -> None:
    assert sum(len(content) for content in contents(REFERENCE).values()) < 5_000_000


def test_the_folder_holds_the_described_tables_and_nothing_else() -> None:
    assert set(contents(REFERENCE)) == {e["path"] for e in RESOURCES.values()} | {
        "datapackage.json"
    }


def test_the_data_package_and_every_table_are_valid() -> None:
    """Frictionless holds descriptor, types, required values, enumerations, keys and sizes."""
    report = Package(str(REFERENCE / "datapackage.json")).validate()
    assert report.flatten(["type", "title", "note"]) == []
    assert report.valid
    assert report.stats["tasks"] == len(RESOURCES) == 18


def test_the_validation_finds_a_value_that_breaks_the_schema(tmp_path: Path) -> None:
    for name, content in contents(REFERENCE).items():
        if name in {"datapackage.json", "population.csv"}:
            (tmp_path / name).write_bytes(content.replace(b"ABW,2000,90588", b"ABW,2000,many"))
    only = {**package(), "resources": [RESOURCES["population"]]}
    (tmp_path / "datapackage.json").write_text(json.dumps(only), encoding="utf-8")
    report = Package(str(tmp_path / "datapackage.json")).validate()
    assert not report.valid


@pytest.mark.parametrize("name", RESOURCES)
def test_each_table_says_where_it_comes_from(name: str) -> None:
    entry = RESOURCES[name]
    for part in ("title", "description", "source", "publisher", "edition", "date", "citation"):
        assert entry[part].strip(), part
    assert len(entry["date"].split("-")) == 3
    assert all(licence["title"].strip() for licence in entry["licenses"])
    assert all(source["title"].strip() for source in entry["sources"])
    assert entry["sources"]
    assert entry["licenses"]


@pytest.mark.parametrize("name", RESOURCES)
def test_each_table_is_as_large_as_its_description_says(name: str) -> None:
    entry, content = RESOURCES[name], (REFERENCE / f"{name}.csv").read_bytes()
    assert entry["bytes"] == len(content)
    assert entry["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
    assert entry["rows"] == len(rows(name))


@pytest.mark.parametrize("name", RESOURCES)
def test_each_field_has_a_type_and_a_description_and_each_number_a_unit(name: str) -> None:
    fields = RESOURCES[name]["schema"]["fields"]
    assert [field["name"] for field in fields] == list(rows(name)[0])
    assert [field["name"] for field in fields if len(field["description"].split()) < 2] == []
    counted = {"integer", "number", "date"}
    assert [f["name"] for f in fields if f["type"] in counted and not f.get("unit")] == []
    assert {f["type"] for f in fields} <= {*counted, "string"}


@pytest.mark.parametrize("name", RESOURCES)
def test_a_status_comes_from_the_closed_vocabulary_and_is_explained(name: str) -> None:
    status = [f for f in RESOURCES[name]["schema"]["fields"] if f["name"] == "status"]
    assert ("status" in rows(name)[0]) == bool(status)
    for field in status:
        assert field["constraints"] == {"required": True, "enum": list(v.STATUSES)}
        assert all(f"{word}: " in field["description"] for word in v.STATUSES)


@pytest.mark.parametrize("name", RESOURCES)
def test_the_primary_key_has_a_row_once(name: str) -> None:
    key = RESOURCES[name]["schema"].get("primaryKey")
    if name != "published":  # facts are printed more than once, that is what they are there for
        assert key
        listed = [tuple(row[column] for column in key) for row in rows(name)]
        assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("name", RESOURCES)
def test_the_reader_gives_every_cell_as_it_stands_in_the_file(name: str) -> None:
    """Text and whole numbers cell by cell: 'NA' is Namibia, an empty cell is missing."""
    read = read_reference(name, REFERENCE)
    assert read.provenance.citation == RESOURCES[name]["citation"]
    plain = rows(name)
    for column in read.table.columns:
        values = ["" if missing else str(value) for value, missing in
                  zip(read.table[column], read.table[column].isna(), strict=True)]  # fmt: skip
        if read.table[column].dtype == "Float64":
            assert [float(x or "nan") for x in values] == pytest.approx(
                [float(row[column] or "nan") for row in plain], nan_ok=True
            )
        else:
            assert values == [row[column] for row in plain]


COUNTRY_LIKE = {"country", "citizenship"}
NOT_ONE_COUNTRY = {"unknown", "all", "EU"}


@pytest.mark.parametrize("name", RESOURCES)
def test_each_country_is_in_the_list_of_countries(name: str) -> None:
    known = {row["country"] for row in rows("countries")}
    used = {row[c] for row in rows(name) for c in COUNTRY_LIKE & row.keys()}
    assert used <= known | NOT_ONE_COUNTRY


def test_na_is_namibia_in_every_table_that_has_it() -> None:
    (namibia,) = (row for row in rows("countries") if row["iso2"] == "NA")
    assert (namibia["country"], namibia["name"]) == ("NAM", "Namibia")
    table = read_reference("countries", REFERENCE).table
    assert table.loc[table["country"] == "NAM", "iso2"].to_list() == ["NA"]
    assert not table["iso2"].isna().any()
    for name in ("identified", "population", "treaties", "estimates"):
        column = "area" if name == "estimates" else "country"
        assert any(row[column] == "NAM" for row in rows(name)), name


def test_no_table_is_about_single_persons() -> None:
    """A count of persons in every caseload table, and no row that could be one person's."""
    for name in RESOURCES:
        if name.startswith("caseload"):
            for row in rows(name):
                numbers = [int(row[c]) for c in ("persons", "yes", "no", "unknown")
                           if row.get(c)]  # fmt: skip
                assert all(n == 0 or n >= 10 for n in numbers), (name, row)


@pytest.mark.parametrize("name", ["identified", "justice", "decisions", "estimates"])
def test_no_range_became_a_number(name: str) -> None:
    """'<5' is 0 to 4 and '<1,000' is 0 to 999, with no number; a number is both of its bounds."""
    for row in rows(name):
        persons, lower, upper = row["persons"], row["lower"], row["upper"]
        if row["status"] == "hidden_at_source":
            widest = "999" if name == "estimates" else "4"
            assert (persons, lower, upper) == ("", "0", widest)
        elif row["status"] == "conflicting":
            assert persons == ""
            assert int(lower) < int(upper)
        elif row["status"] == "not_reported":
            assert (persons, lower, upper) == ("", "", "")
        else:
            assert row["status"] == "observed"
            assert persons == lower == upper != ""
