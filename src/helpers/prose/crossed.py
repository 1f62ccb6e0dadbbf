"""Sentences about who was met in a sector, how they were controlled, and who recruited them."""

from __future__ import annotations

from helpers.prose.channels import ASSISTED, RECORDS
from helpers.prose.exposure import CHANCE, name_sector, rank_sectors
from helpers.prose.sentence import Sentence, nothing
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_count, format_share, join_words, pluralise, start_sentence


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
    return Sentence(" ".join(told), title, how)


def _is_clear(cell: Cell) -> bool:
    return cell.lower is not None and cell.upper is not None and not cell.lower <= 0 <= cell.upper


def _tell_sex(difference: SafeTable, shares: SafeTable, channel: str) -> str:
    everyone = shares.where(channel=channel, sector=v.ALL, sex="female").cells
    clear = [c for c in difference.where(channel=channel).cells if _is_clear(c)]
    if not everyone or everyone[0].value is None:
        return ""
    base = (
        f"{start_sentence(shares.word('channel', channel))}: women and girls are "
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
    """One means of control or kind of recruiter: its share in all sectors, and where it is highest.

    Args:
        shares: ``select_value`` of ``share_crossed``.
        what: What it is, with its verb ("debt bondage is recorded").
        base: What the others lack ("no means of control").
    """
    shares = require_safe(shares, "describe_sector_value")
    told, firsts = [], []
    for channel in shares.labels("channel"):
        mine = shares.where(channel=channel)
        whole = [c for c in mine.where(sector=v.ALL).cells if c.value is not None]
        top = rank_sectors(mine)[:1]
        if whole and top:
            firsts.append(f"{name_sector(shares, top[0])} {RECORDS[channel]}")
            told.append(_tell_value(shares, whole[0], top[0], what))
    if not told:
        return nothing(f"By sector it is not recorded whether {what}, or it is hidden.")
    hidden = (
        f" {pluralise(shares.hidden, 'share is', 'shares are')} hidden." if shares.hidden else ""
    )
    how = f"{CHANCE} Shares are of people for whom any is recorded; those with {base} are in none."
    return Sentence(
        " ".join(told) + hidden,
        f"{start_sentence(what)} most often for {join_words(firsts)}",
        how,
    )


def _tell_value(shares: SafeTable, whole: Cell, top: Cell, what: str) -> str:
    return (
        f"{start_sentence(shares.word('channel', whole.key[0]))}: {what} for "
        f"{format_share(whole.value or 0)} of {format_count(whole.of or 0)} people in all sectors, "
        f"most often for {name_sector(shares, top)} ({format_share(top.value or 0)} of "
        f"{format_count(top.of or 0)}, interval {format_share(top.lower or 0)} to "
        f"{format_share(top.upper or 0)})."
    )


def describe_groups(table: SafeTable, what: str) -> Sentence:
    """What a table of shares by sector shows, and how much of it is not recorded or hidden.

    Args:
        table: ``split_sectors``: percentages of everybody in a sector.
        what: What is told apart ("age group").
    """
    table = require_safe(table, "describe_groups")
    told = [
        f"{format_share(c.value or 0)} of {format_count(c.of or 0)} people {ASSISTED[c.key[0]]}"
        for c in table.where(sector=v.ALL, **{table.dimensions[-1]: v.UNKNOWN}).cells
        if c.value is not None
    ]
    if table.is_empty:
        return nothing(f"The {what} of people by sector is not recorded, or hidden.")
    gaps = (
        f"{start_sentence(what)} is not recorded for {join_words(told)}."
        if told
        else (f"How many have no recorded {what} is nobody, or hidden.")
    )
    hidden = f" {pluralise(table.hidden, 'share is', 'shares are')} hidden." if table.hidden else ""
    how = "Percentages of everybody recorded in a sector; what is not recorded is shown as such."
    return Sentence(gaps + hidden, f"{start_sentence(what)} by sector", how)
