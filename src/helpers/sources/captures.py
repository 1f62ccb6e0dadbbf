"""Capture lists: who was seen by which organisations, for estimates of a hidden population.

Two layouts: one 0/1 column a list, with or without a column of counts; or one row a person and
list, by a mapping. The canonical table ``captures`` has one 0/1 column a list and ``persons``,
one row a combination. Nobody is on no list: how many those are is what is estimated from it.
"""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.layouts import Layout
from helpers.sources.own.words import fold
from helpers.sources.peek import Header, Peek
from helpers.sources.publishers import provenance_of
from helpers.sources.reading import Finding, Reading
from helpers.sources.texts import read_texts
from helpers.tables.provenance import Provenance

FEWEST_LISTS: Final = 2
MOST_LISTS: Final = 20
_COUNTS: Final = ("count", "n", "freq", "frequency", "persons", "number")
_MARKS: Final = {"0": 0, "1": 1, "0.0": 0, "1.0": 1}
_ENOUGH: Final = 0.8
"""Share of entries 0 or 1 that makes a table one of lists; what else it holds is refused."""

_NOTE: Final = ("Each row of the table is a combination of lists with its number of persons. "
                "People on no list are not in it: they are what an estimate is about.")  # fmt: skip


def _find_lists(look: Peek) -> tuple[Header, tuple[str, ...], str] | None:
    """The header, its lists, and its column of counts ('' without one); None if it is no such."""
    if look.kind not in ("delimited", "workbook") or not look.heads:
        return None
    header = look.first_header
    names = header.columns
    counts = [name for name in names if fold(name) in _COUNTS]
    lists = tuple(name for name in names if name not in counts)
    if len(counts) > 1 or not all(names) or not FEWEST_LISTS <= len(lists) <= MOST_LISTS:
        return None
    rows = [row for row in look.heads[header.table][1:] if len(row) == len(names)]
    cells = [c for row in rows for name, c in zip(names, row, strict=True) if name in lists]
    marked = sum(cell in _MARKS for cell in cells)
    least = _ENOUGH if counts else 1.0
    fits = bool(cells) and marked >= least * len(cells)
    return (header, lists, counts[0] if counts else "") if fits else None


def read_captures(look: Peek) -> Reading:
    """Capture histories, one 0/1 column a list.

    Args:
        look: A first look at the file.

    Raises:
        CaselightError: An entry is neither 0 nor 1, a count is no number from zero, or a row is on
            no list.
    """
    found = _find_lists(look)
    assert found is not None
    header, lists, count = found
    texts = read_texts(look, header, [*lists, *([count] if count else [])])
    marks = texts[list(lists)].apply(lambda cells: cells.map(_MARKS))
    _refuse(look, marks.isna(), "An entry of a list is 0 or 1.", "Write 1 for on the list, else 0.")
    nobody = marks.sum(axis=1).eq(0).to_frame(lists[0])
    _refuse(look, nobody, "A row of capture lists is on one list or more.",
            "Take the row out: people on no list are estimated, not counted.")  # fmt: skip
    persons = pd.Series(1, index=texts.index)
    if count:
        numbers = texts[count].str.fullmatch(r"\d{1,9}(\.0+)?")
        _refuse(look, ~numbers.to_frame(count), "A count of persons is a whole number from zero.",
                "Correct the cell.")  # fmt: skip
        persons = texts[count].str.removesuffix(".0").astype("int64")
    table = marks.astype("int64").assign(persons=persons)
    return to_reading("captures", table, len(texts), provenance_of("captures"))


def to_reading(layout: str, table: pd.DataFrame, rows: int, about: Provenance) -> Reading:
    """Capture histories as a reading, each combination once.

    Args:
        layout: Name of the layout.
        table: One 0/1 column a list, and ``persons``.
        rows: Rows that were read.
        about: Where they come from.

    Raises:
        CaselightError: There are fewer than two lists.
    """
    names = [name for name in table.columns if name != "persons"]
    if len(names) < FEWEST_LISTS:
        raise CaselightError(
            f"Capture lists are at least {FEWEST_LISTS}.",
            f"{len(names)}",
            "An estimate needs people who are on several lists.",
        )
    summed = table.groupby(names, as_index=False)["persons"].sum()
    summed = summed[summed["persons"] > 0].sort_values(names).reset_index(drop=True)
    persons = int(summed["persons"].sum())
    empty = [name for name in names if not (summed[name] == 1).any()]
    findings = [
        Finding("captures", f"list '{n}'", "list with nobody on it", 0, "kept") for n in empty
    ]
    return Reading(layout, {"captures": summed}, about, rows, persons, tuple(findings), (_NOTE,))


def _refuse(look: Peek, wrong: pd.DataFrame, rule: str, mend: str) -> None:
    rows = wrong.any(axis=1)
    if rows.any():
        row = rows.index[rows][0]
        column = wrong.columns[wrong.loc[row]][0]
        where = f"{look.path.name}, row {row}, column '{column}' ({int(rows.sum()):,} rows in all)"
        raise CaselightError(rule, where, mend)


LAYOUTS = (
    Layout("captures", "Capture lists: one 0/1 column a list",
           lambda look: _find_lists(look) is not None, read_captures),
)  # fmt: skip
