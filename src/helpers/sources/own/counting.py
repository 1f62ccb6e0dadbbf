"""A case file into combinations of attributes with their number of persons, batch by batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from helpers.errors import CaselightError
from helpers.sources.caseload import MEANS as MEANS_PREFIX
from helpers.sources.caseload import SECTOR as SECTOR_PREFIX
from helpers.sources.own import decoders as d
from helpers.sources.own.attributes import CONTRIBUTOR, LABELS, MERGING, ORDERS, Attributes
from helpers.sources.own.cells import Column, Rows
from helpers.sources.own.contributors import tell_contributors
from helpers.sources.own.fold import Layer, Packer
from helpers.sources.own.gather import Gatherer, Lot, Threaded
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.people import Hasher, Merged
from helpers.sources.own.pieces import NotPlainError
from helpers.sources.own.quick import is_large
from helpers.sources.own.stream import Batch, open_batches, open_quickly
from helpers.sources.own.whole import PERSON
from helpers.sources.own.words import FORMS, NO, YES
from helpers.sources.peek import Peek, peek
from helpers.sources.reading import Finding
from helpers.tables import vocabulary as v


@dataclass(frozen=True, repr=False)
class Counted:
    """A case file counted.

    Args:
        combinations: What ``caseload.tabulate`` takes; no rows where there are no persons.
        rows: Rows with something in a column that is read.
        findings: The ledger.
        persons: Persons counted.
    """

    combinations: pd.DataFrame
    rows: int
    findings: tuple[Finding, ...]
    persons: int


def count_cases(mapping: CaseMapping, look: Peek | None = None) -> Counted:
    """Count the persons of a case file.

    Args:
        mapping: What the file is.
        look: A first look at it, where one was taken.

    Raises:
        CaselightError: The file is damaged, or breaks a rule of its mapping.
    """
    if is_large(mapping.file):
        start = look or peek(mapping.file, whole=False)
        counter = _Counter(mapping, quick=True)
        try:
            return counter.count_quickly(start)
        except (CaselightError, NotPlainError):
            # What is wrong, if anything is, is told by the careful way.
            look = start if start.kind != "delimited" else look
        finally:
            counter.gatherer.close()
    return _Counter(mapping).count(look)


class _Counter:
    def __init__(self, mapping: CaseMapping, *, quick: bool = False) -> None:
        self.mapping = mapping
        self.attributes = Attributes(mapping)
        self.packer = Packer(self.attributes.widths)
        self.gatherer = (Threaded if quick else Gatherer)(self.packer, MERGING)
        self.hasher = Hasher() if "person" in mapping.columns else None
        self.left_out = {
            c: Column(c, d.decode_match(w), limited=False) for c, w in mapping.left_out.items()
        }
        self.told: dict[str, int] = {}
        self.rows = 0

    def count(self, look: Peek | None) -> Counted:
        return self._count(*open_batches(self.mapping, look))

    def count_quickly(self, look: Peek) -> Counted:
        return self._count(*open_quickly(self.mapping, look, self.hasher))

    def _count(self, first: int, batches: Iterator[Batch]) -> Counted:
        for batch, rows in self._select(first, batches):
            self._add(batch, rows)
        numbers, merged = self.gatherer.finish()
        combinations = self._to_frame(numbers)
        persons = int(combinations["persons"].sum()) if len(combinations) else 0
        return Counted(combinations, self.rows, tuple(self._find(merged)), persons)

    def _select(self, first: int, batches: Iterator[Batch]) -> Iterator[tuple[Batch, Rows]]:
        """The rows that count: neither empty, nor labels of the headings, nor left out."""
        for batch in batches:
            size = len(next(iter(batch.values())))
            keep = ~self._all_equal(batch, dict.fromkeys(batch, ""))
            self.told["empty"] = self.told.get("empty", 0) + int(size - keep.sum())
            if self.mapping.label_row:
                keep &= ~self._all_equal(batch, self.mapping.label_row)
            self.rows += int(keep.sum())
            for name, column in self.left_out.items():
                numbers = np.arange(size)
                read = column.read(batch[name], Rows(first, numbers, numbers))
                out = read.map(lambda matches: matches > 0).spread(np.bool_)
                self.told[name] = self.told.get(name, 0) + int((out & keep).sum())
                keep &= ~out
            numbers = np.flatnonzero(keep)
            if len(numbers) < size:
                batch = {name: cells.filter(pa.array(keep)) for name, cells in batch.items()}
            if len(numbers):
                ones = np.ones(len(numbers), dtype=np.int64)
                yield batch, Rows(first, numbers, ones, self._keys(batch, first + numbers))
            first += size

    def _keys(self, batch: Batch, numbers: np.ndarray) -> np.ndarray | None:
        if self.hasher is None:
            return None
        found = self._to_keys(batch[self.mapping.columns["person"]])
        if not found.null_count:
            return found.to_numpy()
        keys = found.fill_null(0).to_numpy(zero_copy_only=False).copy()
        nameless = np.flatnonzero(found.is_null().to_numpy(zero_copy_only=False))
        # A row without an id is a person of its own; no id begins with a blank.
        own = pa.array([f" {number}" for number in numbers[nameless].tolist()])
        keys[nameless] = self.hasher.hash(own)
        self.told["nameless"] = self.told.get("nameless", 0) + int(nameless.size)
        return keys

    def _to_keys(self, ids: pa.Array) -> pa.UInt64Array:
        assert self.hasher is not None
        return ids if pa.types.is_uint64(ids.type) else self.hasher.key(ids)

    def _all_equal(self, batch: Batch, wanted: Mapping[str, str]) -> np.ndarray:
        """For each row, whether all of these cells are these texts."""
        found: np.ndarray | None = None
        # Columns of few different cells first: most batches are told by one of them.
        for name, text in sorted(wanted.items(), key=lambda item: _is_plain(batch[item[0]])):
            rows = self._equal(batch[name], text)
            found = rows if found is None else found & rows
            if not found.any():
                break
        assert found is not None
        return found

    def _equal(self, cells: pa.Array, text: str) -> np.ndarray:
        if pa.types.is_uint64(cells.type):
            wanted = self._to_keys(pa.array([text], pa.string()))[0]
            same = pc.equal(cells, wanted) if wanted.is_valid else pc.is_null(cells)
            return pc.fill_null(same, False).to_numpy(zero_copy_only=False)
        encoded = not _is_plain(cells)
        texts = pc.utf8_trim_whitespace(cells.dictionary if encoded else cells)
        same = pc.equal(texts, text).to_numpy(zero_copy_only=False).astype(bool)
        if not same.any():
            return np.zeros(len(cells), dtype=bool)
        return same[cells.indices.to_numpy()] if encoded else same

    def _add(self, batch: Batch, rows: Rows) -> None:
        rows = replace(rows, persons=self.attributes.read_persons(batch, rows))
        layers = self.attributes.read(batch, rows)
        self.gatherer.add(partial(self._pack, layers, rows))

    def _pack(self, layers: Sequence[Layer], rows: Rows) -> Lot:
        packed = self.packer.lay(layers, len(rows.numbers))
        self.attributes.check_channels(self.packer.take(packed, "channel"), rows)
        several = "persons" in self.mapping.columns
        return Lot(packed, rows.persons if several else None, rows.keys)

    def _to_frame(self, numbers: dict[str, np.ndarray] | None) -> pd.DataFrame:
        if numbers is None:
            return pd.DataFrame({"channel": [], "persons": []})
        found: dict[str, Any] = {
            name: pd.Categorical.from_codes(
                numbers[name], categories=self.attributes.books[name].words
            )
            for name in LABELS
        }
        years, places = np.unique(np.append(0, numbers["year"]), return_inverse=True)
        words = [str(year) if year else v.UNKNOWN for year in years.tolist()]
        found["year"] = pd.Categorical.from_codes(places[1:], categories=words)
        if CONTRIBUTOR in numbers:
            kinds, places = np.unique(numbers[CONTRIBUTOR], return_inverse=True)
            words = [tell_contributors(bits) for bits in kinds.tolist()]
            found[CONTRIBUTOR] = pd.Categorical.from_codes(places, categories=words)
        for form in FORMS:
            answers = numbers[f"form_{form}"]
            found[f"form_{form}"] = pd.Categorical.from_codes(answers, [v.UNKNOWN, NO, YES])
        for kind, prefix in (("sector", SECTOR_PREFIX), ("means", MEANS_PREFIX)):
            for place, code in enumerate(ORDERS[kind]):
                marked = (numbers[kind] >> place & 1).astype(bool)
                if marked.any():
                    found[f"{prefix}{code}"] = marked
        return pd.DataFrame({**found, "persons": numbers["persons"]})

    def _find(self, merged: Merged | None) -> Iterator[Finding]:
        place, told = self.mapping.file.name, self.told
        if told.get("empty"):
            yield Finding("caseload", place, "rows with nothing in a column that is read",
                          told["empty"], "not counted: they are nobody")  # fmt: skip
        for column in self.left_out:
            if told.get(column):
                yield Finding("caseload", f"{place}, column '{column}'",
                              "rows that the mapping leaves out", told[column],
                              "not counted")  # fmt: skip
        if told.get("nameless"):
            yield Finding("caseload", place, "rows without the id of a person", told["nameless"],
                          "each counted as a person of its own")  # fmt: skip
        if merged is not None:
            yield from self._tell_merged(merged)
        for read in self.attributes.columns:
            yield from read.to_findings(place, self.mapping.threshold)
        for (column, rule, done), persons in self.attributes.extra.items():
            yield Finding("caseload", f"{place}, column '{column}'", rule, persons, done)

    def _tell_merged(self, merged: Merged) -> Iterator[Finding]:
        place = self.mapping.file.name
        if merged.repeated and self.mapping.rows == PERSON:
            yield Finding("caseload", place, "rows of a person who has a row before",
                          merged.repeated, "counted once: a form is yes if it is yes in any row, "
                          "else the first row that records an attribute counts")  # fmt: skip
        for name, persons in merged.conflicts.items():
            rule = f"persons whose rows differ in {name.replace('_', ' ')}"
            done = "the first row that records it counts"
            yield Finding("caseload", place, rule, persons, done)


def _is_plain(cells: pa.Array) -> bool:
    return not pa.types.is_dictionary(cells.type)
