"""What a manifest may reach: notebooks and files below its own folder, and no further.

A notebook is a program. One that lies elsewhere, or that a link leads to, is executed only when the
person who starts the run says so on the command line; a manifest cannot say it for them.
"""

from __future__ import annotations

import os
from pathlib import Path

from helpers.batch.manifest import Manifest
from helpers.errors import CaselightError


def require_own_notebooks(manifest: Manifest, trusted: bool = False) -> None:
    """Refuse notebooks from elsewhere.

    Args:
        manifest: What is to be made.
        trusted: Whether the person who starts the run trusts them (``--trust-notebooks``).

    Raises:
        CaselightError: A notebook lies outside of the manifest's folder, or is a link.
    """
    if trusted:
        return
    for report in manifest.reports:
        path = manifest.notebook_path(report.notebook)
        if not is_below(path, manifest.folder):
            raise CaselightError(
                "Notebooks are programs; a manifest's own lie below its folder, and are no links.",
                f"{manifest.text.place('notebooks')}: {path.name} is not below it, or is a link",
                "Copy the notebooks there, or, if you trust them, add --trust-notebooks.",
            )


def require_own_files(manifest: Manifest) -> None:
    """Refuse a user's file that is a link, or that a linked folder leads to.

    Args:
        manifest: What is to be made.

    Raises:
        CaselightError: A file that a report names is reached through a link.
    """
    for report in manifest.reports:
        for key, named in report.files.items():
            path = manifest.folder / named.partition("@")[0]
            if path.exists() and not is_below(path, manifest.folder):
                raise CaselightError(
                    "A file that a report names lies below the manifest's folder, and is no link.",
                    f"{manifest.text.place(key, report.entry)}: a link",
                    "Put the file itself into data/raw.",
                )


def require_own_output(manifest: Manifest) -> None:
    """Refuse an output that the manifest names outside of its folder.

    Args:
        manifest: What is to be made.

    Raises:
        CaselightError: The folder lies elsewhere, or a link leads elsewhere.
    """
    if not is_below(manifest.output, manifest.folder):
        raise CaselightError(
            "A manifest names its output below its own folder, and no link.",
            manifest.text.place("output"),
            "Write for instance output = 'site', or name another folder with --output yourself.",
        )


def is_below(path: Path, folder: Path) -> bool:
    """Whether a path leads to a place below a folder without passing a link on its way there.

    Args:
        path: The path, as it is named from the folder.
        folder: The folder; it may itself be reached through links.
    """
    home, named = folder.resolve(), Path(_flat(path))
    for start in (Path(_flat(folder)), home):
        if named.is_relative_to(start):
            return (home / named.relative_to(start)).resolve() == home / named.relative_to(start)
    return False


def _flat(path: Path) -> str:
    return os.path.abspath(path)
