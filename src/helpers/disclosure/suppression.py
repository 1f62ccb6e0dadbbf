"""Which cells to hide so that no small count can be worked out from those that are shown.

Primary: counts of 1 to t-1. Secondary: further cells, hidden until an attacker who knows every
shown figure, every sum among them, and that a shown zero is zero, is left for each small count
with an interval at least t-1 wide that reaches t or more [1]_. Greedy: the smallest cell that
stands in a sum with the one in danger goes first, details before totals (``CountCell.rank``),
which keeps the loss in persons low; not the optimum that tau-Argus finds, but checked by the
same attack.

References:
    .. [1] Hundepool, A. et al. (2012). Statistical Disclosure Control. Wiley, chapter 4.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from helpers.disclosure.attack import Equation, Interval, attainable
from helpers.tables.counts import CountCell, Relation, is_small


def choose_hidden(
    cells: Sequence[CountCell],
    relations: Sequence[Relation],
    threshold: int,
    told: frozenset[int] = frozenset(),
    withheld: frozenset[int] = frozenset(),
) -> frozenset[int]:
    """Positions of the cells to hide.

    Args:
        cells: True counts; cells with ``shown=False`` are never printed but guarded as well.
        relations: Every sum that a reader can check.
        threshold: Smallest count of persons that may be known.
        told: Positions of cells that another table tells, so that hiding them hides nothing.
        withheld: Positions of cells that are hidden in any case.

    Returns:
        Positions of shown cells to hide.

    Example:
        >>> from helpers.tables.counts import counted_cell
        >>> cells = [counted_cell([k], n) for k, n in (("a", 3), ("b", 40), ("c", 12), ("all", 55))]
        >>> sorted(choose_hidden(cells, [Relation(3, (0, 1, 2))], threshold=10))
        [0, 2]
    """
    known = [c.persons or 0 for c in cells]
    guarded = {i for i, cell in enumerate(cells) if is_small(cell, threshold) and i not in told}
    hidden = {i for i in guarded if cells[i].shown} | set(withheld)
    while exposed := _exposed(cells, known, relations, hidden, guarded, threshold):
        more = _next_to_hide(exposed, cells, known, relations, hidden | told)
        if not more:
            return frozenset(i for i, c in enumerate(cells) if c.shown and i not in told)
        hidden |= more
    if any(cell.rank for cell in cells):  # hiding by rank may hide what did not help
        first = {i for i in guarded if cells[i].shown}

        def is_safe(chosen: set[int]) -> bool:
            return first <= chosen and not _exposed(
                cells, known, relations, chosen, guarded, threshold
            )

        hidden = _show_again(hidden, is_safe, cells)
    return frozenset(hidden)


def _exposed(
    cells: Sequence[CountCell],
    known: Sequence[int],
    relations: Sequence[Relation],
    hidden: set[int],
    guarded: set[int],
    threshold: int,
) -> list[int]:
    """Small counts that the attacker can pin down to less than the rule allows."""
    if not guarded:
        return []
    unknown = sorted(hidden | {i for i, c in enumerate(cells) if not c.shown})
    place = {cell: at for at, cell in enumerate(unknown)}
    equations = [e for r in relations if (e := _equation(r, known, place))[0]]
    zeros_shown = not any(known[i] == 0 for i in hidden)
    lower = [int(zeros_shown and cells[i].shown) for i in unknown]
    upper = [cells[i].most for i in unknown]
    asked = sorted(guarded)
    found = attainable(len(unknown), equations, upper, lower, [place[i] for i in asked])
    return [
        i
        for i, interval in zip(asked, found, strict=True)
        if _is_tight(cells[i], interval, threshold)
    ]


def _is_tight(cell: CountCell, interval: Interval, threshold: int) -> bool:
    """Whether what the attacker is left with breaks the rule for the count or for its rest."""
    if interval.width < threshold - 1:
        return True
    small_rest = cell.most is not None and 0 < cell.most - (cell.persons or 0) < threshold
    if small_rest and (cell.most or 0) - interval.lower < threshold:
        return True
    small = 0 < (cell.persons or 0) < threshold
    return small and interval.upper is not None and interval.upper < threshold


def _equation(relation: Relation, known: Sequence[int], place: dict[int, int]) -> Equation:
    """A sum with its shown cells moved to the right-hand side."""
    terms, total = [], 0
    for cell, sign in [(relation.whole, -1), *((part, 1) for part in relation.parts)]:
        if cell in place:
            terms.append((place[cell], sign))
        else:
            total -= sign * known[cell]
    return terms, total


def _next_to_hide(
    exposed: Sequence[int],
    cells: Sequence[CountCell],
    known: Sequence[int],
    relations: Sequence[Relation],
    hidden: set[int],
) -> set[int]:
    """For each exposed count one shown cell, unless one that was just chosen stands nearer."""
    chosen: set[int] = set()
    for cell in exposed:
        place = _find_nearest(cell, cells, known, relations, hidden, chosen)
        chosen |= {place} if place is not None else set()
    return chosen


def _find_nearest(
    cell: int,
    cells: Sequence[CountCell],
    known: Sequence[int],
    relations: Sequence[Relation],
    hidden: set[int],
    chosen: set[int],
) -> int | None:
    """The shown cell to hide next: of the highest rank, then of the nearest sums, then smallest."""
    found: list[tuple[int, int, int, int]] = []
    near: set[int] = {cell}
    steps = 0
    while (wider := near | _neighbours(near, relations)) != near:
        steps += 1
        if wider & chosen:
            return None
        found += [
            (-cells[i].rank, steps, known[i], i)
            for i in wider - near
            if cells[i].shown and i not in hidden and known[i] > 0
        ]
        near = wider
        if found and not any(c.rank for c in cells):
            break
    return min(found)[-1] if found else None


def _show_again(
    hidden: set[int], safe: Callable[[set[int]], bool], cells: Sequence[CountCell]
) -> set[int]:
    """Show each cell that turned out not to be needed, the most wanted and the largest first."""
    wanted = sorted(hidden, key=lambda i: (cells[i].rank, -(cells[i].persons or 0), i))
    for place in wanted:
        if safe(hidden - {place}):
            hidden = hidden - {place}
    return hidden


def _neighbours(of: set[int], relations: Sequence[Relation]) -> set[int]:
    found: set[int] = set()
    for relation in relations:
        members = {relation.whole, *relation.parts}
        if members & of:
            found |= members
    return found
