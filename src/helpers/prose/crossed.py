"""Sentences about who was met in a sector, how they were controlled, and who recruited them."""

from __future__ import annotations

from typing import Final

from helpers.prose.channels import ASSISTED, RECORDS, WHERE
from helpers.prose.exposure import CHANCE, name_sector, rank_sectors
from helpers.prose.sentence import Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_share, join_words, pluralise, start_sentence

_PLACE: Final = "All countries of the source together: "
"""Before each sentence: on the page of a country it would else be quoted as that country's."""


def describe_sector_sex(difference: SafeTable, shares: SafeTable) -> Sentence:
    """In which sectors women and girls are more, and less, than among all with labour exploitation.

    The verb needs an interval of the difference without zero.

    Args:
        difference: ``compare_with_all`` of women and girls.
        shares: ``share_crossed`` of the same persons.
    """
    difference = require_safe(difference, "describe_sector_sex")
    shares = require_safe(shares, "describe_sector_sex")
    told = [
        text
        for name in difference.labels("channel")
        if (text := _tell_sex(difference, shares, name))
    ]
    if not told:
        return nothing("The sex of people by sector is not recorded, or hidden.")
    how = (
        "Each bar is everybody recorded in a sector, those without a recorded sex in grey. More or "
        "fewer is said only where the interval of the difference, taken for all sectors of a "
        "channel together, leaves out zero. It tells who was met in a sector, not who works in it."
    )
    title = "Who is recorded differs between sectors"
    if not any(_is_clear(c) for c in difference.cells):
        title = "No sector clearly differs in the sex of the people recorded"
    everyone = shares.where(sector=v.ALL)
    return Sentence(f"{_PLACE}{' '.join(told)}", title, how, tables=(everyone,))


def _is_clear(cell: Cell) -> bool:
    return cell.lower is not None and cell.upper is not None and not cell.lower <= 0 <= cell.upper


def _tell_sex(difference: SafeTable, shares: SafeTable, channel: str) -> str:
    everyone = shares.where(channel=channel, sector=v.ALL, sex="female").cells
    clear = [c for c in difference.where(channel=channel).cells if _is_clear(c)]
    if not everyone or everyone[0].value is None:
        return ""
    base = (
        f"{shares.word('channel', channel)}: women and girls are "
        f"{format_share(everyone[0].value)} of the {format_count(everyone[0].of or 0)} people with "
        "a recorded sex"
    )
    parts = []
    for word, cells in (
        ("more", [c for c in clear if (c.value or 0) > 0]),
        ("fewer", [c for c in clear if (c.value or 0) < 0]),
    ):
        names = [_tell_share(shares, c) for c in cells]
        parts += [f"{word} in {join_words(names)}"] if names else []
    return f"{base}; {'; '.join(parts) or 'no sector differs clearly'}."


def _tell_share(shares: SafeTable, cell: Cell) -> str:
    found = shares.cell(channel=cell.key[0], sector=cell.key[1], sex="female")
    return f"{name_sector(shares, cell)} ({format_share(found.value or 0)})"


def describe_sector_value(shares: SafeTable, what: str, base: str) -> Sentence:
    """One means of control: its share in all sectors, and the sector where it is clearly highest.

    A sector stands out only where its interval lies above that of every other sector.

    Args:
        shares: ``select_value`` of ``share_crossed``.
        what: What it is, with its verb ("debt bondage is recorded").
        base: What the others lack ("no means of control").
    """
    shares = require_safe(shares, "describe_sector_value")
    told: list[str] = []
    tops: list[str] = []
    for channel in shares.labels("channel"):
        mine = shares.where(channel=channel)
        whole = [c for c in mine.where(sector=v.ALL).cells if c.value is not None]
        if whole:
            top = _stand_out(mine)
            tops += [f"{name_sector(shares, top)} {RECORDS[channel]}"] if top else []
            told.append(_tell_value(mine, whole[0], top, what))
    if not told:
        return nothing(f"By sector it is not recorded whether {what}, or it is hidden.")
    hidden = (
        f" {pluralise(shares.hidden, 'share is', 'shares are')} hidden." if shares.hidden else ""
    )
    how = f"{CHANCE} Shares are of people for whom any is recorded; those with {base} are in none."
    names = join_words(tops)
    found = f" most often for {names}" if names else ", and no sector clearly stands out"
    return Sentence(f"{_PLACE}{' '.join(told)}{hidden}", f"{start_sentence(what)}{found}", how)


def _stand_out(shares: SafeTable) -> Cell | None:
    """The sector whose interval lies above all others; none while one of them reaches it."""
    ranked = rank_sectors(shares)
    named = [c for c in shares.cells if c.key[1] not in (v.UNKNOWN, v.ALL) and c.value is not None]
    if not ranked:
        return None
    top = ranked[0]
    others = [c.upper or 0 for c in named if c.key != top.key]
    return top if all((top.lower or 0) > upper for upper in others) else None


def _tell_value(shares: SafeTable, whole: Cell, top: Cell | None, what: str) -> str:
    found = "no sector clearly stands out"
    shown = ", of the sectors shown," if shares.hidden else ""
    if top is not None:
        found = (
            f"most often{shown} for {name_sector(shares, top)} ({format_share(top.value or 0)} of "
            f"{format_count(top.of or 0)}, interval {format_share(top.lower or 0)} to "
            f"{format_share(top.upper or 0)})"
        )
    return (
        f"{shares.word('channel', whole.key[0])}: {what} for {format_share(whole.value or 0)} of "
        f"{format_count(whole.of or 0)} people in all sectors; {found}."
    )


def describe_groups(table: SafeTable, what: str) -> Sentence:
    """What a table of shares by sector shows, and how much of it is not recorded or hidden.

    Args:
        table: ``split_sectors`` or ``share_crossed``.
        what: What is told apart ("age group").
    """
    table = require_safe(table, "describe_groups")
    if table.is_empty:
        return nothing(f"The {what} of people by sector is not recorded, or hidden.")
    rest = table.where(sector=v.ALL, **{table.dimensions[-1]: v.UNKNOWN}).cells
    told = [
        f"for {format_share(c.value)} of {format_count(c.of or 0)} people {ASSISTED[c.key[0]]}"
        for c in rest
        if c.value is not None
    ]
    unknown = [f"for how many {WHERE[c.key[0]]} is hidden" for c in rest if not c.is_shown]
    gaps = join_words([*told, *unknown])
    text = f"no {what} is recorded {gaps}" if gaps else f"{what} is recorded for everybody"
    hidden = f" {pluralise(table.hidden, 'share is', 'shares are')} hidden." if table.hidden else ""
    how = (
        "Shares are of the people of a sector for whom it is recorded, with an interval where one "
        "stands beside them; what is not recorded is a part of everybody in the sector."
    )
    return Sentence(f"{_PLACE}{text}.{hidden}", f"{start_sentence(what)} by sector", how)
