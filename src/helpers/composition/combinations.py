"""Forms of exploitation in the combinations that exclude one another: labour only, both, ..."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations, product

import pandas as pd

from helpers.composition.bounds import group_measures, make_bounds
from helpers.composition.caseload import Caseload
from helpers.composition.counting import FORM_LABELS, KNOWN, PERSONS, count_forms
from helpers.composition.regions import combination_regions
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, counted_cell
from helpers.tables.regions import Region
from helpers.tables.safe import Cell, SafeTable, require_safe
from helpers.uncertainty import estimate_combinations
from helpers.wording import join_words

CERTAIN, POSSIBLE = "_certain", "_possible"
"""After a combination: persons who have it whatever the blanks hold, and who may have it."""

_ENDS = ("", CERTAIN, POSSIBLE)

Pattern = Mapping[str, str]
"""What is recorded for each main form: yes, no or unknown."""

_ANSWERS = ("yes", "no", v.UNKNOWN)
_FORMS = [f"form_{form}" for form in v.MAIN_FORMS]

_ONLY = (
    "'Only' and 'and' speak of what is recorded: a form that nobody wrote down may be there as "
    "well. The share of all says how far the blanks could move each combination."
)


def count_combinations(caseload: Caseload) -> Counts:
    """Persons by exact combination of main forms, together with all that ``count_forms`` counts.

    The combinations add up to the people with a recorded form, and to each form. So they are
    protected with the forms and never beside them: apart, what one table hides the other tells.

    Args:
        caseload: What ``select_caseload`` gave.

    Returns:
        The cells of ``count_forms``, and for each channel three cells a combination of the forms
        that it collects, keyed ``labour_only`` or ``labour+sexual``: the people recorded in it,
        those who have it whatever the blanks hold (``_certain``) and those who may have it
        (``_possible``).

    Example:
        >>> from helpers.sources.reference import read_reference
        >>> from helpers.composition import select_caseload
        >>> counts = count_combinations(select_caseload(read_reference("caseload_forms")))
        >>> counts.dimensions
        ('channel', 'form')
    """
    forms = count_forms(caseload)
    cells, relations = list(forms.cells), list(forms.relations)
    for channel in caseload.channels:
        rows = caseload.table[caseload.table["channel"] == channel]
        collected = [f for f in v.MAIN_FORMS if (channel, f) not in caseload.not_collected]
        base = caseload.region & Region.of(channel=channel)
        _add_combinations(base, channel, rows, collected, cells, relations)
    return Counts(
        forms.dimensions,
        tuple(cells),
        forms.provenance,
        forms.counted,
        relations=tuple(relations),
        words={
            **forms.words,
            "form": FORM_LABELS | _label_combinations(),
            "combination": _label_combinations(),
        },
        notes=forms.notes,
        empty=forms.empty,
    )


def _name_combinations(collected: Sequence[str]) -> list[tuple[str, ...]]:
    """Every combination of at least one form, single ones first."""
    sizes = range(1, len(collected) + 1)
    return [chosen for size in sizes for chosen in combinations(collected, size)]


def name_combination(chosen: Sequence[str]) -> str:
    """The code of a combination; a single form has '_only', since the form itself is counted too.

    Example:
        >>> name_combination(["labour", "sexual"]), name_combination(["labour"])
        ('labour+sexual', 'labour_only')
    """
    return "+".join(chosen) if len(chosen) > 1 else f"{chosen[0]}_only"


def _label_combinations() -> dict[str, str]:
    short = {form: v.FORM_WORDS[form].split(" ")[0] for form in v.MAIN_FORMS}
    words: dict[str, str] = {}
    for chosen in _name_combinations(v.MAIN_FORMS):
        code, only = name_combination(chosen), " only" if len(chosen) == 1 else ""
        words[code] = f"{join_words([short[form] for form in chosen])}{only}".capitalize()
        words[f"{code}{CERTAIN}"] = f"{words[code]}, whatever the blanks hold"
        words[f"{code}{POSSIBLE}"] = f"{words[code]}, as far as the blanks allow it"
    return words


def _add_combinations(
    base: Region,
    channel: str,
    rows: pd.DataFrame,
    collected: Sequence[str],
    cells: list[CountCell],
    relations: list[Relation],
) -> None:
    """Cells of one channel, each as the sum of the patterns of answers that belong to it.

    The patterns are printed nowhere. Every printed number is a sum of them, so guarding them
    guards whatever can be worked out from several printed numbers.
    """
    sums = rows.groupby(_FORMS, observed=True)["persons"].sum()
    sizes = {tuple(map(str, key)): int(n) for key, n in sums.items()}
    at = {cell.key[1]: index for index, cell in enumerate(cells) if cell.key[0] == channel}
    places: list[tuple[int, Pattern]] = []
    for pattern in product(_ANSWERS, repeat=len(v.MAIN_FORMS)):
        if size := sizes.get(pattern, 0):
            mine = base & Region.of(**dict(zip(_FORMS, pattern, strict=True)))
            places.append((len(cells), dict(zip(v.MAIN_FORMS, pattern, strict=True))))
            cells.append(counted_cell((channel, "/".join(pattern)), size, shown=False, region=mine))
    regions = {
        f"{name_combination(chosen)}{end}": region
        for chosen in _name_combinations(collected)
        for end, region in zip(_ENDS, combination_regions(chosen, collected), strict=True)
    }
    for name, belongs in _list_measures(collected):
        parts = tuple(place for place, pattern in places if belongs(pattern))
        if name not in at:
            at[name] = len(cells)
            size = sum(cells[i].persons or 0 for i in parts)
            about = base & regions[name]
            cells.append(counted_cell((channel, name), size, rank=1, region=about))
        relations.append(Relation(at[name], parts))


_Rule = Callable[[Pattern], bool]


def _list_measures(collected: Sequence[str]) -> list[tuple[str, _Rule]]:
    """What is printed of a channel, each with the rule for the patterns that it counts."""
    found: list[tuple[str, _Rule]] = [(PERSONS, _is_any), (KNOWN, _is_known)]
    for form in collected:
        found.append((form, partial(_has, (form,), (), ("yes",), ())))
        found.append((f"{form}_unknown", partial(_has, (form,), (), (v.UNKNOWN,), ())))
    for chosen in _name_combinations(collected):
        name, rest = name_combination(chosen), [f for f in collected if f not in chosen]
        found.append((name, partial(_has, chosen, rest, ("yes",), ("no", v.UNKNOWN))))
        found.append((f"{name}{CERTAIN}", partial(_has, chosen, rest, ("yes",), ("no",))))
        either = (("yes", v.UNKNOWN), ("no", v.UNKNOWN))
        found.append((f"{name}{POSSIBLE}", partial(_has, chosen, rest, *either)))
    return found


def _is_any(pattern: Pattern) -> bool:
    return bool(pattern)


def _is_known(pattern: Pattern) -> bool:
    return "yes" in pattern.values()


def _has(
    chosen: Sequence[str],
    rest: Sequence[str],
    inside: Sequence[str],
    outside: Sequence[str],
    pattern: Pattern,
) -> bool:
    return all(pattern[f] in inside for f in chosen) and all(pattern[f] in outside for f in rest)


def share_combinations(forms: SafeTable) -> SafeTable:
    """Share of each exact combination of forms among persons with at least one form recorded.

    Args:
        forms: The protected ``count_combinations``.

    Returns:
        Percentages keyed by channel and combination. Their intervals are Goodman's, for all
        combinations of a channel together [1]_; the bounds beside each count everybody once
        without those whose blanks could take them out, and once with those whose blanks could
        bring them in. ``of`` is the number of persons with a recorded form.

    References:
        .. [1] Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial
           proportions. Technometrics 7, 247-254.
    """
    forms = require_safe(forms, "share_combinations")
    cells: list[Cell] = []
    remarks: dict[str, None] = {}
    for group, measures in group_measures(forms):
        names = [
            n for n in map(name_combination, _name_combinations(v.MAIN_FORMS)) if n in measures
        ]
        cells += _share_group(measures, names, remarks)
        unasked = [v.FORM_WORDS[f] for f in v.MAIN_FORMS if measures[f].status == v.NOT_COLLECTED]
        if unasked:
            name = forms.word("channel", group[0])
            remarks[f"{name}: {join_words(unasked)} not collected, so in no combination."] = None
    # The remark that shares can add to more than 100% is not true of these.
    bare = replace(forms, notes=())
    dimensions = ("channel", "combination")
    return bare.derive(cells, unit="%", dimensions=dimensions, notes=[_ONLY, *remarks])


def _share_group(
    measures: Mapping[str, Cell], names: Sequence[str], remarks: dict[str, None]
) -> list[Cell]:
    """The shares of one channel. What hidden combinations hold is one rest, told for none."""
    whole = measures[KNOWN]
    if not whole.value:
        status = v.NOT_REPORTED if whole.value == 0 else whole.status
        return [Cell(measures[name].key, None, status=status) for name in names]
    values = [measures[name].value for name in names]
    rest = int(whole.value) - sum(int(value) for value in values if value is not None)
    counts = [int(value) if value is not None else 0 for value in values]
    if None in values:
        counts[values.index(None)] = rest  # an interval depends on its own count and on the sum
    cells = []
    for name, value, share in zip(names, values, estimate_combinations(counts), strict=True):
        cell = measures[name]
        if value is None:
            cells.append(Cell(cell.key, None, status=cell.status))
            continue
        remarks |= dict.fromkeys(share.warnings)
        limits = (100 * share.point, 100 * share.lower, 100 * share.upper)
        least, most = (measures[f"{name}{end}"].value for end in (CERTAIN, POSSIBLE))
        bounds = make_bounds(least, most, measures[PERSONS].value)
        cells.append(Cell(cell.key, *limits, of=share.n, bounds=bounds))
    return cells
