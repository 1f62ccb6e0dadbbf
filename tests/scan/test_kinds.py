"""Every kind of file: tables, pages, workbooks, pictures, data, packed or not."""

from __future__ import annotations

import gzip
import json
import zlib

import pytest

from tests.scan.made import (
    MAIL,
    NAME,
    PHONE,
    cell,
    found,
    jpeg,
    kinds,
    packed,
    png,
    to_gzip64,
    workbook,
)

PEOPLE = [
    ["Case ID", "Sexo", "Edad", "Nationality"],
    ["A-1", "F", 31, "Ghana"],
    ["A-2", "M", 16, "Togo"],
    ["A-3", "F", 44, "Mali"],
]
COUNTS = [
    ["Sex", "Age group", "Citizenship", "Form of exploitation", "People"],
    ["Women", "18-20", "Ghana", "Labour", 120],
    ["Men", "18-20", "Togo", "Labour", 35],
    ["Men", "21-23", "Togo", "Labour", "hidden"],
]


def to_csv(rows: list[list[object]], mark: str = ",") -> str:
    return "\n".join(mark.join(map(str, row)) for row in rows) + "\n"


def to_html(rows: list[list[object]]) -> str:
    cells = ("".join(f"<td>{c}</td>" for c in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_rows_of_people_are_found_and_rows_of_counts_are_not(mark: str) -> None:
    assert found("a.csv", to_csv(PEOPLE, mark)) == {("", "raw_rows")}
    assert found("a.txt", to_csv(COUNTS, mark)) == set()


def test_people_are_found_in_pages_workbooks_and_data() -> None:
    records = [dict(zip(PEOPLE[0], row, strict=True)) for row in PEOPLE[1:]]
    lines = "\n".join(map(json.dumps, records))
    for name, data in (
        ("a.html", to_html(PEOPLE)),
        ("a.xlsx", workbook(PEOPLE)),
        ("a.json", json.dumps({"x": records})),
        ("a.jsonl", lines),
        ("a.csv.gz", gzip.compress(to_csv(PEOPLE).encode())),
        ("a.zip", packed({"b/a.csv": to_csv(PEOPLE)})),
        ("a", to_csv(PEOPLE).encode("utf-16")),
        ("b.csv", to_csv(PEOPLE).encode("utf-16-le")),
    ):
        assert "raw_rows" in kinds(name, data), name
    for name, data in (("a.html", to_html(COUNTS)), ("a.xlsx", workbook(COUNTS))):
        assert found(name, data) == set()


def test_a_list_of_people_whose_count_is_always_one_is_no_table_of_counts() -> None:
    rows = [["sex", "age", "nationality", "persons"], *[["F", n, "Togo", 1] for n in range(20, 25)]]
    assert kinds("a.csv", to_csv(rows)) == {"raw_rows"}


def test_people_without_headings_are_known_by_their_ids_and_sexes() -> None:
    rows = [[f"S-{n:05d}", "F" if n % 2 else "M", "Labour"] for n in range(12)]
    assert kinds("a.csv", to_csv(rows)) == {"raw_rows"}


def test_columns_of_names_numbers_and_births_are_told_by_their_number() -> None:
    rows = [
        ["ref", "Apellidos", "tel", "Fecha de nacimiento"],
        ["x", NAME, 912345678, "1990-02-03"],
    ]
    assert found("a.csv", to_csv(rows)) >= {
        ("column 2", "identifier"), ("column 3", "identifier"), ("column 4", "birth_date"),
    }  # fmt: skip
    serial = [["name", "birth date"], ["x", 33000]]
    assert ("sheet 1, column 2", "birth_date") in found("a.xlsx", workbook(serial))


def test_a_workbook_tells_the_row_and_who_wrote_it() -> None:
    hits = found("a.xlsx", workbook([["x", "y"], ["1", "2"], ["3", MAIL]]))
    assert ("sheet 1, row 3", "email") in hits
    assert ("document properties", "metadata") in found("a.xlsx", workbook([["x"]], creator=NAME))


def test_a_page_is_read_in_its_text_its_tags_its_comments_and_its_data() -> None:
    for page in (
        f"<p>{MAIL}</p>",
        f"<p>{MAIL.replace('@', '&#64;')}</p>",
        f"<p title='{MAIL}'>x</p>",
        f"<!-- {MAIL} --><p>x</p>",
        f'<script type="application/json">{{"a": ["{MAIL}"]}}</script>',
        f"<script>var a = '{MAIL.replace('@', chr(92) + 'u0040')}'</script>",
        f"<a href='?to={MAIL.replace('@', '%40')}'>x</a>",
        f"<a href='data:text/plain;base64,{to_gzip64('write to ' + MAIL)}'>x</a>",
    ):
        assert kinds("a.html", page) == {"email"}, page
    assert found("a.html", f"<p>a</p>\n<p>{PHONE}</p>") == {("line 2", "phone")}
    state = '<script type="application/vnd.jupyter.widget-state+json">{"a": 1}</script>'
    assert kinds("a.html", state) == {"widget_state"}


@pytest.mark.parametrize(
    ("chunk", "expected"),
    [
        ((b"tEXt", b"Software\0Matplotlib version3.9.2, https://matplotlib.org/"), set()),
        ((b"tEXt", b"Author\0Katarzyna"), {"metadata"}),
        ((b"tEXt", b"Software\0" + MAIL.encode()), {"email"}),
        ((b"zTXt", b"Software\0\0" + zlib.compress(MAIL.encode())), {"email"}),
        ((b"iTXt", b"Software\0\1\0\0\0" + zlib.compress(MAIL.encode())), {"email"}),
        ((b"iTXt", b"Software\0\0\0\0\0" + MAIL.encode()), {"email"}),
        ((b"zTXt", b"Software\0\0broken"), {"unreadable"}),
        ((b"eXIf", b"MM\0*"), {"metadata"}),
        ((b"tIME", b"1234567"), {"metadata"}),
    ],
)  # fmt: skip
def test_what_a_picture_carries_is_read(chunk: tuple[bytes, bytes], expected: set[str]) -> None:
    assert kinds("a.png", png(chunk)) == expected


def test_what_follows_a_picture_or_is_cut_off_is_found() -> None:
    assert kinds("a.png", png(tail=MAIL.encode())) == {"metadata", "email"}
    assert kinds("a.png", png()[:-12]) == {"unreadable"}
    assert kinds("a.jpg", jpeg((0xE0, b"JFIF\0"))) == set()
    assert kinds("a.jpg", jpeg((0xE1, b"Exif\0\0"))) == {"metadata"}


def test_a_binary_kind_that_cannot_be_read_is_not_taken_for_safe() -> None:
    assert kinds("a.feather", b"ARROW1\0\0" + bytes(range(256))) == {"unreadable"}
    assert kinds("a.pdf", b"%PDF-1.7\n" + bytes(range(128, 256)) + bytes(9)) == {"unreadable"}


def test_the_shared_parts_of_a_page_are_known_by_their_content_and_not_by_their_name() -> None:
    from helpers.site.assets import find_plotly

    script = find_plotly().read_bytes()
    assert kinds("anything", script) == set()
    changed = script.replace(b"function", MAIL.encode(), 1)[: len(script)]
    assert kinds("plotly.min.js", changed) >= {"email"}  # as long, under the same name
    inside = f"<script>{script.decode()}</script><p>{MAIL}</p>"
    assert kinds("a.html", inside) == {"email"}


def test_a_cell_of_a_notebook_may_be_packed_too() -> None:
    from tests.scan.made import book

    assert found("a.ipynb", book(cell(f"data = '{to_gzip64(MAIL)}'"))) == {
        ("cell 1, line 1, in base64, in gzip", "email")
    }
