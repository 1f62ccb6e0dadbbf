"""What the reports of a run ask to show, on its way from their kernels to the plan.

It holds true counts. So it lies in the run's private folder, and is taken away as it is read.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation
from helpers.tables.provenance import Provenance
from helpers.tables.regions import Region

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
    name = f"{len(list(place.iterdir())):05}.json"
    handle = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"met": request.met, "counts": _to_json(request.counts)}, file)


def take_requests(folder: Path, report: str) -> list[Request]:
    """What a report asked for, in order; afterwards it is nowhere on the disk.

    Args:
        folder: The private folder of the run.
        report: Name of the report.
    """
    place = folder / _FOLDER / report
    found = []
    for path in sorted(place.glob("*.json")) if place.is_dir() else ():
        told = json.loads(path.read_text(encoding="utf-8"))
        found.append(Request(report, _from_json(told["counts"]), told["met"]))
        path.unlink()
    return found


def _to_json(counts: Counts) -> dict[str, Any]:
    cells = [
        vars(cell) | {"region": None if cell.region is None else cell.region.text}
        for cell in counts.cells
    ]
    return {
        "dimensions": counts.dimensions,
        "cells": cells,
        "provenance": asdict(counts.provenance),
        "counted": counts.counted,
        "unit": counts.unit,
        "relations": [(r.whole, r.parts) for r in counts.relations],
        "words": {name: dict(words) for name, words in counts.words.items()},
        "notes": counts.notes,
        "empty": [region.text for region in counts.empty],
    }


def _from_json(told: dict[str, Any]) -> Counts:
    cells = tuple(map(_to_cell, told["cells"]))
    return Counts(
        tuple(told["dimensions"]),
        cells,
        Provenance(**told["provenance"]),
        told["counted"],
        told["unit"],
        tuple(Relation(whole, tuple(parts)) for whole, parts in told["relations"]),
        told["words"],
        tuple(told["notes"]),
        tuple(Region.parse(text) for text in told["empty"]),
    )


def _to_cell(told: dict[str, Any]) -> CountCell:
    region = None if told["region"] is None else Region.parse(told["region"])
    return CountCell(**{**told, "key": tuple(told["key"]), "region": region})
