"""Two editions of one source, compared: what was revised, added and withdrawn.

Editions of a source that publishes counts (GLOTIP, the UK's referrals) are compared cell by cell,
and the values are told: they are public. Of tables that count the persons of a case file only the
number of cells is told, because the difference of two small counts can be one person.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.reading import Reading
from helpers.tables import vocabulary as v
from helpers.tables.schemas import SCHEMAS

MOST_CELLS: Final = 20
"""Cells of each kind that are told one by one, those that change most first."""

_UNTOLD: Final = ("caseload", "captures")
_BOUNDED: Final = ("persons", "lower", "upper", "status")


@dataclass(frozen=True)
class CellChange:
    """One cell that differs.

    Args:
        key: What the cell counts, as pairs of column and value.
        before: Its value in the older edition, in words; empty where it was not there.
        after: Its value in the newer edition; empty where it is withdrawn.
        size: How large the change is, in the unit of the table; 0 where there is no number.
    """

    key: tuple[tuple[str, str], ...]
    before: str
    after: str
    size: int

    @property
    def line(self) -> str:
        """The change as a line of text."""
        place = ", ".join(value for _, value in self.key if value != v.TOTAL)
        if not self.before or not self.after:
            return f"{place}: {self.after or self.before}"
        return f"{place}: {self.before} → {self.after}"


@dataclass(frozen=True, repr=False)
class TableChanges:
    """What differs in one table.

    Args:
        table: Its name.
        same: Cells that are equal in both editions.
        counts: How many cells were ``revised``, ``added`` and ``withdrawn``.
        cells: The cells of each kind, largest change first; empty where they may not be told.
        years: For each kind how many cells of each year.
    """

    table: str
    same: int
    counts: dict[str, int]
    cells: dict[str, tuple[CellChange, ...]]
    years: dict[str, dict[str, int]]

    def to_lines(self, most: int = MOST_CELLS) -> list[str]:
        """The changes as lines of text.

        Args:
            most: How many cells of each kind are told.
        """
        told = ", ".join(f"{number:,} {kind}" for kind, number in self.counts.items())
        lines = [f"{self.table}: {told}, {self.same:,} unchanged"]
        for kind, cells in self.cells.items():
            if self.years[kind]:
                spread = ", ".join(f"{year} {n:,}" for year, n in sorted(self.years[kind].items()))
                lines.append(f"  {kind} by year: {spread}")
            lines += [f"  {kind}: {cell.line}" for cell in cells[:most]]
            if len(cells) > most:
                lines.append(f"  {kind}: and {len(cells) - most:,} more")
        return lines


@dataclass(frozen=True, repr=False)
class EditionChanges:
    """Everything that differs between two editions of one source.

    Args:
        new: Edition that is looked at, as its file names it.
        old: Edition that it is held against.
        tables: Changes table by table.
        notes: What a reader should know.
    """

    new: str
    old: str
    tables: tuple[TableChanges, ...]
    notes: tuple[str, ...]

    def to_lines(self, most: int = MOST_CELLS) -> list[str]:
        """The comparison as lines for a terminal.

        Args:
            most: How many cells of each table and kind are told.
        """
        lines = [f"Edition {self.new} against edition {self.old}"]
        for table in self.tables:
            lines += ["", *table.to_lines(most)]
        return lines + (["", *self.notes] if self.notes else [])


def compare_editions(new: Reading, old: Reading) -> EditionChanges:
    """What a newer edition revised, added and withdrew.

    Args:
        new: The edition that is looked at.
        old: The edition that it is held against.

    Raises:
        CaselightError: The two are not of one source, or have no table in common.
    """
    shared = [name for name in new.tables if name in old.tables and name in SCHEMAS]
    if new.provenance.source != old.provenance.source or not shared:
        raise CaselightError(
            "Two editions of one source and one kind of table can be compared.",
            f"{new.provenance.title} ({new.layout}) and {old.provenance.title} ({old.layout})",
            "Name an older edition of the same file after --against.",
        )
    tables = tuple(_compare(name, new.tables[name], old.tables[name]) for name in shared)
    about = (new.provenance, old.provenance)
    return EditionChanges(about[0].edition, about[1].edition, tables, tuple(_tell(new, old)))


def _tell(new: Reading, old: Reading) -> list[str]:
    notes = []
    dates = (new.provenance.date, old.provenance.date)
    if all(dates) and dates[0] < dates[1]:
        notes.append("The edition named first is the older one: swap the two files.")
    for name in sorted(set(new.tables) ^ set(old.tables)):
        holder = "first" if name in new.tables else "second"
        notes.append(f"Only the {holder} file has a table '{name}'.")
    return notes


def _compare(name: str, new: pd.DataFrame, old: pd.DataFrame) -> TableChanges:
    keys = [str(key) for key in SCHEMAS[name].unique or []]
    columns = [column for column in new if column not in keys]
    both = _to_words(new, keys, columns).merge(
        _to_words(old, keys, columns),
        on=keys,
        how="outer",
        suffixes=("_new", "_old"),
        indicator="where",
        validate="one_to_one",
    )
    is_both = both["where"] == "both"
    differs = is_both & (both["said_new"] != both["said_old"])
    kinds = {
        "revised": both[differs],
        "added": both[both["where"] == "left_only"],
        "withdrawn": both[both["where"] == "right_only"],
    }
    told = not name.startswith(_UNTOLD)
    return TableChanges(
        name,
        int((is_both & ~differs).sum()),
        {kind: len(rows) for kind, rows in kinds.items()},
        {kind: _to_cells(rows, keys) if told else () for kind, rows in kinds.items()},
        {kind: _count_years(rows) if told else {} for kind, rows in kinds.items()},
    )


def _to_words(table: pd.DataFrame, keys: list[str], columns: list[str]) -> pd.DataFrame:
    """Keys as text, with what each row says in words and a number to order changes by."""
    words = table[keys].astype("str")
    if set(_BOUNDED) <= set(columns):
        words["said"] = [_say(*row) for row in table[list(_BOUNDED)].itertuples(index=False)]
        number = table["upper"]
    else:
        texts = table[columns].astype("str").fillna("")
        words["said"] = texts.agg(", ".join, axis=1) if columns else ""
        number = table["persons"] if "persons" in columns else pd.Series(0, index=table.index)
    words["size"] = number.fillna(0).astype("int64").to_numpy()
    return words


def _say(persons: object, lower: object, upper: object, status: str) -> str:
    if status == v.OBSERVED:
        return f"{persons:,}"
    words = v.STATUS_WORDS.get(status, status)
    return words if pd.isna(lower) else f"{lower:,} to {upper:,} ({words})"


def _to_cells(rows: pd.DataFrame, keys: list[str]) -> tuple[CellChange, ...]:
    sizes = (rows["size_new"].fillna(0) - rows["size_old"].fillna(0)).abs().astype("int64")
    ordered = rows.assign(change=sizes).sort_values(
        ["change", *keys], ascending=[False, *[True] * len(keys)], kind="stable"
    )
    said = ordered[["said_new", "said_old"]].astype("object").fillna("")
    return tuple(
        CellChange(tuple(zip(keys, key, strict=True)), before, after, int(size))
        for key, before, after, size in zip(
            ordered[keys].itertuples(index=False, name=None),
            said["said_old"],
            said["said_new"],
            ordered["change"],
            strict=True,
        )
    )


def _count_years(rows: pd.DataFrame) -> dict[str, int]:
    return dict(Counter(rows["year"])) if "year" in rows else {}
