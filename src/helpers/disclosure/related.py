"""A system of counts that tell their sums and not whom they count."""

from __future__ import annotations

import numpy as np

from helpers.disclosure.build import Built
from helpers.disclosure.system import SumCell, System
from helpers.tables.counts import Counts


def system_from_relations(counts: Counts, threshold: int) -> Built:
    """A system of counts that do not say whom they count, from the sums that they tell.

    Args:
        counts: With relations among their cells. Each cell is an atom, each relation a link.
        threshold: Smallest count of persons that may be known.

    Example:
        >>> from helpers.tables.counts import Relation, counted_cell
        >>> from helpers.tables.provenance import Provenance
        >>> own = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
        >>> cells = tuple(counted_cell([k], n) for k, n in (("f", 4), ("m", 30), ("all", 34)))
        >>> counts = Counts(("sex",), cells, own, "people", relations=(Relation(2, (0, 1)),))
        >>> system_from_relations(counts, 10).system.links
        (((2,), (0, 1)),)
    """
    numbered = [at for at, cell in enumerate(counts.cells) if cell.persons is not None]
    place = {at: position for position, at in enumerate(numbered)}
    cells, truth = [], []
    for at in numbered:
        cell = counts.cells[at]
        truth.append(cell.persons or 0)
        cells.append(SumCell(" / ".join(cell.key), (place[at],), truth[-1], cell.shown, cell.rank))
    told = set()
    for at in numbered:
        most = counts.cells[at].most
        if most is not None:
            # The size of the group stands in another table, so the rest of it can be computed.
            rest, name = len(truth), " / ".join(counts.cells[at].key)
            truth.append(most - (counts.cells[at].persons or 0))
            told.add(len(cells))
            cells.append(SumCell(f"the group of {name}", (place[at], rest), most))
            if 0 < truth[-1] < threshold:
                cells.append(SumCell(f"the rest of {name}", (rest,), truth[-1], False))
    links = tuple(
        ((place[r.whole],), tuple(place[part] for part in r.parts if part in place))
        for r in counts.relations
        if r.whole in place
    )
    system = System(len(truth), tuple(cells), links, np.array(truth, dtype=np.int64))
    return Built(system, (tuple(map(place.get, range(len(counts.cells)))),), told=frozenset(told))
