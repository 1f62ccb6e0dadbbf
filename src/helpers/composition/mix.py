"""Two populations counted by the same groups, so that a difference can be taken apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Final

import pandas as pd

from helpers.composition import regions as whom
from helpers.composition.caseload import Caseload, list_labels
from helpers.tables import decomposition as d
from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Relation, counted_cell
from helpers.tables.decomposition import Pair, Population
from helpers.tables.regions import NOBODY, Region
from helpers.tables.safe import SafeTable, require_safe

YES, REST, KNOWN = "yes", "rest", "known"
_MEASURES: Final = (YES, REST, KNOWN)


def find_ends(yearly: SafeTable, form: str = "labour") -> Pair | None:
    """The first and the last year whose share of a form is sound, of the first channel with two.

    Args:
        yearly: ``share_forms`` by year, which leaves out years that are no finding.
        form: One of the main forms.

    Returns:
        The two years; None where no channel has two.
    """
    yearly = require_safe(yearly, "find_ends")
    for channel in yearly.labels("channel"):
        cells = yearly.where(channel=channel, form=form).cells
        years = sorted(c.key[1] for c in cells if c.is_shown and c.key[1].isdigit())
        if len(years) > 1:
            return Pair(Population(channel, years[0]), Population(channel, years[-1]))
    return None


def find_channels(caseload: Caseload) -> Pair | None:
    """The two channels of a caseload; None where it has one or none."""
    if len(caseload.channels) < 2:
        return None
    first, last = caseload.channels[:2]
    return Pair(Population(first), Population(last))


def count_mix(
    caseload: Caseload,
    pair: Pair | None,
    by: Sequence[str],
    names: Mapping[str, str] | None = None,
    form: str = "labour",
) -> Counts:
    """Persons with a recorded form in two populations, by group, with and without one form.

    Args:
        caseload: What ``select_caseload`` gave.
        pair: The two populations; None gives no cells.
        by: The variables that make the groups, such as ``["country"]``.
        names: Names of the labels, such as countries.
        form: The form whose share is taken apart. Where a channel does not collect it there is no
            share and no cell.

    Returns:
        Counts keyed by channel, population, form, the variables, and measure (``yes``, ``rest``,
        ``known``), with the total over the groups (``all``). Groups that neither population has
        are left out; a group of only one has a 0 in the other.
    """
    sides = () if pair is None else (pair.first, pair.last)
    if any((side.channel, form) in caseload.not_collected for side in sides):
        sides = ()
    tables = [_measure(_select(caseload, side), by, form) for side in sides]
    groups = sorted({group for table in tables for group in table.index})
    cells: list[CountCell] = []
    relations: list[Relation] = []
    empty: list[Region] = []
    for side, table in zip(sides, tables, strict=True):
        base = caseload.region & Region.of(channel=side.channel) & whom.KNOWN
        base &= Region.of(year=side.year) if side.year else Region.of()
        _add_side((side.channel, side.label, form), table, groups, by, base, cells, relations)
        empty += _list_absent(caseload, base, by, groups)
    words: dict[str, Mapping[str, str]] = {"channel": v.CHANNELS, "sex": v.SEX_WORDS}
    words |= {"part": _name_parts(pair), "by": _BY | {"+".join(by): f"By {_join(by)}"}}
    return Counts(
        ("channel", "population", "form", *by, "measure"),
        tuple(cells),
        caseload.provenance,
        "people with at least one form of exploitation recorded",
        relations=tuple(relations),
        words=words | {variable: names for variable in by if names is not None},
        empty=tuple(empty),
    )


def _list_absent(
    caseload: Caseload, base: Region, by: Sequence[str], groups: Sequence[tuple[str, ...]]
) -> list[Region]:
    """The groups that are left out because neither population has anybody in them."""
    fixed = {"sex": tuple(s for s in v.SEXES if s != v.TOTAL), "age_group": v.CASE_AGE_GROUPS}
    known = [
        fixed.get(name) or caseload.labels.get(name, list_labels(caseload.table[name]))
        for name in by
    ]
    absent = [g for g in product(*known) if g not in set(groups)]
    found = NOBODY
    for group in absent:
        found |= Region.of(**dict(zip(by, group, strict=True)))
    return [base & found] if absent else []


_VARIABLES: Final = {"country": "country", "sex": "sex", "age_group": "age", "year": "year"}
_MIXES: Final = {"country": "countries", "sex": "sexes", "age_group": "ages", "year": "years"}

_BY: Final = {"country": "By country", "sex+age_group": "By sex and age"}
"""Charts put several of these beside one another, so each table knows the others' names."""


