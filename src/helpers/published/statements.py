"""Printed percentages and totals against the printed counts beside them."""

from __future__ import annotations

import math
from typing import Any, Final

from helpers.errors import CaselightError
from helpers.published.interval import (
    Interval,
    find_whole,
    read_printed,
    take_change,
    take_difference,
    take_share,
    take_sum,
)
from helpers.published.lookup import name_source
from helpers.tables.counts import Sourced
from helpers.tables.safe import SafeTable, require_safe
from helpers.tables.statements import (
    CHANGE,
    FOLLOWS,
    OPEN,
    POINTS,
    SHARE,
    SLIP,
    SUM,
    Comparison,
    Comparisons,
)

_KINDS: Final = (SHARE, CHANGE, SUM)


def compare_statements(statements: Sourced, published: SafeTable) -> Comparisons:
    """Hold every printed percentage and total against the counts that it is about.

    Both sides are intervals, for print is rounded (:func:`read_printed`); a statement follows when
    they meet. A number that refers to a published figure ('World/2011/children: 2,040') has to be
    that figure.

    Args:
        statements: ``read_reference("statements")``.
        published: The protected ``count_published``; without cells there is nothing to compare.

    Raises:
        CaselightError: A statement is of no known kind, is no printed number, or refers to a
            figure that is not published.
    """
    published = require_safe(published, "compare_statements")
    listed = statements.table.fillna("").itertuples() if len(published) else ()
    rows = tuple(_compare(row, published) for row in listed)
    return Comparisons(rows, published.provenance, published.policy)


def compare_printed(kind: str, printed: str, parts: list[str], whole: str) -> tuple[str, Interval]:
    """Whether a printed number follows from printed counts, and what does follow from them.

    Args:
        kind: ``share``, ``change`` or ``sum``.
        printed: The percentage; for a sum the total.
        parts: The part, the new number, or the summands.
        whole: The whole or the old number; empty for a sum.

    Returns:
        ``follows``, ``follows in percentage points`` or ``does not follow``, and the interval that
        follows from the counts.

    Example:
        >>> compare_printed("share", "7%", ["1.6 million"], "20.9 million")[0]
        'follows'
        >>> compare_printed("change", "+27%", ["2,040"], "1,656")[0]
        'does not follow'
    """
    said, counts = read_printed(printed), [read_printed(part) for part in parts]
    if kind == SUM:
        found = take_sum(counts)
        return (FOLLOWS if said.meets(found) else SLIP), found
    if kind == SHARE:
        found = take_share(counts[0], read_printed(whole))
        return (FOLLOWS if said.meets(found) else SLIP), found
    old = read_printed(whole)
    found = take_change(counts[0], old)
    if said.meets(found):
        return FOLLOWS, found
    percentages = parts[0].endswith("%") and whole.endswith("%")
    points = percentages and said.meets(take_difference(counts[0], old))
    return (POINTS if points else SLIP), found


def _compare(row: Any, published: SafeTable) -> Comparison:
    if row.kind not in _KINDS:
        raise CaselightError(
            "A statement is a share, a change or a sum.",
            f"statement {row.statement}: kind {row.kind!r}",
            "Correct the statement.",
        )
    named = [piece for piece in row.part.split("; ") if piece]
    parts = [_resolve(piece, row, published) for piece in named]
    whole = _resolve(row.whole, row, published) if row.whole else ""
    # A sum has no percentage: what is printed is its total.
    printed, base = (whole, "") if row.kind == SUM else (row.printed, whole)
    about = (row.statement, row.kind, row.topic, row.text, printed, tuple(parts), base)
    if not parts or not whole:
        return Comparison(*about, None, None, OPEN, None, name_source(row.url), row.url)
    outcome, found = compare_printed(row.kind, printed, parts, base)
    wholes = None
    if outcome == SLIP and row.kind == SHARE:
        fitting = find_whole(read_printed(parts[0]), read_printed(printed))
        wholes = (math.ceil(fitting.low), math.floor(fitting.high))
    ends = float(found.low), float(found.high)
    return Comparison(*about, *ends, outcome, wholes, name_source(row.url), row.url)


def _resolve(piece: str, row: Any, published: SafeTable) -> str:
    """The number of 'AREA/YEAR/MEASURE: NUMBER', after a look at the published figure."""
    reference, _, number = piece.rpartition(": ")
    if not reference:
        return piece
    area, year, measure = reference.split("/")
    printed = read_printed(number)
    cells = published.where(topic=row.topic, area=area, year=year, measure=measure).cells
    found = [c for c in cells if c.value is not None and printed.low <= c.value <= printed.high]
    if not found:
        raise CaselightError(
            "A number that a statement refers to is among the published figures.",
            f"statement {row.statement}: {row.topic}, {reference}",
            "Correct the reference, or add the figure with the page that prints it.",
        )
    return number
