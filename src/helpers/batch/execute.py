"""Reports over the cores: worker processes, and what happens when one of them goes."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from helpers.batch import runs as r
from helpers.batch.kernel_home import make_home
from helpers.batch.manifest import Manifest, Report
from helpers.batch.notebooks import Notebook
from helpers.batch.progress import Lines
from helpers.batch.protection import Protection
from helpers.errors import CaselightError

if TYPE_CHECKING:
    from helpers.batch.worker import Job, Outcome


_TURNS: Final = 3
"""How often a report may run with the plan, each time asking what it did not ask before."""


def count_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def open_scratch() -> Iterator[Path]:
    """A folder for everything that a run needs and nobody else; gone afterwards.

    Raises:
        CaselightError: There is no room for it, or no right to make it.
    """
    try:
        with TemporaryDirectory(prefix="caselight-", ignore_cleanup_errors=True) as folder:
            scratch = Path(folder).resolve()
            make_home(scratch)
            yield scratch
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CaselightError(
            "A run needs a temporary folder that can be written and has room.",
            error.strerror or type(error).__name__,
            "Make room, or name another folder with the environment variable TMPDIR.",
        ) from None


def run_reports(
    manifest: Manifest,
    notebooks: Mapping[str, Notebook],
    countries: Mapping[str, str],
    scratch: Path,
    progress: Lines,
    jobs: int | None = None,
    protection: Protection | None = None,
) -> list[r.Run]:
    """Execute every report of a manifest; one that fails does not stop the others.

    Reports that count people of a user's file run twice: once to learn what all of them ask, and
    once more when it is decided what may be shown. Where a report then asks what it did not ask
    before, because it chose by protected figures, it runs again.

    Args:
        manifest: What is to be made; its parameters have been checked.
        notebooks: What each notebook is, by name.
        countries: Country code to name.
        scratch: From ``open_scratch``; executed notebooks stay in it.
        progress: Told of each report that ends.
        jobs: How many at a time; as many as there are cores when None.
        protection: What decides which counts of users' files are shown; None where no report
            reads any.

    Returns:
        One run a report, in the order of the manifest.
    """
    ended: dict[str, r.Run] = {}
    asked = {report.name: report for report in manifest.reports}
    waiting = list(asked)
    for turn in range(_TURNS + 1):
        jobs_now = _jobs([asked[n] for n in waiting], manifest, scratch, protection, turn == _TURNS)
        held: dict[str, Outcome] = {}
        for name, outcome in _outcomes(jobs_now, scratch, jobs or count_cores()):
            report = asked[name]
            if protection and protection.needs(name):
                if not outcome.reason:
                    held[name] = outcome
                    continue
                protection.drop(name)
            ended[name] = _to_run(report, notebooks[report.notebook].title, countries, outcome)
            progress.show(ended[name])
        waiting = _settle(held, protection, progress)
        for name in held.keys() - set(waiting):
            report = asked[name]
            ended[name] = _to_run(report, notebooks[report.notebook].title, countries, held[name])
            progress.show(ended[name])
        if not waiting:
            break
    return [ended[name] for name in asked]


def _settle(
    held: Mapping[str, Outcome], protection: Protection | None, progress: Lines
) -> list[str]:
    """Let the plan decide what was asked; the reports that have to run (again) with it."""
    if protection is None or not held:
        return []
    again = protection.collect(held)
    for name in again:  # made before it was decided what may be shown: nobody may see it
        path = held[name].executed
        if path is not None:
            path.unlink(missing_ok=True)
    if again:
        progress.say(f"planning: what {len(again)} reports of users' files may show")
        protection.decide()
        progress.say("reports: as planned")
    return again


def _jobs(
    reports: Iterable[Report],
    manifest: Manifest,
    scratch: Path,
    protection: Protection | None,
    is_last: bool,
) -> list[Job]:
    from helpers.batch.worker import Job

    return [
        Job(
            report.name,
            manifest.notebook_path(report.notebook).resolve(),
            dict(report.parameters),
            manifest.timeout,
            scratch,
            manifest.folder.resolve(),
            protection.prepare(report.name, is_last) if protection else {},
        )
        for report in reports
    ]


def _outcomes(jobs: list[Job], scratch: Path, workers: int) -> Iterator[tuple[str, Outcome]]:
    from helpers.batch.worker import Outcome

    lost: list[Job] = []
    for job, outcome in _pool_outcomes(jobs, scratch, min(workers, len(jobs))):
        if outcome is None:
            lost.append(job)
        else:
            yield job.report, outcome
    # A worker that dies takes its whole pool with it. Each report that was lost gets a pool of its
    # own, so that the one that kills its worker takes nobody along.
    for job in lost:
        for _, outcome in _pool_outcomes([job], scratch, 1):
            yield job.report, outcome or Outcome(0.0, "WorkerDied")


def _pool_outcomes(
    jobs: list[Job], scratch: Path, workers: int
) -> Iterator[tuple[Job, Outcome | None]]:
    from helpers.batch.worker import prepare_worker, run_job

    pool = ProcessPoolExecutor(workers, _context(), prepare_worker, (scratch,))
    try:
        futures = {_submit(pool, run_job, job): job for job in jobs}
        for future in as_completed(futures):
            yield futures[future], _result(future)
    except BaseException:
        _stop(pool)
        raise
    pool.shutdown()


def _submit(pool: ProcessPoolExecutor, act: Callable[[Job], Outcome], job: Job) -> Future[Outcome]:
    try:
        return pool.submit(act, job)
    except BrokenProcessPool as error:  # a worker died while jobs were still being handed out
        refused: Future[Outcome] = Future()
        refused.set_exception(error)
        return refused


def _result(future: Future[Outcome]) -> Outcome | None:
    try:
        return future.result()
    except BrokenProcessPool:
        return None


def _stop(pool: ProcessPoolExecutor) -> None:
    # Kernels look after their parent and end within a second of it.
    workers: Iterable[multiprocessing.Process] = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(timeout=5)


def _context() -> BaseContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["helpers.batch.worker"])  # papermill is imported once for all
    return context


def _to_run(report: Report, question: str, countries: Mapping[str, str], outcome: Outcome) -> r.Run:
    return r.Run(
        report=report.name,
        notebook=report.notebook,
        question=question,
        country=report.country,
        country_name=_name_place(report, countries),
        parameters=report.parameters,
        status=r.FAILED if outcome.reason else r.DONE,
        seconds=outcome.seconds,
        cell=outcome.cell,
        reason=outcome.reason,
        left_out=outcome.left_out,
        executed=outcome.executed,
    )


def _name_place(report: Report, countries: Mapping[str, str]) -> str:
    """The place that a report speaks of; with its files, where it reads any of the user's."""
    name = countries.get(report.country, report.country)
    files = " and ".join(Path(path).name for path in report.files.values())
    return f"{name}, from {files}" if files else name
