"""Rows of one person brought together, whatever the ids look like and wherever a batch ends."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.own import stream
from helpers.sources.own.counting import count_cases
from helpers.sources.own.fold import Folder, Packer
from helpers.sources.own.mapping import read_mapping
from helpers.sources.own.people import FIRST, LARGEST, UNION, Hasher, find_repeated, merge_rows
from helpers.sources.own.pieces import read_pieces
from tests.sources.own_files import write_case

RULES = {"form": LARGEST, "marks": UNION, "sex": FIRST}


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 7), st.integers(0, 3)),
        min_size=1, max_size=40,
    )
)  # fmt: skip
def test_rows_become_persons_as_a_plain_loop_has_it(rows: list[tuple[int, int, int, int]]) -> None:
    people: dict[int, list[int]] = {}
    values: dict[int, set[int]] = {}
    for key, form, marks, sex in rows:
        person = people.setdefault(key, [0, 0, 0])
        person[0] = max(person[0], form)
        person[1] |= marks
        person[2] = person[2] or sex
        values.setdefault(key, set()).add(sex)
    columns = {
        name: np.array([row[place] for row in rows], dtype=np.int32)
        for name, place in (("form", 1), ("marks", 2), ("sex", 3))
    }
    merged = merge_rows(columns, np.array([row[0] for row in rows], dtype=np.uint64), RULES)
    found = sorted(zip(*(merged.columns[name].tolist() for name in RULES), strict=True))
    assert found == sorted(tuple(person) for person in people.values())
    assert merged.repeated == len(rows) - len(people)
    differ = sum(len(seen - {0}) > 1 for seen in values.values())
    assert merged.conflicts.get("sex", 0) == differ


_IDS = st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40))


@settings(max_examples=80, deadline=None)
@given(_IDS)
def test_the_same_id_has_the_same_key_and_another_one_another(ids: list[str]) -> None:
    hasher = Hasher()
    together = hasher.hash(pa.array(ids, pa.string())).tolist()
    alone = [int(hasher.hash(pa.array([each], pa.string()))[0]) for each in ids]
    assert together == alone
    assert len(set(together)) == len(set(ids))


def test_keys_of_ids_that_count_upwards_do_not_meet() -> None:
    for style in ("{}", "C-{:08d}", "2024/XYZ/{}/a-long-id-of-an-office"):
        ids = pa.array([style.format(n) for n in range(200_000)])
        assert len(np.unique(Hasher().hash(ids))) == 200_000


def test_each_reading_has_a_secret_of_its_own() -> None:
    ids = pa.array(["a", "b", "é", "x" * 50])
    assert not set(Hasher().hash(ids).tolist()) & set(Hasher().hash(ids).tolist())


@pytest.mark.parametrize("repeats", [1, 3])
def test_where_a_batch_ends_makes_no_difference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, repeats: int
) -> None:
    chance = random.Random(7)
    rows = [
        (f"p{n % (1200 // repeats)}", chance.choice(["F", "M", "", "odd"]), chance.choice("01"),
         chance.choice(["2019", "2020", "20 19"]))
        for n in range(1200)
    ]  # fmt: skip
    tables = (
        '[columns]\nperson = "id"\nsex = "s"\nyear = "y"\n[flags.form]\nl = "labour"\n'
        '[values.sex]\nF = "female"\nM = "male"\n'
    )
    mapping = read_mapping(write_case(tmp_path, ["id", "s", "l", "y"], rows, tables))
    whole = count_cases(mapping)
    monkeypatch.setattr(stream, "_PIECE", 700)
    pieces = count_cases(mapping)
    assert whole.persons == 1200 // repeats
    assert set(pieces.findings) == set(whole.findings)

    def rows_of(counted: object) -> list[list[str]]:
        frame = counted.combinations.astype(str)  # type: ignore[attr-defined]
        return sorted(frame[sorted(frame.columns)].to_numpy().tolist())

    assert rows_of(pieces) == rows_of(whole)


def test_combinations_are_summed_over_batches_whatever_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from helpers.sources.own import fold

    monkeypatch.setattr(fold, "_MOST_ROWS", 50)
    packer = Packer({"a": 7})
    folder, expected = Folder(packer), np.zeros(40, dtype=int)
    for batch in range(30):
        numbers = np.arange(batch, batch + 11) % 40
        folder.add(packer.pack({"a": numbers}), np.full(11, batch))
        expected[numbers] += batch
    table = folder.finish()
    assert table is not None
    found = dict(zip(table["a"].tolist(), table["persons"].tolist(), strict=True))
    assert [found[number] for number in range(40)] == expected.tolist()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 2**64 - 1), max_size=30), st.lists(st.integers(0, 29), max_size=10))
def test_repeated_keys_are_found_wherever_they_stand(keys: list[int], again: list[int]) -> None:
    keys = keys + [keys[place % len(keys)] for place in again if keys]
    found = find_repeated(np.array(keys, dtype=np.uint64)).tolist()
    assert found == [keys.count(key) > 1 for key in keys]


def test_packed_columns_come_out_as_they_went_in() -> None:
    widths = {"a": 30, "b": 31, "c": 12, "d": 2}
    columns = {name: np.array([0, 1, (1 << width) - 1]) for name, width in widths.items()}
    packer = Packer(widths)
    assert packer.words == 2
    unpacked = packer.unpack(packer.pack(columns))
    assert {n: c.tolist() for n, c in unpacked.items()} == {
        n: c.tolist() for n, c in columns.items()
    }


_CELL = st.text(st.sampled_from('ab",;\r\n é'), max_size=6)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=40),
    st.integers(20, 400),
    st.sampled_from(["\n", "\r\n"]),
)
def test_pieces_end_where_rows_end_whatever_stands_in_quotes(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, str]],
    size: int,
    line_end: str,
) -> None:
    path = tmp_path_factory.mktemp("pieces") / "a.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator=line_end).writerows(rows)
    pieces: list[bytes] = []
    for place, piece, marks in read_pieces(path, ",", 3, size):
        assert piece is None or marks == piece.tobytes().count(b'"')
        assert place == sum(map(len, pieces))
        pieces.append(path.read_bytes()[place:] if piece is None else piece.tobytes())
    assert b"".join(pieces) == path.read_bytes()
    found = [row for piece in pieces for row in csv.reader(io.StringIO(piece.decode(), newline=""))]
    assert found == list(csv.reader(path.open(newline="", encoding="utf-8")))


def test_a_quotation_mark_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    path = write_case(tmp_path, ["s", "t"], [("F", "a")] * 50, '[columns]\nsex = "s"\n')
    with (tmp_path / "cases.csv").open("a") as file:
        file.write('F,"open\nF,b\n')
    with pytest.raises(CaselightError, match=r"quotation mark|cells under"):
        count_cases(read_mapping(path))


@pytest.mark.parametrize("size", [8, 30, 64, 1000])
def test_headings_in_a_piece_of_their_own_lose_no_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(stream, "_PIECE", size)
    path = write_case(tmp_path, ["s", "t"], [("F", "x")] * 9, '[columns]\nsex = "s"\n')
    assert count_cases(read_mapping(path)).persons == 9


def test_a_text_that_cannot_be_cut_is_read_in_one_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A mark of inches inside a cell opens no quotes, but leaves the count of marks odd for long.
    rows = [f"F,{n}\n" for n in range(60)] + ['M,5" pipe\n'] + [f"F,{n}\n" for n in range(900)]
    text = "s,t\n" + "".join(rows) + 'M,7" pipe\n' + "".join(rows[:60])
    path = write_case(tmp_path, ["s", "t"], [], '[columns]\nsex = "s"\n')
    (tmp_path / "cases.csv").write_text(text)
    monkeypatch.setattr(stream, "_PIECE", 200)
    assert any(p is None for _, p, _ in read_pieces(tmp_path / "cases.csv", ",", 2, 200))
    assert count_cases(read_mapping(path)).persons == 60 + 1 + 900 + 1 + 60


def test_line_ends_of_old_computers_are_read(tmp_path: Path) -> None:
    path = write_case(tmp_path, ["s", "t"], [], '[columns]\nsex = "s"\n')
    (tmp_path / "cases.csv").write_bytes(b"s,t\rF,1\rM,2\r")
    assert count_cases(read_mapping(path)).persons == 2
