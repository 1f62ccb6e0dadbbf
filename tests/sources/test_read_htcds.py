"""IOM's Human Trafficking Case Data Standard 2.0: known by its field names, read without names."""

from __future__ import annotations

import csv
import datetime
from importlib import resources
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.inspect import inspect_file
from helpers.sources.peek import peek
from helpers.sources.read import read, require_layout
from helpers.sources.reading import Reading, read_labels
from tests.sources.own_files import read_kept, write_rows
from tests.sources.shared_files import SHARED, needs_shared

# The header of the published spreadsheets: field names, and labels shifted against the mailing
# fields; one name is misspelt and one is missing.
NAMES = ["", "cas_CaseOwner", "prs_Salutation", "prs_FirstName", "prs_SecondName", "con_Consent",
         "prs_Birthdate", "prs_Gender", "prs_Citizenship", "prs_Title", "prs_Email",
         "prs_HomePhone", "prs_MobilePhone", "prs_MailingCity", "prs_MailingCountry",
         "prs_MailingState", "prs_MailingStreet", "prs_MailingPostalCode", "vic_TraffickingStatus",
         "vic_TraffickinStatusDecisionMakingOrg", "vic_MethodsOfControl", "vic_TypeOfExploitation",
         "vic_ForcedLabourIndustry", "vic_LocationOfExploitation", "cas_Status",
         "cas_IncomingReferralDate", "", "cas_OutgoingReferralDetails"]  # fmt: skip
LABELS = ["", "Case Owner", "Salutation", "First Name", "Second Name", "Consent", "Birthdate",
          "Gender", "Citizenship", "Title", "Email", "Home Phone", "Mobile Phone",
          "Mailing Street", "Mailing City", "Mailing State/Province", "Mailing Zip/Postal Code",
          "Mailing Country", "Trafficking Status",
          "Trafficking Status Decision Making Organization", "Methods of Control",
          "Type of Exploitation", "Forced Labour Industry", "Location of Exploitation", "Status",
          "Incoming Referral Date", "Reason for Outgoing Referral",
          "Outgoing Referral Details"]  # fmt: skip
PRIVATE = ("cas_CaseOwner", "prs_Salutation", "prs_FirstName", "prs_SecondName", "prs_Title",
           "prs_Email", "prs_HomePhone", "prs_MobilePhone", "prs_MailingCity",
           "prs_MailingCountry", "prs_MailingState", "prs_MailingStreet", "prs_MailingPostalCode",
           "cas_OutgoingReferralDetails")  # fmt: skip
CANARY = "CANARY-5d1e"


def _row(**cells: object) -> list[object]:
    filled = {name: f"{CANARY} {name}" for name in PRIVATE}
    filled |= {"prs_Birthdate": datetime.date(2001, 3, 5), "prs_Gender": "Feminine",
               "prs_Citizenship": "CI", "vic_TypeOfExploitation": "ForcedLabour",
               "cas_IncomingReferralDate": datetime.date(2019, 3, 5)}  # fmt: skip
    filled |= cells
    return [filled.get(name, "") if name else "" for name in NAMES]


def _write_sheet(path: Path, rows: list[list[object]], names: list[str] = NAMES) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (names, LABELS, *rows):
        sheet.append([cell if cell != "" else None for cell in row])
    book.save(path)
    return path


def _count(reading: Reading, **labels: str) -> int:
    table = reading.tables["caseload_forms"]
    for column, label in labels.items():
        table = table[table[column] == label]
    return int(table["persons"].sum())


@needs_shared
@pytest.mark.parametrize("name", ["htcds_spreadsheet_v2.0", "htcds_spreadsheet_single_select_v2.0"])
def test_the_empty_spreadsheets_hold_nobody_and_say_so(tmp_path: Path, name: str) -> None:
    path = tmp_path / "other name.xlsx"
    path.write_bytes((SHARED / "htcds" / f"{name}.xlsx").read_bytes())
    reading = read(path)
    assert (reading.layout, reading.rows, reading.persons) == ("htcds", 0, 0)
    assert any("empty spreadsheet" in note for note in reading.notes)
    # 1,000 numbered rows wait to be filled in; the row of labels is none of them.
    assert [f.count for f in reading.findings] == [1000]
    assert all(table.empty for table in reading.tables.values())


