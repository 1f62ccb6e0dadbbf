"""The edition of the UK's tables: no file states it, so the last quarter stands for it."""

from __future__ import annotations

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.publishers import provenance_of
from helpers.tables import vocabulary as v
from helpers.tables.provenance import Provenance


def tell_provenance(table: pd.DataFrame) -> Provenance:
    """Publisher and terms, with the last quarter of a table as its edition.

    Args:
        table: Has ``year`` and ``quarter``.

    Raises:
        CaselightError: No row has a year.
    """
    if table["year"].isna().all():
        raise CaselightError(
            "A series of the National Referral Mechanism has at least one year.",
            "no row with a year",
            "Download the file again; it is cut short or of another edition.",
        )
    last = int(table["year"].max())
    quarters = table.loc[(table["year"] == last) & (table["quarter"] != v.TOTAL), "quarter"]
    until = f"{last} {quarters.max()}" if len(quarters) else str(last)
    edition = f"not stated in the file; quarters to {until}"
    citation = (
        "UK Home Office. Modern slavery: National Referral Mechanism and Duty to Notify "
        f"statistics, quarters to {until}."
    )
    return provenance_of("nrm", edition=edition, date="", citation=citation)
