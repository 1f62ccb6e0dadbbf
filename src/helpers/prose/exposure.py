"""Sentences about labour exploitation by sector. The unknown sector is in every one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from helpers.prose.channels import ASSISTED, RECORDS, WHERE
from helpers.prose.sentence import Headline, Passage, Sentence, as_rows, nothing
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import (
    format_count,
    format_share,
    join_words,
    place_phrase,
    start_sentence,
)

_REST: Final = (v.UNKNOWN, v.ALL)
CHANCE: Final = (
    "The line at the end of a bar is an interval of chance that holds for all bars of a channel "
    "together in 95 of 100 such caseloads. It does not cover whom organisations come to assist, "
    "and people in one case are not independent."
)
_BAND: Final = (
    "The light band is what the people without a recorded sector could make of the share among "
    "everybody with labour exploitation: counted once as none of them in the sector, once as all. "
    "The grey bar is the part of everybody for whom no sector is recorded."
)


def describe_exposure(sectors: SafeTable, place: str) -> Headline:
    """The answer: the sector recorded most, channel by channel, and how much is not recorded.

    Args:
        sectors: The protected ``count_sectors``.
        place: Name of the country, or 'World'.
    """
    sectors = require_safe(sectors, "describe_exposure")
    source = f"{sectors.provenance[0].short}, all years"
    facts = [fact for name in sectors.labels("channel") if (fact := _state(sectors, name))]
    if not facts:
        text = (
            f"This source records no sector of labour exploitation for {place_phrase(place)}. "
            "That is not a finding that there is none."
        )
        return Headline(text, (), source, is_empty=True)
    told = []
    for channel in sectors.labels("channel"):
        top = rank_sectors(sectors.where(channel=channel))[:1]
        told += [f"{name_sector(sectors, c)} ({RECORDS[channel]})" for c in top]
    where = "" if place == "World" else f"in {place_phrase(place)}, "
    text = f"{where}labour exploitation is recorded most often for {join_words(told)}."
    if not told:
        hidden = any(c.status == v.HIDDEN and c.key[1] not in _REST for c in sectors.cells)
        rest = "how often for each sector is hidden" if hidden else "no sector is named for it"
        text = f"{where}labour exploitation is recorded, and {rest}."
    return Headline(start_sentence(text), tuple(facts), source)


def _state(sectors: SafeTable, channel: str) -> tuple[str, str, str] | None:
    """How many have no recorded sector: the fact that stands beside every other one."""
    sizes = {c.key[1]: c for c in sectors.where(channel=channel).cells}
    whole, unknown = sizes.get(v.ALL), sizes.get(v.UNKNOWN)
    if whole is None or not whole.value:
        return None
    label = f"sector not recorded, people {ASSISTED[channel]}"
    base = f"of {format_count(whole.value)} with labour exploitation recorded"
    if unknown is None:
        return format_share(0), label, base
    if unknown.value is None:
        return start_sentence(v.STATUS_WORDS[v.HIDDEN]), label, base
    share = format_share(100 * unknown.value / whole.value)
    return share, label, f"{format_count(unknown.value)} {base}"


def rank_sectors(table: SafeTable) -> list[Cell]:
    """Sectors that are named and shown, the largest first."""
    named = [c for c in table.cells if c.value and c.key[1] not in (*_REST, "other")]
    return sorted(named, key=lambda c: -(c.value or 0))


def name_sector(table: SafeTable, cell: Cell) -> str:
    """The sector of a cell inside a sentence."""
    return table.word("sector", cell.key[1]).lower()


def describe_sectors(shares: SafeTable, place: str) -> Sentence:
    """The three sectors recorded most, channel by channel, and for how many none is.

    Args:
        shares: ``share_sectors``.
        place: Name of the country, or 'World'.
    """
    shares = require_safe(shares, "describe_sectors")
    told = [text for name in shares.labels("channel") if (text := _tell_sectors(shares, name))]
    if not told:
        return nothing(
            f"No share of a sector can be given for {place_phrase(place)}: none is recorded, or "
            "the counts are hidden."
        )
    unasked = [_tell_unasked(shares, name) for name in shares.labels("channel")]
    text = " ".join([*told, *filter(None, unasked)])
    how = " ".join([shares.notes[0], CHANCE, _BAND])
    return Sentence(text, _title_sectors(shares), how)


def _tell_sectors(shares: SafeTable, channel: str) -> str:
    mine = shares.where(channel=channel)
    top = rank_sectors(mine)[:3]
    unknown = [c for c in mine.cells if c.key[1] == v.UNKNOWN]
    gaps = [
        f"no sector is recorded for {format_share(c.value)} of {format_count(c.of or 0)}"
        if c.value is not None
        else "how many have no recorded sector is hidden"
        for c in unknown
    ]
    if not top and not gaps:
        return ""
    names = [f"{name_sector(shares, c)} ({format_share(c.value or 0)})" for c in top]
    known = [f"of {format_count(top[0].of or 0)} people with a recorded sector, "
             f"{join_words(names)}"] if top else []  # fmt: skip
    return f"{shares.word('channel', channel)}: {'; '.join([*known, *gaps])}."


def _tell_unasked(shares: SafeTable, channel: str) -> str:
    cells = [c for c in shares.where(channel=channel).cells if c.status == v.NOT_COLLECTED]
    names = [name_sector(shares, c) for c in cells]
    if not names:
        return ""
    verb = "are" if len(names) > 1 else "is"
    return (
        f"{start_sentence(join_words(names))} {verb} recorded for nobody {RECORDS[channel]}, which "
        "is taken as not collected and not as 0."
    )


def _title_sectors(shares: SafeTable) -> str:
    gaps = [
        f"{format_share(c.value)} {RECORDS[c.key[0]]}"
        for c in shares.where(sector=v.UNKNOWN).cells
        if c.value is not None
    ]
    if not gaps:
        return "Sectors of labour exploitation, as far as recorded"
    return f"No sector is recorded for {join_words(gaps)}"


def describe_buyers(sectors: SafeTable, place: str) -> Sentence:
    """What the figures mean for a company that buys from there, and what they do not.

    Args:
        sectors: The protected ``count_sectors``.
        place: Name of the country, or 'World'.
    """
    sectors = require_safe(sectors, "describe_buyers")
    named = [name_sector(sectors, c) for c in rank_sectors(sectors)]
    where = "in these records" if place == "World" else f"in {place_phrase(place)}"
    if named:
        seen = join_words(list(dict.fromkeys(named))[:5])
        text = f"Labour exploitation was met {where}: {seen}. An absent sector is not cleared."
    else:
        text = f"No sector is named {where}. That clears no sector and no supplier."
    met = [
        f"{format_count(c.value or 0)} people {WHERE[c.key[0]]}"
        for c in sectors.where(sector=v.ALL).cells
        if c.value
    ]
    base = f" It rests on {join_words(met)}." if met else ""
    how = (
        "A caseload shows where organisations met people, not where most exploitation is: counts "
        "of countries or sectors are no ranking of risk. Use them as a reason to look, not as a "
        "result."
    )
    return Sentence(text + base, "What a buyer can take from this", how)


def describe_sections(sections: Sequence[Sequence[str]]) -> Passage:
    """The sectors as the source names them, held against ISIC, with what each label loses.

    Args:
        sections: What ``read_sections`` gave.
    """
    columns = ("Sector here", "ISIC section", "Title of the section", "What the label loses")
    title, rows = "Sectors and ISIC Rev. 4", as_rows(sections)
    return Passage("ledger", title=title, columns=columns, rows=rows, is_fixed=True)
