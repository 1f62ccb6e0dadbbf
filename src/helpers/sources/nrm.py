"""UK National Referral Mechanism: referrals and decisions by quarter and age, Home Office."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.sources.reading import Finding, apply_labels, read_raw, require_columns
from helpers.tables import vocabulary as v

_COLUMNS = ["country", "year", "quarter", "stage", "outcome", "age_group",
            "persons", "lower", "upper", "status"]  # fmt: skip
_GROUNDS = {"reasonable_grounds": "reasonable grounds", "conclusive_grounds": "conclusive grounds"}


def read_decisions(folder: Path) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Notified, referred, and the two decisions, as the canonical table of decisions.

    A year's total of referrals is given only when all four quarters are there.

    Args:
        folder: The folder of the Home Office's tables.

    Raises:
        CaselightError: A file is missing, damaged, or has another layout.
    """
    referrals, unequal = _read_referrals(folder / "nrm_referrals_longitudinal.csv")
    parts = [referrals, _read_notified(folder / "nrm_duty_to_notify_longitudinal.csv")]
    for stage in _GROUNDS:
        parts.append(_read_grounds(folder / f"nrm_{stage}.csv", stage))
        unequal += _count_unequal(parts[-1])
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(country="GBR", lower=table["persons"], upper=table["persons"],
                         status=v.OBSERVED)  # fmt: skip
    finding = Finding("decisions", "UK National Referral Mechanism tables",
                      "totals that differ from the sum of their parts", unequal,
                      "the published total is kept")  # fmt: skip
    return table[_COLUMNS], (finding,)


def _read_csv(path: Path, columns: list[str]) -> pd.DataFrame:
    return require_columns(read_raw(path, pd.read_csv), columns, path)


def _read_referrals(path: Path) -> tuple[pd.DataFrame, int]:
    place, age, number = "Location of exploitation", "Age at exploitation", "NRM referrals"
    rows = _read_csv(path, ["Year", "Quarter", age, place, number])
    keys = ["Year", "Quarter", age]
    totals = rows[rows[place] == "Total"].set_index(keys)[number]
    parts = rows[rows[place] != "Total"].groupby(keys)[number].sum()
    table = (
        totals.rename("persons")
        .reset_index()
        .set_axis(["year", "quarter", "age_group", "persons"], axis=1)
    )
    table["age_group"] = apply_labels(table["age_group"], "nrm", path.name)
    table = _add_totals(table)
    unequal = int((totals != parts.reindex(totals.index)).sum())
    return table.assign(stage="referred", outcome=v.TOTAL), unequal


def _add_totals(table: pd.DataFrame) -> pd.DataFrame:
    """Sums over ages where the file gives none, and over the quarters of whole years."""
    if not (table["age_group"] == v.TOTAL).any():
        ages = table.groupby(["year", "quarter"], as_index=False)["persons"].sum()
        table = pd.concat([table, ages.assign(age_group=v.TOTAL)], ignore_index=True)
    quarters = table.groupby("year")["quarter"].transform("nunique")
    years = table[quarters == 4].groupby(["year", "age_group"], as_index=False)["persons"].sum()
    return pd.concat([table, years.assign(quarter=v.TOTAL)], ignore_index=True)


def _read_notified(path: Path) -> pd.DataFrame:
    rows = _read_csv(path, ["Year", "Quarter", "Total"])
    table = rows.rename(columns={"Year": "year", "Quarter": "quarter", "Total": "persons"})
    table["quarter"] = table["quarter"].replace("Total", v.TOTAL)
    return table.assign(stage="notified", outcome=v.TOTAL, age_group=v.TOTAL)


def _read_grounds(path: Path, stage: str) -> pd.DataFrame:
    rows = _read_csv(path, ["Year", "Quarter", "Total"]).rename(columns={"Total": "Total - Total"})
    long = rows.melt(["Year", "Quarter"], value_name="persons")
    labels = long["variable"].str.split(" - ", n=1, expand=True)
    outcome = labels[1].str.replace(f" {_GROUNDS[stage]}", "").str.lower()
    table = pd.DataFrame(
        {
            "year": long["Year"],
            "quarter": long["Quarter"].replace("Total", v.TOTAL),
            "stage": stage,
            "outcome": outcome,
            "age_group": apply_labels(labels[0], "nrm", path.name),
            "persons": long["persons"],
        }
    )
    missing = [o for o in ("positive", "negative") if not _has_total(table, o)]
    sums = table[table["outcome"].isin(missing)]
    keys = ["year", "quarter", "stage", "outcome"]
    summed = sums.groupby(keys, as_index=False)["persons"].sum().assign(age_group=v.TOTAL)
    return pd.concat([table, summed], ignore_index=True)


def _has_total(table: pd.DataFrame, outcome: str) -> bool:
    return bool(((table["outcome"] == outcome) & (table["age_group"] == v.TOTAL)).any())


def _count_unequal(table: pd.DataFrame) -> int:
    """Totals of a decision that are not the sum of positive and negative."""
    wide = table.pivot(index=["year", "quarter", "age_group"], columns="outcome", values="persons")
    return int((wide["total"] != wide["positive"] + wide["negative"]).sum())
