"""Results for the published lists of the United Kingdom, 2013: estimates, and nothing of the file.

The lists are of the National Crime Agency's strategic assessment of 2013. The set of five takes
two police lists as one, as Bales, Hesketh and Silverman (2015) did to make the table less thin.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.hidden_population.captures import read_captures
from helpers.sources.peek import peek
from helpers.sources.read import require_layout

_SETS: Final = {"UKdat_5.csv": "five lists", "UKdat.csv": "six lists"}


def derive_hidden(folder: Path) -> pd.DataFrame:
    """All results for both sets of lists, always from the same random draws.

    Args:
        folder: Folder of the published capture tables.

    Raises:
        CaselightError: A file is missing or damaged, or its lists are too thin.
    """
    # Loaded here because it brings a compiler, for which the other tables need not wait.
    from helpers.hidden_population.tabulated import tabulate_lists

    found = []
    for file, name in _SETS.items():
        look = peek(folder / file)
        tables = require_layout(look).read(look).tables
        if "captures" not in tables:
            raise CaselightError(
                "A table of captures has one 0/1 column a list, and a count.",
                f"{look.path.name}: other columns",
                "Check that it is the edition that this reader is for.",
            )
        captures = read_captures(tables["captures"])
        found.append(tabulate_lists(captures, country="GBR", year="2013", lists=name))
    table = pd.concat(found, ignore_index=True)
    table["year"] = table["year"].astype("Int64")
    # A shipped table is sorted by its columns; the order of the results is kept as a column.
    return table.assign(position=pd.RangeIndex(1, len(table) + 1).astype("Int64"))
