"""Whether a number follows from what a report shows anyway. What does not is a finding."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from itertools import chain, combinations
from typing import Final

from helpers.audit.collect import model as m
from helpers.audit.collect.tokens import read_tokens

_CONSTANTS: Final = frozenset({"0", "100", "95"})
_SCALES: Final = frozenset({"1000", "10000", "100000", "1000000"})
_YEARS: Final = range(1800, 2101)
_TOTALS: Final = frozenset({"all", "persons", "known"})
_CLOSE: Final = 1e-9
_MOST_PAIRS: Final = 300
"""Cells of a table up to which differences and sums of two of them explain a sentence."""


class Known:
    """What a report, or a whole site, shows: every number of its displays' cells.

    Args:
        tables: What its displays carry.
        labels: Labels of the ledger: years, ages.
        constants: Numbers that the writer of the notebook typed.
        threshold: The least count that may be known. A whole number below it is explained by a
            cell that shows it and by nothing else.
        quality: Numbers of data-quality ledgers.
        computed: Percentages and points that sentences were made with; they explain no count.
    """

    def __init__(
        self,
        tables: Iterable[m.Shown],
        labels: Iterable[str],
        constants: Iterable[str],
        threshold: int,
        quality: Iterable[float] = (),
        computed: Iterable[float] = (),
    ) -> None:
        self._tables = list(tables)
        self._threshold = threshold
        cells = [cell for table in self._tables for cell in table.cells]
        self._values = sorted({_tidy(v) for cell in cells for v in _values(cell)})
        spans = {_tidy(v) for cell in cells for v in _spans(cell)}
        spans |= {_tidy(r) for t in self._tables for r in (*_rests(t), *_stubs(t))}
        self._spans = sorted(spans)
        texts = [*labels, *(label for cell in cells for label in cell.key)]
        self._labels = {t.text for text in set(texts) for t in read_tokens(text)}
        self._constants = set(constants) | _CONSTANTS | _SCALES | {str(threshold)}
        self._computed = sorted({_tidy(number) for number in computed})
        self._quality = {number for number in quality if number >= threshold}
        self._judged: dict[tuple[bool, float, int, bool, bool], bool] = {}

    def explains(self, found: m.Found) -> bool:
        """Whether a number says nothing that is not shown.

        Args:
            found: A number and in what it stands.
        """
        spoken = found.kind in m.SPOKEN
        if spoken and found.things and not found.places:
            return True  # how many rows or countries there are is no number of people
        asked = (spoken, found.value, found.places, found.percent, found.people)
        if asked not in self._judged:
            self._judged[asked] = self._explain(found, spoken)
        return self._judged[asked]

    def _explain(self, found: m.Found, spoken: bool) -> bool:
        if found.value in self._quality and found.kind in (m.QUALITY, m.TABLE):
            return True
        if found.places < 0:
            return self._explain_exact(found.value)
        return self._explain_text(found, spoken)

    def _explain_exact(self, value: float) -> bool:
        slack = _CLOSE * max(1.0, value)
        if _has(self._values, value, slack) or value in (0.0, 100.0):
            return True
        if value.is_integer() and value < self._threshold:
            return f"{value:.0f}" in self._labels
        if _has(self._spans, value, slack) or value in _YEARS or f"{value:g}" in self._labels:
            return True
        return not value.is_integer() and (1800 < value < 2101 or self._has_pair(value, slack))

    def _explain_text(self, found: m.Found, spoken: bool) -> bool:
        half = 0.5 * 10.0**-found.places + _CLOSE
        if found.places or found.percent:
            if _has(self._values, found.value, half) or found.text in _CONSTANTS:
                return True
            if spoken and _has(self._computed, found.value, half):
                return True
            return self._explain_words(found) or (spoken and self._has_pair(found.value, half))
        if _has(self._values, found.value, _CLOSE * max(1.0, found.value)):
            return True
        if found.value >= max(self._threshold, 1000) and _has(self._values, found.value, half):
            return True  # an estimate or a mean, printed without decimals
        if found.people:
            return found.value == 0 or (spoken and self._is_sum(found.value))
        return self._explain_words(found) or int(found.value) in _YEARS

    def _explain_words(self, found: m.Found) -> bool:
        return not found.people and (found.text in self._labels or found.text in self._constants)

    def _is_sum(self, value: float) -> bool:
        return value >= self._threshold and self._has_pair(value, _CLOSE)

    def _has_pair(self, value: float, slack: float) -> bool:
        return _has(self._pairs, value, slack)

    @cached_property
    def _pairs(self) -> list[float]:
        """Sums and differences of two cells of one table, and shares of one in its total."""
        pairs = {_tidy(share) for table in self._tables for share in _parts(table)}
        for table in self._tables:
            values = {_tidy(c.value) for c in table.cells if c.value is not None}
            if len(values) <= _MOST_PAIRS:
                pairs |= {_tidy(x) for a, b in combinations(values, 2) for x in (a + b, a - b)}
        return sorted(pairs)


def _values(cell: m.Printed) -> Iterable[float]:
    numbers = (cell.value, cell.lower, cell.upper, cell.of, *cell.bounds)
    return (n for n in numbers if n is not None)


def _spans(cell: m.Printed) -> Iterable[float]:
    """What a chart draws of one cell: its interval's arms, the middle of a range, its bounds."""
    ends = [n for n in (cell.value, cell.lower, cell.upper) if n is not None]
    band = [n for n in cell.bounds[:2] if n is not None]
    drawn = ((a - b, (a - b) / 2, (a + b) / 2) for e in (ends, band) for a, b in combinations(e, 2))
    return chain.from_iterable(drawn)


def _parts(table: m.Shown) -> Iterable[float]:
    """Each cell as a percentage of the totals above it: those that say 'all' where it says more."""
    values = {c.key: c.value for c in table.cells if c.value}
    for key, total in values.items():
        if not _TOTALS.intersection(key):
            continue
        known = [
            total - values.get((*key[:at], "unknown", *key[at + 1 :]), 0.0)
            for at, label in enumerate(key)
            if label in _TOTALS
        ]
        for part, value in values.items():
            if all(one == two or two in _TOTALS for one, two in zip(part, key, strict=False)):
                yield from (100 * value / base for base in {total, *known} if base > 0)


def _rests(table: m.Shown) -> Iterable[float]:
    """What the shown parts of a group leave of 100%: drawn as 'hidden', or as 'the others'."""
    groups: dict[tuple[str, ...], float] = {}
    for cell in table.cells if table.unit == "%" else ():
        for at in range(len(cell.key)):
            rest = (str(at), *cell.key[:at], *cell.key[at + 1 :])
            groups[rest] = groups.get(rest, 0.0) + (cell.value or 0.0)
    return (100 - total for total in groups.values())


def _stubs(table: m.Shown) -> Iterable[float]:
    """The one length of all bars that are hidden: a nineteenth of the longest, or of 100%."""
    if not any(cell.status == m.HIDDEN for cell in table.cells):
        return []
    tops = {100.0, *(cell.value for cell in table.cells if cell.value)}
    return [top / 19 for top in tops if not (top / 19).is_integer()]


def _tidy(value: float) -> float:
    return abs(float(f"{value:.12g}"))


def _has(ordered: list[float], value: float, slack: float) -> bool:
    at = bisect_left(ordered, value - slack)
    return at < len(ordered) and ordered[at] <= value + slack
