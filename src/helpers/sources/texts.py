"""A table of a file as text, column by column: what every publisher's reader starts from."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pyarrow.csv

from helpers.errors import CaselightError
from helpers.sources.kinds.binary import read_frame
from helpers.sources.kinds.workbook import open_workbook, read_sheet
from helpers.sources.peek import Header, Peek


def read_texts(peek: Peek, header: Header, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The rows below a header as text; an empty cell is an empty text, and 'NA' is a text.

    Args:
        peek: The first look at the file.
        header: Where the header stands.
        columns: Only these, in this order; None for all that have a name.

    Returns:
        Columns of text. The index is the number of the row in the file, counted from 1.

    Raises:
        CaselightError: A name stands twice in the header, or a row is longer than it.
    """
    wanted = [c for c in header.columns if c] if columns is None else list(columns)
    _check_once(peek, header, wanted)
    if peek.kind == "delimited":
        return _read_delimited(peek, header, wanted)
    if peek.kind == "workbook":
        return _read_workbook(peek, header, wanted)
    frame = read_frame(peek.path, peek.kind, wanted)
    frame = pd.DataFrame({name: _to_text(frame[name]) for name in wanted}, columns=wanted)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def _check_once(peek: Peek, header: Header, wanted: Sequence[str]) -> None:
    twice = sorted({name for name in wanted if header.columns.count(name) > 1})
    if twice:
        raise CaselightError(
            "A column that is read has a name of its own.",
            f"{peek.path.name}, line {header.row + 1}: {', '.join(map(repr, twice))} "
            "stands more than once",
            "Rename one of the two columns.",
        )


def _read_delimited(peek: Peek, header: Header, wanted: Sequence[str]) -> pd.DataFrame:
    assert peek.dialect is not None
    dialect = peek.dialect
    names = [f"column {n}" for n in range(len(header.columns))]
    chosen = [names[header.columns.index(name)] for name in wanted]
    try:
        table = pa.csv.read_csv(
            pa.input_stream(str(peek.path), compression="gzip" if dialect.compressed else None),
            read_options=pa.csv.ReadOptions(
                column_names=names, skip_rows=header.row + 1, encoding=dialect.encoding
            ),
            parse_options=pa.csv.ParseOptions(
                delimiter=dialect.delimiter, newlines_in_values=True, ignore_empty_lines=True
            ),
            convert_options=pa.csv.ConvertOptions(
                include_columns=chosen,
                column_types=dict.fromkeys(chosen, pa.string()),
                strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeError) as broken:
        raise _broken_row(peek, broken) from None
    frame = table.rename_columns(list(wanted)).to_pandas()
    frame.index = pd.RangeIndex(header.row + 2, header.row + 2 + len(frame))
    return frame.apply(lambda column: column.str.strip())


def _broken_row(peek: Peek, broken: Exception) -> CaselightError:
    # Arrow's message quotes the row; only its number may be said.
    import re

    found = re.search(r"Row #(\d+): Expected (\d+) columns, got (\d+)", str(broken))
    what = (
        f"row {found[1]}: {found[3]} cells under {found[2]} headings"
        if found
        else "a row that is cut off or holds bytes of another encoding"
    )
    return CaselightError(
        "Every row has one cell for each heading.",
        f"{peek.path.name}, {what}",
        "Export the file again, or put texts that hold the delimiter in double quotes.",
    )


def _read_workbook(peek: Peek, header: Header, wanted: Sequence[str]) -> pd.DataFrame:
    rows = read_sheet(open_workbook(peek.path), header.table, peek.path)[header.row + 1 :]
    places = [header.columns.index(name) for name in wanted]
    cells = {
        name: [row[at].strip() for row in rows] for name, at in zip(wanted, places, strict=True)
    }
    frame = pd.DataFrame(cells, columns=list(wanted), dtype="str")
    frame.index = pd.RangeIndex(header.row + 2, header.row + 2 + len(frame))
    return frame


def _to_text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(values):
        whole = values.dropna()
        if (whole % 1 == 0).all():
            values = values.astype("Int64")
    if pd.api.types.is_bool_dtype(values):
        values = values.astype("Int64")
    return values.astype("string").fillna("").str.strip().astype("str")
