"""An organisation's case file in each of its shapes: counted as an independent count has it."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from helpers.errors import CaselightError
from helpers.sources.read import read
from helpers.sources.reading import Reading
from tests.sources.own_files import read_kept, write_case

SEX = '[values.sex]\nF = "female"\nM = "male"\n'


def _persons(reading: Reading, **labels: str) -> int:
    table = reading.tables["caseload_forms"]
    for column, label in labels.items():
        table = table[table[column] == label]
    return int(table["persons"].sum())


def _told(reading: Reading) -> str:
    return "\n".join(f"{f.place}: {f.rule}: {f.count}; {f.done}" for f in reading.findings)


def test_a_row_a_person_is_counted(tmp_path: Path) -> None:
    rows = [("F", "2019", "GH"), ("F", "2020", "Togo"), ("M", "2019", "GHA"), ("", "", "")]
    tables = '[columns]\nsex = "s"\nyear = "y"\ncountry = "c"\n' + SEX
    reading = read(write_case(tmp_path, ["s", "y", "c"], rows, tables))
    # The fourth row has nothing in it: it is nobody.
    assert reading.persons == reading.rows == 3
    assert _persons(reading, sex="female") == 2
    assert _persons(reading, country="GHA", year="2019") == 2
    assert "rows with nothing in a column that is read: 1" in _told(reading)


def test_flags_of_forms_sectors_and_means_are_counted(tmp_path: Path) -> None:
    rows = [("1", "0", "oui", "x"), ("0", "1", "non", ""), ("", "9", "", "")]
    tables = (
        '[columns]\nsex = "none"\n[flags.form]\nlab = "labour"\nsex = "sexual"\n'
        '[flags.sector]\nfarm = "agriculture"\n[flags.means]\ndebt = "debt_bondage"\n'
        '[values.flag]\n1 = "yes"\n0 = "no"\noui = "yes"\nnon = "no"\nx = "yes"\n'
    )
    header = ["lab", "sex", "farm", "debt", "none"]
    reading = read(write_case(tmp_path, header, [(*row, "") for row in rows], tables))
    assert _persons(reading, form_labour="yes") == 1
    assert _persons(reading, form_labour="no") == 1
    assert _persons(reading, form_sexual="yes") == 1
    sectors = reading.tables["caseload_sectors"]
    whole = sectors[(sectors["year"] == "all") & (sectors["country"] == "all")]
    assert whole[["sector", "persons"]].to_numpy().tolist() == [["agriculture", 1]]
    means = reading.tables["caseload_means"]
    assert set(means["means_of_control"]) == {"debt_bondage"}
    # 9 is in no list of the mapping: unknown, and told without its text, for it is rare.
    assert "label of a few persons that the mapping does not have: 1" in _told(reading)
    assert "'9'" not in _told(reading)


def test_a_cell_can_list_several_forms_and_one_value_can_mean_several(tmp_path: Path) -> None:
    rows = [("Labour; Sexual",), ("Both",), ("Sexual",), ("",), ("Labour;Begging",)]
    tables = (
        '[columns]\nform = "f"\nsex = "s"\n[values.form]\nLabour = "labour"\n'
        'Sexual = "sexual"\nBoth = ["labour", "sexual"]\n'
    )
    rows = [(row[0], "x") for row in rows]
    reading = read(write_case(tmp_path, ["f", "s"], rows, tables, 'not_listed = "no"'))
    assert reading.persons == 5
    assert _persons(reading, form_labour="yes") == 3
    assert _persons(reading, form_sexual="yes") == 3
    # 'Sexual' alone says no to labour; a list with a label that is not known says nothing.
    assert _persons(reading, form_labour="no") == 1
    assert _persons(reading, form_sexual="unknown") == 2


def test_a_form_that_a_list_does_not_name_is_unknown_unless_the_mapping_says_no(
    tmp_path: Path,
) -> None:
    tables = '[columns]\nform = "f"\n[values.form]\nL = "labour"\nS = "sexual"\n'
    rows = [("L",), ("S",)]
    careful = read(write_case(tmp_path / "a", ["f"], rows, tables))
    complete = read(write_case(tmp_path / "b", ["f"], rows, tables, 'not_listed = "no"'))
    assert _persons(careful, form_labour="unknown") == 1
    assert _persons(complete, form_labour="no") == 1


def test_rows_of_a_person_and_form_become_one_person(tmp_path: Path) -> None:
    rows = [
        ("a", "", "L", "2019"), ("b", "M", "L", "2020"), ("a", "F", "S", "2021"),
        ("a", "M", "L", "2019"), ("", "F", "L", "2019"), ("", "F", "L", "2019"),
    ]  # fmt: skip
    tables = (
        '[columns]\nperson = "id"\nsex = "s"\nform = "f"\nyear = "y"\n'
        + SEX + '[values.form]\nL = "labour"\nS = "sexual"\n'
    )  # fmt: skip
    path = write_case(tmp_path, ["id", "s", "f", "y"], rows, tables, 'rows = "person_and_form"')
    reading = read(path)
    assert (reading.rows, reading.persons) == (6, 4)
    # a: labour and sexual, the first recorded sex (female), the first year.
    chosen = {"form_labour": "yes", "form_sexual": "yes", "sex": "female", "year": "2019"}
    assert _persons(reading, **chosen) == 1
    told = _told(reading)
    assert "rows without the id of a person: 2; each counted as a person" in told
    assert "persons whose rows differ in sex: 1" in told
    assert "persons whose rows differ in year: 1" in told
    assert "who has a row before" not in told


def test_a_repeated_id_among_rows_of_persons_is_told(tmp_path: Path) -> None:
    rows = [("a", "F"), (" a ", "F"), ("A", "F")]
    tables = '[columns]\nperson = "id"\nsex = "s"\n' + SEX
    reading = read(write_case(tmp_path, ["id", "s"], rows, tables))
    assert reading.persons == 2
    assert "rows of a person who has a row before: 1" in _told(reading)


def test_a_yes_in_any_row_is_kept_over_a_no(tmp_path: Path) -> None:
    rows = [("a", "0"), ("a", "1"), ("a", ""), ("b", ""), ("b", "0"), ("c", "")]
    tables = '[columns]\nperson = "id"\n[flags.form]\nl = "labour"\n'
    reading = read(write_case(tmp_path, ["id", "l"], rows, tables))
    counts = {answer: _persons(reading, form_labour=answer) for answer in ("yes", "no", "unknown")}
    assert counts == {"yes": 1, "no": 1, "unknown": 1}


def test_ages_become_groups_at_their_edges(tmp_path: Path) -> None:
    ages = [0, 8, 9, 17, 18, 20, 21, 23, 24, 26, 27, 29, 30, 38, 39, 47, 48, 120]
    rows = [(age, "x") for age in [*ages, "17.9", "17,9", -1, 121, "unbekannt"]]
    reading = read(write_case(tmp_path, ["a", "b"], rows, '[columns]\nage = "a"\nsex = "b"\n'))
    table = reading.tables["caseload_forms"].groupby("age_group", observed=True)["persons"].sum()
    groups = ("0-8", "18-20", "21-23", "24-26", "27-29", "30-38", "39-47", "48+")
    assert {name: int(table[name]) for name in groups} == dict.fromkeys(groups, 2)
    assert int(table["9-17"]) == 4
    assert int(table["unknown"]) == 3
    assert "no age from 0 to 120 (first in row 22): 3" in _told(reading)


def test_a_birthdate_becomes_an_age_at_registration_and_nothing_else(tmp_path: Path) -> None:
    rows = [
        ("05/03/2001", "04/03/2019"),  # the day before the 18th birthday
        ("05/03/2001", "05/03/2019"),  # the day itself
        ("29/02/2000", "28/02/2018"),  # not yet 18
        ("01/01/1980", ""),            # no date of registration
        ("05/03/2030", "05/03/2019"),  # born after
        ("05/03/1890", "05/03/2019"),  # no date of birth of anybody alive
    ]  # fmt: skip
    tables = '[columns]\nbirthdate = "b"\nregistered = "r"\n'
    reading = read(write_case(tmp_path, ["b", "r"], rows, tables, 'dates = ["DD/MM/YYYY"]'))
    assert _persons(reading, age_group="9-17") == 2
    assert _persons(reading, age_group="18-20") == 1
    assert _persons(reading, age_group="unknown") == 3
    told = _told(reading)
    assert "birth after registration: 1" in told
    assert "05/03" not in told
    assert "2030" not in told


def test_a_year_of_birth_gives_an_age_only_as_far_as_it_can(tmp_path: Path) -> None:
    rows = [("1990", "2019"), ("2001", "2019"), ("1998", "2019"), ("2010", "2019")]
    tables = '[columns]\nbirthdate = "b"\nyear = "r"\n'
    reading = read(write_case(tmp_path, ["b", "r"], rows, tables, 'dates = ["YYYY"]'))
    # 1990: 28 to 29, one group. 2001: 17 to 18, unknown. 1998: 20 to 21, adult. 2010: 8 to 9.
    table = reading.tables["caseload_forms"]
    found = dict(zip(table["age_group"].astype(str), table["persons"], strict=True))
    assert found == {"27-29": 1, "unknown": 1, "adult": 1, "child": 1}


def test_years_that_are_slips_go_to_the_ledger_with_their_row(tmp_path: Path) -> None:
    rows = [("2019",), ("9999",), ("20 19",), ("2019.0",), ("19",), ("?",)]
    tables = '[columns]\nyear = "y"\n[unknown]\nall = ["?"]\n'
    reading = read(write_case(tmp_path, ["y"], rows, tables))
    assert _persons(reading, year="2019") == 2
    assert _persons(reading, year="unknown") == 4
    assert "no year from 1950 to 2100 (first in row 3): 3; counted as unknown" in _told(reading)


def test_na_is_namibia_until_the_mapping_says_otherwise_of_countries(tmp_path: Path) -> None:
    tables = '[columns]\ncountry = "c"\nsex = "s"\n'
    rows = [("NA", "x"), ("n/a", "x"), ("", "x")]
    general = tables + '[unknown]\nall = ["NA", "n/a"]\n'
    stated = tables + '[unknown]\ncountry = ["NA", "n/a"]\n'
    assert _persons(read(write_case(tmp_path / "a", ["c", "s"], rows, general)), country="NAM") == 1
    assert _persons(read(write_case(tmp_path / "b", ["c", "s"], rows, stated)), country="NAM") == 0


def test_of_several_citizenships_the_first_counts_and_that_is_told(tmp_path: Path) -> None:
    rows = [("Ghana; Togo",), ("Moldova, Republic of",), ("Ghana; Ghana",), ("Ghana; Narnia",)]
    rows = [(row[0], "x") for row in rows]
    tables = '[columns]\ncitizenship = "c"\n'
    reading = read(write_case(tmp_path, ["c", "d"], rows, tables, 'separator = [";", ","]'))
    table = reading.tables["caseload_citizenship"].set_index("citizenship")["persons"]
    assert table.to_dict() == {"GHA": 3, "MDA": 1}
    assert "several countries in a cell (first in row 2): 1; the first one counts" in _told(reading)


def test_a_strange_label_is_told_only_when_enough_persons_have_it(tmp_path: Path) -> None:
    rows = [(f"p{n}", "Rare Name" if n < 9 else "Frequent") for n in range(19)]
    # Many rows of one person do not make a label frequent.
    rows += [("p0", "Rare Name")] * 30
    tables = '[columns]\nperson = "id"\nsex = "s"\n'
    told = _told(read(write_case(tmp_path, ["id", "s"], rows, tables)))
    assert "label that the mapping does not have: 'Frequent': 10" in told
    assert "label of a few persons that the mapping does not have: 9" in told
    assert "Rare" not in told


def test_labels_of_the_lists_are_accepted_only_when_the_mapping_asks(tmp_path: Path) -> None:
    rows = [("Femme",), ("HOMME",), ("mujer",)]
    tables = '[columns]\nsex = "s"\n'
    silent = read(write_case(tmp_path / "a", ["s"], rows, tables))
    french = read(write_case(tmp_path / "b", ["s"], rows, tables, 'labels = ["fr"]'))
    assert _persons(silent, sex="unknown") == 3
    assert (_persons(french, sex="female"), _persons(french, sex="male")) == (1, 1)
    assert _persons(french, sex="unknown") == 1


def test_a_column_of_counts_weighs_rows_and_refuses_what_is_no_count(tmp_path: Path) -> None:
    tables = '[columns]\npersons = "n"\nsex = "s"\n' + SEX
    rows = [("12", "F"), ("0", "M"), ("3.0", "M")]
    reading = read(write_case(tmp_path / "a", ["n", "s"], rows, tables))
    assert (reading.rows, reading.persons) == (3, 15)
    assert _persons(reading, sex="female") == 12
    for wrong in ("-3", "", "1.5", "many"):
        path = write_case(tmp_path / f"w{len(wrong)}", ["n", "s"], [("1", "F"), (wrong, "M")],
                          tables)  # fmt: skip
        with pytest.raises(CaselightError, match=r"cases\.csv, row 3, column 'n'"):
            read(path)


def test_rows_can_be_left_out_and_that_is_told(tmp_path: Path) -> None:
    rows = [("F", "trafficking"), ("M", "Smuggling"), ("F", "smuggling")]
    tables = '[columns]\nsex = "s"\n' + SEX + '[left_out]\ntype = ["smuggling"]\n'
    reading = read(write_case(tmp_path, ["s", "type"], rows, tables))
    assert reading.persons == 1
    assert "column 'type': rows that the mapping leaves out: 2; not counted" in _told(reading)


def test_a_column_can_say_the_channel_and_must_say_it_for_every_row(tmp_path: Path) -> None:
    head = '[data]\nfile = "cases.csv"\n[organisation]\nname = "E"\n'
    tables = '[columns]\nchannel = "c"\n[values.channel]\nh = "hotline"\nr = "referral"\n'
    (tmp_path / "cases.csv").write_text("c\nh\nr\nh\n")
    path = tmp_path / "cases.toml"
    path.write_text(head + tables)
    reading = read(path)
    assert (_persons(reading, channel="hotline"), _persons(reading, channel="referral")) == (2, 1)
    (tmp_path / "cases.csv").write_text("c,d\nh,1\n,1\n")
    path.write_text(head + tables + '[flags.form]\nd = "labour"\n')
    with pytest.raises(CaselightError, match="row 3, column 'c'"):
        read(path)


def test_names_taken_for_categories_are_refused_without_one(tmp_path: Path) -> None:
    rows = [(f"Person {n}",) for n in range(10_050)]
    path = write_case(tmp_path, ["who"], rows, '[columns]\nsex = "who"\n')
    with pytest.raises(CaselightError, match=r"cases\.toml, line 8: column 'who'") as caught:
        read(path)
    assert "Person" not in str(caught.value)


def test_a_workbook_with_dates_and_serials_is_read(tmp_path: Path) -> None:
    import datetime

    book = openpyxl.Workbook()
    book.active.title = "Read me"
    book.active.append(["nothing here"])
    sheet = book.create_sheet("Cases")
    sheet.append(["An export"])
    sheet.append(["Sex", "Date", "Age"])
    sheet.append(["F", datetime.date(2019, 3, 5), 17])
    sheet.append(["M", 43529, 18.0])
    sheet.append(["M", "05/03/2019", None])
    sheet.append(["M", "05/03/9999", 40])
    book.save(tmp_path / "cases.xlsx")
    path = tmp_path / "cases.toml"
    path.write_text(
        '[data]\nfile = "cases.xlsx"\nsheet = "Cases"\nchannel = "referral"\n'
        'dates = ["DD/MM/YYYY", "excel"]\n[organisation]\nname = "E"\n'
        '[columns]\nsex = "Sex"\nregistered = "Date"\nage = "Age"\n' + SEX
    )
    reading = read(path)
    assert _persons(reading, year="2019") == 3
    assert _persons(reading, age_group="9-17") == 1
    assert "no date in a format of the mapping (first in row 6): 1" in _told(reading)
    path.write_text(path.read_text().replace('"Cases"', '"Case"'))
    with pytest.raises(CaselightError, match=r"line 3: no sheet 'Case'"):
        read(path)


def test_other_encodings_and_separators_of_csv_are_read(tmp_path: Path) -> None:
    text = "sexe;pays\nF;Côte d'Ivoire\nM;Bénin\n"
    tables = '[columns]\nsex = "sexe"\ncountry = "pays"\n' + SEX
    for name, encoding in (("a", "cp1252"), ("b", "utf-16"), ("c", "utf-8-sig")):
        path = write_case(tmp_path / name, ["x"], [], tables)
        (tmp_path / name / "cases.csv").write_bytes(text.encode(encoding))
        table = read(path).tables["caseload_forms"]
        assert sorted(table["country"].astype(str)) == ["BEN", "CIV"], encoding


def test_a_label_that_is_code_stays_text(tmp_path: Path) -> None:
    rows = [("<img src=x onerror=alert(1)>",)] * 12 + [('=HYPERLINK("http://x")',)] * 12
    reading = read(write_case(tmp_path, ["s"], rows, '[columns]\nsex = "s"\n'))
    assert "'<img src=x onerror=alert(1)>': 12" in _told(reading)
    assert _persons(reading, sex="unknown") == 24


def test_a_file_without_persons_is_refused(tmp_path: Path) -> None:
    path = write_case(tmp_path, ["s"], [], '[columns]\nsex = "s"\n')
    with pytest.raises(CaselightError, match="at least one person"):
        read(path)


def test_a_row_that_is_cut_off_is_refused_by_its_line_and_without_its_content(
    tmp_path: Path,
) -> None:
    path = write_case(tmp_path, ["s", "t"], [("F", "a"), ("M", "b")], '[columns]\nsex = "s"\n')
    with (tmp_path / "cases.csv").open("a") as file:
        file.write("Secret Name\n")
    with pytest.raises(CaselightError) as caught:
        read(path)
    assert "line 4: 1 cells under 2 headings" in str(caught.value)
    assert "Secret" not in str(caught.value)


def test_columns_that_are_not_mapped_leave_no_trace(tmp_path: Path) -> None:
    canary = "CANARY-7f3a"
    rows = [(f"{canary}-{n}", "F", f"{canary}@example.org", f"id{canary}{n}") for n in range(40)]
    tables = '[columns]\nsex = "s"\nperson = "id"\n' + SEX + '[not_read]\ncolumns = ["name"]\n'
    path = write_case(tmp_path, ["name", "s", "mail", "id"], rows, tables)
    reading = read(path)
    shown = [repr(reading), str(reading), _told(reading), *reading.notes]
    shown += [table.to_csv() for table in reading.tables.values()]
    assert not any(canary in text for text in shown)
    assert canary not in read_kept(tmp_path)


def test_the_synthetic_file_is_made_again_byte_for_byte_and_counted_as_plain_csv_has_it() -> None:
    import runpy

    folder = Path(__file__).resolve().parents[2] / "data" / "sample"
    made = runpy.run_path(str(folder / "make_sample.py"))["make_sample"]()
    assert made == (folder / "cases.csv").read_bytes()
    assert len(made) < 400_000
    rows = list(csv.DictReader(made.decode().splitlines()))
    assert {row["record"] for row in rows} == {"synthetic"}
    reading = read(folder / "cases.toml")
    first: dict[str, str] = {}
    labour = set()
    for row in rows:
        first.setdefault(row["case_id"], row["gender"])
        forms = row["forms_of_exploitation"].split("; ")
        if {"Forced labour", "Domestic servitude"} & set(forms):
            labour.add(row["case_id"])
    assert reading.persons == len(first) == 3_000
    assert _persons(reading, sex="female") == sum(sex == "F" for sex in first.values())
    assert _persons(reading, form_labour="yes") == len(labour)


def test_a_table_of_the_sample_holds_no_id(tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[2] / "data" / "sample"
    tables = read(folder / "cases.toml").tables
    text = "".join(pd.DataFrame(table).to_csv() for table in tables.values())
    assert "S-0" not in text
    assert "Synthetic Person" not in text


def test_a_cell_may_list_more_values_than_there_are_columns(tmp_path: Path) -> None:
    tables = '[columns]\nform = "f"\nsex = "s"\n' + SEX + '[values.form]\nL = "labour"\n'
    rows = [("F", "L;L;L;L;L"), ("M", "L"), ("F", "")]
    reading = read(write_case(tmp_path, ["s", "f"], rows, tables))
    assert _persons(reading, sex="female", form_labour="yes") == 1
    assert _persons(reading, form_labour="yes") == 2


def test_a_mark_of_utf_8_before_other_bytes_is_no_traceback(tmp_path: Path) -> None:
    path = write_case(tmp_path, ["x"], [], '[columns]\nsex = "s"\n')
    (tmp_path / "cases.csv").write_bytes(b"\xef\xbb\xbfs,t\nF,1\nM\xe9,2\n")
    with pytest.raises(CaselightError, match=r"cases\.csv, line"):
        read(path)
