"""Panels with a known answer, and the estimates by hand that ours are held against."""

from __future__ import annotations

import numpy as np
import pandas as pd

YEARS = range(2003, 2014)


def make_panel(
    cohorts: dict[int, int], *, effect: float = 0.0, growth: float = 0.0, noise: float = 1.0,
    drift: float = 0.0, seed: int = 1,
) -> pd.DataFrame:  # fmt: skip
    """States by cohort (0: never), with an effect of ``effect + growth * k`` k years after.

    ``drift`` lets the trend of States that adopt rise by so much a year beside the others'.
    """
    rng = np.random.default_rng(seed)
    rows = []
    for event, size in cohorts.items():
        for n in range(size):
            level = rng.normal(0, 5)
            for year in YEARS:
                since = year - event if event else -1
                outcome = level + 2 * (year - 2003) + rng.normal(0, noise)
                outcome += effect + growth * since if since >= 0 else 0
                outcome += drift * (year - 2003) if event else 0
                rows.append((f"{event}-{n}", year, outcome, event))
    return pd.DataFrame(rows, columns=["unit", "time", "outcome", "event"])


def group_time(panel: pd.DataFrame, event: int, year: int) -> float:
    """One group-time difference of Callaway and Sant'Anna, by hand: two differences of means."""
    wide = panel.pivot(index="unit", columns="time", values="outcome")
    when = panel.groupby("unit")["event"].first()
    change = wide[year] - wide[event - 1]
    waiting = (when == 0) | (when > max(year, event - 1))
    return float(change[when == event].mean() - change[waiting & (when != event)].mean())


def by_hand(panel: pd.DataFrame, since: int, cohorts: list[int]) -> float:
    """Their average over cohorts by size, at so many years since the event."""
    sizes = panel.groupby("event")["unit"].nunique()
    parts = [(group_time(panel, g, g + since), int(sizes[g])) for g in cohorts]
    return sum(value * size for value, size in parts) / sum(size for _, size in parts)


def two_way(panel: pd.DataFrame) -> float:
    """The coefficient of a two-way fixed effects regression, by demeaning a balanced panel."""

    def demean(values: pd.Series) -> pd.Series:
        by_unit = values.groupby(panel["unit"]).transform("mean")
        by_time = values.groupby(panel["time"]).transform("mean")
        return values - by_unit - by_time + values.mean()

    treated = ((panel["event"] > 0) & (panel["time"] >= panel["event"])).astype(float)
    x, y = demean(treated), demean(panel["outcome"])
    return float((x * y).sum() / (x * x).sum())
