"""Every report of every State, and an index chained over the States of each pair of years."""

from __future__ import annotations

from collections.abc import Mapping, Set
from itertools import pairwise
from typing import Final

from helpers.prosecution.chain import PERSONS, STAGE_LABELS, select_totals
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts, Sourced, published_cell
from helpers.tables.safe import Cell, SafeTable, require_safe

CHAINED: Final = "matched"
BASE: Final = 100.0
FEWEST_LINKED: Final = 5
"""A pair of years that fewer States have in common is no link: one State would be the index."""

_INDEX_WORDS: Final = {
    "series": {CHAINED: "Same States, year by year", v.ALL: "All that reported"},
}

Bounds = tuple[float, float]
Year = Mapping[str, Bounds]


def count_panel(source: Sourced, first_year: int, last_year: int) -> Counts:
    """Each State's reports of each stage and year, as published.

    A year without a report is not there: it is missing, and not 0. '<5' is a report.

    Args:
        source: ``open_table("justice")``.
        first_year: First year of the window.
        last_year: Last year of the window.
    """
    rows = select_totals(source, first_year, last_year).sort_values(["country", "year"])
    cells = tuple(
        published_cell((row.stage, row.country, str(row.year)), row)
        for stage in v.STAGES
        for row in rows[rows["stage"] == stage].itertuples()
        if row.status != v.NOT_REPORTED
    )
    return Counts(
        ("stage", "country", "year"),
        cells,
        source.provenance,
        PERSONS,
        words=STAGE_LABELS | _INDEX_WORDS,
    )


def read_reports(panel: SafeTable, stage: str) -> dict[int, dict[str, Bounds]]:
    """Bounds of each State's report, by year; what is hidden without bounds is not there.

    Args:
        panel: The protected ``count_panel``.
        stage: A stage.
    """
    found: dict[int, dict[str, Bounds]] = {}
    for cell in panel.where(stage=stage).cells:
        if cell.lower is not None and cell.upper is not None:
            _, country, year = cell.key
            found.setdefault(int(year), {})[country] = (cell.lower, cell.upper)
    return dict(sorted(found.items()))


def compare_panel(panel: SafeTable) -> SafeTable:
    """Two indices of each stage: chained over the same States, and the sum of all that reported.

    The link between two years is the sum over the States that reported both, this year over last
    year; the chain multiplies the links. The other index divides each year's sum, whoever is in
    it, by the first one's. What '<5' leaves open is carried to the end: the bounds are the smallest
    and largest value that any numbers from 0 to 4 can give, each number the same wherever it
    enters.

    Args:
        panel: The protected ``count_panel``.

    Returns:
        Indices (first year = 100) keyed by stage, series (``matched`` or ``all``), year and
        States: how many the link to that year rests on, or how many are in that year's sum. A
        chain ends where fewer than ``FEWEST_LINKED`` States reported two years running.
    """
    panel = require_safe(panel, "compare_panel")
    cells: list[Cell] = []
    for stage in panel.labels("stage"):
        years = read_reports(panel, stage)
        cells += _chain(stage, years) + _add_up(stage, years)
    return panel.derive(
        cells,
        unit="index",
        counted=f"{panel.counted}; index, first year = {BASE:.0f}",
        dimensions=("stage", "series", "year", "states"),
    )


def _cell(key: tuple[str, str, str, str], bounds: Bounds) -> Cell:
    low, high = bounds
    if low == high:
        return Cell(key, low, low, high)
    return Cell(key, None, low, high, v.HIDDEN_AT_SOURCE)


def _add_up(stage: str, years: Mapping[int, Year]) -> list[Cell]:
    first = next(iter(years.values()), {})
    low, high = _total(first)
    if not low:
        return []
    cells = []
    for year, reports in years.items():
        least, most = _total(reports)
        bounds = (BASE * least / high, BASE * most / low) if reports is not first else (BASE, BASE)
        cells.append(_cell((stage, v.ALL, str(year), str(len(reports))), bounds))
    return cells


def _chain(stage: str, years: Mapping[int, Year]) -> list[Cell]:
    """The index of each year, with the States that its link rests on.

    A year's '<5' enter the sum that the year before is compared with, the sum that the next year is
    compared with, or both. No other year's numbers enter either sum, so the extremes of the chain
    are the product of each year's own extremes.
    """
    names = list(years)
    if not names:
        return []
    cells = [_cell((stage, CHAINED, str(names[0]), str(len(years[names[0]]))), (BASE, BASE))]
    product = (BASE, BASE)
    before: frozenset[str] = frozenset()
    for last, year in pairwise(names):
        linked = years[last].keys() & years[year].keys()
        if year != last + 1 or len(linked) < FEWEST_LINKED:
            break
        step = _turn(years[last], before, frozenset(linked))
        low, high = _total(years[year], linked)
        if not all(step):
            break
        product = (product[0] * step[0], product[1] * step[1])
        bounds = (product[0] * low, product[1] * high)
        cells.append(_cell((stage, CHAINED, str(year), str(len(linked))), bounds))
        before = frozenset(linked)
    return cells


def _total(reports: Year, names: Set[str] | None = None) -> Bounds:
    chosen = [bounds for state, bounds in reports.items() if names is None or state in names]
    return sum(low for low, _ in chosen), sum(high for _, high in chosen)


def _turn(reports: Year, before: frozenset[str], after: frozenset[str]) -> Bounds:
    """Extremes of one year's part in the chain: sum over ``before`` by sum over ``after``.

    Without a year before, the sum above is 1. A number in both sums moves the quotient one way
    over its whole range, and which way depends on the others: so all are tried at one end and
    at the other.
    """
    both = _total(reports, before & after)
    above, below = _total(reports, before - after), _total(reports, after - before)
    if not before:
        return (1 / below[1], 1 / below[0]) if below[0] else (0.0, 0.0)
    if not both[0] + below[0]:
        return (0.0, 0.0)
    least = min((above[0] + x) / (below[1] + x) for x in both if below[1] + x)
    most = max((above[1] + x) / (below[0] + x) for x in both)
    return least, most
