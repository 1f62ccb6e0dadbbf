"""HTML and XML: the text as it stands, without its tags, and the tables and data in it."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from helpers.scan.known import cut_known
from helpers.scan.records import check_values, parse_json, split_heading, to_told
from helpers.scan.scope import Scope, Where, to_lines
from helpers.scan.tables import MOST_ROWS, check_table

_INLINE: Final = re.compile(
    r"<!--.{0,20000}?-->|</?(?:a|abbr|b|bdi|code|em|font|i|mark|small|span|strong|sub|sup|tt|u|wbr|"
    r"w:[a-z]+|a:[a-z]+|t|r|rPr)\b[^<>]{0,2000}>",
    re.IGNORECASE | re.DOTALL,
)
_INSIDE: Final = re.compile(
    r"<!--.{0,20000}?-->|<[^<>]{0,20000}=[^<>]{0,20000}>|<[!?][^<>]{6,}>", re.DOTALL
)
_TAG: Final = re.compile(r"<[^<>]{0,20000}>")
_TABLE: Final = re.compile(r"<table\b([^<>]{0,2000})>(.*?)(?:</table>|\Z)", re.I | re.DOTALL)
_ROW: Final = re.compile(r"<tr\b[^<>]*>(.*?)(?=<tr\b|</tr>|</table>|\Z)", re.I | re.DOTALL)
_CELL: Final = re.compile(r"<t[hd]\b[^<>]*>(.*?)(?=<t[hd]\b|</t[hd]>|\Z)", re.I | re.DOTALL)
_SCRIPT: Final = re.compile(
    r"<script\b([^<>]{0,2000})>(.*?)(?:</script\s*>|\Z)", re.IGNORECASE | re.DOTALL
)
_WIDGETS: Final = "application/vnd.jupyter.widget-"
_DATA: Final = re.compile(r"json|vnd\.", re.IGNORECASE)


def check_markup(scope: Scope, text: str, where: Where | None = None) -> None:
    """Look through a page, a fragment of one, or any XML.

    Args:
        scope: Where findings go.
        text: The markup.
        where: Tells a place in it; by its lines when None.
    """
    text = cut_known(text)
    where = where or to_lines(text)
    prose = _check_scripts(scope, text, where) if "<script" in text.lower() else text
    told = strip_tags(prose)
    scope.text(told, _same_lines(prose, told, where))
    if told != prose:
        _check_tags(scope, prose, where)
    for start, shown, rows in read_tables(prose):
        check_table(scope, *split_heading(rows), where(start), shown)


def _check_scripts(scope: Scope, text: str, where: Where) -> str:
    """Look through blocks of data, and give the text with blanks in their place."""
    parts, done = [], 0
    for found in _SCRIPT.finditer(text):
        if _WIDGETS in found[1]:
            scope.add("widget_state", where(found.start()))
        if _DATA.search(found[1]) and found[2].strip():
            at = where(found.start())
            value = parse_json(scope, found[2], at)
            if value is None:
                continue
            scope.text(to_told(value), lambda _, at=at: at)  # type: ignore[misc]
            check_values(scope, value, at)
            parts += [text[done : found.start(2)], _blank(found[2])]
            done = found.end(2)
    return "".join([*parts, text[done:]])


def _check_tags(scope: Scope, text: str, where: Where) -> None:
    """Look through what stands inside of tags and comments, each different one once."""
    first: dict[str, int] = {}
    for found in _INSIDE.finditer(text):
        first.setdefault(found[0], found.start())
    starts, places, length = [], [], 0
    for tag, at in first.items():
        starts.append(length)
        places.append(at)
        length += len(tag) + 1
    if first:
        scope.text("\n".join(first), lambda at: where(places[bisect_right(starts, at) - 1]))


def _blank(text: str) -> str:
    return " " + "\n" * text.count("\n")


def strip_tags(text: str) -> str:
    """Markup without its tags: those within a line vanish, others part what they part.

    Args:
        text: The markup.

    Example:
        >>> strip_tags("<td>a<b>b</b></td><td>c</td>")
        ' | ab |  | c | '
    """
    return html.unescape(_TAG.sub(" | ", _INLINE.sub("", text))) if "<" in text else text


def read_tables(text: str) -> Iterator[tuple[int, bool, list[list[str]]]]:
    """The tables of a page.

    Args:
        text: The page.

    Returns:
        Of each: its place, whether it is a displayed data frame, and its rows.
    """
    if "<table" not in text.lower():
        return
    for found in _TABLE.finditer(text):
        rows = []
        for row in _ROW.finditer(found[2]):
            rows.append([_text(cell[1]) for cell in _CELL.finditer(row[1])])
            if len(rows) > MOST_ROWS:
                break
        yield found.start(), "dataframe" in found[1], [row for row in rows if row]


def _text(cell: str) -> str:
    plain = _TAG.sub(" ", cell) if "<" in cell else cell
    return (html.unescape(plain) if "&" in plain else plain).strip()[:200]


def _same_lines(text: str, told: str, where: Where) -> Where:
    """Places in the text without tags: its lines are those of the markup."""
    lines = text.count("\n")
    if told.count("\n") != lines:
        return lambda _: where(0)
    starts = [found.end() for found in re.finditer("\n", text)]
    return lambda at: where(([0, *starts])[min(told.count("\n", 0, at), len(starts))])
