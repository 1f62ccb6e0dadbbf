"""An identified number beside an estimate: comparable, side by side, or refused.

Which of the three it is follows from what the two numbers are (concept, area, year, frame,
method) and never from their size.
"""

from __future__ import annotations

from typing import Final

from helpers.tables.compared import (
    COMPARABLE,
    COUNTED,
    MOST_YEARS_APART,
    MULTIPLE_SYSTEMS,
    REFUSED,
    SIDE_BY_SIDE,
    Comparison,
    Ratio,
    Stated,
)
from helpers.tables.provenance import Provenance
from helpers.tables.safe import SafeTable, require_safe

__all__ = ["compare_listed", "compare_numbers", "state_detected", "state_estimate"]

_LOG: Final = "limits of the estimate over the number identified: a shift on the log scale"


def compare_numbers(identified: Stated, estimated: Stated) -> Comparison:
    """What may be said of the two together.

    *Refused*: a number is missing, the areas differ, or more than five years lie between.
    *Comparable*: the same concept, area, year and frame, and a multiple systems estimate; then the
    ratio of the estimate to the number identified is given. *Side by side*: everything else; then
    an order of magnitude, no ratio.

    A comparable estimate N counts the n people identified among its own, and n is known. So
    log(N/n) = log N - log n is the logarithm of the estimate moved by a constant, and its limits
    are those of log N moved by it: exact at the level of the estimate's interval [1]_. Where n
    itself is a range, its far end is taken at each side.

    Args:
        identified: People identified.
        estimated: An estimate of how many there are.

    References:
        .. [1] Casella, G. and Berger, R. L. (2002). Statistical Inference, section 9.2 (limits
           under a monotone transformation).
    """
    if refused := _refuse(identified, estimated):
        return Comparison(REFUSED, identified, estimated, refused)
    lacking = _lack(identified, estimated)
    if lacking:
        size = _find_magnitude(identified.bounds[1], estimated.bounds[0])
        return Comparison(SIDE_BY_SIDE, identified, estimated, lacking, magnitude=size)
    return Comparison(COMPARABLE, identified, estimated, ratio=_divide(identified, estimated))


def _refuse(identified: Stated, estimated: Stated) -> tuple[str, ...]:
    """Why the two do not even stand beside each other."""
    if identified.cell is None:
        return ("no number of people identified is published",)
    if estimated.cell is None:
        return ("no estimate is published",)
    if identified.area != estimated.area:
        return ("the two numbers are of different areas",)
    years = (identified.year, estimated.year)
    if years[0] is None or years[1] is None:
        same = years == (None, None) and identified.frame == estimated.frame
        return () if same else ("the year of a number is not stated",)
    apart = abs(years[0] - years[1])
    if apart > MOST_YEARS_APART:
        return (f"they are of {years[0]} and of {years[1]}, {apart} years apart",)
    return ()


def _lack(identified: Stated, estimated: Stated) -> tuple[str, ...]:
    """What the two lack to be divided by one another."""
    same_frame = bool(identified.frame) and identified.frame == estimated.frame
    found = {
        "they are of two concepts": identified.concept != estimated.concept,
        "they are of different years": identified.year != estimated.year,
        "they are of different people who could be counted": not same_frame,
        "the estimate is no multiple systems estimate": estimated.method != MULTIPLE_SYSTEMS,
        "nobody was identified": identified.bounds[0] == 0,
        "the estimate is below the number identified": estimated.bounds[0] < identified.bounds[1],
    }
    return tuple(reason for reason, holds in found.items() if holds)


def _find_magnitude(most_identified: float, least_estimated: float) -> int | None:
    """The largest k with the estimate at least 10^k times the number, by the bounds against it."""
    if most_identified <= 0 or least_estimated < most_identified:
        return None
    power = 0
    while least_estimated >= most_identified * 10 ** (power + 1):
        power += 1
    return power


def _divide(identified: Stated, estimated: Stated) -> Ratio:
    fewest, most = identified.bounds
    number = estimated.cell.value if estimated.cell else None
    point = number / most if number is not None and fewest == most else None
    spread = estimated.has_interval or fewest < most
    lower, upper = (estimated.bounds[0] / most, estimated.bounds[1] / fewest)
    warnings = () if estimated.has_interval else ("uncertainty not published",)
    return Ratio(
        point,
        lower if spread else None,
        upper if spread else None,
        estimated.level if estimated.has_interval else None,
        most,
        _LOG,
        warnings,
    )


def state_detected(identified: SafeTable, country: str) -> Stated:
    """Victims that a State detected in a year, with what they are.

    Args:
        identified: Detected victims of one year, as ``select_newest`` gives them.
        country: ISO 3166-1 alpha-3, or ``WLD``.
    """
    identified = require_safe(identified, "state_detected")
    year = int(identified.cells[0].key[0]) if identified.cells else None
    frame = "people whom authorities identified as trafficked within the year"
    return Stated(identified, "trafficking", country, year, frame, COUNTED)


def state_estimate(
    estimates: SafeTable,
    beside: Stated,
    *,
    concept: str = "modern_slavery",
    frame: str = "everybody in the country at one point in time",
    method: str = "survey-based model",
    level: float | None = None,
) -> Stated:
    """The estimate that is nearest in time to a number, with what it is; the newer one of two.

    Args:
        estimates: The protected ``count_estimates`` of the same place.
        beside: The number that it is to stand beside.
        concept: What the estimate is about.
        frame: Which people could be in it.
        method: How it was made.
        level: Level of its interval, where one is published with its level.
    """
    estimates = require_safe(estimates, "state_estimate")
    at = estimates.dimensions.index("year")
    told = [c for c in estimates.cells if c.value is not None or c.upper is not None]
    wanted = beside.year if beside.cell else None
    years = sorted({int(c.key[at]) for c in told}, reverse=True)
    if not years:
        return Stated(estimates.where(year=()), concept, beside.area, None, frame, method)
    year = years[0] if wanted is None else min(years, key=lambda y: abs(y - wanted))
    chosen = [c for c in told if int(c.key[at]) == year][-1]
    one = estimates.where(**dict(zip(estimates.dimensions, chosen.key, strict=True)))
    return Stated(one, concept, beside.area, year, frame, method, level)


def compare_listed(listed: SafeTable, country: str) -> Comparison:
    """People on overlapping lists, and the estimate of everybody whom these lists could reach.

    Args:
        listed: What ``protect_model`` gave for an estimate from lists.
        country: ISO 3166-1 alpha-3, or ``WLD``.
    """
    listed = require_safe(listed, "compare_listed")
    known = listed.where(figure="observed")
    levels = [c.key[1] for c in listed.where(figure="total").cells]
    total = listed.where(figure="total", level=levels[:1])
    frame = "people whom these lists could reach: " + "; ".join(
        _name_file(p) for p in listed.provenance
    )
    concept = "people on the lists"
    level = float(levels[0]) if levels and levels[0] else None
    return compare_numbers(
        Stated(known, concept, country, None, frame, COUNTED),
        Stated(total, concept, country, None, frame, MULTIPLE_SYSTEMS, level),
    )


def _name_file(provenance: Provenance) -> str:
    return f"{provenance.title} {provenance.sha256}".strip()
