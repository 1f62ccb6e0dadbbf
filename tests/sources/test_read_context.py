"""Treaties, population, estimates, tiers: each file against a count made without our readers."""

from __future__ import annotations

import csv
import datetime
from collections import Counter
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import CaselightError
from helpers.sources.countries import to_alpha3
from helpers.sources.layouts import find_layout
from helpers.sources.peek import peek
from helpers.sources.read import read
from helpers.sources.reading import Reading
from tests.sources.shared_files import SHARED, needs_shared

pytestmark = pytest.mark.usefixtures("nothing_kept")


@pytest.fixture
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CASELIGHT_KEEP", "no")


def rows_of(path: str, encoding: str = "utf-8") -> list[dict[str, str]]:
    with (SHARED / path).open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def read_shared(path: str) -> Reading:
    return read(SHARED / path)


@needs_shared
def test_tiers_of_the_map_equal_a_plain_count() -> None:
    rows = rows_of("us_tip_tiers/map_tiers.csv")
    plain = Counter(row["tier"] for row in rows)
    reading = read_shared("us_tip_tiers/map_tiers.csv")
    tiers = reading.tables["ratings"]["tier"].value_counts()
    words = {"1": "tier_1", "2": "tier_2", "3": "watch_list", "4": "tier_3", "NA": "not_rated"}
    assert {words[tier]: number for tier, number in plain.items()} == tiers.to_dict()
    assert reading.rows == len(rows) == 3208


@needs_shared
def test_sentinels_of_the_policy_index_are_no_tiers() -> None:
    raw = pd.read_stata(SHARED / "us_tip_tiers/criminalization_3p_tiers.dta")["tierupdated"]
    tiers = read_shared("us_tip_tiers/criminalization_3p_tiers.dta").tables["ratings"]["tier"]
    assert (tiers == "special_case").sum() == (raw == 666).sum() == 59
    assert (tiers == "not_rated").sum() == (raw == 555).sum() + raw.isna().sum()
    assert (tiers == "watch_list").sum() == (raw == 2.5).sum()


@needs_shared
def test_human_trafficking_indicators_are_read_as_mac_roman() -> None:
    rows = rows_of("hti_frank/HTI.csv", "mac_roman")
    reading = read_shared("hti_frank/HTI.csv")
    left = sum(finding.count for finding in reading.findings)
    assert len(reading.tables["ratings"]) + left == len(rows) == 1587
    assert any("Mac Roman" in note for note in reading.notes)


@needs_shared
def test_the_2018_workbook_equals_its_cells() -> None:
    book = openpyxl.load_workbook(SHARED / "walkfree_gsi_2018/gsi_2018.xlsx", data_only=True)
    cells = list(book["Global prev, vuln, govt table"].iter_rows(min_row=4, values_only=True))
    numbers = [row[4] for row in cells if row[0]]
    table = read_shared("walkfree_gsi_2018/gsi_2018.xlsx").tables["estimates"]
    whole = [n for n in numbers if isinstance(n, (int, float))]
    assert int(table["persons"].sum()) == sum(whole)
    ranges = table[table["status"] == "hidden_at_source"]
    assert len(ranges) == sum(isinstance(n, str) and n.strip() == "<1,000" for n in numbers) == 3
    assert set(ranges["lower"]) == {0}
    assert set(ranges["upper"]) == {999}
    assert len(table) == len(numbers)


@needs_shared
def test_the_2023_table_equals_its_cells() -> None:
    with (SHARED / "walkfree_gsi_2023/Global_Slavery_Index_2023.csv").open(newline="") as file:
        body = list(csv.reader(file))[1:]
    numbers = [row[4].strip().replace(",", "") for row in body if row and row[0].strip()]
    reading = read_shared("walkfree_gsi_2023/Global_Slavery_Index_2023.csv")
    table = reading.tables["estimates"]
    assert int(table["persons"].sum()) == sum(int(n) for n in numbers if n.isdigit())
    assert (table["status"] == "not_reported").sum() == numbers.count("") + numbers.count("-")


