"""A difference between two shares, taken apart into mix, within groups, and not comparable."""

from __future__ import annotations

from typing import Final

import numpy as np

from helpers.composition.dasgupta import Array
from helpers.composition.groups import Groups, observe, read_groups, resample, take_apart
from helpers.tables import decomposition as d
from helpers.tables import vocabulary as v
from helpers.tables.decomposition import Decomposition, Side
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share

DRAWS: Final = 1000
SEED: Final = 20140730
"""The date of the first World Day against Trafficking in Persons; any number would do."""

_METHOD: Final = f"Das Gupta; percentiles of {DRAWS:,} multinomial resamples"
_FLAT: Final = (
    "In some groups everybody or nobody has the form recorded. Resampling gives such a group no "
    "variation, so these intervals are too short."
)
_EDGE: Final = 1e-12


def decompose_share(mix: SafeTable, level: float = 0.95) -> Decomposition:
    """Take the difference between two shares apart.

    Over the groups that both populations have, the difference is split into one effect for the
    mix of each variable and one for the share within groups [1]_. What groups of only one
    population, people without a recorded group, and groups with a hidden count add to the
    difference stands apart and is not explained [2]_. The parts add up exactly.

    Args:
        mix: The protected ``count_mix``.
        level: Coverage of the intervals, between 0 and 1.

    Returns:
        The parts in percentage points. A group with a hidden count is never recovered: it is in
        ``hidden_groups``, which is a range where the number of yes is hidden as well. An interval
        covers chance only, in who was recorded, and takes the groups as they are.

    Raises:
        CaselightError: Something else than a safe table was given.

    References:
        .. [1] Das Gupta, P. (1993). Standardization and Decomposition of Rates: A User's Manual.
           US Bureau of the Census, P23-186.
        .. [2] Nopo, H. (2008). Matching as a tool to decompose wage gaps. Review of Economics and
           Statistics 90, 290-299.
    """
    mix = require_safe(mix, "decompose_share")
    by = mix.dimensions[3:-1]
    if not mix.cells:
        return _to_result(mix, by, (None, None), 0, d.NO_PAIR, level)
    groups = read_groups(mix)
    sides = (_tell_side(mix, groups, 0, level), _tell_side(mix, groups, 1, level))
    common = int(groups.common.sum())
    reason = _find_reason(groups, common)
    cells = [] if reason else _make_cells(groups, by, level)
    return _to_result(mix, by, sides, common, reason, level, cells, _warn(groups))


def _to_result(
    mix: SafeTable,
    by: tuple[str, ...],
    sides: tuple[Side | None, Side | None],
    common: int,
    reason: str,
    level: float,
    cells: list[Cell] | None = None,
    warnings: tuple[str, ...] = (),
) -> Decomposition:
    table = mix.derive(cells or [], unit=d.POINTS, dimensions=("by", "part"))
    channels = mix.labels("channel")
    return Decomposition(
        table,
        form=next(iter(mix.labels("form")), ""),
        channel=channels[0] if len(channels) == 1 else "",
        by=by,
        first=sides[0],
        last=sides[1],
        common=common,
        reason=reason,
        level=level,
        n=sum(side.n or 0 for side in sides if side is not None),
        method=_METHOD,
        warnings=() if reason else warnings,
    )


def _find_reason(groups: Groups, common: int) -> str:
    if not all(groups.total):
        return d.HIDDEN_TOTAL
    if common == 0:
        return d.NOTHING_COMMON
    return d.ONE_GROUP if len(groups.keys) == 1 else ""


def _tell_side(mix: SafeTable, groups: Groups, k: int, level: float) -> Side:
    label = mix.labels("population")[k]
    total, yes = groups.total[k], groups.total_yes[k]
    if not total:
        return Side(label, None, 0.0, 100.0, None, 0.0)
    comparable = float(groups.known[k][groups.common].sum()) / total
    if yes is None:
        least, most = (100 * bound / total for bound in groups.bound_yes(k))
        return Side(label, None, least, most, int(total), comparable)
    share = estimate_share(int(yes), int(total), level)
    limits = (100 * share.point, 100 * share.lower, 100 * share.upper)
    return Side(label, *limits, int(total), comparable)


def _warn(groups: Groups) -> tuple[str, ...]:
    common = groups.common
    rates = [y[common] / n[common] for y, n in zip(groups.yes, groups.known, strict=True)]
    return (_FLAT,) if any(((r == 0) | (r == 1)).any() for r in rates) else ()


def _make_cells(groups: Groups, by: tuple[str, ...], level: float) -> list[Cell]:
    """One cell a part: its number with the interval, or its range where it is not one number."""
    generator = np.random.default_rng(SEED)
    drawn = [resample(groups, k, DRAWS, generator) for k in (0, 1)]
    low, high = (
        take_apart(groups, observe(groups, 0, not most), observe(groups, 1, most))
        for most in (False, True)
    )
    low_drawn, high_drawn = (
        take_apart(groups, drawn[0][not most], drawn[1][most]) for most in (False, True)
    )
    names = {f"{d.MIX}{i}": f"{d.MIX}{name}" for i, name in enumerate(by)}
    tail = 100 * (1 - level) / 2
    cells = []
    for part in low:
        if part in {*low} - _find_empty(groups):
            limits = _limit(low_drawn[part], tail), _limit(high_drawn[part], 100 - tail)
            numbers = (float(low[part]), float(high[part]), *limits)
            cells.append(_make_cell(("+".join(by), names.get(part, part)), numbers))
    return cells


def _limit(drawn: Array, percentile: float) -> float:
    """A percentile; a resample in which no group is left in common has no parts and is skipped."""
    return float(np.nanpercentile(drawn, percentile))


def _make_cell(key: tuple[str, str], numbers: tuple[float, float, float, float]) -> Cell:
    low, high, lower, upper = (100 * number + 0.0 for number in numbers)  # and no -0
    if high - low > _EDGE:
        return Cell(key, None, min(low, lower), max(high, upper), v.HIDDEN_AT_SOURCE)
    return Cell(key, low, min(low, lower), max(low, upper))


def _find_empty(groups: Groups) -> set[str]:
    """Parts that stand for nobody here."""
    first, last = groups.known
    usable = groups.usable & ~groups.common
    blank = groups.shown & ~groups.recorded
    stands_for = {
        d.ONLY_FIRST: (first[usable] > 0).any(),
        d.ONLY_LAST: (last[usable] > 0).any(),
        d.UNRECORDED: ((first + last)[blank] > 0).any(),
        d.HIDDEN_GROUPS: not groups.shown.all(),
    }
    return {part for part, somebody in stands_for.items() if not somebody}
