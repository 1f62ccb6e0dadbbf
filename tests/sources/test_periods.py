"""A quarter stated for a file that does not say its own: on the command line and in a report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers
from helpers import cli
from helpers.errors import CaselightError
from helpers.sources import opened
from helpers.sources.opened import open_table, read_source
from helpers.sources.periods import split_period
from tests.notebooks.running import run_notebook
from tests.refresh.raw_folder import crossed, write_csv

NAME = "data/raw/one quarter.csv"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A project with a table of one quarter: 5 people by two agencies, 7 by the police."""
    (tmp_path / "data" / "raw").mkdir(parents=True)
    write_csv(tmp_path / NAME, crossed())
    monkeypatch.setenv(helpers.PROJECT, str(tmp_path))
    opened.open_file.cache_clear()
    yield tmp_path
    opened.open_file.cache_clear()


def inspect(project: Path, *more: str) -> int:
    return cli.main(["inspect", str(project / NAME), *more])


def test_inspect_asks_for_the_quarter_before_a_report_can_use_the_file(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inspect(project) == 0
    out = capsys.readouterr().out
    assert "does not say which quarter" in out
    assert "--period 2022-Q3, with the quarter that it is of" in out
    assert "source =" not in out


def test_inspect_takes_the_quarter_and_tells_what_a_report_writes(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert inspect(project, "--period", "2021-Q4") == 0
    out = capsys.readouterr().out
    assert "edition    2021 Q4, as stated by the user" in out
    assert "years      2021" in out
    assert 'source = "data/raw/one quarter.csv@2021-Q4"' in out
    assert "does not say" not in out
    assert inspect(project, "--period", "2021-Q4", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["tables"]["decisions"] == 1
    assert told["persons"] == 12


@pytest.mark.parametrize(
    "period", ["2021", "Q4", "2021-Q5", "2021-Q44", "21-Q4", "third", "9999-Q1"]
)
def test_what_is_no_quarter_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], period: str
) -> None:
    assert inspect(project, "--period", period) == 2
    assert "from Q1 to Q4" in capsys.readouterr().err


def test_a_file_that_states_its_years_takes_no_period(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "people.csv"
    path.write_text("Country Code,Year,Value\nNAM,2019,7\n", "utf-8")
    assert cli.main(["inspect", str(path), "--period", "2021-Q4"]) == 2
    assert "does not say its own" in capsys.readouterr().err


def test_the_same_quarter_of_two_editions_is_compared(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = project / "newer.csv"
    rows = crossed()
    rows[-1][-1] = 8  # the police
    write_csv(newer, rows)
    words = ["inspect", str(newer), "--against", str(project / NAME), "--period", "2021-Q4"]
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert "referrals: 1 revised, 0 added, 0 withdrawn" in out
    assert "revised: GBR, 2021, Q4, referred: 12 → 13" in out


def test_a_report_without_the_quarter_is_refused_with_the_way_to_write_it(project: Path) -> None:
    with pytest.raises(CaselightError, match=r"one quarter\.csv@2022-Q3"):
        open_table("referrals", NAME)


def test_a_report_with_the_quarter_counts_its_people_once(project: Path) -> None:
    """2 and 3 by agencies and 7 by the police are 12, all in the quarter that was stated."""
    rows = open_table("referrals", f"{NAME}@2021-Q4").table
    assert set(rows["year"] + " " + rows["quarter"]) == {"2021 Q4"}
    (cell,) = open_table("decisions", f"{NAME}@2021-Q4").table.itertuples()
    assert (cell.year, cell.quarter, cell.persons) == (2021, "Q4", 12)
    report = run_notebook("referral_mechanism", source=f"{NAME}@2021-Q4")
    assert report.headline["text"] == (
        "In 2021 Q4, 12 people were referred in the United Kingdom; the decisions of that quarter "
        "are not in these sources."
    )
    (chart,) = [p for p in report.payloads("table") if p["id"] == "organisations"]
    assert chart["table"]["columns"] == ["Responder", "2021 Q4"]


def test_a_manifest_reads_the_file_and_its_quarter_before_anything_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(helpers.PROJECT)  # the folder is the manifest's, whatever is set
    assert read_source(f"{NAME}@2021-Q4", project).persons == 12
    with pytest.raises(CaselightError, match="from Q1 to Q4"):
        read_source(f"{NAME}@2021", project)
    with pytest.raises(CaselightError, match="no such file"):
        read_source("data/raw/other.csv@2021-Q4", project)


@pytest.mark.parametrize("name", ["us@home.csv", "a@b/c.csv", "@2021-Q4", "plain.csv", ""])
def test_an_at_in_a_name_is_no_quarter(name: str) -> None:
    assert split_period(name) == (name, "")
