"""Whose file it is, and how its counts are protected."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from helpers.sources.own.document import Document
from helpers.tables.provenance import Provenance

SOURCE: Final = "own_cases"
"""No source of this name has a policy, so the strictest holds."""

LEAST_THRESHOLD: Final = 2
USUAL_THRESHOLD: Final = 10

_ORGANISATION: Final = ("name", "title", "edition", "date", "licence", "citation", "url")
_UNSTATED: Final = "not stated in the file"


@dataclass(frozen=True)
class About:
    """Provenance and threshold, as a mapping states them.

    Args:
        provenance: Who made the file.
        threshold: Smallest count of persons that may be shown; None for the usual one.
        reason: Why it is another than the usual one; empty where it need not be told.
    """

    provenance: Provenance
    threshold: int | None = None
    reason: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        """The threshold in a sentence, when it is not the usual one."""
        if self.threshold in (None, USUAL_THRESHOLD):
            return ()
        told = f" Reason: {self.reason}" if self.reason else ""
        return (f"Counts of fewer than {self.threshold} persons are hidden, by the mapping.{told}",)


def read_about(document: Document) -> About:
    """Organisation and threshold of a mapping.

    Args:
        document: The mapping.

    Raises:
        CaselightError: A name is missing, or a low threshold has no reason.
    """
    document.require_known("organisation", _ORGANISATION)
    document.require_known("protection", ("threshold", "reason"))
    words = {key: document.word("organisation", key) for key in _ORGANISATION}
    if not words["name"]:
        raise document.error(
            "A mapping says whose figures these are: they stand under every chart.",
            "organisation", "name", "no 'name'", 'Write name = "..." below [organisation].',
        )  # fmt: skip
    threshold, reason = _read_threshold(document)
    title = words["title"] or "Case file"
    edition = words["edition"] or _UNSTATED
    return About(
        Provenance(
            SOURCE,
            words["name"],
            title,
            edition,
            words["date"],
            words["licence"] or _UNSTATED,
            words["citation"] or f"{words['name']}. {title}, {edition}.",
            words["url"],
            threshold=threshold,
            threshold_reason=reason,
        ),
        threshold,
        reason,
    )


def _read_threshold(document: Document) -> tuple[int | None, str]:
    reason = document.word("protection", "reason")
    if "threshold" not in document.table("protection"):
        return None, reason
    threshold = document.number("protection", "threshold", USUAL_THRESHOLD, LEAST_THRESHOLD)
    if threshold < USUAL_THRESHOLD and not reason:
        raise document.error(
            f"A threshold below {USUAL_THRESHOLD} has a reason, which the pages print.",
            "protection", "threshold", f"{threshold}, and no 'reason'",
            'Write reason = "..." below [protection], or take the threshold out.',
        )  # fmt: skip
    return threshold, reason
