"""What the reports of a run ask to show, on its way from their kernels to the plan.

It holds true counts. So it lies in the run's private folder, and is taken away as it is read.
"""

from __future__ import annotations

import os
import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts

_FOLDER: Final = "requests"


@dataclass(frozen=True)
class Request:
    """One table that a report asks for.

    Args:
        report: Name of the report.
        counts: The true counts.
        met: Whether the plan that was there held all of it.
    """

    report: str
    counts: Counts = field(repr=False)
    met: bool = False


def is_asked(cell: CountCell) -> bool:
    """Whether a plan has to decide on a cell: a count that a report wants to print."""
    return cell.shown and cell.status == v.OBSERVED and cell.persons is not None


def has_regions(counts: Counts) -> bool:
    """Whether every count that is asked for says whom it is about."""
    return all(cell.region is not None for cell in counts.cells if is_asked(cell))


def open_requests(folder: Path, report: str) -> None:
    """Make room for what a report will ask; what it asked before is gone.

    Args:
        folder: The private folder of the run.
        report: Name of the report.
    """
    take_requests(folder, report)
    (folder / _FOLDER / report).mkdir(mode=0o700, parents=True, exist_ok=True)


def record_request(folder: Path, request: Request) -> None:
    """Leave a request for the plan.

    Args:
        folder: The private folder of the run.
        request: What is asked for.

    Raises:
        OSError: The folder is gone: the run that asked has ended.
    """
    place = folder / _FOLDER / request.report
    name = f"{len(list(place.iterdir())):05}.pickle"
    handle = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        pickle.dump(request, file)


def take_requests(folder: Path, report: str) -> list[Request]:
    """What a report asked for, in order; afterwards it is nowhere on the disk.

    Args:
        folder: The private folder of the run.
        report: Name of the report.
    """
    place = folder / _FOLDER / report
    found = []
    for path in sorted(place.glob("*.pickle")) if place.is_dir() else ():
        found.append(pickle.loads(path.read_bytes()))  # written by this run, in its own folder
        path.unlink()
    return found
