"""The shipped caseload: counts of persons that no difference of tables can undo.

Persons are counted on one grid of all main variables. Persons in a grid cell below the threshold
are left out of *every* table, so that each shipped number is a sum of grid cells at or above it,
and no table holds persons whom another hides. How many were left out is told only as a sum of
several cells that is itself at or above the threshold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd

from helpers.disclosure import policy_for
from helpers.errors import CaselightError
from helpers.refresh.exposure import derive_exposure
from helpers.refresh.flags import derive_flags
from helpers.sources.caseload import GRID, MEANS, SECTOR, describe_coverage, drop_uncollected
from helpers.sources.caseload import complete as complete_grid
from helpers.sources.ctdc import Cases, find_issues, read_cases
from helpers.sources.peek import peek
from helpers.sources.reading import Finding

_FORMS_TABLE = [c for c in GRID if c != "citizenship"]
_CITIZENSHIP_TABLE = ["channel", "country", "citizenship"]


def derive_caseload(path: Path) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """The caseload tables of the 2021 edition, and its ledger.

    Args:
        path: The file of the edition, in any format.
    """
    threshold = policy_for("ctdc").threshold
    if threshold is None:
        raise CaselightError(
            "Counts from case records have a threshold.",
            "policies.toml, [ctdc]: none",
            "Give the source a policy of kind 'threshold'.",
        )
    return derive_tables(read_cases(peek(path)), threshold)


def derive_tables(cases: Cases, threshold: int) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    """Every caseload table and the ledger, from one row a person.

    Args:
        cases: What ``read_cases`` gives.
        threshold: Smallest grid cell that is kept.
    """
    persons = complete_grid(cases.persons)
    collected = describe_coverage(persons)
    answers = drop_uncollected(persons, collected)
    # Coverage and ledger count the same persons as the tables: any other number, less theirs,
    # would tell how many were left out.
    told = persons[grid_sizes(answers) >= threshold]
    coverage = _count_anew(collected, describe_coverage(told))
    tables = tabulate_caseload(answers, threshold)
    tables["caseload_coverage"] = _hide_small(coverage, threshold)
    findings = find_issues(replace(cases, persons=told), coverage)
    return tables, [f for f in findings if f.strange or f.count == 0 or f.count >= threshold]


def grid_sizes(persons: pd.DataFrame) -> pd.Series:
    """For each person, how many share the cell of the full grid."""
    return persons.groupby(list(GRID))["channel"].transform("size")


def _count_anew(collected: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """Which attributes are collected, as all persons show, with the numbers of those told of."""
    numbers = ["channel", "attribute", "yes", "no", "unknown"]
    facts = collected[["channel", "attribute", "collected", "reason"]]
    merged = facts.merge(told[numbers], on=["channel", "attribute"], how="left")
    merged[numbers[2:]] = merged[numbers[2:]].astype("Int64").fillna(0)
    return merged[collected.columns]


def tabulate_caseload(persons: pd.DataFrame, threshold: int) -> dict[str, pd.DataFrame]:
    """Counts by the main variables and by flags, from persons in large enough grid cells.

    Args:
        persons: One row a person: the columns of ``GRID``, and flags as booleans.
        threshold: Smallest grid cell that is kept.
    """
    sizes = grid_sizes(persons)
    kept = persons[sizes >= threshold]
    forms = _count(kept, _FORMS_TABLE)
    tables = {
        "caseload_forms": forms,
        "caseload_citizenship": _count(kept, _CITIZENSHIP_TABLE),
        "caseload_withheld": _count_withheld(persons[sizes < threshold], persons, threshold),
    }
    tables["caseload_sectors"] = derive_flags(kept, SECTOR, "sector", threshold)
    tables["caseload_means"] = derive_flags(kept, MEANS, "means_of_control", threshold)
    tables["caseload_exposure"] = derive_exposure(kept, tables, threshold)
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
