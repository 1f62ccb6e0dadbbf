"""A run that is ended from outside: what was published stays, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.batch.command import leftovers, processes_with, run, snapshot, start
from tests.support import small_notebook, write, write_manifest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published site, and a manifest of which one report never ends."""
    folder = tmp_path_factory.mktemp("interrupted")
    write(folder / "notebooks", "quick", small_notebook())
    write(folder / "notebooks", "endless", small_notebook("while True:\n    pass"))
    write_manifest(folder, 'notebook = "quick"', 'notebook = "endless"', site="timeout = 200")
    assert run(folder, "--only", "quick").returncode == 0
    return folder


def wait_until_gone(text: str) -> list[str]:
    """Kernels look after their parent once a second; this gives them a long while."""
    for _ in range(150):
        if not processes_with(text):
            break
        time.sleep(0.2)
    return processes_with(text)


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "whole group"])
def test_an_interrupted_run_leaves_the_old_site_and_nothing_else(folder: Path, name: str) -> None:
    before = snapshot(folder)
    with start(folder) as process:
        assert process.stderr is not None
        assert "quick-WLD" in process.stderr.readline()  # now only the endless one is running
        assert len(processes_with(str(folder / "temporary"))) > 1
        if name == "whole group":  # what Ctrl-C on a terminal does
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(getattr(signal, name))
        said = process.communicate(timeout=60)
        assert process.returncode == 130
        assert said == ("", "caselight: interrupted; nothing was published\n")
        assert wait_until_gone(str(folder / "temporary")) == []
    assert leftovers(folder) == []
    assert snapshot(folder) == before


def test_a_killed_run_takes_its_workers_and_kernels_along(folder: Path) -> None:
    before = snapshot(folder / "site")
    with start(folder, "--only", "endless", "quick") as process:
        assert process.stderr is not None
        assert "quick-WLD" in process.stderr.readline()
        process.kill()
        process.wait(timeout=60)
        assert wait_until_gone(str(folder / "temporary")) == []
    assert snapshot(folder / "site") == before
    assert [p.name for p in folder.iterdir() if p.name.startswith(".site")] == []
