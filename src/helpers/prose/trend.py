"""Sentences about change over years when reporters change: a chain of years, and a model."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, find_verb
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.tables.trend import CANNOT, Trend
from helpers.wording import (
    format_count,
    format_range,
    format_share,
    join_words,
    place_phrase,
    start_sentence,
)
from helpers.wording import pluralise as plural

_BASE = 100.0
_CHAIN = "matched"


def describe_matched_panel(indices: SafeTable) -> Sentence:
    """What the chain over the same States comes to, beside the sum of all that reported.

    Args:
        indices: ``compare_panel``: keyed by stage, series, year and States.
    """
    indices = require_safe(indices, "describe_matched_panel")
    chains = {stage: _series(indices, stage, _CHAIN) for stage in indices.labels("stage")}
    told = {stage: cells for stage, cells in chains.items() if len(cells) > 1}
    if not told:
        return nothing("Too few States reported any stage for two years running.")
    parts = [_tell_chain(stage, cells) for stage, cells in told.items()]
    sums = [_tell_sum(stage, indices) for stage in told]
    text = (
        f"Chained over the States that reported two years running, with the first year as 100: "
        f"{'; '.join(parts)}. The sum of all that reported stands at "
        f"{join_words([part for part in sums if part])}."
    )
    how = (
        "Solid lines multiply one link after the other; a link compares a year with the year "
        "before over the States that reported both. Dotted lines divide the sum of whoever "
        "reported by the first year's. Where the two part, the difference comes from who reports. "
        "Bars show what '<5' leaves open, and not chance. The largest States weigh most, and "
        "States that report two years running are not a sample of all States."
    )
    return Sentence(text, _title(indices, told), how)


def _series(indices: SafeTable, stage: str, series: str) -> list[Cell]:
    cells = indices.where(stage=stage, series=series).cells
    return sorted(cells, key=lambda cell: cell.key[2])


def _verb(cell: Cell) -> str:
    return find_verb((_BASE, _BASE), to_bounds(cell))


def _tell_chain(stage: str, cells: Sequence[Cell]) -> str:
    last, links = cells[-1], [int(cell.key[3]) for cell in cells[1:]]
    verb = _verb(last)
    moved = "show no clear change:" if verb == UNCLEAR else f"{verb} to"
    few = dict.fromkeys((format_count(min(links)), format_count(max(links))))
    return (
        f"persons {v.STAGE_WORDS[stage]} {moved} {format_range(*to_bounds(last))} in "
        f"{last.key[2]} ({' to '.join(few)} States a link)"
    )


def _tell_sum(stage: str, indices: SafeTable) -> str:
    cells = _series(indices, stage, v.ALL)
    if len(cells) < 2:
        return ""
    return f"{format_range(*to_bounds(cells[-1]))} for persons {v.STAGE_WORDS[stage]}"


def _title(indices: SafeTable, told: dict[str, list[Cell]]) -> str:
    """Whether the sum tells another story than the chain, in the last year of both."""
    for stage, cells in told.items():
        everybody = _series(indices, stage, v.ALL)
        if everybody and _verb(everybody[-1]) != _verb(cells[-1]):
            return "Year by year, the same States tell another story than the sum of all"
    return "The same States year by year, beside the sum of all"


def _percent(number: float) -> str:
    """A change of less than half a tenth is 0.0%, and not -0.0%."""
    return format_share(0.0 if abs(number) < 0.05 else number)


def describe_trends(trends: Sequence[Trend], own: Sequence[Trend] = ()) -> Sentence:
    """Whether what is reported rises or falls, as far as the model lets one say.

    Args:
        trends: ``estimate_trends`` over all that report.
        own: ``estimate_state_trends`` of the State in focus.
    """
    if not trends:
        return nothing("No country-years were reported in this window, so no trend can be said.")
    first, last = trends[0].first_year, trends[0].last_year
    parts = [f"persons {v.STAGE_WORDS[t.label]} {_tell(t)}" for t in trends]
    text = f"Over the country-years reported for {first} to {last}: {'; '.join(parts)}."
    if own:
        single = [f"persons {v.STAGE_WORDS[t.label]} {_tell(t)}" for t in own]
        text += f" {start_sentence(place_phrase(own[0].place))} by itself: {'; '.join(single)}."
    return Sentence(text, _title_trends(trends), _explain(trends, own))


def _tell(trend: Trend) -> str:
    """A verb, the yearly change with its interval, and what it rests on; or why there is none."""
    if trend.verdict == CANNOT:
        return f"{CANNOT} ({trend.reason})"
    interval = f"{trend.level:.0%} interval {_percent(trend.lower)} to {_percent(trend.upper)}"
    if trend.verdict == UNCLEAR:
        told = f"show {UNCLEAR} ({_percent(trend.annual)} a year, {interval}"
    else:
        told = f"{trend.verdict} by {_percent(abs(trend.annual))} a year ({interval}"
    return f"{told}; {_tell_base(trend)})"


def _tell_base(trend: Trend) -> str:
    if trend.place:
        return plural(trend.country_years, "year", "years")
    states = plural(trend.countries, "State", "States")
    return f"{format_count(trend.country_years)} reports of {states}"


def _title_trends(trends: Sequence[Trend]) -> str:
    verbs = {trend.verdict for trend in trends if trend.is_told}
    if not verbs:
        return "Nothing can be said about a trend in what States report"
    if verbs == {UNCLEAR}:
        return "No clear change in what the average State reports"
    moved = [
        f"{v.STAGE_WORDS[trend.label]} {trend.verdict}"
        for trend in trends
        if trend.verdict not in (UNCLEAR, CANNOT)
    ]
    return f"What the average State reports: {join_words(moved)}"


def _explain(trends: Sequence[Trend], own: Sequence[Trend]) -> str:
    how = (
        "The change is that of the average State that reports, year by year within each State; it "
        "is no number for the world. In the sums above the largest States weigh most, here all "
        "do. A year that is not reported is left out, and a value printed as '<5' enters as the "
        "range that it is. The interval allows each State its own course; it does not cover "
        "States that report because of their numbers, or stop to."
    )
    checks = [
        f"{v.STAGE_WORDS[t.label]} {_percent(s.annual)}"
        f" ({_percent(s.lower)} to {_percent(s.upper)})"
        for t in trends
        for s in t.sensitivity
    ]
    if checks:
        how += f" With a level of its own for each State: {join_words(checks)}."
    notes = [f"{start_sentence(v.STAGE_WORDS[t.label])}: {w}." for t in trends for w in t.warnings]
    if any(trend.is_told for trend in own):
        notes.append(
            "A State by itself is a line through its own years, as if they were independent; "
            "where a shock lasts for years, its interval is too narrow."
        )
    return " ".join([how, *notes])
