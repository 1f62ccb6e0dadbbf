"""Counts in, safe table out: the one place where a number becomes showable."""

from __future__ import annotations

from typing import Final

from helpers.disclosure.alone import as_told, require_exact
from helpers.disclosure.lookup import Answer, answer
from helpers.disclosure.policy import Policy, policy_of
from helpers.disclosure.population import needs_plan
from helpers.errors import CaselightError
from helpers.tables.counts import Counts
from helpers.tables.safe import SafeTable, seal
from helpers.tables.traced import tag

_DERIVED: Final = "This was done once for all figures that ship, when they were derived."


def protect(counts: Counts) -> SafeTable:
    """Apply the policy of the counts' source, and give what may be shown.

    In a run, what may be shown of a user's file was decided before for the whole release; here it
    is looked up. Figures that ship, and figures that others have published, stay as they are.

    Args:
        counts: What a ``count_`` function returned.

    Returns:
        A table in which a hidden cell has no value and no bounds.

    Raises:
        CaselightError: Something else than counts was given, or counts that the plan of the run
            does not hold.

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
    found = _answer(counts, policy_of(counts.provenance))
    return seal(
        counts.dimensions,
        tag(found.cells, counts.cells),
        unit=counts.unit,
        counted=counts.counted,
        provenance=(counts.provenance,),
        policy=found.policy,
        words=counts.words,
        notes=(*counts.notes, *found.notes),
    )


def _answer(counts: Counts, policy: Policy) -> Answer:
    if policy.threshold is not None:
        require_exact(counts)
    if needs_plan(counts.provenance):
        return answer(counts, policy)
    told = tuple(as_told(cell) for cell in counts.cells if cell.shown)
    words = policy.sentence if policy.threshold is None else f"{policy.sentence} {_DERIVED}"
    return Answer(told, words)
