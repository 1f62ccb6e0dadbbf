"""The estimator for an event that comes to States in different years, and its sensitivity.

Group-time average differences of Callaway and Sant'Anna [1]_ from ``diff_diff``: each State after
its event is compared with States where it had not yet happened, and never with States where it
had happened earlier, as a two-way fixed effects regression does [2]_. Trends that are not parallel
are bounded by relative magnitudes [3]_: after the event they depart between two years by no more
than M times the largest such change before it.

References:
    .. [1] Callaway, B. and Sant'Anna, P. H. C. (2021). Difference-in-differences with multiple
       time periods. Journal of Econometrics 225, 200-230.
    .. [2] Goodman-Bacon, A. (2021). Difference-in-differences with variation in treatment timing.
       Journal of Econometrics 225, 254-277.
    .. [3] Rambachan, A. and Roth, J. (2023). A more credible approach to parallel trends. Review
       of Economic Studies 90, 2555-2591.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from diff_diff.results_base import EventStudyResults

HORIZON = 3
"""Years after the event that are averaged, from the year of the event on."""

LEADS = 4
"""Years before the event whose changes bound the departures."""

DEPARTURES = (0.0, 0.5, 1.0, 2.0)
"""Departures from parallel trends, as parts of the largest change before the event."""

LEVEL = 0.95


@dataclass(frozen=True)
class Staggered:
    """What the estimator gives, in the unit of the outcome.

    Args:
        steps: For each year since the event: years, estimate, lower and upper limit.
        estimate: Average over the years 0 to 3.
        bounds: For each departure: its size, lower and upper limit of the average.
        warnings: What the library said.
    """

    steps: tuple[tuple[int, float, float, float], ...]
    estimate: float
    bounds: tuple[tuple[float, float, float], ...]
    warnings: tuple[str, ...]


def estimate_staggered(panel: pd.DataFrame) -> Staggered:
    """Differences by years since the event, their average over years 0 to 3, and its bounds.

    Cohorts enter that have all of the years 0 to 3 within the panel, so that the average is over
    the same cohorts in each of them; later ones serve as comparison until their event. Standard
    errors are clustered by State.

    Args:
        panel: One row a State and year: ``unit``, ``time``, ``outcome`` and ``event``, the year of
            the event, or 0 where it did not happen within the panel.

    Returns:
        The estimates. The interval at departure 0 is the one under parallel trends. Those at
        others take the largest change before the event as it was estimated, without its chance.

    Raises:
        ValueError: No cohort has a year before the event and the years after it, or the outcome
            does not vary, so that there is no interval.
    """
    # The library is loaded here because only a page that estimates needs it.
    from diff_diff import CallawaySantAnna

    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        model = CallawaySantAnna(
            control_group="not_yet_treated",
            estimation_method="reg",
            base_period="universal",
            cluster="unit",
            alpha=1 - LEVEL,
        )
        fitted = model.fit(panel, outcome="outcome", unit="unit", time="time", first_treat="event")
        study = _cut(fitted.aggregate("event_study", balance_e=HORIZON))
        bounds = [_bound(study, departure) for departure in DEPARTURES]
    texts = tuple(dict.fromkeys(str(w.message).splitlines()[0] for w in said))
    return Staggered(_to_steps(study), bounds[0][3], tuple(b[:3] for b in bounds), texts)


def _cut(study: EventStudyResults) -> EventStudyResults:
    """The years around the event that are judged; far ones rest on one or two cohorts."""
    times = np.asarray(study.event_time)
    kept = (times >= -LEADS) & (times <= HORIZON)
    rows = ("event_time", "att", "se", "t_stat", "p_value", "conf_int_lower", "conf_int_upper",
            "is_reference", "n")  # fmt: skip
    changed: dict[str, Any] = {name: np.asarray(getattr(study, name))[kept] for name in rows}
    if study.vcov is not None and study.vcov_index is not None:
        index = np.asarray(study.vcov_index)
        inside = (index >= -LEADS) & (index <= HORIZON)
        changed |= {"vcov": study.vcov[np.ix_(inside, inside)], "vcov_index": index[inside]}
    df = study.df
    changed["df"] = np.asarray(df)[kept] if isinstance(df, np.ndarray) else df
    return replace(study, **changed)


def _bound(study: EventStudyResults, departure: float) -> tuple[float, float, float, float]:
    from diff_diff import HonestDiD

    weights = np.full(HORIZON + 1, 1 / (HORIZON + 1))
    honest = HonestDiD(
        method="relative_magnitude", M=departure, alpha=1 - LEVEL, l_vec=weights
    ).fit(study)
    return departure, float(honest.ci_lb), float(honest.ci_ub), float(honest.original_estimate)


def _to_steps(study: EventStudyResults) -> tuple[tuple[int, float, float, float], ...]:
    """The year before the event is 0 by construction, and has no interval."""
    columns = (study.event_time, study.att, study.conf_int_lower, study.conf_int_upper)
    rows = zip(*(np.asarray(c, dtype=float) for c in columns), strict=True)
    return tuple(
        (int(k), float(a), *((0.0, 0.0) if np.isnan(low) else (float(low), float(high))))
        for k, a, low, high in rows
    )
