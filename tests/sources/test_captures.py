"""Capture lists: read whole, and refused when an entry cannot be one."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.read import read
from tests.sources.own_files import write_rows
from tests.sources.shared_files import SHARED, needs_shared


# Silverman (2014) and Bales, Hesketh and Silverman (2015) give 2,744; UKdat_4 is another table.
@needs_shared
@pytest.mark.parametrize(
    ("name", "lists", "persons"),
    [("UKdat", 6, 2744), ("UKdat_5", 5, 2744), ("UKdat_4", 4, 2428), ("Artificial_3", 3, 96)],
)
def test_the_published_histories_are_read_whole(
    tmp_path: Path, name: str, lists: int, persons: int
) -> None:
    path = tmp_path / "any name.csv"
    path.write_bytes((SHARED / "mse" / f"{name}.csv").read_bytes())
    reading = read(path)
    table = reading.tables["captures"]
    rows = list(csv.reader(path.open()))
    independent = {tuple(map(int, row[:-1])): int(row[-1]) for row in rows[1:]}
    assert list(table.columns) == [*rows[0][:-1], "persons"]
    assert len(table.columns) == lists + 1
    assert reading.persons == persons == sum(independent.values())
    found = {tuple(map(int, row[:-1])): int(row[-1]) for row in table.itertuples(index=False)}
    assert found == independent


def test_a_row_a_person_is_added_up(tmp_path: Path) -> None:
    rows = [(1, 0), (1, 1), (1, 0), (0, 1)]
    reading = read(write_rows(tmp_path / "a.csv", ["police", "shelter"], rows))
    table = reading.tables["captures"]
    assert table.to_numpy().tolist() == [[0, 1, 1], [1, 0, 2], [1, 1, 1]]


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ((2, 0, 5), "0 or 1", "A"),
        (("", 1, 5), "0 or 1", "A"),
        (("yes", 1, 5), "0 or 1", "A"),
        ((1, 0, -5), "whole number from zero", "count"),
        ((1, 0, 1.5), "whole number from zero", "count"),
        ((1, 0, ""), "whole number from zero", "count"),
        ((0, 0, 5), "one list or more", "A"),
    ],
)
def test_an_impossible_entry_is_refused_with_its_row(
    tmp_path: Path, row: tuple[object, ...], rule: str, column: str
) -> None:
    rows = [(1, 0, 3), (0, 1, 4), (1, 1, 2), row]
    with pytest.raises(CaselightError, match=rule) as caught:
        read(write_rows(tmp_path / "a.csv", ["A", "B", "count"], rows))
    assert f"row 5, column '{column}'" in caught.value.found


def test_a_row_a_person_and_list_is_read_by_a_mapping(tmp_path: Path) -> None:
    rows = [("p1", "police"), ("p2", "police"), ("p1", "shelter"), ("p1", "police"), ("p3", "?"),
            ("p4", "")]  # fmt: skip
    write_rows(tmp_path / "lists.csv", ["person", "by"], rows)
    path = tmp_path / "lists.toml"
    path.write_text(
        '[data]\nfile = "lists.csv"\nrows = "person_and_list"\n[organisation]\nname = "E"\n'
        '[columns]\nperson = "person"\nlist = "by"\n'
        '[values.list]\npolice = "Police"\nshelter = "Shelters"\n'
    )
    reading = read(path)
    table = reading.tables["captures"]
    found = {(int(r.Police), int(r.Shelters)): int(r.persons) for r in table.itertuples()}
    assert found == {(1, 1): 1, (1, 0): 1}
    told = [finding.rule for finding in reading.findings]
    assert "label of a few persons that the mapping does not have" in told
    assert any("without a list" in rule for rule in told)
    write_rows(tmp_path / "lists.csv", ["person", "by"], [*rows, ("", "police")])
    with pytest.raises(CaselightError, match="row 8, column 'person'"):
        read(path)


@settings(max_examples=25, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda size: st.dictionaries(
            st.tuples(*[st.integers(0, 1)] * size).filter(any), st.integers(1, 5000), min_size=1
        )
    )
)
def test_any_histories_are_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, histories: dict[tuple[int, ...], int]
) -> None:
    folder = tmp_path_factory.mktemp("captures")
    names = [f"list {n}" for n in range(len(next(iter(histories))))]
    rows = [(*history, persons) for history, persons in histories.items()]
    table = read(write_rows(folder / "a.csv", [*names, "n"], rows)).tables["captures"]
    found = {tuple(map(int, row[:-1])): int(row[-1]) for row in table.itertuples(index=False)}
    assert found == histories
    assert sum(Counter(found).values()) == sum(histories.values())
