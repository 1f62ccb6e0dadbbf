"""Counts in, safe table out: the one place where a number becomes showable."""

from __future__ import annotations

from helpers.disclosure.policy import Policy, policy_of
from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, is_small
from helpers.tables.safe import Cell, SafeTable, seal
from helpers.tables.traced import tag


def protect(counts: Counts) -> SafeTable:
    """Apply the policy of the counts' source, and give what may be shown.

    Args:
        counts: What a ``count_`` function returned.

    Returns:
        A table in which a hidden cell has no value and no bounds.

    Raises:
        CaselightError: Something else than counts was given.

    Example:
        >>> from helpers.tables.counts import Counts, Relation, counted_cell
        >>> from helpers.tables.provenance import Provenance
        >>> cases = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
        >>> cells = tuple(counted_cell([k], n) for k, n in (("f", 4), ("m", 30), ("all", 34)))
        >>> sums = (Relation(2, (0, 1)),)
        >>> table = protect(Counts(("sex",), cells, cases, "people", relations=sums))
        >>> [(cell.key[0], cell.status) for cell in table.cells]
        [('f', 'hidden'), ('m', 'hidden'), ('all', 'observed')]
    """
    if not isinstance(counts, Counts):
        raise CaselightError(
            "protect accepts Counts only.",
            f"a {type(counts).__name__}",
            "Count first: count_forms(...), count_people(...), count_chain(...).",
        )
    policy = policy_of(counts.provenance)
    return seal(
        counts.dimensions,
        tag(_cells(counts, policy), counts.cells),
        unit=counts.unit,
        counted=counts.counted,
        provenance=(counts.provenance,),
        policy=policy.sentence,
        words=counts.words,
        notes=counts.notes,
    )


def _cells(counts: Counts, policy: Policy) -> list[Cell]:
    if policy.threshold is None:
        return [_as_published(cell) for cell in counts.cells if cell.shown]
    _require_exact(counts)
    hidden = _hidden_positions(counts, policy.threshold)
    return [
        Cell(cell.key, None, status=v.HIDDEN) if index in hidden else _as_published(cell)
        for index, cell in enumerate(counts.cells)
        if cell.shown
    ]


def _hidden_positions(counts: Counts, threshold: int) -> frozenset[int]:
    if not any(is_small(cell, threshold) for cell in counts.cells):
        return frozenset()
    # Loaded here because it brings scipy's solvers, which most reports never need.
    from helpers.disclosure.suppression import choose_hidden

    return choose_hidden(counts.cells, counts.relations, threshold)


def _as_published(cell: CountCell) -> Cell:
    return Cell(cell.key, cell.persons, cell.lower, cell.upper, cell.status)


def _require_exact(counts: Counts) -> None:
    """Protection computes with true counts: a bound is no count, so it is refused (fail closed)."""
    vague = [c for c in counts.cells if c.status not in {v.OBSERVED, v.NOT_COLLECTED, v.HIDDEN}]
    if vague:
        raise CaselightError(
            "A source under a threshold is protected from exact counts.",
            f"{len(vague)} cells with status '{vague[0].status}'",
            "Give the source a policy of kind 'published', or count it exactly.",
        )
