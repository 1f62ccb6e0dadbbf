"""Sentences about the exact combinations of forms in which people were recorded."""

from __future__ import annotations

from helpers.prose.caseload import LIMITS
from helpers.prose.channels import ASSISTED
from helpers.prose.sentence import Sentence, nothing
from helpers.prose.weighing import tell_bounds, tell_everybody
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
    if not told and shares.hidden:
        return nothing(f"The combinations of forms of {place_phrase(place)} are hidden.")
    if not told:
        return nothing(f"No combination of forms is recorded for {place_phrase(place)}.")
    return Sentence(" ".join(told), _title(shares), f"{' '.join(shares.notes)} {LIMITS}")


def _tell_channel(shares: SafeTable, channel: str) -> str:
    cells = sorted(_shown(shares.where(channel=channel)), key=lambda c: -(c.value or 0))
    if not cells or not cells[0].value:
        return ""
    people = f"the {format_count(cells[0].of or 0)} people {ASSISTED[channel]} with a recorded form"
    lead = _tell_first(shares, cells, "is recorded most often", "no combination is")
    beyond = tell_everybody(cells, "combination")
    return f"Of {people}, {lead}.{beyond} {_tell_several(shares, channel)}"


def _shown(shares: SafeTable) -> list[Cell]:
    return [cell for cell in shares.cells if cell.value is not None]


def _tell_first(shares: SafeTable, ranked: list[Cell], verb: str, none: str) -> str:
    """The first of several shares, or the first two while their intervals overlap."""
    told = [_tell(shares, cell) for cell in ranked[:2] if cell.value]
    if len(told) > 1 and (ranked[0].lower or 0) <= (ranked[1].upper or 0):
        return f"{none} clearly the most frequent: {join_words(told)}"
    word = shares.word("combination", ranked[0].key[1]).lower()
    return f"{word} {verb}: {told[0].removeprefix(word).strip()}"


def _tell_several(shares: SafeTable, channel: str) -> str:
    several = [c for c in shares.where(channel=channel).cells if not c.key[1].endswith("_only")]
    ranked = sorted((c for c in several if c.value), key=lambda c: -(c.value or 0))
    hidden = any(c.status == v.HIDDEN for c in several)
    if ranked:
        beside = "; how many have others is hidden" if hidden else ""
        first = _tell_first(shares, ranked, "is the most frequent", "none is")
        return f"Of several forms together, {first}{beside}."
    if hidden:
        return "How many people have several forms recorded is hidden."
    if not several:
        return "Only one form is collected here."
    return "Nobody has several forms recorded, which is no finding: blanks may hide them."


def _tell(shares: SafeTable, cell: Cell) -> str:
    word = shares.word("combination", cell.key[1]).lower()
    return f"{word} {format_share(cell.value or 0)} ({tell_bounds(cell)})"


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
