"""Random valid case files in each own layout, read back exactly as a plain count has them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.sources.own.counting import count_cases
from helpers.sources.own.mapping import read_mapping
from tests.sources.own_files import HEAD, write_case

SEXES = {"F": "female", "M": "male", "": "unknown", "?": "unknown"}
LABELS = {"Trabajo": "labour", "Sexual; other": "sexual", "Mariage, forcé": "marriage"}
COUNTRIES = {"Ghana": "GHA", "NA": "NAM", "Costa de Marfil": "CIV", "": "unknown",
             "Moldova, Republic of": "MDA", "TGO": "TGO"}  # fmt: skip
VALUES = (
    '[values.sex]\nF = "female"\nM = "male"\n[unknown]\nsex = ["?"]\n[values.form]\n'
    + "".join(f'"{label}" = "{code}"\n' for label, code in LABELS.items())
)  # fmt: skip
FORMS = ("labour", "sexual", "other", "marriage", "slavery_like")

Case = tuple[str, str, str, int, list[str]]
cases = st.lists(
    st.tuples(
        st.sampled_from(list(SEXES)),
        st.sampled_from(list(COUNTRIES)),
        st.sampled_from(["2018", "2021", ""]),
        st.integers(0, 99),
        st.lists(st.sampled_from(list(LABELS)), unique=True),
    ),
    min_size=1, max_size=15,
)  # fmt: skip

_EDGES = (8, 17, 20, 23, 26, 29, 38, 47)
_GROUPS = ("0-8", "9-17", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48+")


def _expect(rows: list[Case]) -> Counter[tuple[str, ...]]:
    found: Counter[tuple[str, ...]] = Counter()
    for sex, country, year, age, forms in rows:
        group = _GROUPS[sum(age > edge for edge in _EDGES)]
        answers = ["yes" if form in {LABELS[x] for x in forms} else "unknown" for form in FORMS]
        found[(SEXES[sex], COUNTRIES[country], year or "unknown", group, *answers)] += 1
    return found


def _find(path: Path) -> Counter[tuple[str, ...]]:
    frame = count_cases(read_mapping(path)).combinations
    columns = ["sex", "country", "year", "age_group", *(f"form_{form}" for form in FORMS)]
    found: Counter[tuple[str, ...]] = Counter()
    for row, persons in zip(frame[columns].astype(str).to_numpy(), frame["persons"], strict=True):
        found[tuple(row)] += int(persons)
    return found


COLUMNS = '[columns]\nsex = "s"\ncountry = "c"\nyear = "y"\nage = "a"\n'
HEADER = ["s", "c", "y", "a", "f"]


@settings(max_examples=25, deadline=None)
@given(cases)
def test_a_row_a_person_with_lists(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Case]
) -> None:
    folder = tmp_path_factory.mktemp("lists")
    cells = [(*row[:4], " ; ".join(row[4])) for row in rows]
    path = write_case(folder, HEADER, cells, COLUMNS + 'form = "f"\n' + VALUES)
    assert _find(path) == _expect(rows)


@settings(max_examples=25, deadline=None)
@given(cases)
def test_a_row_a_person_with_flags(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Case]
) -> None:
    folder = tmp_path_factory.mktemp("flags")
    cells = [(*row[:4], *("1" if label in row[4] else "" for label in LABELS)) for row in rows]
    flags = "[flags.form]\n" + "".join(f'"{x}" = "{code}"\n' for x, code in LABELS.items())
    path = write_case(folder, [*HEADER[:4], *LABELS], cells, COLUMNS + flags + VALUES)
    assert _find(path) == _expect(rows)


@settings(max_examples=25, deadline=None)
@given(cases, st.randoms(use_true_random=False))
def test_a_row_a_person_and_form(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Case], chance: object
) -> None:
    folder = tmp_path_factory.mktemp("forms")
    cells = [
        (*row[:4], label, f"id {number}")
        for number, row in enumerate(rows)
        for label in (row[4] or [""])
    ]
    chance.shuffle(cells)  # type: ignore[attr-defined]
    columns = COLUMNS + 'form = "f"\nperson = "id"\n'
    path = write_case(folder, [*HEADER, "id"], cells, columns + VALUES, 'rows = "person_and_form"')
    assert _find(path) == _expect(rows)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(cases.map(lambda rows: rows[0]), st.integers(0, 999)), min_size=1))
def test_a_row_a_number_of_persons(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[Case, int]]
) -> None:
    folder = tmp_path_factory.mktemp("counts")
    cells = [(*row[:4], "; ".join(row[4]), persons) for row, persons in rows]
    columns = COLUMNS + 'form = "f"\npersons = "n"\n'
    path = write_case(folder, [*HEADER, "n"], cells, columns + VALUES)
    expected: Counter[tuple[str, ...]] = Counter()
    for row, persons in rows:
        for key in _expect([row]):
            expected[key] += persons
    assert +_find(path) == +expected


@settings(max_examples=12, deadline=None)
@given(cases)
def test_a_workbook(tmp_path_factory: pytest.TempPathFactory, rows: list[Case]) -> None:
    folder = tmp_path_factory.mktemp("book")
    book = openpyxl.Workbook()
    book.active.append(HEADER)
    for row in rows:
        year = int(row[2]) if row[2] else None
        book.active.append([row[0] or None, row[1] or None, year, row[3], "; ".join(row[4])])
    book.save(folder / "cases.xlsx")
    path = folder / "cases.toml"
    text = HEAD.format(data="").replace("cases.csv", "cases.xlsx")
    path.write_text(text + COLUMNS + 'form = "f"\n' + VALUES, encoding="utf-8")
    assert _find(path) == _expect(rows)
