"""A site is replaced whole or not at all, and never somebody else's folder."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from helpers.batch.runs import Run, write_ledger
from helpers.errors import CaselightError
from helpers.site.assets import copy_assets
from helpers.site.pages import render_index
from helpers.site.release import Release
from helpers.site.vetting import require_safe_rest, withhold_unsafe

MARKER: Final = ".caselight"
_MARKER_TEXT: Final = "Made by Caselight, which may replace this folder as a whole.\n"


def check_output(output: Path) -> None:
    """Make sure, before anything runs, that a site may be written here.

    Args:
        output: Folder to publish into.

    Raises:
        CaselightError: It is a file, somebody else's folder, or cannot be written.
    """
    rule = "A site is published into a folder of its own."
    try:
        if output.is_symlink() or (output.exists() and not output.is_dir()):
            raise CaselightError(
                rule, f"{output} is not a folder", "Name another with --output, or move it away."
            )
        if output.is_dir() and any(output.iterdir()) and not (output / MARKER).is_file():
            mend = "Name an empty or a new folder with --output; nothing was changed."
            raise CaselightError(rule, f"{output} holds files that Caselight did not make", mend)
        with _beside(output):
            pass
    except OSError as error:
        raise _refusal(error, output) from None


def publish(
    runs: Sequence[Run],
    release: Release,
    output: Path,
    also: Mapping[str, Callable[[list[Run]], str]] | None = None,
) -> list[Run]:
    """Write a whole site beside the old one, look through it, then swap them.

    Args:
        runs: What ran, for the ledger.
        release: What the site holds.
        output: Folder to publish into.
        also: Further files of the site: name to what writes it, from the runs that are published.

    Returns:
        The runs again; a report in which something was found that must not leave has failed.

    Raises:
        CaselightError: It cannot be written, or its index may not be published; what was there
            before is untouched.
    """
    check_output(output)
    runs, release, pages = withhold_unsafe(runs, release)
    try:
        with _beside(output) as fresh:
            _write_site(runs, release, pages, fresh)
            done = [run for run in runs if run.is_done]
            for name, write in (also or {}).items():
                (fresh / name).write_text(write(done), encoding="utf-8")
            require_safe_rest(fresh)
            _swap(fresh, output)
    except OSError as error:
        raise _refusal(error, output) from None
    return runs


@contextmanager
def _beside(output: Path) -> Iterator[Path]:
    """A folder beside the output, hence on the same disk; gone again unless it was moved."""
    output.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{output.name}-", dir=output.parent))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_site(
    runs: Sequence[Run], release: Release, pages: Mapping[str, str], folder: Path
) -> None:
    (folder / MARKER).write_text(_MARKER_TEXT, encoding="utf-8")
    copy_assets(folder / "assets")
    (folder / "reports").mkdir()
    (folder / "notebooks").mkdir()
    for entry in release.done:
        (folder / "reports" / entry.file).write_text(pages[entry.file], encoding="utf-8")
        if entry.run.executed is not None:
            shutil.copyfile(entry.run.executed, folder / "notebooks" / f"{entry.run.report}.ipynb")
    (folder / "index.html").write_text(render_index(release), encoding="utf-8")
    write_ledger(runs, folder / "ledger.json")


def _swap(fresh: Path, output: Path) -> None:
    """Two renames; only between them is there no site."""
    if not output.exists():
        os.replace(fresh, output)
        return
    with _beside(output) as aside:
        try:
            os.replace(output, aside / "old")
            os.replace(fresh, output)
        except BaseException:  # an interrupt as well: what was there before comes back
            if not output.exists():
                os.replace(aside / "old", output)
            raise


def _refusal(error: OSError, output: Path) -> CaselightError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        found, mend = "the disk is full", "Make room, or name a folder on another disk."
    else:
        found, mend = error.strerror or type(error).__name__, "Name another folder with --output."
    return CaselightError(
        "The folder for the site can be written.", f"{output}: {found}", f"{mend} Nothing changed."
    )
