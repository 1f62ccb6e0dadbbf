"""Which protection a source gets. Policies live in ``policies.toml`` and only there."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from helpers.errors import CaselightError

DEFAULT_THRESHOLD = 10
"""Smallest count of persons shown for a source without a policy of its own."""


@dataclass(frozen=True)
class Policy:
    """The protection of one source.

    Args:
        source: The source it belongs to.
        kind: ``threshold`` (small counts and what would give them away are hidden) or
            ``published`` (official figures stay as published).
        threshold: Smallest count of persons shown; None for published figures.
        reason: Why, in one sentence.
    """

    source: str
    kind: str
    threshold: int | None
    reason: str

    @property
    def sentence(self) -> str:
        """What the page prints about it."""
        if self.threshold is None:
            return f"Shown as published. {self.reason}"
        return (
            f"Counts of people below {self.threshold} are hidden, and so are the counts from "
            f"which they could be worked out. {self.reason}"
        )


@cache
def _policies() -> dict[str, Policy]:
    text = resources.files("helpers.disclosure").joinpath("policies.toml").read_text("utf-8")
    return {source: _to_policy(source, entry) for source, entry in tomllib.loads(text).items()}


def _to_policy(source: str, entry: dict[str, object]) -> Policy:
    kind, threshold = str(entry["kind"]), entry.get("threshold")
    whole = isinstance(threshold, int) and threshold >= 2
    if kind not in {"threshold", "published"} or whole != (kind == "threshold"):
        raise CaselightError(
            "A policy is 'published', or of kind 'threshold' with a threshold of 2 or more.",
            f"policies.toml, [{source}]",
            "Correct the entry.",
        )
    return Policy(source, kind, threshold if whole else None, str(entry["reason"]))  # type: ignore[arg-type]


def policy_for(source: str) -> Policy:
    """The policy of a source; the strictest one for a source that has none.

    Example:
        >>> policy_for("glotip").kind
        'published'
        >>> policy_for("our_own_cases").threshold
        10
    """
    strict = Policy(source, "threshold", DEFAULT_THRESHOLD, "This source has no policy of its own.")
    return _policies().get(source, strict)
