"""Every report is looked through before it is published; one with a finding is held back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from helpers.batch.runs import FAILED, UNSAFE, Run
from helpers.errors import CaselightError
from helpers.scan import Finding, check_bytes
from helpers.site.pages import render_report
from helpers.site.release import Entry, Release

_TOLD: Final = 5
"""Findings that a report's line names; the others are of the same making."""


def withhold_unsafe(
    runs: Sequence[Run], release: Release
) -> tuple[list[Run], Release, dict[str, str]]:
    """Hold back each report whose page or notebook has a finding; the others go on.

    Args:
        runs: In the order of the manifest.
        release: The same with their pages.

    Returns:
        Both again, and each page that may be published, by its file's name. A report that is held
        back has failed, and says where and what, never a value.
    """
    pages = _render(release)
    vetted = ((entry.run.report, _vet(entry, pages[entry.file])) for entry in release.done)
    held = {report: unsafe for report, unsafe in vetted if unsafe}
    if not held:
        return list(runs), release, pages
    marked = [_hold_back(run, held.get(run.report, ())) for run in runs]
    entries = (
        Entry(_hold_back(entry.run, held[entry.run.report]), None)
        if entry.run.report in held
        else entry
        for entry in release.entries
    )
    rest = replace(release, entries=tuple(entries))
    return marked, rest, _render(rest)  # again, since pages name one another


def require_safe_rest(folder: Path) -> None:
    """Look through what belongs to no single report: the index, the ledgers.

    Args:
        folder: The site, not yet published.

    Raises:
        CaselightError: Something in it must not be published.
    """
    for path in sorted(folder.iterdir()):
        found = check_bytes(path.name, path.read_bytes()) if path.is_file() else []
        if found:
            raise CaselightError(
                "Nothing is published that names a person, a machine or a secret.",
                str(found[0]),
                "Look at the titles and parameters in the manifest. Nothing changed.",
            )


def _render(release: Release) -> dict[str, str]:
    return {entry.file: render_report(entry, release) for entry in release.done}


def _vet(entry: Entry, page: str) -> tuple[str, ...]:
    found = check_bytes("page", page.encode("utf-8"))
    if entry.run.executed is not None:
        found = [*check_bytes("notebook.ipynb", entry.run.executed.read_bytes()), *found]
    return tuple(dict.fromkeys(map(_tell, found)))[:_TOLD]


def _tell(finding: Finding) -> str:
    name = finding.path.removesuffix(".ipynb")
    return f"{finding.words} ({', '.join(filter(None, (name, finding.place)))})"


def _hold_back(run: Run, unsafe: tuple[str, ...]) -> Run:
    if not unsafe:
        return run
    return replace(run, status=FAILED, reason=UNSAFE, unsafe=unsafe, executed=None)
