"""The shipped figures as a reader meets them: whole, damaged, lost, replaced."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from helpers import cli
from helpers.errors import CaselightError
from helpers.sources import reference
from helpers.sources.names import country_name
from helpers.sources.reference import (
    describe_resource,
    read_descriptor,
    read_findings,
    read_reference,
    reference_folder,
)


@pytest.fixture
def figures(tmp_path: Path) -> Path:
    """A copy of the shipped figures that a test may spoil."""
    return Path(shutil.copytree(reference_folder(), tmp_path / "data" / "reference"))


def test_a_changed_byte_is_refused_with_the_file_and_the_mend(figures: Path) -> None:
    path = figures / "treaties.csv"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))
    with pytest.raises(CaselightError) as refused:
        read_reference("treaties", figures)
    assert refused.value.found == "data/reference/treaties.csv: changed"
    assert "caselight refresh" in refused.value.mend
    assert len(read_reference("population", figures).table) > 1_000  # the others still serve


def test_a_lost_file_is_refused_with_its_name(figures: Path) -> None:
    (figures / "treaties.csv").unlink()
    with pytest.raises(CaselightError) as refused:
        read_reference("treaties", figures)
    assert refused.value.found == "data/reference/treaties.csv: missing or unreadable"
    assert "caselight refresh" in refused.value.mend


def test_a_file_that_is_changed_after_it_was_read_is_refused_too(figures: Path) -> None:
    """In a notebook that stays open, what was right a minute ago says nothing about now."""
    read_reference("treaties", figures)
    path = figures / "treaties.csv"
    path.write_bytes(path.read_bytes().replace(b"ALB", b"AFG", 1) + b"\n")
    with pytest.raises(CaselightError, match=r"treaties\.csv: changed"):
        read_reference("treaties", figures)


def test_a_refresh_while_a_notebook_is_open_is_noticed(figures: Path) -> None:
    entry = describe_resource("treaties", figures)
    package = read_descriptor(figures)
    assert entry["edition"] != "another"
    renewed = [{**e, "edition": "another"} for e in package["resources"]]
    text = json.dumps({**package, "resources": renewed})
    (figures / "datapackage.json").write_text(text, encoding="utf-8")
    assert read_reference("treaties", figures).provenance.edition == "another"


LACKING = json.dumps({"resources": [{"name": "treaties", "path": "treaties.csv"}]})


@pytest.mark.parametrize(
    ("text", "found"),
    [(None, "missing or unreadable"), ("", "damaged"), ("{", "damaged"), ("[]", "damaged"),
     ("{}", "damaged"), ('{"resources": 3}', "damaged"), ("null", "damaged"),
     ('{"resources": [3]}', "damaged"), (LACKING, "lacks a part of its description"),
     ("\ud800", "damaged")],
)  # fmt: skip
def test_a_descriptor_that_is_lost_or_damaged_is_refused(
    figures: Path, text: str | None, found: str
) -> None:
    path = figures / "datapackage.json"
    path.unlink()
    if text is not None:
        path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for ask in (read_reference, describe_resource):
        with pytest.raises(CaselightError) as refused:
            ask("treaties", figures)
        assert "data/reference/datapackage.json" in refused.value.found
        assert found in refused.value.found
        assert "caselight refresh" in refused.value.mend


@pytest.mark.parametrize("damage", ["missing", "damaged"])
def test_the_command_line_refuses_lost_figures_with_one_message(
    figures: Path,
    damage: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = figures / "datapackage.json"
    path.unlink() if damage == "missing" else path.write_text("{", encoding="utf-8")
    monkeypatch.setenv("CASELIGHT_REFERENCE", str(figures))
    assert cli.main(["sources"]) == 2
    said = capsys.readouterr().err
    assert said.count("mend:") == 1
    assert "datapackage.json" in said
    assert "Traceback" not in said


def test_a_table_that_does_not_ship_is_refused() -> None:
    with pytest.raises(CaselightError, match="no resource 'victims'"):
        read_reference("victims")


def test_figures_elsewhere_are_named_by_the_environment(
    figures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASELIGHT_REFERENCE", str(figures))
    assert reference_folder() == figures


def test_a_checkout_that_lost_its_descriptor_is_still_where_figures_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise 'caselight refresh', the mend that is offered, could not be carried out."""
    package = tmp_path / "src" / "helpers" / "__init__.py"
    (tmp_path / "data").mkdir()
    monkeypatch.delenv("CASELIGHT_REFERENCE", raising=False)
    monkeypatch.setattr(reference.helpers, "__file__", str(package))
    monkeypatch.chdir(tmp_path)
    assert reference_folder() == tmp_path / "data" / "reference"
    with pytest.raises(CaselightError, match=r"datapackage\.json: missing"):
        read_reference("treaties")


def test_without_a_folder_of_figures_the_two_ways_to_name_one_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CASELIGHT_REFERENCE", raising=False)
    package = tmp_path / "lib" / "site-packages" / "helpers" / "__init__.py"
    monkeypatch.setattr(reference.helpers, "__file__", str(package))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CaselightError, match="CASELIGHT_REFERENCE"):
        reference_folder()


def test_an_empty_cell_is_missing_and_na_is_a_code() -> None:
    countries = read_reference("countries").table.set_index("country")
    assert countries.loc["NAM", "iso2"] == "NA"
    assert country_name("NAM") == "Namibia"
    uganda = read_reference("treaties").table.set_index("country").loc["UGA"]
    assert uganda[["consented", "kind"]].isna().all()


def test_a_code_of_no_country_has_no_name() -> None:
    with pytest.raises(CaselightError, match="'EEU'"):
        country_name("EEU")


def test_the_ledger_of_a_table_is_read_alone() -> None:
    assert {found.resource for found in read_findings("justice")} == {"justice"}
