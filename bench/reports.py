"""The reports of the default manifest, beside papermill's own command line, in the same run.

    python -m bench.reports [--reports N] [--repeat R] [--jobs J]

The peer executes the same notebooks with the same parameters, one after another, as its command
line does; it makes no pages. The result is printed, and written into ``bench/results/reports.md``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import metadata
from pathlib import Path

from helpers.batch.execute import count_cores
from helpers.batch.manifest import Manifest, Report, read_manifest

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "bench" / "results" / "reports.md"
LIBRARIES = ("caselight", "papermill", "ipykernel", "nbclient", "pandas", "plotly")


@dataclass(frozen=True)
class Result:
    """Seconds of each repetition, ours and the peer's, over the same reports."""

    reports: int
    jobs: int
    ours: tuple[float, ...]
    papermill: tuple[float, ...]

    @property
    def ratio(self) -> float:
        """How many times as long the peer takes, between the medians."""
        return statistics.median(self.papermill) / statistics.median(self.ours)


def choose(manifest: Manifest, number: int | None) -> tuple[Report, ...]:
    """The first reports of each question in turn, so that a smaller set is no easier one."""
    kept = list(manifest.reports)
    order = sorted(kept, key=lambda r: [k for k in kept if k.notebook == r.notebook].index(r))
    return tuple(order[:number])


def our_command(reports: Iterable[Report], site: Path, jobs: int) -> list[str]:
    only = [f"{report.notebook}/{report.country}" for report in reports]
    command = [sys.executable, "-m", "helpers", "run", "--manifest", str(ROOT / "reports.toml")]
    return [*command, "--output", str(site), "--jobs", str(jobs), "--only", *only]


def papermill_command(manifest: Manifest, report: Report, folder: Path) -> list[str]:
    source, target = manifest.notebook_path(report.notebook), folder / f"{report.name}.ipynb"
    command = [sys.executable, "-m", "papermill", str(source), str(target), "--no-progress-bar"]
    for name, value in report.parameters.items():
        command += ["-r" if isinstance(value, str) else "-p", name, str(value)]
    return command


def seconds_of(commands: Sequence[Sequence[str]]) -> float:
    """Time for commands one after another; one that fails ends the measurement."""
    start = time.perf_counter()
    for command in commands:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"{' '.join(command)}\nended with {done.returncode}:\n{done.stderr[-2000:]}")
    return time.perf_counter() - start


def measure(manifest: Manifest, reports: Sequence[Report], jobs: int, repeat: int) -> Result:
    """Both in turn, so that what else the machine does falls on both."""
    ours, papermill = [], []
    for number in range(1, repeat + 1):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            ours.append(seconds_of([our_command(reports, folder / "site", jobs)]))
            commands = [papermill_command(manifest, report, folder) for report in reports]
            papermill.append(seconds_of(commands))
        print(f"[{number}/{repeat}] caselight {ours[-1]:.1f} s, papermill {papermill[-1]:.1f} s")
    return Result(len(reports), jobs, tuple(ours), tuple(papermill))


def describe_machine() -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in LIBRARIES)
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{count_cores()} cores, {system}; {versions}"


def load() -> str:
    """Of the last minute: what else ran at the time makes the seconds worth less."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def describe(result: Result, machine: str, command: str, day: date) -> str:
    """The result as the page that is kept."""
    lines = [
        f"# {result.reports} reports: `caselight run` beside papermill's command line",
        "",
        f"`{command}` on {day.isoformat()}: {machine}.",
        "",
        "| what | seconds (median) | each repetition | reports a second |",
        "|---|---|---|---|",
    ]
    rows = (
        (f"`caselight run --jobs {result.jobs}`, with pages and index", result.ours),
        ("`python -m papermill`, one after another, notebooks only", result.papermill),
    )
    for name, seconds in rows:
        middle = statistics.median(seconds)
        each = ", ".join(f"{s:.1f}" for s in seconds)
        lines.append(f"| {name} | {middle:.1f} | {each} | {result.reports / middle:.2f} |")
    lines += [
        "",
        f"papermill's command line takes {result.ratio:.1f} times as long. Same notebooks, same "
        "parameters, same environment, in turn in one run.",
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("--reports", type=int, metavar="N", help="of the manifest (all)")
    parser.add_argument("--repeat", type=int, default=1, metavar="R", help="times (1)")
    parser.add_argument("--jobs", type=int, default=count_cores(), metavar="J", help="(all cores)")
    parser.add_argument("--result", type=Path, default=RESULT, metavar="FILE")
    asked = parser.parse_args(arguments)
    given = sys.argv[1:] if arguments is None else list(arguments)
    manifest = read_manifest(ROOT / "reports.toml")
    reports, before = choose(manifest, asked.reports), load()
    result = measure(manifest, reports, asked.jobs, max(1, asked.repeat))
    machine = f"{describe_machine()}; load of the machine before {before}, after {load()}"
    command = " ".join(["python -m bench.reports", *given])
    text = describe(result, machine, command, date.today())
    print(f"\n{text}")
    asked.result.parent.mkdir(parents=True, exist_ok=True)
    asked.result.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
