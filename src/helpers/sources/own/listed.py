"""Capture lists from a file with one row a person and list."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from helpers.errors import CaselightError
from helpers.sources.captures import MOST_LISTS, to_reading
from helpers.sources.own.cells import Column, Decoded, Rows, Trouble
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.own.people import UNION, Hasher, merge_rows
from helpers.sources.own.stream import open_batches
from helpers.sources.own.words import fold
from helpers.sources.reading import Reading


def read_listed(mapping: CaseMapping) -> Reading:
    """Capture lists from one row a person and list.

    Args:
        mapping: With the columns ``person`` and ``list``.

    Raises:
        CaselightError: A row has no person or no list, or there are too many lists.
    """
    names: list[str] = []
    column = Column(mapping.columns["list"], lambda cell: _decode_list(mapping, names, cell))
    hasher, keys, marks, rows = Hasher(), [], [], 0
    first, batches = open_batches(mapping)
    for batch in batches:
        ids = pc.utf8_trim_whitespace(batch[mapping.columns["person"]])
        empty = pc.equal(ids, "").to_numpy(zero_copy_only=False)
        numbers = np.arange(len(ids))
        if empty.any():
            _refuse_row(mapping, "person", first + int(empty.argmax()))
        keys.append(hasher.hash(ids))
        ones = np.ones(len(ids), dtype=np.int64)
        bits = column.read(batch[column.name], Rows(first, numbers, ones, keys[-1])).spread()
        marks.append(bits)
        first, rows = first + len(ids), rows + len(ids)
    if not keys:
        raise CaselightError("Capture lists have at least one row.", f"{mapping.file.name}: none",
                             "Look whether it is the right file and sheet.")  # fmt: skip
    merged = merge_rows({"lists": np.concatenate(marks)}, np.concatenate(keys), {"lists": UNION})
    bits, persons = np.unique(merged.columns["lists"], return_counts=True)
    on_one = bits > 0
    table = pd.DataFrame(
        {name: bits[on_one] >> place & 1 for place, name in enumerate(names)}
    ).assign(persons=persons[on_one])
    reading = to_reading("own", table, rows, mapping.about.provenance)
    findings = column.to_findings(mapping.file.name, mapping.threshold)
    return replace(
        reading,
        findings=(*findings, *reading.findings),
        notes=(*mapping.about.notes, *reading.notes),
    )


def _decode_list(mapping: CaseMapping, names: list[str], cell: str) -> Decoded:
    stated = mapping.values.get("list")
    unknown = mapping.unknown.get("all", frozenset())
    if not cell or fold(cell) in unknown:
        return Decoded(0, (Trouble("entry without a list", done="not on a list by this row"),))
    name = cell if stated is None else stated.get(fold(cell), ("",))[0]
    if not name:
        rule = "label that the mapping does not have"
        return Decoded(0, (Trouble(rule, cell, done="not on a list by this row"),))
    if name not in names:
        if len(names) == MOST_LISTS:
            raise CaselightError(
                f"There are at most {MOST_LISTS} lists.", f"column '{mapping.columns['list']}': "
                "more", "Look whether it is the column that names the list.",
            )  # fmt: skip
        names.append(name)
    return Decoded(1 << names.index(name))


def _refuse_row(mapping: CaseMapping, name: str, row: int) -> None:
    raise CaselightError(
        "A row of capture lists names a person and a list.",
        f"{mapping.file.name}, row {row:,}, column '{mapping.columns[name]}': empty",
        "Fill it in, or take the row out.",
    )
