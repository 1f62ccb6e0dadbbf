"""Every State's own report of each stage and year, one cell each: what lags and events rest on."""

from __future__ import annotations

from collections.abc import Mapping

from helpers.prosecution.chain import STAGE_LABELS, select_totals
from helpers.tables import vocabulary as v
from helpers.tables.counts import Counts, Sourced, published_cell
from helpers.tables.safe import SafeTable, require_safe

_PERSONS = "persons in the criminal justice chain, as each State reported them to UNODC"


def count_reports(
    source: Sourced,
    names: Mapping[str, str] | None = None,
    first_year: int = 0,
    last_year: int = 0,
) -> Counts:
    """Persons by stage, State and year: the national totals as published.

    Offences are no persons and have no stage, so they never enter.

    Args:
        source: ``read_reference("justice")``.
        names: For each ISO 3166-1 alpha-3 code the name to print; codes when None.
        first_year: First year; 0 leaves it open.
        last_year: Last year; 0 leaves it open.

    Returns:
        Counts keyed by stage, country and year; '<5' with its bounds 0 and 4.
    """
    rows = select_totals(source, first_year, last_year).sort_values(["country", "year"])
    cells = [
        published_cell((stage, row.country, str(row.year)), row)
        for stage in v.STAGES
        for row in rows[rows["stage"] == stage].itertuples()
    ]
    return Counts(
        ("stage", "country", "year"),
        tuple(cells),
        source.provenance,
        _PERSONS,
        words=STAGE_LABELS | {"country": dict(names or {})},
    )


def find_unreported_stages(reports: SafeTable) -> tuple[str, ...]:
    """Stages of the chain for which the source has no figure at all: they cannot be checked.

    Args:
        reports: The protected ``count_reports``.
    """
    reports = require_safe(reports, "find_unreported_stages")
    told = {cell.key[0] for cell in reports.cells if cell.upper is not None}
    return tuple(stage for stage in v.CHAIN if stage not in told)
