"""The shipped caseload: counts of persons that no difference of tables can undo.

Persons are counted on one grid of all main variables. Persons in a grid cell below the threshold
are left out of *every* table, so that each shipped number is a sum of grid cells at or above it,
and no table holds persons whom another hides. How many were left out is told only as a sum of
several cells that is itself at or above the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from helpers.disclosure import policy_for
from helpers.refresh.flags import derive_flags
from helpers.sources.caseload import GRID, MEANS, SECTOR, describe_coverage, drop_uncollected
from helpers.sources.caseload import complete as complete_grid
from helpers.sources.ctdc import find_issues, read_cases
from helpers.sources.peek import peek
from helpers.sources.reading import Finding

_FORMS_TABLE = [c for c in GRID if c != "citizenship"]
_CITIZENSHIP_TABLE = ["channel", "country", "citizenship"]


def derive_caseload(path: Path) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """The caseload tables of the 2021 edition, and its ledger.

    Args:
        path: The file of the edition, in any format.
    """
    cases = read_cases(peek(path))
    persons = complete_grid(cases.persons)
    coverage = describe_coverage(persons)
    findings = find_issues(cases, coverage)
    # The ledger counts on all persons; small numbers in the coverage would be counts like others.
    threshold = policy_for("ctdc").threshold or 0
    tables = tabulate_caseload(drop_uncollected(persons, coverage), threshold)
    tables["caseload_coverage"] = _hide_small(coverage, threshold)
    return tables, [f for f in findings if f.count == 0 or f.count >= threshold]


def tabulate_caseload(persons: pd.DataFrame, threshold: int) -> dict[str, pd.DataFrame]:
    """Counts by the main variables and by flags, from persons in large enough grid cells.

    Args:
        persons: One row a person: the columns of ``GRID``, and flags as booleans.
        threshold: Smallest grid cell that is kept.
    """
    sizes = persons.groupby(list(GRID))["channel"].transform("size")
    kept = persons[sizes >= threshold]
    forms = _count(kept, _FORMS_TABLE)
    tables = {
        "caseload_forms": forms,
        "caseload_citizenship": _count(kept, _CITIZENSHIP_TABLE),
        "caseload_withheld": _count_withheld(persons[sizes < threshold], persons, threshold),
    }
    tables["caseload_sectors"] = derive_flags(kept, SECTOR, "sector", threshold)
    tables["caseload_means"] = derive_flags(kept, MEANS, "means_of_control", threshold)
    return tables


def _count(persons: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    return persons.groupby(list(columns)).size().rename("persons").reset_index()


def _count_withheld(withheld: pd.DataFrame, everyone: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Persons left out per channel, told only as a sum of several cells that is large enough."""
    rows = []
    for channel in sorted(everyone["channel"].unique()):
        part = withheld[withheld["channel"] == channel]
        cells = part.groupby(list(GRID)).ngroups
        if cells == 0:
            rows.append((channel, "all", "none", 0))
        elif cells > 1 and len(part) >= threshold:
            rows.append((channel, "all", "several", len(part)))
        else:
            rows.append((channel, "all", "not told", pd.NA))
    return pd.DataFrame(rows, columns=["channel", "table", "cells", "persons"])


def _hide_small(coverage: pd.DataFrame, threshold: int) -> pd.DataFrame:
    """Answers by attribute, without the row's numbers where one of them is small."""
    shown = coverage.copy()
    numbers = ["yes", "no", "unknown"]
    shown[numbers] = shown[numbers].astype("Int64")
    small = ((shown[numbers] > 0) & (shown[numbers] < threshold)).any(axis=1)
    shown.loc[small, numbers] = pd.NA
    return shown
