"""Shares of a caseload, computed from protected counts and never before."""

from __future__ import annotations

from dataclasses import replace

from helpers.composition.bounds import bound_share, group_measures
from helpers.composition.counting import KNOWN, PERSONS, RARER_ONLY
from helpers.composition.years import is_sound, name_bands, name_heavy_years, name_left_out
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_shares
from helpers.wording import format_count, join_words


def share_forms(forms: SafeTable, years: SafeTable | None = None) -> SafeTable:
    """Share of each main form among persons with at least one form recorded.

    Args:
        forms: The protected ``count_forms`` or ``count_combinations``.
        years: ``share_years`` of the same caseload, for shares over a whole period: a year that
            alone holds three tenths of the people is named in the notes.

    Returns:
        Percentages; ``of`` is the number of persons with a recorded form, and ``bounds`` is what
        the blanks could make of the share among everybody registered. The intervals are Wilson's
        at alpha / k for the k forms that the channel collects, so that all shares of a channel
        (and of one of its years) hold together at 95%. By year, a share that says more about
        recording than about exploitation is left out and named in the notes (``is_sound``).
    """
    forms = require_safe(forms, "share_forms")
    cells: list[Cell] = []
    left_out: dict[tuple[str, str], list[str]] = {}
    notes: dict[str, None] = {}
    for group, measures in group_measures(forms):
        if len(group) > 1 and not group[1].isdigit():
            continue
        shares = _share_group(measures, notes)
        for form in v.MAIN_FORMS:
            if len(group) == 1 or is_sound(measures, form):
                cells.append(shares[form])
            elif measures[form].status != v.NOT_COLLECTED:
                left_out.setdefault((group[0], form), []).append(group[1])
    remarks = [*name_heavy_years(years), *_name_rarer(forms)]
    remarks += [*name_left_out(forms, left_out), *name_bands(forms), *notes]
    return forms.derive(cells, unit="%", notes=remarks)


def _share_group(measures: dict[str, Cell], notes: dict[str, None]) -> dict[str, Cell]:
    """The forms of one channel, or of one of its years. Adds what a reader must know to notes."""
    whole = measures[KNOWN]
    asked = [f for f in v.MAIN_FORMS if measures[f].status != v.NOT_COLLECTED]
    shares = {f: Cell(measures[f].key, None, status=measures[f].status) for f in v.MAIN_FORMS}
    if not whole.value:
        status = v.NOT_REPORTED if whole.value == 0 else whole.status
        told = {f: replace(shares[f], status=status) for f in asked if shares[f].status != v.HIDDEN}
        return shares | told
    # A hidden form counts as one of the k as well: k must not tell how many are hidden.
    numbers = [int(measures[form].value or 0) for form in asked]
    estimates = estimate_shares(numbers, int(whole.value))
    for form, share in zip(asked, estimates, strict=True):
        if measures[form].value is not None:
            limits = (100 * share.point, 100 * share.lower, 100 * share.upper)
            bounds = bound_share(measures, form)
            shares[form] = Cell(measures[form].key, *limits, of=share.n, bounds=bounds)
            notes |= dict.fromkeys(share.warnings)
    return shares


def _name_rarer(forms: SafeTable) -> list[str]:
    """Persons with only a rarer form, who are in no share, shown beside those who are."""
    if len(forms.dimensions) > 2:
        return []
    told = [
        f"{format_count(cell.value)} in {forms.word('channel', cell.key[0]).lower()}"
        for cell in forms.where(form=RARER_ONLY).cells
        if cell.value
    ]
    if not told:
        return []
    return [
        "People with only forced marriage, slavery or similar practices recorded are in no share "
        f"and stand beside it: {join_words(told)}."
    ]


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
        for _, measures in group_measures(unknown)
        for whole in [measures[PERSONS]]
        for name, cell in measures.items()
        if name != PERSONS and whole.value
    ]
    return unknown.derive(cells, unit="%")


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
