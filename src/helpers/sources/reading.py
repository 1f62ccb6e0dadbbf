"""What every reader shares: a table with its provenance, and the findings of its ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables.provenance import Provenance


@dataclass(frozen=True)
class Finding:
    """One line of the data-quality ledger.

    Args:
        resource: The canonical table that it concerns.
        place: File, sheet or column where it was found.
        rule: What was found, in words that a reader understands.
        count: How many times.
        done: What was done about it.
        strange: Whether it is a label, code or cell that the reader could not place. What ships is
            never derived from a file with one.
    """

    resource: str
    place: str
    rule: str
    count: int
    done: str
    strange: bool = False


@dataclass(frozen=True)
class Source:
    """A canonical table with where it comes from and what was found in it."""

    table: pd.DataFrame
    provenance: Provenance
    findings: tuple[Finding, ...] = ()

    def __repr__(self) -> str:
        return f"<Source: {self.provenance.title}, {len(self.table)} rows>"


@dataclass(frozen=True)
class Reading:
    """What one file holds: canonical tables, where they come from, and what was found.

    Args:
        layout: Name of the layout that the file has.
        tables: Canonical tables by name; empty for a file that holds no figures of ours.
        provenance: Publisher, edition and terms.
        rows: Rows of data that were read.
        persons: Persons counted in them; None where the file counts something else.
        findings: The data-quality ledger.
        notes: What a reader should know of the file, in sentences.
        missing: For each column or attribute, how many rows do not record it.
    """

    layout: str
    tables: Mapping[str, pd.DataFrame]
    provenance: Provenance
    rows: int
    persons: int | None
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    missing: Mapping[str, int] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Reading: {self.provenance.title}, {len(self.tables)} tables>"


@cache
def read_labels(name: str) -> dict[str, str]:
    """A label map: the publisher's label to the canonical code, from ``labels/NAME.csv``."""
    text = resources.files("helpers.sources").joinpath("labels", f"{name}.csv")
    with text.open(encoding="utf-8") as file:
        rows = pd.read_csv(file, dtype=str, keep_default_na=False)
    return dict(zip(rows["label"], rows["code"], strict=True))


def apply_labels(values: pd.Series, name: str, where: str) -> pd.Series:
    """Canonical codes for a column of labels.

    Raises:
        CaselightError: A label that the map does not have; it is never guessed or dropped.
    """
    codes = values.map(read_labels(name))
    strange = sorted(set(values[codes.isna()].astype(str)))
    if strange:
        raise CaselightError(
            f"Every label has a code in labels/{name}.csv.",
            f"{where}: {len(strange)} labels without one, such as {strange[0]!r}",
            "Add a line for each to the label map.",
        )
    return codes.astype("str")


def to_whole(values: pd.Series, path: Path) -> pd.Series:
    """A column of years or counts as whole numbers; nothing is rounded or left out.

    Args:
        values: The column, with its row in the file as index; both stand in the error.
        path: The file it comes from.

    Raises:
        CaselightError: A cell is empty, no number, below zero or has a fraction.
    """
    number = pd.to_numeric(values.astype("object"), errors="coerce").astype(float)
    wrong = (number.isna() | (number < 0) | (number % 1 != 0)).to_numpy()
    if wrong.any():
        row = values.index[wrong.argmax()]
        raise CaselightError(
            "A year, or a count, is a whole number from zero.",
            f"{path.name}: column {values.name!r}, row {row}",
            "Correct the cell, or download the file again.",
        )
    return number.astype("Int64")


def count_values(numbers: pd.Series, path: Path) -> pd.DataFrame:
    """Published counts as text into persons, bounds and status; '<5' keeps its bounds 0 to 4.

    Args:
        numbers: Text such as ``1,234``, ``<5``, ``<1,000``, ``-`` or an empty string, with the
            row in the file as index.
        path: The file it comes from.

    Returns:
        Columns persons, lower, upper (Int64) and status.

    Raises:
        CaselightError: A text that is none of these.
    """
    text = numbers.astype(str).str.strip().str.replace(",", "", regex=False)
    below = text.str.startswith("<")
    missing = text.isin(["", "-", "nan", "None", "<NA>"])
    value = pd.to_numeric(text.str.lstrip("<"), errors="coerce")
    # '<0' and '<1' are no ranges: nothing, or only zero, would be left.
    wrong = (value.isna() & ~missing) | (value < 2 * below) | (value.notna() & (value % 1 != 0))
    if wrong.any():
        row = numbers.index[wrong.to_numpy().argmax()]
        found = f"{int(wrong.sum())} cells, the first in row {row}"
        raise CaselightError(
            "A count is a whole number from zero, a range such as '<5', or missing.",
            f"{path.name}: {found}",
            "Correct the cells, or report them to the publisher.",
        )
    whole = value.astype("Int64")
    status = pd.Series("observed", index=numbers.index, dtype="str")
    status[below], status[missing] = "hidden_at_source", "not_reported"
    return pd.DataFrame(
        {
            "persons": whole.mask(below | missing),
            "lower": whole.mask(below, 0).mask(missing),
            "upper": whole.mask(below, whole - 1).mask(missing),
            "status": status,
        }
    )
