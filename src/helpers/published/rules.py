"""The rules: what public figures allow one to say of a claim, by arithmetic and nothing else.

Each rule gives the parts of a claim, each with its verdict, its ground and its figures. A figure
decides only when it is on the same thing, for the same year, and its rounding leaves no doubt;
every other figure stands beside and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from helpers.published.interval import Interval, read_printed
from helpers.published.lookup import (
    Records,
    Said,
    Spec,
    find_beside,
    find_printed,
    to_bounded,
    to_evidence,
    to_interval,
)
from helpers.published.shares import find_shares, pair_counts
from helpers.tables.claims import CONTRADICTED, SUPPORTED, UNCHECKED, Evidence, Part
from helpers.tables.safe import Cell

_AGREE: Final = "agree"


def _weigh(meets: Sequence[bool]) -> tuple[str, str]:
    """All figures agree, all exclude it, or they disagree among themselves."""
    if all(meets):
        return SUPPORTED, _AGREE
    return (UNCHECKED, "disagree") if any(meets) else (CONTRADICTED, "exclude")


def judge_figure(said: Said, spec: Spec, records: Records) -> list[Part]:
    """A number beside the same number in print; 'more than' holds for all that are larger.

    Figures of the claim's year decide. A number that can only grow ('more than ... so far') also
    holds once an earlier figure has reached it.
    """
    beside = tuple(find_beside(records.published, said, spec.get("beside", ())))
    return [_judge_number(said, spec["topic"], part, records, beside) for part in spec["parts"]]


def _judge_number(
    said: Said, topic: str, part: Spec, records: Records, beside: tuple[Evidence, ...]
) -> Part:
    value = part.get("value", said.value)
    cells = find_printed(records.published, topic, part["measure"])
    deciding = [c for c in cells if _is_of_year(c, said, part) or _has_reached(c, value, part)]
    told = tuple(to_evidence(c, part["words"], decides=c in deciding) for c in cells)
    if not deciding or value is None:
        return Part(part["words"], UNCHECKED, "other_years" if told else "no_figure", told + beside)
    meets = [_fits(to_interval(cell), value, part) for cell in deciding]
    return Part(part["words"], *_weigh(meets), told + beside)


def _is_of_year(cell: Cell, said: Said, part: Spec) -> bool:
    return bool(part.get("any_year")) or cell.key[2][:4] == part.get("year", said.year)


def _has_reached(cell: Cell, value: float | None, part: Spec) -> bool:
    return bool(part.get("least")) and value is not None and to_interval(cell).low >= value


def _fits(printed: Interval, value: float, part: Spec) -> bool:
    if part.get("least"):
        return bool(printed.high >= value)
    return bool(printed.low <= value <= printed.high)


def judge_share(said: Said, spec: Spec, records: Records) -> list[Part]:
    """A percentage beside the percentages printed for the same year, and those of printed counts.

    A share is computed only where part and total stand on the same page. The public case files
    stand beside as bounds: they are of other people, so they never decide.
    """
    what, shares = f"the share of {spec['words']}", find_shares(spec, records.published)
    mine = [(e, i) for e, i in shares if e.year == said.year]
    others = tuple(e for e, _ in shares if e.year != said.year)
    files = tuple(
        to_bounded(records.bounds, c, f"{spec['words']}, public case files", said.year,
                   decides=False)
        for c in records.bounds.where(form=spec["measure"], year=said.year).cells
        if c.upper is not None
    )  # fmt: skip
    if not mine:
        ground = "other_years" if others else "no_figure"
        return [Part(what, UNCHECKED, ground, (*_weaken(others), *files))]
    claimed = read_printed(f"{int(said.value or 0)}%")
    verdict = _weigh([claimed.meets(interval) for _, interval in mine])
    if any(claimed.touches(interval) for _, interval in mine):
        verdict = (UNCHECKED, "touch")
    counts = _find_single_counts(said, spec, records)
    return [Part(what, *verdict, (*(e for e, _ in mine), *counts, *files))]


def _weaken(found: tuple[Evidence, ...]) -> list[Evidence]:
    """The same figures, which decide nothing, because they are of other years."""
    return [Evidence(e.what, e.unit, e.lower, e.upper, e.source, e.year, e.url, e.part, e.whole,
                     decides=False) for e in found]  # fmt: skip


def _find_single_counts(said: Said, spec: Spec, records: Records) -> list[Evidence]:
    """Counts of the year whose page prints no total."""
    paired = [cell for cell, _ in pair_counts(spec, records.published)]
    cells = find_printed(records.published, spec["topic"], spec["measure"])
    return [
        to_evidence(cell, f"people, {spec['words']}", decides=False)
        for cell in cells
        if cell.key[2] == said.year and cell not in paired
    ]


SMALL_BELOW: Final = 10
"""Below this many % one number is called small beside another: an order of magnitude."""


def judge_gap(said: Said, spec: Spec, records: Records) -> list[Part]:
    """People assisted in a year beside people thought to be trafficked in a year.

    Only an estimate of people trafficked within a year is of the same kind. Stocks and people whom
    States detect stand beside; nothing is divided by them.
    """
    totals = [
        c
        for c in find_printed(records.published, spec["topic"], spec["measure"])
        if said.is_before(c.key[2])
    ]
    assisted = totals[-1:]
    annual = find_printed(records.published, "Estimate", spec["annual"])
    words = "people trafficked within a year"
    told = (*(to_evidence(c, spec["words"], decides=True) for c in assisted),
            *(to_evidence(c, words, decides=True) for c in annual),
            *_find_detected(said, records),
            *find_beside(records.published, said, spec.get("beside", ())))  # fmt: skip
    if not annual or not assisted or said.value is None:
        return [Part(words, UNCHECKED, "no_estimate", told)]
    size = [_fits(to_interval(cell), said.value, {"least": True}) for cell in annual]
    high = [100 * to_interval(assisted[0]).high < SMALL_BELOW * to_interval(c).low for c in annual]
    low = [100 * to_interval(assisted[0]).low >= SMALL_BELOW * to_interval(c).high for c in annual]
    proportion = (
        (SUPPORTED, "small") if all(high)
        else (CONTRADICTED, "not_small") if all(low) else (UNCHECKED, "disagree")
    )  # fmt: skip
    return [Part(words, *_weigh(size), told), Part("people assisted beside them", *proportion)]


def _find_detected(said: Said, records: Records) -> list[Evidence]:
    """The newest sum of victims that States detected before the claim, with how many reported."""
    cells = [c for c in records.identified.cells if said.is_before(c.key[0])]
    if not cells:
        return []
    newest = max(cells, key=lambda c: c.key[0])
    states = [c.value for c in records.reporting.where(year=newest.key[0]).cells if c.value]
    behind = f" by {states[0]:,} States" if states else ""
    what = f"victims detected{behind}"
    return [to_bounded(records.identified, newest, what, newest.key[0], decides=False)]


Rule = Callable[[Said, Spec, Records], list[Part]]
