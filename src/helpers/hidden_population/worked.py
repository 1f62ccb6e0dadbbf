"""All results of one page: of a file of lists, or as they ship for published lists."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from helpers.errors import CaselightError
from helpers.tables import vocabulary as v
from helpers.tables.counts import Sourced
from helpers.tables.provenance import Provenance

if TYPE_CHECKING:
    from helpers.hidden_population.captures import Captures

FIGURES: Final = 3
"""Significant figures of a file's single models and sensitivities: see ``tabulate_lists``."""

_FEWEST: Final = 10
_OWN: Final = "lists of the file"


@dataclass(frozen=True, repr=False)
class Worked:
    """All results of one page.

    Args:
        table: Rows of ``tabulated.COLUMNS``; none where there are no lists, or they are too thin.
        provenance: Where the lists come from.
        published: Whether the lists are a published table, whose counts may be shown.
        refused: Why there is no estimate of lists that a report names; empty otherwise.
    """

    table: pd.DataFrame
    provenance: Provenance
    published: bool = True
    refused: str = ""

    def __repr__(self) -> str:
        return f"<Worked: {len(self.table)} rows; show them through protect_model(...)>"

    @property
    def sets(self) -> tuple[str, ...]:
        """The sets of lists, the one of the chosen estimate first."""
        return tuple(dict.fromkeys(str(name) for name in self.table["lists"]))

    def rows(self, *parts: str) -> pd.DataFrame:
        """The rows of these parts, in order."""
        return self.table[self.table["part"].isin(parts)]


def work_lists(
    lists: Sourced,
    shipped: Sourced,
    country: str,
    first_year: int = 0,
    last_year: int = 0,
    **options: Any,
) -> Worked:
    """All results for a file of lists, or the shipped results of published lists.

    Args:
        lists: ``open_captures(...)``; without a row the shipped results are taken.
        shipped: ``open_table("hidden_population")``.
        country: ISO 3166-1 alpha-3; ``WLD`` for every place of the shipped results.
        first_year: First year of the shipped results; 0 for all.
        last_year: Last year; 0 for all.
        options: As for ``tabulate_lists``.

    Raises:
        CaselightError: The file breaks a rule. A file that is too thin does not: the page says why
            there is no estimate.
    """
    if not len(lists.table):
        rows = shipped.table
        rows = rows if country == v.WORLD else rows[rows["country"] == country]
        years = rows["year"].astype(int)
        rows = rows[(years >= first_year) & (years <= (last_year or years.max()))]
        rows = rows.sort_values("position").fillna({"label": "", "detail": ""})
        return Worked(rows, shipped.provenance)
    from helpers.hidden_population.captures import read_captures

    captures = read_captures(lists.table)
    least = max(_FEWEST, lists.provenance.threshold or 0)
    nothing = Worked(shipped.table.iloc[:0], lists.provenance, published=False)
    try:
        _require_full(captures, least)
        # Loaded here because it brings a compiler, for which pages without lists need not wait.
        from helpers.hidden_population.tabulated import tabulate_lists

        rows = tabulate_lists(captures, lists=_OWN, **{"figures": FIGURES, **options})
    except CaselightError as refused:
        return replace(nothing, refused=f"{refused.rule} {refused.mend}")
    return replace(nothing, table=rows)


def _require_full(captures: Captures, least: int) -> None:
    sizes = [
        sum(captures.counts[h] for h in range(len(captures.counts)) if h >> i & 1)
        for i in range(captures.lists)
    ]
    if min(sizes) < least:
        raise CaselightError(
            f"An estimate from lists needs {least} persons on each list.",
            "a list with fewer",
            "Merge thin lists, or take a longer period.",
        )