@needs_shared
def test_parties_on_the_day_of_the_specification() -> None:
    table = read_shared("palermo_protocol_untc/18-12-a.csv").tables["treaties"]
    states = table[(table["country"] != "EU") & (table["consented"] != "")]
    assert (states["consented"] <= "2008-09-26").sum() == 123
    assert (states["consented"] <= "2008-09-25").sum() == 122
    assert (table["country"] == "EU").sum() == 1


@needs_shared
def test_population_leaves_out_what_is_no_country() -> None:
    reading = read_shared("population_worldbank/population.csv")
    table = reading.tables["population"]
    rows = rows_of("population_worldbank/population.csv")
    assert reading.rows == len(rows)
    assert reading.findings[0].count == len(rows) - len(table)
    assert "ARB" not in set(table["country"])
    assert "NAM" in set(table["country"])
    found = table[(table["country"] == "NAM") & (table["year"] == 2020)]["persons"].iloc[0]
    (plain,) = (r["Value"] for r in rows if r["Country Code"] == "NAM" and r["Year"] == "2020")
    assert int(found) == round(float(plain))


@needs_shared
@pytest.mark.parametrize(
    ("path", "layout"),
    [
        ("iso3166_m49/all.csv", "iso3166"),
        ("iso3166_m49/LICENSE.md", "document"),
        ("us_tip_tiers/LICENSE", "document"),
        ("SOURCES.md", "document"),
        ("hti_frank/HTI Codebook 2013.pdf", "document"),
        ("published/published_facts.csv", "published"),
        ("published/speech_2014.csv", "claims"),
    ],
)
def test_a_file_is_recognised_by_its_content(path: str, layout: str, tmp_path: Path) -> None:
    copy = tmp_path / "renamed"
    copy.write_bytes((SHARED / path).read_bytes())
    found = find_layout(peek(copy))
    assert found is not None
    assert found.name == layout


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *[(w, "CIV") for w in ("Côte d'Ivoire", "Cote d’Ivoire", "CÔTE D`IVOIRE", "Ivory Coast")],
        ("NA", "NAM"),
        ("Namibia", "NAM"),
        ("na", None),
        ("n/a", None),
        ("", None),
        ("Kosovo", "XKX"),
        ("Serbia and Montenegro", None),
    ],
)
def test_a_country_is_found_by_its_spellings_and_never_guessed(word: str, code: str | None) -> None:
    assert to_alpha3(word) == code


def test_a_participant_without_a_code_is_refused_by_its_line(tmp_path: Path) -> None:
    path = tmp_path / "treaty.csv"
    path.write_text(
        'Participant,Signature,"Ratification, Accession(a)"\nAlbania,12 Dec 2000,21 Aug 2002\n'
        "Atlantis,,1 Jan 2003 a\n",
        "utf-8",
    )
    with pytest.raises(CaselightError, match=r"treaty.csv, line 3"):
        read(path)


DAY_ONE, DAY_LAST = datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
KINDS = {"": "ratification", "a": "accession", "A": "acceptance", "AA": "approval",
         "d": "succession"}  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.dates(DAY_ONE, DAY_LAST), st.sampled_from(list(KINDS)), st.booleans()),
        min_size=1,
        max_size=6,
    )
)
def test_random_lists_of_parties_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, entries: list[tuple]
) -> None:
    names = ["Albania", "Namibia", "Kenya", "Peru", "Fiji", "Chad"]
    lines, expected = ['Participant,Signature,"Ratification, Acceptance(A)"'], []
    for name, (day, letter, consented) in zip(names, entries, strict=False):
        said = f"{day.day} {MONTHS[day.month - 1]} {day.year:04d} {letter}" if consented else ""
        lines.append(f"{name},12 Dec 2000,{said}")
        expected.append((day.isoformat(), KINDS[letter]) if consented else ("", ""))
    path = tmp_path_factory.mktemp("untc") / "t.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    table = read(path).tables["treaties"]
    assert list(zip(table["consented"], table["kind"], strict=True)) == expected
