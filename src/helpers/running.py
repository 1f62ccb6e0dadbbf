"""A run from its manifest to its site: read, checked, executed, protected, published."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers import __version__
from helpers.batch import execute
from helpers.batch.kernel_home import PRIVATE
from helpers.batch.manifest import Manifest, read_manifest
from helpers.batch.output import hold_output, settle_output
from helpers.batch.parameters import check_parameters, read_notebooks
from helpers.batch.progress import start_progress
from helpers.batch.runs import Run
from helpers.batch.trust import require_own_files, require_own_notebooks, require_own_output
from helpers.planned import open_protection
from helpers.site import publish as site
from helpers.site.release import make_release
from helpers.sources import reference as shipped
from helpers.sources.countries import to_alpha3
from helpers.sources.names import country_names
from helpers.sources.opened import name_file, read_source

if TYPE_CHECKING:
    from helpers.sources.reading import Reading


@dataclass(frozen=True)
class Asked:
    """What a run is asked for.

    Args:
        manifest: Path of the manifest.
        only: Reports to make, as ``QUESTION/COUNTRY``; all when empty.
        output: Folder of the site; the manifest's when None.
        jobs: Reports at a time; as many as there are cores when None.
        first_release: Whether nothing was published of the user's files before.
        trust_notebooks: Whether notebooks outside of the manifest's folder may run.
    """

    manifest: Path
    only: Sequence[str] = ()
    output: Path | None = None
    jobs: int | None = None
    first_release: bool = False
    trust_notebooks: bool = False


def run_manifest(asked: Asked) -> tuple[list[Run], Path]:
    """Make the reports of a manifest and publish them.

    Args:
        asked: What to make, and where.

    Returns:
        What came of each report, and the folder of the site.

    Raises:
        CaselightError: The request cannot be met; nothing was published.
    """
    manifest = read_manifest(asked.manifest).select(asked.only)
    reference = _intact_reference()
    countries = {"WLD": "World", **country_names()}
    require_own_notebooks(manifest, asked.trust_notebooks)
    notebooks = read_notebooks(manifest)
    check_parameters(manifest, notebooks, countries, to_alpha3)
    require_own_files(manifest)
    readings = _read_files(manifest)
    if asked.output is None:
        require_own_output(manifest)
    kept = [asked.manifest, manifest.notebooks, reference, Path.cwd(), Path(__file__)]
    output = settle_output(asked.output or manifest.output, kept)
    site.check_output(output)
    with (
        execute.open_scratch() as scratch,
        open_protection(
            scratch / PRIVATE, manifest.folder, readings, asked.first_release, _say
        ) as protection,
    ):
        with start_progress(len(manifest.reports)) as progress:
            runs = execute.run_reports(
                manifest, notebooks, countries, scratch, progress, asked.jobs, protection
            )
        release = make_release(runs, manifest.title, __version__)
        protection.record()
        with hold_output(output):
            ledger = {"release.json": lambda done: protection.to_ledger(run.report for run in done)}
            return site.publish(runs, release, output, ledger), output


def _say(text: str) -> None:
    print(f"caselight: {text}", file=sys.stderr, flush=True)


def _read_files(manifest: Manifest) -> dict[str, dict[str, Reading]]:
    """Users' files are read, and kept, before anything runs: one word, not a failure a report.

    Returns:
        For each report, what was read of each of its files, by the file's name.
    """
    named = {path: key for report in manifest.reports for key, path in report.files.items()}
    found = {path: read_source(path, manifest.folder, key) for path, key in named.items()}
    return {
        report.name: {name_file(path): found[path] for path in report.files.values()}
        for report in manifest.reports
    }


def _intact_reference() -> Path:
    """Every shipped file is checked before anything runs: one word, not a failure a report."""
    folder = shipped.reference_folder()
    for resource in shipped.read_descriptor(folder)["resources"]:
        shipped.require_intact(resource["name"], folder)
    return folder
