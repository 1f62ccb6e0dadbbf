"""A system while it is written: cells, links, and what each atom holds as far as it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from helpers.disclosure.building.asked import Asked, Key
from helpers.disclosure.building.assemble import Blocks, Equal
from helpers.disclosure.building.remainders import Apart, Remainders
from helpers.disclosure.building.solve import Equation, complete, tell_atoms
from helpers.disclosure.system import SumCell, System
from helpers.errors import CaselightError


class Draft:
    """A system while it is written: each set of atoms is one cell, once.

    Args:
        blocks: The blocks of the release.
        links: Sums that are equal.
        known: What the tables tell of each atom.
    """

    def __init__(self, blocks: Blocks, links: list[Equal], known: np.ndarray) -> None:
        self.links = links
        self.cells: list[SumCell] = []
        self.positions: dict[Key, int] = {}
        self._places: dict[bytes, int] = {}
        for at, held in enumerate(blocks.holds):
            for asked in held:
                atoms = blocks.find(at, asked.sets)
                place = self._add(asked.text, atoms, asked.persons, asked.asked, asked.rank)
                self.positions[asked.key] = place
        self._equations: list[Equation] = [(cell.atoms, (), cell.persons) for cell in self.cells]
        self._equations += [(one, two, 0) for one, two in links]
        self.truth = _solve(known, self._equations)

    def _add(self, name: str, atoms: np.ndarray, persons: int, asked: bool, rank: int = 0) -> int:
        """The position of a sum, written now unless it stands already."""
        place = self._places.setdefault(atoms.tobytes(), len(self.cells))
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

    def guard_apart(self, rest: Apart) -> int:
        """The position of a remainder that is an atom of its own, held by a link."""
        atom = len(self.truth)
        taken = [a for part in rest.parts for a in self._find(part)]
        self.links.append((self._find(rest.whole), [*taken, atom]))
        self._equations.append((*self.links[-1], 0))
        self.truth = np.append(self.truth, rest.persons)
        self.cells.append(SumCell(rest.name, (atom,), rest.persons, False))
        return len(self.cells) - 1

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

    def to_system(self, own: Mapping[str, np.ndarray]) -> System:
        """What was written, with every atom that no table tells filled in."""
        return System(
            len(self.truth),
            tuple(self.cells),
            tuple((tuple(one), tuple(two)) for one, two in self.links),
            complete(self.truth, self._equations),
            own,
        )


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
