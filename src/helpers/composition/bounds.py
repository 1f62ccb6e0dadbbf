"""What the people without a record could make of a share: bounds, and no guess between them."""

from __future__ import annotations

from helpers.composition.counting import PERSONS
from helpers.tables import vocabulary as v
from helpers.tables.safe import Bounds, Cell, SafeTable, require_safe


def make_bounds(least: float | None, most: float | None, persons: float | None) -> Bounds:
    """The least and the most that a share over everybody can be, from protected counts only.

    Args:
        least: Persons who have the attribute whatever the blanks hold; None where hidden.
        most: Persons who have it when every blank is a yes; None where hidden.
        persons: Everybody registered; None where hidden.

    Returns:
        Per cents of everybody. What is hidden widens them: to 0% below and to 100% above.

    Example:
        >>> make_bounds(20, 50, 100), make_bounds(20, None, 100)
        (Bounds(least=20.0, most=50.0, of=100), Bounds(least=20.0, most=100.0, of=100))
    """
    if not persons:
        return Bounds(0.0, 100.0)
    low = 0.0 if least is None else 100 * least / persons
    high = 100.0 if most is None else 100 * most / persons
    return Bounds(low, high, int(persons))


def bound_share(measures: dict[str, Cell], form: str) -> Bounds:
    """The bounds of one form, from the counts of one group: yes, and yes or blank."""
    yes, unknown = measures[form].value, measures[f"{form}_unknown"].value
    most = None if yes is None or unknown is None else yes + unknown
    return make_bounds(yes, most, measures[PERSONS].value)


def bound_forms(forms: SafeTable) -> SafeTable:
    """What the unknowns could hide: the share of each form over *all* persons, least and most.

    Once every person with an unrecorded flag is counted as 'no' and once as 'yes' [1]_. They are
    bounds and not an interval of chance: nothing in the records says where between them it lies.

    Args:
        forms: The protected ``count_forms``.

    Returns:
        Ranges in per cent, ``of`` everybody registered; the status of the count where it has none.

    References:
        .. [1] Manski, C. F. (1995). Identification Problems in the Social Sciences. Harvard.
    """
    forms = require_safe(forms, "bound_forms")
    cells = []
    for _, measures in group_measures(forms):
        for form in v.MAIN_FORMS:
            yes = measures[form]
            if yes.value is None or not measures[PERSONS].value:
                cells.append(Cell(yes.key, None, status=yes.status))
                continue
            found = bound_share(measures, form)
            limits = (found.least, found.most)
            cells.append(Cell(yes.key, None, *limits, v.HIDDEN_AT_SOURCE, of=found.of))
    return forms.derive(cells, unit="%", counted="all people registered")


def group_measures(forms: SafeTable) -> list[tuple[tuple[str, ...], dict[str, Cell]]]:
    """The counts of each channel (and year), by the name of what they count."""
    found: dict[tuple[str, ...], dict[str, Cell]] = {}
    for cell in forms.cells:
        found.setdefault(cell.key[:-1], {})[cell.key[-1]] = cell
    return list(found.items())
