"""Feather, Parquet and Stata: files that carry their own columns and types."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow.feather
import pyarrow.parquet

from helpers.errors import CaselightError


def read_columns(path: Path, kind: str) -> tuple[str, ...]:
    """Names of the columns, without reading the rows.

    Args:
        path: The file.
        kind: ``feather``, ``parquet`` or ``stata``.

    Raises:
        CaselightError: The file is damaged.
    """
    return tuple(str(name) for name in read_frame(path, kind, ()).columns)


def read_frame(path: Path, kind: str, columns: Sequence[str] | None) -> pd.DataFrame:
    """The named columns as they are stored.

    Args:
        path: The file.
        kind: ``feather``, ``parquet`` or ``stata``.
        columns: Which; none of them gives a frame with no rows but all names; None means all.

    Raises:
        CaselightError: The file is damaged.
    """
    try:
        if kind == "stata":
            return _read_stata(path, columns)
        wanted = None if columns is None else list(columns)
        if kind == "parquet":
            if wanted == []:
                return pyarrow.parquet.read_schema(path).empty_table().to_pandas()
            return pyarrow.parquet.read_table(path, columns=wanted).to_pandas()
        if wanted == []:
            return pyarrow.feather.read_table(path, memory_map=True).slice(0, 0).to_pandas()
        return pyarrow.feather.read_table(path, columns=wanted).to_pandas()
    except Exception as broken:  # each format has errors of its own; none is for a user
        raise CaselightError(
            "A file can be read as the kind that its first bytes say.",
            f"{path.name}: damaged or cut off ({type(broken).__name__})",
            "Download or export it again.",
        ) from None


def _read_stata(path: Path, columns: Sequence[str] | None) -> pd.DataFrame:
    with pd.read_stata(path, convert_categoricals=False, iterator=True) as file:
        rows = 0 if columns is not None and not columns else None
        if rows == 0:
            return file.read(1).iloc[:0]
        return file.read(columns=None if columns is None else list(columns))
