"""The publisher's file by plain pandas, the codebook's own example, and our way to the same.

Nothing here goes through our readers on the one side of a comparison: the raw file is counted
with pandas alone.
"""

from __future__ import annotations

import shutil
import subprocess
from functools import cache

import pandas as pd
import pytest

from helpers.composition import (
    count_combinations,
    count_forms,
    select_caseload,
    share_combinations,
    share_forms,
    share_years,
)
from helpers.disclosure import protect
from helpers.sources.reference import read_reference
from helpers.tables.safe import SafeTable
from tests.composition.cases import caseload, group
from tests.support import shared_data

CM = "case_management"
FLAGS = {"labour": "isForcedLabour", "sexual": "isSexualExploit", "other": "isOtherExploit"}


@cache
def raw() -> pd.DataFrame:
    file = pd.read_feather(shared_data() / "ctdc_kanon_2021" / "ctdc_kanon_2021-07-15.feather")
    return file.assign(**{c: pd.to_numeric(file[c]) for c in FLAGS.values()})


def flags(channel: str = "") -> pd.DataFrame:
    rows = raw() if not channel else raw()[raw()["Datasource"] == channel]
    return rows[list(FLAGS.values())].rename(columns={v: k for k, v in FLAGS.items()})


def forms_of(*rows: dict[str, object]) -> SafeTable:
    return protect(count_forms(caseload(*rows)))


# The codebook of the Global Synthetic Dataset (CTDC 2024), section 6, page 6: five persons, of
# whom the fourth has nothing recorded. "% by type of exploitation: 50, 50, 25"; if person 4 were
# counted, 40%, 40% and 20%; "% isForcedLabour + % isSexualExploit + % isOtherExploit = 125%".
CODEBOOK = (
    group(1, labour="yes"),
    group(1, sexual="yes"),
    group(1, other="yes"),
    group(1),
    group(1, labour="yes", sexual="yes"),
)


def test_the_shares_are_those_of_the_codebooks_worked_example() -> None:
    cells = {c.key[1]: c for c in share_forms(forms_of(*CODEBOOK)).cells}
    assert [cells[form].value for form in FLAGS] == [50, 50, 25]
    assert {cell.of for cell in cells.values()} == {4}
    assert sum(cell.value or 0 for cell in cells.values()) == 125


def test_the_codebook_still_says_what_the_example_quotes() -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not installed")
    book = shared_data() / "ctdc_codebooks" / "Codebook_CTDC_global_synthetic_data_v2024.pdf"
    found = subprocess.run(
        ["pdftotext", "-layout", str(book), "-"], capture_output=True, text=True, check=True
    )
    text = " ".join(found.stdout.split())
    assert "% by type of exploitation 50 50 25" in text
    assert "would be 40% each (2/5*100%=40%" in text
    assert "including only those who provided information on the type of exploitation" in text


def test_a_recorded_no_does_not_make_a_person_count() -> None:
    """The example with 0 for person 4, and for blanks: 'not missing' would give 2 of 5, or 40%."""
    no = {"labour": "no", "sexual": "no", "other": "no"}
    written = [group(1, **(no | {k: "yes" for k in FLAGS if row[f"form_{k}"] == "yes"}))
               for row in CODEBOOK]  # fmt: skip
    for rows in (written, [*CODEBOOK[:3], group(1, **no), CODEBOOK[4]]):
        labour = share_forms(forms_of(*rows)).cell(form="labour")
        assert (labour.value, labour.of) == (50, 4)


def test_recorded_as_yes_and_not_missing_differ_in_the_file_of_2021() -> None:
    """71,220 and 28.05% against 79,333 and 25.18%, over both channels."""
    found = flags()
    yes = (found == 1).any(axis=1)
    labour = (found["labour"] == 1).sum()
    assert (int(yes.sum()), round(100 * labour / yes.sum(), 2)) == (71_220, 28.05)
    told = found.notna().any(axis=1)
    assert (int(told.sum()), round(100 * labour / told.sum(), 2)) == (79_333, 25.18)


@pytest.mark.parametrize(("channel", "name"), [(CM, "Case Management"), ("hotline", "Hotline")])
def test_our_shares_and_bounds_are_those_of_the_raw_file(channel: str, name: str) -> None:
    found = flags(name)
    known = (found == 1).any(axis=1).sum()
    shares = share_forms(protect(count_forms(select_caseload(read_reference("caseload_forms")))))
    for form in FLAGS:
        cell = shares.cell(channel=channel, form=form)
        if (channel, form) == ("hotline", "other"):
            assert cell.value is None
            assert set(found[form]) == {0}  # a constant: 52,607 times
            continue
        yes, blank = (found[form] == 1).sum(), found[form].isna().sum()
        assert cell.value == pytest.approx(100 * yes / known)
        assert cell.bounds is not None
        assert cell.bounds.least == pytest.approx(100 * yes / len(found))
        assert cell.bounds.most == pytest.approx(100 * (yes + blank) / len(found))


