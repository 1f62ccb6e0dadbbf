"""The table that a notebook asks for: from the file that a report names, else from what ships.

A report names one file. Tables of one family (all tables of a caseload, say) come from one source
and are never mixed: where the file holds a family, what it lacks of that family is empty, and the
page says that there are no figures. Other families come from the shipped figures, each figure with
a source line of its own.
"""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Final

import pandas as pd

from helpers import PROJECT
from helpers.errors import CaselightError
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Finding, Reading, Source
from helpers.sources.reference import read_findings, read_reference, reference_folder
from helpers.tables.provenance import Provenance


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
        table = read_reference(resource).table.iloc[:0]
    named = replace(reading.provenance, file=name_file(source))
    return Source(table, named, reading.findings)


def open_ledger(source: str, *resources: str) -> list[tuple[Provenance, tuple[Finding, ...]]]:
    """The data-quality ledger of the data that a report used, source by source.

    Args:
        source: As for ``open_table``.
        resources: Names of the tables (``caseload_forms``, ``identified``).
    """
    found: list[tuple[Provenance, tuple[Finding, ...]]] = []
    for resource in resources:
        if source and _holds_family(open_file(source), resource):
            entry = (open_file(source).provenance, open_file(source).findings)
        else:
            entry = (
                read_reference(resource).provenance,
                read_findings(_LEDGER.get(resource, resource)),
            )
        if entry not in found:
            found.append(entry)
    return found


_LEDGER: Final = {"caseload_forms": "caseload"}
"""Where the shipped ledger calls a table otherwise."""


def open_captures(captures: str = "") -> Source:
    """The capture lists that a report names, for an estimate of how many are on no list.

    Args:
        captures: Path of a file as the manifest names it, or of a mapping; empty for none, which
            gives a table without rows.

    Returns:
        The table ``captures``. Its source line names the file and not its folder.

    Raises:
        CaselightError: The file is not there, is damaged, or holds no capture lists.

    Example:
        >>> len(open_captures().table)
        0
    """
    if not captures:
        return Source(pd.DataFrame({"persons": []}), provenance_of("captures"))
    reading = open_file(captures, "captures")
    if "captures" not in reading.tables:
        raise CaselightError(
            "A captures file holds capture lists: one 0/1 column a list, or a row a person and "
            "list.",
            f"captures = {captures!r}: {reading.layout}",
            "Name a file of lists; a file of cases or of figures is named as source.",
        )
    about = reading.provenance
    named = replace(about, title=f"{about.title} ({Path(captures).name})")
    return Source(reading.tables["captures"], named, reading.findings)


@cache
def open_file(source: str, parameter: str = "source") -> Reading:
    """Read the file of a report, once in a process.

    Args:
        source: Path from the project's folder; an absolute path is taken as it is.
        parameter: What the report calls it, for the error.
    """
    return read_source(source, parameter=parameter)


def read_source(source: str, folder: Path | None = None, parameter: str = "source") -> Reading:
    """Read the file that a report names, of the quarter that stands behind its name.

    Args:
        source: As the manifest writes it: ``data/raw/FILE``, or ``data/raw/FILE@2022-Q3`` for a
            file that does not say which quarter it is of.
        folder: The folder that it is named from; that of ``project_folder`` when None.
        parameter: What the report calls it, for the error.

    Raises:
        CaselightError: The file is not there or damaged, or its quarter is not known.
    """
    # Readers bring schemas and formats, a second that a report on shipped figures does without.
    from helpers.sources.periods import apply_period, require_period, split_period
    from helpers.sources.read import read

    path, period = split_period(source)
    reading = read(find_file(path, folder, parameter))
    return require_period(apply_period(reading, period, path), path)


def find_file(source: str, folder: Path | None = None, parameter: str = "source") -> Path:
    """Where the file of a report lies.

    Args:
        source: As the manifest writes it.
        folder: The folder that it is named from; that of ``project_folder`` when None.
        parameter: What the report calls it, for the error.

    Raises:
        CaselightError: There is no such file.
    """
    path = (folder or project_folder()) / source
    if not path.is_file():
        raise CaselightError(
            "The file that a report names is there.",
            f"{parameter} = {source!r}: no such file",
            "Put it into data/raw, and name it from the project's folder: data/raw/FILE.",
        )
    return path


def project_folder() -> Path:
    """The folder that sources are named from: that of the manifest, else the checkout."""
    given = os.environ.get(PROJECT)
    return Path(given) if given else reference_folder().parent.parent


def name_file(source: str) -> str:
    """The file's name, by which it is known where it does not say whose it is.

    Args:
        source: As the manifest writes it.
    """
    from helpers.sources.periods import split_period

    return Path(split_period(source)[0]).name


def _holds_family(reading: Reading, resource: str) -> bool:
    family = resource.split("_")[0]
    return any(name.split("_")[0] == family for name in reading.tables)
