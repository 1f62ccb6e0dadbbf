"""Two editions compared: what was revised, added and withdrawn, and nothing else."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.editions import EditionChanges, compare_editions
from helpers.sources.read import read
from helpers.sources.reading import Reading
from tests.sources.glotip_files import CONVICTED, row, write_csv


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


def edition(folder: Path, name: str, rows: list[list[str]], date: str = "14/04/2025") -> Reading:
    path = write_csv(folder / f"{name}.csv", rows)
    path.write_text(path.read_text("utf-8").replace("14/04/2025", date), encoding="utf-8")
    return read(path)


@pytest.fixture
def changes(tmp_path: Path) -> EditionChanges:
    old = [row("NAM", 2018, "12"), row("NAM", 2019, "<5"), row("AFG", 2019, "30"),
           row("KEN", 2018, "7"), row("KEN", 2018, "9", Indicator=CONVICTED)]  # fmt: skip
    new = [row("NAM", 2018, "1,300"), row("NAM", 2019, "6"), row("AFG", 2019, "30"),
           row("KEN", 2020, "8"), row("KEN", 2018, "9", Indicator=CONVICTED)]  # fmt: skip
    return compare_editions(
        edition(tmp_path, "new", new), edition(tmp_path, "old", old, "30/05/2023")
    )


def test_revised_added_and_withdrawn_cells_are_counted_by_table(changes: EditionChanges) -> None:
    counts = {table.table: (table.counts, table.same) for table in changes.tables}
    assert counts == {
        "identified": ({"revised": 2, "added": 1, "withdrawn": 1}, 1),
        "justice": ({"revised": 0, "added": 0, "withdrawn": 0}, 1),
    }


def test_the_cells_are_told_with_both_values_the_largest_change_first(
    changes: EditionChanges,
) -> None:
    identified = changes.tables[0]
    assert [cell.line for cell in identified.cells["revised"]] == [
        "NAM, 2018: 12 → 1,300",
        "NAM, 2019: 0 to 4 (published as a range) → 6",
    ]
    assert [cell.line for cell in identified.cells["added"]] == ["KEN, 2020: 8"]
    assert [cell.line for cell in identified.cells["withdrawn"]] == ["KEN, 2018: 7"]
    assert identified.cells["revised"][0].size == 1300 - 12


def test_the_lines_name_both_editions_and_every_change(changes: EditionChanges) -> None:
    lines = changes.to_lines()
    assert lines[0] == "Edition 14 April 2025 against edition 30 May 2023"
    assert "identified: 2 revised, 1 added, 1 withdrawn, 1 unchanged" in lines
    assert "  revised by year: 2018 1, 2019 1" in lines
    assert "  withdrawn: KEN, 2018: 7" in lines


def test_the_lines_stop_after_the_cells_asked_for_and_say_how_many_are_left(
    changes: EditionChanges,
) -> None:
    lines = changes.to_lines(most=1)
    assert "  revised: and 1 more" in lines
    assert not any("NAM, 2019" in line for line in lines)


def test_an_edition_against_itself_has_no_change(tmp_path: Path) -> None:
    reading = edition(tmp_path, "a", [row("NAM", 2018, "12"), row("NAM", 2019, "<5")])
    for table in compare_editions(reading, reading).tables:
        assert set(table.counts.values()) == {0}


def test_a_range_that_becomes_its_upper_number_is_revised(tmp_path: Path) -> None:
    new, old = (edition(tmp_path, v, [row("NAM", 2018, v)]) for v in ("4", "<5"))
    table = compare_editions(new, old).tables[0]
    assert [cell.line for cell in table.cells["revised"]] == [
        "NAM, 2018: 0 to 4 (published as a range) → 4"
    ]


def test_two_files_in_the_wrong_order_are_told_so(tmp_path: Path) -> None:
    rows = [row("NAM", 2018, "12")]
    older = edition(tmp_path, "old", rows, "30/05/2023")
    found = compare_editions(older, edition(tmp_path, "new", rows))
    assert any("swap the two files" in line for line in found.to_lines())


def test_editions_of_two_sources_are_refused(tmp_path: Path) -> None:
    reading = edition(tmp_path, "a", [row("NAM", 2018, "12")])
    other = replace(reading, provenance=replace(reading.provenance, source="nrm"))
    with pytest.raises(CaselightError, match="one source"):
        compare_editions(reading, other)


def test_no_cell_of_a_case_file_is_told(tmp_path: Path) -> None:
    reading = edition(tmp_path, "a", [row("NAM", 2018, "12")])
    table = pd.DataFrame(
        {"channel": ["hotline", "hotline"], "country": ["NAM", "AFG"],
         "citizenship": ["NAM", "NAM"], "persons": pd.array([3, 71], dtype="Int64")}
    )  # fmt: skip
    new = replace(reading, tables={"caseload_citizenship": table})
    old = replace(reading, tables={"caseload_citizenship": table.assign(persons=[4, 71])})
    found = compare_editions(new, old)
    assert found.tables[0].counts == {"revised": 1, "added": 0, "withdrawn": 0}
    assert found.to_lines()[-1] == (
        "caseload_citizenship: 1 revised, 0 added, 0 withdrawn, 1 unchanged"
    )
    assert not any(cells for cells in found.tables[0].cells.values())


def test_what_was_found_cannot_be_changed_afterwards(changes: EditionChanges) -> None:
    with pytest.raises(FrozenInstanceError):
        changes.new = "another"  # type: ignore[misc]


keys = st.tuples(st.sampled_from(["NAM", "AFG", "KEN"]), st.integers(2003, 2020))
editions = st.dictionaries(keys, st.integers(0, 9_999), min_size=1, max_size=20)


@settings(max_examples=20, deadline=None)
@given(new=editions, old=editions)
def test_the_changes_of_any_two_editions_equal_a_comparison_of_their_cells(
    tmp_path_factory: pytest.TempPathFactory,
    new: dict[tuple[str, int], int],
    old: dict[tuple[str, int], int],
) -> None:
    folder = tmp_path_factory.mktemp("editions")
    readings = [
        edition(folder, name, [row(code, year, value) for (code, year), value in cells.items()])
        for name, cells in (("new", new), ("old", old))
    ]
    table = compare_editions(*readings).tables[0]
    told = {
        kind: {(dict(cell.key)["country"], int(dict(cell.key)["year"])) for cell in cells}
        for kind, cells in table.cells.items()
    }
    assert told == {
        "revised": {key for key in new.keys() & old.keys() if new[key] != old[key]},
        "added": new.keys() - old.keys(),
        "withdrawn": old.keys() - new.keys(),
    }
    assert table.same == sum(new[key] == old[key] for key in new.keys() & old.keys())
