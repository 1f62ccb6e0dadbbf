"""CTDC's synthetic files: flags 1 or blank, one channel, bands of years, regions."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.composition import count_forms, select_caseload, share_forms
from helpers.disclosure import protect
from helpers.sources.layouts import find_layout
from helpers.sources.peek import peek
from helpers.sources.read import read
from helpers.sources.reading import Reading, Source
from tests.sources.shared_files import SHARED, needs_shared

PAIRS = SHARED / "ctdc_victim_perpetrator_synthetic/CTDC_VPsynthetic_condensed.csv"

# The 27 variables of section 5 of the codebook of February 2024, in its order.
COLUMNS_2024 = [
    "yearOfRegistration", "gender", "ageBroad", "citizenship", "CountryOfExploitation",
    "traffickMonths", "meansDebtBondageEarnings", "meansThreats", "meansAbusePsyPhySex",
    "meansFalsePromises", "meansDrugsAlcohol", "meansDenyBasicNeeds", "meansExcessiveWorkHours",
    "meansWithholdDocs", "isForcedLabour", "isSexualExploit", "isOtherExploit",
    "typeOfLabourAgriculture", "typeOfLabourConstruction", "typeOfLabourDomesticWork",
    "typeOfLabourHospitality", "typeOfSexProstitution", "typeOfSexPornography",
    "recruiterRelationIntimatePartner", "recruiterRelationFriend", "recruiterRelationFamily",
    "recruiterRelationOther",
]  # fmt: skip
# Before 2024, by its appendix II: the means of control not merged, and three more of 'other'.
COLUMNS_2021 = [
    *[name for name in COLUMNS_2024 if not name.startswith("means")],
    "meansOfControlDebtBondage", "meansOfControlTakesEarnings", "meansOfControlThreats",
    "meansOfControlUsesChildren", "meansOfControlThreatOfLawEnforcement", "meansOfControlOther",
    "typeOfLabourOther", "typeOfSexOther",
]  # fmt: skip
FORMS = ("isForcedLabour", "isSexualExploit", "isOtherExploit")
# Section 6 of the codebook: five persons, of whom the fourth has nothing recorded.
EXAMPLE = [("1", "", ""), ("", "1", ""), ("", "", "1"), ("", "", ""), ("1", "1", "")]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


def write(path: Path, rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def sum_by(reading: Reading, table: str, *columns: str, **where: str) -> dict:
    frame = reading.tables[table]
    for name, value in where.items():
        frame = frame[frame[name] == value]
    return {k: int(n) for k, n in frame.groupby(list(columns))["persons"].sum().items()}


def flags_of(reading: Reading, name: str, column: str) -> dict:
    return sum_by(reading, f"caseload_{name}", column, country="all", year="all")


@pytest.mark.parametrize("columns", [COLUMNS_2024, COLUMNS_2021])
def test_the_denominator_is_that_of_the_codebooks_example(
    tmp_path: Path, columns: list[str]
) -> None:
    people = [dict(zip(FORMS, flags, strict=True)) for flags in EXAMPLE for _ in range(10)]
    reading = read(write(tmp_path / "a.csv", people, columns))
    source = Source(reading.tables["caseload_forms"], reading.provenance)
    shares = share_forms(protect(count_forms(select_caseload(source))))
    found = {cell.key: (cell.value, cell.of) for cell in shares.cells}
    # 20 of 40 people with a form, 20 of 40, and 10 of 40; the ten without one are in no share.
    assert found == {
        ("mixed", "labour"): (50.0, 40),
        ("mixed", "sexual"): (50.0, 40),
        ("mixed", "other"): (25.0, 40),
    }


def test_labels_of_2024_have_the_codes_of_the_codebook(tmp_path: Path) -> None:
    rows = [
        {"gender": "Man", "ageBroad": "0—8", "citizenship": "NAM", "yearOfRegistration": "2002"},
        {"gender": "Woman", "ageBroad": "18--20", "citizenship": "MDA",
         "yearOfRegistration": "2019-2020"},
        {"gender": "Trans/Transgender/NonConforming", "ageBroad": "48+", "citizenship": "NULL",
         "yearOfRegistration": ""},
    ]  # fmt: skip
    reading = read(write(tmp_path / "a.csv", rows, COLUMNS_2024))
    assert sum_by(reading, "caseload_forms", "sex", "age_group", "year") == {
        ("male", "0-8", "2002"): 1,
        ("female", "18-20", "2019-2020"): 1,
        ("transgender_nonconforming", "48+", "unknown"): 1,
    }
    assert sum_by(reading, "caseload_citizenship", "citizenship") == {
        "NAM": 1, "MDA": 1, "unknown": 1,
    }  # fmt: skip
    assert set(reading.tables["caseload_forms"]["channel"]) == {"mixed"}


def test_merged_means_keep_a_name_of_their_own(tmp_path: Path) -> None:
    new = read(write(tmp_path / "a.csv", [{"meansThreats": "1"}], COLUMNS_2024))
    old = read(write(tmp_path / "b.csv", [{"meansOfControlThreats": "1"}], COLUMNS_2021))
    assert flags_of(new, "means", "means_of_control") == {"threats_of_any_kind": 1}
    assert flags_of(old, "means", "means_of_control") == {"threats": 1}


def test_the_edition_says_only_what_the_columns_tell(tmp_path: Path) -> None:
    row = {"yearOfRegistration": "2002"}
    new = read(write(tmp_path / "a.csv", [row], COLUMNS_2024)).provenance
    old = read(write(tmp_path / "b.csv", [row], COLUMNS_2021)).provenance
    assert new.edition.startswith("not stated in the file")
    assert new.edition.endswith("columns as in releases of 2024 or later")
    assert old.edition.endswith("columns as in releases of 2021 to 2023")
    assert new.date == old.date == ""
    assert new.source == "ctdc_synthetic"


def test_several_values_in_one_cell_are_unknown_unless_they_mean_the_same(tmp_path: Path) -> None:
    rows = [{"gender": "Man;Woman"}, {"gender": "Woman; Female"}, {"gender": "NULL;Man"}]
    reading = read(write(tmp_path / "a.csv", rows, COLUMNS_2024))
    assert sum_by(reading, "caseload_forms", "sex") == {"unknown": 1, "female": 1, "male": 1}
    (told,) = (f for f in reading.findings if "several values" in f.rule)
    assert (told.count, told.rule) == (1, "several values together 'Man;Woman' without a code")


def test_a_blank_flag_is_no_answer(tmp_path: Path) -> None:
    rows = [{"isForcedLabour": "1"}, {"isForcedLabour": ""}]
    table = read(write(tmp_path / "a.csv", rows, COLUMNS_2024)).tables["caseload_forms"]
    assert set(table["form_labour"]) == {"yes", "unknown"}


def test_a_kanonymised_file_without_its_channels_is_no_synthetic_data(tmp_path: Path) -> None:
    columns = [*COLUMNS_2021, "isSexAndLabour"]
    columns.remove("traffickMonths")
    assert find_layout(peek(write(tmp_path / "a.csv", [{"gender": "Male"}], columns))) is None


def test_a_later_name_of_a_sector_is_the_same_sector(tmp_path: Path) -> None:
    columns = [c.replace("typeOfLabour", "sectorOfLabour") for c in COLUMNS_2024]
    reading = read(write(tmp_path / "a.csv", [{"sectorOfLabourHospitality": "1"}], columns))
    assert flags_of(reading, "sectors", "sector") == {"hospitality": 1}


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Man", "Woman", ""]),
            st.sampled_from(["NAM", "CIV", ""]),
            *[st.sampled_from(["1", ""])] * 3,
        ),
        min_size=1,
        max_size=8,
    ),
    st.permutations(COLUMNS_2024),
)
def test_random_synthetic_files_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, people: list[tuple], columns: list[str]
) -> None:
    names = ("gender", "CountryOfExploitation", "isForcedLabour", "meansDrugsAlcohol",
             "typeOfLabourAgriculture")  # fmt: skip
    rows = [dict(zip(names, person, strict=True)) for person in people]
    reading = read(write(tmp_path_factory.mktemp("synthetic") / "a.csv", rows, columns))
    sexes = {"Man": "male", "Woman": "female", "": "unknown"}
    flags = {"1": "yes", "": "unknown"}
    expected = Counter((sexes[p[0]], p[1] or "unknown", flags[p[2]]) for p in people)
    assert sum_by(reading, "caseload_forms", "sex", "country", "form_labour") == dict(expected)
    counts = {"psychoactive_substances": sum(p[3] == "1" for p in people)}
    assert flags_of(reading, "means", "means_of_control") == {k: n for k, n in counts.items() if n}
    counts = {"agriculture": sum(p[4] == "1" for p in people)}
    assert flags_of(reading, "sectors", "sector") == {k: n for k, n in counts.items() if n}


# Victims and perpetrators.


@pytest.fixture(scope="module")
def pairs() -> Reading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CASELIGHT_KEEP", "no")
        return read(PAIRS)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@needs_shared
def test_victims_equal_a_plain_count(rows: list[dict[str, str]], pairs: Reading) -> None:
    assert pairs.persons == pairs.rows == len(rows) == 21_195
    ages = {"Adult": "adult", "Minor": "child", "": "unknown"}
    flags = {"1": "yes", "": "unknown"}
    expected = Counter(
        (
            row["yearRegister"] or "unknown",
            row["gender"].lower() or "unknown",
            ages[row["majorityStatus"]],
            flags[row["isForcedLabour"]],
            flags[row["isSexualExploit"]],
        )
        for row in rows
    )
    keys = ("year", "sex", "age_group", "form_labour", "form_sexual")
    assert sum_by(pairs, "caseload_forms", *keys) == dict(expected)


@needs_shared
def test_regions_are_no_countries_and_perpetrators_are_in_no_table(
    rows: list[dict[str, str]], pairs: Reading
) -> None:
    assert set(pairs.tables["caseload_forms"]["country"]) == {"unknown"}
    assert set(pairs.tables["caseload_citizenship"]["citizenship"]) == {"unknown"}
    counts = {f.rule: f.count for f in pairs.findings}
    place = "records with a region of exploitation and no country"
    assert counts[place] == sum(bool(row["UN_COE_Region"]) for row in rows)
    place = "records with a region of citizenship and no country"
    assert counts[place] == sum(bool(row["UN_COO_Region"]) for row in rows)
    told = counts["records that say something of a perpetrator"]
    assert told == sum(any(x for k, x in row.items() if k.startswith("IP_")) for row in rows)
    assert not any("without a code" in f.rule for f in pairs.findings)
    assert pairs.provenance.edition == "1 December 2022"
    assert any("regions" in note for note in pairs.notes)


@needs_shared
def test_a_strange_label_of_a_victim_is_told_under_its_own_column(
    rows: list[dict[str, str]], tmp_path: Path
) -> None:
    changed = [*rows[:5], rows[0] | {"yearRegister": "long ago", "majorityStatus": "Elder"}]
    reading = read(write(tmp_path / "a.csv", changed, list(rows[0])))
    places = {
        f.place.partition("column ")[2] for f in reading.findings if "without a code" in f.rule
    }
    assert places == {"'yearRegister'", "'majorityStatus'"}
    assert reading.provenance.date == ""
