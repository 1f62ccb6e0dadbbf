"""What the shipped caseload does not hold: people left out to protect them, questions not asked."""

from __future__ import annotations

import pandas as pd

from helpers.tables import vocabulary as v
from helpers.tables.counts import CountCell, Counts, Sourced, counted_cell

_ATTRIBUTES = {
    "age_group": "age group",
    "citizenship": "citizenship",
    "country": "country of exploitation",
    "sex": "sex",
    "year": "year of registration",
    "form_military": "use in armed conflict",
    "form_organ_removal": "organ removal",
    **{f"form_{form}": v.FORM_WORDS[form] for form in v.MAIN_FORMS + v.RARER_FORMS},
}


def count_withheld(source: Sourced) -> Counts:
    """Persons whom the shipped tables leave out, per channel, because their group is small.

    Args:
        source: ``read_reference("caseload_withheld")``: 0 where nobody is left out, and no number
            where even the sum over several groups would be small.
    """
    rows = source.table
    cells = [
        CountCell((row.channel,), None, None, None, v.HIDDEN)
        if pd.isna(row.persons)
        else counted_cell((row.channel,), row.persons)
        for row in rows[rows["table"] == v.ALL].itertuples()
    ]
    return Counts(
        ("channel",),
        tuple(cells),
        source.provenance,
        "people left out of the shipped tables to protect them",
        words={"channel": v.CHANNELS},
    )


def count_coverage(source: Sourced) -> Counts:
    """Persons with an answer, per channel and attribute; a question never asked has no number.

    Args:
        source: ``read_reference("caseload_coverage")``: one row a channel and attribute, whose
            numbers are blank where one of them is small.
    """
    cells = []
    for row in source.table.itertuples():
        key = (row.channel, row.attribute)
        if row.collected == "no":
            cells.append(CountCell(key, None, None, None, v.NOT_COLLECTED))
        elif pd.isna(row.yes):
            cells.append(CountCell(key, None, None, None, v.HIDDEN))
        else:
            cells.append(counted_cell(key, row.yes, most=row.yes + row.no + row.unknown))
    return Counts(
        ("channel", "attribute"),
        tuple(cells),
        source.provenance,
        "people for whom it is recorded, or recorded as yes",
        words={"channel": v.CHANNELS, "attribute": _ATTRIBUTES},
    )
