"""The folder that is published into: nobody else's, whole, and one run at a time."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from helpers.batch import execute
from helpers.batch.output import hold_output, settle_output
from helpers.batch.runs import FAILED, Run
from helpers.cli import main
from helpers.errors import CaselightError
from helpers.site import publish
from tests.batch.command import run, snapshot, start
from tests.support import small_notebook, write, write_manifest

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A manifest of one report in a folder of its own; no kernel is started for it."""
    folder = tmp_path / "project"
    write(folder / "notebooks", "one", small_notebook())
    write_manifest(folder, 'notebook = "one"')
    monkeypatch.chdir(folder)

    def no_kernels(manifest: Any, *others: Any) -> Sequence[Run]:
        run = Run("one-WLD", "one", "?", "WLD", "World", {}, FAILED, 0.1, reason="ValueError")
        return [run]

    monkeypatch.setattr(execute, "run_reports", no_kernels)
    return folder


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Run, and give back the one message; status 2 and nothing on standard output."""
    assert main(["run", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("caselight: ")
    assert [line[:9] for line in err.splitlines()[1:]] == ["  found: ", "  mend:  "]
    assert "Traceback" not in err
    return err


def test_a_new_folder_and_an_own_one_are_published_into(folder: Path) -> None:
    assert main(["run"]) == 1
    first = snapshot(folder / "site")
    assert {".caselight", "index.html", "ledger.json", "assets/plotly.min.js"} <= first.keys()
    assert main(["run"]) == 1
    assert snapshot(folder / "site") == first
    assert sorted(p.name for p in folder.iterdir()) == ["notebooks", "reports.toml", "site"]


def test_an_old_report_does_not_outlive_the_site_that_it_was_in(folder: Path) -> None:
    main(["run"])
    (folder / "site" / "reports" / "old-WLD.html").write_text("old", encoding="utf-8")
    main(["run"])
    assert not (folder / "site" / "reports" / "old-WLD.html").exists()


def a_file(place: Path) -> None:
    place.write_text("mine", encoding="utf-8")


def a_link_to_a_folder(place: Path) -> None:
    (place.parent / "elsewhere").mkdir()
    place.symlink_to(place.parent / "elsewhere")


def a_link_to_nothing(place: Path) -> None:
    place.symlink_to(place.parent / "gone")


def a_folder_with_files(place: Path) -> None:
    place.mkdir()
    (place / "thesis.txt").write_text("mine", encoding="utf-8")


def a_folder_with_a_hidden_file(place: Path) -> None:
    place.mkdir()
    (place / ".git").mkdir()


@pytest.mark.parametrize(
    "make",
    [a_file, a_link_to_a_folder, a_link_to_nothing, a_folder_with_files,
     a_folder_with_a_hidden_file],
)  # fmt: skip
def test_what_caselight_did_not_make_is_never_replaced(
    folder: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None]
) -> None:
    make(folder / "place")
    before = snapshot(folder)
    assert "place" in refused(capsys, "--output", "place")
    assert snapshot(folder) == before


@pytest.mark.parametrize("output", ["..", "../other", "../../{tmp}/other", "{folder}/notebooks"])
def test_a_manifest_cannot_have_a_foreign_folder_replaced(
    folder: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    a_folder_with_files(folder.parent / "other")
    output = output.format(tmp=folder.parent.name, folder=folder)
    write_manifest(folder, 'notebook = "one"', site=f'output = "{output}"')
    before = snapshot(folder.parent)
    refused(capsys)
    assert snapshot(folder.parent) == before


@pytest.mark.parametrize("output", ["/", "/etc", "../../../../../../../../../../etc", "/usr/bin"])
def test_a_folder_of_the_system_is_refused(
    folder: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    if not Path("/etc/passwd").exists():
        pytest.skip("no such system")
    write_manifest(folder, 'notebook = "one"', site=f'output = "{output}"')
    refused(capsys)


@pytest.mark.parametrize("output", [".", "", "notebooks", "..", "notebooks/..", "./"])
def test_what_a_run_reads_is_never_its_output_even_when_marked_as_a_site(
    folder: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    for place in (folder, folder.parent, folder / "notebooks"):
        (place / publish.MARKER).write_text("", encoding="utf-8")
    before = snapshot(folder.parent)
    assert "which a run needs" in refused(capsys, "--output", output)
    assert snapshot(folder.parent) == before


def test_an_output_is_settled_beside_but_never_above_what_is_kept(tmp_path: Path) -> None:
    kept = [tmp_path / "a" / "reports.toml"]
    assert settle_output(tmp_path / "a" / "site", kept) == tmp_path / "a" / "site"
    assert settle_output(tmp_path / "a" / "reports", kept) == tmp_path / "a" / "reports"
    for output in (tmp_path / "a", tmp_path, Path(tmp_path.root), kept[0]):
        with pytest.raises(CaselightError, match="which a run needs"):
            settle_output(output, kept)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a place where nobody may write")
def test_a_place_where_nobody_may_write_is_refused_before_anything_runs(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "run_reports", lambda *_: pytest.fail("it ran"))
    for output in ("/proc/site", "/dev/null/site", "x" * 300):
        assert output in refused(capsys, "--output", output)


@pytest.mark.skipif(IS_ROOT, reason="root may write everywhere")
def test_a_folder_that_is_read_only_is_refused_and_untouched(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "locked").mkdir()
    (folder / "locked").chmod(0o500)
    before = snapshot(folder)
    refused(capsys, "--output", "locked/site")
    (folder / "locked").chmod(0o700)
    assert snapshot(folder) == before


STEPS = ["copy_assets", "render_index", "write_ledger"]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_fails_in_the_middle_leaves_what_was_there(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    number: int,
) -> None:
    main(["run"])
    capsys.readouterr()
    before = snapshot(folder)

    def fail(*_: Any) -> None:
        raise OSError(number, os.strerror(number), "/secret/place")

    monkeypatch.setattr(publish, step, fail)
    message = refused(capsys)
    assert ("the disk is full" in message) == (number != errno.EIO)
    assert "/secret" not in message
    assert snapshot(folder) == before


@pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), KeyboardInterrupt()])
@pytest.mark.parametrize("at", [1, 2])
def test_a_swap_that_breaks_off_brings_the_old_site_back(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, at: int
) -> None:
    main(["run"])
    before = snapshot(folder)
    calls: list[Path] = []
    real = os.replace

    def breaks(source: Path, target: Path) -> None:
        calls.append(Path(target))
        if len(calls) == at:
            raise error
        real(source, target)

    monkeypatch.setattr(publish.os, "replace", breaks)
    assert main(["run"]) in (2, 130)
    monkeypatch.undo()
    assert snapshot(folder) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """A disk of a few kilobytes, where the system lets us make one."""
    mounted: list[Path] = []

    def mount(size: str) -> Path:
        place = tmp_path / f"disk{size}"
        place.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
        if not IS_ROOT or not shutil.which("mount") or subprocess.run(command).returncode:
            pytest.skip("a small disk can only be mounted by root, on Linux")
        mounted.append(place)
        return place

    yield mount
    for place in mounted:
        subprocess.run(["umount", str(place)], check=True)


def test_a_disk_that_is_really_full_leaves_what_was_there(
    folder: Path, capsys: pytest.CaptureFixture[str], small_disk: Callable[[str], Path]
) -> None:
    disk = small_disk("1m")  # plotly's script alone takes more
    (disk / "site").mkdir()
    (disk / "site" / publish.MARKER).write_text("", encoding="utf-8")
    (disk / "site" / "index.html").write_text("the old one", encoding="utf-8")
    before = snapshot(disk)
    assert "the disk is full" in refused(capsys, "--output", str(disk / "site"))
    assert snapshot(disk) == before


def test_a_full_disk_for_temporary_files_is_one_message_and_no_failed_reports(
    tmp_path: Path, small_disk: Callable[[str], Path]
) -> None:
    folder = tmp_path / "real"
    folder.mkdir()
    big = small_notebook(f"text = {'x' * 60_000!r}")  # what is published of it is not small either
    write(folder / "notebooks", "one", big)
    write_manifest(folder, 'notebook = "one"')
    done = run(folder, TMPDIR=str(small_disk("60k")))
    assert done.returncode == 2
    assert "found: No space left on device" in done.stderr
    assert "TMPDIR" in done.stderr
    assert done.stderr.count("caselight: ") == 1
    assert "Traceback" not in done.stderr
    assert not (folder / "site").exists()


def test_a_temporary_folder_that_is_not_there_is_done_without(tmp_path: Path) -> None:
    write(tmp_path / "notebooks", "one", small_notebook())
    write_manifest(tmp_path, 'notebook = "one"')
    done = run(tmp_path, TMPDIR=str(tmp_path / "gone"))
    assert done.returncode == 0, done.stderr


def is_held(folder: Path) -> bool:
    fcntl = pytest.importorskip("fcntl")
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False


def test_a_folder_is_held_by_one_run_at_a_time_and_free_afterwards(tmp_path: Path) -> None:
    with hold_output(tmp_path / "site"):
        assert is_held(tmp_path)
    assert not is_held(tmp_path)
    with pytest.raises(ValueError, match="broke off"), hold_output(tmp_path / "site"):
        raise ValueError("broke off")
    assert not is_held(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_publishing_happens_while_the_folder_is_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    monkeypatch.setattr(publish, "publish", lambda runs, *_: seen.append(is_held(folder)) or runs)
    main(["run"])
    assert seen == [True]


def test_a_folder_that_cannot_be_held_is_left_to_publishing_to_explain(tmp_path: Path) -> None:
    with hold_output(tmp_path / "gone" / "site"):
        assert list(tmp_path.iterdir()) == []


def test_two_runs_at_once_on_one_folder_leave_one_whole_site(tmp_path: Path) -> None:
    for name in ("north", "south"):
        write(tmp_path / "notebooks", name, small_notebook(title=f"The {name}?"))
        manifest = write_manifest(tmp_path, f'notebook = "{name}"', site=f'title = "Of {name}"')
        manifest.rename(tmp_path / f"{name}.toml")
    with (
        start(tmp_path, "--manifest", "north.toml") as north,
        start(tmp_path, "--manifest", "south.toml") as south,
    ):
        said = [process.communicate(timeout=200) for process in (north, south)]
    assert (north.returncode, south.returncode) == (0, 0), said
    index = (tmp_path / "site" / "index.html").read_text("utf-8")
    name, other = ("north", "south") if "Of north" in index else ("south", "north")
    assert f"Of {name}" in index
    assert other not in index
    assert [p.name for p in (tmp_path / "site" / "reports").iterdir()] == [f"{name}-WLD.html"]
    assert name in (tmp_path / "site" / "ledger.json").read_text("utf-8")
    assert other not in (tmp_path / "site" / "ledger.json").read_text("utf-8")
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]
