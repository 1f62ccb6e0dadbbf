"""The three reports on a user's own file: what it holds is used, what it lacks is not mixed in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers
from helpers.sources import opened
from tests.notebooks.running import NAMES, Report, run_notebook
from tests.support import ROOT, shared_data

SAMPLE = ROOT / "data" / "sample"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv(helpers.PROJECT, str(tmp_path))
    opened.open_file.cache_clear()
    yield tmp_path
    opened.open_file.cache_clear()


def put(project: Path, *files: Path) -> str:
    for file in files:
        shutil.copy(file, project / "data" / "raw" / file.name)
    return f"data/raw/{files[-1].name}"


def shares(report: Report) -> dict[tuple[str, str], str]:
    chart = next(p for p in report.payloads("chart") if p["id"] == "forms")
    columns = chart["table"]["columns"]
    return {
        (row[0], columns[at]): row[at].split(" ")[0]
        for row in chart["table"]["rows"]
        for at in (1, 2, 3)
    }


def test_the_published_file_by_path_gives_the_shares_of_the_first_issue(project: Path) -> None:
    source = put(project, shared_data() / "ctdc_kanon_2021/ctdc_kanon_2021-07-15.feather")
    report = run_notebook("caseload_composition", source=source)
    # 10,466, 5,048 and 7,104 of 22,488; 9,514 and 40,534 of 48,732.
    found = shares(report)
    assert found[("Case management", "Labour exploitation")] == "46.5%"
    assert found[("Case management", "Sexual exploitation")] == "22.4%"
    assert found[("Case management", "Other forms of exploitation")] == "31.6%"
    assert found[("Hotline", "Labour exploitation")] == "19.5%"
    assert found[("Hotline", "Sexual exploitation")] == "83.2%"
    assert found[("Hotline", "Other forms of exploitation")] == "not"  # not collected
    assert "22,488" in report.headline["text"]
    assert "48,732" in report.headline["text"]


@pytest.mark.parametrize("name", NAMES)
def test_every_report_runs_on_an_own_case_file(project: Path, name: str) -> None:
    source = put(project, SAMPLE / "cases.csv", SAMPLE / "cases.toml")
    report = run_notebook(name, source=source)
    assert report.headline["text"]


def test_a_case_file_is_never_filled_up_from_the_shipped_caseload(project: Path) -> None:
    source = put(project, SAMPLE / "cases.csv", SAMPLE / "cases.toml")
    report = run_notebook("caseload_composition", source=source)
    sources = {line for p in report.payloads("chart", "table") for line in p["source"]}
    assert all("Example House (synthetic)" in line for line in sources)
    assert len(sources) == 1


def test_no_count_below_ten_of_an_own_file_reaches_a_display(project: Path) -> None:
    source = put(project, SAMPLE / "cases.csv", SAMPLE / "cases.toml")
    report = run_notebook("caseload_composition", source=source)
    for payload in report.payloads("chart", "table"):
        if "people" not in payload["table"]["caption"]:
            continue  # shares
        numbers = [cell for row in payload["table"]["rows"] for cell in row[1:]]
        counts = [int(cell.replace(",", "")) for cell in numbers if cell.replace(",", "").isdigit()]
        assert [n for n in counts if 0 < n < 10] == []


def test_the_ledger_of_an_own_file_tells_no_small_count_and_no_row(project: Path) -> None:
    source = put(project, SAMPLE / "cases.csv", SAMPLE / "cases.toml")
    report = run_notebook("caseload_composition", source=source)
    ledger = next(p for p in report.payloads("ledger") if p["title"] == "Data-quality ledger")
    numbers = [row[3] for row in ledger["rows"]]
    assert "hidden" in numbers
    assert not any(n.isdigit() and 0 < int(n) < 10 for n in numbers)
    assert not any("first in row" in cell for row in ledger["rows"] for cell in row)


def test_years_in_bands_are_counted_and_not_drawn(project: Path) -> None:
    folder = shared_data() / "ctdc_victim_perpetrator_synthetic"
    source = put(project, folder / "CTDC_VPsynthetic_condensed.csv")
    report = run_notebook("caseload_composition", source=source)
    assert any("no single years: 2005-2013" in text for text in report.sentences())


def test_an_edition_by_path_gives_the_figures_that_ship(project: Path) -> None:
    source = put(project, shared_data() / "unodc_glotip/data_glotip_2023-05-30.xlsx")
    for name in ("prosecution_trends", "identification_gap"):
        told, shipped = run_notebook(name, source=source), run_notebook(name)
        assert told.headline["text"] == shipped.headline["text"]
        assert [p["table"] for p in told.payloads("chart")] == [
            p["table"] for p in shipped.payloads("chart")
        ]
