"""Cells of one column into numbers, each different cell looked at once, and what was wrong told.

Zero always means unknown. A cell that means nothing by the mapping becomes unknown; how many
there are and where the first one stands goes to the ledger, its content only where it is a label
of so many persons that it names none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pyarrow as pa

from helpers.errors import CaselightError
from helpers.sources.reading import Finding

MOST_LABELS: Final = 10_000
"""A column with more different values than this is no column of categories."""

_MOST_KEPT: Final = 200_000
_LONGEST: Final = 60

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a cell.

    Args:
        rule: In words for the ledger.
        label: The label that the mapping does not have; empty where the content is not told.
        done: What was done with it.
    """

    rule: str
    label: str = ""
    done: str = "counted as unknown"


@dataclass(frozen=True)
class Decoded:
    """What a cell means: a number, zero for unknown, and what is wrong with it."""

    number: int = 0
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True)
class Rows:
    """Where the rows of a batch stand, and whom they are about.

    Args:
        first: Number of the first row in the file.
        numbers: For each row its place after the first.
        persons: How many persons each row counts.
        keys: For each row the key of its person; None where rows are persons.
    """

    first: int
    numbers: Numbers
    persons: Numbers
    keys: np.ndarray[tuple[int], np.dtype[np.uint64]] | None = None


@dataclass(frozen=True)
class Coded:
    """The cells of a column as numbers, each different cell once.

    What is computed from one cell is computed here, before it is spread over millions of rows.

    Args:
        numbers: One for each different cell.
        places: For each row the place of its cell among them; None where each row has a number
            of its own, or one number is that of all rows.
    """

    numbers: Numbers
    places: np.ndarray | None

    def map(self, change: Callable[[Numbers], np.ndarray]) -> Coded:
        """Other numbers for the same cells.

        Args:
            change: From numbers to as many others.
        """
        return Coded(change(self.numbers), self.places)

    def spread(self, kind: type[np.generic] = np.int64) -> np.ndarray:
        """One number a row.

        Args:
            kind: A type that holds all of the numbers; the smaller, the quicker.

        Example:
            >>> Coded(np.array([0, 7]), np.array([1, 1, 0])).spread(np.int16).tolist()
            [7, 7, 0]
        """
        return spread(self.numbers.astype(kind), self.places)


def spread(numbers: np.ndarray, places: np.ndarray | None) -> np.ndarray:
    """Numbers of different cells over the rows that have them.

    Args:
        numbers: One for each different cell, or for each row.
        places: For each row the place of its cell; None where each row has its own number, or
            all rows have the same one.
    """
    return numbers if places is None else numbers[places]


@dataclass
class Column:
    """A column being read.

    Args:
        name: Its heading.
        decode: What a cell means.
        limited: Whether it holds categories, of which there are few.
        place: Where a mapping names it, for an error.
    """

    name: str
    decode: Callable[[str], Decoded]
    limited: bool = True
    place: str = ""
    _known: dict[str, int] = field(default_factory=dict)
    _troubled: dict[str, tuple[Trouble, ...]] = field(default_factory=dict)
    _ids: dict[Trouble, int] = field(default_factory=dict)
    _first: dict[int, int] = field(default_factory=dict)
    _counts: dict[int, int] = field(default_factory=dict)
    _seen: list[tuple[Numbers, np.ndarray]] = field(default_factory=list)

    def read(self, cells: pa.DictionaryArray, rows: Rows) -> Coded:
        """The cells as numbers.

        Args:
            cells: One a row.
            rows: Where they stand.

        Raises:
            CaselightError: There are too many different values for a column of categories.
        """
        known, values = self._known, cells.dictionary.to_pylist()
        found = [known[cell] if cell in known else self._look_up(cell) for cell in values]
        places = cells.indices.to_numpy()
        if self._troubled:
            self._note_all(values, places, rows)
        return Coded(np.array(found or [0], dtype=np.int64), places)

    def _look_up(self, cell: str) -> int:
        if len(self._known) >= (MOST_LABELS if self.limited else _MOST_KEPT):
            self._make_room()
        decoded = self.decode(cell.strip())
        if decoded.troubles:
            self._troubled[cell] = decoded.troubles
        self._known[cell] = decoded.number
        return decoded.number

    def _note_all(self, values: list[str], places: Numbers, rows: Rows) -> None:
        wrong = [self._troubled.get(cell, ()) for cell in values]
        for level in range(max(map(len, wrong), default=0)):
            ids = [self._id(each[level]) if len(each) > level else -1 for each in wrong]
            self._note(np.array(ids, dtype=np.int64)[places], rows)

    def _make_room(self) -> None:
        if self.limited:
            raise CaselightError(
                f"A column of categories has at most {MOST_LABELS:,} different values.",
                f"{self.place or self.name}: more",
                "It looks like names, ids or free text: take it out of the mapping.",
            )
        self._known.clear()
        self._troubled.clear()

    def _id(self, trouble: Trouble) -> int:
        return self._ids.setdefault(trouble, len(self._ids))

    def _note(self, ids: Numbers, rows: Rows) -> None:
        wrong = np.flatnonzero(ids >= 0)
        if not wrong.size:
            return
        which, first = np.unique(ids[wrong], return_index=True)
        for number, at in zip(which.tolist(), first.tolist(), strict=True):
            self._first.setdefault(number, rows.first + int(rows.numbers[wrong[at]]))
        sums = np.bincount(ids[wrong], weights=rows.persons[wrong])
        for number in which.tolist():
            self._counts[number] = self._counts.get(number, 0) + int(sums[number])
        if rows.keys is not None:
            self._seen.append((ids[wrong], rows.keys[wrong]))

    def to_findings(self, place: str, threshold: int) -> list[Finding]:
        """The lines of the ledger for this column.

        Args:
            place: The file.
            threshold: Fewest persons whose label may be told.
        """
        persons = self._count_persons()
        found: list[Finding] = []
        few, labels = 0, 0
        # A cell of a row that was left out is known here, and counted nowhere.
        for trouble, number in ((t, n) for t, n in self._ids.items() if persons.get(n)):
            where = f"{place}, column '{self.name}'"
            if not trouble.label:
                rule = f"{trouble.rule} (first in row {self._first[number]:,})"
                found.append(Finding("caseload", where, rule, persons[number], trouble.done))
            elif persons[number] >= threshold:
                rule = f"{trouble.rule}: '{_shorten(trouble.label)}'"
                found.append(Finding("caseload", where, rule, persons[number], trouble.done))
            else:
                few, labels = few + persons[number], labels + 1
        if labels:
            rule = "label of a few persons that the mapping does not have"
            if labels > 1:
                rule = f"{labels:,} labels of a few persons each that the mapping does not have"
            where = f"{place}, column '{self.name}'"
            found.append(Finding("caseload", where, rule, few, "counted as unknown"))
        return found

    def _count_persons(self) -> dict[int, int]:
        if not self._seen:
            return self._counts
        ids = np.concatenate([ids for ids, _ in self._seen])
        keys = np.concatenate([keys for _, keys in self._seen])
        order = np.lexsort((keys, ids))
        ids, keys = ids[order], keys[order]
        fresh = np.append(True, (ids[1:] != ids[:-1]) | (keys[1:] != keys[:-1]))
        which, sizes = np.unique(ids[fresh], return_counts=True)
        return dict(zip(which.tolist(), sizes.tolist(), strict=True))


def _shorten(label: str) -> str:
    shown = "".join(letter if letter.isprintable() else " " for letter in label)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"
