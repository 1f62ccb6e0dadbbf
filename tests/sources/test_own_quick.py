"""A large case file read by guess gives what the careful way gives, or is left to it."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.caseload import tabulate
from helpers.sources.kinds.plain import NOT_UTF8, find_cells
from helpers.sources.own import counting, quick, tally
from helpers.sources.own.cells import Coded
from helpers.sources.own.coding import Coder
from helpers.sources.own.counting import Counted, count_cases
from helpers.sources.own.fold import Layer, Packer
from helpers.sources.own.mapping import read_mapping
from helpers.sources.own.people import FIRST, LARGEST, UNION, Hasher
from helpers.sources.own.pieces import NotPlainError, Shape
from helpers.tables.schemas import check_table
from tests.sources.own_files import write_case

_CELL = st.one_of(
    st.text('aé€😀 ,;"\n', max_size=6),
    st.text("abc", min_size=7, max_size=40),
    st.sampled_from(["x" * 8, "x" * 9, "x" * 16, "x" * 17, "same head, this middle, same tail"]),
)


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _code(path: Path, width: int, hasher: Hasher | None = None) -> list[pa.Array] | None:
    shape = Shape(",", width, tuple(range(width)), 0 if hasher else None)
    return Coder(shape, hasher).read(path, 0, path.stat().st_size)


@settings(max_examples=70, deadline=None)
@given(
    st.lists(st.tuples(_CELL, _CELL, _CELL), min_size=1, max_size=40),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
def test_plain_text_is_read_as_the_standard_reader_reads_it(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], end: str, how: int
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end, quoting=how).writerows(rows)
    path = _write(tmp_path_factory.mktemp("plain") / "a.csv", text.getvalue().encode())
    found = _code(path, 3)
    assert found is not None
    assert [tuple(row) for row in zip(*(c.to_pylist() for c in found), strict=True)] == rows
    words = [list(dict.fromkeys(row[place] for row in rows)) for place in range(3)]
    assert [column.dictionary.to_pylist() for column in found] == words


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(["a", '"', ",", "\n", "\r", '"a"', "é", "a,a\n", '"",a\n'])))
def test_any_text_is_read_as_arrow_reads_it_or_left_to_it(
    tmp_path_factory: pytest.TempPathFactory, parts: list[str]
) -> None:
    data = "".join(parts).encode()
    path = _write(tmp_path_factory.mktemp("any") / "a.csv", data)
    found = _code(path, 2)
    if found is None or not data:
        return
    table = pa.csv.read_csv(
        pa.BufferReader(data),
        read_options=pa.csv.ReadOptions(column_names=["0", "1"]),
        parse_options=pa.csv.ParseOptions(newlines_in_values=True),
        convert_options=pa.csv.ConvertOptions(
            column_types={"0": pa.string(), "1": pa.string()}, strings_can_be_null=False
        ),
    )
    assert [column.to_pylist() for column in found] == [c.to_pylist() for c in table.columns]


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([b"a" * 61, b"\n", b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80"]),
            st.binary(min_size=1, max_size=4),
        ),
        max_size=8,
    )
)
def test_bytes_that_are_no_text_never_become_rows(parts: list[bytes]) -> None:
    data = b"".join(parts) + b"\n"
    padded = np.frombuffer(data + bytes(200), dtype=np.uint8).copy()
    rows = find_cells(padded, len(data), ord(","), 1, np.empty(len(data) + 80, dtype=np.int32))
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert rows < 0
    else:
        assert rows != NOT_UTF8


def test_every_lead_and_second_byte_is_judged_as_python_judges_it() -> None:
    ends = np.empty(100, dtype=np.int32)
    for lead in range(128, 256):
        for second in range(256):
            for more in range(3):
                data = bytes([lead, second, *[0x80] * more]) + b"a\n"
                padded = np.frombuffer(data + bytes(200), dtype=np.uint8).copy()
                found = find_cells(padded, len(data), ord(","), 1, ends)
                try:
                    data.decode("utf-8")
                except UnicodeDecodeError:
                    assert found == NOT_UTF8
                else:
                    assert found != NOT_UTF8


def test_words_with_the_same_ends_are_told_apart(tmp_path: Path) -> None:
    words = [f"same head {number:05} same tail" for number in range(20_000)]
    path = _write(tmp_path / "a.csv", "".join(f"{word},x\n" for word in words).encode())
    found = _code(path, 2)
    assert found is not None
    assert found[0].to_pylist() == words


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)))
def test_keys_are_those_of_the_careful_way(
    tmp_path_factory: pytest.TempPathFactory, ids: list[str]
) -> None:
    ids = [*ids, "C-1", "C-1 ", "", " ", 'quote"d', "n" * 24, "n" * 25]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerows((each, "x") for each in ids)
    path = _write(tmp_path_factory.mktemp("ids") / "a.csv", text.getvalue().encode())
    hasher = Hasher()
    found = _code(path, 2, hasher)
    assert found is not None
    assert found[0].to_pylist() == hasher.key(pa.array(ids, pa.string())).to_pylist()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 2), st.integers(0, 3)), max_size=200))
def test_a_table_that_grows_counts_every_row(rows: list[tuple[int, int, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tally, "_FIRST", 4)
        table = tally.Tally(2)
    expected: Counter[tuple[int, int]] = Counter()
    for start in range(0, len(rows), 30):
        part = np.array(rows[start : start + 30], dtype=np.int64).T
        table.add(np.ascontiguousarray(part[:2]), np.ascontiguousarray(part[2]))
    for one, two, persons in rows:
        expected[one, two] += persons
    packed, persons = table.give()
    found = {tuple(key): n for key, n in zip(packed.T.tolist(), persons.tolist(), strict=True)}
    assert found == dict(expected)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.lists(st.integers(0, 2), min_size=4,
                                                           max_size=4)), max_size=9))  # fmt: skip
def test_layers_lie_over_one_another_by_their_rule(told: list[tuple[str, list[int]]]) -> None:
    rules = {"a": FIRST, "b": LARGEST, "c": UNION}
    packer = Packer({"a": 40, "b": 2, "c": 30})
    places = np.array([2, 0, 3, 1, 1], dtype=np.int16)
    layers = [Layer(n, Coded(np.array(each), places), rules[n]) for n, each in told]
    expected = {name: [0] * 5 for name in "abc"}
    for name, numbers in told:
        for row, place in enumerate(places.tolist()):
            before, new = expected[name][row], numbers[place]
            one = before or new if name == "a" else max(before, new)
            expected[name][row] = before | new if name == "c" else one
    found = packer.unpack(packer.lay(layers, 5))
    assert {name: numbers.tolist() for name, numbers in found.items()} == expected


_TABLES = """[columns]
{person}registered = "day"
birthdate = "born"
age = "age"
age_group = "band"
sex = "sex"
country = "where"
citizenship = "where"
form = ["forms", "more"]
sector = "trades"
[flags.form]
mine = "labour"
[flags.means]
debt = "debt_bondage"
[values.sex]
F = "female"
M = "male"
[values.age_group]
child = "child"
grown = "adult"
[values.form]
work = "labour"
sex = "sexual"
[values.sector]
farm = "agriculture"
house = "domestic_work"
"""


def _draw(many: int, ids: int) -> list[tuple[object, ...]]:
    chance = random.Random(5)
    draw = chance.choice
    return [
        (f"p{chance.randrange(ids)}" if chance.random() > 0.02 else "",
         f"{chance.randrange(1, 31):02}/0{chance.randrange(1, 9)}/20{chance.randrange(10, 19)}",
         draw(["", "01/02/2001", "05/05/1999", "31/12/2030"]), draw(["", "7", "30", "old"]),
         draw(["", "child", "grown"]), draw(["F", "M", "", "odd"]),
         draw(["Ghana", "Côte d'Ivoire", "Atlantis", ""]), draw(["work", "sex", "work; sex", ""]),
         draw(["sex", "", "strange"]), draw(["farm", "house", ""]), draw("10 "), draw("10 "),
         draw(['she said "no"', "a, b", "line\nbreak", ""]))
        for _ in range(many)
    ]  # fmt: skip


_HEADER = ("id", "day", "born", "age", "band", "sex", "where", "forms", "more", "trades", "mine",
           "debt", "note")  # fmt: skip


def _same(one: Counted, other: Counted) -> None:
    keys = [name for name in one.combinations if name != "persons"]
    frames = [
        counted.combinations.astype(dict.fromkeys(keys, "str"))
        .groupby(keys)["persons"].sum().sort_index()
        for counted in (one, other)
    ]  # fmt: skip
    pd.testing.assert_series_equal(*frames)
    assert (one.rows, one.persons, one.findings) == (other.rows, other.persons, other.findings)


@pytest.mark.parametrize("person", ["", 'person = "id"\n'])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_guess_counts_what_the_careful_way_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person: str, mark: bytes
) -> None:
    data = 'dates = ["DD/MM/YYYY"]\n'
    rows = _draw(900, 500)
    path = write_case(tmp_path, _HEADER, rows, _TABLES.format(person=person), data)
    file = tmp_path / "cases.csv"
    file.write_bytes(mark + file.read_bytes())
    careful = count_cases(read_mapping(path))
    monkeypatch.setattr(quick, "LARGE", 0)
    monkeypatch.setattr(quick, "PIECE", 9000)
    monkeypatch.setattr(counting._Counter, "count", None)  # the careful way is not taken
    _same(careful, count_cases(read_mapping(path)))


_HOUSES = ("Casa Violeta", "Second House", "The Third", "Fourth, by the sea")


@pytest.mark.parametrize("person", ["", 'person = "id"\n'])
def test_the_guess_knows_the_contributors_that_the_careful_way_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, person: str
) -> None:
    # Each house is met first in another piece of the file, and the third one in two spellings.
    chance = random.Random(8)
    names = [chance.choice(["", "n/a", *_HOUSES[: 1 + n // 300], *["THE third "] * (n > 600)])
             for n in range(1200)]  # fmt: skip
    rows = [(f"p{chance.randrange(700)}", "work", chance.choice(["farm", ""]), name)
            for name in names]  # fmt: skip
    tables = f"""[columns]
{person}form = "form"
sector = "trade"
contributor = "house"
[unknown]
contributor = ["n/a"]
[values.form]
work = "labour"
[values.sector]
farm = "agriculture"
"""
    path = write_case(tmp_path, ("id", "form", "trade", "house"), rows, tables)
    met = list(dict.fromkeys(n.strip().casefold() for n in names if n not in ("", "n/a")))
    assert met == [house.casefold() for house in _HOUSES]
    known: dict[object, set[int]] = {}
    for place, (one, *_, name) in enumerate(rows):
        numbers = known.setdefault(one if person else place, set())
        if name not in ("", "n/a"):
            numbers.add(met.index(name.strip().casefold()) + 1)
    expected = Counter("+".join(map(str, sorted(each))) or "unknown" for each in known.values())
    careful = count_cases(read_mapping(path))
    monkeypatch.setattr(quick, "LARGE", 0)
    monkeypatch.setattr(quick, "PIECE", 2000)
    monkeypatch.setattr(counting._Counter, "count", None)  # the careful way is not taken
    quickly = count_cases(read_mapping(path))
    _same(careful, quickly)
    for counted in (careful, quickly):
        sums = counted.combinations.groupby("contributor", observed=True)["persons"].sum()
        assert {str(each): int(n) for each, n in sums.items()} == dict(expected)
        tables_of = tabulate(counted.combinations)
        for name, table in tables_of.items():
            check_table(name, table, name)
        told = tables_of["caseload_exposure"].query("country == 'all' and sector == 'all'")
        told = told[told["attribute"] == "total"].set_index("contributor")["persons"]
        assert {str(each): int(n) for each, n in told.items()} == dict(expected)


def test_too_many_contributors_are_refused_by_the_guess_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(f"house {n // 50}", "x") for n in range(31 * 50)]
    path = write_case(tmp_path, ("house", "t"), rows, '[columns]\ncontributor = "house"\n')
    said = []
    for large in (quick.LARGE, 0):
        monkeypatch.setattr(quick, "LARGE", large)
        monkeypatch.setattr(quick, "PIECE", 2000)
        with pytest.raises(CaselightError, match="at most 30 contributing") as told:
            count_cases(read_mapping(path))
        said.append(str(told.value))
    assert said[0] == said[1]


_ROWS = [("F", "x")] * 3000


@pytest.mark.parametrize(
    ("end", "rule"),
    [
        (b'F,"open\nF,b\n', r"quotation mark|cells under"),
        (b"F,a,more\n", "one cell for each heading"),
        (b"F\n", "one cell for each heading"),
    ],
)
def test_what_is_wrong_late_in_a_file_is_told_as_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: bytes, rule: str
) -> None:
    path = write_case(tmp_path, ["s", "t"], _ROWS, '[columns]\nsex = "s"\n')
    with (tmp_path / "cases.csv").open("ab") as file:
        file.write(end)
    said = []
    for large in (quick.LARGE, 0):
        monkeypatch.setattr(quick, "LARGE", large)
        monkeypatch.setattr(quick, "PIECE", 2000)
        with pytest.raises(CaselightError, match=rule) as told:
            count_cases(read_mapping(path))
        said.append(str(told.value))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    "tail", [b"M,caf\xe9\n", b'M,7" pipe\n', b"\n\nM,x\n", b"M,x", b'M,"a\nF,b\nF,c"\n', b"M,x\r\n"]
)
def test_a_file_that_is_not_as_guessed_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tail: bytes
) -> None:
    tables = '[columns]\nsex = "s"\n[values.sex]\nF = "female"\nM = "male"\n'
    path = write_case(tmp_path, ["s", "t"], _ROWS, tables)
    with (tmp_path / "cases.csv").open("ab") as file:
        file.write(tail)
    careful = count_cases(read_mapping(path))
    monkeypatch.setattr(quick, "LARGE", 0)
    monkeypatch.setattr(quick, "PIECE", 2000)
    _same(careful, count_cases(read_mapping(path)))


def test_pieces_lie_one_behind_the_other(tmp_path: Path) -> None:
    lines = [f"{n},{'x' * (n % 50)}\n" for n in range(2000)]
    path = _write(tmp_path / "a.csv", "".join(lines).encode())
    pieces = list(quick.find_pieces(path, Shape(",", 2, (0,)), 700))
    starts = np.cumsum([0, *map(len, lines)]).tolist()
    assert len(pieces) > 50
    assert [place for place, _ in pieces] == np.cumsum([0, *(n for _, n in pieces[:-1])]).tolist()
    assert {place for place, _ in pieces} <= set(starts)
    assert sum(size for _, size in pieces) == path.stat().st_size


def test_a_file_without_rows_is_not_cut(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.csv", b"a,b\n" + b"x" * 9000)
    with pytest.raises(NotPlainError):
        list(quick.find_pieces(path, Shape(",", 2, (0,)), 700))
