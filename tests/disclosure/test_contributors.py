"""A file that names who contributed its cases, from the mapping to what each of them knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.composition import (
    count_flags,
    count_forms,
    count_people,
    count_sectors,
    select_caseload,
)
from helpers.disclosure.build import build_system
from helpers.errors import CaselightError
from helpers.sources.own.draft import draft_mapping
from helpers.sources.read import read
from helpers.sources.reading import Reading, Source
from helpers.tables.schemas import check_table

MAPPING = """\
[data]
file = "cases.csv"
channel = "referral"
[organisation]
name = "A network"
[columns]
person = "Id"
sex = "Sex"
form = "Form"
sector = "Sector"
contributor = "Partner"
[values.sex]
F = "female"
M = "male"
[values.form]
Labour = "labour"
Sexual = "sexual"
[values.sector]
Farm = "agriculture"
Building = "construction"
"""
NAMES = ("Casa Violeta", "Second House", "The Third")
ROWS = [
    *[(f"a{n}", "F", "Labour", "Farm", NAMES[0]) for n in range(14)],
    *[(f"b{n}", "M", "Labour", "Building", NAMES[1]) for n in range(11)],
    *[(f"c{n}", "F", "Sexual", "", NAMES[2]) for n in range(9)],
    # Two women whom two houses know, and one of whom nobody says who brought her.
    ("a0", "F", "Labour", "Farm", NAMES[1]),
    ("a1", "F", "Labour", "Farm", NAMES[1]),
    ("d0", "F", "Sexual", "", ""),
]


def write(folder: Path, mapping: str = MAPPING) -> Reading:
    text = "\n".join(",".join(row) for row in [("Id", "Sex", "Form", "Sector", "Partner"), *ROWS])
    (folder / "cases.csv").write_text(text + "\n", encoding="utf-8")
    (folder / "cases.toml").write_text(mapping, encoding="utf-8")
    return read(folder / "cases.toml")


def test_contributors_are_numbers_and_their_names_stay_in_the_file(tmp_path: Path) -> None:
    reading = write(tmp_path)
    forms = reading.tables["caseload_forms"]
    sums = forms.groupby("contributor", observed=True)["persons"].sum()
    assert {str(k): int(n) for k, n in sums.items()} == {
        "1": 12, "1+2": 2, "2": 11, "3": 9, "unknown": 1,
    }  # fmt: skip
    told = " ".join([*(t.to_csv() for t in reading.tables.values()), repr(reading.findings),
                     repr(reading.notes)])  # fmt: skip
    assert not any(name.casefold() in told.casefold() for name in NAMES)
    for name, table in reading.tables.items():
        check_table(name, table, name)


def test_counts_are_over_all_contributors(tmp_path: Path) -> None:
    reading = write(tmp_path)
    (tmp_path / "plain").mkdir()
    plain = write(tmp_path / "plain", MAPPING.replace('contributor = "Partner"\n', ""))
    assert "contributor" not in plain.tables["caseload_forms"]

    def count(found: Reading) -> list[object]:
        tables = {n: Source(t, found.provenance, ()) for n, t in found.tables.items()}
        caseload = select_caseload(tables["caseload_forms"])
        flags = count_flags(tables["caseload_sectors"], tables["caseload_forms"], "WLD", "sector",
                            caseload.channels)  # fmt: skip
        exposed = count_sectors(tables["caseload_exposure"], "WLD")
        counts = (count_forms(caseload), count_people(caseload), flags, exposed)
        return [sorted((c.key, c.persons) for c in each.cells if c.persons) for each in counts]

    assert count(reading) == count(plain)


def test_each_contributor_knows_its_own_persons(tmp_path: Path) -> None:
    reading = write(tmp_path)
    tables = {n: Source(t, reading.provenance, ()) for n, t in reading.tables.items()}
    caseload = select_caseload(tables["caseload_forms"])
    flags = count_flags(tables["caseload_sectors"], tables["caseload_forms"], "WLD", "sector",
                        caseload.channels)  # fmt: skip
    requests = [count_forms(caseload), count_people(caseload), flags,
                count_sectors(tables["caseload_exposure"], "WLD")]  # fmt: skip
    built = build_system(requests, reading.tables, 10)
    system = built.system
    assert sorted(system.contributors) == ["1", "2", "3"]
    sums = system.sums()
    own = {name: sums @ atoms for name, atoms in system.contributors.items()}

    def known(request: int, *key: str) -> list[int]:
        place = next(p for c, p in zip(requests[request].cells, built.places[request], strict=True)
                     if c.key == key)  # fmt: skip
        assert place is not None
        return [int(own[name][place]) for name in ("1", "2", "3")]

    # House 1 has 14 women, two of whom house 2 knows as well, with its own 11 men.
    assert known(0, "referral", "persons") == [14, 13, 9]
    assert known(0, "referral", "sexual") == [0, 0, 9]
    assert known(1, "referral", "female", "all") == [14, 2, 9]
    assert known(2, "referral", "agriculture") == [14, 2, 0]
    assert known(3, "referral", "construction") == [0, 11, 0]
    assert not any((system.equalities() @ atoms).any() for atoms in system.contributors.values())


def test_a_column_of_many_different_entries_is_no_contributor(tmp_path: Path) -> None:
    with pytest.raises(CaselightError, match="at most 30 contributing") as told:
        write(tmp_path, MAPPING.replace('"Partner"', '"Id"').replace('person = "Id"\n', ""))
    assert "a0" not in str(told.value)


@pytest.mark.parametrize(
    "heading", ["Contributing organisation", "Organisation partenaire", "Proveedor de datos"]
)
def test_a_draft_asks_a_person_about_the_contributor(tmp_path: Path, heading: str) -> None:
    text = f"Case ID,Sex,{heading}\n" + "".join(f"{n},F,House\n" for n in range(12))
    (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
    draft = draft_mapping(tmp_path / "cases.csv")
    line = next(line for line in draft.splitlines() if heading in line)
    assert "DECIDE" in line
    assert "contributor" in line
