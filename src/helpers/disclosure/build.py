"""One system of sums for all counts of one population that a release asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.disclosure.building.asked import Key, collect, list_cells
from helpers.disclosure.building.assemble import count_atoms, cut_blocks
from helpers.disclosure.building.cover import cover_families
from helpers.disclosure.building.draft import Draft
from helpers.disclosure.building.own import count_own, list_contributors
from helpers.disclosure.building.remainders import Named, find_remainders
from helpers.disclosure.building.solve import UNTOLD
from helpers.disclosure.building.space import Sets, Space
from helpers.disclosure.system import System
from helpers.errors import CaselightError
from helpers.tables.counts import Counts
from helpers.tables.regions import Region

EXACT, PAIRWISE = "exact", "pairwise"

_JOINT = ("caseload_forms", "caseload_citizenship")
"""Tables in which each person stands once, under all of the table's variables."""


@dataclass(frozen=True, repr=False)
class Built:
    """A system, and where each cell of each request stands in it.

    Args:
        system: The counts as sums of atoms.
        places: For each request, for each of its cells, the position in ``system.cells``; None
            for a cell without a region or a number, one that is not shown and needs no guard, and
            one in which nobody can be.
        sensitive: Positions that may not be shown although they are not small: everybody of a
            group is in them, or nobody is and that tells the same.
        empty_rests: Positions of the rests of those groups, which hold nobody. What is shown must
            leave open that they hold as many as the threshold.
        told: Positions of group sizes that another table shows already: they cannot be hidden.
        bound: ``exact`` where numbers that agree with the system always come from some population;
            ``pairwise`` where tables overlap in a circle and only each two are held together.
        filled: How many atoms of ``system.truth`` are one of several possibilities: no table tells
            them apart. They agree with every count, and are no finding about anybody.
    """

    system: System
    places: tuple[tuple[int | None, ...], ...]
    sensitive: frozenset[int] = frozenset()
    empty_rests: frozenset[int] = frozenset()
    told: frozenset[int] = frozenset()
    bound: str = EXACT
    filled: int = 0

    def __repr__(self) -> str:
        return f"<Built: {self.system!r}, {len(self.sensitive)} sensitive, {self.bound}>"


def build_system(
    requests: Sequence[Counts],
    tables: Mapping[str, pd.DataFrame] | None,
    threshold: int,
    *,
    group_disclosure: bool = True,
    zeros_hidden: bool = False,
) -> Built:
    """All counts of one population as sums of atoms, with what can be subtracted among them.

    Args:
        requests: Counts of one source file, with regions.
        tables: Its canonical tables by name (``caseload_forms``, ``caseload_citizenship``, ...).
            They tell the values of each variable and what each atom holds; None where only the
            counts are at hand.
        threshold: Smallest count of persons that may be known.
        group_disclosure: Whether a count that equals its total is sensitive.
        zeros_hidden: Whether zeros are hidden in this population. Then a list does not tell that
            those whom it leaves out are nobody.

    Raises:
        CaselightError: Two tables count the same persons differently, or too many labels are
            counted together.

    Example:
        >>> from helpers.tables.counts import counted_cell
        >>> from helpers.tables.provenance import Provenance
        >>> from helpers.tables.regions import Region
        >>> own = Provenance("own_cases", "An office", "Cases", "2026", "", "", "", "")
        >>> def ask(*cells): return Counts(("sex",), tuple(cells), own, "people")
        >>> page = ask(counted_cell(["f"], 4, region=Region.of(sex="female")),
        ...            counted_cell(["all"], 34, region=Region.of()))
        >>> table = pd.DataFrame({"sex": ["female", "male"], "persons": [4, 30]})
        >>> built = build_system([page, page], {"caseload_forms": table}, threshold=10)
        >>> built, built.places
        (<Built: <System: 2 cells of 2 atoms>, 0 sensitive, exact>, ((0, 1), (0, 1)))
    """
    tables = dict(tables or {})
    joint = {name: tables[name] for name in _JOINT if name in tables}
    empty = [] if zeros_hidden else _split_empty(requests)
    regions = [cell.region for _, _, cell in list_cells(requests) if cell.region is not None]
    space = Space([*dict.fromkeys([*regions, *empty])], joint.values())
    nobody = _place_nobody(space, empty)
    blocks = cut_blocks(space, list(collect(requests, space, threshold).values()), nobody)
    cover = cover_families(blocks, nobody)
    known = np.append(count_atoms(blocks, joint), np.full(cover.atoms, UNTOLD))
    draft = Draft(blocks, [*blocks.links, *cover.links], known)
    rests = find_remainders(blocks, draft.truth, threshold, group_disclosure=group_disclosure)
    for name, atoms, persons in [*rests.small, *_count_again(cover.again, draft.truth, threshold)]:
        draft.guard(name, atoms, persons)
    sensitive, empty_rests = draft.guard_groups(rests)
    for apart in rests.apart:
        place = draft.guard_apart(apart)
        if apart.tells is not None:
            sensitive |= {draft.positions[apart.tells.key]}
            empty_rests |= {place}
    own = {
        number: count_own(number, tables, joint, space, blocks, draft.links, len(draft.truth))
        for number in list_contributors(tables)
    }
    return Built(
        draft.to_system(own),
        _place(requests, space, draft.positions),
        sensitive,
        empty_rests,
        bound=EXACT if blocks.exact else PAIRWISE,
        filled=int((draft.truth == UNTOLD).sum()),
    )


def _place_nobody(space: Space, empty: Sequence[Region]) -> list[Sets]:
    """Where nobody is, as far as the variables of the release tell it."""
    nobody = [sets for region in dict.fromkeys(empty) if (sets := space.place(region)) is not None]
    if {} in nobody:
        raise CaselightError(
            "A release counts somebody.", "a table tells that nobody is in the file",
            "Look whether it is the right file, and what its mapping leaves out.",
        )  # fmt: skip
    return nobody


def _split_empty(requests: Sequence[Counts]) -> list[Region]:
    """Boxes of nobody: where a union holds nobody, each of its boxes holds nobody."""
    boxes = (box for counts in requests for region in counts.empty for box in region.boxes)
    return [Region((box,)) for box in dict.fromkeys(boxes)]


def _count_again(again: Sequence[int], truth: np.ndarray, threshold: int) -> list[Named]:
    """How often somebody has a further flag, where that is few."""
    return [
        (f"again {at}", np.array([atom]), int(truth[atom]))
        for at, atom in enumerate(again)
        if 0 < truth[atom] < threshold
    ]


def _place(
    requests: Sequence[Counts], space: Space, positions: Mapping[Key, int]
) -> tuple[tuple[int | None, ...], ...]:
    found: list[list[int | None]] = [[None] * len(counts.cells) for counts in requests]
    for request, place, cell in list_cells(requests):
        assert cell.region is not None
        sets = space.place(cell.region)
        if sets is not None:
            found[request][place] = positions.get(frozenset(sets.items()))
    return tuple(map(tuple, found))
