"""Printed shares of labour exploitation by year, with what the speech said beside them."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from helpers.published.interval import Interval
from helpers.published.lookup import (
    PRINTED_PERCENT,
    Spec,
    find_printed,
    read_specs,
    to_evidence,
    to_interval,
)
from helpers.tables import vocabulary as v
from helpers.tables.claims import Evidence
from helpers.tables.safe import Cell, SafeTable, require_safe

SPEECH: Final = "speech of July 2014"

_PARTITIONS: Final = (("female", "male"), ("adults", "children"))
"""Printed parts of a year's people that exclude one another: their sum is a least total."""


def find_shares(spec: Spec, published: SafeTable) -> list[tuple[Evidence, Interval]]:
    """Shares that follow from counts of one page, and printed shares, the oldest first.

    Args:
        spec: ``topic``, ``measure``, ``total`` and ``words`` of a rule.
        published: The protected ``count_published``.

    Returns:
        Each figure with the interval that it can stand for; a share of counts is exact.
    """
    found: list[tuple[Evidence, Interval]] = []
    for cell, whole in pair_counts(spec, published):
        counts = int(cell.value or 0), int(whole.value or 1)
        share = Fraction(100 * counts[0], counts[1])
        plain = to_evidence(cell, spec["words"], decides=True)
        ends = float(share), float(share)
        told = Evidence(plain.what, "%", *ends, plain.source, plain.year, plain.url, *counts)
        found.append((told, Interval(share, share)))
    for cell in find_printed(published, spec["topic"], f"{spec['measure']}_share"):
        found.append((to_evidence(cell, spec["words"], decides=True), to_interval(cell)))
    return sorted(found, key=lambda pair: pair[0].year)


def pair_counts(spec: Spec, published: SafeTable) -> list[tuple[Cell, Cell]]:
    """Counts with the total of the same year on the same page."""
    totals = {
        (c.key[2], c.key[5]): c
        for c in find_printed(published, spec["topic"], spec["total"])
        if c.value
    }
    counts = find_printed(published, spec["topic"], spec["measure"])
    return [(c, totals[c.key[2], c.key[5]]) for c in counts if (c.key[2], c.key[5]) in totals]


def compare_shares(claims: SafeTable, published: SafeTable) -> SafeTable:
    """Shares of labour exploitation in print or from printed counts, and those of the speech.

    For a year whose total is not printed, the parts that are printed (women and men, adults and
    children) give a least total, and so a greatest share.

    Args:
        claims: The protected ``count_claims``.
        published: The protected ``count_published``.

    Returns:
        Percentages keyed by year, who says it, and how: ``printed``, ``counts``, ``bound`` or
        ``speech``. A
        printed share has its rounding as bounds; ``of`` is the total that a share of counts has.
    """
    claims = require_safe(claims, "compare_shares")
    published = require_safe(published, "compare_shares")
    cells: dict[tuple[str, ...], Cell] = {}
    for name, spec in read_specs()["claims"].items():
        if spec["rule"] == "share" and claims.where(claim=name).cells:
            for cell in (*_read_print(spec, published), *_read_speech(name, claims)):
                cells.setdefault(cell.key, cell)
    order = {"bound": 0, "counts": 1, "printed": 2, "speech": 3}
    ordered = sorted(cells.values(), key=lambda c: (c.key[0], order[c.key[2]], c.key[1]))
    return published.derive(
        ordered,
        dimensions=("year", "who", "how"),
        unit="%",
        counted="share of labour exploitation among people assisted by IOM, as printed",
        also=claims,
    )


def select_files(forms: SafeTable, shares: SafeTable) -> SafeTable:
    """What case files record for the years of which the speech gave a share.

    Args:
        forms: The protected ``count_forms`` by year, of one channel.
        shares: ``compare_shares``.
    """
    forms = require_safe(forms, "select_files")
    years = require_safe(shares, "select_files").where(how="speech").labels("year")
    return forms.derive(forms.where(year=years).cells, counted="people registered in the year")


def _read_print(spec: Spec, published: SafeTable) -> list[Cell]:
    found = []
    for evidence, interval in find_shares(spec, published):
        how = "printed" if evidence.unit == PRINTED_PERCENT else "counts"
        ends = (float(interval.low), float(interval.high))
        found.append(Cell((evidence.year, evidence.source, how), evidence.lower, *ends,
                          of=evidence.whole))  # fmt: skip
    return found + _bound_years(spec, published)


def _bound_years(spec: Spec, published: SafeTable) -> list[Cell]:
    """For years without a total: the share cannot be more than of the people of known parts."""
    totals = {c.key[2] for c in find_printed(published, spec["topic"], spec["total"])}
    found = []
    for cell in find_printed(published, spec["topic"], spec["measure"]):
        same = published.where(topic=cell.key[0], area=cell.key[1], year=cell.key[2])
        least = max(_add_parts(same.where(url=cell.key[5]), names) for names in _PARTITIONS)
        if cell.key[2] not in totals and least:
            who = to_evidence(cell, "", decides=False).source
            most = 100 * (cell.value or 0) / least
            key = (cell.key[2], who, "bound")
            found.append(Cell(key, None, 0, most, v.HIDDEN_AT_SOURCE, of=least))
    return found


def _add_parts(same: SafeTable, names: tuple[str, ...]) -> int:
    """The sum of all parts of a partition; 0 unless each is printed."""
    cells = same.where(measure=names).cells
    return int(sum(c.value or 0 for c in cells)) if len(cells) == len(names) else 0


def _read_speech(name: str, claims: SafeTable) -> list[Cell]:
    told = [c for c in claims.where(claim=name).cells if c.value is not None]
    return [Cell((c.key[1], SPEECH, "speech"), c.value, (c.value or 0) - 0.5, (c.value or 0) + 0.5)
            for c in told]  # fmt: skip
