"""The secret from which every person's key follows. Who has it can take the noise off again.

It is made once, by the operating system's source of randomness, and kept by the user in a file
that nobody else can read. Without it the same cell would get other noise in the next report, and
the mean of both would be nearer to the truth: so a missing or changed secret stops the release.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from helpers.errors import CaselightError

_HEAD: Final = "caselight cell key secret 1"
_BYTES: Final = 32
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True)
class Secret:
    """32 random bytes; neither its repr nor its fingerprint tells them.

    Args:
        value: The bytes.
    """

    value: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that tell two secrets apart; kept with each release."""
        return hashlib.blake2b(self.value, digest_size=8, person=b"fingerprint").hexdigest()


def make_secret(path: Path) -> Secret:
    """Make a secret, and write it where it can be read by its owner alone (0600).

    Args:
        path: The file to make; its folder exists.

    Raises:
        CaselightError: There is a file already: a second secret would undo the first.
    """
    secret = Secret(secrets.token_bytes(_BYTES))
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise CaselightError(
            "A population has one secret for cell keys, for all its releases.",
            f"{path.name} exists already",
            "Use it. A new secret needs new noise, whose mean with the old tells more.",
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{_HEAD}\n{secret.value.hex()}\n")
        file.flush()
        os.fsync(file.fileno())
    return secret


def read_secret(path: Path, *, fingerprint: str | None = None) -> Secret:
    """Read the secret, and make sure that it is the one of earlier releases.

    Args:
        path: The file that :func:`make_secret` wrote.
        fingerprint: The secret's fingerprint as earlier releases kept it; None for the first one.

    Raises:
        CaselightError: It is missing, damaged, readable by others, or not the one of before.
    """
    text = _read_private(path).splitlines()
    damaged = len(text) != 2 or text[0] != _HEAD or len(text[1]) != 2 * _BYTES
    try:
        secret = Secret(b"" if damaged else bytes.fromhex(text[1]))
    except ValueError:
        secret = Secret(b"")
    if not secret.value:
        raise CaselightError(
            "A secret for cell keys is a file as Caselight wrote it.",
            f"{path.name} is damaged",
            "Restore it from your backup.",
        )
    if fingerprint is not None and secret.fingerprint != fingerprint:
        raise CaselightError(
            "All releases of a population take their noise from the same secret.",
            f"{path.name} is another secret than that of the earlier releases",
            "Restore the earlier secret: under a new one the same cell would be printed with "
            "other noise, and the mean of both tells more than either.",
        )
    return secret


def _read_private(path: Path) -> str:
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
    except OSError:
        raise CaselightError(
            "Cell keys need the secret from which they follow.",
            f"no readable file {path.name}",
            "Restore it from your backup; make one only before the first release.",
        ) from None
    with os.fdopen(handle, encoding="ascii", errors="replace") as file:
        mode = os.fstat(file.fileno()).st_mode
        if os.name == "posix" and (mode & _OTHERS or not stat.S_ISREG(mode)):
            raise CaselightError(
                "The secret is readable by its owner alone.",
                f"{path.name} can be read or written by others",
                f"chmod 600 {path.name}; if others may have read it, it is no secret any more.",
            )
        return file.read()
