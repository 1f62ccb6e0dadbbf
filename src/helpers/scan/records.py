"""JSON: its text as it stands, and the tables in it, however they are laid out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from helpers.scan.findings import UNREADABLE
from helpers.scan.headings import classify, is_nothing
from helpers.scan.scope import Scope, to_lines
from helpers.scan.tables import FEWEST, MOST_ROWS, check_table, may_tell

_LONG: Final = 1_000_000
_NUMBERS: Final = (int, float)
_ROWS: Final = ("rows", "data", "records", "values")


def parse_json(scope: Scope, text: str, place: str = "") -> Any:
    """JSON as values; None, and a finding, where it cannot be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # no number and no nesting is too much for JSON
        scope.add(UNREADABLE, place)
        return None


def check_json(scope: Scope, text: str) -> None:
    """Look through a JSON text, or one value a line.

    Args:
        scope: Where findings go.
        text: The file.
    """
    scope.text(text, to_lines(text))
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and all(line.lstrip().startswith(("{", "[")) for line in lines[:2]) and (
        lines[0].rstrip().endswith(("}", "]"))
    ):  # fmt: skip
        check_values(scope, [parse_json(scope, line) for line in lines[:MOST_ROWS]], "")
    else:
        check_values(scope, parse_json(scope, text), "")


def check_values(scope: Scope, value: Any, place: str) -> None:
    """Look for tables and records of people in parsed JSON.

    Args:
        scope: Where findings go.
        value: Any JSON value.
        place: Where it stands.
    """
    number = 0
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, dict):
            stack.extend(v for v in item.values() if isinstance(v, (dict, list)))
            _check_record(scope, item, place)
        elif isinstance(item, list):
            inner = [v for v in item if type(v) is dict or type(v) is list]
            if not inner:
                continue
            stack += inner
        table = _to_table(item)
        if table is not None:
            number += 1
            at = f"{place}, table {number}" if place else f"table {number}"
            check_table(scope, *table, at)


def _check_record(scope: Scope, item: dict[str, Any], place: str) -> None:
    for key, value in item.items():
        is_told = isinstance(value, (str, int)) and not isinstance(value, bool)
        if is_told and classify(str(key)) == "identity" and not is_nothing(str(value)):
            scope.add("identifier", place)


def to_told(value: Any) -> str:
    """The texts of a JSON value, a line each, with their keys; numbers only where they are long.

    Args:
        value: Any JSON value.

    Example:
        >>> print(to_told({"title": "Forms", "x": [1.25, 33612345678]}))
        title: "Forms"
        x: 33612345678
    """
    lines: list[str] = []
    _tell(value, "", lines)
    return "\n".join(lines)


def _tell(value: Any, key: str, lines: list[str]) -> None:
    if isinstance(value, dict):
        for name, item in value.items():
            _tell(item, str(name), lines)
    elif isinstance(value, list):
        for item in value:
            kind = type(item)
            if kind is str:
                lines.append(f'{key}: "{item}"' if key else item)
            elif kind not in _NUMBERS or abs(item) >= _LONG:  # figures are mostly numbers
                _tell(item, key, lines)
    elif isinstance(value, str):
        lines.append(f'{key}: "{value}"' if key else value)
    elif isinstance(value, (int, float)) and abs(value) >= _LONG and value == value // 1:
        lines.append(f"{key}: {int(value)}")
    elif key and not isinstance(value, (int, float)):
        lines.append(key)


def _to_table(item: Any) -> tuple[list[str], list[list[str]]] | None:
    if isinstance(item, list):
        return _from_list(item[:MOST_ROWS])
    if not isinstance(item, dict):
        return None
    columns = item.get("columns")
    for name in _ROWS:
        rows = item.get(name)
        if isinstance(columns, list) and isinstance(rows, list) and _are_lists(rows):
            return [str(c) for c in columns], [_row(r) for r in rows[:MOST_ROWS]]
    lists = {k: v for k, v in item.items() if isinstance(v, (list, dict)) and len(v) >= FEWEST}
    sizes = {len(v) for v in lists.values()}
    if len(lists) >= 2 and len(sizes) == 1:
        return _from_columns(lists)
    return None


def _from_list(item: list[Any]) -> tuple[list[str], list[list[str]]] | None:
    if len(item) < FEWEST or not isinstance(item[0], (dict, list)):
        return None
    if all(isinstance(row, dict) for row in item):
        columns = list(dict.fromkeys(str(key) for row in item for key in row))[:500]
        return columns, [[_text(row.get(c)) for c in columns] for row in item]
    if _are_lists(item):
        rows = [_row(row) for row in item]
        return split_heading(rows)
    return None


def _from_columns(lists: dict[str, Any]) -> tuple[list[str], list[list[str]]] | None:
    firsts = (
        next((_text(v) for v in _values(c) if v not in (None, "")), "") for c in lists.values()
    )
    if not any(map(may_tell, map(str, lists), firsts)):
        return None  # most traces of a chart
    cells = [[_text(v) for v in islice(_values(column), MOST_ROWS)] for column in lists.values()]
    return [str(key) for key in lists], [list(row) for row in zip(*cells, strict=True)]


def _values(column: Any) -> Iterator[Any]:
    return iter(column.values() if isinstance(column, dict) else column)


def _are_lists(rows: list[Any]) -> bool:
    return len(rows) >= 1 and all(isinstance(row, list) for row in rows[:MOST_ROWS])


def _row(row: Sequence[Any]) -> list[str]:
    return [_text(cell) for cell in row[:500]]


def _text(cell: Any) -> str:
    if isinstance(cell, (dict, list)):
        return ""
    return "" if cell is None else str(cell)[:200]


def split_heading(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The headings of a table, and its rows; no headings where the first rows are data.

    Args:
        rows: As they stand; a title may precede the headings.
    """
    best = max(range(min(10, len(rows))), key=lambda n: _score(rows[n]), default=0)
    if rows and _score(rows[best]) > 0:
        return rows[best], rows[best + 1 :]
    return [], rows


def _score(row: list[str]) -> float:
    return sum(bool(classify(cell)) for cell in row)
