"""When States criminalized trafficking in full: dates derived from a published coding."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.errors import CaselightError
from helpers.sources.criminalization import read_criminalization, read_criminalization_counts
from helpers.sources.peek import peek
from helpers.sources.reference import read_reference
from tests.refresh.raw_folder import CODED, write_coding
from tests.support import shared_data


def read(path: Path) -> pd.DataFrame:
    return read_criminalization(peek(path))


def test_each_state_has_its_first_coded_and_its_first_full_year(tmp_path: Path) -> None:
    table = read(write_coding(tmp_path / "coding.dta", CODED)).astype("object")
    rows = [tuple(None if pd.isna(x) else x for x in row) for row in table.to_numpy()]
    assert rows == [("ALB", 2011, None), ("KHM", 2010, 2011), ("UGA", None, None)]


def test_full_is_carried_on_and_every_state_of_a_year_is_counted(tmp_path: Path) -> None:
    counts = read_criminalization_counts(peek(write_coding(tmp_path / "coding.dta", CODED)))
    found = {(r.year, r.extent): r.states for r in counts.itertuples() if r.states}
    assert found == {
        (2010, "partial"): 1,
        (2011, "none"): 1,
        (2011, "full"): 1,
        (2011, "not_coded"): 1,
        (2012, "partial"): 1,
        (2012, "full"): 1,
        (2012, "not_coded"): 1,
    }


def test_a_year_that_the_coding_leaves_empty_is_full_after_a_full_one(tmp_path: Path) -> None:
    rows = [("Albania", 2008, 2.0, 2.0), ("Albania", 2009, None, None)]
    counts = read_criminalization_counts(peek(write_coding(tmp_path / "c.dta", rows)))
    assert counts.set_index(["year", "extent"])["states"][2009, "full"] == 1


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (("Atlantis", 2011, 0.0, 0.0), "has a code"),
        (("Albania", 2011, 3.0, 0.0), "its level is 0, 1, 2"),
        (("Albania", 2013, 0.0, 0.0), "stays full"),
    ],
)
def test_what_is_unknown_or_goes_back_is_refused(
    tmp_path: Path, row: tuple[object, ...], rule: str
) -> None:
    rows = [("Albania", 2012, 2.0, 2.0), row]
    with pytest.raises(CaselightError, match=rule):
        read(write_coding(tmp_path / "coding.dta", rows))


def test_the_shipped_years_are_those_of_the_coding_itself() -> None:
    """Computed here from the raw file: the first row with 2, by the name of the State."""
    path = shared_data() / "us_tip_tiers/criminalization_3p_tiers.dta"
    raw = pd.read_stata(path, convert_categoricals=False)
    first = raw[raw["crimlevel"] == 2].groupby("name")["year"].min()
    shipped = read_reference("criminalization").table
    assert len(shipped) == raw["name"].nunique() == 189
    assert sorted(shipped["full_since"].dropna()) == sorted(first)
    # Three checked by name, against the row of the file that dates the law.
    years = shipped.set_index("country")["full_since"]
    assert (years["CAN"], years["AFG"], years["HTI"]) == (2002, 2008, 2014)


def test_the_shipped_counts_are_those_of_the_coding_itself() -> None:
    """2011 is the last year with a row for everybody: 116 full, 37 partial, 16 none of 189."""
    counts = read_reference("criminalization_counts").table.set_index(["year", "extent"])["states"]
    told = {extent: int(counts[2011, extent]) for extent in ("full", "partial", "none")}
    assert told == {"full": 116, "partial": 37, "none": 16}
    # Full by 2014: 116, and 6, 4 and 3 whose first full year is 2012, 2013 and 2014.
    assert int(counts[2014, "full"]) == 116 + 6 + 4 + 3
    assert set(counts.groupby("year").sum()) == {186, 189}
