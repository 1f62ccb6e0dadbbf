"""A mapping: each mistake in it is refused with its line, the rule and the mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import CaselightError
from helpers.sources.own.countries import find_country
from helpers.sources.own.dates import DateFormat, read_date
from helpers.sources.own.mapping import read_mapping
from helpers.sources.read import read

GOOD = """[data]
file = "cases.csv"
channel = "case_management"

[organisation]
name = "Example House"

[columns]
sex = "Gender"
form = "Forms"

[values.sex]
F = "female"
M = "male"

[values.form]
Labour = "labour"
"""


def _write(folder: Path, text: str) -> Path:
    (folder / "cases.csv").write_text("Gender,Forms,Date\nF,Labour,\n", encoding="utf-8")
    path = folder / "cases.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_mapping_is_read(tmp_path: Path) -> None:
    assert read(_write(tmp_path, GOOD)).persons == 1


# What is replaced, by what, the line of the error, a word of the rule or of what was found.
MISTAKES = [
    ('file = "cases.csv"', 'file = "csaes.csv"', 2, "csaes.csv"),
    ('file = "cases.csv"', "", 1, "names the file"),
    ('file = "cases.csv"', "file = 7", 2, "text in quotation marks"),
    ('channel = "case_management"', "", 1, "came to be counted"),
    ('channel = "case_management"', 'channel = "hotlin"', 3, "hotline"),
    ('channel = "case_management"', 'chanel = "hotline"', 3, "channel"),
    ('name = "Example House"', "", 5, "whose figures"),
    ('name = "Example House"', 'name = "DECIDE"', 6, "DECIDE"),
    ('sex = "Gender"', 'gender = "Gender"', 9, "'gender'"),
    ('sex = "Gender"', 'sex = "Gendr"', 9, "Did you mean 'Gender'?"),
    ('F = "female"', 'F = "femal"', 13, "Did you mean 'female'?"),
    ('F = "female"', 'F = ["female", "male"]', 13, "one thing"),
    ('M = "male"', 'f = "male"', 14, "two meanings"),
    ('M = "male"', "M = 1", 14, "list of texts"),
    ('Labour = "labour"', 'Labour = "DECIDE"', 17, "DECIDE"),
    ('Labour = "labour"', 'Labour = "forced"', 17, "is one of"),
    ("[values.form]", "[value.form]", 16, "'value'"),
    ("[values.form]", "[values.forms]", 16, "'forms'"),
    ("[columns]", '[not_read]\ncolumns = ["Gender"]\n[columns]', 11, "is both"),
    ("[columns]", '[columns]\nperson = "Gender"\npersons = "Date"', 10, "both"),
    ("[columns]", '[columns]\nlist = "Date"', 9, "capture lists"),
    ("[columns]", '[values.country]\nIvoria = "CI"\n[columns]', 9, "CIV"),
    ("[columns]", "[protection]\nthreshold = 1\n[columns]", 9, "from 2"),
    ("[columns]", "[protection]\nthreshold = 5\n[columns]", 9, "reason"),
    ("[columns]", "[protection]\nlimit = 5\n[columns]", 9, "'limit'"),
    ("[organisation]", 'dates = ["DD/MM/YY"]\n[organisation]', 5, "DD/MM/YY"),
    ("[organisation]", 'dates = ["DD/MM/YYYY", "MM/DD/YYYY"]\n[organisation]', 5, "one day"),
    ("[organisation]", 'rows = "person_and_form"\n[organisation]', 5, "person's id"),
    ("[organisation]", 'rows = "persons"\n[organisation]', 5, "Did you mean 'person'?"),
    ("[organisation]", 'labels = ["de"]\n[organisation]', 5, "en, fr, es"),
    ("[organisation]", 'separator = "x"\n[organisation]', 5, "separator"),
    ("[organisation]", 'header = "first"\n[organisation]', 5, "whole number"),
    ('F = "female"', "F = female", 13, "TOML"),
]


@pytest.mark.parametrize(("old", "new", "line", "word"), MISTAKES)
def test_a_mistake_in_a_mapping_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, word: str
) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(CaselightError) as caught:
        read(_write(tmp_path, GOOD.replace(old, new)))
    error = caught.value
    assert f"line {line}" in error.found, str(error)
    assert word in str(error)
    assert error.mend


def test_a_mapping_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    path = _write(tmp_path, GOOD)
    path.write_bytes(GOOD.replace("Labour =", '"Forcé" =').encode("latin-1"))
    with pytest.raises(CaselightError, match="line 17: another encoding"):
        read(path)


def test_the_limit_of_a_mapping_goes_into_the_provenance_and_its_reason_onto_the_page(
    tmp_path: Path,
) -> None:
    limit = '\n[protection]\nthreshold = 3\nreason = "agreed in June"\n'
    reading = read(_write(tmp_path, GOOD + limit))
    assert reading.provenance.threshold == 3
    assert any("fewer than 3" in note and "agreed in June" in note for note in reading.notes)


def test_a_higher_limit_needs_no_reason(tmp_path: Path) -> None:
    reading = read(_write(tmp_path, GOOD + "\n[protection]\nthreshold = 25\n"))
    assert reading.provenance.threshold == 25


def test_without_a_limit_the_policy_of_the_source_holds(tmp_path: Path) -> None:
    from helpers.disclosure import policy_for

    about = read(_write(tmp_path, GOOD)).provenance
    assert about.threshold is None
    assert policy_for(about.source).threshold == 10


def test_a_changed_case_file_is_read_again_although_its_mapping_is_the_same(
    tmp_path: Path,
) -> None:
    path = _write(tmp_path, GOOD)
    first = read(path)
    (tmp_path / "cases.csv").write_text("Gender,Forms,Date\nF,Labour,\nM,Labour,\n")
    second = read(path)
    assert (first.persons, second.persons) == (1, 2)
    assert first.provenance.sha256 != second.provenance.sha256


def test_a_mapping_shows_nothing_of_its_file(tmp_path: Path) -> None:
    assert repr(read_mapping(_write(tmp_path, GOOD))) == "<CaseMapping of cases.csv>"


@pytest.mark.parametrize(
    ("cell", "formats", "day"),
    [
        ("05/03/2019", ["DD/MM/YYYY"], 20190305),
        ("05/03/2019", ["MM/DD/YYYY"], 20190503),
        ("5.3.2019", ["DD.MM.YYYY"], 20190305),
        ("2019-03-05", [], 20190305),
        ("2019-03-05 14:30:00", [], 20190305),
        ("2019-03-05T14:30:00", [], 20190305),
        ("5 mars 2019", ["DD MMM YYYY"], 20190305),
        ("5 août 2019", ["DD MMM YYYY"], 20190805),
        ("5 juil. 2019", ["DD MMM YYYY"], 20190705),
        ("5 juin 2019", ["DD MMM YYYY"], 20190605),
        ("5 ago 2019", ["DD MMM YYYY"], 20190805),
        ("5 enero 2019", ["DD MMM YYYY"], 20190105),
        ("5 Dec 2019", ["DD MMM YYYY"], 20191205),
        # Excel counts days from 30 December 1899; 43529 days later is 5 March 2019.
        ("43529", ["excel"], 20190305),
        ("43529.75", ["excel"], 20190305),
    ],
)
def test_a_date_is_read_in_the_format_that_the_mapping_names(
    cell: str, formats: list[str], day: int
) -> None:
    assert read_date(cell, tuple(map(DateFormat, formats))) == (day, day)


@pytest.mark.parametrize(
    "cell",
    ["20 19", "9999-01-01", "9999", "31/02/2019", "00/00/0000", "2019", "05/03/19", "1899-12-31"],
)
def test_what_is_no_date_is_none(cell: str) -> None:
    assert read_date(cell, (DateFormat("DD/MM/YYYY"),)) is None


def test_a_date_without_a_day_is_a_span(tmp_path: Path) -> None:
    assert read_date("2/2020", (DateFormat("MM/YYYY"),)) == (20200201, 20200229)
    assert read_date("2019", (DateFormat("YYYY"),)) == (20190101, 20191231)


@pytest.mark.parametrize(
    "name",
    ["Côte d'Ivoire", "Cote d'Ivoire", "Côte d’Ivoire", "COTE D'IVOIRE", "Cote dIvoire",
     "Côte D`Ivoire", "Ivory Coast", "Costa de Marfil", "CI", "CIV", "  cote  d'ivoire ",
     "République de Côte d'Ivoire", "Co\u0302te d'Ivoire"],
)  # fmt: skip
def test_every_spelling_of_cote_d_ivoire_is_one_country(name: str) -> None:
    assert find_country(name) == "CIV"


def test_french_and_spanish_names_are_those_of_iso_3166() -> None:
    import gettext

    import pycountry

    for language in ("fr", "es"):
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for country in pycountry.countries:
            assert find_country(words.gettext(country.name)) == country.alpha_3


def test_na_is_namibia_and_small_letters_are_no_code() -> None:
    assert find_country("NA") == "NAM"
    assert find_country("na") is None
    assert find_country("European Union") is None
