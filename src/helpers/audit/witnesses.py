"""The file of witnesses: alternative releases that agree with everything published.

The plan keeps them privately. The file is data only: it is read without unpickling anything, and
what it says is believed only as far as the published figures bear it out (``helpers.audit.proof``).
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from helpers.errors import CaselightError

FORMAT: Final = 1
MOST_BYTES: Final = 4 * 2**30
_MEMBERS: Final = {"format.npy", "addresses.npy", "matrix.npy", "digest.npy"}
_RULE: Final = "A file of witnesses holds addresses and whole numbers only."


@dataclass(frozen=True, repr=False)
class Witnesses:
    """Alternative releases of one population.

    Args:
        addresses: Texts of regions: the finest boxes, published counts, or both.
        matrix: Persons in each region in each alternative release (releases x addresses, int64).
    """

    addresses: tuple[str, ...]
    matrix: np.ndarray = field(repr=False)

    def __repr__(self) -> str:
        return f"<Witnesses: {len(self.matrix)} releases of {len(self.addresses)} counts>"


def save_witnesses(path: Path, addresses: Sequence[str], matrix: np.ndarray) -> None:
    """Write witnesses so that nobody else can read them (0600), whole or not at all.

    Args:
        path: The file, ``.npz``.
        addresses: Texts of regions (``Region.text``), each once.
        matrix: Persons (releases x addresses), whole numbers.

    Raises:
        CaselightError: The shapes do not fit, or an address is told twice.
    """
    numbers = np.asarray(matrix)
    if numbers.dtype.kind not in "iu":
        raise _refuse("numbers that are not whole")
    numbers = numbers.astype(np.int64)
    _check(addresses, numbers)
    text = np.frombuffer("\0".join(addresses).encode(), dtype=np.uint8)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".witnesses-")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(
                file, format=FORMAT, addresses=text, matrix=numbers, digest=_digest(text, numbers)
            )
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def load_witnesses(path: Path) -> Witnesses:
    """Read what :func:`save_witnesses` wrote.

    Args:
        path: The file.

    Raises:
        CaselightError: It is no such file, was changed, or holds anything but numbers and text.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            if {member.filename for member in members} != _MEMBERS or len(members) != 4:
                raise _refuse("other parts than those four")
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise _refuse("more than 4 GB")
        with np.load(path, allow_pickle=False) as parts:
            if int(parts["format"]) != FORMAT:
                raise _refuse("another format")
            text, matrix, digest = parts["addresses"], parts["matrix"], parts["digest"]
        if text.dtype != np.uint8 or text.ndim != 1 or matrix.dtype != np.int64:
            raise _refuse("other kinds of numbers")
        if digest.dtype != np.uint8 or digest.tobytes() != _digest(text, matrix).tobytes():
            raise _refuse("a content that does not fit its own checksum")
        addresses = tuple(text.tobytes().decode().split("\0")) if len(text) else ()
    except (OSError, ValueError, EOFError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise _refuse(f"a file that cannot be read as one ({type(error).__name__})") from None
    _check(addresses, matrix)
    return Witnesses(addresses, matrix)


def _check(addresses: Sequence[str], matrix: np.ndarray) -> None:
    if matrix.ndim != 2 or matrix.shape[1] != len(addresses):
        raise _refuse("not one number for each address in each release")
    if len(set(addresses)) != len(addresses) or any("\0" in text for text in addresses):
        raise _refuse("an address that stands there twice or cannot be one")


def _digest(text: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    found = hashlib.sha256(np.ascontiguousarray(text).data)
    found.update(str(matrix.shape).encode())
    found.update(np.ascontiguousarray(matrix).data)
    return np.frombuffer(found.digest(), dtype=np.uint8)


def _refuse(found: str) -> CaselightError:
    return CaselightError(_RULE, found, "Make the release again; it writes its witnesses.")
