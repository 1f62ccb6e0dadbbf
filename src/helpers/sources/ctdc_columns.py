"""Columns of CTDC's files: which layout a header has, and what is read of it.

The crosswalk lists every column that an edition has had. Order and letter case make no
difference, a column that it does not list is not read and told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import pandas as pd

from helpers.sources.peek import Header, Peek
from helpers.sources.reading import Finding, read_labels
from helpers.sources.texts import read_texts

_BANNER: Final = "by using this data"
_ANY: Final = "any"


@dataclass(frozen=True)
class Columns:
    """The columns of a file.

    Args:
        header: Where its header stands.
        names: CTDC's name of a column to the name in the file.
        strange: Columns that CTDC's files do not have.
    """

    header: Header
    names: Mapping[str, str]
    strange: tuple[str, ...]

    def read(self, look: Peek) -> pd.DataFrame:
        """Every known column as text, under CTDC's names.

        Args:
            look: The first look at the file.
        """
        rows = read_texts(look, self.header, list(self.names.values()))
        return rows.set_axis(list(self.names), axis=1)

    def find_strange(self, place: str) -> list[Finding]:
        """The ledger's line on columns that are not read, if there are any.

        Args:
            place: What the file is.
        """
        if not self.strange:
            return []
        rule = "columns that this publisher's files do not have"
        return [Finding("caseload", place, rule, len(self.strange), "not read")]


def find_columns(look: Peek, *required: str) -> Columns | None:
    """The columns of the first header that has these; None without one.

    Args:
        look: The first look at the file.
        *required: CTDC's names.
    """
    for table, rows in look.heads.items():
        for number, row in enumerate(rows):
            cells = {cell.casefold(): cell for cell in reversed(row) if cell}
            if all(name.casefold() in cells for name in required):
                names = {f: cells[f.casefold()] for f in _fields() if f.casefold() in cells}
                taken = {*names.values(), ""}
                strange = [
                    c for c in row if c not in taken and not c.casefold().startswith(_BANNER)
                ]
                return Columns(Header(table, number, row), names, tuple(strange))
    return None


@cache
def _fields() -> tuple[str, ...]:
    text = resources.files("helpers.sources").joinpath("labels", "crosswalk_ctdc.csv")
    with text.open(encoding="utf-8") as file:
        fields = pd.read_csv(file, dtype=str, keep_default_na=False)["field"]
    return tuple(name for name in fields.unique() if name != _ANY)


def find_flags(names: Mapping[str, str], kind: str) -> dict[str, str]:
    """Columns of flags that a file has, with the canonical code of each.

    Args:
        names: CTDC's names of its columns.
        kind: ``sectors``, ``means`` or ``recruiters``.
    """
    return {field: code for field, code in read_labels(f"ctdc_{kind}").items() if field in names}
