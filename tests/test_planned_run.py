"""`caselight run` on a user's file: two passes, one plan, ledgers, and the months after."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.cli import main
from tests.batch.command import leftovers, processes_with, snapshot, start
from tests.support import code, notebook, write, write_manifest

MAPPING = """
[data]
file = "cases.csv"
rows = "person"
channel = "case_management"
{protection}
[organisation]
name = "Example House"
title = "Case file"

[columns]
person = "id"
country = "country"
sex = "sex"

[values.sex]
F = "female"
M = "male"
"""
OPEN = """
from helpers.composition import *
from helpers.disclosure import protect
from helpers.figures import *
from helpers.sources.names import country_names
from helpers.sources.opened import open_table
cases = open_table("caseload_forms", source)
caseload = select_caseload(cases, country)
"""
PLACES = """
places = protect(count_places(caseload, country_names()))
show_table(places, "Places", name="places")
"""
# In the second pass it has a plan, and asks what it did not ask before.
LATER = """
import os, pathlib, helpers
planned = (pathlib.Path(os.environ[helpers.PLAN]) / "plan.json").exists()
some = select_caseload(cases, "TGO" if planned else country)
later = protect(count_people(some) if planned else count_places(some, country_names()))
show_table(later.where(age_group="all") if planned else later, "Later", name="later")
"""
NEVER_THE_SAME = """
import os, pathlib, helpers
place = pathlib.Path(os.environ[helpers.PLAN])
turn = sum(1 for _ in (place / "turns").glob("*")) if (place / "turns").exists() else 0
(place / "turns").mkdir(exist_ok=True)
(place / "turns" / str(turn)).touch()
from dataclasses import replace
from helpers.tables.regions import Region
counts = count_places(caseload, country_names())
cells = tuple(replace(c, region=c.region & Region.of(turn=str(turn))) for c in counts.cells)
protect(replace(counts, cells=cells))
"""
PARAMETERS = 'country = "WLD"  # type: str\nsource = ""  # type: str'
MONTH = {("CIV", "F"): 40, ("CIV", "M"): 35, ("GHA", "F"): 30, ("GHA", "M"): 4, ("TGO", "M"): 25}


def make_file(folder: Path, people: dict[tuple[str, str], int], protection: str = "") -> None:
    raw = folder / "data" / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    rows = [f"{c},{s}" for (c, s), n in people.items() for _ in range(n)]
    lines = ["id,country,sex", *(f"{i},{row}" for i, row in enumerate(rows))]
    (raw / "cases.csv").write_text("\n".join(lines) + "\n")
    (raw / "cases.toml").write_text(MAPPING.format(protection=protection))


def make_project(folder: Path, *more: str, people: dict[tuple[str, str], int] = MONTH) -> Path:
    make_file(folder, people)
    cells = [code(PARAMETERS, tags=("parameters",)), *map(code, (OPEN, PLACES, *more))]
    write(folder / "notebooks", "places", notebook({"cell_type": "markdown", "metadata": {},
          "source": "# Where?"}, *cells))  # fmt: skip
    entry = 'notebook = "places"\ncountries = ["WLD", "GHA"]\nsource = "data/raw/cases.toml"'
    write_manifest(folder, entry, site="timeout = 250")
    return folder


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    import tempfile

    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield place
    assert list(place.glob("caselight-*")) == []  # nothing private stays behind


def run(folder: Path, *words: str) -> int:
    return main(["run", "--manifest", str(folder / "reports.toml"), *words])


def shown(folder: Path, report: str) -> dict[str, str]:
    """Rows of the table of a page: label to number or word."""
    executed = json.loads((folder / "site" / "notebooks" / f"{report}.ipynb").read_text())
    found: dict[str, str] = {}
    for cell in executed["cells"]:
        for out in cell.get("outputs", []):
            payload = out["data"].get("application/vnd.caselight.v1+json", {})
            if payload.get("kind") == "table":
                found |= {row[-2]: row[-1] for row in payload["table"]["rows"]}
    return found


def ledger(folder: Path) -> dict[str, object]:
    told: dict[str, object] = json.loads((folder / "site" / "release.json").read_text())
    return told


def entries(folder: Path) -> list[str]:
    return sorted(p.name for p in (folder / ".caselight" / "releases").glob("*/*"))


@pytest.mark.usefixtures("temporary")
def test_months_of_one_office(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = make_project(tmp_path)
    assert run(folder) == 2
    assert "run once with --first-release" in capsys.readouterr().err
    assert not (folder / "site").exists()

    assert run(folder, "--first-release") == 0
    said = capsys.readouterr().err
    assert said.index("planning: what 2 reports") < said.index("done places-WLD-cases")
    world = shown(folder, "places-WLD-cases")
    assert world["All"] == "134"
    assert shown(folder, "places-GHA-cases")["All"] == world["Ghana"] == "34"
    told = ledger(folder)
    assert set(told["reports"]) == {"places-WLD-cases", "places-GHA-cases"}  # type: ignore[call-overload]
    assert "134" not in json.dumps(told)
    assert len(entries(folder)) == 1

    # The same file again: the same release, and no further entry.
    before = snapshot(folder / "site")
    assert run(folder) == 0
    assert entries(folder) == [e for e in entries(folder) if e.endswith("-1")]
    same = snapshot(folder / "site")
    assert same["release.json"] == before["release.json"]

    # The next month: Ghana has 3 more, Togo 12 more; Ghana's figure stays, with its date.
    make_file(folder, MONTH | {("GHA", "F"): 33, ("TGO", "M"): 37})
    assert run(folder) == 0
    later = shown(folder, "places-WLD-cases")
    assert later["Ghana"] in ("34", "hidden")
    assert shown(folder, "places-GHA-cases")["All"] in ("34", "hidden")
    assert (later["All"], later["Togo"]) != ("149", "37")  # 149 - 37 - 75 = 37 in Ghana: 3 more
    assert len(entries(folder)) == 2

    # Another threshold is refused, before anything runs; so is a release without the ledger.
    protection = '[protection]\nthreshold = 5\nreason = "agreed"\n'
    capsys.readouterr()
    make_file(folder, MONTH, protection)
    before = snapshot(folder / "site")
    assert run(folder) == 2
    assert "thresholds 5 and 10" in capsys.readouterr().err
    assert snapshot(folder / "site") == before


@pytest.mark.usefixtures("temporary")
def test_what_a_report_asks_only_with_a_plan_is_planned_as_well(tmp_path: Path) -> None:
    folder = make_project(tmp_path, LATER)
    assert run(folder, "--first-release", "--only", "places/WLD") == 0
    (entry,) = ledger(folder)["reports"].values()  # type: ignore[attr-defined]
    assert [table["dimensions"][1] for table in entry] == ["country", "sex"]


@pytest.mark.usefixtures("temporary")
def test_a_report_that_never_asks_the_same_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_project(tmp_path, NEVER_THE_SAME)
    assert run(folder, "--first-release", "--only", "places/WLD") == 1
    assert re.search(r"stopped in code cell 4 \(CaselightError\)", capsys.readouterr().err)
    assert not (folder / "site" / "notebooks" / "places-WLD-cases.ipynb").exists()
    assert ledger(folder)["reports"] == {}


@pytest.mark.usefixtures("temporary")
def test_reports_on_what_ships_run_once_and_have_an_empty_ledger(tmp_path: Path) -> None:
    folder = make_project(tmp_path)
    write_manifest(folder, 'notebook = "places"\ncountries = ["PHL"]')
    assert run(folder) == 0
    told = ledger(folder)
    assert (told["populations"], told["reports"]) == ({}, {})
    assert not (folder / ".caselight").exists()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
def test_a_run_killed_while_it_collects_leaves_no_count_behind(tmp_path: Path) -> None:
    folder = make_project(tmp_path, "import time\ntime.sleep(120)")
    (folder / "site").mkdir()
    (folder / "site" / ".caselight").write_text("old")
    before = snapshot(folder / "site")
    with start(folder, "--first-release") as process:
        for _ in range(600):
            if list((folder / "temporary").glob("*/private/requests/*/*")):
                break
            time.sleep(0.2)
        else:
            pytest.fail("no request was seen")
        process.kill()
        process.wait(timeout=60)
        for _ in range(150):
            if not processes_with(str(folder / "temporary")):
                break
            time.sleep(0.2)
    assert list((folder / "temporary").glob("*/private")) == []
    assert snapshot(folder / "site") == before
    assert entries(folder) == []
    # Python's own server of processes leaves the folder of its socket, which is empty.
    assert [name for name in leftovers(folder) if not name.startswith("pymp-")] == []
