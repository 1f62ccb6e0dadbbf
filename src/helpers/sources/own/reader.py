"""A mapping and its case file into canonical tables, provenance and ledger."""

from __future__ import annotations

from helpers.errors import CaselightError
from helpers.sources.caseload import (
    complete,
    count_missing,
    describe_coverage,
    find_uncollected,
    tabulate,
)
from helpers.sources.layouts import Layout
from helpers.sources.own.counting import Counted, count_cases
from helpers.sources.own.listed import read_listed
from helpers.sources.own.mapping import (
    CaseMapping,
    find_data_file,
    read_mapping,
)
from helpers.sources.own.whole import PERSON_AND_LIST
from helpers.sources.peek import Peek
from helpers.sources.reading import Reading

_ONCE = ("Persons with several rows are counted once: a form is yes if it is yes in any of their "
         "rows; of other attributes the first row that records one counts.")  # fmt: skip


def read_own(look: Peek) -> Reading:
    """The case file of a mapping.

    Args:
        look: A first look at the mapping.

    Raises:
        CaselightError: The mapping or the file breaks a rule.
    """
    mapping = read_mapping(look.path)
    if mapping.rows == PERSON_AND_LIST:
        return read_listed(mapping)
    counted = count_cases(mapping)
    if not counted.persons:
        raise CaselightError(
            "A case file has at least one person.",
            f"{mapping.file.name}: {counted.rows:,} rows, and nobody to count",
            "Look whether it is the right file and sheet, and what [left_out] takes out.",
        )
    notes = (_ONCE,) if "person" in mapping.columns else ()
    return to_reading("own", mapping, counted, notes)


def to_reading(
    layout: str, mapping: CaseMapping, counted: Counted, notes: tuple[str, ...]
) -> Reading:
    """Counted cases as a reading.

    Args:
        layout: Name of the layout.
        mapping: What the file is.
        counted: Its persons.
        notes: What a reader should know of it.
    """
    whole = complete(counted.combinations)
    coverage = describe_coverage(whole)
    forms = coverage[coverage["attribute"].str.startswith("form_")]
    findings = (*counted.findings, *find_uncollected(forms))
    return Reading(
        layout,
        tabulate(counted.combinations),
        mapping.about.provenance,
        counted.rows,
        counted.persons,
        findings,
        (*mapping.about.notes, *notes),
        count_missing(whole),
    )


LAYOUTS = (
    Layout(
        "own",
        "An organisation's own case file, by its mapping",
        lambda look: look.kind == "mapping",
        read_own,
        find_data_file,
    ),
)
