"""Protection without a release: one table, or the tables of one notebook that is run by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from helpers.disclosure.plan import Decisions, address_of
from helpers.disclosure.population import to_population
from helpers.disclosure.requests import has_regions, is_asked
from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, is_small
from helpers.tables.safe import Cell


def as_told(cell: CountCell) -> Cell:
    """A cell with all that it tells; one that was hidden before it came here tells nothing."""
    if cell.status == v.HIDDEN:
        return Cell(cell.key, None, status=v.HIDDEN)
    return Cell(cell.key, cell.persons, cell.lower, cell.upper, cell.status)


def require_exact(counts: Counts) -> None:
    """Protection computes with true counts: a bound is no count, so it is refused (fail closed).

    Raises:
        CaselightError: A cell is known as a range only.
    """
    vague = [c for c in counts.cells if c.status not in {v.OBSERVED, v.NOT_COLLECTED, v.HIDDEN}]
    if vague:
        raise CaselightError(
            "A source under a threshold is protected from exact counts.",
            f"{len(vague)} cells with status '{vague[0].status}'",
            "Give the source a policy of kind 'published', or count it exactly.",
        )


def protect_alone(counts: Counts, threshold: int) -> tuple[Cell, ...]:
    """One table, protected with the sums within it and against nothing else.

    Args:
        counts: True counts.
        threshold: Smallest count of persons shown.
    """
    return _hide(counts, _hidden_positions(counts, threshold))


def _hide(counts: Counts, hidden: frozenset[int]) -> tuple[Cell, ...]:
    return tuple(
        Cell(cell.key, None, status=v.HIDDEN) if index in hidden else as_told(cell)
        for index, cell in enumerate(counts.cells)
        if cell.shown
    )


def _hidden_positions(counts: Counts, threshold: int) -> frozenset[int]:
    if not any(is_small(cell, threshold) for cell in counts.cells):
        return frozenset()
    # Loaded here because it brings scipy's solvers, which most reports never need.
    from helpers.disclosure.suppression import choose_hidden

    return choose_hidden(counts.cells, counts.relations, threshold)


@dataclass
class _Known:
    """What this process has decided on one population, and from which counts."""

    decisions: Decisions
    asked: list[Counts] = field(default_factory=list)


_KNOWN: dict[tuple[str, str], _Known] = {}


def protect_by_hand(counts: Counts, threshold: int) -> tuple[Cell, ...]:
    """A table of a notebook that is run by hand: together with those that it asked for before.

    What was shown or hidden before in this process stays so. A table that does not say whom it
    counts is protected alone.

    Args:
        counts: True counts.
        threshold: Smallest count of persons shown.
    """
    if not has_regions(counts) or not any(is_asked(cell) for cell in counts.cells):
        return protect_alone(counts, threshold)
    from helpers.disclosure.planning import decide, find_contradiction

    population = to_population(counts.provenance)
    name = (population.id, counts.provenance.sha256)
    before = _KNOWN.get(name)
    if before is None or find_contradiction([*before.asked, counts]):
        before = _Known(Decisions(population))  # other data under the same name: a new start
    tables = [*before.asked, counts]
    try:
        made = decide(population, tables, base=before.decisions)
    except CaselightError:  # other data under the same name, which shows in the sums only
        tables = [counts]
        made = decide(population, tables)
    _KNOWN[name] = _Known(made, tables)
    asked = {index: address_of(counts, c) for index, c in enumerate(counts.cells) if is_asked(c)}
    # The sums within the table as well: what the parts of a form leave over stands in no region.
    apart = _hidden_positions(counts, threshold)
    hidden = (i for i, address in asked.items() if address not in made.shown or i in apart)
    return _hide(counts, frozenset(hidden))
