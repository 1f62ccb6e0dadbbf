"""A file's sha256, remembered: a file of gigabytes is not hashed again while it stays as it was.

Remembered is what the system says of the file: size, times of change and place on the disk. The
time at which its content or its place last changed is set by the system alone, so that a file
which was changed and got its old date back is hashed again. A file changed within the last
seconds before it was hashed is hashed again as well: clocks of disks tick slowly.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from helpers.sources.fingerprint import combine_digests, digest_file
from helpers.sources.keep import make_folder, may_keep

_FILE: Final = "stamps.json"
_SETTLED: Final = 2_000_000_000
"""Nanoseconds that a file must have been left alone before its hash was taken."""


def recall_parts(path: Path, folder: Path) -> tuple[Path, ...] | None:
    """The further files that a reading of this file took; None where none of it was kept.

    Args:
        path: The file.
        folder: Where the stamps are kept.
    """
    entry = _read(folder).get(str(path.resolve())) if may_keep() else None
    parts = entry.get("parts") if isinstance(entry, dict) else None
    return tuple(map(Path, parts)) if isinstance(parts, list) else None


def recall_digests(paths: Sequence[Path], folder: Path) -> str | None:
    """The sha256 of files that are as they were when it was taken; None when one is not.

    Args:
        paths: The files; the order makes a difference.
        folder: Where the stamps are kept.
    """
    known = _read(folder) if may_keep() else {}
    digests = [_recall(path, known.get(str(path.resolve()))) for path in paths]
    return None if None in digests else combine_digests([d for d in digests if d])


def take_digests(paths: Sequence[Path], folder: Path) -> str:
    """The sha256 of files as they are now, remembered for the next time.

    Args:
        paths: The files; the order makes a difference.
        folder: Where the stamps are kept, if it can be written.
    """
    entries: dict[str, dict[str, Any]] = {}
    for path in paths:
        stamp, at = _stamp(path), time.time_ns()
        entries[str(path.resolve())] = {"stamp": stamp, "at": at, "sha256": digest_file(path)}
    entries[str(paths[0].resolve())]["parts"] = [str(part) for part in paths[1:]]
    _write(folder, _read(folder) | entries)
    return combine_digests([str(entry["sha256"]) for entry in entries.values()])


def _recall(path: Path, entry: Any) -> str | None:
    try:
        stamp = _stamp(path)
        settled = entry["at"] - max(stamp[1], stamp[2]) > _SETTLED
        return str(entry["sha256"]) if entry["stamp"] == stamp and settled else None
    except (OSError, TypeError, KeyError):
        return None


def _stamp(path: Path) -> list[int]:
    now = path.stat()
    return [now.st_size, now.st_mtime_ns, now.st_ctime_ns, now.st_ino, now.st_dev]


def _read(folder: Path) -> dict[str, Any]:
    try:
        found = json.loads((folder / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(folder: Path, stamps: dict[str, Any]) -> None:
    if not make_folder(folder):
        return
    try:
        handle, fresh = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(stamps, file)
        os.replace(fresh, folder / _FILE)
    except OSError:  # a disk without room or rights: the files are hashed again
        return
