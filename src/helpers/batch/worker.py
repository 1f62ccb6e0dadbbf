"""One report in a worker process: papermill, a fresh kernel, a deadline, a safe result."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from helpers import LAST_ROUND, PLAN, PROJECT, REPORT
from helpers.batch import quick_papermill
from helpers.batch.kernel_home import PRIVATE, kernel_environment
from helpers.batch.normalise import first_error, normalise_notebook
from helpers.batch.runs import Scalar

try:
    import resource
except ImportError:  # Windows, which writes no core files
    resource = None  # type: ignore[assignment]

_papermill = quick_papermill.import_papermill()


@dataclass(frozen=True)
class Job:
    """What a worker must know to make one report.

    Args:
        report: Name of the report.
        notebook: The notebook to execute.
        parameters: What to give it.
        timeout: Longest time for the whole report, in seconds.
        scratch: Where kernels live during the run.
        project: Folder of the manifest, from which a report names its file.
        environment: What its kernel finds in the environment besides.
    """

    report: str
    notebook: Path
    parameters: Mapping[str, Scalar]
    timeout: int
    scratch: Path
    project: Path
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of a job; fields as in ``Run``."""

    seconds: float
    reason: str = ""
    cell: int | None = None
    left_out: tuple[int, ...] = ()
    executed: Path | None = None


class Deadline:
    """Time left for a report, asked by nbclient at each cell; it remembers which cell that was.

    Args:
        seconds: From now.
        cells: The cells of the notebook as written.
    """

    def __init__(self, seconds: float, cells: list[Mapping[str, Any]]) -> None:
        self._end = time.monotonic() + seconds
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        # Empty cells are not executed, yet count when a reader counts.
        self._numbers = [
            n for n, cell in enumerate(code, start=1) if "".join(cell["source"]).strip()
        ]
        self._started = 0

    def __call__(self, cell: Mapping[str, Any]) -> float:
        """Seconds left, at least one so that nbclient does not take it for 'no limit'."""
        self._started += "injected-parameters" not in cell["metadata"].get("tags", [])
        return max(1.0, self._end - time.monotonic())

    @property
    def cell(self) -> int | None:
        """The code cell that is running, counted from 1; None before the first."""
        return self._numbers[self._started - 1] if 0 < self._started <= len(self._numbers) else None


def prepare_worker(scratch: Path) -> None:
    """Make this process ready for reports: quiet, deaf to Ctrl-C, with the kernels' environment.

    Args:
        scratch: Where kernels live during the run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides what an interrupt means
    threading.Thread(target=_end_with_parent, args=(scratch,), daemon=True).start()
    os.environ.update(kernel_environment(scratch))
    # Kernels inherit both. What a notebook prints may hold a person's value: it is kept nowhere.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    if resource is not None:  # a kernel that crashes must not leave its memory behind
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end_with_parent(scratch: Path) -> None:
    # A parent that was killed sends no word; its workers, and their kernels, must not stay behind,
    # nor must the true counts that reports have asked for.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        shutil.rmtree(scratch / PRIVATE, ignore_errors=True)
        shutil.rmtree(scratch, ignore_errors=True)
        os._exit(1)


def run_job(job: Job) -> Outcome:
    """Execute one report; whatever goes wrong in it becomes an outcome, not an exception.

    Args:
        job: What to do.

    Raises:
        OSError: There is no room to work in, which is no fault of the report.
    """
    start = time.monotonic()
    for name in (PLAN, REPORT, LAST_ROUND):
        os.environ.pop(name, None)
    os.environ.update({**job.environment, PROJECT: str(job.project)})  # its kernel inherits them
    deadline = Deadline(job.timeout, json.loads(job.notebook.read_text(encoding="utf-8"))["cells"])
    try:
        executed = _execute(job, deadline)
    except Exception as error:  # a notebook may raise anything, and the others must go on
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        reason = str(getattr(error, "ename", "")) or type(error).__name__
        return Outcome(time.monotonic() - start, _safe(reason), deadline.cell)
    if reason := first_error(executed):  # sys.exit() passes papermill as a success
        return Outcome(time.monotonic() - start, _safe(reason), deadline.cell)
    paths = (str(job.scratch.parent), str(job.notebook.parent.parent), str(Path.home()))
    content, left_out = normalise_notebook(executed, job.parameters, paths)
    path = job.scratch / "runs" / f"{job.report}.ipynb"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return Outcome(time.monotonic() - start, left_out=left_out, executed=path)


def _execute(job: Job, deadline: Deadline) -> Mapping[str, Any]:
    with TemporaryDirectory(dir=job.scratch / "work", ignore_cleanup_errors=True) as folder:
        executed: Mapping[str, Any] = _papermill.execute_notebook(
            job.notebook,
            None,
            parameters=dict(job.parameters),
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            cwd=folder,
            timeout_func=deadline,
            shutdown_kernel="immediate",
            store_widget_state=False,
        )
        return executed


def _safe(reason: str) -> str:
    # A class name is an identifier; anything else could carry text from the data.
    return reason if reason.isidentifier() and len(reason) <= 60 else "Error"
