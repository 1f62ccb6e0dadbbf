"""The draft of a mapping: what it recognises, what it leaves open, and what it never shows."""

from __future__ import annotations

import re
from pathlib import Path

import openpyxl
import pytest

from helpers.errors import CaselightError
from helpers.sources.own.draft import draft_mapping
from helpers.sources.read import read
from tests.sources.own_files import write_rows

HEADERS = {
    "en": ["Case ID", "Full name", "Phone", "Date of birth", "Registration date", "Gender", "Age",
           "Country of exploitation", "Nationality", "Type of exploitation", "Debt bondage",
           "Shelter"],
    "fr": ["Numéro de dossier", "Nom", "Téléphone", "Date de naissance", "Date d'enregistrement",
           "Sexe", "Âge", "Pays d'exploitation", "Nationalité", "Type d'exploitation",
           "Servitude pour dettes", "Foyer"],
    "es": ["Expediente", "Nombre completo", "Teléfono", "Fecha de nacimiento",
           "Fecha de registro", "Sexo", "Edad", "País de explotación", "Nacionalidad",
           "Tipo de explotación", "Servidumbre por deudas", "Albergue"],
}  # fmt: skip
WORDS = {
    "en": ("Female", "Male", "Forced labour", "Sexual exploitation", "Ivory Coast", "yes", "no"),
    "fr": ("Femme", "Homme", "Travail forcé", "Exploitation sexuelle", "Côte d'Ivoire", "oui",
           "non"),
    "es": ("Mujer", "Hombre", "Trabajo forzoso", "Explotación sexual", "Costa de Marfil", "sí",
           "no"),
}  # fmt: skip
CANARIES = ("Aminata Kone", "+225 07 12 34 56", "1999-07-31", "C-1048576", "Secret Shelter")


def _rows(language: str) -> list[list[str]]:
    female, male, labour, sexual, country, yes, no = WORDS[language]
    rows = []
    for number in range(40):
        rows.append([
            CANARIES[3] + str(number), CANARIES[0], CANARIES[1], CANARIES[2],
            f"{1 + number % 28:02d}/03/2020", female if number % 2 else male, str(20 + number % 9),
            country, country, labour if number % 4 else f"{labour}; {sexual}",
            yes if number % 3 else no, CANARIES[4],
        ])  # fmt: skip
    rows[0][9] = "Rare label"
    for row in rows[5:17]:
        row[9] = "smuggled goods"
    return rows


def settle(draft: str, answers: dict[str, str]) -> str:
    """Each line with a DECIDE as a person would settle it."""
    lines = []
    for line in draft.splitlines():
        if "DECIDE" in line and not line.startswith("#"):
            key = line.split("=")[0].strip().strip('"')
            if key in answers:
                line = f'"{key}" = {answers[key]}'
            else:
                assert line.startswith("  "), line  # an entry of [not_read] may stay as it is
        lines.append(line)
    return "\n".join(lines)


ANSWERS = {"channel": '"case_management"', "name": '"E"', "edition": '"2020"',
           "smuggled goods": '"unknown"'}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_draft_can_be_read_once_it_is_settled(tmp_path: Path, language: str) -> None:
    rows = _rows(language)
    write_rows(tmp_path / "cases.csv", HEADERS[language], rows)
    draft = draft_mapping(tmp_path / "cases.csv")
    mapping = tmp_path / "cases.toml"
    mapping.write_text(draft, encoding="utf-8")
    with pytest.raises(CaselightError, match="DECIDE"):
        read(mapping)
    mapping.write_text(settle(draft, ANSWERS), encoding="utf-8")
    reading = read(mapping)
    assert reading.persons == 40
    table = reading.tables["caseload_forms"]
    assert set(table["country"].astype(str)) == {"CIV"}
    assert set(table["year"].astype(str)) == {"2020"}
    women = table.loc[table["sex"] == "female", "persons"].sum()
    assert women == sum(row[5] == WORDS[language][0] for row in rows)
    labour = table.loc[table["form_labour"] == "yes", "persons"].sum()
    assert labour == sum(WORDS[language][2] in row[9] for row in rows)
    assert set(reading.tables["caseload_means"]["means_of_control"]) == {"debt_bondage"}


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_draft_shows_nothing_that_is_rare_or_looks_like_somebody(
    tmp_path: Path, language: str
) -> None:
    write_rows(tmp_path / "cases.csv", HEADERS[language], _rows(language))
    draft = draft_mapping(tmp_path / "cases.csv")
    assert not [canary for canary in (*CANARIES, "Rare label") if canary in draft]
    not_read = draft.split("[not_read]")[1]
    for heading in HEADERS[language][1:4]:
        assert f'"{heading}"' in not_read
        assert f'= "{heading}"' not in draft


