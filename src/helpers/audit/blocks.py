"""The finest cells that all published tables of a population can be expressed in.

Values that no table tells apart are one class. Variables that occur together in a table span a
*block*: the product of their classes. Blocks that share variables count the same persons, so the
sums over what they share are equal (a *link*). When the blocks form a tree in which each variable
stays together, tables that agree on the links always fit into one joint table of whole numbers
(Lauritzen, *Graphical Models*, 1996, section 2.1 on running intersection); blocks of a cycle are
joined as far as the limit allows. Where it does not, all pairs are linked, and the bound is
'pairwise': the attacker is then weaker than one who could write down the whole product.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from math import prod

import numpy as np

from helpers.errors import CaselightError
from helpers.tables.regions import Box, Region

MOST_CELLS = 2_000_000
"""Cells of a block, before merging, that are written out at most."""

Classes = Mapping[str, Mapping[str, int]]
Link = tuple[int, int, tuple[str, ...]]


@dataclass(frozen=True)
class Block:
    """Variables that occur together, and for each of them the class of each value."""

    variables: tuple[str, ...]
    classes: Classes = field(repr=False)

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many classes each variable has."""
        return tuple(1 + max(self.classes[name].values()) for name in self.variables)

    @cached_property
    def _axes(self) -> list[tuple[str, int, np.ndarray]]:
        """Each variable with the step between its classes, and the positions of all of them."""
        steps = [prod(self.sizes[at + 1 :]) for at in range(len(self.sizes))]
        pairs = zip(self.variables, self.sizes, steps, strict=True)
        return [(name, step, np.arange(size) * step) for name, size, step in pairs]

    @property
    def cells(self) -> int:
        """How many cells the product has."""
        return prod(self.sizes)

    def places(self, region: Region) -> np.ndarray:
        """Positions of the region's cells in the product, sorted; other variables are ignored."""
        found = [self._places_of_box(box) for box in region.boxes]
        if not found:
            return np.zeros(0, dtype=np.int64)
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))

    def _places_of_box(self, box: Box) -> np.ndarray:
        told, start = dict(box), 0
        wide: list[np.ndarray] = []
        for name, step, all_of_it in self._axes:
            if name not in told:
                wide.append(all_of_it)
                continue
            classes = self.classes[name]
            mine = {classes[value] for value in told[name] if value in classes}
            if len(mine) == 1:
                start += step * mine.pop()
            else:
                wide.append(step * np.array(sorted(mine), dtype=np.int64))
        at = np.array([start], dtype=np.int64)
        for steps in wide:
            at = (at[:, None] + steps[None, :]).ravel()
        return at

    def labels(self, names: Sequence[str]) -> np.ndarray:
        """For each cell of the product its position in the product of some of the variables."""
        at = np.zeros((1,), dtype=np.int64)
        for name, size in zip(self.variables, self.sizes, strict=True):
            step = np.arange(size) if name in names else np.zeros(size, dtype=np.int64)
            wide = size if name in names else 1
            at = (at[:, None] * wide + step[None, :]).ravel()
        return at


@dataclass(frozen=True)
class Blocks:
    """All blocks of a population, how they are linked, and which bound that gives."""

    blocks: tuple[Block, ...]
    links: tuple[Link, ...]
    bound: str

    @cached_property
    def _found(self) -> dict[frozenset[str], list[int]]:
        return {}

    def home(self, region: Region) -> int | None:
        """The smallest block that can express the region; None where none can."""
        return self.home_of(region.variables)

    def home_of(self, variables: Iterable[str]) -> int | None:
        """The smallest block with all of these variables; None where there is none."""
        fits = self._with(variables)
        return min(fits, key=lambda at: self.blocks[at].cells, default=None)

    def all_homes(self, region: Region) -> list[int]:
        """Every block that can express the region."""
        return self._with(region.variables)

    def _with(self, variables: Iterable[str]) -> list[int]:
        names = frozenset(variables)
        if names not in self._found:
            needed = needed_variables(names, self.blocks[0].classes)
            fits = [at for at, b in enumerate(self.blocks) if needed <= set(b.variables)]
            self._found[names] = fits
        return self._found[names]


def needed_variables(variables: Iterable[str], classes: Classes) -> frozenset[str]:
    """Those variables that tell anybody apart."""
    return frozenset(name for name in variables if max(classes[name].values(), default=0))


