"""Derive the shipped figures from the publishers' raw files, byte for byte the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.refresh.caseload import derive_caseload
from helpers.refresh.hidden import derive_hidden
from helpers.refresh.mechanism import derive_boats, derive_referrals
from helpers.refresh.package import publish
from helpers.sources.context import (
    read_claims,
    read_context,
    read_countries,
    read_population,
    read_published,
    read_treaties,
)
from helpers.sources.criminalization import read_criminalization, read_criminalization_counts
from helpers.sources.estimates import read_estimates
from helpers.sources.glotip import read_glotip
from helpers.sources.glotip_findings import QUARANTINED
from helpers.sources.nrm import read_decisions
from helpers.sources.peek import peek
from helpers.sources.reading import Finding
from helpers.sources.statements import read_statements
from helpers.tables.schemas import SCHEMAS, check_table

__all__ = ["refresh"]

_CODING = "us_tip_tiers/criminalization_3p_tiers.dta"


def refresh(raw: Path, out: Path) -> list[str]:
    """Derive every shipped table and its description.

    All files are written or none: a failure leaves what was there.

    Args:
        raw: Folder with one folder a publisher, as the derivation's sources list them.
        out: Folder of the shipped figures.

    Returns:
        One line a table: its name, rows and bytes.

    Raises:
        CaselightError: A raw file is missing or damaged, or the folder cannot be written.
    """
    tables, findings = _derive(raw)
    _refuse_strange(findings)
    tables["data_quality"] = _to_ledger(findings)
    for name, table in tables.items():
        if name in SCHEMAS:
            tables[name] = check_table(name, table, f"derived table {name}")
    return publish(tables, out)


def _derive(raw: Path) -> tuple[dict[str, pd.DataFrame], list[Finding]]:
    caseload, findings = derive_caseload(raw / "ctdc_kanon_2021/ctdc_kanon_2021-07-15.feather")
    glotip = read_glotip(peek(raw / "unodc_glotip/data_glotip_2023-05-30.xlsx"))
    decisions, unequal = read_decisions(raw / "uk_nrm")
    referrals, differing = derive_referrals(raw / "uk_nrm")
    boats, apart = derive_boats(raw / "uk_nrm")
    tables: Mapping[str, pd.DataFrame] = {
        **caseload,
        **{name: glotip.tables[name] for name in ("identified", "justice", "glotip_conflicts")},
        "estimates": read_estimates(
            raw / "walkfree_gsi_2018/gsi_2018.xlsx",
            raw / "walkfree_gsi_2023/Global_Slavery_Index_2023.csv",
        ),
        "criminalization": read_context(raw / _CODING, read_criminalization),
        "criminalization_counts": read_context(raw / _CODING, read_criminalization_counts),
        "treaties": read_context(raw / "palermo_protocol_untc/18-12-a.csv", read_treaties),
        "population": read_context(raw / "population_worldbank/population.csv", read_population),
        "decisions": decisions,
        "referrals": referrals,
        "small_boats": boats,
        "published": read_context(raw / "published/published_facts.csv", read_published),
        "claims": read_context(raw / "published/speech_2014.csv", read_claims),
        "statements": read_statements(),
        "countries": read_context(raw / "iso3166_m49/all.csv", read_countries),
        "hidden_population": derive_hidden(raw / "mse"),
    }
    # The shipped ledger is of these editions; a reading says that nothing is quarantined, too.
    found = [f for f in glotip.findings if f.count or f.rule != QUARANTINED]
    return dict(tables), [*findings, *found, *unequal, *differing, *apart]


def _refuse_strange(findings: list[Finding]) -> None:
    """What a reader would count as unknown is settled before it ships."""
    for found in findings:
        if found.strange and found.count:
            raise CaselightError(
                "Every label, code and cell of what ships has its place.",
                f"{found.place}: {found.rule} ({found.count:,})",
                "Correct the raw file, or add the label to its map; then refresh again.",
            )


def _to_ledger(findings: list[Finding]) -> pd.DataFrame:
    return pd.DataFrame(findings, columns=["resource", "place", "rule", "count", "done"])
