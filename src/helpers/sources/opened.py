"""The table that a notebook asks for: from the file that a report names, else from what ships.

A report names one file. Tables of one family (all tables of a caseload, say) come from one source
and are never mixed: where the file holds a family, what it lacks of that family is empty, and the
page says that there are no figures. Other families come from the shipped figures, each figure with
a source line of its own.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.read import read
from helpers.sources.reading import Reading, Source
from helpers.sources.reference import read_findings, read_reference, reference_folder
from helpers.tables.schemas import SCHEMAS, make_empty

PROJECT = "CASELIGHT_PROJECT"
"""Environment variable with the folder that a report's file is named from."""


def open_table(resource: str, source: str = "") -> Source:
    """A canonical table for a report.

    Args:
        resource: Name of the table (``caseload_forms``, ``identified``, ``justice``, ...).
        source: Path of a file as the manifest names it, or of a mapping; empty for what ships.

    Raises:
        CaselightError: The file is not there, is damaged, or has no layout that we know.

    Example:
        >>> open_table("population").provenance.publisher
        'World Bank'
    """
    if not source or not _holds_family(open_file(source), resource):
        return read_reference(resource)
    reading = open_file(source)
    table = reading.tables.get(resource)
    if table is None:
        table = make_empty(resource) if resource in SCHEMAS else pd.DataFrame()
    return Source(table, reading.provenance, reading.findings)


def open_ledger(source: str, *families: str) -> pd.DataFrame:
    """The data-quality ledger of the tables that a report used.

    Args:
        source: As for ``open_table``.
        families: First words of the tables' names (``caseload``, ``identified``).
    """
    shipped = [f for f in families if not source or not _holds_family(open_file(source), f)]
    parts = [read_findings(*shipped)]
    if source and len(shipped) < len(families):
        found = open_file(source).findings
        parts.insert(0, pd.DataFrame(found, columns=list(parts[0].columns)))
    return pd.concat(parts, ignore_index=True)


@cache
def open_file(source: str) -> Reading:
    """Read the file of a report, once in a process.

    Args:
        source: Path from the project's folder; an absolute path is taken as it is.
    """
    return read(find_file(source))


def find_file(source: str) -> Path:
    """Where the file of a report lies.

    Args:
        source: As the manifest writes it.

    Raises:
        CaselightError: There is no such file.
    """
    path = project_folder() / source
    if not path.is_file():
        raise CaselightError(
            "The file that a report names is there.",
            f"source = {source!r}: no such file",
            "Put it into data/raw, and name it from the project's folder: data/raw/FILE.",
        )
    return path


def project_folder() -> Path:
    """The folder that sources are named from: that of the manifest, else the checkout."""
    given = os.environ.get(PROJECT)
    return Path(given) if given else reference_folder().parent.parent


def _holds_family(reading: Reading, resource: str) -> bool:
    family = resource.split("_")[0]
    return any(name.split("_")[0] == family for name in reading.tables)
