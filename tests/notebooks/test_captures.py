"""The report of the gap with a file of capture lists: an estimate, and nothing of the lists."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import helpers
from helpers.errors import CaselightError
from helpers.sources import opened
from tests.notebooks.running import Report, run_notebook
from tests.support import ROOT, shared_data

# People on A alone, B alone, C alone, A and B, A and C, B and C, on all three.
HISTORIES = ((1, 0, 0, 4_003), (0, 1, 0, 3_007), (0, 0, 1, 5_011), (1, 1, 0, 1_811))
HISTORIES += ((1, 0, 1, 1_613), (0, 1, 1, 1_419), (1, 1, 1, 1_117))


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv(helpers.PROJECT, str(tmp_path))
    opened.open_file.cache_clear()
    yield tmp_path
    opened.open_file.cache_clear()


def write(project: Path, histories: tuple[tuple[int, ...], ...] = HISTORIES) -> str:
    lines = ["A,B,C,persons", *(",".join(map(str, row)) for row in histories)]
    path = project / "data" / "raw" / "our lists.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return "data/raw/our lists.csv"


def shown_by(report: Report) -> str:
    return json.dumps([dict(display) for display in report.displays], ensure_ascii=False)


def test_a_file_of_lists_gives_the_estimate_and_its_comparison(project: Path) -> None:
    report = run_notebook("identification_gap", country="GBR", captures=write(project))
    (table,) = [p for p in report.payloads("table") if p["id"] == "listed"]
    known = sum(row[-1] for row in HISTORIES)
    assert table["table"]["rows"][0] == ["Known: on at least one list", "none", f"{known:,}"]
    assert table["source"][0].startswith("Source: not stated in the file, Capture lists (our lists")
    (text,) = [t for t in report.sentences() if t.startswith("Everybody whom the lists could")]
    assert f"{known:,} are on at least one list" in text
    assert "For each one known" in text
    assert "95% interval" in text
    citations = [row[0] for p in report.payloads("ledger") for row in p["rows"]]
    assert "Capture lists (our lists.csv)" in citations


def test_no_count_of_a_history_or_of_a_list_reaches_a_page(project: Path) -> None:
    shown = shown_by(run_notebook("identification_gap", country="TUV", captures=write(project)))
    sizes = [sum(row[-1] for row in HISTORIES if row[i]) for i in range(3)]
    for secret in [row[-1] for row in HISTORIES] + sizes:
        assert f"{secret:,}" not in shown
        assert f'"{secret}"' not in shown
    assert str(project) not in shown


def test_the_notebook_on_hidden_people_computes_a_file_and_shows_nothing_of_its_lists(
    project: Path,
) -> None:
    report = run_notebook("hidden_population", captures=write(project))
    shown = shown_by(report)
    sizes = [sum(row[-1] for row in HISTORIES if row[i]) for i in range(3)]
    for secret in [row[-1] for row in HISTORIES] + sizes:
        assert f"{secret:,}" not in shown
        assert f'"{secret}"' not in shown
    assert str(project) not in shown
    assert "United Kingdom" not in report.headline["text"]
    known = sum(row[-1] for row in HISTORIES)
    assert report.headline["facts"][0]["value"] == f"{known:,}"
    assert report.headline["text"].startswith(("Between", "1", "2"))
    assert "overlaps" not in {p["id"] for p in report.payloads("chart")}
    sources = {line for p in report.payloads("chart", "table") for line in p["source"]}
    assert sources == {
        "Source: not stated in the file, Capture lists (our lists.csv), edition not stated in the "
        "file."
    }


def test_a_thin_file_gives_a_page_that_says_why_there_is_no_estimate(project: Path) -> None:
    thin = (*(row for row in HISTORIES if not row[2]), (0, 0, 1, 9))
    report = run_notebook("hidden_population", captures=write(project, thin))
    assert report.headline["empty"]
    assert "An estimate from lists needs 10 persons on each list." in report.headline["text"]
    assert report.payloads("chart", "table") == []
    apart = ((1, 0, 0, 400), (0, 1, 0, 300), (0, 0, 1, 500), (1, 1, 0, 9))
    opened.open_file.cache_clear()
    report = run_notebook("hidden_population", captures=write(project, apart))
    assert "10 persons found on two or more lists" in report.headline["text"]


def test_the_published_lists_as_a_file_give_what_ships(project: Path) -> None:
    shutil.copy(shared_data() / "mse/UKdat_5.csv", project / "data" / "raw" / "UKdat_5.csv")
    report = run_notebook("hidden_population", captures="data/raw/UKdat_5.csv")
    text = report.headline["text"]
    assert text.startswith("Between 11,313 and 28,822 people whom these lists could reach")
    assert text.endswith("the chosen estimate is 25,311.")
    # Which models fit, and how much worse, leads back to overlaps: told of published lists only.
    assert "within 2 BIC of the best, which give" not in " ".join(report.sentences())


def test_a_list_below_ten_people_gives_no_page(project: Path) -> None:
    thin = (*(row for row in HISTORIES if not row[2]), (0, 0, 1, 9))
    with pytest.raises(CaselightError, match="1 of 3 lists with fewer"):
        run_notebook("identification_gap", captures=write(project, thin))


def test_another_file_or_none_at_all_is_refused_by_name(project: Path) -> None:
    for name in ("cases.csv", "cases.toml"):
        shutil.copy(ROOT / "data" / "sample" / name, project / "data" / "raw" / name)
    with pytest.raises(CaselightError) as refused:
        run_notebook("identification_gap", captures="data/raw/cases.toml")
    assert "A captures file holds capture lists" in refused.value.rule
    with pytest.raises(CaselightError) as missing:
        run_notebook("identification_gap", captures="data/raw/lost.csv")
    assert missing.value.found == "captures = 'data/raw/lost.csv': no such file"


def test_pages_without_lists_name_no_lists_and_no_policy_of_theirs() -> None:
    report = run_notebook("identification_gap", country="GBR")
    shown = shown_by(report)
    assert "Capture lists" not in shown
    assert "The result of a model" not in shown
    assert "No file of capture lists is named for this report." in shown


def test_the_united_kingdoms_lists_give_the_numbers_that_r_gives(project: Path) -> None:
    """Chan, Silverman and Vincent (2024), table 6: 25,311 of all models on five lists."""
    shutil.copy(shared_data() / "mse/UKdat_5.csv", project / "data" / "raw" / "UKdat_5.csv")
    report = run_notebook("identification_gap", country="GBR", captures="data/raw/UKdat_5.csv")
    (text,) = [t for t in report.sentences() if t.startswith("Everybody whom the lists could")]
    assert text.startswith("Everybody whom the lists could reach: between 11,313 and 28,822")
    assert "The chosen estimate is 25,311 (95% interval 11," in text
    assert "2,744 are on at least one list" in text
