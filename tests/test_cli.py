"""The command line: what it loads, what it says, and how it ends."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import helpers
from helpers.batch import execute
from helpers.batch.manifest import Manifest
from helpers.batch.runs import FAILED, Run
from helpers.cli import main
from helpers.errors import CaselightError
from helpers.sources.names import country_names
from tests.batch.command import COMMAND, environment, run
from tests.support import small_notebook, write, write_manifest

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "reference"
HEAVY = {"papermill", "pandas", "numpy", "nbformat", "plotly", "jsonschema", "rich", "pyarrow"}
LOADED = """
import sys
from helpers.cli import main
try:
    main(sys.argv[1:])
except SystemExit as end:
    print("status", end.code)
print("modules", *sorted({name.split(".")[0] for name in sys.modules}))
"""


def loaded(*words: str) -> tuple[str, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=True
    )
    said, _, modules = done.stdout.partition("modules ")
    return said, set(modules.split())


@pytest.mark.parametrize(
    "words", [("--help",), ("--version",), ("run", "--help"), ("refresh", "-h"), ("check", "-h")]
)
def test_asking_for_help_loads_no_library_that_takes_time(words: tuple[str, ...]) -> None:
    said, modules = loaded(*words)
    assert "status 0" in said
    assert "helpers" in modules
    assert modules & HEAVY == set()


def test_the_search_for_loaded_libraries_finds_one() -> None:
    assert "pandas" in loaded("sources")[1]


def test_help_shows_every_command_with_examples(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    said = capsys.readouterr().out
    assert end.value.code == 0
    for command in ("run", "refresh", "check", "sources"):
        assert re.search(rf"^    {command} +[a-z]", said, re.MULTILINE), command
        assert f"  caselight {command}" in said


def test_every_example_of_the_help_is_understood(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from helpers import cli

    monkeypatch.setattr(cli, "_run", lambda asked: 0)
    monkeypatch.setattr(cli, "_audit", lambda asked: 0)
    monkeypatch.setattr(cli, "_refresh", lambda asked: 0)
    monkeypatch.setattr(cli, "_sources", lambda asked: 0)
    monkeypatch.setattr(cli, "_inspect", lambda asked: 0)
    monkeypatch.setattr(cli, "_check", lambda asked: 0)
    lines = [line for line in cli._EXAMPLES.splitlines() if line.startswith("  caselight ")]
    assert len(lines) >= 5
    for line in lines:
        assert main(line.split("   ")[0].split()[1:]) == 0


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "helpers", "--version"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"caselight {helpers.__version__}\n")


def test_the_installed_command_is_the_same() -> None:
    command = Path(sys.executable).with_name("caselight")
    if not command.exists():
        pytest.skip("caselight is not installed in this environment (make test installs it)")
    done = subprocess.run([command, "--version"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, f"caselight {helpers.__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("rum",),
        ("run", "--jobs", "0"),
        ("run", "--jobs", "-1"),
        ("run", "--jobs", "two"),
        ("run", "--jobs", "²"),
        ("run", "--only"),
        ("run", "--unknown"),
        ("refresh",),
    ],
    ids=" ".join,
)
def test_a_wrong_request_ends_with_2_and_says_why(
    words: Sequence[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(words)
    out, err = capsys.readouterr()
    assert end.value.code == 2
    assert out == ""
    assert "error: " in err
    assert "Traceback" not in err


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three reports of two notebooks."""
    write(tmp_path / "notebooks", "good", small_notebook())
    write(tmp_path / "notebooks", "bad", small_notebook("1 / 0"))
    write_manifest(tmp_path, 'notebook = "good"\ncountries = ["WLD", "PHL"]', 'notebook = "bad"')
    monkeypatch.chdir(tmp_path)
    return tmp_path


class Asked(list[tuple[Manifest, int | None]]):
    """What a run was asked for."""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """No kernel is started; every report fails at once, and what was asked for is kept."""
    kept = Asked()

    def no_kernels(
        manifest: Manifest, n: Any, c: Any, s: Any, p: Any, jobs: int | None, q: Any
    ) -> list[Run]:
        kept.append((manifest, jobs))
        run = Run("", "", "?", "WLD", "World", {}, FAILED, 0.1, reason="ValueError")
        return [replace(run, report=report.name) for report in manifest.reports]

    monkeypatch.setattr(execute, "run_reports", no_kernels)
    return kept


