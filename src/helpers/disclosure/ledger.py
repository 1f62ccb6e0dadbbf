"""The data-quality ledger on its way to a page: how many times can be how many persons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Protocol

from helpers.disclosure.policy import policy_of
from helpers.tables import vocabulary as v
from helpers.tables.ledger import Row, SafeLedger, seal_ledger
from helpers.tables.provenance import Provenance

_ROW: Final = re.compile(r" \(first in (?:row|line) [\d,]+\)")


class Found(Protocol):
    """One line of a ledger, as a reader writes it."""

    @property
    def resource(self) -> str:
        """The canonical table that it concerns."""

    @property
    def place(self) -> str:
        """File, sheet or column where it was found."""

    @property
    def rule(self) -> str:
        """What was found."""

    @property
    def count(self) -> int:
        """How many times."""

    @property
    def done(self) -> str:
        """What was done about it."""


def protect_ledger(*ledgers: tuple[Provenance, Iterable[Found]]) -> SafeLedger:
    """A ledger without small counts of a source under a threshold.

    Args:
        *ledgers: Where a ledger's data come from, and its lines.

    Example:
        >>> from collections import namedtuple
        >>> line = namedtuple("line", "resource place rule count done")
        >>> own = Provenance("own", "Office", "Cases", "2026", "", "", "", "")
        >>> found = [line("caseload", "cases.csv", "rows without a year", 4, "year unknown")]
        >>> protect_ledger((own, found)).rows[0][3]
        'hidden'
    """
    rows: list[Row] = []
    for provenance, found in ledgers:
        threshold = policy_of(provenance).threshold or 0
        rows += [_to_row(line, threshold) for line in found]
    return seal_ledger(tuple(rows))


def _to_row(line: Found, threshold: int) -> Row:
    number = v.STATUS_WORDS[v.HIDDEN] if 0 < line.count < threshold else f"{line.count:,}"
    # Where a row stands in somebody's own file points at a person, and is for its owner alone.
    rule = _ROW.sub("", line.rule) if threshold else line.rule
    return line.resource, line.place, rule, number, line.done