def test_labour_in_case_management_of_2021_lies_between_23_2_and_85_7_per_cent() -> None:
    """By hand on the raw file, and by each of the two fillings of the blanks."""
    labour = flags("Case Management")["labour"]
    assert (len(labour), int((labour == 1).sum()), int(labour.isna().sum())) == (
        45_143,
        10_466,
        28_228,
    )
    filled = [100 * labour.fillna(blank).mean() for blank in (0, 1)]
    assert [round(share, 1) for share in filled] == [23.2, 85.7]


def test_the_year_2016_is_45_per_cent_of_case_management() -> None:
    rows = raw()[raw()["Datasource"] == "Case Management"]
    known = (rows[list(FLAGS.values())] == 1).any(axis=1)
    mine = rows[known]["yearOfRegistration"]
    share = 100 * (mine == 2016).sum() / known.sum()
    assert round(share, 1) == 45.3
    here = select_caseload(read_reference("caseload_forms"), channel=CM)
    forms = protect(count_forms(here))
    years = share_years(protect(count_forms(here, by="year")), forms)
    assert years.cell(year="2016").value == pytest.approx(share)
    assert any("2016 alone holds 45.3%" in note for note in share_forms(forms, years).notes)


def sound_by_hand() -> set[str]:
    """The rule of the issue, in plain pandas on the raw file: labour in Case Management."""
    found = flags("Case Management")
    years = raw().loc[found.index, "yearOfRegistration"]
    kept = set()
    for year, mine in found.groupby(years):
        half = (mine == 1).any(axis=1).mean() >= 0.5
        least, most = ((mine["labour"].fillna(blank)).mean() for blank in (0, 1))
        each = (mine["labour"] == 1).any() and (mine["sexual"] == 1).any()
        if half and most - least <= 0.40 and each:
            kept.add(str(int(year)))
    return kept


def test_five_years_remain_for_labour_in_case_management() -> None:
    assert sound_by_hand() == {"2005", "2006", "2014", "2015", "2018"}
    here = select_caseload(read_reference("caseload_forms"), channel=CM)
    shares = share_forms(protect(count_forms(here, by="year")))
    labour = [c for c in shares.where(form="labour").cells if c.is_shown]
    assert {c.key[1] for c in labour} == sound_by_hand()
    bounds = shares.cell(year="2014", form="labour").bounds
    assert bounds is not None
    assert round(bounds.most - bounds.least, 1) == 39.8
    (note,) = [n for n in shares.notes if "not drawn for" in n]
    for year in ("2002 to 2004", "2007 to 2013", "2016, 2017 and 2019 to 2021"):
        assert year in note
    assert "fewer than half" in note
    assert "more than 40 points" in note
    assert "recorded for nobody" in note


def test_601_people_have_only_a_rarer_form() -> None:
    rows = raw()[raw()["Datasource"] == "Case Management"]
    main = (rows[list(FLAGS.values())] == 1).any(axis=1)
    rarer = rows[["isForcedMarriage", "isSlaveryAndPractices"]].apply(pd.to_numeric) == 1
    assert int((rarer.any(axis=1) & ~main).sum()) == 601
    forms = protect(count_forms(select_caseload(read_reference("caseload_forms"))))
    assert forms.cell(channel=CM, form="rarer_only").value == 601
    assert any("stand beside it: 601 in case" in note for note in share_forms(forms).notes)


@pytest.mark.parametrize(("channel", "name"), [(CM, "Case Management"), ("hotline", "Hotline")])
def test_the_combinations_are_those_of_the_raw_file(channel: str, name: str) -> None:
    found = flags(name)
    if channel == "hotline":
        found = found.drop(columns="other")
    names = found.apply(lambda row: "+".join(f for f in found if row[f] == 1), axis=1)
    sizes = names[names != ""].value_counts()
    shares = share_combinations(
        protect(count_combinations(select_caseload(read_reference("caseload_forms"))))
    ).where(channel=channel)
    counted = {c.key[1].removesuffix("_only"): c.value for c in shares.cells if c.value}
    assert counted == pytest.approx({k: 100 * n / sizes.sum() for k, n in sizes.items()})