def test_a_part_of_the_manifest_is_run_with_as_many_at_a_time_as_asked(
    project: Path, asked: Asked
) -> None:
    main(["run"])
    main(["run", "--only", "good/PHL", "bad", "--jobs", "7"])
    (everything, cores), (part, jobs) = asked
    assert [r.name for r in everything.reports] == ["good-WLD", "good-PHL", "bad-WLD"]
    assert [r.name for r in part.reports] == ["good-PHL", "bad-WLD"]
    assert (cores, jobs) == (None, 7)


def test_a_selection_that_names_nothing_is_refused_and_runs_nothing(
    project: Path, asked: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--only", "god/PHL"]) == 2
    assert "Did you mean 'good/PHL'?" in capsys.readouterr().err
    assert asked == []
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("line", "mend"),
    [
        ('countries = ["UK"]', "Did you mean 'GBR' (United Kingdom)?"),
        ('countries = ["Philipines"]', "Did you mean 'PHL' (Philippines)?"),
        ('countries = ["phl"]', "Did you mean 'PHL' (Philippines)?"),
        ("parameters = { frist_year = 1 }", "Did you mean 'first_year'?"),
        ("parameters = { first_year = true }", "Write first_year as a whole number"),
        ("parameters = { first_year = [1, 2] }", "write several [[report]] entries"),
        ("parameter = { first_year = 1 }", "Did you mean 'parameters'?"),
    ],
)
def test_a_wrong_manifest_is_refused_before_anything_runs(
    project: Path, asked: Asked, capsys: pytest.CaptureFixture[str], line: str, mend: str
) -> None:
    write_manifest(project, f'notebook = "good"\n{line}')
    assert main(["run"]) == 2
    out, err = capsys.readouterr()
    assert "found: reports.toml, line 5, column " in err
    assert mend in err
    assert (out, asked) == ("", [])
    assert not (project / "site").exists()


def test_a_manifest_that_is_not_there_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["run"]) == 2
    assert "no file reports.toml" in capsys.readouterr().err