@needs_shared
@pytest.mark.parametrize("name", ["htcds_field_standards_2.0.ods", "htcds_xlsform.xlsx"])
def test_the_standard_and_the_form_are_documentation(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"x{Path(name).suffix}"
    path.write_bytes((SHARED / "htcds" / name).read_bytes())
    inspection = inspect_file(path)
    assert inspection.title.startswith("HTCDS 2.0")
    assert not inspection.reading.tables


@needs_shared
@pytest.mark.parametrize("name", ["htcds_spreadsheet_v2.0", "htcds_spreadsheet_single_select_v2.0"])
def test_a_filled_in_spreadsheet_is_counted(tmp_path: Path, name: str) -> None:
    book = openpyxl.load_workbook(SHARED / "htcds" / f"{name}.xlsx")
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    for number in range(3, 15):
        for field, value in (("prs_Gender", "Masculine"), ("vic_TypeOfExploitation", "Servitude"),
                             ("prs_FirstName", CANARY)):  # fmt: skip
            sheet.cell(number, header.index(field) + 1, value)
    path = tmp_path / "filled.xlsx"
    book.save(path)
    reading = read(path)
    assert reading.persons == 12
    assert _count(reading, sex="male", form_slavery_like="yes") == 12


def test_labels_below_the_names_are_no_person_and_their_shift_does_no_harm(tmp_path: Path) -> None:
    reading = read(_write_sheet(tmp_path / "a.xlsx", [_row(), _row(prs_Gender="Masculine")]))
    assert (reading.rows, reading.persons) == (2, 2)
    assert _count(reading, sex="female", age_group="18-20", year="2019") == 1
    citizens = reading.tables["caseload_citizenship"]
    assert citizens["citizenship"].astype(str).tolist() == ["CIV"]


@pytest.mark.parametrize(
    "name",
    ["vic_TraffickinStatusDecisionMakingOrg", "vic_TraffickingStatusDecisionMakingOrg"],
)
def test_the_misspelt_name_and_the_right_one_are_the_same_field(tmp_path: Path, name: str) -> None:
    names = [name if "DecisionMaking" in each else each for each in NAMES]
    row = [""] * len(names)
    row[names.index(name)] = "Police"
    # The only entry is in this field: the row is a person all the same.
    assert read(_write_sheet(tmp_path / "a.xlsx", [row], names)).persons == 1


@pytest.mark.parametrize(
    ("cell", "forms"),
    [
        ("ForcedLabour;SexualExploitation", {"labour", "sexual"}),
        ("Forced labour, Sexual exploitation", {"labour", "sexual"}),
        ("ForcedLabour SexualExploitation", {"labour", "sexual"}),
        ("forced labour ; ForcedMarriage,Servitude", {"labour", "marriage", "slavery_like"}),
        ("Forced military (by non-state actors)", {"other"}),
    ],
)
def test_cells_that_join_values_are_taken_apart(tmp_path: Path, cell: str, forms: set[str]) -> None:
    reading = read(_write_sheet(tmp_path / "a.xlsx", [_row(vic_TypeOfExploitation=cell)]))
    table = reading.tables["caseload_forms"].iloc[0]
    found = {name.removeprefix("form_") for name in table.index if table[name] == "yes"}
    assert found == forms
    assert not [f for f in reading.findings if "label" in f.rule]


def test_labels_that_hold_the_separator_stay_whole(tmp_path: Path) -> None:
    cell = ("Water supply; sewerage, waste management and remediation; Agriculture, forestry and "
            "fishing, Construction")  # fmt: skip
    reading = read(_write_sheet(tmp_path / "a.xlsx", [_row(vic_ForcedLabourIndustry=cell)]))
    sectors = set(reading.tables["caseload_sectors"]["sector"])
    assert sectors == {"other", "agriculture", "construction"}


def test_names_contacts_and_birthdates_leave_no_trace(tmp_path: Path) -> None:
    rows = [_row(prs_Birthdate=datetime.date(1987, 6, 5)) for _ in range(30)]
    rows += [_row(vic_LocationOfExploitation=f"{CANARY} Hotel") for _ in range(30)]
    for path in (_write_sheet(tmp_path / "a.xlsx", rows), _export(tmp_path / "a.csv", rows)):
        reading = read(path)
        assert reading.persons == 60
        shown = [repr(reading), str(reading), repr(peek(path)), str(reading.findings)]
        shown += [*reading.notes, *inspect_file(path).to_lines()]
        shown += [table.to_csv() for table in reading.tables.values()]
        assert not [text for text in shown if CANARY in text or "1987-" in text]
    kept = read_kept(tmp_path)
    assert CANARY not in kept
    assert "1987-" not in kept


def test_an_error_tells_no_person(tmp_path: Path) -> None:
    path = _export(tmp_path / "a.csv", [_row()])
    with path.open("a") as file:
        file.write(f"{CANARY},{CANARY}\n")
    with pytest.raises(CaselightError) as caught:
        read(path)
    assert CANARY not in str(caught.value)


def _export(path: Path, rows: list[list[object]]) -> Path:
    """An export: the same fields, in another order, without the row of labels."""
    order = [n for n, name in enumerate(NAMES) if name][::-1]
    return write_rows(path, [NAMES[n] for n in order], [[row[n] for n in order] for row in rows])


def test_an_export_gives_what_the_spreadsheet_gives(tmp_path: Path) -> None:
    rows = [_row(), _row(prs_Gender="Transgender Masculine", vic_TypeOfExploitation="Surrogacy"),
            _row(vic_MethodsOfControl="DebtBondage;PhysicalThreats")]  # fmt: skip
    sheet, export = (
        read(_write_sheet(tmp_path / "a.xlsx", rows)),
        read(_export(tmp_path / "b.csv", rows)),
    )
    for name, table in sheet.tables.items():
        columns = list(table.columns)
        left = table.astype(str).sort_values(columns).to_numpy().tolist()
        right = export.tables[name].astype(str).sort_values(columns).to_numpy().tolist()
        assert left == right, name


def test_who_is_no_victim_or_did_not_consent_is_not_counted_and_that_is_told(
    tmp_path: Path,
) -> None:
    rows = [_row(vic_TraffickingStatus="NotAVictimOfTrafficking"), _row(con_Consent="FALSE"),
            _row(con_Consent=False), _row(con_Consent="TRUE"), _row(),
            _row(vic_TraffickingStatus="Possible victim of trafficking")]  # fmt: skip
    reading = read(_write_sheet(tmp_path / "a.xlsx", rows))
    assert reading.persons == 3
    out = {f.place: f.count for f in reading.findings if "leaves out" in f.rule}
    assert out == {"a.xlsx, column 'vic_TraffickingStatus'": 1, "a.xlsx, column 'con_Consent'": 2}


def test_the_survey_form_s_spelling_of_names_is_known(tmp_path: Path) -> None:
    header = ["prs_First_Name", "prs_Gender", "vic_Methods_of_Control", "vic_TypeOfExploitation"]
    rows = [(CANARY, "Feminine", "DebtBondage TakesEarnings", "ForcedLabour")]
    reading = read(write_rows(tmp_path / "a.csv", header, rows))
    assert reading.layout == "htcds"
    means = set(reading.tables["caseload_means"]["means_of_control"])
    assert means == {"debt_bondage", "takes_earnings"}


def test_a_date_with_two_meanings_is_not_guessed(tmp_path: Path) -> None:
    reading = read(_export(tmp_path / "a.csv", [_row(cas_IncomingReferralDate="05/03/2019")]))
    assert _count(reading, year="unknown", age_group="unknown") == 1
    assert any("no date in a format" in finding.rule for finding in reading.findings)


def _published(field: str) -> list[tuple[str, str]]:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(
        str(SHARED / "htcds/htcds_field_standards_2.0.ods")
    )
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    row = next(row for row in rows if row[6] == field)
    names, labels = (
        [part.replace("\xa0", " ").strip() for part in str(cell).split("\n") if part.strip()]
        for cell in row[9:11]
    )
    return list(zip(names, labels, strict=True))


@needs_shared
@pytest.mark.parametrize(
    ("field", "labels"),
    [("prs_Gender", "htcds_sex"), ("vic_TypeOfExploitation", "htcds_forms"),
     ("vic_MethodsOfControl", "htcds_means"), ("vic_ForcedLabourIndustry", "htcds_sectors")],
)  # fmt: skip
def test_every_published_value_is_known_by_name_and_by_label(field: str, labels: str) -> None:
    ours = read_labels(labels)
    published = _published(field)
    assert len(published) > 5
    for name, label in published:
        assert ours[name] == ours[label], name


def test_the_crosswalk_says_what_the_label_lists_do() -> None:
    folder = resources.files("helpers.sources").joinpath("labels")
    lists = {"prs_Gender": "htcds_sex", "vic_TypeOfExploitation": "htcds_forms",
             "vic_MethodsOfControl": "htcds_means",
             "vic_ForcedLabourIndustry": "htcds_sectors"}  # fmt: skip
    with folder.joinpath("crosswalk_htcds.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = {(row["field"], row["label"]): row["goes_to"].split()[-1] for row in rows}
    for field, name in lists.items():
        ours = read_labels(name)
        named = {label for where, label in told if where == field}
        assert named <= set(ours)
        assert all(told[(field, label)] == ours[label] for label in named)
        # A label is the same value as a name before it, so each code is in the crosswalk.
        assert {ours[label] for label in named} == set(ours.values())
    assert all("HTCDS" in row["standard"] for row in rows)


def test_another_file_with_a_column_prs_gender_is_not_taken_for_it(tmp_path: Path) -> None:
    path = write_rows(tmp_path / "a.csv", ["prs_Gender", "x"], [("F", 1)])
    with pytest.raises(CaselightError, match="mapping"):
        require_layout(peek(path))


def _cell(value: object, mark: str) -> object:
    return mark.join(value) if isinstance(value, list) else value


_CELLS = st.fixed_dictionaries(
    {
        "prs_Gender": st.sampled_from(["", *read_labels("htcds_sex")]),
        "vic_TypeOfExploitation": st.lists(
            st.sampled_from(list(read_labels("htcds_forms"))), max_size=4, unique=True
        ),
        "vic_ForcedLabourIndustry": st.lists(
            st.sampled_from(list(read_labels("htcds_sectors"))), max_size=3, unique=True
        ),
        "cas_IncomingReferralDate": st.dates(datetime.date(2001, 1, 1), datetime.date(2024, 1, 1)),
    }
)


@settings(max_examples=12, deadline=None)
@given(st.lists(_CELLS, min_size=1, max_size=12), st.sampled_from([";", ",", "; ", ", "]))
def test_any_export_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, cases: list[dict[str, object]], mark: str
) -> None:
    path = tmp_path_factory.mktemp("htcds") / "a.csv"
    fields = list(cases[0])
    rows = [[_cell(case[field], mark) for field in fields] for case in cases]
    reading = read(write_rows(path, fields, rows))
    assert reading.persons == len(cases)
    forms, sectors = read_labels("htcds_forms"), read_labels("htcds_sectors")
    for form in ("labour", "sexual", "other", "marriage", "slavery_like"):
        expected = sum(
            form in {forms[label] for label in case["vic_TypeOfExploitation"]} for case in cases
        )
        assert _count(reading, **{f"form_{form}": "yes"}) == expected, form
    table = reading.tables["caseload_sectors"]
    whole = table[(table["year"] == "all") & (table["country"] == "all")]
    found = dict(zip(whole["sector"], whole["persons"], strict=True))
    for code in set(sectors.values()):
        expected = sum(
            code in {sectors[label] for label in case["vic_ForcedLabourIndustry"]} for case in cases
        )
        assert found.get(code, 0) == expected, code
    for case in cases:
        year = str(case["cas_IncomingReferralDate"])[:4]
        assert _count(reading, year=year) == sum(
            str(other["cas_IncomingReferralDate"]).startswith(year) for other in cases
        )
