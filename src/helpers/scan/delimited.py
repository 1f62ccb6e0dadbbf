"""CSV and its kin: every line as text, and the first rows as a table."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import islice
from typing import Final

from helpers.scan.findings import UNREADABLE
from helpers.scan.records import split_heading
from helpers.scan.scope import Scope
from helpers.scan.tables import MOST_ROWS, check_table

_MARKS: Final = (",", ";", "\t", "|")
_LONGEST: Final = 1 << 20


def check_rows(scope: Scope, text: str, usual: str = "") -> None:
    """Look at the first rows of a text as a table.

    Args:
        scope: Where findings go.
        text: The text, from its beginning.
        usual: What stands between cells where the text does not tell; empty where it may be no
            table at all.
    """
    mark = find_delimiter(text) or usual
    if not mark:
        return
    before = csv.field_size_limit(_LONGEST)
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=mark), MOST_ROWS))
    except csv.Error:
        scope.add(UNREADABLE)
        return
    finally:
        csv.field_size_limit(before)
    told = [[cell[:200] for cell in row] for row in rows if any(map(str.strip, row))]
    check_table(scope, *split_heading(told), "")


def find_delimiter(text: str) -> str:
    """What stands between the cells of a text; empty where it is no table.

    Args:
        text: The text, from its beginning.

    Example:
        >>> find_delimiter("a;b;c" + chr(10) + "1;2;3" + chr(10) + "4;5;6")
        ';'
    """
    lines = [line for line in text[:65536].splitlines() if line.strip()][:21]
    lines = lines[:-1] if len(lines) > 20 or len(text) > 65536 else lines
    if len(lines) < 2:
        return ""
    counts = {mark: [line.count(mark) for line in lines] for mark in _MARKS}
    steady = {mark: sum(found) for mark, found in counts.items() if _is_steady(found)}
    return max(steady, key=lambda mark: steady[mark], default="")


def _is_steady(found: list[int]) -> bool:
    usual = max(set(found), key=found.count)
    return usual > 0 and found.count(usual) >= len(found) * 0.7
