"""Whose counts belong together: the persons of one source, month after month."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from helpers.disclosure.policy import policy_of
from helpers.tables.provenance import Provenance

SUPPRESSION: Final = "suppression"

_UNSTATED: Final = "not stated in the file"


@dataclass(frozen=True)
class Population:
    """The persons of one source, who are protected together over all its releases.

    Args:
        id: A name for folders and ledgers, the same for every edition.
        source: Name of the source, as its policy carries it.
        title: Publisher and title, for people.
        threshold: Smallest count of persons shown.
        regime: How it is protected.
    """

    id: str
    source: str
    title: str
    threshold: int
    regime: str = SUPPRESSION


def needs_plan(provenance: Provenance) -> bool:
    """Whether counts are shown only as a plan says: a user's file under a threshold.

    What ships was protected once, when it was derived, and is public as a whole. Figures of kind
    'published' are known to everybody.

    Args:
        provenance: Where the counts come from.

    Example:
        >>> own = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
        >>> needs_plan(own)
        True
    """
    return not provenance.shipped and policy_of(provenance).threshold is not None


def to_population(provenance: Provenance) -> Population:
    """The population that a source speaks of.

    It is known by source, publisher and title, as the mapping states them, and by nothing that
    changes with an edition: a file that is exported again, or renamed, is the same population.
    Where the file does not say whose it is, its name stands in.

    Args:
        provenance: Where the counts come from, under a threshold.

    Example:
        >>> own = Provenance("own_cases", "An office", "Cases", "May 2026", "", "", "", "")
        >>> from dataclasses import replace
        >>> to_population(own).id == to_population(replace(own, edition="June 2026")).id
        True
    """
    stated = provenance.publisher != _UNSTATED
    words = (provenance.source, provenance.publisher, provenance.title)
    known = "\n".join(words if stated else (*words, provenance.file))
    digest = hashlib.sha256(known.encode()).hexdigest()
    title = f"{provenance.publisher}, {provenance.title}" if stated else provenance.title
    return Population(
        id=f"{provenance.source}-{digest[:12]}",
        source=provenance.source,
        title=title,
        threshold=policy_of(provenance).threshold or 0,
    )
