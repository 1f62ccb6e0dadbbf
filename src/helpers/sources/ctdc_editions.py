"""Which edition a file of CTDC is: none of them says so, but its size and years may give it away.

A file is taken for an edition only where columns, rows and years are those of the published file;
a part of it, or a file from another day, is not given a date that nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

import pandas as pd

from helpers.sources.publishers import provenance_of
from helpers.tables import vocabulary as v
from helpers.tables.provenance import Provenance

NOT_STATED = "not stated in the file"


@dataclass(frozen=True)
class Edition:
    """What a file's content says of its edition.

    Args:
        name: As the publisher dates it, or ``not stated in the file`` with the years it covers.
        date: ISO 8601; empty when nobody knows.
    """

    name: str
    date: str = ""

    @property
    def year(self) -> str:
        """Year of publication; empty when nobody knows."""
        return self.date[:4]


def find_edition(layout: str, columns: int, years: pd.Series) -> Edition:
    """The edition of a file.

    Args:
        layout: Name of its layout.
        columns: How many of CTDC's columns it has.
        years: Year of each person, as canonical text.
    """
    known = sorted(set(years) - {v.UNKNOWN})
    span = (known[0][:4], known[-1][-4:]) if known else ("", "")
    for row in _read_editions().itertuples():
        known_as = (row.columns or str(columns), row.rows, row.first_year or span[0],
                    row.last_year or span[1])  # fmt: skip
        if row.layout == layout and known_as == (str(columns), str(len(years)), *span):
            return Edition(str(row.edition), str(row.date))
    if not known:
        return Edition(NOT_STATED)
    words = span[0] if span[0] == span[1] else f"{span[0]} to {span[1]}"
    return Edition(f"{NOT_STATED} (people registered {words})")


def describe_edition(source: str, edition: Edition, partners: str = "") -> Provenance:
    """The provenance of a file, with a citation that names no edition that it may not be.

    Args:
        source: Name of the source.
        edition: What ``find_edition`` gave.
        partners: Organisations that the citation ends with.
    """
    about = provenance_of(source)
    year = f" ({edition.year})" if edition.year else ""
    named = edition.name if edition.date else "edition " + NOT_STATED
    citation = f"Counter-Trafficking Data Collaborative{year}. {about.title}, {named}.{partners}"
    return provenance_of(source, edition=edition.name, date=edition.date, citation=citation)


def _read_editions() -> pd.DataFrame:
    text = resources.files("helpers.sources").joinpath("labels", "ctdc_editions.csv")
    with text.open(encoding="utf-8") as file:
        return pd.read_csv(file, dtype=str, keep_default_na=False)
