"""UK National Referral Mechanism: referrals and decisions by quarter and age, Home Office."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from helpers.errors import CaselightError
from helpers.sources.reading import Finding, apply_labels, read_raw, require_columns, to_whole
from helpers.tables import vocabulary as v

_COLUMNS = ["country", "year", "quarter", "stage", "outcome", "age_group",
            "persons", "lower", "upper", "status"]  # fmt: skip
_GROUNDS = ("reasonable_grounds", "conclusive_grounds")
_AGES = ("Adult (18 or over)", "Child (17 or under)", "Age not specified or unknown")


def read_decisions(folder: Path) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Notified, referred, and the two decisions, as the canonical table of decisions.

    A year's total is given only when all four quarters are there.

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
    table, left_out = _drop_partial_years(pd.concat(parts, ignore_index=True))
    table = table.assign(country="GBR", lower=table["persons"], upper=table["persons"],
                         status=v.OBSERVED)  # fmt: skip
    place = "UK National Referral Mechanism tables"
    findings = (
        Finding("decisions", place, "totals that differ from the sum of their parts", unequal,
                "the published total is kept"),
        Finding("decisions", place, "totals of years with fewer than four quarters", left_out,
                "left out: part of a year looks like a fall"),
    )  # fmt: skip
    return table[_COLUMNS], findings


def _drop_partial_years(table: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    parts = table["quarter"].mask(table["quarter"] == v.TOTAL)
    quarters = parts.groupby([table["stage"], table["year"]]).transform("nunique")
    partial = (table["quarter"] == v.TOTAL) & (quarters < 4)
    return table[~partial], int(partial.sum())


def _read_csv(path: Path, columns: list[str], numbers: list[str]) -> pd.DataFrame:
    """A file with canonical year and quarter; what is counted in whole numbers."""
    rows = require_columns(
        read_raw(path, pd.read_csv), ["Year", "Quarter", *columns, *numbers], path
    )
    for name in ("Year", *numbers):
        rows[name] = to_whole(rows[name], path)
    rows["Quarter"] = apply_labels(rows["Quarter"], "nrm", path.name)
    return rows.rename(columns={"Year": "year", "Quarter": "quarter"})


def _read_referrals(path: Path) -> tuple[pd.DataFrame, int]:
    place, age, number = "Location of exploitation", "Age at exploitation", "NRM referrals"
    rows = _read_csv(path, [age, place], [number])
    keys = ["year", "quarter", age]
    totals = rows[rows[place] == "Total"].set_index(keys)[number]
    parts = rows[rows[place] != "Total"].groupby(keys)[number].sum()
    if len(parts.index.difference(totals.index)) or totals.index.has_duplicates:
        raise CaselightError(
            "Each quarter and age has one row with the total over the places of exploitation.",
            f"{path.parent.name}/{path.name}: a total is missing or stands there twice",
            "Download the file again; it is cut short or of another edition.",
        )
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
    rows = _read_csv(path, [], ["Total"])[["year", "quarter", "Total"]]
    table = rows.rename(columns={"Total": "persons"})
    return table.assign(stage="notified", outcome=v.TOTAL, age_group=v.TOTAL)


def _read_grounds(path: Path, stage: str) -> pd.DataFrame:
    words = stage.replace("_", " ")
    outcomes = (f"Negative {words}", f"Positive {words}", "Total")
    wanted = [f"{age} - {outcome}" for age in _AGES for outcome in outcomes]
    rows = _read_csv(path, [], [*wanted, "Total"]).rename(columns={"Total": "Total - Total"})
    long = rows.melt(["year", "quarter"], value_name="persons")
    labels = long["variable"].str.split(" - ", n=1, expand=True)
    table = pd.DataFrame(
        {
            "year": long["year"],
            "quarter": long["quarter"],
            "stage": stage,
            "outcome": apply_labels(labels[1], "nrm", path.name),
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
