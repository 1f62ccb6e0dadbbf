"""Files that people have: told apart by content, refused in words, never half read."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.kinds import find_kind
from helpers.sources.kinds.delimited import LOOK, MOST_COLUMNS, find_delimiter
from helpers.sources.kinds.encoding import guess_legacy
from helpers.sources.kinds.formulas import count_formulas
from helpers.sources.peek import peek
from helpers.sources.read import read
from helpers.sources.texts import read_texts

HEADER = "Country Code,Year,Value\n"


def write(folder: Path, content: bytes | str, name: str = "file.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path: Path) -> str:
    with pytest.raises(CaselightError) as refused:
        read(path)
    return str(refused.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b" \r\n"])
def test_an_empty_file_is_called_empty(tmp_path: Path, content: bytes) -> None:
    assert "empty" in refusal(write(tmp_path, content))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    assert "No such file" in refusal(tmp_path / "absent.csv")
    assert "no file" in refusal(tmp_path)


@pytest.mark.parametrize("page", [b"<!DOCTYPE html><html>", b"\n <html><body>x", b"<table><tr>"])
def test_a_web_page_named_xlsx_is_called_a_web_page(tmp_path: Path, page: bytes) -> None:
    assert "a web page" in refusal(write(tmp_path, page, "data.xlsx"))


def test_a_workbook_cut_in_half_is_called_damaged(tmp_path: Path) -> None:
    whole = workbook(tmp_path, [["Country Code", "Year", "Value"], ["NAM", 2020, 5]])
    half = write(tmp_path, whole.read_bytes()[: whole.stat().st_size // 2], "half.xlsx")
    assert "damaged" in refusal(half)


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 50_000_000)
    assert "50,000,000 bytes unpacked" in refusal(path)


def test_a_packed_text_that_is_cut_off_is_called_damaged(tmp_path: Path) -> None:
    packed = gzip.compress((HEADER + "NAM,2020,5\n" * 999).encode())
    assert "damaged or cut off" in refusal(write(tmp_path, packed[:-20], "file.csv.gz"))


def test_a_packed_text_is_read_like_the_text(tmp_path: Path) -> None:
    rows = HEADER + "NAM,2020,5\n"
    plain = read(write(tmp_path, rows))
    packed = read(write(tmp_path, gzip.compress(rows.encode()), "other.csv.gz"))
    assert packed.tables["population"].equals(plain.tables["population"])


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    assert "no text" in refusal(write(tmp_path, b"abc,\x00\x01\x02\n1,2,3\n"))


def test_a_row_longer_than_a_megabyte_is_refused(tmp_path: Path) -> None:
    assert "line 1: longer" in refusal(write(tmp_path, b"a" * (LOOK + 10)))
    deep = HEADER + "NAM,2020,5\n" * 200_000 + "N" * (3 * LOOK) + ",2020,5\n"
    assert "a longer one" in refusal(write(tmp_path, deep))


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert "a header and no row" in refusal(write(tmp_path, HEADER))


def test_a_million_columns_are_refused(tmp_path: Path) -> None:
    assert "shorter than 1 MB" in refusal(write(tmp_path, ",".join(map(str, range(1_000_000)))))
    wide = ",".join("c" for _ in range(MOST_COLUMNS + 1))
    assert "16,385" in refusal(write(tmp_path, wide))


def test_a_heading_that_stands_twice_is_named(tmp_path: Path) -> None:
    found = refusal(write(tmp_path, "Country Code,Year,Value,Year\nNAM,2020,5,2021\n"))
    assert "line 1: 'Year' stands more than once" in found


def test_a_row_with_too_many_cells_is_refused_by_its_number_without_its_values(
    tmp_path: Path,
) -> None:
    found = refusal(write(tmp_path, HEADER + "NAM,2020,5\nKEN,Jane Doe,5,9\n"))
    assert "4 cells under 3 headings" in found
    assert "Jane" not in found


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_rows(tmp_path: Path) -> None:
    found = refusal(write(tmp_path, HEADER + 'NAM,2020,"5\nKEN,2020,6\n'))
    assert "never closed" in found or "closes it again" in found


def test_a_quotation_mark_inside_a_cell_is_just_text(tmp_path: Path) -> None:
    look = peek(write(tmp_path, 'size,n\n5" pipe,3\n'))
    assert read_texts(look, look.first_header).to_numpy().tolist() == [['5" pipe', "3"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_delimiters_and_encodings_are_found(tmp_path: Path, delimiter: str, encoding: str) -> None:
    rows = [["Pays", "Sexe", "Personnes"], ["Côte d’Ivoire", "féminin", "12"]] * 20
    text = "\n".join(delimiter.join(row) for row in rows)
    look = peek(write(tmp_path, text.encode(encoding)))
    assert look.heads[""][1] == ("Côte d’Ivoire", "féminin", "12")
    frame = read_texts(look, look.first_header)
    assert frame["Pays"].iloc[0] == "Côte d’Ivoire"


@pytest.mark.parametrize(
    "text",
    [
        "País;Año\nEspaña;niño\nPerú;años",
        "Côte d’Ivoire;féminin\nBénin",
        "«Élève»;à;où",
        "Düsseldorf;Größe",
    ],
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_legacy_encodings_are_told_apart(text: str, encoding: str) -> None:
    assert guess_legacy(text.encode(encoding)) == encoding


def test_a_guessed_encoding_is_told(tmp_path: Path) -> None:
    names = HEADER.replace("Value", "Value,Country Name") + "CIV,2020,5,Côte d’Ivoire\n"
    reading = read(write(tmp_path, names.encode("mac_roman")))
    assert any("Mac Roman" in note for note in reading.notes)


def workbook(folder: Path, rows: list[list[object]], name: str = "book.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = folder / name
    book.save(path)
    return path


def test_a_formula_without_a_computed_value_is_refused_by_its_cell(tmp_path: Path) -> None:
    path = workbook(tmp_path, [["Country Code", "Year", "Value"], ["NAM", 2020, "=2+3"]])
    assert "cell C2" in refusal(path)


def test_formulas_are_counted_across_blocks(tmp_path: Path) -> None:
    rows = [["n", "twice"], *([k, f"=A{k}*2"] for k in range(500))]
    assert count_formulas(workbook(tmp_path, rows)).cells == 500


def test_a_label_with_markup_or_a_formula_stays_text(tmp_path: Path) -> None:
    hostile = ["<img src=x onerror=alert(1)>", '=HYPERLINK("http://x")', "@SUM(A1)"]
    look = peek(write(tmp_path, "label,n\n" + "\n".join(f"'{h}',1" for h in hostile)))
    assert read_texts(look, look.first_header)["label"].iloc[0].strip("'") == hostile[0]


def test_kinds_are_found_by_content_whatever_the_name(tmp_path: Path) -> None:
    book = workbook(tmp_path, [["a"]], "looks_like.csv")
    assert find_kind(book) == "workbook"
    assert find_kind(write(tmp_path, "a,b\n", "looks_like.xlsx")) == "delimited"
    assert find_kind(write(tmp_path, b"%PDF-1.7", "x.csv")) == "document"


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=9),
                 min_size=3, max_size=3),
        min_size=1, max_size=8,
    ),
    delimiter=st.sampled_from(",;\t|"),
)  # fmt: skip
def test_every_text_that_csv_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], delimiter: str
) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["first", "second", "third"], *rows])
    path = write(tmp_path_factory.mktemp("csv"), text.getvalue())
    look = peek(path)
    found = read_texts(look, look.first_header).to_numpy().tolist()
    assert found == [[cell.strip() for cell in row] for row in rows]


@given(st.sampled_from(",;\t|"), st.integers(2, 9))
def test_the_delimiter_is_the_one_that_gives_most_cells(delimiter: str, width: int) -> None:
    row = delimiter.join("ab" for _ in range(width))
    assert find_delimiter(f"{row}\n{row}\n") == delimiter