def test_a_frequent_value_that_looks_like_a_name_is_not_shown(tmp_path: Path) -> None:
    values = ["Awa Traore", "a.traore@example.org", "07 12 34 56 78", "31/12/1999", "begging"]
    rows = [(value, "F") for value in values for _ in range(12)]
    write_rows(tmp_path / "cases.csv", ["Type of exploitation", "Sex"], rows)
    draft = draft_mapping(tmp_path / "cases.csv")
    assert '"begging" = "DECIDE"' in draft
    assert not [value for value in values[:4] if value in draft]


def test_a_label_is_frequent_by_persons_and_not_by_rows(tmp_path: Path) -> None:
    rows = [("p1", "odd")] * 30 + [(f"q{n}", "usual") for n in range(10)]
    write_rows(tmp_path / "cases.csv", ["Case ID", "Sex"], rows)
    draft = draft_mapping(tmp_path / "cases.csv")
    assert '"usual" = "DECIDE"' in draft
    assert "odd" not in draft


def test_a_value_without_a_label_of_ours_is_never_put_into_a_category(tmp_path: Path) -> None:
    values = ["Forced labour", "begging", "domestic servitude", "criminal activity"]
    rows = [(value, "M") for value in values for _ in range(10)]
    write_rows(tmp_path / "cases.csv", ["Form of exploitation", "Sex"], rows)
    draft = draft_mapping(tmp_path / "cases.csv")
    for value in values[1:]:
        assert re.search(f'^"{value}" = "DECIDE"', draft, re.MULTILINE), value
    assert '"Forced labour" = "labour"' in draft


def test_day_and_month_that_cannot_be_told_apart_are_left_to_a_person(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.csv", ["Date", "Sex"], [(f"0{n}/02/2020", "F") for n in range(1, 9)])
    write_rows(tmp_path / "b.csv", ["Date", "Sex"], [("31/02/2020", "F"), ("30/01/2020", "F")] * 9)
    assert 'dates = ["DECIDE"]' in draft_mapping(tmp_path / "a.csv")
    assert "DD/MM/YYYY, MM/DD/YYYY" in draft_mapping(tmp_path / "a.csv")
    write_rows(tmp_path / "c.csv", ["Date", "Sex"], [("31/01/2020", "F"), ("02/01/2020", "F")] * 9)
    assert 'dates = ["DD/MM/YYYY"]' in draft_mapping(tmp_path / "c.csv")


def test_rows_of_persons_and_forms_are_recognised(tmp_path: Path) -> None:
    rows = [(f"p{n // 2}", "Forced labour" if n % 2 else "Sexual exploitation") for n in range(40)]
    write_rows(tmp_path / "cases.csv", ["Case ID", "Form of exploitation"], rows)
    assert 'rows = "person_and_form"' in draft_mapping(tmp_path / "cases.csv")


def test_a_workbook_with_lines_above_its_headings_is_drafted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Casos 2020"
    sheet.append(["Informe anual"])
    sheet.append(["Sexo", "Edad"])
    for number in range(20):
        sheet.append(["Mujer" if number % 2 else "Hombre", 20 + number])
    book.save(tmp_path / "casos.xlsx")
    draft = draft_mapping(tmp_path / "casos.xlsx")
    assert 'sheet = "Casos 2020"' in draft
    assert "header = 2" in draft
    mapping = tmp_path / "casos.toml"
    mapping.write_text(settle(draft, ANSWERS), encoding="utf-8")
    table = read(mapping).tables["caseload_forms"]
    assert int(table.loc[table["sex"] == "female", "persons"].sum()) == 10


def test_a_file_without_headings_is_refused_and_not_shown(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("Awa Traore,F,1999\nIssa Kone,M,1998\n")
    with pytest.raises(CaselightError, match="row of headings") as caught:
        draft_mapping(tmp_path / "cases.csv")
    assert "Awa" not in str(caught.value)


def test_a_file_with_a_layout_of_its_own_needs_no_mapping(tmp_path: Path) -> None:
    (tmp_path / "lists.csv").write_text("A,B,count\n1,0,3\n0,1,4\n")
    with pytest.raises(CaselightError, match="needs none"):
        draft_mapping(tmp_path / "lists.csv")
