"""Sentences about the ratio of one stage to the one before it, by lag."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_rate, join_words, place_phrase, pluralise, start_sentence

_ALL, _LEFT_OUT = "all", "one_left_out"
_FULL = 100

_HOW = (
    "Each mark sets the later stage against the earlier one in the same States and starting "
    "years, so that only the lag differs. Dark lines: what '<5' leaves open. Light lines: how far "
    "the ratio moves when any one State is left out. The cohorts differ: people convicted in a "
    "year are not those prosecuted in it, convictions can exceed prosecutions, and no ratio here "
    "says how likely a conviction is."
)


def describe_lags(ratios: SafeTable, unreported: Sequence[str], place: str) -> Sentence:
    """How much the choice of a lag moves the ratio of a stage to the one before it.

    Args:
        ratios: The protected reports' ``rate_lags``.
        unreported: Stages of the chain that the source has no figure for.
        place: Name of the country, or 'World'.
    """
    ratios = require_safe(ratios, "describe_lags")
    missing = _tell_unreported(unreported)
    told = [_tell(ratios, ratio) for ratio in ratios.labels("ratio")]
    if not any(told):
        text = (
            f"No two stages were reported by {place_phrase(place)} over a year and the three "
            f"after it, so no ratio is shown. {missing}"
        )
        return nothing(text.strip())
    text = " ".join([start_sentence(". ".join(map(start_sentence, told))) + ".", missing]).strip()
    return Sentence(text, _title(ratios), _HOW)


def _cells(ratios: SafeTable, ratio: str, group: str) -> list[Cell]:
    cells = ratios.where(ratio=ratio, group=group).cells
    return sorted(cells, key=lambda cell: int(cell.key[4]))


def _tell(ratios: SafeTable, ratio: str) -> str:
    cells = _cells(ratios, ratio, _ALL)
    later, earlier = ratio.split("/")
    states, starts = cells[0].key[2], cells[0].key[3]
    sample = (
        f"{pluralise(int(states), 'State', 'States')} and "
        f"{pluralise(int(starts), 'starting year', 'starting years')}"
    )
    spans = join_words([_span(cell) for cell in cells])
    text = (
        f"over {sample}, persons {v.STAGE_WORDS[later]} per 100 "
        f"{v.STAGE_WORDS[earlier]} are {spans} at lags of 0 to 3 years: {_judge(cells)}"
    )
    return text + _tell_left_out(ratios, ratio, cells) + _tell_excess(cells)


def _span(cell: Cell) -> str:
    ends = dict.fromkeys(format_rate(bound) for bound in to_bounds(cell))
    return " to ".join(ends)


def moves(cells: Sequence[Cell]) -> bool:
    """Whether some lag's range lies wholly above another's: else '<5' could explain it all."""
    lows, highs = zip(*(to_bounds(cell) for cell in cells), strict=True)
    return max(lows) > min(highs)


def _judge(cells: Sequence[Cell]) -> str:
    if not moves(cells):
        return "the lag moves it no further than the values published as a range leave open"
    low = min(cells, key=lambda c: to_bounds(c)[1])
    high = max(cells, key=lambda c: to_bounds(c)[0])
    return f"the choice of the lag alone moves it between {_span(low)} and {_span(high)}"


def _tell_left_out(ratios: SafeTable, ratio: str, cells: Sequence[Cell]) -> str:
    """What leaving out one State does, where it does more than the lag."""
    left = _cells(ratios, ratio, _LEFT_OUT)
    if not left:
        return ""
    lows, highs = zip(*(to_bounds(cell) for cell in left), strict=True)
    widest = max(high - low for low, high in zip(lows, highs, strict=True))
    lag = max(to_bounds(c)[1] for c in cells) - min(to_bounds(c)[0] for c in cells)
    ends = f"{format_rate(min(lows))} to {format_rate(max(highs))}"
    more = "more than the lag does" if widest > lag else "no more than the lag does"
    return f"; leaving out any one State moves it within {ends}, {more}"


def _tell_excess(cells: Sequence[Cell]) -> str:
    over = any(to_bounds(cell)[0] > _FULL for cell in cells)
    return "; the later stage exceeds the earlier one, because the cohorts differ" if over else ""


def _tell_unreported(stages: Sequence[str]) -> str:
    if not stages:
        return ""
    names = join_words([f"persons {v.CHAIN_WORDS[stage]}" for stage in stages])
    return f"{start_sentence(names)} cannot be checked: this source has no figure for them."


def _title(ratios: SafeTable) -> str:
    judged = [moves(_cells(ratios, ratio, _ALL)) for ratio in ratios.labels("ratio")]
    if any(judged):
        return "How many years lie between the stages changes the ratio"
    return "The ratio of one stage to the one before it, by lag"
