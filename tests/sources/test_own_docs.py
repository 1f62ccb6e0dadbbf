"""docs/own-data.md: its examples are files that are read, and answers that are given."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from helpers.sources.own.draft import draft_mapping
from helpers.sources.read import read
from tests.sources.own_files import HEAD

DOC = Path(__file__).resolve().parents[2] / "docs" / "own-data.md"
_BLOCK = re.compile(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks() -> list[tuple[str, str, str]]:
    return _BLOCK.findall(DOC.read_text(encoding="utf-8"))


def test_the_example_of_the_guide_gives_what_the_guide_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for _, name, text in _blocks():
        if name:
            (tmp_path / name).write_text(text, encoding="utf-8")
    examples = [text for kind, _, text in _blocks() if kind == "python"]
    assert examples
    for text in examples:
        test = doctest.DocTestParser().get_doctest(text, {}, "own-data.md", str(DOC), 0)
        assert test.examples
        outcome = doctest.DocTestRunner().run(test)
        assert outcome.failed == 0


def test_the_protection_that_the_guide_shows_is_accepted(tmp_path: Path) -> None:
    shown = next(t for k, _, t in _blocks() if k == "toml" and "[protection]" in t)
    (tmp_path / "cases.csv").write_text("sex\nF\n")
    mapping = tmp_path / "cases.toml"
    mapping.write_text(HEAD.format(data="") + '[columns]\nsex = "sex"\n' + shown)
    reading = read(mapping)
    assert reading.provenance.threshold == 5
    assert any("data protection officer" in note for note in reading.notes)


def test_the_capture_lists_of_the_guide_are_read(tmp_path: Path) -> None:
    shown = next(t for k, _, t in _blocks() if k == "toml" and "person_and_list" in t)
    (tmp_path / "lists.csv").write_text("person,seen_by\n1,police\n1,shelter\n2,police\n")
    (tmp_path / "lists.toml").write_text(shown)
    table = read(tmp_path / "lists.toml").tables["captures"]
    rows = {(int(r.police), int(r.shelter)): int(r.persons) for r in table.itertuples()}
    assert rows == {(1, 1): 1, (1, 0): 1}


def test_the_guide_s_file_can_be_drafted(tmp_path: Path) -> None:
    text = next(text for _, name, text in _blocks() if name == "cases.csv")
    (tmp_path / "cases.csv").write_text(text, encoding="utf-8")
    draft = draft_mapping(tmp_path / "cases.csv")
    assert 'sex = "Sexo"' in draft
    assert "DECIDE" in draft
