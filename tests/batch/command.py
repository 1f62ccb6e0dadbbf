"""The real command in a process of its own, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "helpers", "run")


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Of a run whose temporary files all lie in one folder, so that a leftover is seen."""
    (folder / "temporary").mkdir(exist_ok=True)
    return os.environ | {"TMPDIR": str(folder / "temporary")} | settings


def run(folder: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        env=environment(folder, **settings),
        capture_output=True,
        text=True,
        timeout=300,
    )


@contextmanager
def start(folder: Path, *words: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """A run to do something to; a test that fails leaves nothing of it behind either."""
    if os.name == "nt":
        pytest.skip("process groups of POSIX systems")
    process = subprocess.Popen(
        [*COMMAND, *words],
        cwd=folder,
        env=environment(folder, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "temporary").iterdir())


def snapshot(folder: Path) -> dict[str, bytes | str]:
    """Every file below a folder with its bytes; where a link leads; folders as such."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        else:
            found[name] = path.read_bytes() if path.is_file() else "folder"
    return found


def processes_with(text: str) -> list[str]:
    """Processes whose environment names a text: a run with its workers and kernels."""
    proc = Path("/proc")
    if not (proc / "self" / "environ").exists():
        pytest.skip("processes are looked for in /proc")
    found = []
    for entry in proc.iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if text.encode() in (entry / "environ").read_bytes():
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
            except OSError:  # it has ended, or is somebody else's
                continue
    return [words for words in found if words]  # one that has ended and waits for its parent: none
