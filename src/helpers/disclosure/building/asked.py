"""What the requests of a release ask for, each set of persons once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from helpers.disclosure.building.space import Sets, Space
from helpers.errors import CaselightError
from helpers.tables.counts import CountCell, Counts
from helpers.tables.regions import Region

Key = frozenset[tuple[int, int]]


@dataclass(frozen=True, repr=False)
class Asked:
    """One set of persons that is counted.

    Args:
        region: Its region, as it was first told.
        sets: The same as sets of points.
        persons: The true count.
        asked: Whether any table wants to show it.
        rank: The least of its ranks: what one table needs most is hidden last.
    """

    region: Region
    sets: Sets
    persons: int
    asked: bool
    rank: int

    @cached_property
    def text(self) -> str:
        """Its address."""
        return self.region.text

    @cached_property
    def key(self) -> Key:
        """The same for the same persons."""
        return frozenset(self.sets.items())


def list_cells(requests: Sequence[Counts]) -> Iterator[tuple[int, int, CountCell]]:
    """The cells that are sets of persons with a number, each with its request and its place."""
    for at, counts in enumerate(requests):
        for place, cell in enumerate(counts.cells):
            if cell.region is not None and cell.persons is not None:
                yield at, place, cell


def collect(requests: Sequence[Counts], space: Space, threshold: int) -> dict[Key, Asked]:
    """Each set of persons once.

    Args:
        requests: The counts of one population.
        space: Its axes.
        threshold: Smallest count that may be shown: a larger one that no table shows is no matter.

    Raises:
        CaselightError: Two tables count the same persons differently, or count somebody where
            nobody can be. The message has no number of persons.
    """
    found: dict[Key, Asked] = {}
    for _, _, cell in list_cells(requests):
        assert cell.region is not None
        assert cell.persons is not None
        sets = space.place(cell.region)
        if sets is None:
            if cell.persons:
                raise _contradiction(cell.region)
            continue
        fresh = Asked(cell.region, sets, cell.persons, cell.shown, cell.rank)
        known = found.get(fresh.key)
        if known is None:
            found[fresh.key] = fresh
        elif known.persons != fresh.persons:
            raise _contradiction(cell.region)
        else:
            rank = (
                min(known.rank, fresh.rank)
                if known.asked and fresh.asked
                else (known.rank if known.asked else fresh.rank)
            )
            found[fresh.key] = replace(known, asked=known.asked or fresh.asked, rank=rank)
    return {k: a for k, a in found.items() if a.asked or 0 < a.persons < threshold}


def _contradiction(region: Region) -> CaselightError:
    return CaselightError(
        "Tables that are protected together count the same persons alike.",
        f"two different counts of {region.text[:200]}",
        "Count both from the same reading of one file.",
    )
