"""What came of a report, in words and in the ledger."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from helpers.batch.progress import Bar, Lines, start_progress
from helpers.batch.runs import Run, describe_failure, write_ledger

DONE = Run("a-PHL", "a", "Why?", "PHL", "Philippines", {"country": "PHL"}, "done", 1.234)
FAILED = replace(DONE, report="b-PHL", status="failed", cell=4, reason="ValueError")


def test_a_run_that_is_done_has_no_trouble_and_a_failed_one_says_where() -> None:
    assert (DONE.is_done, DONE.trouble) == (True, "")
    assert (FAILED.is_done, FAILED.trouble) == (False, "stopped in code cell 4 (ValueError)")


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("CellTimeoutError", "ran longer than a report may take"),
        ("DeadKernelError", "its kernel ended"),
        ("WorkerDied", "the process that ran it was ended from outside"),
        ("KeyError", "stopped"),
    ],
)
def test_each_way_to_fail_has_its_words(reason: str, words: str) -> None:
    assert describe_failure(reason, None) == f"{words} ({reason})"
    assert describe_failure(reason, 2) == f"{words} in code cell 2 ({reason})"


def test_the_ledger_holds_every_run_and_no_path(tmp_path: Path) -> None:
    done = replace(DONE, left_out=(2, 5), executed=tmp_path / "a.ipynb")
    write_ledger([done, FAILED], tmp_path / "ledger.json")
    text = (tmp_path / "ledger.json").read_text("utf-8")
    first, second = json.loads(text)["reports"]
    assert str(tmp_path) not in text
    assert first["outputs_left_out_in_cells"] == [2, 5]
    assert (first["status"], first["cell"], first["seconds"]) == ("done", None, 1.23)
    assert (second["status"], second["cell"], second["reason"]) == ("failed", 4, "ValueError")


class Stream:
    """A stream that says whether it is a terminal, and keeps what is written."""

    encoding = "utf-8"

    def __init__(self, is_terminal: bool) -> None:
        self.is_terminal, self.text = is_terminal, ""

    def isatty(self) -> bool:
        return self.is_terminal

    def write(self, text: str) -> int:
        self.text += text
        return len(text)

    def flush(self) -> None:
        return None


def test_a_log_gets_one_plain_line_a_report() -> None:
    stream = Stream(is_terminal=False)
    with start_progress(3, stream) as progress:  # type: ignore[arg-type]
        assert type(progress) is Lines
        progress.show(DONE)
        progress.show(FAILED)
        progress.show(replace(DONE, left_out=(2, 5)))
    assert stream.text == (
        "[1/3] done a-PHL: 1.2 s\n"
        "[2/3] failed b-PHL: stopped in code cell 4 (ValueError)\n"
        "[3/3] done a-PHL: 1.2 s; left out an output that is not Caselight's own: code cell 2, 5\n"
    )


def test_a_terminal_gets_a_bar_above_which_failures_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = Stream(is_terminal=True)
    with start_progress(2, stream) as progress:  # type: ignore[arg-type]
        assert type(progress) is Bar
        progress.show(DONE)
        progress.show(FAILED)
    assert "\x1b[" in stream.text
    assert "b-PHL: stopped in code cell 4 (ValueError)" in stream.text
    assert "a-PHL: " not in stream.text
    assert "2/2" in stream.text
