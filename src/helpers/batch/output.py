"""The folder that a run publishes into: never one that it reads from, and one run at a time."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from helpers.errors import CaselightError

try:
    import fcntl
except ImportError:  # Windows; there the renames alone keep two runs apart
    fcntl = None  # type: ignore[assignment]


def settle_output(output: Path, kept: Iterable[Path]) -> Path:
    """The output, unless replacing it would take away what the run needs.

    Args:
        output: Folder to publish into, as it was asked for.
        kept: Files and folders that must be there after the run as before.

    Raises:
        CaselightError: The output is one of them, or one of them lies in it.
    """
    folder = output.resolve()
    for place in (path.resolve() for path in kept):
        if folder == place or folder in place.parents:
            raise CaselightError(
                "A site is published into a folder of its own.",
                f"{output} is or holds {place.name or place}, which a run needs",
                "Name another folder with --output, or as 'output' of the manifest.",
            )
    return folder if output.name in ("", "..") else output


@contextmanager
def hold_output(output: Path) -> Iterator[None]:
    """Let one run at a time publish beside this folder; a second one waits for the first.

    The lock is on the folder above, so nothing is left behind, also not after a crash.

    Args:
        output: Folder to publish into.
    """
    handle = _lock(output.parent)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def _lock(folder: Path) -> int | None:
    if fcntl is None:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # publishing says in its own words what is wrong with the folder
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
    except OSError:  # some network disks have no locks; the renames must do there
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle
