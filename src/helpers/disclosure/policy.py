"""Which protection a source gets. Policies live in ``policies.toml`` and only there."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from helpers.errors import CaselightError
from helpers.tables.provenance import Provenance
from helpers.tables.safe import AS_PUBLISHED

DEFAULT_THRESHOLD = 10
"""Smallest count of persons shown for a source without a policy of its own."""

SMALLEST_THRESHOLD = 2
"""A threshold of 1 would hide nothing."""


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
            return f"{AS_PUBLISHED} {self.reason}"
        return (
            f"Counts of people below {self.threshold} are hidden, and so are the counts from "
            f"which they could be worked out. {self.reason}"
        )


def read_policies(text: str) -> dict[str, Policy]:
    """The policies that a file of policies describes.

    Raises:
        CaselightError: It is not TOML, or an entry is not a policy.
    """
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise CaselightError(
            "policies.toml is a TOML file.", f"policies.toml: {broken}", "Correct the line."
        ) from None
    return {source: _to_policy(source, entry) for source, entry in entries.items()}


def _to_policy(source: str, entry: object) -> Policy:
    given = dict(entry) if isinstance(entry, dict) else {}
    kind, threshold, reason = given.get("kind"), given.get("threshold"), given.get("reason")
    whole = isinstance(threshold, int) and threshold >= SMALLEST_THRESHOLD
    wanted = {"threshold": {"kind", "threshold", "reason"}, "published": {"kind", "reason"}}
    fits = isinstance(kind, str) and set(given) == wanted.get(kind)
    if not fits or not isinstance(reason, str) or (kind == "threshold") != whole:
        raise CaselightError(
            "A policy has a reason, and is of kind 'published', or of kind 'threshold' with a "
            f"threshold of {SMALLEST_THRESHOLD} or more.",
            f"policies.toml, [{source}]",
            "Correct the entry.",
        )
    return Policy(source, str(kind), threshold if whole else None, reason)


@cache
def _policies() -> dict[str, Policy]:
    text = resources.files("helpers.disclosure").joinpath("policies.toml").read_text("utf-8")
    return read_policies(text)


def all_policies() -> tuple[Policy, ...]:
    """Every policy of ``policies.toml``."""
    return tuple(_policies().values())


def policy_for(source: str, policies: Mapping[str, Policy] | None = None) -> Policy:
    """The policy of a source; the strictest one for a source that has none.

    Args:
        source: Short name of the source, as its provenance carries it.
        policies: The policies to look in; those of ``policies.toml`` when None.

    Example:
        >>> policy_for("glotip").kind
        'published'
        >>> policy_for("our_own_cases").threshold
        10
    """
    known = _policies() if policies is None else policies
    strict = max([DEFAULT_THRESHOLD, *(p.threshold or 0 for p in known.values())])
    unnamed = Policy(source, "threshold", strict, "This source has no policy of its own.")
    return known.get(source, unnamed)


def policy_of(provenance: Provenance) -> Policy:
    """The policy of figures by where they come from: the source's, with its file's threshold.

    A case file's mapping may set a threshold of its own, for every page made from the file. It
    never applies to figures that are shown as published, and the page prints it with its reason.

    Args:
        provenance: Where the figures come from.

    Example:
        >>> own = Provenance("own", "Office", "Cases", "2026", "", "", "", "", threshold=20)
        >>> policy_of(own).threshold
        20
    """
    policy = policy_for(provenance.source)
    if policy.threshold is None or provenance.threshold is None:
        return policy
    reason = f"The threshold is set for this file. {provenance.threshold_reason}".strip()
    return replace(policy, threshold=provenance.threshold, reason=reason)
