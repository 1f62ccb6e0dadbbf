"""What a reading depends on: the file's content and the code and label maps that read it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path


def digest_file(path: Path) -> str:
    """The sha256 of a file, in hexadecimal.

    Args:
        path: The file; it is read in blocks.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def digest_reader() -> str:
    """The sha256 of everything that decides how a file is read: our modules and label maps."""
    folder = Path(__file__).parent
    tables = folder.parent / "tables"
    found = hashlib.sha256()
    for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.csv"), *tables.rglob("*.py")]):
        found.update(path.relative_to(folder.parent).as_posix().encode())
        found.update(path.read_bytes())
    return found.hexdigest()
