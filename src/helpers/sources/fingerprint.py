"""What a reading depends on: the file's content and the code and label maps that read it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path


def digest_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal.

    Args:
        path: The file; it is read in blocks.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def combine_digests(digests: Sequence[str]) -> str:
    """The sha256 of a file, or of the sha256 of each where a reading takes several.

    Args:
        digests: In hexadecimal; the order makes a difference.
    """
    if len(digests) == 1:
        return digests[0]
    return hashlib.sha256("".join(digests).encode()).hexdigest()


@cache
def digest_reader() -> str:
    """The sha256 of everything that decides how a file is read: our modules and label maps."""
    found = hashlib.sha256()
    for path in reader_parts():
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def reader_parts() -> list[Path]:
    """The files whose change may change a reading: readers, label maps, publishers, tables."""
    folder = Path(__file__).parent
    kinds = ("*.py", "*.csv", "*.toml")
    found = [path for kind in kinds for path in folder.rglob(kind)]
    return sorted([*found, *(folder.parent / "tables").rglob("*.py")])
