"""The UK's referral mechanism: each table against a plain count, parts and totals told apart."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.codes import to_codes
from helpers.sources.layouts import all_layouts
from helpers.sources.nationalities import to_citizenships
from helpers.sources.nrm_crossed import state_period
from helpers.sources.peek import peek
from helpers.sources.read import read
from helpers.sources.reading import Reading
from tests.sources.shared_files import SHARED, needs_shared

CROSSED = ["First responder type", "First responder", "Exploitation type", "Age at exploitation",
           "Gender", "Nationality", "People"]  # fmt: skip
LONG = ["Year", "Quarter", "Age at exploitation", "Location of exploitation", "NRM referrals"]
LAYOUT_OF = {
    "nrm_referrals_2022_q3.csv.gz": "nrm_crossed",
    "nrm_referrals_2023_q3.csv.gz": "nrm_crossed",
    "nrm_referrals_longitudinal.csv": "nrm_referrals",
    "nrm_reasonable_grounds.csv": "nrm_reasonable_grounds",
    "nrm_conclusive_grounds.csv": "nrm_conclusive_grounds",
    "nrm_duty_to_notify_longitudinal.csv": "nrm_notified",
    "nrm_duty_to_notify_2023_q3.csv": "nrm_nationalities",
    "small_boat_NRM_referrals.csv": "nrm_boat_referrals",
    "small_boat_NRM_outcomes.csv": "nrm_boat_outcomes",
}
QUARTERS = ["nrm_referrals_2022_q3.csv.gz", "nrm_referrals_2023_q3.csv.gz"]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


@cache
def plain(name: str) -> list[dict[str, str]]:
    path = SHARED / "uk_nrm" / name
    raw = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8"), newline="")))


@cache
def shared(name: str) -> Reading:
    return read(SHARED / "uk_nrm" / name)


def write(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def unequal(reading: Reading, word: str = "") -> int:
    told = [f for f in reading.findings if "differ" in f.rule and word in f.rule]
    assert told
    return sum(f.count for f in told)


@needs_shared
@pytest.mark.parametrize(("name", "layout"), LAYOUT_OF.items())
def test_each_table_is_recognised_by_its_columns_and_by_one_layout_only(
    tmp_path: Path, name: str, layout: str
) -> None:
    hidden = tmp_path / "some file"
    hidden.write_bytes((SHARED / "uk_nrm" / name).read_bytes())
    look = peek(hidden)
    assert [known.name for known in all_layouts() if known.recognise(look)] == [layout]


@needs_shared
@pytest.mark.parametrize("name", QUARTERS)
def test_everybody_is_counted_once_and_a_naive_sum_is_not(name: str) -> None:
    rows = plain(name)
    totals = [
        row for row in rows
        if row["First responder"].endswith(" total")
        and {row[column] for column in CROSSED[2:6]} == {"Total"}
    ]  # fmt: skip
    assert len(totals) == 4
    everybody = sum(int(row["People"]) for row in totals)
    table = shared(name).tables["referrals"]
    assert shared(name).persons == everybody
    assert table.loc[table["level"] == "part", "persons"].sum() == everybody
    assert table["persons"].sum() == sum(int(row["People"]) for row in rows) > 7 * everybody


@needs_shared
@pytest.mark.parametrize("name", QUARTERS)
def test_every_published_total_equals_the_sum_of_its_parts(name: str) -> None:
    # An independent sum: all totals over age of every first responder.
    sums: Counter[tuple[str, ...]] = Counter()
    told: dict[tuple[str, ...], int] = {}
    for row in plain(name):
        key = (*(row[c] for c in CROSSED[:3]), row["Gender"], row["Nationality"])
        if row["Age at exploitation"] == "Total":
            told[key] = int(row["People"])
        else:
            sums[key] += int(row["People"])
    both = told.keys() & sums.keys()
    assert all(told[key] == sums[key] for key in both)
    rules = [f.rule for f in shared(name).findings]
    if name == QUARTERS[1]:  # in 2022 two spellings of one nationality are merged first
        rule = f"totals over age group that differ from the sum of their parts, of {len(both):,}"
        assert rule in rules
    assert unequal(shared(name)) == 0
    assert len([rule for rule in rules if "differ" in rule]) == 5


@needs_shared
@pytest.mark.parametrize("name", QUARTERS)
def test_no_label_of_the_two_quarters_is_without_a_code(name: str) -> None:
    assert not [f for f in shared(name).findings if "without a code" in f.rule]


@needs_shared
@pytest.mark.parametrize("name", QUARTERS)
def test_forms_and_nationalities_equal_a_plain_count_per_first_responder(name: str) -> None:
    forms: Counter[int] = Counter()
    british = 0
    for row in plain(name):
        leaf = [row[c] for c in ("Age at exploitation", "Gender", "Nationality")] == ["Total"] * 3
        if leaf and row["Exploitation type"] != "Total":
            forms[len(row["Exploitation type"].replace(",", " &").split(" & "))] += int(
                row["People"]
            )
        if row["First responder"].endswith(" total") and row["Nationality"] == "UK":
            british += int(row["People"])
    table = shared(name).tables["referrals"]
    part = table[(table["level"] == "part") & (table["form"] != "total")]
    assert part.groupby(part["form"].str.count(r"\+") + 1)["persons"].sum().to_dict() == forms
    parts = table[table["level"] == "part"]
    assert parts.loc[parts["citizenship"] == "GBR", "persons"].sum() == british


@needs_shared
def test_a_quarter_does_not_take_its_period_from_the_name_of_its_file(tmp_path: Path) -> None:
    reading = shared("nrm_referrals_2022_q3.csv.gz")
    table = reading.tables["referrals"]
    assert set(table["year"]) == set(table["quarter"]) == {"unknown"}
    assert "decisions" not in reading.tables
    assert any("suggests 2022 Q3; a name is a hint" in note for note in reading.notes)
    nameless = tmp_path / "table"
    nameless.write_bytes((SHARED / "uk_nrm" / "nrm_referrals_2022_q3.csv.gz").read_bytes())
    notes = read(nameless).notes
    assert any("does not say which quarter" in note for note in notes)
    assert not any("suggests" in note for note in notes)


@needs_shared
def test_a_stated_period_puts_the_quarter_into_the_decisions() -> None:
    stated = state_period(shared("nrm_referrals_2022_q3.csv.gz"), 2022, "Q3")
    (cell,) = stated.tables["decisions"].itertuples()
    assert (cell.year, cell.quarter, cell.stage) == (2022, "Q3", "referred")
    assert cell.persons == 2394 + 265 + 969 + 958  # agencies, NGOs, police, local authorities
    assert set(stated.tables["referrals"]["year"]) == {"2022"}
    assert "stated by the user" in stated.provenance.edition
    assert not any("does not say" in note for note in stated.notes)


@needs_shared
@pytest.mark.parametrize(("year", "quarter"), [(2022, "third"), (22, "Q3"), (2022, "Q5")])
def test_a_period_that_is_none_is_refused(year: int, quarter: str) -> None:
    with pytest.raises(CaselightError, match="from Q1 to Q4"):
        state_period(shared("nrm_referrals_2022_q3.csv.gz"), year, quarter)


@needs_shared
def test_a_series_states_its_own_period() -> None:
    with pytest.raises(CaselightError, match="does not say its own"):
        state_period(shared("nrm_referrals_longitudinal.csv"), 2022, "Q3")


@needs_shared
def test_referrals_by_quarter_equal_a_plain_sum() -> None:
    rows = [r for r in plain("nrm_referrals_longitudinal.csv") if r[LONG[3]] == "Total"]
    sums = Counter[tuple[int, str]]()
    for row in rows:
        sums[int(row["Year"]), row["Quarter"]] += int(row["NRM referrals"])
    reading = shared("nrm_referrals_longitudinal.csv")
    table = reading.tables["decisions"]
    totals = table[(table["age_group"] == "total") & (table["quarter"] != "total")]
    assert totals.set_index(["year", "quarter"])["persons"].to_dict() == sums
    assert reading.persons == sum(sums.values())
    assert unequal(reading) == 0
    years = table[(table["age_group"] == "total") & (table["quarter"] == "total")]
    assert 2009 not in set(years["year"])  # three quarters are no year
    assert years.set_index("year")["persons"][2022] == sum(
        number for (year, _), number in sums.items() if year == 2022
    )


@needs_shared
@pytest.mark.parametrize("kind", ["reasonable", "conclusive"])
def test_decisions_equal_the_cells_of_their_table(kind: str) -> None:
    rows = plain(f"nrm_{kind}_grounds.csv")
    reading = shared(f"nrm_{kind}_grounds.csv")
    table = reading.tables["decisions"]
    keys = ["year", "quarter", "outcome", "age_group"]
    found = table.set_index(keys)["persons"].to_dict()
    for row in rows:
        when = (int(row["Year"]), row["Quarter"].replace("Total", "total"))
        for label, age in (("Adult (18 or over)", "adult"), ("Child (17 or under)", "child"),
                           ("Age not specified or unknown", "unknown")):  # fmt: skip
            for outcome in ("Positive", "Negative"):
                cell = int(row[f"{label} - {outcome} {kind} grounds"])
                assert found[(*when, outcome.lower(), age)] == cell
            assert found[(*when, "total", age)] == int(row[f"{label} - Total"])
        assert found[(*when, "total", "total")] == int(row["Total"])
    quarters = [int(row["Total"]) for row in rows if row["Quarter"] != "Total"]
    assert reading.persons == sum(quarters)
    assert set(table["stage"]) == {f"{kind}_grounds"}
    assert unequal(reading) == 0


@needs_shared
def test_notifications_equal_their_tables() -> None:
    series = shared("nrm_duty_to_notify_longitudinal.csv")
    rows = plain("nrm_duty_to_notify_longitudinal.csv")
    quarters = [int(row["Total"]) for row in rows if row["Quarter"] != "Total"]
    assert series.persons == sum(quarters)
    assert unequal(series) == 0
    nations = shared("nrm_duty_to_notify_2023_q3.csv")
    cells = {r["Nationality"]: int(r["Total"]) for r in plain("nrm_duty_to_notify_2023_q3.csv")}
    assert nations.persons == cells.pop("Total") == sum(cells.values()) == 1317
    table = nations.tables["referrals"].set_index("citizenship")["persons"]
    assert set(nations.tables["referrals"]["stage"]) == {"notified"}
    assert table["ERI+ETH"] == cells["Eritrean Ethiopian"]
    assert table["NAM"] == cells["Namibian"]
    assert table["DOM"] == cells["Citizen of the Dominican Republic"]


@needs_shared
def test_small_boats_are_a_table_of_their_own_and_count_arrivals_apart() -> None:
    rows = plain("small_boat_NRM_referrals.csv")
    raised = sum(int(r["Referrals"]) for r in rows if r["NRM referral"] == "NRM referral raised")
    everybody = sum(int(r["Referrals"]) for r in rows)
    reading = shared("small_boat_NRM_referrals.csv")
    assert list(reading.tables) == ["small_boats"]
    assert reading.persons == raised == 7923
    assert reading.tables["small_boats"]["persons"].sum() == everybody == 91918


@needs_shared
def test_a_referral_of_small_boats_is_counted_at_one_stage_at_a_time() -> None:
    rows = plain("small_boat_NRM_outcomes.csv")
    sums: Counter[tuple[str, str]] = Counter()
    for row in rows:
        sums[row["NRM Case Outcome Group"], row["NRM Case Outcome"]] += int(row["Referrals"])
    reading = shared("small_boat_NRM_outcomes.csv")
    table = reading.tables["small_boats"].groupby(["stage", "outcome"])["persons"].sum()
    assert table["conclusive_grounds"].sum() == table["reasonable_grounds", "positive"]
    assert (
        table["reasonable_grounds", "positive"] == sums["Reasonable grounds decision", "Positive"]
    )
    assert table.sum() == sum(sums.values()) == 12993
    assert reading.persons == 7923  # as many as the other table says were referred
    assert unequal(reading) == 0
    assert not [f for f in reading.findings if "without a code" in f.rule]


def crossed_rows(cells: dict[tuple[str, ...], int]) -> list[list[object]]:
    """A table of one type of responders with a total in each of its five dimensions."""
    sums: Counter[tuple[str, ...]] = Counter()
    for key, people in cells.items():
        for mask in itertools.product((False, True), repeat=4):
            collapsed = tuple("Total" if m else k for m, k in zip(mask, key[1:], strict=True))
            sums[key[0], *collapsed] += people
            sums["Government agency total", *collapsed] += people
    return [["Government agency", *key, people] for key, people in sums.items()]


def test_a_naive_sum_counts_one_person_thirty_two_times(tmp_path: Path) -> None:
    key = ("Agency A", "Labour", "Adult (18 or over)", "Male", "Albanian")
    rows = crossed_rows({key: 1})
    assert sum(int(str(row[-1])) for row in rows) == 32
    reading = read(write(tmp_path / "a.csv", CROSSED, rows))
    assert reading.persons == 1
    assert unequal(reading) == 0


def test_a_total_that_differs_from_its_parts_is_told_by_its_dimension(tmp_path: Path) -> None:
    key = ("Agency A", "Labour", "Adult (18 or over)", "Male", "Albanian")
    rows = crossed_rows({key: 3, (*key[:3], "Female", "Albanian"): 4})
    wrong = next(r for r in rows if r[1:6] == ["Agency A", *key[1:3], "Total", "Albanian"])
    wrong[-1] = 8
    reading = read(write(tmp_path / "a.csv", CROSSED, rows))
    assert reading.persons == 7
    assert unequal(reading, "over sex") == 1
    # The same cell is a part of the totals over nationality, age and form.
    assert unequal(reading, "over citizenship") == 1
    assert unequal(reading, "over first responder") == 0


def test_a_wrong_total_of_a_type_of_responders_is_told(tmp_path: Path) -> None:
    key = ("Agency A", "Labour", "Adult (18 or over)", "Male", "Albanian")
    rows = [r for r in crossed_rows({key: 3}) if r[1] == "Agency A"]
    total = ["Government agency", "Government agency total", *["Total"] * 3]
    rows += [[*total, "Albanian", 5], [*total, "Total", 5]]
    reading = read(write(tmp_path / "a.csv", CROSSED, rows))
    assert unequal(reading, "over first responder") == 1
    assert reading.persons == 3


def test_a_type_with_a_total_only_is_counted_by_it(tmp_path: Path) -> None:
    total = ["Police", "Police total", *["Total"] * 3]
    rows = [[*total, "UK", 5], [*total, "Albanian Greek", 2], [*total, "Total", 7]]
    reading = read(write(tmp_path / "a.csv", CROSSED, rows))
    assert reading.persons == 7
    table = reading.tables["referrals"]
    assert set(table.loc[table["level"] == "part", "citizenship"]) == {"GBR", "ALB+GRC"}


def test_a_label_that_nobody_knows_is_counted_as_unknown_and_told(tmp_path: Path) -> None:
    rows = [["Coastguard", "Boat 1", "Sexual & Piracy", "Old", "Neither", "Martian", 6],
            ["Coastguard", "Boat 1", "Labour", "Old", "Neither", "Martian", 1]]  # fmt: skip
    reading = read(write(tmp_path / "a.csv", CROSSED, rows))
    assert reading.persons == 7
    told = {f.rule: f.count for f in reading.findings if "without a code" in f.rule}
    assert told == {
        "label 'Coastguard' without a code": 2,
        "label 'Sexual & Piracy' without a code": 1,
        "label 'Old' without a code": 2,
        "label 'Neither' without a code": 2,
        "label 'Martian' without a code": 2,
    }
    assert set(reading.tables["referrals"]["form"]) == {"unknown", "labour"}


@pytest.mark.parametrize("cell", ["-1", "1.5", "many", "", "<5"])
def test_a_cell_of_a_crossed_table_that_is_no_number_is_refused_with_its_line(
    tmp_path: Path, cell: str
) -> None:
    rows = [["Police", "Police total", "Total", "Total", "Total", name, n]
            for name, n in (("UK", "5"), ("Thai", cell))]  # fmt: skip
    with pytest.raises(CaselightError, match="line 3") as caught:
        read(write(tmp_path / "a.csv", CROSSED, rows))
    assert not cell or cell not in caught.value.found.replace("line 3", "")


@pytest.mark.parametrize(("year", "quarter"), [("9999", "Q1"), ("20 19", "Q1"), ("2019", "Q5")])
def test_a_year_or_quarter_that_is_none_is_refused_with_its_line(
    tmp_path: Path, year: str, quarter: str
) -> None:
    rows = [["2018", "Q1", 3], [year, quarter, 4]]
    with pytest.raises(CaselightError, match="line 3"):
        read(write(tmp_path / "a.csv", ["Year", "Quarter", "Total"], rows))


def test_a_year_that_is_not_the_sum_of_its_quarters_is_told(tmp_path: Path) -> None:
    rows = [["2018", "Total", 8], ["2018", "Q1", 3], ["2018", "Q2", 4]]
    reading = read(write(tmp_path / "a.csv", ["Year", "Quarter", "Total"], rows))
    assert unequal(reading) == 1
    assert reading.persons == 7


@pytest.mark.parametrize("column", ["outcome", "age", "year"])
def test_each_wrong_total_of_a_table_of_decisions_is_told(tmp_path: Path, column: str) -> None:
    ages = ("Adult (18 or over)", "Child (17 or under)")
    header = ["Year", "Quarter"]
    for age in ages:
        header += [f"{age} - Negative conclusive grounds", f"{age} - Positive conclusive grounds",
                   f"{age} - Total"]  # fmt: skip
    year = [2018, "Total", 1, 2, 3, 4, 5, 9, 12]
    quarter = [2018, "Q1", 1, 2, 3, 4, 5, 9, 12]
    if column == "outcome":
        year[4] = quarter[4] = 2  # adults: 1 + 2 is not 2
        year[8] = quarter[8] = 11
    elif column == "age":
        year[8] = quarter[8] = 13  # 3 + 9 is not 13
    else:
        year[2:5], year[8] = [0, 2, 2], 11  # the year lacks an adult of its only quarter
    reading = read(write(tmp_path / "a.csv", [*header, "Total"], [year, quarter]))
    # A wrong cell stands in two rows, of the year and of its quarter; or in three totals of a year.
    assert unequal(reading) == {"outcome": 2, "age": 2, "year": 3}[column]


def test_places_that_do_not_add_up_are_told_and_the_published_total_is_kept(
    tmp_path: Path,
) -> None:
    adult = "Adult (18 or over)"
    rows = [["2018", "Q1", adult, place, n] for place, n in
            (("UK", 3), ("Overseas", 4), ("Total", 9))]  # fmt: skip
    reading = read(write(tmp_path / "a.csv", LONG, rows))
    assert unequal(reading) == 1
    assert set(reading.tables["decisions"]["persons"]) == {9}


@pytest.mark.parametrize(
    ("label", "code"),
    [("Albanian Greek", "ALB+GRC"), ("Greek Albanian", "ALB+GRC"), ("UK", "GBR"),
     ("South Sudanese South African", "SSD+ZAF"), ("Turkish UKrainian", "TUR+UKR"),
     ("Congolese (DRC) Central African", "CAF+COD"), ("Congolese Congo", "COG"),
     ("Citizen of Guinea-Bissau Vietnamese", "GNB+VNM"), ("Dominican", "DMA"),
     ("Unknown Vietnamese", "VNM+unknown"), ("Papua New Guinean", "PNG"), ("Namibian", "NAM"),
     ("Nigerien", "NER"), ("Ivory Coast", "CIV"), ("Stateless", "stateless"), ("Total", "total"),
     ("Albanian Martian", "unknown"), ("Martian", "unknown"), ("", "unknown")],
)  # fmt: skip
def test_nationalities_of_one_person_are_taken_apart(label: str, code: str) -> None:
    assert list(to_citizenships(pd.Series([label])).codes) == [code]


def test_labels_differ_by_more_than_letter_case_and_blanks() -> None:
    coded = to_codes(pd.Series(["FEMALE", " Male", "Femal"]), "nrm")
    assert list(coded.codes) == ["female", "male", "unknown"]
    assert dict(coded.strange) == {"Femal": 1}


responders = st.sampled_from(["Agency A", "Agency B"])
forms = st.sampled_from([("Labour", "labour"), ("Sexual & Criminal", "criminal+sexual"),
                         ("Sexual, Labour & Criminal", "criminal+labour+sexual"),
                         ("Not specified or unknown", "unknown")])  # fmt: skip
ages = st.sampled_from([("Adult (18 or over)", "adult"), ("Child (17 or under)", "child"),
                        ("Not specified or unknown", "unknown")])  # fmt: skip
sexes = st.sampled_from([("Male", "male"), ("Female", "female"), ("Other", "other")])
nations = st.sampled_from([("Albanian", "ALB"), ("Albanian Greek", "ALB+GRC"), ("UK", "GBR"),
                           ("Unknown", "unknown")])  # fmt: skip
tables = st.dictionaries(st.tuples(responders, forms, ages, sexes, nations), st.integers(0, 500),
                         min_size=1, max_size=12)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(cells=tables, data=st.data())
def test_any_crossed_table_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory,
    cells: dict[tuple, int],
    data: st.DataObject,
) -> None:
    labels = {(key[0], *(pair[0] for pair in key[1:])): n for key, n in cells.items()}
    rows = data.draw(st.permutations(crossed_rows(labels)))
    path = tmp_path_factory.mktemp("nrm") / "quarter.csv"
    reading = read(write(path, CROSSED, rows))
    table = reading.tables["referrals"]
    part = table[table["level"] == "part"]
    found = part.set_index(["first_responder", "form", "age_group", "sex", "citizenship"])
    expected = {(key[0], *(pair[1] for pair in key[1:])): n for key, n in cells.items()}
    assert found["persons"].to_dict() == expected
    assert reading.persons == sum(cells.values())
    assert unequal(reading) == 0


@settings(max_examples=20, deadline=None)
@given(
    cells=st.dictionaries(
        st.tuples(st.integers(2009, 2030), st.sampled_from(["Q1", "Q2", "Q3", "Q4"])),
        st.lists(st.integers(0, 9_999), min_size=6, max_size=6),
        min_size=1,
        max_size=8,
    )
)
def test_any_table_of_decisions_is_read_back_exactly(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, str], list[int]]
) -> None:
    ages = ("Adult (18 or over)", "Child (17 or under)", "Age not specified or unknown")
    header = ["Year", "Quarter"]
    for age in ages:
        header += [f"{age} - Negative reasonable grounds", f"{age} - Positive reasonable grounds",
                   f"{age} - Total"]  # fmt: skip
    rows: list[list[object]] = []
    for (year, quarter), numbers in cells.items():
        pairs = [numbers[:2], numbers[2:4], numbers[4:]]
        parts = [number for pair in pairs for number in (*pair, sum(pair))]
        rows.append([year, quarter, *parts, sum(numbers)])
    path = tmp_path_factory.mktemp("nrm") / "grounds.csv"
    reading = read(write(path, [*header, "Total"], rows))
    table = reading.tables["decisions"].set_index(["year", "quarter", "age_group", "outcome"])
    found = table["persons"].to_dict()
    codes = ("adult", "child", "unknown")
    for (year, quarter), numbers in cells.items():
        outcomes = itertools.product(codes, ("negative", "positive"))
        assert [found[(year, quarter, *key)] for key in outcomes] == numbers
        assert found[year, quarter, "total", "total"] == sum(numbers)
        assert found[year, quarter, "total", "positive"] == sum(numbers[1::2])
    assert unequal(reading) == 0
