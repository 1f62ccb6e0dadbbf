"""Records of a speech made by code: the shipped figures, with some of them changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import pytest

from helpers import records
from helpers.published import Records, judge_claims
from helpers.sources.opened import open_table
from helpers.tables.claims import Judgements

Change = Callable[[pd.DataFrame], pd.DataFrame]

IOM_NOTE = "https://iom.int/news/child-trafficking-and-labour-trafficking-cases-rising-iom"


@cache
def shipped() -> Records:
    return records.open_records("WLD", 2010, 2013)


@cache
def judged() -> Judgements:
    return judge_claims(shipped())


def open_changed(
    monkeypatch: pytest.MonkeyPatch,
    first_year: int = 2010,
    last_year: int = 2013,
    **changes: Change,
) -> Records:
    """The records of the page, with some of the shipped tables changed on their way in."""

    def open_one(resource: str, source: str = "") -> Any:
        opened = open_table(resource, source)
        change = changes.get(resource)
        return replace(opened, table=change(opened.table.copy())) if change else opened

    monkeypatch.setattr(records, "open_table", open_one)
    return records.open_records("WLD", first_year, last_year)


def with_figure(measure: str, value: int, year: str, **other: str) -> Change:
    """The published figures with one more."""
    row = {"topic": "IOM assisted", "area": "World", "year": year, "measure": measure,
           "value": str(value), "unit": "count", "note": "", "url": "https://example.org/a",
           **other}  # fmt: skip

    def add(table: pd.DataFrame) -> pd.DataFrame:
        return pd.concat([table, pd.DataFrame([row]).astype("string")], ignore_index=True)

    return add


def with_value(old: int, new: int, **where: str) -> Change:
    """The published figures with one number changed wherever it stands under these labels."""

    def change(table: pd.DataFrame) -> pd.DataFrame:
        mine = table["value"] == str(old)
        for name, label in where.items():
            mine &= table[name] == label
        assert mine.any()
        table.loc[mine, "value"] = str(new)
        return table

    return change
