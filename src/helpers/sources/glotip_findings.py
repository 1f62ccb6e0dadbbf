"""The data-quality ledger of a GLOTIP edition: each count can be found again in the file."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.sources.codes import plain
from helpers.sources.glotip_rows import Edition
from helpers.sources.reading import Finding, read_labels

QUARANTINED: Final = "cells that are plainly not counts of persons"
MOST_LINES: Final = 50
"""Cells that the ledger names one by one; beyond, it names their rows, a line a country."""

_KEPT_OUT: Final = "kept out of every figure"
_TOLD: Final = ["row", "country", "year", "indicator", "category", "sex", "age_group"]


def find_issues(
    edition: Edition,
    is_country: pd.Series,
    is_year: pd.Series,
    reasons: pd.Series,
    large: pd.Series,
    conflicts: pd.DataFrame,
) -> tuple[Finding, ...]:
    """What was found in an edition, and what was done.

    Args:
        edition: Its rows.
        is_country: Rows of a country.
        is_year: Rows of a year.
        reasons: Why a cell is no count; empty where it is one.
        large: Large numbers that are kept, by row.
        conflicts: Keys with several values.
    """
    place, rows = edition.place, edition.rows
    found = [
        Finding("identified", place, "rows equal to an earlier one", int(rows.duplicated().sum()),
                "counted once"),
        Finding("identified", place, "keys with several values", len(conflicts),
                "kept as a range from the smallest value to the sum; listed in glotip_conflicts"),
        *_find_ranges(rows, place),
        *_find_strange_codes(rows[~is_country], place),
        Finding("justice", place, "rows that count offences, not persons",
                int((_to_indicators(rows) == "offences").sum()),
                "left out of the justice chain"),
        Finding("justice", place, "stages 'investigated' and 'sentenced'", 0,
                "not in this source, so not in the chain"),
    ]  # fmt: skip
    if edition.rates:
        rule = "rows in another unit than counts"
        found.append(Finding("identified", place, rule, edition.rates, _KEPT_OUT))
    if not is_year.all():
        done = f"{_KEPT_OUT}; the first is row {rows.index[~is_year][0]}"
        found.append(
            Finding(
                "identified",
                place,
                "rows without a year",
                int((~is_year).sum()),
                done,
                strange=True,
            )
        )
    return (*found, *_find_quarantined(rows, reasons, place), *_find_large(rows, large, place))


def tell_quarantined(rows: pd.DataFrame, reasons: pd.Series) -> pd.DataFrame:
    """Every quarantined cell with its place, its value as printed, and the reason.

    Args:
        rows: All rows of the edition.
        reasons: Why a cell is no count; empty where it is one.
    """
    cells = rows[reasons != ""].rename_axis("row").reset_index()
    # Words in the place of a number may be anything, a person's name too: they are not repeated.
    shown = cells["value"].where(cells["value"].str.fullmatch(r"[-\d.,/: ]+").astype(bool), "words")
    table = cells[_TOLD].assign(value=shown, reason=reasons[reasons != ""].to_numpy())
    return table.astype({"row": "Int64"})


def _to_indicators(rows: pd.DataFrame) -> pd.Series:
    known = {plain(label): code for label, code in read_labels("glotip").items()}
    return rows["indicator"].map(
        {label: known.get(plain(label)) for label in set(rows["indicator"])}
    )


def _find_ranges(rows: pd.DataFrame, place: str) -> list[Finding]:
    sizes = rows.loc[rows["value"].str.fullmatch(r"<\d+"), "value"].value_counts()
    sizes = sizes if len(sizes) else pd.Series({"<5": 0})
    return [
        Finding("identified", place, f"values printed as '{text}'", int(size),
                f"kept as 0 to {int(text[1:]) - 1}")
        for text, size in sizes.items()
    ]  # fmt: skip


def _find_strange_codes(rows: pd.DataFrame, place: str) -> list[Finding]:
    return [
        Finding("identified", place, f"rows of '{code or name}', which is no country's code",
                len(group), _KEPT_OUT)
        for (code, name), group in rows.groupby(["country", "name"])
    ]  # fmt: skip


def _find_quarantined(rows: pd.DataFrame, reasons: pd.Series, place: str) -> list[Finding]:
    wild = reasons[reasons != ""]
    done = "quarantined: out of every figure; listed in glotip_quarantined"
    found = [Finding("identified", place, QUARANTINED, len(wild), done)]
    if len(wild) <= MOST_LINES:
        for row, reason in wild.items():
            cell = _tell_cell(rows, row, place)
            found.append(Finding("identified", cell, reason, 1, done, strange=True))
        return found
    cells = rows.loc[wild.index]
    for country, group in cells.groupby("country"):
        where = f"{place}, {country}, rows {', '.join(map(str, group.index))}"
        why = "; ".join(dict.fromkeys(wild[group.index].str.split(";").str[0]))
        found.append(Finding("identified", where, why, len(group), done, strange=True))
    return found


def _find_large(rows: pd.DataFrame, large: pd.Series, place: str) -> list[Finding]:
    done = "kept: nothing in the file speaks against it; look at it"
    return [
        Finding("identified", _tell_cell(rows, row, place), f"the large number {number:,}", 1, done)
        for row, number in large.head(MOST_LINES).items()
    ]


def _tell_cell(rows: pd.DataFrame, row: object, place: str) -> str:
    cell = rows.loc[row]
    names = ("country", "name", "year", "indicator", "category", "sex", "age_group")
    about = ", ".join(dict.fromkeys(cell[name] for name in names if cell[name]))
    return f"{place}, row {row}: {about}"
