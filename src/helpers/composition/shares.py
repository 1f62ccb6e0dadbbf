"""Shares of a caseload, computed from protected counts and never before."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

from helpers.composition.counting import KNOWN, PERSONS
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share
from helpers.wording import join_periods, join_words

RECORDED_AT_LEAST = 0.5
"""A year is charted when at least this part of its persons has a recorded form."""

UNKNOWN_AT_MOST = 0.4
"""And when the persons whose flag is blank could move the share by no more than this."""


def share_forms(forms: SafeTable) -> SafeTable:
    """Share of each main form among persons with at least one form recorded.

    Args:
        forms: The protected ``count_forms``.

    Returns:
        Percentages with 95% Wilson intervals; ``of`` is the number of persons with a recorded
        form. By year, a share that says more about recording than about exploitation is left out
        and named in the notes: fewer than half of the persons have a recorded form, the blank
        flags could move it by more than 40 points, or labour, sexual or the form itself was not
        recorded for anybody.
    """
    forms = require_safe(forms, "share_forms")
    cells: list[Cell] = []
    left_out: dict[tuple[str, str], list[str]] = {}
    bands: dict[str, None] = {}
    for group, measures in _groups(forms):
        if len(group) > 1 and not group[1].isdigit():
            bands |= {} if group[1] == v.UNKNOWN else {group[1]: None}
            continue
        for form in v.MAIN_FORMS:
            if len(group) == 1 or _is_sound(measures, form):
                cells.append(_share(measures[form], measures[KNOWN]))
            elif measures[form].status != v.NOT_COLLECTED:
                left_out.setdefault((group[0], form), []).append(group[1])
    notes = _name_left_out(forms, left_out)
    if bands:
        notes.append(f"Not drawn, because the file gives no single years: {join_words([*bands])}.")
    return forms.derive(cells, unit="%", notes=notes)


def _groups(forms: SafeTable) -> list[tuple[tuple[str, ...], dict[str, Cell]]]:
    grouped = groupby(forms.cells, key=lambda cell: cell.key[:-1])
    return [(group, {cell.key[-1]: cell for cell in cells}) for group, cells in grouped]


def _is_sound(measures: dict[str, Cell], form: str) -> bool:
    """Whether a year's share is a finding about exploitation; not when any part is hidden."""
    numbers = [measures[n].value for n in (KNOWN, PERSONS, f"{form}_unknown")]
    yes = [measures[n].value for n in ("labour", "sexual", form)]
    if None in numbers or not all(yes):
        return False
    known, persons, unknown = (number or 0 for number in numbers)
    return known >= RECORDED_AT_LEAST * persons and unknown <= UNKNOWN_AT_MOST * persons


def _share(part: Cell, whole: Cell) -> Cell:
    if part.value is None or whole.value is None:
        status = part.status if part.value is None else whole.status
        return Cell(part.key, None, status=status)
    if whole.value == 0:
        return Cell(part.key, None, status=v.NOT_REPORTED)
    share = estimate_share(int(part.value), int(whole.value))
    limits = (100 * share.point, 100 * share.lower, 100 * share.upper)
    return Cell(part.key, *limits, of=int(whole.value))


def _name_left_out(forms: SafeTable, left_out: dict[tuple[str, str], list[str]]) -> list[str]:
    """One remark a channel; forms that leave out the same years share their words."""
    spans: dict[str, dict[str, list[str]]] = {}
    for (channel, form), years in left_out.items():
        span = join_periods(years)
        spans.setdefault(channel, {}).setdefault(span, []).append(form)
    return [
        f"{forms.word('channel', channel)}: "
        + "; ".join(f"{join_words(names)} not drawn for {span}" for span, names in found.items())
        + ". A year is not drawn when fewer than half of its people have a recorded form, or "
        "blanks could move the share by more than 40 points, or a main form was recorded for "
        "nobody."
        for channel, found in spans.items()
    ]


def bound_forms(forms: SafeTable) -> SafeTable:
    """What the unknowns could hide: the share of each form over *all* persons, least and most.

    Once every person with an unrecorded flag is counted as 'no' and once as 'yes' [1]_.

    References:
        .. [1] Manski, C. F. (1995). Identification Problems in the Social Sciences. Harvard.
    """
    forms = require_safe(forms, "bound_forms")
    cells = []
    for _, measures in _groups(forms):
        persons = measures[PERSONS].value
        for form in v.MAIN_FORMS:
            yes, unknown = measures[form], measures[f"{form}_unknown"]
            if not persons or yes.value is None or unknown.value is None:
                cells.append(Cell(yes.key, None, status=yes.status))
                continue
            least, most = 100 * yes.value / persons, 100 * (yes.value + unknown.value) / persons
            cells.append(Cell(yes.key, None, least, most, v.HIDDEN_AT_SOURCE, of=int(persons)))
    return forms.derive(cells, unit="%", counted="all people registered")


def share_unknown(unknown: SafeTable) -> SafeTable:
    """Percentage of all persons of a channel for whom each attribute is not recorded."""
    unknown = require_safe(unknown, "share_unknown")
    cells = [
        Cell(
            cell.key,
            100 * cell.value / (whole.value or 1) if cell.value is not None else None,
            status=cell.status,
            of=int(whole.value) if whole.value is not None else None,
        )
        for _, measures in _groups(unknown)
        for whole in [measures[PERSONS]]
        for name, cell in measures.items()
        if name != PERSONS and whole.value
    ]
    return unknown.derive(cells, unit="%")


def largest_year(forms: SafeTable) -> SafeTable:
    """For each channel the year with most recorded persons, as a percentage of all years.

    A share over a whole period is mostly the share of its largest year when that year is half of
    it; a page that prints the one has to print the other. A channel with a hidden year gives
    none, because the total of its shown years is not its total.
    """
    forms = require_safe(forms, "largest_year")
    cells = []
    for channel in forms.labels("channel"):
        years = forms.where(channel=channel, form=KNOWN).cells
        total = sum(cell.value or 0 for cell in years)
        if total and all(cell.is_shown for cell in years):
            top = max(years, key=lambda cell: cell.value or 0)
            cells.append(Cell(top.key, 100 * (top.value or 0) / total, of=int(total)))
    return forms.derive(cells, unit="%")


def compare_with_world(shares: SafeTable, world: SafeTable, place: str) -> SafeTable:
    """A country's shares beside the world's, channel by channel and form by form.

    Args:
        shares: ``share_forms`` of the country.
        world: ``share_forms`` of the world, over the same period.
        place: Name of the country; for 'World' there is nothing to compare, and no cell.

    Returns:
        Percentages keyed by channel, form and place, for the channels that the country has. The
        world's share is of its own channel: the two channels are never pooled.
    """
    shares, world = (require_safe(t, "compare_with_world") for t in (shares, world))
    pairs = [
        (cell, other)
        for cell in (shares.cells if place != "World" else ())
        for other in world.where(channel=cell.key[0], form=cell.key[1]).cells
    ]
    cells = [
        replace(cell, key=(*cell.key, name))
        for here, there in pairs
        for cell, name in ((here, place), (there, "World"))
    ]
    return shares.derive(cells, dimensions=("channel", "form", "place"), also=world)
