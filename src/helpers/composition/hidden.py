"""What a hidden count leaves open: the share that it could be, from shown figures alone."""

from __future__ import annotations

from itertools import groupby

from helpers.composition.counting import KNOWN, NO_FORM, PERSONS, RARER_ONLY
from helpers.tables import vocabulary as v
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_share

Range = tuple[float, float]


def bound_hidden(forms: SafeTable) -> SafeTable:
    """The share of each form, as a range where a count that it rests on is hidden.

    The range follows from the shown cells of the same group and nothing else: a form is recorded
    for no more people than any form is, for no fewer than the other forms leave over, and for
    nobody whose flag is blank. A hidden cell is never worked out further, and a range that no
    shown cell narrows is 0% to 100%.

    Args:
        forms: The protected ``count_forms``, of a period or by year.

    Returns:
        Percentages keyed as ``forms``, with ``share`` in place of ``form``: a number with its
        Wilson interval where both counts are shown, otherwise bounds without a number, widened by
        the interval of chance at either end. A form that is not collected has no cell.
    """
    forms = require_safe(forms, "bound_hidden")
    cells = []
    for _, found in groupby(forms.cells, key=lambda cell: cell.key[:-1]):
        measures = {cell.key[-1]: cell for cell in found}
        collected = [f for f in v.MAIN_FORMS if measures[f].status != v.NOT_COLLECTED]
        cells += [
            cell for form in collected if (cell := _bound(measures, form, collected)) is not None
        ]
    return forms.derive(cells, unit="%", dimensions=(*forms.dimensions[:-1], "share"))


def _bound(measures: dict[str, Cell], form: str, collected: list[str]) -> Cell | None:
    key = measures[form].key
    known = _bound_known(measures, collected)
    yes = _bound_yes(measures, form, collected, known)
    if known is None or known[1] <= 0:
        return Cell(key, None, 0, 100, v.HIDDEN_AT_SOURCE) if _is_hidden(measures) else None
    least = estimate_share(int(yes[0]), int(known[1]))
    # Of fewer people than have the form there is no share: all of them is the most.
    most = estimate_share(int(min(yes[1], max(known[0], 1))), int(max(known[0], 1)))
    if yes[0] == yes[1] and known[0] == known[1]:
        limits = (100 * least.point, 100 * least.lower, 100 * least.upper)
        return Cell(key, *limits, of=int(known[0]))
    top = 100.0 if yes[1] >= known[0] else 100 * most.upper
    return Cell(key, None, 100 * least.lower, top, v.HIDDEN_AT_SOURCE)


def _is_hidden(measures: dict[str, Cell]) -> bool:
    return measures[KNOWN].status == v.HIDDEN


def _bound_known(measures: dict[str, Cell], collected: list[str]) -> Range | None:
    """Least and most people with a recorded form; None where nothing shown limits them."""
    known = measures[KNOWN].value
    if known is not None:
        return known, known
    most = measures[PERSONS].value
    if most is None:
        return None
    most -= sum(measures[n].value or 0 for n in (RARER_ONLY, NO_FORM))
    return max((measures[f].value or 0 for f in collected), default=0), most


def _bound_yes(
    measures: dict[str, Cell], form: str, collected: list[str], known: Range | None
) -> Range:
    """Least and most people with the form."""
    told = measures[form].value
    if told is not None:
        return told, told
    persons, unknown = measures[PERSONS].value, measures[f"{form}_unknown"].value
    limits = [known[1]] if known is not None else []
    limits += [persons - unknown] if persons is not None and unknown is not None else []
    others = [measures[f].value for f in collected if f != form]
    least = 0.0
    if known is not None and None not in others:
        least = max(0.0, known[0] - sum(other or 0 for other in others))
    return least, max(min(limits, default=least), least)
