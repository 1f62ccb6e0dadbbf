"""What a manifest may reach: nothing outside of its folder, and nothing through a link."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

import helpers
from helpers.batch import execute
from helpers.cli import main
from tests.batch.command import snapshot
from tests.support import small_notebook, write, write_manifest

if os.name == "nt":
    pytest.skip("links need rights there", allow_module_level=True)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a manifest, beside one of somebody else."""
    folder = tmp_path / "mine"
    folder.mkdir()
    write(folder / "notebooks", "one", small_notebook())
    write(tmp_path / "theirs", "one", small_notebook("open('ran', 'w')"))
    monkeypatch.chdir(folder)
    return folder


def refused(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *words: str
) -> str:
    monkeypatch.setattr(execute, "run_reports", lambda *_: pytest.fail("it ran"))
    assert main(["run", *words]) == 2
    return capsys.readouterr().err


def at(folder: Path, place: str) -> None:
    write_manifest(folder, 'notebook = "one"', site=f'notebooks = "{place}"')


@pytest.mark.parametrize("place", ["../theirs", "{theirs}", "notebooks/../../theirs"])
def test_notebooks_from_elsewhere_are_not_executed_without_being_asked(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    at(home, place.format(theirs=home.parent / "theirs"))
    said = refused(capsys, monkeypatch)
    assert "--trust-notebooks" in said
    assert "reports.toml, line 2" in said


def test_a_link_to_a_notebook_or_to_its_folder_is_not_followed(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "linked").symlink_to(home.parent / "theirs")
    at(home, "linked")
    assert "is a link" in refused(capsys, monkeypatch)
    (home / "some").mkdir()
    (home / "some" / "one.ipynb").symlink_to(home / "notebooks" / "one.ipynb")
    at(home, "some")
    assert "is a link" in refused(capsys, monkeypatch)


def test_notebooks_from_elsewhere_are_executed_when_the_person_says_so(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    at(home, "../theirs")
    assert main(["run", "--trust-notebooks"]) == 0
    assert (home / "site" / "reports" / "one-WLD.html").is_file()


def test_a_manifest_cannot_trust_notebooks_itself(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for site in ("trust_notebooks = true", 'trust = "yes"'):
        write_manifest(home, 'notebook = "one"', site=site)
        assert "no other keys" in refused(capsys, monkeypatch)


def test_a_folder_that_is_reached_through_a_link_is_still_one_s_own(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_manifest(home, 'notebook = "one"')
    (home.parent / "way").symlink_to(home)
    monkeypatch.chdir(home.parent)
    assert main(["run", "--manifest", "way/reports.toml"]) == 0


@pytest.mark.parametrize("place", ["../out", "{up}/out", "way/site", "a/../../out"])
def test_a_manifest_names_no_output_outside_of_its_folder(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    (home.parent / "there").mkdir()
    (home / "way").symlink_to(home.parent / "there")
    named = place.format(up=home.parent)
    write_manifest(home, 'notebook = "one"', site=f'output = "{named}"')
    before = snapshot(home.parent)
    assert "--output" in refused(capsys, monkeypatch)
    assert snapshot(home.parent) == before


def test_a_file_that_is_a_link_is_not_read(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "data" / "raw").mkdir(parents=True)
    (home.parent / "secret.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (home / "data" / "raw" / "a.csv").symlink_to(home.parent / "secret.csv")
    notebook = small_notebook()
    notebook["cells"][1]["source"] += '\nsource = ""  # type: str'
    write(home / "notebooks", "one", notebook)
    write_manifest(home, 'notebook = "one"\nsource = "data/raw/a.csv"')
    said = refused(capsys, monkeypatch)
    assert "a link" in said
    assert "secret" not in said


@pytest.mark.parametrize("name", ["x" * 300, "../one", "one/two", "..", "CON.txt", "a\\0b", "~one"])
def test_a_notebook_s_name_cannot_become_another_file(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write_manifest(home, f'notebook = "{name}"')
    assert "reports.toml, line 4" in refused(capsys, monkeypatch)


def test_nothing_of_ours_reads_a_file_as_a_program() -> None:
    """No pickle, no evaluated text, no YAML that may name a class."""
    banned = {"pickle", "marshal", "shelve", "yaml", "dill", "joblib"}
    for path in Path(helpers.__file__).parent.rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & banned, path.name
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            assert called not in ("eval", "exec", "compile", "__import__"), path.name
