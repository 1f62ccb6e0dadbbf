"""The organisations that contributed cases, as numbers: their names stay in the file."""

from __future__ import annotations

from functools import partial
from typing import Final

from helpers.errors import CaselightError
from helpers.sources.own.cells import Decoded
from helpers.sources.own.decoders import Decoder, find_unknowns
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.words import fold
from helpers.tables import vocabulary as v

MOST_CONTRIBUTORS: Final = 30
"""Organisations that contributed rows; each is one bit of a number."""


def decode_contributor(mapping: CaseMapping) -> Decoder:
    """Cells that name the organisation that contributed the row, as one bit for each.

    Organisations are numbered as they are met; their names stay here.
    """
    return partial(_decode_contributor, find_unknowns(mapping, "contributor"), mapping, {})


def _decode_contributor(
    unknown: frozenset[str], mapping: CaseMapping, bits: dict[str, int], cell: str
) -> Decoded:
    name = fold(cell)
    if not name or name in unknown:
        return Decoded()
    if name not in bits and len(bits) == MOST_CONTRIBUTORS:
        raise CaselightError(
            f"A case file has at most {MOST_CONTRIBUTORS} contributing organisations.",
            f"column '{mapping.columns['contributor']}': more",
            "Look whether it is the column that names the organisation, or leave it out.",
        )
    return Decoded(1 << bits.setdefault(name, len(bits)))


def tell_contributors(bits: int) -> str:
    """The organisations that contributed a person, by their numbers.

    Args:
        bits: One bit for each organisation.

    Example:
        >>> tell_contributors(0b101), tell_contributors(0)
        ('1+3', 'unknown')
    """
    numbers = [str(at + 1) for at in range(MOST_CONTRIBUTORS) if bits >> at & 1]
    return "+".join(numbers) or v.UNKNOWN
