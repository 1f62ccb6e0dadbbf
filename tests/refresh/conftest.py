"""Derived once: the shipped figures from the publishers' files, and a small folder made by code."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from helpers import cli
from helpers.refresh import refresh
from helpers.refresh.caseload import derive_caseload
from helpers.refresh.hidden import derive_hidden
from helpers.sources.reading import Finding
from tests.refresh.raw_folder import make_raw
from tests.support import shared_data

Caseload = tuple[dict[str, pd.DataFrame], list[Finding]]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, leavings of an interrupted run included."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@dataclass
class Desk:
    """A folder of raw files, the figures that were derived from them before, and the command."""

    raw: Path
    figures: Path
    capture: pytest.CaptureFixture[str]

    def refresh(self, *more: str) -> tuple[int, str]:
        """Exit status and what was said on standard error."""
        arguments = ["refresh", "--from", str(self.raw), "--to", str(self.figures), *more]
        status = cli.main(arguments)
        return status, self.capture.readouterr().err

    def refuse(self) -> str:
        """The message of a refresh that must fail and leave everything as it was."""
        before = contents(self.figures)
        status, said = self.refresh()
        assert status == 2
        assert "Traceback" not in said
        assert said.count("found:") == said.count("mend:") == 1
        assert contents(self.figures) == before
        return said


@pytest.fixture(scope="session")
def derived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The figures derived from the publishers' files; skipped where these are not at hand."""
    out = tmp_path_factory.mktemp("derived") / "reference"
    refresh(shared_data(), out)
    return out


@pytest.fixture(scope="session")
def small_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_raw(tmp_path_factory.mktemp("small") / "raw")


@pytest.fixture(scope="session")
def small_figures(small_raw: Path) -> Path:
    out = small_raw.parent / "reference"
    refresh(small_raw, out)
    return out


@pytest.fixture(scope="session")
def caseload_by_content() -> Callable[[Path], Caseload]:
    """``derive_caseload``, once for each content: most faults are in other files."""
    known: dict[bytes, Caseload] = {}

    def derive(path: Path) -> Caseload:
        content = path.read_bytes() if path.is_file() else None
        if content is None or content not in known:
            tables = derive_caseload(path)  # a missing or damaged file raises here
            known[path.read_bytes()] = tables
        return known[path.read_bytes()]

    return derive


@pytest.fixture(scope="session")
def hidden_by_content() -> Callable[[Path], pd.DataFrame]:
    """``derive_hidden``, once for each content."""
    known: dict[tuple[bytes, ...], pd.DataFrame] = {}

    def derive(folder: Path) -> pd.DataFrame:
        content = tuple(path.read_bytes() for path in sorted(folder.glob("*")))
        if content not in known:
            known[content] = derive_hidden(folder)
        return known[content]

    return derive


@pytest.fixture
def desk(
    tmp_path: Path,
    small_raw: Path,
    small_figures: Path,
    caseload_by_content: Callable[[Path], Caseload],
    hidden_by_content: Callable[[Path], pd.DataFrame],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    monkeypatch.setattr("helpers.refresh.derive_caseload", caseload_by_content)
    monkeypatch.setattr("helpers.refresh.derive_hidden", hidden_by_content)
    raw, figures = tmp_path / "raw", tmp_path / "figures"
    shutil.copytree(small_raw, raw)
    shutil.copytree(small_figures, figures)
    (figures / "own-note.txt").write_text("not ours", encoding="utf-8")
    return Desk(raw, figures, capsys)
