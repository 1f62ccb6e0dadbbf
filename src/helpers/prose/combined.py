"""Sentences about the exact combinations of forms in which people were recorded."""

from __future__ import annotations

from helpers.prose.caseload import LIMITS
from helpers.prose.channels import ASSISTED
from helpers.prose.sentence import Sentence, nothing
from helpers.prose.weighing import tell_bounds
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_share, join_words, place_phrase, start_sentence


def describe_combinations(shares: SafeTable, place: str) -> Sentence:
    """The combination recorded most, and the most frequent one of two or more forms.

    Args:
        shares: ``share_combinations``.
        place: Name of the country, or 'World'.
    """
    shares = require_safe(shares, "describe_combinations")
    told = [t for channel in shares.labels("channel") if (t := _tell_channel(shares, channel))]
    if not told:
        return nothing(f"No combination of forms is recorded for {place_phrase(place)}.")
    return Sentence(" ".join(told), _title(shares), f"{' '.join(shares.notes)} {LIMITS}")


def _tell_channel(shares: SafeTable, channel: str) -> str:
    cells = shares.where(channel=channel).cells
    shown = sorted((c for c in cells if c.value), key=lambda c: -(c.value or 0))
    if not shown:
        return ""
    top = shown[0]
    people = f"the {format_count(top.of or 0)} people {ASSISTED[channel]} with a recorded form"
    lead = f"{_tell(shares, top)} are recorded most often"
    if len(shown) > 1 and (top.lower or 0) <= (shown[1].upper or 0):
        lead = f"none is clearly most frequent: {_tell(shares, top)} and {_tell(shares, shown[1])}"
    return f"Of {people}, {lead}. {_tell_several(shares, list(cells))}"


def _tell_several(shares: SafeTable, cells: list[Cell]) -> str:
    several = [c for c in cells if not c.key[1].endswith("_only")]
    found = sorted((c for c in several if c.value), key=lambda c: -(c.value or 0))
    hidden = any(c.status == v.HIDDEN for c in several)
    if found:
        beside = "; others of them are hidden" if hidden else ""
        return f"Of several forms together, {_tell(shares, found[0])} come first{beside}."
    if hidden:
        return "How many have several forms recorded is hidden."
    if not several:
        return "This channel collects one form only."
    unsure = join_words([tell_bounds(c) for c in several[:1]])
    return f"Nobody has several forms recorded, and the blanks leave room for {unsure}."


def _tell(shares: SafeTable, cell: Cell) -> str:
    word = shares.word("combination", cell.key[1]).lower()
    return f"{word}, {format_share(cell.value or 0)} ({tell_bounds(cell)})"


def _title(shares: SafeTable) -> str:
    """The finding: whether most people have one form recorded, where every combination is shown."""
    alone = []
    for channel in shares.labels("channel"):
        cells = [c for c in shares.where(channel=channel).cells if c.value is not None]
        if len(cells) < len(shares.where(channel=channel)):
            return start_sentence("forms of exploitation in the combinations that are recorded")
        alone.append(sum(c.value or 0 for c in cells if c.key[1].endswith("_only")))
    if alone and min(alone) > 50:
        return "For most people one form alone is recorded"
    return "Forms of exploitation in the combinations that are recorded"
