"""Percentages and totals as publications print them: a table typed by hand, with its pages."""

from __future__ import annotations

import csv
from importlib import resources

import pandas as pd

from helpers.tables.schemas import check_table


def read_statements() -> pd.DataFrame:
    """What publications print beside the counts of ``published``, word for word.

    The numbers stay text, because how they are printed says how far they are rounded.

    Example:
        >>> rows = read_statements().set_index("statement")
        >>> rows.loc["ilo-2012-central-europe", "printed"]
        '7%'
    """
    text = resources.files("helpers.sources").joinpath("typed/statements.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return check_table("statements", pd.DataFrame(rows), "sources/typed/statements.csv")
