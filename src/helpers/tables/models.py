"""What a model gives on its way to protection: estimates, and the persons that they rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from helpers.tables.provenance import Provenance
from helpers.tables.safe import Cell


@dataclass(frozen=True, repr=False)
class Modelled:
    """Arguments of ``disclosure.protect_model``, from the analysis that made them.

    It is handed over as ``protect_model(**modelled)``. Its repr tells no number, because the
    persons on each list are counts that nobody has protected.

    Args:
        cells: Estimates with their limits.
        kind: ``regression`` or ``capture_recapture``.
        persons: Persons that a regression rests on, or persons on each list.
        parameters: How many parameters were estimated.
        provenance: Where the data come from.
        counted: What is estimated.
        dimensions: Names of the labels in each cell's key.
        unit: Unit of the numbers.
        words: For each dimension, what to print for a code.
        notes: The model in words, and its warnings.
    """

    cells: tuple[Cell, ...]
    kind: str
    persons: int | tuple[int, ...]
    parameters: int
    provenance: Provenance
    counted: str
    dimensions: tuple[str, ...]
    unit: str = "people"
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def keys(self) -> tuple[str, ...]:
        """Names of the arguments."""
        return tuple(one.name for one in fields(self))

    def __getitem__(self, name: str) -> Any:
        return getattr(self, name)

    def __repr__(self) -> str:
        return f"<Modelled: {len(self.cells)} estimates; show them through protect_model(**...)>"
