"""The benchmark: its pieces, and one report through both ways. No time is ever asserted."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from bench import reports as bench
from helpers.batch.manifest import read_manifest

MANIFEST = read_manifest(bench.ROOT / "reports.toml")


def test_a_smaller_set_takes_from_every_question() -> None:
    assert sorted(r.name for r in bench.choose(MANIFEST, None)) == sorted(
        r.name for r in MANIFEST.reports
    )
    few = bench.choose(MANIFEST, 7)
    assert Counter(report.notebook for report in few) == {
        "caseload_composition": 2,
        "hidden_population": 1,
        "identification_gap": 2,
        "prosecution_trends": 2,
    }


def test_the_peer_gets_the_same_notebook_and_parameters(tmp_path: Path) -> None:
    report = MANIFEST.reports[1]
    command = bench.papermill_command(MANIFEST, report, tmp_path)
    assert command[1:3] == ["-m", "papermill"]
    assert Path(command[3]) == bench.ROOT / "notebooks" / f"{report.notebook}.ipynb"
    assert command[command.index("-r") :] == ["-r", "country", report.country]


def test_ratio_and_rate_are_between_medians() -> None:
    result = bench.Result(18, 2, ours=(10.0, 20.0, 90.0), papermill=(100.0, 80.0, 500.0))
    assert result.ratio == 5.0  # 100 / 20
    text = bench.describe(result, "2 cores", "python -m bench.reports", date(2026, 11, 24))
    assert "| 20.0 | 10.0, 20.0, 90.0 | 0.90 |" in text  # 18 / 20
    assert "| 100.0 | 100.0, 80.0, 500.0 | 0.18 |" in text  # 18 / 100
    assert "takes 5.0 times as long" in text
    assert "`python -m bench.reports` on 2026-11-24: 2 cores." in text


def test_a_command_that_fails_ends_the_measurement() -> None:
    with pytest.raises(SystemExit, match="ended with 3"):
        bench.seconds_of([[bench.sys.executable, "-c", "raise SystemExit(3)"]])


def test_one_report_goes_through_both_ways(tmp_path: Path) -> None:
    result = tmp_path / "reports.md"
    assert bench.main(["--reports", "1", "--result", str(result)]) == 0
    text = result.read_text("utf-8")
    assert text.startswith("# 1 reports: ")
    assert str(bench.ROOT) not in text.replace(str(result), "")
