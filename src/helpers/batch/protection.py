"""What a run asks of those who decide which counts of users' files are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol


class Protection(Protocol):
    """What decides which counts of users' files are shown."""

    def needs(self, report: str) -> bool:
        """Whether a report reads a file whose counts are planned."""

    def prepare(self, report: str, is_last: bool) -> Mapping[str, str]:
        """The environment of its kernel; in the last turn what is not planned is refused."""

    def collect(self, reports: Iterable[str]) -> list[str]:
        """Take what these reports asked for; those that asked for more than was planned."""

    def drop(self, report: str) -> None:
        """Forget what a report asked for: it failed, and shows nothing."""

    def decide(self) -> None:
        """Plan what was collected."""
