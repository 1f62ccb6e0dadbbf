"""A finding: where something lies and of what kind it is, and never what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

UNREADABLE: Final = "unreadable"
KINDS: Final = {
    "raw_rows": "rows about people, or counts of them that nothing protected",
    "identifier": "an identifier of a person",
    "email": "an e-mail address",
    "phone": "a telephone number",
    "passport": "a number like that of a passport",
    "national_id": "a national number or bank account with a valid check digit",
    "birth_date": "a date of birth",
    "machine_path": "a path or user name of a machine",
    "traceback": "a traceback, or what a program wrote to its error stream",
    "widget_state": "the state of widgets",
    "attachment": "a cell with attachments",
    "metadata": "metadata beyond the usual",
    "secret": "a token, password or key",
    "canary": "a planted value",
    "symlink": "a symbolic link, which was not followed",
    "kept": "readings kept beside a raw file: counts without protection",
    UNREADABLE: "could not be read: not certain that it is safe",
}
"""Each kind of finding in words."""

MOST: Final = 20
"""Places told of one kind in one file; there may be more."""


@dataclass(frozen=True, order=True)
class Finding:
    """Something that must not leave.

    Args:
        path: The file, as it was reached.
        place: Where in it: a cell, row, line or byte; empty for the file as a whole.
        kind: One of ``KINDS``.

    Example:
        >>> print(Finding("a.csv", "line 3", "email"))
        a.csv, line 3: an e-mail address
    """

    path: str
    place: str
    kind: str

    def __str__(self) -> str:
        return f"{', '.join(filter(None, (self.path, self.place)))}: {self.words}"

    @property
    def words(self) -> str:
        """The kind in words."""
        return KINDS[self.kind]


@dataclass
class Findings:
    """The findings of one file: each place and kind once, and not without end.

    Args:
        path: The file, as it is told.
    """

    path: str
    _found: dict[Finding, None] = field(default_factory=dict)
    _count: dict[str, int] = field(default_factory=dict)

    def add(self, kind: str, place: str = "") -> None:
        """Note a finding.

        Args:
            kind: One of ``KINDS``.
            place: Where in the file.
        """
        found = Finding(self.path, place, kind)
        if found not in self._found and not self.is_full(kind):
            self._found[found] = None
            self._count[kind] = self._count.get(kind, 0) + 1

    def is_full(self, kind: str) -> bool:
        """Whether enough places of a kind are known."""
        return self._count.get(kind, 0) >= MOST

    @property
    def all(self) -> list[Finding]:
        """Every finding, in the order of discovery."""
        return list(self._found)
