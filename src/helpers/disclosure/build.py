"""One system of sums for all counts of one population that a release asks for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from helpers.disclosure.building.asked import Asked, Key, collect, list_cells
from helpers.disclosure.building.assemble import Blocks, Equal, count_atoms, cut_blocks
from helpers.disclosure.building.cover import cover_families
from helpers.disclosure.building.own import count_own, list_contributors
from helpers.disclosure.building.remainders import Apart, Named, Remainders, find_remainders
from helpers.disclosure.building.solve import UNTOLD, Equation, complete, tell_atoms
from helpers.disclosure.building.space import Space
from helpers.disclosure.system import SumCell, System
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
    asked = collect(requests, space, threshold)
    nobody = [sets for region in dict.fromkeys(empty) if (sets := space.place(region)) is not None]
    if {} in nobody:
        raise CaselightError(
            "A release counts somebody.", "a table tells that nobody is in the file",
            "Look whether it is the right file, and what its mapping leaves out.",
        )  # fmt: skip
    blocks = cut_blocks(space, list(asked.values()), nobody)
    cover = cover_families(blocks, nobody)
    written = _Written(blocks)
    links = [*blocks.links, *cover.links]
    known = np.append(count_atoms(blocks, joint), np.full(cover.atoms, UNTOLD))
    equations: list[Equation] = [(cell.atoms, (), cell.persons) for cell in written.cells]
    equations += [(one, two, 0) for one, two in links]
    truth = _solve(known, equations)
    rests = find_remainders(blocks, truth, threshold, group_disclosure=group_disclosure)
    for name, atoms, persons in [*rests.small, *_count_again(cover.again, truth, threshold)]:
        written.guard(name, atoms, persons)
    sensitive, empty_rests = written.guard_groups(rests)
    for apart in rests.apart:
        links.append(written.guard_apart(apart, len(known)))
        equations.append((*links[-1], 0))
        known, truth = np.append(known, UNTOLD), np.append(truth, apart.persons)
        if apart.tells is not None:
            sensitive |= {written.positions[apart.tells.key]}
            empty_rests |= {len(written.cells) - 1}
    own = {
        number: count_own(number, tables, joint, space, blocks, links, len(known))
        for number in list_contributors(tables)
    }
    system = System(
        len(known),
        tuple(written.cells),
        tuple((tuple(one), tuple(two)) for one, two in links),
        complete(truth, equations),
        own,
    )
    bound = EXACT if blocks.exact else PAIRWISE
    places = _place(requests, space, written.positions)
    filled = int((truth == UNTOLD).sum())
    return Built(system, places, sensitive, empty_rests, bound=bound, filled=filled)


def _split_empty(requests: Sequence[Counts]) -> list[Region]:
    """Boxes of nobody: where a union holds nobody, each of its boxes holds nobody."""
    boxes = (box for counts in requests for region in counts.empty for box in region.boxes)
    return [Region((box,)) for box in dict.fromkeys(boxes)]


class _Written:
    """The cells of a system, each set of atoms once."""

    def __init__(self, blocks: Blocks) -> None:
        self.cells: list[SumCell] = []
        self.positions: dict[Key, int] = {}
        self._known: dict[bytes, int] = {}
        for at, held in enumerate(blocks.holds):
            for asked in held:
                atoms = blocks.find(at, asked.sets)
                place = self._add(asked.text, atoms, asked.persons, asked.asked, asked.rank)
                self.positions[asked.key] = place

    def _add(self, name: str, atoms: np.ndarray, persons: int, asked: bool, rank: int = 0) -> int:
        """The position of a sum, written now unless it stands already."""
        place = self._known.setdefault(atoms.tobytes(), len(self.cells))
        if place == len(self.cells):
            self.cells.append(SumCell(name, tuple(atoms.tolist()), persons, asked, rank))
            return place
        cell = self.cells[place]
        if cell.persons != persons:
            raise CaselightError(
                "Tables that are protected together count the same persons alike.",
                f"two different counts of {cell.address[:200]}",
                "Count both from the same reading of one file.",
            )
        if asked:
            rank = min(rank, cell.rank) if cell.asked else rank
            self.cells[place] = replace(cell, asked=True, rank=rank)
        return place

    def guard(self, name: str, atoms: np.ndarray, persons: int) -> int:
        """The position of a remainder."""
        return self._add(name, np.asarray(atoms, dtype=np.int64), persons, False)

    def guard_apart(self, rest: Apart, atom: int) -> Equal:
        """A remainder as an atom of its own, and what holds it."""
        self.cells.append(SumCell(rest.name, (atom,), rest.persons, False))
        taken = [a for part in rest.parts for a in self._find(part)]
        return self._find(rest.whole), [*taken, atom]

    def _find(self, asked: Asked) -> list[int]:
        return list(self.cells[self.positions[asked.key]].atoms)

    def guard_groups(self, rests: Remainders) -> tuple[frozenset[int], frozenset[int]]:
        """Counts that equal their total, with rests that are asked for; and all of those rests."""
        sensitive, empty = set(), set()
        for (name, atoms, persons), part in rests.rests:
            place = self.guard(name, atoms, persons)
            sensitive |= {self.positions[part.key]} | (
                {place} if self.cells[place].asked else set()
            )
            empty.add(place)
        return frozenset(sensitive), frozenset(empty)


def _solve(known: np.ndarray, equations: Sequence[Equation]) -> np.ndarray:
    """Atoms that the tables do not tell, where they follow from the counts; and a check of all."""
    told = tell_atoms(known, equations)
    if told is None:
        raise CaselightError(
            "The counts of a release agree with one another and with their tables.",
            "counts that contradict",
            "Count all of them from the same reading of one file.",
        )
    return told


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
