"""The rows of a GLOTIP edition, whatever its preamble, the spelling of its header and its kind.

dataUNODC writes two lines above the header (publisher, date of the edition); exports often lack
them. The code column is 'Iso3_code', 'ISO3' or 'iso3 code'; the value column is text ('<5') or
numbers. Columns that we do not know are left unread.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.codes import plain
from helpers.sources.peek import Header, Peek
from helpers.sources.quarantine import clean_values
from helpers.sources.reading import read_labels
from helpers.sources.texts import read_texts

# Our name, and the publisher's spellings without letter case, blanks and marks; the first wins.
_SPELLINGS: Final = {
    "country": ("iso3code", "iso3", "isocode", "countrycode", "code"),
    "name": ("country", "countryname", "countryorterritory"),
    "indicator": ("indicator",),
    "dimension": ("dimension",),
    "category": ("category",),
    "sex": ("sex", "gender"),
    "age_group": ("age", "agegroup"),
    "year": ("year",),
    "value": ("txtvalue", "textvalue", "value"),
    "unit": ("unitofmeasurement", "unit"),
}
_OPTIONAL: Final = ("name", "unit")
_COUNTS: Final = ("", "counts", "count", "number", "persons")
_SOURCE: Final = "glotip"
NOT_STATED: Final = "not stated in the file"


@dataclass(frozen=True, repr=False)
class Edition:
    """The rows of an edition.

    Args:
        rows: ``country``, ``name``, ``indicator``, ``dimension``, ``category``, ``sex``,
            ``age_group``, ``year`` and ``value`` as text; the index is the row in the file.
        rates: Rows in another unit than counts, left out of ``rows``.
        date: Date of the edition, ISO 8601; empty where the file does not say.
    """

    rows: pd.DataFrame
    rates: int
    date: str

    @property
    def name(self) -> str:
        """The edition in words."""
        if not self.date:
            return NOT_STATED
        day = datetime.date.fromisoformat(self.date)
        return f"{day.day} {day:%B %Y}"

    @property
    def place(self) -> str:
        """How the ledger names the edition."""
        return f"UNODC GLOTIP, {self.name if self.date else 'edition not stated'}"


def is_glotip(look: Peek) -> bool:
    """Whether a file has GLOTIP's columns, and its indicators where it has rows.

    Other tables of dataUNODC (homicide, prisons) have the same columns.

    Args:
        look: The first look at the file.
    """
    header = _find_header(look)
    if header is None:
        return False
    places = _find_columns(header)
    rows = look.heads[header.table][header.row + 1 :]
    known = {plain(label) for label in read_labels("glotip")}
    at = header.columns.index(places["indicator"])
    cells = [row for row in rows if len(row) > at and any(row)]
    said = any(plain(row[at]) in known for row in cells)
    return said or not cells or any(_SOURCE in map(str.casefold, row) for row in cells)


def read_edition(look: Peek) -> Edition:
    """All rows of an edition as text.

    Args:
        look: The first look at the file.

    Raises:
        CaselightError: It lacks a column or has no row.
    """
    header = _find_header(look)
    if header is None:
        raise _refuse(look, "another header")
    places = _find_columns(header)
    rows = read_texts(look, header, list(places.values())).set_axis(list(places), axis=1)
    rows = rows[(rows["indicator"] != "") | (rows["value"] != "")]
    if rows.empty:
        raise _refuse(look, "a header and no row")
    for name in _OPTIONAL:
        if name not in rows:
            rows[name] = ""
    counted = rows["unit"].str.casefold().isin(_COUNTS)
    kept = rows.loc[counted, [name for name in _SPELLINGS if name != "unit"]].copy()
    kept["value"] = clean_values(kept["value"])
    kept["year"] = kept["year"].str.replace(r"\.0+$", "", regex=True)
    return Edition(kept, int((~counted).sum()), _find_date(look, header))


def _refuse(look: Peek, found: str) -> CaselightError:
    return CaselightError(
        "A GLOTIP table has the columns Iso3_code, Country, Indicator, Dimension, Category, Sex, "
        "Age, Year and txtVALUE or VALUE, and at least one row.",
        f"{look.path.name}: {found}",
        "Download it again from dataUNODC, or restore its header.",
    )


def _find_header(look: Peek) -> Header | None:
    for table, rows in look.heads.items():
        for number, row in enumerate(rows):
            header = Header(table, number, row)
            if {n for n in _SPELLINGS if n not in _OPTIONAL} <= set(_find_columns(header)):
                return header
    return None


def _find_columns(header: Header) -> dict[str, str]:
    """Our name to the file's name of each column that the header has."""
    spelt = {re.sub(r"[^a-z0-9]", "", cell.casefold()): cell for cell in reversed(header.columns)}
    found = {}
    for name, spellings in _SPELLINGS.items():
        spelling = next((s for s in spellings if s in spelt), None)
        if spelling is not None:
            found[name] = spelt[spelling]
    return found


def _find_date(look: Peek, header: Header) -> str:
    above = look.heads[header.table][: header.row]
    dates = (_to_date(cell) for row in above for cell in row if cell)
    return next((date for date in dates if date), "")


def _to_date(text: str) -> str:
    found = re.search(r"\d{4}-\d\d-\d\d|\d\d?[/.]\d\d?[/.]\d{4}|\d\d? [A-Za-z]+ \d{4}", text)
    if found is None:
        return ""
    # The United Nations write the day first.
    forms = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%m/%d/%Y")
    return _first_date(found[0], forms)


def _first_date(text: str, forms: Iterable[str]) -> str:
    for form in forms:
        try:
            return datetime.datetime.strptime(text, form).date().isoformat()
        except ValueError:
            continue
    return ""
