"""What came of a report, and the ledger that says so without naming a machine."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import helpers

DONE: Final = "done"
FAILED: Final = "failed"
WORLD: Final = "WLD"
UNSAFE: Final = "UnsafeOutput"
"""Reason of a report that ran well and was held back, because of what it holds."""

Scalar = str | int | float | bool


@dataclass(frozen=True)
class Run:
    """One report after its notebook has been executed.

    Args:
        report: Name of the report, as in ``prosecution_trends-PHL``.
        notebook: Name of the notebook, without its ending.
        question: Title of the notebook: the question that it answers.
        country: "WLD" or an ISO 3166-1 alpha-3 code.
        country_name: What readers call it.
        parameters: What the notebook was given.
        status: "done" or "failed".
        seconds: Time it took, in seconds.
        cell: Which code cell failed, counted from 1 in the notebook as written.
        reason: Class name of what went wrong. Never its message, which may hold a person's value.
        left_out: Code cells with an output that no page may show.
        unsafe: Kind and place of what must not be published, in words; never a value.
        executed: The executed notebook, made fit to publish; None when the run failed.
    """

    report: str
    notebook: str
    question: str
    country: str
    country_name: str
    parameters: Mapping[str, Scalar]
    status: str
    seconds: float
    cell: int | None = None
    reason: str = ""
    left_out: tuple[int, ...] = ()
    unsafe: tuple[str, ...] = ()
    executed: Path | None = field(default=None, compare=False)

    @property
    def is_done(self) -> bool:
        """Whether there is something to publish."""
        return self.status == DONE

    @property
    def trouble(self) -> str:
        """Why there is no report, in words; empty when there is one."""
        words = "" if self.is_done else describe_failure(self.reason, self.cell)
        return ": ".join(filter(None, (words, "; ".join(self.unsafe))))

    @property
    def remark(self) -> str:
        """What a page lacks that its notebook showed, in words; empty when it lacks nothing."""
        cells = ", ".join(map(str, self.left_out))
        return f"left out an output that is not Caselight's own: code cell {cells}" if cells else ""


def describe_failure(reason: str, cell: int | None) -> str:
    """Say where and why a report stopped.

    Args:
        reason: Class name of the exception.
        cell: Code cell, counted from 1; None when it stopped outside of any.

    Example:
        >>> describe_failure("ValueError", 4)
        'stopped in code cell 4 (ValueError)'
    """
    words = {
        "CellTimeoutError": "ran longer than a report may take",
        "DeadKernelError": "its kernel ended",
        UNSAFE: "was held back, for it holds what must not be published",
        "WorkerDied": "the process that ran it was ended from outside",
    }.get(reason, "stopped")
    where = f" in code cell {cell}" if cell else ""
    return f"{words}{where} ({reason})"


def write_ledger(runs: Sequence[Run], path: Path) -> None:
    """Write what ran, how long it took, and what failed and where.

    Args:
        runs: In the order of the manifest.
        path: File to write.
    """
    ledger = {"caselight": helpers.__version__, "reports": [to_entry(run) for run in runs]}
    text = json.dumps(ledger, ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8")


def to_entry(run: Run) -> dict[str, Any]:
    """The run as one entry of the ledger: no path, no message of an exception."""
    unsafe = {"held_back_for": list(run.unsafe)} if run.unsafe else {}
    return unsafe | {
        "report": run.report,
        "notebook": run.notebook,
        "country": run.country,
        "parameters": dict(run.parameters),
        "status": run.status,
        "seconds": round(run.seconds, 2),
        "cell": run.cell,
        "reason": run.reason,
        "outputs_left_out_in_cells": list(run.left_out),
    }
