"""Where a figure comes from: the line that stands under it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Provenance:
    """Publisher, edition, date and terms of one source.

    Args:
        source: Short stable name of the source, the one that its policy carries ("ctdc").
        publisher: Who published it.
        title: What it is called.
        edition: Which edition, as the publisher names it.
        date: Date of the edition, ISO 8601.
        licence: Terms of use.
        citation: The sentence by which to cite it.
        url: Where the publisher offers it; empty where nobody does.
        sha256: Fingerprint of the file that was read; empty for shipped figures.
        threshold: Smallest count that may be shown, where the file's mapping sets one.
        threshold_reason: Why it is not the usual one; printed with the policy.
        shipped: Whether it ships with Caselight: its small counts were hidden once, when it was
            derived, and what is left is public as a whole. Only its reader says so.
        file: Name of the user's file that a report names; empty for what ships.

    Example:
        >>> Provenance("gsi", "Walk Free", "Global Slavery Index", "2023", "2023-05-24",
        ...            "Walk Free terms", "Walk Free (2023).", "https://www.walkfree.org").line
        'Source: Walk Free, Global Slavery Index, edition 2023.'
    """

    source: str
    publisher: str
    title: str
    edition: str
    date: str
    licence: str
    citation: str
    url: str = ""
    sha256: str = ""
    threshold: int | None = None
    threshold_reason: str = ""
    shipped: bool = False
    file: str = ""

    @property
    def line(self) -> str:
        """The source line under a figure."""
        return f"Source: {self.publisher}, {self.title}, edition {self.edition}."

    @property
    def short(self) -> str:
        """Publisher and edition, for a headline."""
        return f"{self.publisher}, {self.title}, {self.edition}"
