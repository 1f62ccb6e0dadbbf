"""A file that somebody described as a Data Package: held against its own description.

Where a ``datapackage.json`` lies beside a file and names it with a schema, its fields, types and
constraints are checked by frictionless [1]_ before anything is read.

References:
    .. [1] Data Package Standard, version 2. https://datapackage.org
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from helpers.errors import CaselightError
from helpers.sources.kinds import find_kind

DESCRIPTOR: Final = "datapackage.json"
_RULE: Final = "A file holds what its datapackage.json says."


def check_description(path: Path) -> bool:
    """Hold a file against the Data Package beside it.

    Args:
        path: The file.

    Returns:
        Whether there was a description with a schema to hold it against.

    Raises:
        CaselightError: The description is damaged, or a cell, a row or a heading breaks it. The
            message names line, field and rule, and no value.
    """
    entry = _find_resource(path)
    if entry is None or not entry.get("schema"):
        return False
    report = _validate(path, entry)
    if report.valid:
        return True
    first, number = report.tasks[0].errors[0], report.stats["errors"]
    line = getattr(first, "row_number", None)
    field = getattr(first, "field_name", None) or getattr(first, "label", None)
    place = "".join([f", line {line}" if line else "", f", field {str(field)!r}" if field else ""])
    raise CaselightError(
        _RULE,
        f"{path.name}{place}: {first.title.lower()} ({number:,} such places in all)",
        "Correct the file, or its description.",
    )


def _find_resource(path: Path) -> dict[str, Any] | None:
    descriptor = path.parent / DESCRIPTOR
    if not descriptor.is_file() or find_kind(path) != "delimited":
        return None
    try:
        resources = json.loads(descriptor.read_text(encoding="utf-8"))["resources"]
        return next((r for r in resources if r.get("path") == path.name), None)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise CaselightError(
            "A datapackage.json describes the files beside it.",
            f"{DESCRIPTOR}: damaged, or without a list of resources",
            "Correct it, or take it out of the folder.",
        ) from None


def _validate(path: Path, entry: dict[str, Any]) -> Any:
    # A second to load, so only for files that have a description.
    from frictionless import FrictionlessException, Resource, system

    try:
        with system.use_context(trusted=False):
            resource = Resource.from_descriptor(
                {**entry, "path": path.name}, basepath=str(path.parent)
            )
            return resource.validate(limit_errors=1000)
    except FrictionlessException as broken:
        raise CaselightError(
            "A datapackage.json is a valid description.",
            f"{DESCRIPTOR}: {broken.error.title.lower()}",
            "Correct it, or take it out of the folder.",
        ) from None