def _join(by: Sequence[str]) -> str:
    return " and ".join(_VARIABLES.get(name, name) for name in by)


def _name_parts(pair: Pair | None) -> dict[str, str]:
    """What a reader sees for each part of a difference."""
    ends = [v.CHANNELS.get(s.label, s.label) for s in (pair.first, pair.last)] if pair else ["", ""]
    return {
        **{f"{d.MIX}{name}": f"Mix of {word}" for name, word in _MIXES.items()},
        d.WITHIN: "Share within the same groups",
        d.ONLY_FIRST: f"Groups of {ends[0]} only",
        d.ONLY_LAST: f"Groups of {ends[1]} only",
        d.UNRECORDED: "Group not recorded",
        d.HIDDEN_GROUPS: "Hidden groups",
        d.DIFFERENCE: "Whole difference",
    }


def _select(caseload: Caseload, side: Population) -> pd.DataFrame:
    rows = caseload.table[caseload.table["channel"] == side.channel]
    return rows[rows["year"] == side.year] if side.year else rows


def _measure(rows: pd.DataFrame, by: Sequence[str], form: str) -> pd.DataFrame:
    """Persons with a recorded form by group: with this form, and all of them."""
    flags = [f"form_{name}" for name in v.MAIN_FORMS]
    known = rows[(rows[flags] == "yes").any(axis=1)]
    yes = known["persons"].where(known[f"form_{form}"] == "yes", 0)
    table = known.assign(yes=yes, known=known["persons"])
    sums = table.groupby(list(by))[[YES, KNOWN]].sum()
    sums.index = [key if isinstance(key, tuple) else (key,) for key in sums.index]
    return sums


def _add_side(
    prefix: tuple[str, ...],
    table: pd.DataFrame,
    groups: Sequence[tuple[str, ...]],
    by: Sequence[str],
    base: Region,
    cells: list[CountCell],
    relations: list[Relation],
) -> None:
    """One population's cells: every group, then the total, and the sums that a reader can form."""
    start = len(cells)
    sizes = dict.fromkeys(groups, (0, 0)) | {
        g: (int(y), int(k)) for g, y, k in zip(table.index, table[YES], table[KNOWN], strict=True)
    }
    whole = (sum(y for y, _ in sizes.values()), sum(k for _, k in sizes.values()))
    everyone = (v.ALL,) * len(by)
    form = prefix[-1]
    about = (whom.has_form(form), whom.has_form(form, *whom.NOT_YES), Region.of())
    for group, (yes, known) in {**sizes, everyone: whole}.items():
        relations.append(Relation(len(cells) + 2, (len(cells), len(cells) + 1)))
        told = {} if group == everyone else dict(zip(by, group, strict=True))
        mine, numbers = base & Region.of(**told), (yes, known - yes, known)
        for measure, number, part in zip(_MEASURES, numbers, about, strict=True):
            cells.append(counted_cell((*prefix, *group, measure), number, region=mine & part))
    for at in range(len(_MEASURES)):
        parts = tuple(start + len(_MEASURES) * place + at for place in range(len(sizes)))
        relations.append(Relation(start + len(_MEASURES) * len(sizes) + at, parts))
