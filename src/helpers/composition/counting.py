"""Counts of a caseload: forms of exploitation, people, and what is unknown."""

from __future__ import annotations

import pandas as pd

from helpers.composition import regions as whom
from helpers.composition.caseload import Caseload, list_labels
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, counted_cell, cross
from helpers.tables.regions import Region

KNOWN, RARER_ONLY, NO_FORM, PERSONS = "known", "rarer_only", "no_form", "persons"

FORM_LABELS = {
    **{form: v.FORM_WORDS[form].capitalize() for form in v.MAIN_FORMS},
    KNOWN: "People with a recorded form",
    RARER_ONLY: "Only forced marriage, slavery or similar practices",
    NO_FORM: "No form recorded",
    PERSONS: "All people",
    **{f"{form}_unknown": f"{v.FORM_WORDS[form].capitalize()} unknown" for form in v.MAIN_FORMS},
}

_OVERLAP = "A person can be in several forms of exploitation, so shares can add to more than 100%."


def count_forms(caseload: Caseload, by: str | None = None) -> Counts:
    """Persons by form of exploitation, with the denominator that its shares need.

    The denominator ``known`` is the number of persons with at least one of the main forms
    (labour, sexual, other) recorded as *yes*; within them blank and no both mean 'not recorded'
    [1]_. Persons with only a rarer form are counted beside it (``rarer_only``), not dropped.

    Args:
        caseload: What ``select_caseload`` gave.
        by: A further column to count by, such as ``year``; None for the whole period.

    Returns:
        Counts keyed by channel, (the column,) and measure. A form that a channel does not
        collect has that status and no number.

    References:
        .. [1] CTDC (2024). Global Synthetic Dataset codebook v2024, section 6.
    """
    cells: list[CountCell] = []
    relations: list[Relation] = []
    empty = [*list_nobody(caseload)]
    for channel in caseload.channels:
        rows = caseload.table[caseload.table["channel"] == channel]
        base = caseload.region & Region.of(channel=channel)
        if by is None:
            _add_forms((channel,), rows, caseload, base, cells, relations)
        else:
            groups = {str(label): group for label, group in rows.groupby(by)}
            for label, group in groups.items():
                mine = base & Region.of(**{by: label})
                _add_forms((channel, label), group, caseload, mine, cells, relations)
            known = caseload.labels.get(by, list_labels(caseload.table[by]))
            empty.append(whom.left_out(base, by, known, set(groups)))
        empty += [base & region for region in _list_unasked(channel, caseload.not_collected)]
    dimensions = ("channel", "form") if by is None else ("channel", by, "form")
    return Counts(
        dimensions,
        tuple(cells),
        caseload.provenance,
        "people with at least one form of exploitation recorded",
        relations=tuple(relations),
        words={"channel": v.CHANNELS, "form": FORM_LABELS},
        notes=(_OVERLAP,),
        empty=tuple(empty),
    )


def list_nobody(caseload: Caseload) -> tuple[Region, ...]:
    """Channels of the source that nobody of a caseload came by; every table of it tells so."""
    known = caseload.labels.get("channel", caseload.channels)
    return whom.list_channels(caseload.region, known, caseload.channels)


def _list_unasked(channel: str, not_collected: frozenset[tuple[str, str]]) -> list[Region]:
    """'Not collected' tells that nobody of the channel is recorded with the form."""
    regions = whom.measure_regions()
    names = sorted(_name_unasked(channel, not_collected))
    found = [regions[name] for name in names if name in (*v.MAIN_FORMS, RARER_ONLY)]
    return [region for region in found if region is not None]


def _add_forms(
    prefix: tuple[str, ...],
    rows: pd.DataFrame,
    caseload: Caseload,
    base: Region,
    cells: list[CountCell],
    relations: list[Relation],
) -> None:
    """One group's measures, and the sums that a reader could form among them."""
    sizes = _measure(rows)
    at = {name: len(cells) + i for i, name in enumerate(sizes)}
    unasked = _name_unasked(prefix[0], caseload.not_collected)
    regions = whom.measure_regions()
    for name, size in sizes.items():
        key, region = (*prefix, name), regions[name]
        about = None if region is None else base & region
        if name in unasked:
            cells.append(CountCell(key, None, None, None, v.NOT_COLLECTED, region=about))
        else:
            rank, shown = -1 if name in (KNOWN, PERSONS) else 0, name in FORM_LABELS
            cells.append(counted_cell(key, size, shown=shown, rank=rank, region=about))
    groups = [name for name in (KNOWN, RARER_ONLY, NO_FORM) if name not in unasked]
    relations.append(Relation(at[PERSONS], tuple(at[name] for name in groups)))
    collected = [f for f in v.MAIN_FORMS if (prefix[0], f) not in caseload.not_collected]
    # The forms add up to more than the people in them by how often people are in several.
    relations.append(Relation(at["together"], tuple(at[form] for form in collected)))
    relations.append(Relation(at["together"], (at[KNOWN], at["several"])))
    for form in v.MAIN_FORMS:
        if form in collected:
            parts = (at[form], at[f"{form}_no"], at[f"{form}_unknown"])
            relations.append(Relation(at[PERSONS], parts))
            relations.append(Relation(at[KNOWN], (at[form], at[f"{form}_rest"])))


