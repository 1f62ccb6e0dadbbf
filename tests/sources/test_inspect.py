"""``caselight inspect``: what a file is, in words, for every file that we were given."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from helpers import cli
from helpers.sources.inspect import USED, inspect_file
from helpers.sources.keep import FOLDER
from helpers.sources.layouts import find_layout
from helpers.sources.peek import peek
from tests.support import ROOT, shared_data

POPULATION = "Country Code,Year,Value\nNAM,2019,7\nNAM,2020,5\nARB,2020,900\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(POPULATION, "utf-8")
    return path


def test_a_file_is_told_with_its_edition_size_and_next_step(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["inspect", str(file)]) == 0
    out = capsys.readouterr().out
    for words in (
        "World Bank population",
        "edition    years to 2020",
        "holds      3 rows",
        "years      2019 to 2020",
        "rows of aggregates such as 'Arab World', and of years before 2000: 1",
        'source = "data/raw/people.csv"',
        "Cite: World Bank.",
    ):
        assert words in out


def test_a_program_gets_the_same_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["inspect", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["layout"], told["rows"], told["tables"]) == ("population", 3, {"population": 2})
    assert told["years"] == ["2019", "2020"]
    assert len(told["sha256"]) == 64


def test_two_editions_are_held_against_each_other(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    newer = tmp_path / "newer.csv"
    newer.write_text(POPULATION.replace("2019,7", "2019,8") + "KEN,2021,3\n", "utf-8")
    assert cli.main(["inspect", str(newer), "--against", str(file)]) == 0
    out = capsys.readouterr().out
    assert "1 revised" in out
    assert "1 added" in out


@pytest.mark.parametrize(
    "content", [b"", b"<html>", b"a;b\n1;2\n", b"\x00\x01\x02abc", b"PK\x03\x04"]
)
def test_what_is_no_known_file_ends_with_2_and_no_traceback(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    path = tmp_path / "odd.xlsx"
    path.write_bytes(content)
    assert cli.main(["inspect", str(path)]) == 2
    err = capsys.readouterr().err
    assert "odd.xlsx" in err
    assert "mend:" in err
    assert "Traceback" not in err


def test_a_file_of_unknown_columns_is_told_how_to_get_a_mapping(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text("Sexe,Pays\nfemme,Togo\n" * 20, "utf-8")
    assert cli.main(["inspect", str(path)]) == 2
    assert "--draft-mapping" in capsys.readouterr().err
    assert cli.main(["inspect", str(path), "--draft-mapping"]) == 0
    assert "[columns]" in capsys.readouterr().out


def shared_files() -> list[str]:
    try:
        data = shared_data()
    except pytest.skip.Exception:
        return ["(no shared files)"]
    # What a reading keeps beside a file is no file of a publisher.
    found = [path.relative_to(data) for path in data.rglob("[!.]*") if path.is_file()]
    return sorted(path.as_posix() for path in found if FOLDER not in path.parts)


@pytest.mark.parametrize("name", shared_files())
def test_every_shared_file_is_recognised_whatever_its_name(name: str, tmp_path: Path) -> None:
    original = shared_data() / name
    copy = tmp_path / "file"
    copy.write_bytes(original.read_bytes())
    assert find_layout(peek(copy)) is not None


def test_every_table_that_a_notebook_opens_is_known_as_used() -> None:
    texts = [path.read_text("utf-8") for path in (ROOT / "notebooks").glob("*.ipynb")]
    opened = {name for text in texts for name in re.findall(r'open_table\(\\"(\w+)', text)}
    own = {"caseload_withheld", "caseload_coverage"}  # made by the release, in no publisher's file
    assert {"identified", "referrals", "small_boats"} <= opened
    assert opened - own <= USED


def test_what_only_describes_data_is_told_as_such(tmp_path: Path) -> None:
    original = shared_data() / "ctdc_codebooks/kanon_data_dictionary_2017-11-28.xlsx"
    found = inspect_file(Path(shutil.copy(original, tmp_path)))
    assert found.reading.tables == {}
    assert "nothing to put in a report" in "\n".join(found.to_lines())
