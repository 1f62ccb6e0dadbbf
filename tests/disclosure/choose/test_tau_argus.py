"""tau-Argus as a peer: contained, and hiding hardly fewer cells on a table of its own."""

from __future__ import annotations

import subprocess
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from helpers.disclosure.choose import choose_pattern
from tests.disclosure.choose.attacks import find_broken
from tests.disclosure.choose.systems import THRESHOLD, draw_sizes, draw_table, flat, table
from tests.disclosure.tau_argus import INSTALLED, EngineError, suppress_optimally

pytestmark = pytest.mark.skipif(not INSTALLED, reason="pytauargus is not installed")

MARKER = 918_273  # a count that stands in no other file of this machine


def test_the_peer_hides_one_more_count_beside_two_ones() -> None:
    hidden = suppress_optimally(table([flat(3)], np.array([1, 1, 40])), THRESHOLD)
    assert {1, 2} < hidden
    assert len(hidden) == 3


def test_hardly_more_cells_are_hidden_than_by_the_peer() -> None:
    rng = np.random.default_rng(41)
    systems = [draw_table(rng, 1 + at % 2) for at in range(24)]
    theirs = [suppress_optimally(system, THRESHOLD) for system in systems]
    ours = [choose_pattern(system, THRESHOLD).hidden for system in systems]
    assert not any(
        find_broken(system, hidden, THRESHOLD)
        for system, hidden in zip(systems, theirs, strict=True)
    )
    assert sum(map(len, ours)) <= 1.05 * sum(map(len, theirs))


def test_killed_halfway_the_engine_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(2)
    sizes = draw_sizes(rng, 10 * 10 * 8)
    sizes[0] = MARKER
    seen: dict[str, object] = {}

    def kill_when_it_wrote(child: subprocess.Popen[bytes], folder: Path) -> None:
        def wait() -> None:
            for _ in range(600):
                names = {path.name for path in folder.glob("*")}
                if len(names) > 1:  # its input and a file of its own
                    seen["names"] = names
                    seen["mode"] = folder.stat().st_mode & 0o777
                    seen["files"] = {p.stat().st_mode & 0o777 for p in folder.glob("*")}
                    break
                time.sleep(0.05)
            child.kill()

        threading.Thread(target=wait).start()

    system = table([flat(10), flat(10), flat(8)], sizes)
    with pytest.raises(EngineError):
        suppress_optimally(system, THRESHOLD, 60, kill_when_it_wrote)
    assert seen["mode"] == 0o700
    assert seen["files"] == {0o600}
    assert list(tmp_path.rglob("*")) == []
    elsewhere = [
        p for p in Path("/tmp").glob("*") if p.is_file() and p.name.endswith((".jj", ".dat"))
    ]
    assert not any(str(MARKER).encode() in path.read_bytes() for path in elsewhere)


def test_out_of_time_is_an_error_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    sizes = draw_sizes(np.random.default_rng(2), 10 * 10 * 8)
    with pytest.raises(EngineError, match="out of time"):
        suppress_optimally(table([flat(10), flat(10), flat(8)], sizes), THRESHOLD, 1.0)
    assert list(tmp_path.rglob("*")) == []