def _name_unasked(channel: str, not_collected: frozenset[tuple[str, str]]) -> frozenset[str]:
    """The printed measures of which a channel records nothing: they are no zeros."""
    forms = {form for form in v.MAIN_FORMS if (channel, form) in not_collected}
    names = forms | {f"{form}_unknown" for form in forms}
    if all((channel, form) in not_collected for form in v.RARER_FORMS):
        names.add(RARER_ONLY)
    return frozenset(names)


def _measure(rows: pd.DataFrame) -> dict[str, int]:
    persons = rows["persons"]
    yes = {form: rows[f"form_{form}"] == "yes" for form in v.MAIN_FORMS + v.RARER_FORMS}
    known = yes["labour"] | yes["sexual"] | yes["other"]
    rarer = ~known & (yes["marriage"] | yes["slavery_like"])
    sizes = {form: persons[yes[form]].sum() for form in v.MAIN_FORMS}
    sizes |= {KNOWN: persons[known].sum(), RARER_ONLY: persons[rarer].sum()}
    sizes |= {NO_FORM: persons[~known & ~rarer].sum(), PERSONS: persons.sum()}
    sizes["together"] = sum(int(sizes[form]) for form in v.MAIN_FORMS)
    sizes["several"] = sizes["together"] - int(sizes[KNOWN])
    for form in v.MAIN_FORMS:
        unknown = rows[f"form_{form}"] == "unknown"
        sizes[f"{form}_unknown"] = persons[unknown].sum()
        sizes[f"{form}_no"] = persons[~unknown & ~yes[form]].sum()
        sizes[f"{form}_rest"] = persons[known & ~yes[form]].sum()
    return {name: int(size) for name, size in sizes.items()}


def count_people(caseload: Caseload) -> Counts:
    """Persons by sex and age group, unknowns and totals included, for each channel."""
    cells: list[CountCell] = []
    relations: list[Relation] = []
    sexes = [sex for sex in v.SEXES if sex != v.TOTAL]
    order = {"sex": sexes, "age_group": v.CASE_AGE_GROUPS}
    for channel in caseload.channels:
        rows = caseload.table[caseload.table["channel"] == channel]
        start = len(cells)
        base = caseload.region & Region.of(channel=channel)
        crossed, sums = cross(rows, ["sex", "age_group"], order)
        cells += [
            counted_cell((channel, *c.key), c.persons or 0, region=base & _label(*c.key))
            for c in crossed
        ]
        relations += [Relation(r.whole + start, tuple(p + start for p in r.parts)) for r in sums]
    ages = {"unknown": "Age not recorded", v.ALL: "All ages"}
    return Counts(
        ("channel", "sex", "age_group"),
        tuple(cells),
        caseload.provenance,
        "people registered",
        relations=tuple(relations),
        words={"channel": v.CHANNELS, "sex": v.SEX_WORDS | {v.ALL: "All"}, "age_group": ages},
        empty=list_nobody(caseload),
    )


def _label(sex: str, age_group: str) -> Region:
    named = {"sex": sex, "age_group": age_group}
    return Region.of(**{name: label for name, label in named.items() if label != v.ALL})


_ATTRIBUTES = {
    "form": "Form of exploitation",
    "sex": "Sex",
    "age_group": "Age group",
    "country": "Country of exploitation",
    "year": "Year of registration",
}


def count_unknown(caseload: Caseload) -> Counts:
    """Persons for whom an attribute is not recorded, beside all persons of the channel."""
    cells: list[CountCell] = []
    relations: list[Relation] = []
    for channel in caseload.channels:
        rows = caseload.table[caseload.table["channel"] == channel]
        total, whole = int(rows["persons"].sum()), len(cells)
        base = caseload.region & Region.of(channel=channel)
        cells.append(counted_cell((channel, PERSONS), total, region=base))
        for attribute in _ATTRIBUTES:
            unknown = int(rows["persons"][_is_unknown(rows, attribute)].sum())
            without, others = (base & region for region in _split(caseload, attribute))
            relations.append(Relation(whole, (len(cells), len(cells) + 1)))
            cells.append(counted_cell((channel, attribute), unknown, region=without))
            key = (channel, f"{attribute}_known")
            cells.append(counted_cell(key, total - unknown, shown=False, region=others))
    return Counts(
        ("channel", "attribute"),
        tuple(cells),
        caseload.provenance,
        "people registered",
        relations=tuple(relations),
        words={"channel": v.CHANNELS, "attribute": _ATTRIBUTES},
        empty=list_nobody(caseload),
    )


def _split(caseload: Caseload, attribute: str) -> tuple[Region, Region]:
    """Persons for whom an attribute is not recorded, and those for whom it is."""
    if attribute == "form":
        return whom.NO_FORM, whom.has_any(v.MAIN_FORMS + v.RARER_FORMS)
    fixed = {"sex": v.SEXES, "age_group": v.CASE_AGE_GROUPS}
    labels = fixed.get(attribute) or caseload.labels.get(attribute, ())
    known = [label for label in labels if label not in (v.UNKNOWN, v.TOTAL)]
    return Region.of(**{attribute: v.UNKNOWN}), Region.of(**{attribute: known})


def _is_unknown(rows: pd.DataFrame, attribute: str) -> pd.Series[bool]:
    if attribute != "form":
        return rows[attribute] == v.UNKNOWN
    forms = [f"form_{form}" for form in v.MAIN_FORMS + v.RARER_FORMS]
    return ~(rows[forms] == "yes").any(axis=1)
