"""The rows of a system: what a count, a share, a contributor and a shared variable say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from helpers.audit.models import HIDDEN, LINK, OWN, SHARE, SHOWN, Cell, Frame, Row
from helpers.audit.statements import (
    NO_LIMIT,
    Ratio,
    Said,
    Statement,
    outward,
    whole_bounds,
)

Made = tuple[np.ndarray, np.ndarray, int, int, Row]
"""Atoms, their factors, the least, the most, and where the row comes from."""


def count_rows(frame: Frame, cells: Iterable[Cell]) -> list[Made]:
    """What is printed of each count, and that a hidden one is at least 1 where zeros are shown."""
    rows: list[Made] = []
    for cell in cells:
        ones = np.ones(len(cell.columns), dtype=np.int64)
        about, where = (cell.region,), " and ".join(cell.where[:2])
        if cell.lower > 0 or cell.upper < NO_LIMIT:
            row = Row(SHOWN, where, about)
            rows.append((cell.columns, ones, cell.lower, cell.upper, row))
        if cell.hidden and not frame.population.zeros_hidden:
            rows.append((cell.columns, ones, 1, NO_LIMIT, Row(HIDDEN, where, about)))
    return rows


def share_rows(frame: Frame, said: Iterable[Said]) -> list[Made]:
    """``q part - p whole`` is at least zero for the lower bound p/q, and so on."""
    rows: list[Made] = []
    for one in said:
        home = frame.grid.home(one.part | one.whole) if isinstance(one, Ratio) else None
        if home is None or not isinstance(one, Ratio):
            continue
        part, whole = frame.columns(one.part, home), frame.columns(one.whole, home)
        columns = np.union1d(part, whole)
        inside, of = np.isin(columns, part), np.isin(columns, whole)
        low, high = outward(one.lower, one.upper)
        for bound, sign in ((low, 1), (high, -1)):
            if bound is not None and (sign == -1 or bound > 0):
                scale = bound.denominator
                values = sign * (scale * inside - bound.numerator * of)
                row = Row(SHARE, one.where, (one.part, one.whole))
                rows.append((columns, values.astype(np.int64), 0, NO_LIMIT, row))
    return rows


def own_persons(
    frame: Frame, known: Iterable[Statement], block: int
) -> list[tuple[np.ndarray, int]]:
    """A contributor's own persons in the atoms of one block, in groups that do not overlap."""
    sums: dict[bytes, int] = {}
    for own in known:
        key = frame.columns(own.region, block).tobytes()
        sums[key] = sums.get(key, 0) + whole_bounds(own.lower, own.upper)[0]
    return [(np.frombuffer(key, dtype=np.int64), number) for key, number in sums.items()]


def own_rows(frame: Frame, known: Sequence[Statement]) -> list[Made]:
    """A contributor's own persons are among those counted."""
    told = Row(OWN, "its own files", plain="a contributor's own persons")
    return [
        (columns, np.ones(len(columns), dtype=np.int64), number, NO_LIMIT, told)
        for block in range(len(frame.merged) if known else 0)
        for columns, number in own_persons(frame, known, block)
        if number
    ]


def link_rows(frame: Frame, cells: Iterable[Cell]) -> list[Made]:
    """The same persons in two blocks; by their number, where it is printed."""
    printed = {c.columns.tobytes(): c.value for c in cells if c.value is not None}
    rows: list[Made] = []
    for one, two, names in frame.grid.links:
        sides = [_sums_over(frame, at, names) for at in (one, two)]
        for mine, other in zip(*sides, strict=True):
            numbers = [printed.get(side.tobytes()) for side in (mine, other)]
            number = next((n for n in numbers if n is not None), None)
            told = Row(LINK, "the same persons in two tables", plain=_shared_words(names))
            if number is None:
                both = np.concatenate([mine, other])
                signs = np.repeat(np.array([1, -1]), [len(mine), len(other)])
                rows.append((both, signs, 0, 0, told))
                continue
            rows += [
                (side, np.ones(len(side), dtype=np.int64), number, number, told)
                for side, has in zip((mine, other), numbers, strict=True)
                if has is None
            ]
    return rows


def _sums_over(frame: Frame, block: int, names: Sequence[str]) -> list[np.ndarray]:
    """For each class of the shared variables the atoms of one block."""
    labels = frame.grid.blocks[block].labels(names)
    pairs = np.unique(np.stack([labels, frame.merged[block]], axis=1), axis=0)
    cuts = np.flatnonzero(np.diff(pairs[:, 0])) + 1
    return [frame.starts[block] + part for part in np.split(pairs[:, 1], cuts)]


def _shared_words(names: Sequence[str]) -> str:
    return (
        f"the same persons by {', '.join(n.replace('_', ' ') for n in names)}" if names else "all"
    )


def to_matrix(rows: Sequence[Made], width: int) -> csr_matrix:
    """The rows as one sparse matrix of whole numbers."""
    if not rows:
        return csr_matrix((0, width), dtype=np.int64)
    ends = np.cumsum([0, *(len(row[0]) for row in rows)])
    columns = np.concatenate([row[0] for row in rows])
    values = np.concatenate([row[1] for row in rows]).astype(np.int64)
    return csr_matrix((values, columns, ends), shape=(len(rows), width))


def to_indicators(groups: Sequence[np.ndarray], width: int) -> csr_matrix:
    """Groups of columns as a matrix of ones, one group a row."""
    ends = np.cumsum([0, *(len(group) for group in groups)])
    columns = np.concatenate(groups) if groups else np.zeros(0, dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.int8)
    return csr_matrix((ones, columns, ends), shape=(len(groups), width))
