"""A table of a file as text, column by column: what every publisher's reader starts from."""

from __future__ import annotations

import csv
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv

from helpers.errors import CaselightError
from helpers.sources.kinds.binary import read_frame
from helpers.sources.kinds.delimited import count_quotes, open_text, read_blocks
from helpers.sources.kinds.formulas import count_formulas
from helpers.sources.kinds.workbook import read_places
from helpers.sources.peek import Header, Peek


def read_texts(look: Peek, header: Header, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The rows below a header as text; an empty cell is an empty text, and 'NA' is a text.

    Args:
        look: The first look at the file.
        header: Where the header stands.
        columns: Only these, in this order; None for all that have a name.

    Returns:
        Columns of text. The index is the number of the row in the file, counted from 1.

    Raises:
        CaselightError: A name stands twice in the header, or a row is longer than it.
    """
    wanted = [c for c in header.columns if c] if columns is None else list(columns)
    check_once(look, header, wanted)
    if look.kind == "delimited":
        return _read_delimited(look, header, wanted)
    if look.kind == "workbook":
        return _read_workbook(look, header, wanted)
    frame = read_frame(look.path, look.kind, wanted)
    frame = pd.DataFrame({name: _to_text(frame[name]) for name in wanted}, columns=wanted)
    frame.index = pd.RangeIndex(1, len(frame) + 1)
    return frame


def require_header(look: Peek, *names: str) -> Header:
    """The header with these names.

    Args:
        look: The first look at the file.
        *names: Columns that it must have.

    Raises:
        CaselightError: The file has no such header.
    """
    header = look.find_header(*names)
    if header is None:
        near = max(
            (row for rows in look.heads.values() for row in rows),
            key=lambda row: len(set(names) & set(row)),
            default=(),
        )
        missing = ", ".join(repr(name) for name in names if name not in near)
        raise CaselightError(
            "A file has the columns of its layout.",
            f"{look.path.name}: missing {missing}",
            "Check that it is the edition that this reader is for.",
        )
    return header


def read_rows(look: Peek, *names: str) -> pd.DataFrame:
    """The columns of these names, from the header that has them.

    Args:
        look: The first look at the file.
        *names: Columns that it must have; they come in this order.

    Raises:
        CaselightError: There is no such header, or no row below it.
    """
    return require_rows(read_texts(look, require_header(look, *names), names), look)


def require_rows(rows: pd.DataFrame, look: Peek) -> pd.DataFrame:
    """Refuse a table without a row.

    Raises:
        CaselightError: There is none below the header.
    """
    if rows.empty:
        raise CaselightError(
            "A table has at least one row below its header.",
            f"{look.path.name}: a header and no row",
            "Download or export it again; it holds nothing.",
        )
    return rows


def check_once(look: Peek, header: Header, wanted: Sequence[str]) -> None:
    """Refuse a header in which a name that is read stands twice.

    Raises:
        CaselightError: Names it.
    """
    twice = sorted({name for name in wanted if header.columns.count(name) > 1})
    if twice:
        raise CaselightError(
            "A column that is read has a name of its own.",
            f"{look.path.name}, line {header.row + 1}: {', '.join(map(repr, twice))} "
            "stands more than once",
            "Rename one of the two columns.",
        )


def _read_delimited(look: Peek, header: Header, wanted: Sequence[str]) -> pd.DataFrame:
    assert look.dialect is not None
    dialect = look.dialect
    check_quotes(look)
    names = [f"column {n}" for n in range(len(header.columns))]
    chosen = [names[header.columns.index(name)] for name in wanted]
    try:
        table = pa.csv.read_csv(
            pa.input_stream(str(look.path), compression="gzip" if dialect.compressed else None),
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
        raise broken_row(look, header, broken) from None
    frame = table.rename_columns(list(wanted)).to_pandas()
    frame.index = pd.RangeIndex(header.row + 2, header.row + 2 + len(frame))
    return frame.apply(lambda column: column.str.strip())


def broken_row(look: Peek, header: Header, broken: Exception) -> CaselightError:
    """What is wrong with a delimited text that Arrow refuses, without the content of a row."""
    # Arrow's message quotes the row; only its number may be said.
    if "straddl" in str(broken):
        return CaselightError(
            "A row of a table is shorter than 1 MB.",
            f"{look.path.name}: a longer one, or a quotation mark that is never closed",
            "Export the table again, one row a line.",
        )
    return CaselightError(
        "Every row has one cell for each heading.",
        f"{look.path.name}, {_find_ragged(look, header)}",
        "Export the file again, or put texts that hold the delimiter in double quotes.",
    )


def _find_ragged(look: Peek, header: Header) -> str:
    """The first line with another number of cells, found by a second, slower reading."""
    assert look.dialect is not None
    width = len(header.columns)
    with open_text(look.path, look.dialect) as file:
        reader = csv.reader(file, delimiter=look.dialect.delimiter)
        try:
            for row in reader:
                if row and len(row) != width and reader.line_num > header.row + 1:
                    break
            else:
                return "a row that is cut off"
        except (csv.Error, UnicodeError):
            return f"line {reader.line_num + 1}: bytes or marks that no row can hold"
        return f"line {reader.line_num}: {len(row)} cells under {width} headings"


def check_quotes(look: Peek) -> None:
    """Refuse a text in which a quotation mark is opened and never closed: it swallows rows.

    Raises:
        CaselightError: Says where.
    """
    assert look.dialect is not None
    blocks = read_blocks(look.path, look.dialect.compressed)
    if sum(count_quotes(np.frombuffer(block, np.uint8)) for block in blocks) % 2 == 0:
        return
    with open_text(look.path, look.dialect) as file:
        reader = csv.reader(file, delimiter=look.dialect.delimiter, strict=True)
        try:
            for _ in reader:
                pass
        except csv.Error:
            raise CaselightError(
                "A quotation mark that opens a cell closes it again.",
                f"{look.path.name}, line {reader.line_num}",
                "Close it, or double a quotation mark that belongs to the text.",
            ) from None


def _read_workbook(look: Peek, header: Header, wanted: Sequence[str]) -> pd.DataFrame:
    _check_formulas(look)
    places = [header.columns.index(name) for name in wanted]
    columns = read_places(look.sheets[header.table], header.row + 1, places)
    frame = pa.table(columns, names=list(wanted)).to_pandas()
    frame.index = pd.RangeIndex(header.row + 2, header.row + 2 + len(frame))
    return frame


def _check_formulas(look: Peek) -> None:
    found = count_formulas(look.path)
    if found.empty:
        raise CaselightError(
            "A cell with a formula has a computed value.",
            f"{look.path.name}, cell {found.empty}: a formula that was never computed",
            "Open the workbook in its program, let it compute, and save it again.",
        )


def _to_text(values: pd.Series) -> pd.Series:
    if pd.api.types.is_float_dtype(values):
        whole = values.dropna()
        if (whole % 1 == 0).all():
            values = values.astype("Int64")
    if pd.api.types.is_bool_dtype(values):
        values = values.astype("Int64")
    return values.astype("string").fillna("").str.strip().astype("str")
