"""Readings kept beside the file they were read from, so that an unchanged file is read once.

What is kept holds true counts, so it lies in a private folder beside the raw file, which is just
as private, and goes nowhere else. It is trusted only for the same content read by the same code.
Where it cannot be written, or is damaged, the file is read again.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd

from helpers.sources.fingerprint import digest_reader
from helpers.sources.reading import Finding, Reading
from helpers.tables.provenance import Provenance

FOLDER: Final = ".caselight"
SWITCH: Final = "CASELIGHT_KEEP"
"""Environment variable: ``no`` keeps nothing and trusts nothing that was kept."""


def may_keep() -> bool:
    """Whether anything may be kept, and what was kept may be used."""
    return os.environ.get(SWITCH) != "no"


def make_folder(folder: Path) -> bool:
    """Make the private folder; False where nothing may or can be kept.

    Args:
        folder: ``.caselight`` beside the file.
    """
    try:
        if may_keep():
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError:
        return False
    return may_keep()


def keep_reading(path: Path, digest: str, reading: Reading) -> None:
    """Keep a reading; a folder that cannot be written is no error.

    Args:
        path: The file that was read.
        digest: Its sha256.
        reading: What was read.
    """
    place = _place(path, digest)
    if not make_folder(place.parent):
        return
    try:
        fresh = Path(tempfile.mkdtemp(prefix="new-", dir=place.parent))
    except OSError:
        return
    try:
        for name, table in reading.tables.items():
            table.to_feather(fresh / f"{name}.feather")
        about = {key: value for key, value in asdict(_bare(reading)).items() if key != "tables"}
        about["names"] = list(reading.tables)
        (fresh / "reading.json").write_text(json.dumps(about), encoding="utf-8")
        os.replace(fresh, place)
    except OSError:  # no room, or another process was first with the same content
        shutil.rmtree(fresh, ignore_errors=True)


def recall_reading(path: Path, digest: str) -> Reading | None:
    """A reading kept for this content and this code; None when there is none to be trusted.

    Args:
        path: The file.
        digest: Its sha256.
    """
    if not may_keep():
        return None
    place = _place(path, digest)
    try:
        about = json.loads((place / "reading.json").read_text(encoding="utf-8"))
        tables = {n: pd.read_feather(place / f"{n}.feather") for n in about.pop("names")}
        return _to_reading(about, tables)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _place(path: Path, digest: str) -> Path:
    return path.parent / FOLDER / f"{digest[:32]}-{digest_reader()[:32]}"


def _bare(reading: Reading) -> Reading:
    return replace(reading, tables={})


def _to_reading(about: dict[str, Any], tables: dict[str, pd.DataFrame]) -> Reading:
    about["provenance"] = Provenance(**about["provenance"])
    about["findings"] = tuple(Finding(**entry) for entry in about["findings"])
    about["notes"] = tuple(about["notes"])
    return Reading(tables=tables, **about)
