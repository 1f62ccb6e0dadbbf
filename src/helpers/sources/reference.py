"""The figures that ship with Caselight, read with their provenance and checked for damage."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

import helpers
from helpers.errors import CaselightError
from helpers.sources.reading import Finding, Source
from helpers.tables.provenance import Provenance

DESCRIPTOR = "datapackage.json"
_NEEDED = {"name", "path", "hash", "source", "publisher", "edition", "date", "citation",
           "licenses", "sources", "schema"}  # fmt: skip
_MEND = "Get it back from the repository, or rebuild it with 'caselight refresh --from DIR'."
_DTYPES = {"string": "string", "integer": "Int64", "number": "Float64", "date": "string"}


def reference_folder() -> Path:
    """Where the shipped figures are: ``CASELIGHT_REFERENCE``, the checkout, or below here.

    Raises:
        CaselightError: None of these holds a descriptor.
    """
    given = os.environ.get("CASELIGHT_REFERENCE")
    if given:
        return Path(given)
    checkout = Path(helpers.__file__).resolve().parents[2]
    for root in (checkout, Path.cwd(), *Path.cwd().parents):
        if (root / "data" / "reference" / DESCRIPTOR).is_file():
            return root / "data" / "reference"
    if (checkout / "data").is_dir():
        # Lost or damaged: what reads it says so, and 'caselight refresh' can rebuild it here.
        return checkout / "data" / "reference"
    raise CaselightError(
        "The shipped figures are in data/reference of the Caselight folder.",
        "no data/reference/datapackage.json here",
        "Run Caselight in its folder, or set CASELIGHT_REFERENCE to the folder of the figures.",
    )


def _stamp(path: Path) -> tuple[int, ...]:
    """What changes when a file is replaced: read again, or a refreshed figure meets old words."""
    try:
        now = path.stat()
    except OSError:
        return ()
    return now.st_mtime_ns, now.st_size, now.st_ino


def read_descriptor(folder: Path) -> dict[str, Any]:
    """The Data Package descriptor of the shipped figures.

    Raises:
        CaselightError: It is missing or damaged.
    """
    return _read_descriptor(folder, _stamp(folder / DESCRIPTOR))


@cache
def _read_descriptor(folder: Path, stamp: tuple[int, ...]) -> dict[str, Any]:
    try:
        package = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        whole = all(set(entry) >= _NEEDED for entry in package["resources"])
        trouble = "" if whole else "a resource lacks a part of its description"
    except OSError:
        trouble = "missing or unreadable"
    except (ValueError, TypeError, KeyError, RecursionError):
        trouble = "damaged"
    if trouble:
        raise CaselightError(
            "The shipped figures are described by data/reference/datapackage.json.",
            f"{folder.parent.name}/{folder.name}/{DESCRIPTOR}: {trouble}",
            _MEND,
        )
    return dict(package)


def describe_resource(name: str, folder: Path) -> dict[str, Any]:
    """The descriptor's entry of one resource.

    Raises:
        CaselightError: There is no resource of that name.
    """
    for resource in read_descriptor(folder)["resources"]:
        if resource["name"] == name:
            return dict(resource)
    raise CaselightError(
        "A shipped table is named in data/reference/datapackage.json.",
        f"no resource {name!r}",
        "See 'caselight sources' for the names.",
    )


def require_intact(name: str, folder: Path) -> Path:
    """The path of a shipped file whose content is what the descriptor says.

    Raises:
        CaselightError: The file is missing or was changed.
    """
    resource = describe_resource(name, folder)
    path = folder / resource["path"]
    digest = _digest(path, _stamp(path))
    if digest != resource["hash"].removeprefix("sha256:"):
        raise CaselightError(
            "A shipped file is there and has not been changed.",
            f"{folder.parent.name}/{folder.name}/{path.name}: "
            + ("changed" if digest else "missing or unreadable"),
            _MEND,
        )
    return path


@cache
def _digest(path: Path, stamp: tuple[int, ...]) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def read_reference(resource: str, folder: Path | None = None) -> Source:
    """A shipped table with its types and its provenance.

    Args:
        resource: Name of the resource, as in the descriptor.
        folder: The folder of the figures; found by ``reference_folder`` when not given.

    Raises:
        CaselightError: The file or its description is missing or damaged.

    Example:
        >>> read_reference("population").provenance.publisher
        'World Bank'
    """
    where = folder or reference_folder()
    entry = describe_resource(resource, where)
    path = require_intact(resource, where)
    types = {f["name"]: _DTYPES[f["type"]] for f in entry["schema"]["fields"]}
    frame = pd.read_csv(path, dtype=types, keep_default_na=False, na_values=[""])
    return Source(frame, to_provenance(entry))


def to_provenance(entry: dict[str, Any]) -> Provenance:
    """The provenance that a resource's description carries."""
    origin = entry["sources"][0]
    return Provenance(
        source=entry["source"],
        publisher=entry["publisher"],
        title=origin["title"],
        edition=entry["edition"],
        date=entry["date"],
        licence=entry["licenses"][0]["title"],
        citation=entry["citation"],
        url=origin.get("path", ""),
        shipped=True,
    )


def read_findings(resource: str, folder: Path | None = None) -> tuple[Finding, ...]:
    """The data-quality ledger of a shipped table.

    Args:
        resource: Its name, as in the column ``resource`` of the ledger.
        folder: The folder of the figures; found by ``reference_folder`` when not given.
    """
    ledger = read_reference("data_quality", folder).table
    rows = ledger[ledger["resource"] == resource].itertuples()
    return tuple(Finding(r.resource, r.place, r.rule, int(r.count), r.done) for r in rows)
