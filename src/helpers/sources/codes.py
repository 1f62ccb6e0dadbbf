"""Labels into codes, and cells into numbers, where a file may hold what nobody foresaw.

A label without a code is counted as unknown and reported with its number of rows: it is neither
dropped nor guessed. A cell that must be a number and is none is refused with its line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.peek import Peek
from helpers.sources.reading import Finding, count_values, read_labels
from helpers.tables import vocabulary as v

_LONGEST = 60
_COUNT = r"(?:<\s*[1-9]\d*|\d+(?:\.0+)?|\d{1,3}(?:,\d{3})+|-?)"


@dataclass(frozen=True)
class Coded:
    """A column of labels as codes.

    Args:
        codes: One a row; ``unknown`` for a label without one.
        strange: Labels without a code, with their number of rows.
    """

    codes: pd.Series
    strange: Mapping[str, int]

    def to_findings(self, resource: str, place: str, done: str) -> list[Finding]:
        """One line of the ledger a label without a code.

        Args:
            resource: The canonical table.
            place: File and column.
            done: What was done with its rows.
        """
        return [
            Finding(
                resource,
                place,
                f"label {_shorten(label)!r} without a code",
                rows,
                done,
                strange=True,
            )
            for label, rows in self.strange.items()
        ]


def to_codes(values: pd.Series, name: str) -> Coded:
    """Codes for labels; letter case and repeated blanks make no difference.

    Args:
        values: Labels as text.
        name: Label map, ``labels/NAME.csv``.

    Example:
        >>> coded = to_codes(pd.Series(["female", "0 to  17 years", "Ghost"]), "glotip")
        >>> list(coded.codes), dict(coded.strange)
        (['female', 'child', 'unknown'], {'Ghost': 1})
    """
    known = {plain(label): code for label, code in read_labels(name).items()}
    labels = values.drop_duplicates()
    found = {label: known.get(plain(label)) for label in labels}
    codes = values.map(found)
    strange = values[codes.isna()].value_counts(sort=False).to_dict()
    return Coded(codes.fillna(v.UNKNOWN).astype("str"), strange)


def plain(label: str) -> str:
    """A label without differences that mean nothing: letter case and repeated blanks."""
    return " ".join(label.split()).casefold()


def read_numbers(values: pd.Series, look: Peek) -> pd.DataFrame:
    """Counts with bounds and status; a cell that is no count is refused with its line.

    Args:
        values: Text, with the number of the row in the file as index.
        look: The file.

    Raises:
        CaselightError: A cell is negative, a fraction, or no number.
    """
    wrong = ~values.str.fullmatch(_COUNT)
    if wrong.any():
        raise CaselightError(
            "A count is a whole number from zero, a range such as '<5', or missing.",
            f"{look.path.name}, line {values.index[wrong][0]}, column '{values.name}': "
            f"another text ({int(wrong.sum())} such cells)",
            "Correct the cells, or report them to the publisher.",
        )
    return count_values(values, look.path)


def read_years(values: pd.Series, look: Peek) -> pd.Series:
    """Years as whole numbers; a text that is no year is refused with its line.

    Args:
        values: Text, with the number of the row in the file as index.
        look: The file.

    Raises:
        CaselightError: A cell is no year from 1950 to 2100.
    """
    wrong = ~is_year(values)
    if wrong.any():
        raise CaselightError(
            "A year is a whole number from 1950 to 2100.",
            f"{look.path.name}, line {values.index[wrong][0]}, column '{values.name}' "
            f"({int(wrong.sum())} such cells)",
            "Correct the cells, or report them to the publisher.",
        )
    return values.str[:4].astype("Int64")


def is_year(values: pd.Series) -> pd.Series:
    """Whether each text is a year from 1950 to 2100."""
    return values.str.fullmatch(r"(?:19[5-9]\d|20\d\d|2100)(?:\.0)?").astype(bool)


def read_quarters(values: pd.Series, look: Peek) -> pd.Series:
    """Quarters as ``Q1`` to ``Q4``, or ``total`` for the row of a year.

    Args:
        values: Text such as ``Q1``, ``1`` or ``Total``.
        look: The file.

    Raises:
        CaselightError: A cell is no quarter.
    """
    short = values.str.upper().str.replace(r"^Q", "", regex=True)
    wrong = ~short.isin(["1", "2", "3", "4", "TOTAL"])
    if wrong.any():
        raise CaselightError(
            "A quarter is Q1 to Q4, or 'Total' for the year.",
            f"{look.path.name}, line {values.index[wrong][0]}, column '{values.name}'",
            "Correct the cells, or report them to the publisher.",
        )
    return ("Q" + short).where(short != "TOTAL", v.TOTAL).astype("str")


def _shorten(label: str) -> str:
    return label if len(label) <= _LONGEST else label[:_LONGEST] + "…"
