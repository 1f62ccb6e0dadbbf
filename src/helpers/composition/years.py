"""Which years are a finding about exploitation, and which one weighs most in a whole period."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from helpers.composition.counting import KNOWN, PERSONS
from helpers.tables import vocabulary as v
from helpers.tables.change import find_heavy_year
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.wording import format_share, join_periods, join_words

RECORDED_AT_LEAST: Final = 0.5
"""A year is charted when at least this part of its persons has a recorded form."""

SPAN_AT_MOST: Final = 40
"""And when the bounds of the share are no more than so many points apart."""

_RULE = (
    "A year is not drawn when fewer than half of its people have a recorded form, or the blanks "
    "could move the share by more than 40 points, or a main form was recorded for nobody, or a "
    "count that this needs is hidden."
)


def is_sound(measures: Mapping[str, Cell], form: str) -> bool:
    """Whether a year's share of a form is a finding about exploitation and not about recording.

    It is not when fewer than half of the persons have a recorded form, or the bounds of the share
    span more than 40 points, or labour, sexual or the form itself has no yes at all, or any count
    that decides this is hidden.

    Args:
        measures: The protected counts of one channel and year, by name.
        form: A main form.
    """
    numbers = [measures[n].value for n in (KNOWN, PERSONS, f"{form}_unknown")]
    yes = [measures[n].value for n in ("labour", "sexual", form)]
    if None in numbers or not all(yes):
        return False
    known, persons, unknown = (number or 0 for number in numbers)
    # In whole persons: 100 * unknown / persons <= 40 would fail at 40 of 100 by rounding alone.
    return known >= RECORDED_AT_LEAST * persons and 100 * unknown <= SPAN_AT_MOST * persons


def share_years(by_year: SafeTable, forms: SafeTable) -> SafeTable:
    """Per cent of a channel's people with a recorded form that each year (or band) holds.

    A share over a whole period is mostly the share of its largest year when that year is half of
    it; a page that prints the one has to print the other.

    Args:
        by_year: The protected ``count_forms`` by year.
        forms: The protected counts of the whole period, whose people the years add up to. A year
            that is hidden hides none of the others.

    Returns:
        Percentages keyed by channel, year and ``known``; ``of`` the people of the period.
    """
    by_year = require_safe(by_year, "share_years")
    forms = require_safe(forms, "share_years")
    cells = []
    for cell in by_year.where(form=KNOWN).cells:
        whole = forms.cell(channel=cell.key[0], form=KNOWN)
        if cell.value is None or not whole.value:
            status = cell.status if cell.value is None else whole.status
            cells.append(Cell(cell.key, None, status=status))
        else:
            share = 100 * cell.value / whole.value
            cells.append(Cell(cell.key, share, of=int(whole.value)))
    return by_year.derive(cells, unit="%", also=forms)


def name_heavy_years(years: SafeTable | None) -> list[str]:
    """The years that weigh most in a share over a whole period, in words."""
    if years is None:
        return []
    years = require_safe(years, "share_forms")
    found = [find_heavy_year(years, channel) for channel in years.labels("channel")]
    return [
        f"{years.word('channel', c.key[0])}: {c.key[1]} alone holds {format_share(c.value or 0)} "
        "of the people with a recorded form, so it weighs as much in every share over all years."
        for c in found
        if c is not None
    ]


def name_bands(forms: SafeTable) -> list[str]:
    """Years that a file gives in bands only: counted, and drawn nowhere."""
    if "year" not in forms.dimensions:
        return []
    bands = [y for y in forms.labels("year") if not y.isdigit() and y != v.UNKNOWN]
    if not bands:
        return []
    return [f"Not drawn, because the file gives no single years: {join_words(bands)}."]


def name_left_out(forms: SafeTable, left_out: Mapping[tuple[str, str], Sequence[str]]) -> list[str]:
    """One remark a channel; forms that leave out the same years share their words."""
    spans: dict[str, dict[str, list[str]]] = {}
    for (channel, form), years in left_out.items():
        spans.setdefault(channel, {}).setdefault(join_periods(years), []).append(form)
    return [
        f"{forms.word('channel', channel)}: "
        + "; ".join(f"{join_words(names)} not drawn for {span}" for span, names in found.items())
        + f". {_RULE}"
        for channel, found in spans.items()
    ]