def find_blocks(
    regions: Iterable[Region], vocabulary: Mapping[str, Iterable[str]], most: int = MOST_CELLS
) -> Blocks:
    """Classes, blocks and links for some regions.

    Args:
        regions: Everything published about one population.
        vocabulary: All values of each variable.
        most: The largest block that may be written out.

    Raises:
        CaselightError: A region depends on a variable whose values are not told.
    """
    regions = list(dict.fromkeys(regions))
    classes = find_classes(regions, vocabulary)
    wanted = {needed_variables(region.variables, classes) for region in regions}
    small = {names for names in wanted if _size(names, classes) <= most}
    sets, cyclic = _untangle(_maximal(small), classes, most)
    order = sorted(tuple(sorted(names)) for names in sets) or [()]
    blocks = tuple(Block(names, classes) for names in order)
    links = _all_pairs(blocks) if cyclic else _tree(blocks)
    return Blocks(blocks, links, "exact" if small == wanted and not cyclic else "pairwise")


def find_classes(
    regions: Iterable[Region], vocabulary: Mapping[str, Iterable[str]]
) -> dict[str, dict[str, int]]:
    """For each variable and value its class: values are together that no region tells apart.

    Example:
        >>> find_classes([Region.of(sex="female")], {"sex": ["female", "male", "unknown"]})
        {'sex': {'female': 0, 'male': 1, 'unknown': 1}}
    """
    told: dict[str, dict[tuple[str, ...], None]] = {name: {} for name in vocabulary}
    for region in regions:
        for box in region.boxes:
            for name, values in box:
                if name not in told:
                    raise CaselightError(
                        "The values of each variable are told with its population.",
                        f"a published count depends on '{name}', whose values are not told",
                        "Add the variable to the population in release.json.",
                    )
                told[name][values] = None
    return {name: _classes_of(told[name], vocabulary[name]) for name in told}


def _classes_of(sets: Iterable[tuple[str, ...]], values: Iterable[str]) -> dict[str, int]:
    marks: dict[str, list[int]] = {value: [] for value in values}
    for number, members in enumerate(sets):
        for value in members:
            marks.setdefault(value, []).append(number)
    numbers: dict[tuple[int, ...], int] = {}
    return {value: numbers.setdefault(tuple(mark), len(numbers)) for value, mark in marks.items()}


def _size(names: Iterable[str], classes: Classes) -> int:
    return prod(1 + max(classes[name].values()) for name in names)


def _maximal(sets: Collection[frozenset[str]]) -> list[frozenset[str]]:
    return [one for one in sets if not any(one < other for other in sets)]


def _untangle(
    sets: list[frozenset[str]], classes: Classes, most: int
) -> tuple[list[frozenset[str]], bool]:
    """Join blocks of cycles until a tree is left; True where the limit does not allow it."""
    while core := _core(sets):
        joined = min(
            (one | two for one, two in combinations(core, 2) if one & two),
            key=lambda names: _size(names, classes),
        )
        if _size(joined, classes) > most:
            return sets, True
        sets = _maximal({*(one for one in sets if not one <= joined), joined})
    return sets, False


def _core(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """What Graham's reduction leaves: the blocks that lie on cycles (none where it is a tree)."""
    left = {one: set(one) for one in sets}
    while True:
        for one, names in left.items():
            others = [other for key, other in left.items() if key != one]
            alone = {name for name in names if not any(name in other for other in others)}
            if alone:
                names -= alone
                break
            if any(names <= other for other in others) or not names:
                del left[one]
                break
        else:
            return list(left)


def _tree(blocks: Sequence[Block]) -> tuple[Link, ...]:
    """The links of a tree with running intersection: a heaviest spanning tree has it."""
    links: list[Link] = []
    joined = {0}
    while len(joined) < len(blocks):
        pairs = ((a, b) for a in joined for b in range(len(blocks)) if b not in joined)
        one, two = max(pairs, key=lambda pair: len(_shared(blocks, *pair)))
        links.append((one, two, _shared(blocks, one, two)))
        joined.add(two)
    return tuple(links)


def _all_pairs(blocks: Sequence[Block]) -> tuple[Link, ...]:
    pairs = combinations(range(len(blocks)), 2)
    return tuple((one, two, _shared(blocks, one, two)) for one, two in pairs)


def _shared(blocks: Sequence[Block], one: int, two: int) -> tuple[str, ...]:
    mine = set(blocks[one].variables)
    return tuple(name for name in blocks[two].variables if name in mine)
