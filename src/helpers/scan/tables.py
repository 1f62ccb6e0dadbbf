"""Whether a table holds people: by its headings, and by what stands in its columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from helpers.scan.headings import classify, is_nothing, is_schema, is_sex
from helpers.scan.patterns import DATE
from helpers.scan.scope import Scope

MOST_ROWS: Final = 1000
"""Rows of a table that are looked at as a table; every row is looked through as text."""
FEWEST: Final = 3
"""Rows from which a table without names is a list of people."""
_MANY: Final = 10
_ID: Final = re.compile(r"(?=[^\d]*\d)[A-Za-z]{1,8}[-_/ .]?[\w/-]*\d{2,}[A-Za-z]?|\d{6,12}")
_PERSONAL: Final = frozenset(("identity", "name", "birth", "id", "count", ""))
_SERIAL: Final = re.compile(r"[1-4]\d{4}(\.0+)?")

Rows = Sequence[Sequence[str]]


def check_table(
    scope: Scope, columns: Sequence[str], rows: Rows, place: str, shown: bool = False
) -> None:
    """Note what a table tells of people.

    Args:
        scope: Where findings go.
        columns: Its headings; empty where it has none.
        rows: Its first rows, as text.
        place: Where it stands.
        shown: Whether it is a data frame that a program displayed: fewer rows are enough.
    """
    kinds = [classify(heading) for heading in columns]
    width = max([len(columns), *map(len, rows)], default=0)
    if width < 2 and not set(kinds) & {"identity", "birth"}:
        return
    kinds += [""] * (width - len(kinds))
    cells = [[row[n] for row in rows if n < len(row)] for n in range(width)]
    for number, (kind, column) in enumerate(zip(kinds, cells, strict=True), start=1):
        if kind not in ("identity", "birth"):
            continue
        told = [cell for cell in column if not is_nothing(cell)]
        at = f"{place}, column {number}" if place else f"column {number}"
        if kind == "identity" and told:
            scope.add("identifier", at)
        elif kind == "birth" and any(DATE.search(c) or _SERIAL.fullmatch(c.strip()) for c in told):
            scope.add("birth_date", at)
    if holds_people(columns, kinds, cells, len(rows), shown):
        scope.add("raw_rows", place)


def may_tell(heading: str, first: str) -> bool:
    """Whether a column may tell of a person, by its heading or by the first of its cells.

    Args:
        heading: Its heading.
        first: Its first cell that is not empty.
    """
    is_plain = classify(heading) in ("", "count") and not is_schema(heading)
    return not is_plain or is_nothing(first) or is_sex(first) or bool(_ID.fullmatch(first.strip()))


def holds_people(
    columns: Sequence[str], kinds: list[str], cells: Rows, size: int, shown: bool
) -> bool:
    """Whether rows are people.

    Args:
        columns: Headings.
        kinds: Their kinds, one a column.
        cells: Text by column.
        size: How many rows there are.
        shown: Whether it is a displayed data frame.
    """
    fewest = 1 if shown else FEWEST
    if size < fewest:
        return False
    groups = {kind for kind in kinds if kind not in _PERSONAL}
    is_named = bool({"identity", "birth"} & set(kinds)) or ("name" in kinds and bool(groups))
    if "sex" not in groups and any(_is_of_sexes(column) for column in cells):
        groups.add("sex")
    ids = [column for kind, column in zip(kinds, cells, strict=True) if kind == "id"]
    is_numbered = any(_is_unique(column, fewest) for column in ids) or any(
        column
        and _ID.fullmatch(column[0].strip())
        and _is_unique(column, _MANY)
        and all(_ID.fullmatch(c.strip()) for c in column)
        for column, kind in zip(cells, kinds, strict=True)
        if kind in ("", "id")
    )
    if (is_named or is_numbered) and (groups or (is_named and is_numbered)):
        return True
    if shown and any(map(is_schema, columns)):
        return True  # a canonical table of cases: its counts are not protected
    return len(groups) >= 3 and not _counts(kinds, cells)


def _counts(kinds: list[str], cells: Rows) -> bool:
    """Whether a column counts: one that always says 1 is a list of people in disguise."""
    counting = [column for kind, column in zip(kinds, cells, strict=True) if kind == "count"]
    return any(any(cell.strip() not in ("1", "1.0", "") for cell in column) for column in counting)


def _is_unique(column: Sequence[str], fewest: int) -> bool:
    return len(column) >= fewest and len(set(column)) == len(column)


def _is_of_sexes(column: Sequence[str]) -> bool:
    first = next((cell for cell in column if not is_nothing(cell)), "")
    if not is_sex(first):
        return False
    told = [cell for cell in column if not is_nothing(cell)]
    return len(told) >= FEWEST and len(set(told)) > 1 and all(map(is_sex, told))
