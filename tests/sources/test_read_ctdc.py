"""CTDC's files, each against counts made by pyarrow or plain csv."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.feather
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.ctdc import read_cases
from helpers.sources.layouts import find_layout
from helpers.sources.peek import peek
from helpers.sources.read import read
from helpers.sources.reading import Finding, Reading
from tests.sources.fast_workbook import write_workbook
from tests.sources.shared_files import SHARED, needs_shared

FEATHER = SHARED / "ctdc_kanon_2021/ctdc_kanon_2021-07-15.feather"
OLD = SHARED / "ctdc_kanon_2020_layout/rows_from_the_global_dataset_14_apr_2020.csv"
LABELS = Path(__file__).parents[2] / "src/helpers/sources/labels"
CHANNELS = {"Case Management": "case_management", "Hotline": "hotline"}
BANNER = "By using this data you agree to the Terms of Use: https://www.ctdatacollaborative.org"

HEADER = ["yearOfRegistration", "Datasource", "gender", "ageBroad", "citizenship",
          "isForcedLabour", "isSexualExploit", "isOtherExploit", "typeOfLabourConstruction",
          "meansOfControlThreats", "CountryOfExploitation"]  # fmt: skip
PERSON = dict(zip(HEADER, ["2016", "Hotline", "Female", "18--20", "UA", "1", "0", "0", "1", "1",
                           "PH"], strict=True))  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


@pytest.fixture(scope="module")
def raw() -> pa.Table:
    return pyarrow.feather.read_table(FEATHER)


@pytest.fixture(scope="module")
def reading() -> Reading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASELIGHT_KEEP", "no")
        return read(FEATHER)


def write_csv(path: Path, rows: Sequence[Mapping[str, str]], header: Sequence[str] = ()) -> Path:
    names = list(header or HEADER)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows([row.get(name, "") for name in names] for row in rows)
    return path


def persons(**changes: str) -> dict[str, str]:
    return PERSON | changes


def sum_by(reading: Reading, table: str, *columns: str, **where: str) -> dict:
    frame = reading.tables[table]
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return {k: int(n) for k, n in frame.groupby(list(columns))["persons"].sum().items()}


def find(findings: Sequence[Finding], words: str) -> list[Finding]:
    return [f for f in findings if words in f.rule]


# The 2021 edition.


@needs_shared
def test_every_row_of_2021_is_a_person(raw: pa.Table, reading: Reading) -> None:
    assert reading.rows == reading.persons == raw.num_rows == 97_750
    channels = Counter(raw["Datasource"].to_pylist())
    assert sum_by(reading, "caseload_forms", "channel") == {
        code: channels[label] for label, code in CHANNELS.items()
    }


@needs_shared
def test_rows_that_repeat_another_are_counted_and_told(raw: pa.Table, reading: Reading) -> None:
    counted = raw.group_by(raw.column_names, use_threads=False).aggregate([([], "count_all")])
    (copies,) = find(reading.findings, "equal to an earlier one")
    assert copies.count == raw.num_rows - counted.num_rows == 77_084


@needs_shared
@pytest.mark.parametrize(
    ("column", "raw_column"),
    [("form_labour", "isForcedLabour"), ("form_sexual", "isSexualExploit"),
     ("form_marriage", "isForcedMarriage"), ("form_slavery_like", "isSlaveryAndPractices")],
)  # fmt: skip
def test_forms_of_2021_equal_their_flags(
    raw: pa.Table, reading: Reading, column: str, raw_column: str
) -> None:
    words = {1.0: "yes", 0.0: "no", None: "unknown"}
    pairs = zip(raw["Datasource"].to_pylist(), raw[raw_column].to_pylist(), strict=True)
    expected = Counter((CHANNELS[label], words[flag]) for label, flag in pairs)
    assert sum_by(reading, "caseload_forms", "channel", column) == dict(expected)


@needs_shared
def test_the_constant_of_the_hotline_is_no_measurement(raw: pa.Table, reading: Reading) -> None:
    hotline = raw.filter(pc.equal(raw["Datasource"], "Hotline"))
    assert set(hotline["isOtherExploit"].to_pylist()) == {0.0}
    rows = reading.tables["caseload_forms"]
    assert set(rows.loc[rows["channel"] == "hotline", "form_other"]) == {"unknown"}
    (finding,) = (f for f in reading.findings if f.place == "Hotline, flag 'other'")
    assert finding.count == hotline.num_rows == 52_607


@needs_shared
def test_shares_of_case_management_follow_from_its_flags(raw: pa.Table, reading: Reading) -> None:
    rows = reading.tables["caseload_forms"]
    rows = rows[rows["channel"] == "case_management"]
    yes = {form: rows[f"form_{form}"] == "yes" for form in ("labour", "sexual", "other")}
    known = rows.loc[yes["labour"] | yes["sexual"] | yes["other"], "persons"].sum()
    labour = rows.loc[yes["labour"], "persons"].sum()
    own = raw.filter(pc.equal(raw["Datasource"], "Case Management"))
    flags = [own[c].to_pylist() for c in ("isForcedLabour", "isSexualExploit", "isOtherExploit")]
    plain = [row for row in zip(*flags, strict=True) if 1.0 in row]
    assert known == len(plain)
    assert labour == sum(row[0] == 1.0 for row in plain)
    assert round(100 * labour / known, 1) == 46.5


@needs_shared
@pytest.mark.parametrize(
    ("table", "column", "raw_column"),
    [
        ("caseload_forms", "country", "CountryOfExploitation"),
        ("caseload_citizenship", "country", "CountryOfExploitation"),
        ("caseload_citizenship", "citizenship", "citizenship"),
    ],
)
def test_countries_of_2021_follow_the_publishers_own_lookup(
    raw: pa.Table, reading: Reading, table: str, column: str, raw_column: str
) -> None:
    lookup = pyarrow.feather.read_table(SHARED / "ctdc_kanon_2021/region_lookup.feather")
    codes = dict(zip(lookup["ISO2"].to_pylist(), lookup["ISO3"].to_pylist(), strict=True))
    expected = Counter(
        "unknown" if label is None else codes[label] for label in raw[raw_column].to_pylist()
    )
    assert sum_by(reading, table, column) == dict(expected)


@needs_shared
@pytest.mark.parametrize(
    ("column", "raw_column", "unknown"),
    [("year", "yearOfRegistration", 2011), ("age_group", "ageBroad", 46_783),
     ("sex", "gender", 8138)],
)  # fmt: skip
def test_years_ages_and_sexes_of_2021_equal_their_labels(
    raw: pa.Table, reading: Reading, column: str, raw_column: str, unknown: int
) -> None:
    plain = Counter(raw[raw_column].to_pylist())
    assert plain.pop(None) == unknown == reading.missing[column]
    found = sum_by(reading, "caseload_forms", column)
    assert found.pop("unknown") == unknown
    assert sorted(found.values()) == sorted(plain.values())
    if column == "year":
        assert found == {str(int(year)): n for year, n in plain.items()}


@needs_shared
@pytest.mark.parametrize(
    ("table", "column", "start"),
    [
        ("caseload_sectors", "sector", "typeOfLabour"),
        ("caseload_means", "means_of_control", "meansOfControl"),
    ],
)
def test_flags_of_2021_add_up_to_their_columns(
    raw: pa.Table, reading: Reading, table: str, column: str, start: str
) -> None:
    expected: Counter[str] = Counter()
    for name in raw.column_names:
        if name.startswith(start) and not name.endswith("Concatenated"):
            # 'typeOfLabourDomesticWork' is 'domestic_work': words in small letters.
            words = re.findall("[A-Z][a-z]+", name.removeprefix(start))
            expected["_".join(words).lower()] += int(pc.sum(raw[name]).as_py())
    assert sum_by(reading, table, column, country="all", year="all") == dict(+expected)
    by_year = sum_by(reading, table, column, year="all")
    assert by_year == {code: 2 * n for code, n in (+expected).items()}  # countries, and their total
    frame = reading.tables[table]
    own = frame[(frame["country"] != "all") & (frame["year"] != "all")]
    assert own.groupby(column)["persons"].sum().to_dict() == dict(+expected)


@needs_shared
def test_all_three_formats_of_2021_give_the_same_tables(
    raw: pa.Table, reading: Reading, tmp_path: Path
) -> None:
    text = tmp_path / "data.csv"
    pyarrow.csv.write_csv(raw, text)
    columns = [raw[name].to_pylist() for name in raw.column_names]
    rows = [raw.column_names, *zip(*columns, strict=True)]
    book = write_workbook(tmp_path / "data.xlsx", rows)
    for path in (text, book):
        other = read(path)
        assert (other.rows, other.persons) == (97_750, 97_750)
        assert other.findings == reading.findings
        assert other.missing == reading.missing
        assert other.provenance.edition == "15 July 2021"
        for name, table in reading.tables.items():
            assert table.equals(other.tables[name]), name


@needs_shared
def test_a_part_of_the_2021_file_is_not_called_the_edition(raw: pa.Table, tmp_path: Path) -> None:
    path = tmp_path / "part.feather"
    pyarrow.feather.write_feather(raw.slice(0, 97_749), path)
    about = read(path).provenance
    assert about.edition.startswith("not stated in the file")
    assert about.date == ""
    assert "2021" not in about.citation


# The layout of 2020, and every other order, case and mark of missing.


@needs_shared
def test_the_2020_layout_is_read_below_its_banner() -> None:
    with OLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = read(OLD)
    assert found.layout == "ctdc_kanon"
    assert found.persons == len(rows) == 16
    years = Counter(row["yearOfRegistration"] for row in rows)
    assert sum_by(found, "caseload_forms", "year") == dict(years)
    labour = Counter(
        (CHANNELS[row["Datasource"]], {"1": "yes", "0": "no", "-99": "unknown"}[row[name]])
        for row in rows
        for name in ["isForcedLabour"]
        if row["Datasource"] == "Case Management"
    )
    assert sum_by(found, "caseload_forms", "channel", "form_labour",
                  channel="case_management") == dict(labour)  # fmt: skip
    assert found.missing["country"] == sum(row["CountryOfExploitation"] == "-99" for row in rows)
    threats = sum(row["meansOfControlThreats"] == "1" for row in rows)
    means = sum_by(found, "caseload_means", "means_of_control", country="all", year="all")
    assert means["threats"] == threats
    assert found.provenance.edition == "not stated in the file (people registered 2002 to 2019)"
    assert not find(found.findings, "without a code")
    assert not find(found.findings, "columns that this publisher's files do not have")


KNOWN = {
    "yearOfRegistration": {"2002": "2002", "2019": "2019"},
    "Datasource": CHANNELS,
    "gender": {"Female": "female", "Male": "male",
               "Transgender/NonConforming": "transgender_nonconforming"},
    "ageBroad": {"0--8": "0-8", "18--20": "18-20", "48+": "48+"},
    "citizenship": {"NA": "NAM", "CI": "CIV", "XK": "XKX"},
    "CountryOfExploitation": {"NA": "NAM", "US": "USA"},
    "isForcedLabour": {"1": "yes", "0": "no"},
    "isSexualExploit": {"1": "yes", "0": "no"},
    "isOtherExploit": {"1": "yes", "0": "no"},
    "typeOfLabourConstruction": {"1": "yes", "0": "no"},
    "meansOfControlThreats": {"1": "yes", "0": "no"},
}  # fmt: skip
FORMS = {"isForcedLabour": "form_labour", "isSexualExploit": "form_sexual",
         "isOtherExploit": "form_other"}  # fmt: skip
NAMES = {"yearOfRegistration": "year", "Datasource": "channel", "gender": "sex",
         "ageBroad": "age_group", "citizenship": "citizenship",
         "CountryOfExploitation": "country", **FORMS}  # fmt: skip
RECORDS = st.lists(
    st.fixed_dictionaries({f: st.sampled_from([*labels, None]) for f, labels in KNOWN.items()}),
    min_size=1,
    max_size=10,
)


def write_as_somebody_does(label: str | None, field: str, chance: random.Random) -> str:
    """A label with a dash, a case, a fraction or a mark of missing that some edition has."""
    if label is None:
        return chance.choice(["", "-99", "NULL", "-99.0", "null"])
    if field in ("citizenship", "CountryOfExploitation"):
        return label
    text = label.replace("--", chance.choice(["--", "-", "—", "–", " - "]))
    if text in {"1", "0", "2002", "2019"}:
        return text + chance.choice(["", ".0"])
    return chance.choice([text, text.upper(), text.lower()])


@settings(max_examples=25, deadline=None)
@given(RECORDS, st.integers(0, 10**6), st.booleans())
def test_random_files_in_any_order_and_spelling_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, records: list[dict], seed: int, as_book: bool
) -> None:
    chance = random.Random(seed)
    # One yes in each channel keeps a form from being a constant, which is told as not collected.
    anchors = [dict.fromkeys(KNOWN) | dict.fromkeys(FORMS, "1") | {"Datasource": channel}
               for channel in (*CHANNELS, None)]  # fmt: skip
    people = [*records, *anchors]
    order = chance.sample(HEADER, len(HEADER))
    written = [{f: write_as_somebody_does(p[f], f, chance) for f in order} for p in people]
    folder = tmp_path_factory.mktemp("ctdc")
    if as_book:
        lines = [order, *([row[f] for f in order] for row in written)]
        path = write_workbook(folder / "any.xlsx", lines)
    else:
        path = write_csv(folder / "any.csv", [{BANNER: "", **row} for row in written],
                         [BANNER, *order])  # fmt: skip
    found = read(path)
    expected: Counter[tuple] = Counter()
    for person in people:
        codes = {NAMES[f]: KNOWN[f].get(person[f], "unknown") for f in NAMES}
        expected[tuple(codes[n] for n in NAMES.values() if n != "citizenship")] += 1
    forms = sum_by(found, "caseload_forms", *(n for n in NAMES.values() if n != "citizenship"))
    assert forms == dict(expected)
    construction = sum(p["typeOfLabourConstruction"] == "1" for p in people)
    sectors = sum_by(found, "caseload_sectors", "sector", country="all", year="all")
    assert sectors == ({"construction": construction} if construction else {})
    assert not find(found.findings, "without a code")
    assert found.persons == len(people)


def test_the_name_of_a_column_may_be_written_in_any_case(tmp_path: Path) -> None:
    header = [name.upper() for name in HEADER]
    path = write_csv(tmp_path / "a.csv", [{k.upper(): x for k, x in PERSON.items()}], header)
    assert sum_by(read(path), "caseload_forms", "year", "sex") == {("2016", "female"): 1}


# Labels that nobody foresaw.


def test_a_label_without_a_code_is_counted_as_unknown_and_told(tmp_path: Path) -> None:
    rows = [persons(gender="Ghost")] * 3 + [persons(Datasource="Radio")] * 2 + [persons()]
    found = read(write_csv(tmp_path / "a.csv", rows))
    assert sum_by(found, "caseload_forms", "sex") == {"unknown": 3, "female": 3}
    assert sum_by(found, "caseload_forms", "channel") == {"unknown": 2, "hotline": 4}
    told = {(f.place, f.rule): f.count for f in find(found.findings, "without a code")}
    assert told == {
        ("CTDC k-anonymised, column 'gender'", "label 'Ghost' without a code"): 3,
        ("CTDC k-anonymised, column 'Datasource'", "label 'Radio' without a code"): 2,
    }


@pytest.mark.parametrize(
    ("field", "label", "column"),
    [
        ("yearOfRegistration", "9999", "year"),
        ("yearOfRegistration", "20 19", "year"),
        ("yearOfRegistration", "2019-2014", "year"),
        ("ageBroad", "Female", "age_group"),
        ("ageBroad", "48", "age_group"),
        ("citizenship", "ZZ", "country"),
        ("CountryOfExploitation", "na", "country"),
        ("CountryOfExploitation", "Atlantis", "country"),
        ("isForcedLabour", "2", "form_labour"),
        ("isForcedLabour", "-1", "form_labour"),
    ],
)
def test_a_value_that_means_nothing_is_unknown_and_never_guessed(
    tmp_path: Path, field: str, label: str, column: str
) -> None:
    found = read(write_csv(tmp_path / "a.csv", [persons(**{field: label}), persons()]))
    (told,) = find(found.findings, "without a code")
    assert (told.rule, told.count) == (f"label {label!r} without a code", 1)
    if field == "citizenship":
        table, column = "caseload_citizenship", "citizenship"
    else:
        table = "caseload_forms"
    assert sum_by(found, table, column)["unknown"] == 1
    assert found.persons == 2


@pytest.mark.parametrize("label", ["<img src=x onerror=alert(1)>", '=HYPERLINK("http://x")'])
def test_a_hostile_label_is_a_label_like_any_other(tmp_path: Path, label: str) -> None:
    found = read(write_csv(tmp_path / "a.csv", [persons(gender=label)]))
    (told,) = find(found.findings, "without a code")
    assert label in told.rule
    assert set(found.tables["caseload_forms"]["sex"]) == {"unknown"}


def test_many_strange_labels_are_told_together(tmp_path: Path) -> None:
    rows = [persons(gender=f"G{n}") for n in range(30)] + [persons(gender="G0")]
    told = find(read(write_csv(tmp_path / "a.csv", rows)).findings, "without a code")
    assert len(told) == 21
    assert told[0].rule == "label 'G0' without a code"
    assert told[0].count == 2
    assert told[-1].rule == "10 other labels without a code"
    assert sum(f.count for f in told) == 31


def test_a_form_that_no_table_has_is_told(tmp_path: Path) -> None:
    header = [*HEADER, "isOrganRemoval"]
    rows = [persons(isOrganRemoval="1"), persons(isOrganRemoval="-99")]
    found = read(write_csv(tmp_path / "a.csv", rows, header))
    (told,) = find(found.findings, "organ removal")
    assert told.count == 1
    assert found.persons == 2


def test_columns_of_nobody_are_told_and_empty_rows_left_out(tmp_path: Path) -> None:
    rows = [persons(remark="Ms A"), {}, persons(remark="Ms B")]
    found = read(write_csv(tmp_path / "a.csv", rows, [*HEADER, "remark"]))
    assert found.persons == 2
    assert [f.count for f in find(found.findings, "empty rows")] == [1]
    (told,) = find(found.findings, "columns that this publisher's files do not have")
    assert told.count == 1
    # What is not read does not tell two equal persons apart.
    assert find(found.findings, "equal to an earlier one")[0].count == 1


# Errors: rule, found, mend, and no person's value.


def test_a_file_without_a_person_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaselightError, match="a header and no rows"):
        read(write_csv(tmp_path / "a.csv", []))


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [PERSON], [n for n in HEADER if n != "gender"])
    with pytest.raises(CaselightError, match=r"a\.csv: missing gender"):
        read_cases(peek(path))


def test_a_column_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [PERSON], [*HEADER, "gender"])
    with pytest.raises(CaselightError, match="'gender' stands more than once") as caught:
        read(path)
    assert "Female" not in str(caught.value)


# Documents and label maps.


@needs_shared
@pytest.mark.parametrize(
    ("path", "layout"),
    [
        ("ctdc_codebooks/CTDC_VPsynthetic_dict_20221201.xlsx", "ctdc_variables"),
        ("ctdc_codebooks/kanon_data_dictionary_2017-11-28.xlsx", "ctdc_dictionary"),
        ("ctdc_codebooks/Codebook_CTDC_global_synthetic_data_v2024.pdf", "ctdc_codebook"),
        ("ctdc_kanon_2021/data_dictionary_2021-08-25.xlsx", "ctdc_dictionary"),
        ("ctdc_kanon_2021/codebook_v7_2021-09.pdf", "ctdc_codebook"),
        ("ctdc_kanon_2021/region_lookup.feather", "ctdc_regions"),
    ],
)
def test_a_document_of_ctdc_is_told_as_one(path: str, layout: str, tmp_path: Path) -> None:
    copy = tmp_path / "renamed"
    copy.write_bytes((SHARED / path).read_bytes())
    found = read(copy)
    assert found.layout == layout
    assert (dict(found.tables), found.persons, found.rows) == ({}, None, 0)
    assert "holds no figures" in found.notes[0]


@needs_shared
def test_a_codebook_of_somebody_else_is_not_called_ctdcs() -> None:
    layout = find_layout(peek(SHARED / "hti_frank/HTI Codebook 2013.pdf"))
    assert layout is not None
    assert layout.name == "document"


def read_map(name: str) -> list[dict[str, str]]:
    with (LABELS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_crosswalk_says_of_every_label_where_it_goes() -> None:
    rows = read_map("crosswalk_ctdc")
    told = {(row["field"], row["label"]) for row in rows} | {("", row["label"]) for row in rows}
    goes_to = {row["goes_to"] for row in rows}
    for row in [*read_map("ctdc"), *read_map("ctdc_missing")]:
        assert ("", row["label"]) in told, row
    for kind, column in (("sectors", "sector"), ("means", "means_of_control")):
        for row in read_map(f"ctdc_{kind}"):
            assert (row["label"], "1") in told, row
            assert f"{column} = {row['code']}" in goes_to
    for row in rows:
        assert row["standard"] or row["goes_to"] in ("not read", "unknown"), row


@needs_shared
def test_the_crosswalk_has_every_column_of_every_file(raw: pa.Table) -> None:
    fields = {row["field"] for row in read_map("crosswalk_ctdc")}
    pairs = SHARED / "ctdc_victim_perpetrator_synthetic/CTDC_VPsynthetic_condensed.csv"
    for path in (OLD, pairs):
        with path.open(encoding="utf-8", newline="") as file:
            columns = [name for name in next(csv.reader(file)) if not name.startswith("By using")]
        assert set(columns) <= fields
    assert set(raw.column_names) <= fields
