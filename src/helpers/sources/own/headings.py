"""Where the headings of a case file stand, by the columns that its mapping names."""

from __future__ import annotations

from helpers.errors import CaselightError
from helpers.sources.own.document import suggest
from helpers.sources.own.mapping import CaseMapping
from helpers.sources.peek import Header, Peek


def find_headings(mapping: CaseMapping, look: Peek) -> Header:
    """The row of headings that holds the most columns of a mapping.

    Args:
        mapping: What the file is.
        look: A first look at it.

    Raises:
        CaselightError: The file lacks the sheet, or a column, of the mapping.
    """
    tables = {mapping.sheet: look.heads.get(mapping.sheet, ())} if mapping.sheet else look.heads
    if mapping.sheet and mapping.sheet not in look.heads:
        _refuse(mapping, "data", "sheet", "The sheet that a mapping names is in the workbook.",
                f"no sheet {mapping.sheet!r}", suggest(mapping.sheet, look.heads))  # fmt: skip
    wanted = set(mapping.wanted)
    lines = [
        Header(table, number, row) for table, rows in tables.items()
        for number, row in enumerate(rows) if mapping.header in (0, number + 1)
    ]  # fmt: skip
    if not lines:
        lines = [Header("", 0, ())]
    best = max(lines, key=lambda header: len(wanted & set(header.columns)))
    for column in mapping.wanted:
        if column not in best.columns:
            table, key = mapping.find_key(column)
            rule = "A column that a mapping names is in the file."
            found = f"no column {column!r} in {look.path.name}"
            _refuse(mapping, table, key, rule, found, suggest(column, best.columns))
    return best


def _refuse(mapping: CaseMapping, table: str, key: str, rule: str, found: str, mend: str) -> None:
    if mapping.document is None:
        raise CaselightError(rule, found, mend)
    raise mapping.document.error(rule, table, key, found, mend)
