"""What a difference is made of, and how much of it nobody can explain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from helpers.prose.channels import RECORDS, WHERE
from helpers.prose.sentence import Sentence, nothing, to_bounds
from helpers.prose.weighing import tell_bounds, tell_heavy, tell_short
from helpers.tables import decomposition as d
from helpers.tables import vocabulary as v
from helpers.tables.change import UNCLEAR, find_verb
from helpers.tables.decomposition import Decomposition, Side, require_decomposition
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_points, format_share, join_words, start_sentence

_HOW: Final = (
    "All of it is counted among people with a recorded form. The coloured and the grey bars add "
    "up to the whole difference; in which order they are taken makes none. A mix is what other "
    "numbers of people in the same groups would change; the share within the same groups is what "
    "other shares in each group would change. Grey is not explained: groups that only one side "
    "has, people whose group nobody recorded, and hidden groups. The thin lines are 95% intervals "
    "of chance. The parts are arithmetic and no causes."
)
_GROUPS: Final = {"country": "countries", "sex": "sexes", "age_group": "ages"}
_POOLED: Final = "Put together, the two channels explain nothing"
_ONE: Final = {"country": "country", "sex": "sex", "age_group": "age"}


def describe_decomposition(*changes: Decomposition, yearly: SafeTable | None = None) -> Sentence:
    """What a change between two years is made of, by one or several kinds of groups.

    Args:
        changes: ``decompose_share`` of the same two years, one for each kind of groups.
        yearly: ``share_forms`` by year, whose bounds stand beside the two shares.
    """
    _require("describe_decomposition", yearly)
    given = [require_decomposition(change, "describe_decomposition") for change in changes]
    told = [c for c in given if c.reason not in {d.NO_PAIR, d.ONE_GROUP}]
    if not told:
        return nothing("No two years have enough recorded people for a change to be taken apart.")
    text = " ".join([_lead(told[0], yearly), *map(_tell_parts, told)])
    warnings = dict.fromkeys(w for change in told for w in change.warnings)
    title = f"{start_sentence(v.FORM_WORDS[told[0].form])}: {_find_title(told)}"
    computed = tuple(number for one in told for number in _computed(one))
    return Sentence(text, title, " ".join([_HOW, *warnings]), computed=computed)


def _computed(change: Decomposition) -> list[float]:
    """Numbers of its sentence that no table holds: the comparable parts, sums, and the mean."""
    sides = [side for side in (change.first, change.last) if side is not None]
    told = [n for s in sides for n in (100 * s.comparable, s.estimate) if n is not None]
    rest = [to_bounds(c) for c in change.table.cells if c.key[1] in d.NOT_COMPARABLE]
    mean = _find_mean(*sides) if len(sides) == 2 else None
    return [*told, *map(sum, zip(*rest, strict=True)), *([] if mean is None else [mean])]


def _lead(change: Decomposition, yearly: SafeTable | None) -> str:
    first, last = _sides(change)
    form = v.FORM_WORDS[change.form]
    if first.estimate is None or last.estimate is None:
        return f"The recorded share of {form} is hidden for {first.label} or {last.label}."
    verb = find_verb((first.lower, first.upper), (last.lower, last.upper))
    moved = {UNCLEAR: "shows no clear change"}.get(verb, verb)
    ends = [
        f"{format_share(side.estimate or 0)} in {side.label}"
        + _beside(yearly, channel=change.channel, year=side.label, form=change.form)
        for side in (first, last)
    ]
    return (
        f"The recorded share of {form} {moved} {RECORDS[change.channel]}, from {ends[0]} to "
        f"{ends[1]}."
    )


def _beside(shares: SafeTable | None, **labels: str) -> str:
    """What the blanks could make of a share, in brackets behind it."""
    found = shares.where(**labels).cells if shares else ()
    return f" ({tell_short(found[0])})" if found else ""


def _sides(change: Decomposition) -> tuple[Side, Side]:
    if change.first is None or change.last is None:
        raise ValueError("a change that is told has two sides")
    return change.first, change.last


def _tell_parts(change: Decomposition) -> str:
    by = join_words([_ONE.get(name, name) for name in change.by])
    if not change.is_possible:
        return f"It cannot be decomposed by {by}: {_tell_reason(change)}."
    effects = [c for c in change.table.cells if c.key[1] not in {*d.NOT_COMPARABLE, d.DIFFERENCE}]
    told = join_words([f"{_name_effect(c)} {_tell_effect(c)}" for c in effects])
    return f"By {by}, {told}{_tell_rest(change)}."


def _tell_reason(change: Decomposition) -> str:
    if change.reason == d.HIDDEN_TOTAL:
        return "a number of people is hidden"
    group = join_words([_ONE.get(name, name) for name in change.by])
    return f"no {group} occurs in both"


def _name_effect(cell: Cell) -> str:
    part = cell.key[1]
    if part == d.WITHIN:
        return "the share within the same groups"
    return f"the mix of {_GROUPS.get(part.removeprefix(d.MIX), 'groups')}"


def _tell_effect(cell: Cell) -> str:
    """The verb follows the interval: none while it holds zero."""
    value, lower, upper = cell.value or 0, cell.lower or 0, cell.upper or 0
    if lower > 0:
        return f"added {_size(value)} points"
    if upper < 0:
        return f"took away {_size(value)} points"
    return "made no clear difference"


def _size(points: float) -> str:
    return format_points(points).lstrip("+−")


def _tell_rest(change: Decomposition) -> str:
    """What cannot be compared, and how few are in groups that both have when they are few."""
    rest = [cell for cell in change.table.cells if cell.key[1] in d.NOT_COMPARABLE]
    if not rest:
        return ""
    first, last = _sides(change)
    told = _tell_sum(rest)
    shares = (
        f"{format_share(100 * first.comparable)} of the people of {first.label} and "
        f"{format_share(100 * last.comparable)} of those of {last.label} are in groups that both "
        "years have"
    )
    if change.is_mostly_comparable:
        return f"; {told} not comparable ({shares})"
    return f"; {told} not comparable, and this explains little: only {shares}"


def _tell_sum(rest: list[Cell]) -> str:
    if all(cell.value is not None for cell in rest):
        return f"{format_points(sum(cell.value or 0 for cell in rest))} points are"
    lower = sum(c.lower or 0 if c.value is None else c.value for c in rest)
    upper = sum(c.upper or 0 if c.value is None else c.value for c in rest)
    return f"between {format_points(lower)} and {format_points(upper)} points are"


def _find_title(told: list[Decomposition]) -> str:
    """What happened within groups, unless few are comparable or two kinds of groups disagree."""
    possible = [change for change in told if change.is_possible]
    if not any(change.is_mostly_comparable for change in possible):
        return "most of the change cannot be compared"
    signs = {_find_sign(change) for change in possible}
    if {1, -1} <= signs:
        return "what changed depends on which groups are compared"
    sound = [change for change in possible if change.is_mostly_comparable]
    return _WITHIN[_find_sign(sound[-1])]


_WITHIN: Final = {
    1: "its recorded share rose within the same groups",
    -1: "its recorded share fell within the same groups",
    0: "no clear change within the same groups",
}


def _find_sign(change: Decomposition) -> int:
    """The direction of the part within groups; 0 while its interval holds zero."""
    within = change.table.cell(part=d.WITHIN)
    return ((within.lower or 0) > 0) - ((within.upper or 0) < 0)


def describe_pooled(
    change: Decomposition, shares: SafeTable | None = None, years: SafeTable | None = None
) -> Sentence:
    """Two channels together: a weighted mean of two shares, which explains nothing.

    Args:
        change: ``decompose_share`` of two channels.
        shares: ``share_forms``, whose bounds stand beside the share of each channel.
        years: ``share_years``: the year that holds most of a channel's people.
    """
    _require("describe_pooled", shares, years)
    change = require_decomposition(change, "describe_pooled")
    if change.reason == d.NO_PAIR:
        return nothing("There is one channel at most here, and nothing to put together.")
    first, last = _sides(change)
    names = join_words([v.CHANNELS[side.label].lower() for side in (first, last)])
    beside = {side.label: _weigh(side, change.form, shares, years) for side in (first, last)}
    mean = _tell_mean(first, last, v.FORM_WORDS[change.form], beside)
    text = f"{_tell_possible(change, names)} {mean}"
    how = (
        "The mean says how large the two files are as much as what is in them. It is no share of "
        "any group of people, and no page uses it."
    )
    return Sentence(text.strip(), _POOLED, how, computed=tuple(_computed(change)))


def _tell_possible(change: Decomposition, names: str) -> str:
    by = join_words([_ONE.get(name, name) for name in change.by])
    what = f"The difference between {names}"
    if not change.is_possible:
        return f"{what} cannot be decomposed by {by}: {_tell_reason(change)}."
    groups = join_words([_GROUPS.get(name, name) for name in change.by])
    first, last = _sides(change)
    return (
        f"{what}, taken apart by {by}, rests on the {groups} that occur in both: "
        f"{format_share(100 * first.comparable)} of the people {WHERE[first.label]} and "
        f"{format_share(100 * last.comparable)} of those {WHERE[last.label]}."
    )


def _weigh(side: Side, form: str, shares: SafeTable | None, years: SafeTable | None) -> str:
    """What stands beside a channel's share: its heaviest year, and bounds among everybody."""
    heavy = tell_heavy(years, side.label) if years else ""
    heavy = f", {heavy}" if heavy else ""
    if not shares:
        return heavy
    found = shares.where(channel=side.label, form=form).cells
    return heavy + "".join(f"; {tell_bounds(cell)}" for cell in found)


def _tell_mean(first: Side, last: Side, form: str, beside: Mapping[str, str]) -> str:
    """The pooled share with two decimals, as it is quoted."""
    if (mean := _find_mean(first, last)) is None:
        return ""
    sides = [
        f"{format_share(side.estimate or 0, 2)} ({format_count(side.n or 0)} people "
        f"{WHERE[side.label]}{beside[side.label]})"
        for side in (first, last)
    ]
    return (
        f"Put together, the two would give {format_share(mean, 2)} for {form}: the mean of "
        f"{sides[0]} and {sides[1]}, weighted by the size of each. That is no explanation."
    )


def _find_mean(first: Side, last: Side) -> float | None:
    if first.estimate is None or last.estimate is None or not first.n or not last.n:
        return None
    return (first.n * first.estimate + last.n * last.estimate) / (first.n + last.n)


def _require(wanted_by: str, *tables: SafeTable | None) -> None:
    for table in tables:
        if table is not None:
            require_safe(table, wanted_by)