def a_changed_file(folder: Path) -> str:
    with (folder / "justice.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    return "justice.csv"


def a_cut_file(folder: Path) -> str:
    content = (folder / "caseload_means.csv").read_bytes()
    (folder / "caseload_means.csv").write_bytes(content[: len(content) // 2])
    return "caseload_means.csv"


def a_missing_file(folder: Path) -> str:
    (folder / "population.csv").unlink()
    return "population.csv"


def no_countries(folder: Path) -> str:
    (folder / "countries.csv").unlink()
    return "countries.csv"


def no_description(folder: Path) -> str:
    (folder / "datapackage.json").unlink()
    return "datapackage.json"


def a_cut_description(folder: Path) -> str:
    text = (folder / "datapackage.json").read_text("utf-8")
    (folder / "datapackage.json").write_text(text[:1000], encoding="utf-8")
    return "datapackage.json"


def another_description(folder: Path) -> str:
    (folder / "datapackage.json").write_text("[]", encoding="utf-8")
    return "datapackage.json"


@pytest.mark.parametrize(
    "damage",
    [a_changed_file, a_cut_file, a_missing_file, no_countries, no_description, a_cut_description,
     another_description],
)  # fmt: skip
def test_damaged_figures_are_one_message_and_not_a_failure_of_every_report(
    project: Path,
    asked: Asked,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    damage: Any,
) -> None:
    figures = project / "data" / "reference"
    shutil.copytree(REFERENCE, figures)
    monkeypatch.setenv("CASELIGHT_REFERENCE", str(figures))
    assert main(["run"]) == 1  # as it was copied, it is intact
    name = damage(figures)
    capsys.readouterr()
    country_names.cache_clear()
    assert main(["run"]) == 2
    out, err = capsys.readouterr()
    assert (out, len(asked)) == ("", 1)
    assert name in err
    assert err.count("caselight: ") == err.count("mend:") == 1
    assert "caselight refresh" in err


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mixed")
    write(folder / "notebooks", "good", small_notebook())
    write(folder / "notebooks", "bad", small_notebook("1 / 0"))
    write_manifest(folder, 'notebook = "good"', 'notebook = "bad"')
    return folder


def test_a_scheduler_reads_one_line_of_json(mixed: Path) -> None:
    done = run(mixed, "--json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert json.loads(done.stdout) == {
        "reports": 2,
        "failed": {"bad-WLD": "stopped in code cell 3 (ZeroDivisionError)"},
        "left_out": {},
        "site": "site",
    }


def test_a_terminal_sees_a_bar_and_the_failures(mixed: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    settings = {"TERM": "xterm", "COLUMNS": "100"}
    env = {k: v for k, v in environment(mixed, **settings).items() if not k.startswith("TTY_")}
    env.pop("NO_COLOR", None)
    process = subprocess.Popen(
        COMMAND, cwd=mixed, env=env, stdout=subprocess.PIPE, stderr=theirs, text=True
    )
    os.close(theirs)
    seen = b"".join(read_all(ours)).decode()
    out, _ = process.communicate(timeout=200)
    assert process.returncode == 1
    assert out == "1 of 2 reports are in site/index.html\n"
    assert "\x1b[" in seen
    assert "2/2" in seen
    assert "bad-WLD: stopped in code cell 3 (ZeroDivisionError)" in seen
    assert "[1/2]" not in seen


def read_all(handle: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(handle, 4096)
        except OSError:  # Linux says so when nobody holds the other end any more
            piece = b""
        if not piece:
            os.close(handle)
            return
        yield piece


def raising(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers import cli

    def fail(asked: Any) -> int:
        raise error

    monkeypatch.setattr(cli, "_sources", fail)


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (CaselightError("A rule.", "a place", "A mend."), 2, "A rule.\n  found: a place\n  mend:"),
        (OSError(errno.ENOSPC, "No space left", "/secret"), 2, "found: No space left\n  mend:"),
        (PermissionError(errno.EACCES, "Permission denied", "/secret"), 2, "Permission denied"),
        (KeyboardInterrupt(), 130, "interrupted; nothing was published"),
    ],
)
def test_an_error_becomes_words_and_a_status(
    error: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    raising(error, monkeypatch)
    assert main(["sources"]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("caselight: ")
    assert said in err
    assert "/secret" not in err


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of POSIX systems")
def test_requests_to_end_are_handled_while_a_command_runs_and_only_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from helpers import cli

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(cli, "_sources", lambda asked: os.kill(os.getpid(), signal.SIGTERM) or 0)
    assert main(["sources"]) == 130
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of POSIX systems")
def test_what_nohup_ignores_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    from helpers import cli

    monkeypatch.setattr(cli, "_sources", lambda asked: os.kill(os.getpid(), signal.SIGHUP) or 0)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert main(["sources"]) == 0
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_reader_who_leaves_early_gets_no_traceback() -> None:
    """As `caselight sources | head -1`, without depending on who is quicker."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "helpers", "sources"]
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True)
    os.close(writing)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr


def test_sources_lists_every_shipped_table_with_edition_and_citation(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["sources"]) == 0
    said = capsys.readouterr().out
    resources = json.loads((REFERENCE / "datapackage.json").read_text("utf-8"))["resources"]
    assert len(resources) >= 10
    for resource in resources:
        assert f"{resource['name']}: {resource['title']}\n" in said
        assert f"edition {resource['edition']}\n  {resource['citation']}\n" in said


def test_a_file_that_a_report_names_is_read_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(tmp_path / "notebooks", "first", small_notebook())
    parameters = write_manifest(tmp_path, 'notebook = "first"\nsource = "data/raw/absent.csv"')
    notebook = json.loads((tmp_path / "notebooks" / "first.ipynb").read_text("utf-8"))
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            cell["source"] += '\nsource = ""  # type: str'
    (tmp_path / "notebooks" / "first.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert main(["run", "--manifest", str(parameters)]) == 2
    said = capsys.readouterr().err
    assert "source = 'data/raw/absent.csv': no such file" in said
    assert not (tmp_path / "site").exists()
