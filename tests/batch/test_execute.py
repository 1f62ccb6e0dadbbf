"""Reports that are executed: what a notebook may do to its run, and what it may not."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from helpers.batch.execute import count_cores, open_scratch
from helpers.batch.worker import Deadline
from helpers.errors import CaselightError
from tests.batch.command import leftovers, processes_with, run
from tests.support import code, display, markdown, small_notebook, write, write_manifest

PERSON = "Katarzyna Q. Wzorowa"  # never in a notebook's source: read from a file when it runs
READ = "import os, sys, pathlib\nname = pathlib.Path(os.environ['CASE_FILE']).read_text('utf-8')"
CELLS = {
    "good": ["x = 1"],
    "loud": ["print('x' * 50_000_000)"],
    "foreign": [
        f"{READ}\nfrom IPython.display import HTML, display",
        "display(HTML('<b>' + name + '</b>'))",
        "print(name)\nprint(name, file=sys.stderr)",
        "name",
    ],
    "telling": [f"{READ}\nimport logging, warnings\nlogging.error(name); warnings.warn(name)",
                "os.write(1, name.encode()); os.write(2, name.encode())",
                "raise ValueError(name)"],
    "chained": [f"{READ}\ntry:\n    {{}}[name]\nexcept KeyError:\n    raise OSError(28, name)"],
    "wrong": ["1 +"],
    "endless": ["while True:\n    pass"],
    "gone": ["import os\nos._exit(0)"],
    "leaving": ["import sys\nsys.exit()"],
    "leaving_well": ["import sys\nsys.exit(0)", "1 + 1"],
    "killer": ["import os, signal, time\nos.kill(os.getppid(), signal.SIGKILL)\ntime.sleep(60)"],
    "caller": ["import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=5)"],
    "asker": ["import urllib.request\nurllib.request.urlopen('http://example.org', timeout=5)"],
    "last": ["x = 2"],
}  # fmt: skip
FAILED = {
    "telling": "stopped in code cell 5 (ValueError)",
    "chained": "stopped in code cell 3 (OSError)",
    "wrong": "stopped in code cell 3 (SyntaxError)",
    "endless": "ran longer than a report may take in code cell 3 (CellTimeoutError)",
    "gone": "its kernel ended in code cell 3 (DeadKernelError)",
    "leaving": "stopped in code cell 3 (SystemExit)",
    "leaving_well": "stopped in code cell 3 (SystemExit)",
    "killer": "the process that ran it was ended from outside (WorkerDied)",
    "caller": "stopped in code cell 3 (PermissionError)",
    "asker": "stopped in code cell 3 (URLError)",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def done(folder: Path) -> subprocess.CompletedProcess[str]:
    """One run of every notebook above, two at a time."""
    if os.name == "nt":
        pytest.skip("one of them sends a signal of POSIX systems")
    for name, cells in CELLS.items():
        write(folder / "notebooks", name, small_notebook(*cells, title=f"What about {name}?"))
    write_manifest(folder, *(f'notebook = "{name}"' for name in CELLS), site="timeout = 8")
    (folder / "case.txt").write_text(PERSON, encoding="utf-8")
    case_file = str(folder / "case.txt")
    return run(folder, "--json", "--jobs", "2", CASE_FILE=case_file, no_proxy="*", NO_PROXY="*")


@pytest.fixture(scope="module")
def ledger(folder: Path, done: subprocess.CompletedProcess[str]) -> dict[str, dict[str, Any]]:
    entries = json.loads((folder / "site" / "ledger.json").read_text("utf-8"))["reports"]
    return {entry["notebook"]: entry for entry in entries}


def test_failed_reports_end_with_status_1_and_are_named_for_a_scheduler(
    done: subprocess.CompletedProcess[str],
) -> None:
    assert done.returncode == 1
    summary = json.loads(done.stdout)
    assert summary["reports"] == len(CELLS)
    assert summary["failed"] == {f"{name}-WLD": words for name, words in FAILED.items()}
    assert summary["left_out"] == {"loud-WLD": [3], "foreign-WLD": [4, 5, 6]}


def test_failed_reports_do_not_stop_the_others(
    folder: Path, done: subprocess.CompletedProcess[str]
) -> None:
    made = {path.stem for path in (folder / "site" / "reports").iterdir()}
    assert made == {f"{name}-WLD" for name in CELLS if name not in FAILED}


def test_failed_reports_are_named_on_the_index_with_their_reason(
    folder: Path, done: subprocess.CompletedProcess[str]
) -> None:
    page = (folder / "site" / "index.html").read_text("utf-8")
    for name, words in FAILED.items():
        assert f"{name}-WLD: {words}" in page
        assert f"reports/{name}-WLD.html" not in page
    for name in set(CELLS) - FAILED.keys():
        assert f"reports/{name}-WLD.html" in page


def test_the_ledger_has_every_report_in_the_order_of_the_manifest(
    ledger: dict[str, dict[str, Any]],
) -> None:
    assert list(ledger) == list(CELLS)
    for name, entry in ledger.items():
        assert entry["status"] == ("failed" if name in FAILED else "done")
        assert (entry["cell"], bool(entry["reason"])) == (
            (5, True) if name == "telling"
            else (None, True) if name == "killer"
            else (3, True) if name in FAILED
            else (None, False)
        )  # fmt: skip


def test_no_value_of_a_person_reaches_a_page_a_ledger_a_log_or_a_screen(
    folder: Path, done: subprocess.CompletedProcess[str]
) -> None:
    assert PERSON not in done.stdout + done.stderr
    holders = [
        path.relative_to(folder)
        for path in folder.rglob("*")
        if path.is_file() and PERSON.encode() in path.read_bytes()
    ]
    assert holders == [Path("case.txt")]


def test_what_a_page_leaves_out_is_named_in_the_ledger_and_while_it_runs(
    folder: Path, done: subprocess.CompletedProcess[str], ledger: dict[str, dict[str, Any]]
) -> None:
    assert ledger["foreign"]["outputs_left_out_in_cells"] == [4, 5, 6]
    line = next(line for line in done.stderr.splitlines() if "foreign-WLD" in line)
    assert line.endswith("left out an output that is not Caselight's own: code cell 4, 5, 6")
    page = (folder / "site" / "reports" / "foreign-WLD.html").read_text("utf-8")
    assert "Labour is most often recorded." in page


def test_a_flood_of_output_does_not_reach_the_site(
    folder: Path, done: subprocess.CompletedProcess[str]
) -> None:
    sizes = [path.stat().st_size for path in (folder / "site").rglob("*loud*")]
    assert len(sizes) == 2
    assert max(sizes) < 100_000


def test_a_log_gets_one_line_a_report(done: subprocess.CompletedProcess[str]) -> None:
    lines = done.stderr.splitlines()
    assert len(lines) == len(CELLS)
    assert {line.split("]")[0] for line in lines} == {
        f"[{n}/{len(CELLS)}" for n in range(1, len(CELLS) + 1)
    }


def test_a_run_leaves_no_process_and_no_temporary_file(
    folder: Path, done: subprocess.CompletedProcess[str]
) -> None:
    assert leftovers(folder) == []
    assert processes_with(str(folder / "temporary")) == []


def test_one_at_a_time_is_one_at_a_time(tmp_path: Path) -> None:
    cell = (
        "import os, time\n"
        "def note(word):\n"
        "    with open(os.environ['NOTES'], 'a') as file:\n"
        "        file.write(word + '\\n')\n"
        "note('start'); time.sleep(0.2); note('end')"
    )
    for name in ("one", "two", "three"):
        write(tmp_path / "notebooks", name, small_notebook(cell))
    write_manifest(tmp_path, *(f'notebook = "{n}"' for n in ("one", "two", "three")))
    done = run(tmp_path, "--jobs", "1", NOTES=str(tmp_path / "notes"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "notes").read_text("utf-8").split() == ["start", "end"] * 3


@pytest.fixture(scope="module")
def calm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of notebooks that look around, under settings that they must not see."""
    folder = tmp_path_factory.mktemp("calm")
    startup = folder / "profile" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "mine.py").write_text("country = 'XXX'; planted = True", encoding="utf-8")
    given = "import os\nassert (country, first_year, os.listdir()) == ('TUV', 2015, [])"
    write(folder / "notebooks", "given", small_notebook(given))
    write(folder / "notebooks", "alone", small_notebook("assert 'planted' not in globals()"))
    payload = {"kind": "sentence", "text": "Nothing else was asked."}
    elsewhere = small_notebook(display(payload))
    elsewhere["metadata"]["kernelspec"] = {"name": "my-env", "display_name": "?", "language": "R"}
    write(folder / "notebooks", "elsewhere", elsewhere)
    entry = 'notebook = "given"\ncountries = ["TUV"]\nparameters = { first_year = 2015 }'
    write_manifest(folder, entry, 'notebook = "alone"', 'notebook = "elsewhere"')
    run(folder, IPYTHONDIR=str(folder / "profile"))
    return folder


