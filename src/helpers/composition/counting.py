"""Counts of a caseload: forms of exploitation, people, places, sectors, and what is unknown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from helpers.composition.caseload import Caseload
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, Sourced, counted_cell, cross

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
    for channel in caseload.channels:
        rows = caseload.table[caseload.table["channel"] == channel]
        groups = [((), rows)] if by is None else [((str(k),), g) for k, g in rows.groupby(by)]
        for label, group in groups:
            _add_forms((channel, *label), group, caseload, cells, relations)
    dimensions = ("channel", "form") if by is None else ("channel", by, "form")
    return Counts(
        dimensions,
        tuple(cells),
        caseload.provenance,
        "people with at least one form of exploitation recorded",
        relations=tuple(relations),
        words={"channel": v.CHANNELS, "form": FORM_LABELS},
        notes=(_OVERLAP,),
    )


def _add_forms(
    prefix: tuple[str, ...],
    rows: pd.DataFrame,
    caseload: Caseload,
    cells: list[CountCell],
    relations: list[Relation],
) -> None:
    """One group's measures, and the sums that a reader could form among them."""
    sizes = _measure(rows)
    at = {name: len(cells) + i for i, name in enumerate(sizes)}
    unasked = _name_unasked(prefix[0], caseload.not_collected)
    for name, size in sizes.items():
        if name in unasked:
            cells.append(CountCell((*prefix, name), None, None, None, v.NOT_COLLECTED))
        else:
            rank = -1 if name in (KNOWN, PERSONS) else 0
            cells.append(counted_cell((*prefix, name), size, shown=name in FORM_LABELS, rank=rank))
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
        crossed, sums = cross(rows, ["sex", "age_group"], order)
        cells += [counted_cell((channel, *c.key), c.persons or 0) for c in crossed]
        relations += [Relation(r.whole + start, tuple(p + start for p in r.parts)) for r in sums]
    ages = {"unknown": "Age not recorded", v.ALL: "All ages"}
    return Counts(
        ("channel", "sex", "age_group"),
        tuple(cells),
        caseload.provenance,
        "people registered",
        relations=tuple(relations),
        words={"channel": v.CHANNELS, "sex": v.SEX_WORDS | {v.ALL: "All"}, "age_group": ages},
    )


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
        cells.append(counted_cell((channel, PERSONS), total))
        for attribute in _ATTRIBUTES:
            unknown = int(rows["persons"][_is_unknown(rows, attribute)].sum())
            relations.append(Relation(whole, (len(cells), len(cells) + 1)))
            cells.append(counted_cell((channel, attribute), unknown))
            cells.append(
                counted_cell((channel, f"{attribute}_known"), total - unknown, shown=False)
            )
    return Counts(
        ("channel", "attribute"),
        tuple(cells),
        caseload.provenance,
        "people registered",
        relations=tuple(relations),
        words={"channel": v.CHANNELS, "attribute": _ATTRIBUTES},
    )


def _is_unknown(rows: pd.DataFrame, attribute: str) -> pd.Series[bool]:
    if attribute != "form":
        return rows[attribute] == v.UNKNOWN
    forms = [f"form_{form}" for form in v.MAIN_FORMS + v.RARER_FORMS]
    return ~(rows[forms] == "yes").any(axis=1)


def count_places(caseload: Caseload, names: Mapping[str, str]) -> Counts:
    """Persons by country of exploitation, for each channel, with people of unknown country."""
    return _count_labels(caseload, caseload.table, "country", "people registered", names)


def count_citizenships(
    source: Sourced, country: str, names: Mapping[str, str], channels: Sequence[str]
) -> Counts:
    """Persons by citizenship, for each channel, in one country of exploitation or in all."""
    rows = source.table[source.table["channel"].isin(list(channels))]
    if country != v.WORLD:
        rows = rows[rows["country"] == country]
    return _count_labels(source, rows, "citizenship", "people registered, over all years", names)


def _count_labels(
    source: Sourced, rows: pd.DataFrame, column: str, counted: str, names: Mapping[str, str]
) -> Counts:
    """Persons by one label and channel, largest first, with each channel's total."""
    sums = rows.groupby(["channel", column])["persons"].sum().sort_values(ascending=False)
    cells: list[CountCell] = []
    relations: list[Relation] = []
    for channel in v.CHANNELS:
        parts = [counted_cell(key, n) for key, n in sums.items() if key[0] == channel]
        if parts:
            start = len(cells)
            cells += [*parts, counted_cell((channel, v.ALL), sum(c.persons or 0 for c in parts))]
            relations.append(Relation(len(cells) - 1, tuple(range(start, len(cells) - 1))))
    words = {**names, v.UNKNOWN: "Not recorded", v.ALL: "All"}
    return Counts(
        ("channel", column),
        tuple(cells),
        source.provenance,
        counted,
        relations=tuple(relations),
        words={"channel": v.CHANNELS, column: words},
    )
