"""Sectors as CTDC names them, held against the sections of ISIC [1]_.

References:
    .. [1] United Nations (2008). International Standard Industrial Classification of All Economic
       Activities (ISIC), Revision 4. Statistical Papers, Series M, No. 4/Rev.4.
"""

from __future__ import annotations

import csv
from importlib import resources


def read_sections() -> tuple[tuple[str, ...], ...]:
    """For each sector its ISIC section, the section's title, and what the label loses.

    Example:
        >>> read_sections()[0][:2]
        ('Agriculture', 'A')
    """
    text = resources.files("helpers.sources").joinpath("labels", "isic_sectors.csv")
    with text.open(encoding="utf-8") as file:
        return tuple(
            (row["code"].replace("_", " ").capitalize(), row["section"] or "none", row["title"],
             row["loses"] or "nothing")
            for row in csv.DictReader(file)
        )  # fmt: skip