def test_a_report_gets_its_parameters_and_an_empty_folder_to_work_in(calm: Path) -> None:
    kept = json.loads((calm / "site" / "notebooks" / "given-TUV.ipynb").read_text("utf-8"))
    assert kept["metadata"]["papermill"]["parameters"] == {"country": "TUV", "first_year": 2015}


def test_settings_of_the_person_who_runs_it_do_not_reach_a_report(calm: Path) -> None:
    assert (calm / "site" / "reports" / "alone-WLD.html").is_file()
    assert [p.name for p in (calm / "profile").rglob("*") if p.is_file()] == ["mine.py"]


def test_a_notebook_from_another_machine_is_run_with_the_python_of_caselight(calm: Path) -> None:
    page = (calm / "site" / "reports" / "elsewhere-WLD.html").read_text("utf-8")
    assert "Nothing else was asked." in page


def test_the_temporary_folder_is_private_and_gone_afterwards() -> None:
    with open_scratch() as scratch:
        assert scratch.stat().st_mode & 0o077 == 0
        (scratch / "runs" / "a.ipynb").write_text("{}", encoding="utf-8")
    assert not scratch.exists()


def test_a_full_temporary_disk_is_told_in_three_parts() -> None:
    with pytest.raises(CaselightError) as refused, open_scratch() as scratch:
        raise OSError(errno.ENOSPC, "No space left on device", str(scratch))
    assert refused.value.found == "No space left on device"
    assert "TMPDIR" in refused.value.mend
    assert not scratch.exists()


def test_a_deadline_knows_which_cell_runs_as_a_reader_counts() -> None:
    cells = [
        markdown("# A"), code("a", tags=("parameters",)), code("   "), code("b"),
    ]  # fmt: skip
    deadline = Deadline(100, cells)
    assert deadline.cell is None
    deadline(cells[1])
    assert deadline.cell == 1
    deadline(code("country = 1", tags=("injected-parameters",)))
    assert deadline.cell == 1  # papermill's own cell is nowhere in the notebook as written
    deadline(cells[3])
    assert deadline.cell == 3  # the empty one is not executed, and counts all the same


def test_a_deadline_that_has_passed_never_means_no_limit() -> None:
    assert Deadline(-10, [])(code("a")) == 1.0


def test_the_cores_counted_are_those_this_process_may_use() -> None:
    assert count_cores() >= 1
