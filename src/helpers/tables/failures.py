"""Pandera's failure cases in words: which rule, which column, which row, and never a value."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd
import pandera.pandas as pa

# The cause before its consequences: without a column, every rule about it fails as well.
_ORDER: Final = (
    "dataframe_column_labels_unique",
    "column_in_dataframe",
    "column_in_schema",
    "column_ordered",
    "coerce_dtype",
    "not_nullable",
    "",
    "multiple_fields_uniqueness",
)
_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")


def explain_failures(
    failures: pd.DataFrame, schema: pa.DataFrameSchema, frame: pd.DataFrame
) -> tuple[str, str]:
    """The rule that was broken first, and where.

    Args:
        failures: ``failure_cases`` of pandera's ``SchemaErrors``.
        schema: The schema.
        frame: The table, its rows numbered from 0.

    Returns:
        The rule, and the column and row (counted from 1, without the header).
    """
    names = failures["check"].astype(str).str.replace(r"\(.*", "", regex=True)
    ranks = names.map(lambda name: _ORDER.index(name if name in _ORDER else ""))
    # A rule about one column comes before a rule about several.
    several = failures["schema_context"] == "DataFrameSchema"
    first = failures.loc[(2 * ranks + several).idxmin()]
    name = names[first.name]
    return _rule(name, first, schema), _place(name, first, schema, frame)


def _rule(name: str, failure: pd.Series, schema: pa.DataFrameSchema) -> str:
    wanted = ", ".join(schema.columns)
    return {
        "dataframe_column_labels_unique": f"its columns are {wanted}, once each",
        "column_in_dataframe": f"its columns are {wanted}",
        "column_in_schema": f"its columns are {wanted} and no others",
        "column_ordered": f"its columns are {wanted}, in this order",
        "coerce_dtype": f"'{failure['column']}' holds numbers, whole where it counts",
        "not_nullable": f"'{failure['column']}' is never empty",
        "multiple_fields_uniqueness": f"one row for each {', '.join(schema.unique or [])}",
    }.get(name, str(failure["check"]))


def _place(name: str, failure: pd.Series, schema: pa.DataFrameSchema, frame: pd.DataFrame) -> str:
    if name == "dataframe_column_labels_unique":
        return "a column name stands there twice"
    if name == "column_in_dataframe":
        return f"no column '{failure['failure_case']}'"
    if name in {"column_in_schema", "column_ordered"}:
        return f"column '{failure['failure_case']}'"
    column, row = failure["column"], failure["index"]
    if name == "multiple_fields_uniqueness":
        row = frame.duplicated(schema.unique).to_numpy().argmax()
    elif failure["schema_context"] == "DataFrameSchema":
        column = ", ".join(c for c in ("persons", "lower", "upper", "status") if c in frame)
    elif pd.isna(row):
        row = _first_not_whole(frame[column])
    return f"column '{column}', row {int(row) + 1}"


def _first_not_whole(cells: pd.Series) -> int:
    """Where a column first holds something else than a whole number."""
    whole = cells.isna() | cells.map(lambda cell: bool(_WHOLE.fullmatch(str(cell))))
    return int((~whole).to_numpy().argmax())
